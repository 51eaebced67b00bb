//! Faults: their grammar, whom they strike, and what they do.

use super::*;

fn faulty(spec: &str) -> Bench {
    Bench::with(Options { faults: Fault::parse_list(spec).unwrap(), ..Options::demo(1) })
}

#[test]
fn lists_are_read_or_refused_with_the_fault_named() {
    for (spec, n) in [
        ("", 0),
        (" , ", 0),
        ("together/metrics:429@0.3, archetype/jobs:latency=3,*:html502@0.05", 3),
        ("metrics:cut,together:401#2,*/create:never,archetype/*:errors=409@0.5#7,*:429=2", 5),
    ] {
        assert_eq!(Fault::parse_list(spec).map(|faults| faults.len()), Ok(n), "{spec}");
    }
    for spec in [
        "500",
        "*:600",
        "*:latency",
        "*:latency=-1",
        "*:latency=x",
        "*:500@2",
        "*:500@x",
        "*:500#x",
        "acme:500",
        "acme/jobs:500",
        "together/logs:500",
        "*:errors=201",
        "*:cut=1",
        "*:429=soon",
        "*:clock",
        "*:clock=1e9",
        "*:clamp",
        "*:clamp=0",
        "*:badrecord=x",
        "*:nolimit=3",
        "*:refuse",
        "*:refuse=color",
    ] {
        let error = Fault::parse_list(&format!("*:500,{spec}")).unwrap_err();
        assert_eq!(error.fault, spec);
        assert!(error.to_string().contains(error.problem));
    }
}

