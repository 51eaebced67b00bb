//! Tests of creation at both services: requests they accept and refuse, and the life that follows.

use serde_json::json;

use super::*;

const DATASETS: &str = r#"[{"name":"d","split":"train","file_ids":["pumps-a.jsonl"]},{"name":"e","split":"eval","file_ids":["pumps-b.jsonl"]}]"#;

fn archetype_spec(name: &str) -> String {
    format!(
        r#"{{"name":"{name}","config":{{"model":"Newton::c2_4_7b_251215a172f6d7","datasets":{DATASETS},"extra":1}}}}"#
    )
}

fn together_spec(rest: &str) -> String {
    let model = "meta-llama/Meta-Llama-3.1-8B-Instruct-Reference";
    format!(
        r#"{{"model":"{model}","training_file":"file-1f0a77c2","validation_file":"file-2b9c0e14"{rest}}}"#
    )
}

/// The statuses a job passes through in three minutes, and its last record.
fn life(bench: &mut Bench, path: &str) -> (Vec<String>, Value) {
    let mut seen: Vec<String> = Vec::new();
    let mut last = Value::Null;
    for tick in 0..180 {
        last = bench.get(path, f64::from(tick) + 0.5);
        let status = last["status"].as_str().unwrap();
        if seen.last().is_none_or(|last| last != status) {
            seen.push(status.into());
        }
    }
    (seen, last)
}

#[test]
fn an_archetype_job_goes_from_registered_to_its_end() {
    for (name, expected) in [
        ("mine", vec!["REGISTERED", "STARTING", "RUNNING", "FINALIZING", "COMPLETED"]),
        ("will-fail", vec!["REGISTERED", "STARTING", "RUNNING", "FAILED"]),
    ] {
        let mut bench = Bench::demo();
        let (status, job) = bench.ask(&format!("POST {ARCHETYPE}"), Some(&archetype_spec(name)), 0.0);
        assert_eq!((status, &job["status"], &job["config"]["extra"]), (201, &json!("REGISTERED"), &json!(1)));
        let path = format!("{ARCHETYPE}/{}", job["id"].as_str().unwrap());
        let (seen, _) = life(&mut bench, &path);
        assert_eq!(seen, expected);
        let n_rows = rows(&bench.get(&format!("{path}/metrics"), 200.0)).len();
        assert_eq!(n_rows, if name == "mine" { 18 } else { 9 });
    }
}

