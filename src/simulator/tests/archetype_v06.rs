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

const KNN: &str = r#"{"type":"knn","knn":{"hyperparameters":{"n_neighbors":5,"metric":"cosine","weights":"own words",
    "normalize_embeddings":false},"reader":{"window_size":64,"step_size":16,"data_columns":["x"]}}}"#;

/// Returns a request for nearest neighbours with one text replaced.
fn knn(from: &str, to: &str) -> String {
    let head = r#"{"type":"head","head":{"hyperparameters":{"n_epochs":5}}}"#;
    assert!(BODY.contains(head) && KNN.contains(from));
    BODY.replace(head, &KNN.replace(from, to))
}

#[test]
fn the_record_says_what_was_asked_for() {
    let mut bench = Bench::demo();
    let (status, job) = bench.ask(&format!("POST {JOBS}"), Some(&knn("", "")), 0.0);
    let method: Value = serde_json::from_str(KNN).unwrap();
    assert_eq!((status, &job["method"], &job["seed"]), (201, &method, &json!(7)));
}

#[test]
fn requests_that_make_no_sense_name_their_fields() {
    let mut bench = Bench::demo();
    for (body, status, word) in [
        ("[]".to_owned(), 422, "JSON decode error"),
        ("{}".to_owned(), 422, "training_files"),
        (BODY.replace("\"omega\"", "7"), 422, "model"),
        (BODY.replace("a.csv", "missing.csv"), 400, "does not exist"),
        (BODY.replace("\"seed\":7", "\"seed\":\"7\""), 422, "\"body\",\"seed\""),
        (BODY.replace("n_shot", "text"), 422, "'n_shot'"),
        (BODY.replace("\"csv\"", "\"jsonl\""), 422, "\"training_files\",1,\"format\""),
        (BODY.replace("\"label\":\"faulty\",", ""), 422, "\"training_files\",1,\"label\""),
        (BODY.replace("\"type\":\"head\"", "\"type\":\"svm\""), 422, "'head' or 'knn'"),
        (BODY.replace("\"type\":\"head\"", "\"type\":\"knn\""), 422, "\"method\",\"knn\""),
        (BODY.replace("\"n_epochs\":5", "\"n_epochs\":0"), 422, "\"hyperparameters\",\"n_epochs\""),
        (knn("\"n_neighbors\":5", "\"n_neighbors\":2.5"), 422, "\"hyperparameters\",\"n_neighbors\""),
        (knn("\"cosine\"", "1"), 422, "\"hyperparameters\",\"metric\""),
        (knn("false", "\"no\""), 422, "\"hyperparameters\",\"normalize_embeddings\""),
        (knn("\"window_size\":64", "\"window_size\":\"64\""), 422, "\"reader\",\"window_size\""),
        (knn("[\"x\"]", "[\"x\",3]"), 422, "\"reader\",\"data_columns\""),
        (knn("\"reader\":{", "\"reader\":[],\"x\":{"), 422, "\"knn\",\"reader\""),
    ] {
        let (got, answer) = bench.ask(&format!("POST {JOBS}"), Some(&body), 0.0);
        assert_eq!(got, status, "{body}");
        assert!(answer.to_string().contains(word), "{answer}");
    }
    assert_eq!(bench.ask(&format!("GET {JOBS}/ftj_none"), None, 0.0).0, 404);
}
