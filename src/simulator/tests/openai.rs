//! The service of `OpenAI`'s shape: pages, lives, pauses.

use serde_json::json;

use super::*;

const JOBS: &str = "/openai/v1/fine_tuning/jobs";

/// All entries of a list, page by page.
fn all(bench: &mut Bench, path: &str, limit: usize, secs: f64) -> Vec<Value> {
    let mut entries: Vec<Value> = Vec::new();
    loop {
        let after = entries.last().map(|last| format!("&after={}", last["id"].as_str().unwrap()));
        let page = bench.get(&format!("{path}?limit={limit}{}", after.unwrap_or_default()), secs);
        let data = page["data"].as_array().unwrap();
        assert!(data.len() <= limit);
        assert_eq!((&page["first_id"], &page["last_id"]), (&data[0]["id"], &data[data.len() - 1]["id"]));
        entries.extend(data.iter().cloned());
        if page["has_more"] == false {
            return entries;
        }
        assert_eq!(data.len(), limit);
    }
}

fn create(bench: &mut Bench, suffix: &str, secs: f64) -> String {
    let body = format!(
        r#"{{"model":"gpt-4.1-mini-2025-04-14","training_file":"file-Ab12","validation_file":"file-Ab13","suffix":"{suffix}"}}"#
    );
    let (status, job) = bench.ask(&format!("POST {JOBS}"), Some(&body), secs);
    assert_eq!((status, &job["status"]), (200, &json!("validating_files")));
    format!("{JOBS}/{}", job["id"].as_str().unwrap())
}

#[test]
fn pages_of_any_size_hold_the_same_list() {
    let mut bench = Bench::with(Options { n_jobs: 30, ..Options::demo(1) });
    let whole = all(&mut bench, JOBS, 100, 5.0);
    assert_eq!(whole.len(), 30);
    for limit in [1, 7, 30] {
        assert_eq!(all(&mut bench, JOBS, limit, 5.0), whole);
    }
    assert_eq!(bench.get(JOBS, 5.0)["data"].as_array().unwrap().len(), 20, "unless asked otherwise");
    for bad in ["limit=0", "limit=101", "limit=x", "after=nobody"] {
        assert_eq!(bench.ask(&format!("GET {JOBS}?{bad}"), None, 5.0).0, 400, "{bad}");
    }
}

#[test]
fn a_world_is_the_same_whenever_it_is_first_asked() {
    let mut early = Bench::demo();
    early.get(JOBS, 0.0);
    let mut late = Bench::demo();
    assert_eq!(early.get(JOBS, 5_000.0), late.get(JOBS, 5_000.0));
    assert_ne!(late.get(JOBS, 5_000.0), Bench::with(Options::demo(2)).get(JOBS, 5_000.0));
}

#[test]
fn a_job_goes_from_validation_to_its_end() {
    for (suffix, expected) in [
        ("mine", ["validating_files", "queued", "running", "succeeded"]),
        ("will-fail", ["validating_files", "queued", "running", "failed"]),
    ] {
        let mut bench = Bench::demo();
        let path = create(&mut bench, suffix, 0.0);
        let mut seen: Vec<Value> = Vec::new();
        for tick in 0..180 {
            let job = bench.get(&path, f64::from(tick) + 0.5);
            assert_eq!(job["finished_at"].is_null(), job["status"] != expected[3]);
            if seen.last() != Some(&job["status"]) {
                seen.push(job["status"].clone());
            }
        }
        assert_eq!(seen, expected);
        let job = bench.get(&path, 200.0);
        let has_failed = suffix == "will-fail";
        assert_eq!(job["error"].is_null(), !has_failed);
        assert_eq!(job["fine_tuned_model"].is_null(), has_failed);
        let events = all(&mut bench, &format!("{path}/events"), 100, 200.0);
        let is_row = |event: &&Value| event["type"] == "metrics";
        let n_rows = events.iter().filter(is_row).count();
        assert_eq!(n_rows, if has_failed { 30 + 3 } else { 60 + 6 });
        assert_eq!(events[0]["level"] == "error", has_failed, "{}", events[0]);
        let points = bench.get(&format!("{path}/checkpoints"), 200.0);
        assert_eq!(points["data"].as_array().unwrap().len(), if has_failed { 1 } else { 3 });
    }
}

#[test]
fn the_log_only_grows() {
    let mut bench = Bench::demo();
    let path = create(&mut bench, "mine", 0.0);
    let mut known: Vec<Value> = Vec::new();
    for tick in 0..40 {
        let secs = f64::from(tick) * 4.0;
        match tick {
            12 => assert_eq!(bench.ask(&format!("POST {path}/pause"), None, secs).0, 200),
            20 => assert_eq!(bench.ask(&format!("POST {path}/resume"), None, secs).0, 200),
            _ => {}
        }
        let mut events = all(&mut bench, &format!("{path}/events"), 20, secs);
        events.reverse();
        assert!(events.starts_with(&known), "at {secs}");
        assert!(events.is_sorted_by_key(|event| event["created_at"].as_i64()));
        known = events;
    }
    let mut ids: Vec<_> = known.iter().map(|event| event["id"].to_string()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), known.len(), "each has an id of its own");
}

