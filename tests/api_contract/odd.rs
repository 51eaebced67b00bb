//! Answers that are odd and still plausible: of every endpoint, what the page makes of them.

use tuneboard_core::api::{self, ApiError, ErrorKind, HttpResponse};
use tuneboard_core::model::{JobId, Provider, Timestamp};
use tuneboard_core::{explain, format, listing};

fn ok(body: &str) -> HttpResponse {
    HttpResponse::json(200, body.to_owned())
}

/// Decodes a body by every decoder of lists, jobs and other responses; returns the words of each failure.
fn failures(body: &str) -> Vec<(String, String)> {
    let (response, id, mut failures) = (ok(body), JobId::from("x"), Vec::new());
    let mut note = |what: String, error: Option<ApiError>| {
        let words = error.map(|error| {
            assert_eq!(error.kind, ErrorKind::Unreadable, "{what} {body}");
            explain::explain(&error, "https://host/v1").meaning
        });
        failures.push((what, words.unwrap_or_else(|| "taken".to_owned())));
    };
    for provider in Provider::ALL {
        let of = |what: &str| format!("{} {what}", provider.slug());
        note(of("jobs"), api::decode_jobs(provider, &response).err());
        note(of("job"), api::decode_job(provider, &response).err());
        note(of("files"), api::decode_files(provider, &response).err());
        if provider.capabilities().has_events {
            note(of("events"), api::decode_events(provider, &response).err());
        }
        if provider.capabilities().has_checkpoints {
            note(of("checkpoints"), api::decode_checkpoints(provider, &id, &response).err());
        }
    }
    note("price".to_owned(), api::decode_price(&response).err());
    note("limits".to_owned(), api::decode_limits("m", &response).err());
    note("models".to_owned(), api::decode_models(&response).err());
    note("link".to_owned(), api::decode_file_link(&response).err());
    failures
}

