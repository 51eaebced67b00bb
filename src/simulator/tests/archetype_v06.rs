//! Archetype's newer generation.

use serde_json::json;

use super::*;

const JOBS: &str = "/archetype/v0.6/fine_tuning/jobs";

const BODY: &str = r#"{"name":"NAME","seed":7,"model":"omega","method":{"type":"head","head":{"hyperparameters":{"n_epochs":5}}},
    "training_files":[{"type":"n_shot","file_id":"a.csv","label":"normal","format":"csv"},
                      {"type":"n_shot","file_id":"b.csv","label":"faulty","format":"csv"}]}"#;

#[test]
fn a_job_goes_from_the_queue_to_its_end() {
    for (name, end) in [("mine", "SUCCEEDED"), ("will-fail", "FAILED")] {
        let mut bench = Bench::demo();
        let (status, job) = bench.ask(&format!("POST {JOBS}"), Some(&BODY.replace("NAME", name)), 0.0);
        assert_eq!(
            (status, &job["status"], &job["training_files"][1]["label"]),
            (201, &json!("QUEUED"), &json!("faulty"))
        );
        let path = format!("{JOBS}/{}", job["id"].as_str().unwrap());
        let mut seen: Vec<Value> = Vec::new();
        for tick in 0..180 {
            let status = bench.get(&path, f64::from(tick) + 0.5)["status"].clone();
            if seen.last() != Some(&status) {
                seen.push(status);
            }
        }
        assert_eq!(seen, ["QUEUED", "STARTING", "RUNNING", end]);
        let events = bench.get(&format!("{path}/events?limit=100"), 200.0);
        let events = events["data"].as_array().unwrap();
        assert!(
            events.is_sorted_by(|a, b| b["created_at"].as_str() <= a["created_at"].as_str()),
            "newest first"
        );
        let points = bench.get(&format!("{path}/checkpoints"), 200.0);
        let mut steps: Vec<_> =
            points["data"].as_array().unwrap().iter().map(|point| point["step"].as_u64()).collect();
        assert!(!steps.is_sorted(), "in no particular order");
        steps.sort_unstable();
        let expected = if name == "mine" { 30 } else { 15 };
        assert_eq!(steps, (1..=expected).map(|i| Some(i * 10)).collect::<Vec<_>>());
        assert_eq!(bench.ask(&format!("POST {path}/cancel"), None, 200.0).0, 409);
    }
}

#[test]
fn a_running_job_can_be_cancelled_unless_the_service_does_not_offer_it() {
    let mut bench = Bench::demo();
    let jobs = bench.get(JOBS, 0.0);
    let jobs = jobs["data"].as_array().unwrap();
    let running = jobs.iter().find(|job| job["status"] == "RUNNING").unwrap();
    let path = format!("{JOBS}/{}", running["id"].as_str().unwrap());
    bench.0.set_faults(Fault::parse_list("archetype-v0.6/cancel:405,archetype-v0.6/jobs:404").unwrap());
    assert_eq!(bench.ask(&format!("POST {path}/cancel"), None, 1.0).0, 405);
    assert_eq!(bench.ask(&format!("GET {JOBS}"), None, 1.0).0, 404);
    assert_eq!(bench.ask(&format!("GET {ARCHETYPE}"), None, 1.0).0, 200, "the older generation is another");
    bench.0.set_faults(Vec::new());
    assert_eq!(bench.ask(&format!("POST {path}/cancel"), None, 2.0).1["status"], "CANCELLED");
    assert_eq!(bench.ask(&format!("POST {path}/pause"), None, 2.0).0, 404);
}

#[test]
fn requests_that_make_no_sense_name_their_fields() {
    let mut bench = Bench::demo();
    for (body, status, word) in [
        ("[]".to_owned(), 422, "JSON decode error"),
        ("{}".to_owned(), 422, "training_files"),
        (BODY.replace("\"omega\"", "7"), 422, "model"),
        (BODY.replace("a.csv", "missing.csv"), 400, "does not exist"),
    ] {
        let (got, answer) = bench.ask(&format!("POST {JOBS}"), Some(&body), 0.0);
        assert_eq!(got, status, "{body}");
        assert!(answer.to_string().contains(word), "{answer}");
    }
    assert_eq!(bench.ask(&format!("GET {JOBS}/ftj_none"), None, 0.0).0, 404);
}