#[test]
fn a_together_job_goes_from_pending_to_its_end() {
    for (suffix, expected) in [
        ("mine", vec!["pending", "queued", "running", "compressing", "uploading", "completed"]),
        ("will-fail", vec!["pending", "queued", "running", "error"]),
    ] {
        let mut bench = Bench::demo();
        let spec =
            together_spec(&format!(r#","suffix":"{suffix}","n_epochs":3,"n_evals":6,"learning_rate":3e-4"#));
        let (status, job) = bench.ask(&format!("POST {TOGETHER}"), Some(&spec), 0.0);
        assert_eq!((status, &job["status"], &job["n_evals"]), (200, &json!("pending"), &json!(6)));
        assert_eq!(job["learning_rate"], 3e-4);
        let path = format!("{TOGETHER}/{}", job["id"].as_str().unwrap());
        let (seen, last) = life(&mut bench, &path);
        assert_eq!(seen, expected);
        let page = bench.get(&format!("{path}/metrics"), 200.0);
        let n_evals = rows(&page).iter().filter(|row| row.get("eval/loss").is_some()).count();
        assert_eq!((rows(&page).len() - n_evals, n_evals), if suffix == "mine" { (120, 6) } else { (60, 3) });
        let kinds: Vec<_> = last["events"].as_array().unwrap().iter().map(|event| &event["type"]).collect();
        assert_eq!(kinds.contains(&&json!("job_error")), suffix != "mine");
    }
}

#[test]
fn a_job_named_nan_diverges_and_a_bad_wandb_key_is_the_users_error() {
    let mut bench = Bench::demo();
    let (_, job) = bench.ask(&format!("POST {TOGETHER}"), Some(&together_spec(r#","suffix":"to-nan""#)), 0.0);
    let page = bench.get(&format!("{TOGETHER}/{}/metrics", job["id"].as_str().unwrap()), 150.0);
    assert!(rows(&page).last().unwrap()["train/loss"] == "NaN");
    let spec = together_spec(r#","wandb_api_key":"invalid""#);
    let (_, job) = bench.ask(&format!("POST {TOGETHER}"), Some(&spec), 0.0);
    let job = bench.get(&format!("{TOGETHER}/{}", job["id"].as_str().unwrap()), 60.0);
    assert_eq!(job["status"], "user_error");
    assert!(!job.to_string().contains("wandb_api_key"));
}

#[test]
fn archetype_names_every_bad_field() {
    let mut bench = Bench::demo();
    let mut check = |body: &str, status: u16, places: &[&str]| {
        let (got, answer) = bench.ask(&format!("POST {ARCHETYPE}"), Some(body), 0.0);
        assert_eq!(got, status, "{body}: {answer}");
        let text = |part: &Value| part.as_str().map_or_else(|| part.to_string(), Into::into);
        let details = answer["detail"].as_array().cloned().unwrap_or_default();
        let found: Vec<String> = details
            .iter()
            .map(|problem| problem["loc"].as_array().unwrap().iter().map(text).collect::<Vec<_>>().join("."))
            .collect();
        assert_eq!(found, places, "{body}");
    };
    check("not json", 422, &["body"]);
    check("{}", 422, &["body.name", "body.config"]);
    check(
        r#"{"name":7,"id":"","config":{}}"#,
        422,
        &["body.name", "body.id", "body.config.model", "body.config.datasets"],
    );
    check(
        r#"{"name":"n","config":{"model":"Newton::x","datasets":[{"name":"d","split":"test","file_ids":[]}]}}"#,
        422,
        &["body.config.datasets.0.split", "body.config.datasets.0.file_ids"],
    );
    check(r#"{"name":"n","config":{"model":"GPT","datasets":[]}}"#, 400, &[]);
    check(r#"{"name":"n","config":{"model":"Newton::x","datasets":[]}}"#, 400, &[]);
    let with_id = archetype_spec("n").replacen('{', r#"{"id":"own-1","#, 1);
    check(&with_id, 201, &[]);
    check(&with_id, 409, &[]);
}

#[test]
fn together_names_the_first_bad_field() {
    let mut bench = Bench::demo();
    let mut check = |body: &str, param: &str| {
        let (status, answer) = bench.ask(&format!("POST {TOGETHER}"), Some(body), 0.0);
        assert_eq!((status, &answer["error"]["param"]), (400, &json!(param)), "{body}: {answer}");
    };
    check("[", "body");
    check("{}", "training_file");
    check(r#"{"training_file":"f"}"#, "model");
    check(r#"{"training_file":"f","model":"none"}"#, "model");
    check(r#"{"training_file":"f","from_checkpoint":"none"}"#, "from_checkpoint");
    check(&together_spec(r#","from_checkpoint":"x""#), "model");
    for (rest, param) in [
        (r#""n_epochs":0"#, "n_epochs"),
        (r#""n_epochs":21"#, "n_epochs"),
        (r#""n_epochs":1.5"#, "n_epochs"),
        (r#""n_epochs":"two""#, "n_epochs"),
        (r#""n_evals":101"#, "n_evals"),
        (r#""n_checkpoints":0"#, "n_checkpoints"),
        (r#""learning_rate":2"#, "learning_rate"),
        (r#""warmup_ratio":1.1"#, "warmup_ratio"),
        (r#""max_grad_norm":-1"#, "max_grad_norm"),
        (r#""weight_decay":-1"#, "weight_decay"),
        (r#""batch_size":4"#, "batch_size"),
        (r#""batch_size":100,"training_type":{"type":"Full"}"#, "batch_size"),
        (r#""training_method":{"method":"ppo"}"#, "training_method"),
        (r#""training_method":{"method":"dpo","dpo_beta":0}"#, "training_method"),
        (r#""training_type":{"type":"Lora"}"#, "training_type"),
        (r#""training_type":{"type":"Lora","lora_r":65,"lora_alpha":8}"#, "training_type"),
        (r#""training_type":{"type":"Lora","lora_r":8,"lora_alpha":8,"lora_dropout":1}"#, "training_type"),
        (r#""lr_scheduler":{"lr_scheduler_type":"step"}"#, "lr_scheduler"),
        (r#""early_stopping_enabled":true,"n_evals":3"#, "early_stopping_enabled"),
    ] {
        check(&together_spec(&format!(",{rest}")), param);
    }
    check(&together_spec(&format!(r#","suffix":"{}""#, "x".repeat(65))), "suffix");
    check(&together_spec(",\"n_evals\":1").replace("file-2b9c0e14", ""), "n_evals");
    check(&together_spec("").replace("file-1f0a77c2", "file-7f11e2aa"), "training_file");
    let full = r#","early_stopping_enabled":true,"n_evals":4,"batch_size":"max","random_seed":null,"suffix":"ok",
        "training_type":{"type":"Lora","lora_r":64,"lora_alpha":8,"lora_dropout":0.1},
        "training_method":{"method":"dpo","dpo_beta":0.1},
        "lr_scheduler":{"lr_scheduler_type":"linear","lr_scheduler_args":{"min_lr_ratio":0}}"#;
    let (status, answer) = bench.ask(&format!("POST {TOGETHER}"), Some(&together_spec(full)), 0.0);
    assert_eq!(status, 200, "{answer}");
}