#[test]
fn success_with_an_error_body_is_told_in_the_services_words() {
    #[track_caller]
    fn check(body: &str, expected: &str) {
        for (what, words) in failures(body) {
            assert!(words.ends_with(expected), "{what} of {body}: {words}");
        }
    }
    check(
        r#"{"error":{"message":"Account suspended","code":"suspended_77"}}"#,
        "Account suspended (suspended_77)",
    );
    check(r#"{"errors":[{"code":"x1","message":"Maintenance"}]}"#, "Maintenance (x1)");
    check(r#"{"error":"boom","data":null,"models":null}"#, "boom");
    check(r#"{"error":{"message":"boom","details":[1]},"success":false}"#, "boom");
}

#[test]
fn success_with_mere_words_is_no_list() {
    for body in [r#"{"detail":"Not now"}"#, r#"{"message":"Not now"}"#] {
        for (what, words) in failures(body) {
            // A price and limits may be all absent; what is there is not known to be a failure.
            let is_optional = matches!(what.as_str(), "price" | "limits" | "link");
            assert!(is_optional || words.ends_with("Not now"), "{what}: {words}");
        }
    }
}

#[test]
fn list_beside_an_empty_or_partial_error_is_a_list() {
    for error in ["null", "{}", "\"\"", "false", "\"one shard is late\""] {
        let body = format!("{{\"data\":[{{\"id\":\"a\"}}],\"error\":{error}}}");
        for provider in [Provider::Together, Provider::OpenAi, Provider::ArchetypeV06] {
            let page = api::decode_jobs(provider, &ok(&body)).unwrap();
            assert_eq!(page.value.jobs.len(), 1, "{body}");
        }
    }
    assert!(api::decode_jobs(Provider::Together, &ok(r#"{"data":null,"error":null}"#)).is_ok());
    // A job's own error is the job's.
    let body = r#"{"id":"a","status":"failed","error":{"code":"c9","message":"Out of memory"}}"#;
    for provider in [Provider::OpenAi, Provider::ArchetypeV06] {
        let job = api::decode_job(provider, &ok(body)).unwrap();
        assert_eq!(job.failure.as_deref(), Some("Out of memory (c9)"));
    }
}

#[test]
fn bodies_that_are_no_answer_are_refused() {
    for body in [
        "",
        " \r\n",
        "null",
        "true",
        "0",
        "\"maintenance\"",
        "{\"id\":\"a\"}{\"id\":\"b\"}",
        "[{\"id\":\"a\"},",
        "while(1);[]",
        "data: [DONE]",
        "\u{1f}\u{8b}\u{8}",
        "<!doctype html><title>Sign in</title>",
        "callback([])",
        "[{\"id\":\"a\"}]]",
        "{\"data\":[}",
        "{\"data\":[{\"id\":\"a\"}]",
    ] {
        for provider in Provider::ALL {
            assert!(api::decode_jobs(provider, &ok(body)).is_err(), "{provider:?} {body:?}");
            assert!(api::decode_job(provider, &ok(body)).is_err(), "{provider:?} {body:?}");
        }
    }
    // An empty list in any dress.
    for body in ["[]", "\u{feff}[]\r\n", " [ ] ", "\t[\n]"] {
        assert_eq!(api::decode_jobs(Provider::Archetype, &ok(body)).unwrap().value.jobs, []);
    }
}

/// Returns a job's facts as the table and the head of its page tell them.
fn told(provider: Provider, record: &str) -> String {
    let job = api::decode_job(provider, &ok(record)).unwrap();
    let now = Timestamp::parse_iso8601("2026-08-01T12:00:00Z").unwrap();
    let created = job.created_at.map_or("-".to_owned(), |at| format::relative(at, now, 0));
    let took = listing::took_secs(&job, now).map_or("-".to_owned(), format::duration);
    let left = job.progress.stage_secs_left.map_or("-".to_owned(), format::duration);
    let price = job.price_usd.map_or("-".to_owned(), format::dollars);
    let data: Vec<_> =
        job.datasets.iter().map(|set| format!("{}={}", set.name, set.file_ids.join(","))).collect();
    format!("{} | {created} | {took} | {left} | {price} | {}", job.name, data.join(" "))
}

#[track_caller]
fn check_told(provider: Provider, record: &str, expected: &str) {
    assert_eq!(told(provider, record), expected, "{record}");
}

#[test]
fn names_without_anything_to_see_are_none() {
    for name in [" ", "\\u200b", "\\u202e", "\\u00a0\\t", "\\ufeff"] {
        let record = format!(
            "{{\"id\":\"a\",\"name\":\"{name}\",\"suffix\":\"{name}\",\"user_provided_suffix\":\"{name}\"}}"
        );
        for provider in Provider::ALL {
            check_told(provider, &record, "a | - | - | - | - | ");
        }
    }
}

#[test]
fn figures_that_mean_none_or_nothing_are_no_figures() {
    let check = |members: &str, expected: &str| {
        let record = format!("{{\"id\":\"a\",\"status\":\"running\",{members}}}");
        check_told(Provider::Together, &record, expected);
    };
    // Times that programs write for none.
    check(r#""created_at":"0001-01-01T00:00:00Z""#, "a | - | - | - | - | ");
    check(r#""created_at":"1970-01-01T00:00:00Z","updated_at":0.0"#, "a | - | - | - | - | ");
    check(r#""created_at":1e300"#, "a | - | - | - | - | ");
    check(r#""created_at":"2026-08-01T11:00:00Z""#, "a | 1 h ago | 1 h 00 min | - | - | ");
    // A clock that is ahead.
    check(r#""created_at":"2026-08-01T12:00:09Z""#, "a | just now | 0 s | - | - | ");
    // Figures beyond all reason keep their size.
    check(r#""total_price":1e300"#, "a | - | - | - | $1e291 | ");
    check(r#""total_price":-5"#, "a | - | - | - | - | ");
    check(r#""total_price":"4000000000""#, "a | - | - | - | $4.00 | ");
    check(
        r#""progress":{"estimate_available":true,"seconds_remaining":1e300}"#,
        "a | - | - | 1.157e295 d | - | ",
    );
    check(r#""progress":{"estimate_available":true,"seconds_remaining":-3}"#, "a | - | - | - | - | ");
}

#[test]
fn files_are_named_however_they_are_written() {
    check_told(
        Provider::Together,
        r#"{"id":"a","training_file":7,"validation_file":"v"}"#,
        "a | - | - | - | - | 7=7 v=v",
    );
    check_told(
        Provider::OpenAi,
        r#"{"id":"a","training_file":null,"validation_file":12345678901234567890}"#,
        "a | - | - | - | - | 12345678901234567890=12345678901234567890",
    );
    check_told(
        Provider::Archetype,
        r#"{"id":"a","config":{"datasets":[{"name":"x","file_ids":"one.jsonl"},{"file_ids":[1,null,{}]},{"name":"n","file_ids":null}]}}"#,
        "a | - | - | - | - | x=one.jsonl 1=1 n=",
    );
}

/// Events as `level type: message`.
#[track_caller]
fn check_events(provider: Provider, entries: &str, expected: &[&str]) {
    let decoded = api::decode_events(provider, &ok(&format!("{{\"data\":[{entries}]}}"))).unwrap();
    let mut lines: Vec<String> = decoded
        .value
        .events
        .iter()
        .map(|event| format!("{:?} {}: {}", event.level, event.kind, event.message))
        .collect();
    lines.sort();
    assert_eq!(lines, expected, "{provider:?}");
}

#[test]
fn every_entry_of_a_log_is_shown() {
    let entries = r#"{"type":"job_error","message":null,"level":null},{"message":{"text":"m"},"type":"t"},7,["a"],"bare",{"msg":"hello"},{"message":5,"level":40},{"at":1}"#;
    for provider in [Provider::Together, Provider::OpenAi, Provider::ArchetypeV06] {
        check_events(
            provider,
            entries,
            &[
                "Error job_error: ",
                "Info : 5",
                "Info : 7",
                "Info : [\"a\"]",
                "Info : bare",
                "Info : hello",
                "Info : {\"at\":1}",
                "Info t: {\"text\":\"m\"}",
            ],
        );
        check_events(provider, "null", &[]);
    }
}

#[test]
fn action_that_is_answered_without_a_record_was_taken() {
    #[track_caller]
    fn check(status: u16, body: &str, expected: Result<bool, &str>) {
        for provider in Provider::ALL {
            let response = HttpResponse::json(status, body.to_owned());
            let steered = api::decode_steered(provider, &"a".into(), &response);
            let told = steered.map(|job| job.is_some()).map_err(|error| error.message);
            assert_eq!(told, expected.map_err(str::to_owned), "{provider:?} {status} {body}");
        }
    }
    check(204, "", Ok(false));
    check(202, " \r\n", Ok(false));
    check(202, r#"{"message":"Cancellation requested"}"#, Ok(false));
    check(200, r#"{"success":true}"#, Ok(false));
    for body in ["{}", "true", "null", "\"ok\""] {
        check(200, body, Ok(false));
    }
    check(200, r#"{"id":"a","status":"running"}"#, Ok(true));
    // Of another job it says nothing.
    check(200, r#"{"id":"b","status":"running"}"#, Ok(false));
    check(
        200,
        r#"{"error":{"message":"Job is over"}}"#,
        Err("An error came instead of the job: Job is over"),
    );
    check(409, r#"{"error":{"message":"Job is over"}}"#, Err("Job is over"));
    let denied = HttpResponse::json(200, r#"{"success":false,"message":"No"}"#);
    assert!(api::decode_steered(Provider::Together, &"a".into(), &denied).is_err());
    let html = HttpResponse::json(200, "<!doctype html><title>Sign in</title>");
    let html = api::decode_steered(Provider::Together, &"a".into(), &html).unwrap_err();
    assert_eq!(html.kind, ErrorKind::NotTheApi);
}

#[test]
fn record_of_another_job_is_not_taken_for_this_one() {
    for provider in Provider::ALL {
        let read =
            |id: &str| api::decode_job_of(provider, &id.into(), &ok(r#"{"id":"a","status":"running"}"#));
        assert!(read("a").is_ok());
        let error = read("b").unwrap_err();
        assert_eq!(error.message, "The answer is about another job, whose id is a");
    }
}