#[test]
fn each_kind_does_what_its_name_says() {
    let list = format!("GET {TOGETHER}");
    let check = |kind: &str, status: u16, contains: &str, delivery: Delivery| {
        let reply = faulty(&format!("*:{kind}")).reply("key", &list, None, 0.0);
        assert_eq!((reply.response.status, reply.delivery), (status, delivery), "{kind}");
        assert!(reply.response.text().contains(contains), "{kind}: {}", reply.response.text());
        reply
    };
    for status in [401, 403, 404, 409, 422, 429, 500, 503] {
        let reply = check(&status.to_string(), status, "\"type\":", Delivery::Whole);
        assert_eq!(reply.response.header("retry-after"), None);
    }
    let reply = check("429=17", 429, "Too many", Delivery::Whole);
    assert_eq!(reply.response.header("retry-after"), Some("17"));
    let reply = check("html502", 502, "<html>", Delivery::Whole);
    assert_eq!(reply.response.header("content-type"), Some("text/html"));
    check("html401", 401, "401 Authorization Required", Delivery::Whole);
    check("html403", 403, "<title>Just a moment...</title>", Delivery::Whole);
    let reply = check("html200", 200, "Sign in", Delivery::Whole);
    assert!(reply.response.header("content-type").unwrap().starts_with("text/html"));
    let reply = check("wrongtype", 200, "{\"data\":[", Delivery::Whole);
    assert_eq!(reply.response.header("content-type"), Some("application/octet-stream"));
    check("detail=401", 401, r#"{"detail":"Invalid API key"}"#, Delivery::Whole);
    check("errors=409", 409, r#"{"errors":[{"code":"invalid_state","#, Delivery::Whole);
    check("olderror=429", 429, r#""details":{"retry_after":"#, Delivery::Whole);
    check("errordata", 500, r#"{"error":{"message":"#, Delivery::Whole);
    check("message=404", 404, r#"{"message":"Job not found"}"#, Delivery::Whole);
    check("nocors", 200, "{\"data\"", Delivery::WithoutCors);
    check("never", 200, "", Delivery::Never);
    check("unknownstatus", 200, r#""status":"hibernating""#, Delivery::Whole);
    assert_eq!(check("latency=2.5", 200, "", Delivery::Whole).delay_secs, 2.5);
    for (kind, delivery) in [("cut", Delivery::CutOff), ("malformed", Delivery::Whole)] {
        let reply = check(kind, 200, "{\"data\"", delivery);
        assert!(serde_json::from_slice::<Value>(&reply.response.body).is_err(), "{kind}");
    }
}

#[test]
fn lists_are_cut_short_spoilt_and_refused() {
    const JOBS: &str = "GET /archetype/v0.5/fine-tune/jobs";
    let ask = |fault: &str, query: &str| {
        let reply =
            faulty(&format!("archetype/jobs:{fault}")).reply("key", &format!("{JOBS}{query}"), None, 0.0);
        let records = serde_json::from_slice::<Value>(&reply.response.body).unwrap();
        (reply.response.status, records.as_array().cloned().unwrap_or_default())
    };
    let (_, all) = ask("latency=0", "");
    assert!(5 < all.len());
    assert_eq!(ask("clamp=5", "?limit=1000"), (200, all[..5].to_vec()));
    assert_eq!(ask("clamp=5", "?offset=4"), (200, all[4..9.min(all.len())].to_vec()));
    assert_eq!(ask("nolimit", "?limit=3").0, 422);
    assert_eq!(ask("nolimit", "?statuses=RUNNING").0, 422);
    assert_eq!(ask("nolimit", "?offset=1"), (200, all[1..].to_vec()));
    let (_, spoilt) = ask("badrecord=2", "?limit=3");
    assert_eq!(spoilt, [all[0].clone(), Value::Null, all[2].clone()]);
    // It is the same record whichever page it is on.
    assert_eq!(ask("badrecord=2", "?limit=2&offset=1").1, [Value::Null, all[2].clone()]);
}

#[test]
fn bare_nan_strikes_losses_and_nothing_else() {
    let mut bench = faulty("metrics:barenan");
    let id = bench.id("triage-v1");
    let text =
        bench.reply("key", &format!("GET {TOGETHER}/{id}/metrics"), None, 0.0).response.text().into_owned();
    let n = text.matches("NaN").count();
    assert_eq!(n, text.matches("loss\":").count().div_ceil(3));
    assert!(serde_json::from_str::<Value>(&text.replace("NaN", "0")).is_ok());
}

#[test]
fn some_questions_are_refused_and_no_others() {
    let mut bench = faulty("metrics:refuse=logged_at_from");
    let id = bench.id("triage-v1");
    let status = |bench: &mut Bench, query: &str| {
        bench.reply("key", &format!("GET {TOGETHER}/{id}/metrics{query}"), None, 0.0).response.status
    };
    let (whole, fraction) =
        ("?logged_at_from=2026-08-01T09:14:11Z", "?logged_at_from=2026-08-01T09:14:11.5Z");
    for (spec, query, expected) in [
        ("metrics:refuse=logged_at_from", whole, 400),
        ("metrics:refuse=logged_at_from", "?global_step_from=5", 200),
        ("metrics:refuse=logged_at_from", "", 200),
        ("metrics:refuse=global_step_from", "?global_step_from=5", 400),
        ("metrics:nofractions", whole, 200),
        ("metrics:nofractions", fraction, 400),
    ] {
        bench.0.set_faults(Fault::parse_list(spec).unwrap());
        assert_eq!(status(&mut bench, query), expected, "{spec} {query}");
    }
}

#[test]
fn figures_and_totals_are_left_out_or_not_finite() {
    let id = faulty("").id("triage-v1");
    let text = |spec: &str, path: &str| {
        let line = format!("GET {TOGETHER}/{id}{path}");
        faulty(spec).reply("key", &line, None, 0.0).response.text().into_owned()
    };
    let n_losses = text("", "/metrics").matches("loss\":").count();
    for (spec, word) in [("*:infinite", "loss\":Infinity"), ("*:nulls", "loss\":null")] {
        assert_eq!(text(spec, "/metrics").matches(word).count(), n_losses.div_ceil(3), "{spec}");
    }
    assert!(text("", "").contains("\"total_steps\":"));
    let record: Value = serde_json::from_str(&text("job:nototals", "")).unwrap();
    assert!(record["total_steps"].is_null() && record["steps_completed"].is_null());
    assert!(text("job:nototals", "/events").contains("\"total_steps\":"), "the log tells");
}

#[test]
fn targets_rates_and_counts_pick_the_requests() {
    let n_struck = |spec: &str, line: &str| {
        let mut bench = faulty(spec);
        (0..150).filter(|_| bench.reply("key", line, None, 0.0).response.status == 500).count()
    };
    let (list, models) = (format!("GET {TOGETHER}"), format!("GET {TOGETHER}/models/supported"));
    assert_eq!(n_struck("jobs:500", &list), 150);
    assert_eq!(n_struck("jobs:500", &models), 0);
    assert_eq!(n_struck("archetype:500", &list), 0);
    assert_eq!(n_struck("together/models:500#3", &models), 3);
    assert_eq!(n_struck("*:500@0", &list), 0);
    let n = n_struck("*:500@0.3", &list);
    assert!((30..60).contains(&n), "{n} of 150 at a rate of 0.3");
    assert_eq!(n, n_struck("*:500@0.3", &list));
}

#[test]
fn latency_adds_up_and_the_first_other_fault_counts() {
    let mut bench = faulty("*:latency=1,together:503,jobs:latency=2,*:401");
    let reply = bench.reply("key", &format!("GET {TOGETHER}"), None, 0.0);
    assert_eq!((reply.delay_secs, reply.response.status), (3.0, 503));
}

#[test]
fn a_lost_answer_has_had_its_effect_and_a_refusal_has_not() {
    let spec = r#"{"training_file":"f","model":"Qwen/Qwen2.5-14B-Instruct","suffix":"lost"}"#;
    for (fault, n_created) in [("create:never", 1), ("create:cut", 1), ("create:503", 0)] {
        let mut bench = faulty(fault);
        bench.reply("key", &format!("POST {TOGETHER}"), Some(spec), 0.0);
        let jobs = bench.get(TOGETHER, 1.0);
        let n = jobs["data"].as_array().unwrap().iter().filter(|job| job["suffix"] == "lost").count();
        assert_eq!(n, n_created, "{fault}");
    }
}

#[test]
fn a_clock_that_is_ahead_moves_all_times_and_nothing_else() {
    let list = format!("GET {TOGETHER}");
    let text = |spec: &str| faulty(spec).reply("key", &list, None, 0.0).response.text().into_owned();
    let (right, ahead) = (text(""), text("*:clock=86400"));
    assert_ne!(right, ahead);
    assert_eq!(right.len(), ahead.len());
    // Every difference is in the digits of a date.
    let differing = right.bytes().zip(ahead.bytes()).filter(|(a, b)| a != b);
    assert!(differing.into_iter().all(|(a, b)| a.is_ascii_digit() && b.is_ascii_digit()));
    let status = |text: &str| text.matches("\"status\":\"running\"").count();
    assert_eq!(status(&right), status(&ahead));
}

#[test]
fn action_answered_without_a_body_has_had_its_effect() {
    let mut bench = faulty("cancel:nobody,together/jobs:errordata=200#1");
    let refused = bench.reply("key", &format!("GET {TOGETHER}"), None, 0.0).response;
    assert_eq!((refused.status, refused.text().contains("\"error\"")), (200, true));
    let id = bench.id("triage-v2");
    let answer = bench.reply("key", &format!("POST {TOGETHER}/{id}/cancel"), None, 0.0).response;
    assert_eq!((answer.status, answer.body.len()), (204, 0));
    assert_eq!(bench.get(&format!("{TOGETHER}/{id}"), 1.0)["status"], "cancel_requested");
    // A refusal stays what it is.
    assert_eq!(bench.reply("key", &format!("POST {TOGETHER}/{id}/cancel"), None, 1.0).response.status, 400);
}