#[test]
fn a_paused_job_rests_and_then_goes_on() {
    let (mut bench, mut undisturbed) = (Bench::demo(), Bench::demo());
    let (path, same) = (create(&mut bench, "mine", 0.0), create(&mut undisturbed, "mine", 0.0));
    let n_rows = |bench: &mut Bench, path: &str, secs| {
        let events = all(bench, &format!("{path}/events"), 100, secs);
        events.iter().filter(|event| event["type"] == "metrics").count()
    };
    let act = |bench: &mut Bench, verb: &str, secs| {
        let (status, job) = bench.ask(&format!("POST {path}/{verb}"), None, secs);
        (status, job["status"].as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(act(&mut bench, "resume", 40.0).0, 400);
    assert_eq!(act(&mut bench, "pause", 40.0), (200, "paused".to_owned()));
    assert_eq!(act(&mut bench, "pause", 45.0).0, 400);
    let n_by_then = n_rows(&mut bench, &path, 40.0);
    assert!(0 < n_by_then);
    assert_eq!(n_rows(&mut bench, &path, 1_000.0), n_by_then);
    assert_eq!(act(&mut bench, "resume", 1_040.0), (200, "running".to_owned()));
    for secs in [45.0, 80.0, 120.0, 200.0] {
        assert_eq!(
            n_rows(&mut bench, &path, secs + 1_000.0),
            n_rows(&mut undisturbed, &same, secs),
            "{secs}"
        );
    }
    assert_eq!(bench.get(&path, 1_200.0)["status"], "succeeded");
    assert_eq!(act(&mut bench, "pause", 1_200.0).0, 400);
    assert_eq!(act(&mut bench, "cancel", 1_200.0).0, 400);
}

#[test]
fn a_paused_job_can_be_cancelled() {
    let mut bench = Bench::demo();
    let path = create(&mut bench, "mine", 0.0);
    bench.ask(&format!("POST {path}/pause"), None, 40.0);
    let (status, job) = bench.ask(&format!("POST {path}/cancel"), None, 60.0);
    assert_eq!((status, &job["status"]), (200, &json!("cancelled")));
    assert_eq!(bench.get(&path, 500.0)["status"], "cancelled");
    let last = &bench.get(&format!("{path}/events?limit=1"), 500.0)["data"][0];
    assert_eq!(
        (&last["message"], &last["created_at"]),
        (&json!("Fine-tuning job cancelled"), &json!(start().unix_millis() / 1000 + 60))
    );
}

#[test]
fn requests_that_make_no_sense_name_their_field() {
    let mut bench = Bench::demo();
    for (body, param) in [
        ("[]", "body"),
        ("{}", "model"),
        (r#"{"model":"unknown-1","training_file":"f"}"#, "model"),
        (r#"{"model":"m"}"#, "training_file"),
        (r#"{"model":"m","training_file":"file-missing"}"#, "training_file"),
        (r#"{"model":"m","training_file":"f","validation_file":"file-missing"}"#, "validation_file"),
        (r#"{"model":"m","training_file":"f","seed":1.5}"#, "seed"),
        (r#"{"model":"m","training_file":"f","method":{"type":"grpo"}}"#, "method"),
        (
            r#"{"model":"m","training_file":"f","method":{"type":"dpo","dpo":{"hyperparameters":{"beta":3}}}}"#,
            "beta",
        ),
        (r#"{"model":"m","training_file":"f","hyperparameters":{"n_epochs":0}}"#, "n_epochs"),
        (r#"{"model":"m","training_file":"f","hyperparameters":{"batch_size":"max"}}"#, "batch_size"),
    ] {
        let (status, answer) = bench.ask(&format!("POST {JOBS}"), Some(body), 0.0);
        assert_eq!((status, &answer["error"]["param"]), (400, &json!(param)), "{body}");
    }
    assert_eq!(bench.ask(&format!("GET {JOBS}/ftjob-none"), None, 0.0).0, 404);
    assert_eq!(bench.ask(&format!("DELETE {JOBS}/ftjob-none"), None, 0.0).0, 405);
    let response = bench.reply("empty", &format!("GET {JOBS}"), None, 0.0).response;
    assert!(response.text().contains(r#""data":[],"#));
}

#[test]
fn models_say_when_they_are_shut_down() {
    let mut bench = Bench::demo();
    let list = bench.get("/openai/v1/models", 5.0);
    let data = list["data"].as_array().unwrap();
    assert_eq!(data.len(), 4);
    let dated: Vec<_> = data.iter().filter(|model| model["shutdown_date"].is_string()).collect();
    assert_eq!(dated.len(), 3);
    assert_eq!(dated[0]["id"], "gpt-4.1-nano-2025-04-14");
    assert_eq!(list, bench.get("/openai/v1/models", 90_000.0), "the days stay");
}
