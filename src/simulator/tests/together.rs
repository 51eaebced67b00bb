//! Together's endpoints.

use serde_json::json;

use super::*;

/// Rows of a finished job with evaluations, and its metrics path.
fn finished(bench: &mut Bench) -> (String, Vec<Value>) {
    let id = bench.id("triage-v1");
    let path = format!("{TOGETHER}/{id}/metrics");
    let all = rows(&bench.get(&path, 0.0)).clone();
    (path, all)
}

fn is_eval(row: &Value) -> bool {
    row.get("eval/loss").is_some()
}

fn step(row: &Value) -> u64 {
    row["train/global_step"].as_u64().unwrap()
}

fn nanos(row: &Value) -> i64 {
    row["timestamp"].as_i64().unwrap()
}

#[test]
fn rows_are_chronological_with_evaluations_apart() {
    let (_, all) = finished(&mut Bench::demo());
    let (evals, train): (Vec<_>, Vec<_>) = all.iter().partition(|row| is_eval(row));
    assert_eq!((train.len(), evals.len()), (1_100, 11));
    assert!(all.windows(2).all(|pair| nanos(&pair[0]) < nanos(&pair[1])));
    assert!(train.iter().map(|row| step(row)).eq(1..=1_100));
    for row in &train {
        assert!(
            ["train/loss", "train/grad_norm", "train/learning_rate", "train/epoch"]
                .iter()
                .all(|k| row[k].is_number())
        );
    }
    for row in &evals {
        assert!(row["train/epoch"].is_number() && row.get("train/loss").is_none());
        assert_eq!(step(row) % 100, 0);
    }
}

#[test]
fn filters_by_step_and_time_include_both_ends_and_must_all_hold() {
    let mut bench = Bench::demo();
    let (path, all) = finished(&mut bench);
    let stamp = |i: usize| Timestamp::from_unix_nanos(nanos(&all[i])).to_rfc3339();
    let mut check = |query: &str, keep: &dyn Fn(&Value) -> bool| {
        let expected: Vec<_> = all.iter().filter(|row| keep(row)).cloned().collect();
        let got = bench.get(&format!("{path}?{query}"), 0.0);
        assert!(rows(&got) == &expected, "{query}: {} rows, {} expected", rows(&got).len(), expected.len());
    };
    check("global_step_from=300", &|row| 300 <= step(row));
    check("global_step_to=300", &|row| step(row) <= 300);
    check("global_step_from=0", &|_| true);
    check("global_step_from=100&global_step_to=100", &|row| step(row) == 100);
    check("global_step_from=9&global_step_to=3", &|_| false);
    check(&format!("logged_at_from={}", stamp(40)), &|row| nanos(&all[40]) <= nanos(row));
    check(&format!("logged_at_to={}", stamp(40)), &|row| nanos(row) <= nanos(&all[40]));
    check(&format!("logged_at_from={0}&logged_at_to={0}", stamp(101)), &|row| nanos(row) == nanos(&all[101]));
    check(&format!("global_step_from=20&logged_at_to={}", stamp(40)), &|row| {
        20 <= step(row) && nanos(row) <= nanos(&all[40])
    });
    check("resolution=5000", &|_| true);
}

#[test]
fn resolution_thins_train_rows_alone_and_after_the_other_filters() {
    let mut bench = Bench::demo();
    let (path, all) = finished(&mut bench);
    for (query, from, to, wanted) in [
        ("resolution=50", 1, 1_100, 50),
        ("resolution=2", 1, 1_100, 2),
        ("resolution=10&global_step_from=200&global_step_to=500", 200, 500, 10),
    ] {
        let got = bench.get(&format!("{path}?{query}"), 0.0);
        let (evals, train): (Vec<_>, Vec<_>) = rows(&got).iter().partition(|row| is_eval(row));
        assert_eq!(train.len(), wanted, "{query}");
        assert_eq!((step(train[0]), step(train[wanted - 1])), (from, to), "{query}");
        let expected = all.iter().filter(|row| is_eval(row) && (from..=to).contains(&step(row)));
        assert!(evals.into_iter().eq(expected), "{query}");
        assert!(rows(&got).windows(2).all(|pair| nanos(&pair[0]) < nanos(&pair[1])), "{query}");
        assert_eq!(got, bench.get(&format!("{path}?{query}"), 0.0));
    }
}

#[test]
fn bad_filters_are_refused_by_name() {
    let mut bench = Bench::demo();
    let (path, _) = finished(&mut bench);
    for (name, value) in [
        ("global_step_from", "x"),
        ("global_step_to", "1.5"),
        ("logged_at_from", "yesterday"),
        ("logged_at_to", ""),
        ("resolution", "0"),
        ("resolution", "-3"),
        ("resolution", "many"),
    ] {
        let (status, body) = bench.ask(&format!("GET {path}?{name}={value}"), None, 0.0);
        assert_eq!((status, &body["error"]["param"]), (400, &json!(name)), "{name}={value}");
    }
}

#[test]
fn preference_jobs_log_rewards_and_broken_ones_log_null() {
    let mut bench = Bench::demo();
    let (dpo, hot) = (bench.id("prefs-dpo-long"), bench.id("lr-sweep-3e-3"));
    let page = bench.get(&format!("{TOGETHER}/{dpo}/metrics"), 0.0);
    assert!(rows(&page)[0]["train/rewards_preferred"].is_number());
    assert!(rows(&page).iter().any(|row| row["eval/accuracy"].is_number()));
    let page = bench.get(&format!("{TOGETHER}/{hot}/metrics"), 900.0);
    assert_eq!(rows(&page).last().unwrap()["train/loss"], Value::Null);
}

#[test]
fn curves_have_the_shape_of_their_kind() {
    let mut bench = Bench::demo();
    let mut losses = |name: &str, key: &str| -> Vec<f64> {
        let id = bench.id(name);
        let page = bench.get(&format!("{TOGETHER}/{id}/metrics"), 0.0);
        rows(&page).iter().filter_map(|row| row[key].as_f64()).collect()
    };
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let train = losses("triage-v1", "train/loss");
    assert!(mean(&train[1_000..]) < 0.7 * mean(&train[..20]));
    let overfit = losses("helpdesk-tone-10ep", "eval/loss");
    let best = overfit.iter().copied().fold(f64::MAX, f64::min);
    assert!(best * 1.2 < overfit[19] && best < overfit[0], "{overfit:?}");
    let rates = losses("triage-v1", "train/learning_rate");
    assert!(rates[0] < rates[32] && rates[1_099] < 1e-3 * rates[32]);
}

#[test]
fn a_job_passes_through_its_stages_with_events_and_checkpoints() {
    let mut bench = Bench::demo();
    let id = bench.id("triage-v3-lr5e-5");
    let path = format!("{TOGETHER}/{id}");
    for (secs, status, n_events, n_checkpoints) in [
        (0.0, "queued", 1..=1, 0),
        (35.0, "running", 2..=8, 0),
        (120.0, "running", 9..=12, 1),
        (227.0, "compressing", 14..=18, 2),
        (238.0, "uploading", 16..=20, 2),
        (260.0, "completed", 18..=24, 4),
    ] {
        let job = bench.get(&path, secs);
        assert_eq!(job["status"], status, "after {secs} s");
        let events = bench.get(&format!("{path}/events"), secs);
        assert_eq!(job["events"], events["data"]);
        let n = events["data"].as_array().unwrap().len();
        assert!(n_events.contains(&n), "{n} events after {secs} s");
        let checkpoints = bench.get(&format!("{path}/checkpoints"), secs);
        assert_eq!(checkpoints["data"].as_array().unwrap().len(), n_checkpoints, "after {secs} s");
        let now = start().plus_secs(secs);
        for event in events["data"].as_array().unwrap() {
            assert!(Timestamp::parse_iso8601(event["created_at"].as_str().unwrap()).unwrap() <= now);
        }
        assert!(Timestamp::parse_iso8601(job["updated_at"].as_str().unwrap()).unwrap() <= now);
    }
    assert_eq!(bench.get(&path, 260.0)["steps_completed"], 180);
}

#[test]
fn failures_tell_their_reason_and_early_stops_their_best_step() {
    let mut bench = Bench::demo();
    for (name, status, kind) in [
        ("summaries-70b-full", "error", "job_error"),
        ("wandb-key-typo", "user_error", "JOB_USER_ERROR"),
        ("notes-summary-8b", "cancelled", "billing_limit"),
        ("faq-early-stop", "completed", "EARLY_STOPPED"),
    ] {
        let id = bench.id(name);
        let job = bench.get(&format!("{TOGETHER}/{id}"), 0.0);
        assert_eq!(job["status"], status, "{name}");
        let events = job["events"].as_array().unwrap();
        let event = events.iter().find(|event| event["type"] == kind);
        assert!(
            event.is_some_and(|event| 10 < event["message"].as_str().unwrap().len()),
            "{name}: {events:?}"
        );
    }
    let id = bench.id("faq-early-stop");
    let job = bench.get(&format!("{TOGETHER}/{id}"), 0.0);
    assert_eq!((&job["early_stopped"], &job["early_stopping_best_step"]), (&json!(true), &json!(640)));
    assert!(job["early_stopping_best_metric"].is_number());
}

#[test]
fn cancelling_takes_two_states_and_finished_jobs_refuse() {
    let mut bench = Bench::demo();
    let id = bench.id("triage-v2");
    let (status, job) = bench.ask(&format!("POST {TOGETHER}/{id}/cancel"), None, 10.0);
    assert_eq!((status, &job["status"]), (200, &json!("cancel_requested")));
    assert_eq!(bench.get(&format!("{TOGETHER}/{id}"), 20.0)["status"], "cancelled");
    for secs in [11.0, 20.0] {
        let (status, body) = bench.ask(&format!("POST {TOGETHER}/{id}/cancel"), None, secs);
        assert_eq!(status, 400);
        assert!(body["error"]["message"].is_string());
    }
    let (status, body) = bench.ask(&format!("DELETE {TOGETHER}/{id}"), None, 30.0);
    assert_eq!((status, body), (200, json!({"message": "deleted"})));
    assert_eq!(bench.ask(&format!("GET {TOGETHER}/{id}"), None, 31.0).0, 404);
}

#[test]
fn limits_models_prices_and_files_answer() {
    let mut bench = Bench::demo();
    let models = bench.get(&format!("{TOGETHER}/models/supported"), 0.0);
    for model in models["models"].as_array().unwrap() {
        let limits =
            bench.get(&format!("{TOGETHER}/models/limits?model_name={}", model.as_str().unwrap()), 0.0);
        assert_eq!(limits["model_name"], *model);
        assert_eq!(limits["supports_full_training"].as_bool(), Some(limits.get("full_training").is_some()));
    }
    let (status, body) = bench.ask(&format!("GET {TOGETHER}/models/limits?model_name=none"), None, 0.0);
    assert!(status == 404 && body["message"].is_string() && body.get("error").is_none());
    let mut price = |body: &str| bench.ask(&format!("POST {TOGETHER}/estimate-price"), Some(body), 0.0);
    let (status, small) = price(r#"{"training_file":"file-3c55a9d0"}"#);
    assert_eq!((status, &small["estimated_total_price"]), (200, &json!(4)));
    let (_, large) = price(r#"{"training_file":"file-47e08f21","n_epochs":10}"#);
    assert!(4.0 < large["estimated_total_price"].as_f64().unwrap());
    let (_, unready) = price(r#"{"training_file":"file-7f11e2aa"}"#);
    assert_eq!(
        unready,
        json!({"estimation_available": false, "unavailable_reason": "train_file_not_validated"})
    );
    assert_eq!(price("{}").0, 400);
    let files = bench.get("/together/v1/files", 0.0);
    assert_eq!(bench.get("/together/v1/files/file-2b9c0e14", 0.0), files["data"][1]);
}

#[test]
fn a_finished_job_is_in_the_registry_and_its_tokens_have_a_link_without_a_key() {
    let mut bench = Bench::demo();
    let id = bench.id("triage-v1");
    let record = bench.get(&format!("{TOGETHER}/{id}"), 0.0);
    let digits = id.strip_prefix("ft-").unwrap();
    assert_eq!(record["model_object_id"], json!(format!("ml_{digits}")));
    assert_eq!(record["adapter_object_name"], json!("acme-demo/triage-v1-adapter"));
    assert!(record["tokenized_dataset_path"].as_str().unwrap().starts_with("s3://"));

    let link = bench.get(&format!("{TOGETHER}/{id}/download-tokenized-dataset"), 0.0);
    let url = link["url"].as_str().unwrap();
    let target = url.strip_prefix(DEFAULT_ORIGIN).unwrap();
    let file = bench.reply("", &format!("GET {target}"), None, 0.0).response;
    assert_eq!((file.status, file.body.len() as u64), (200, link["size"].as_u64().unwrap()));
    let unsigned = target.split('?').next().unwrap();
    assert_eq!(bench.reply("", &format!("GET {unsigned}"), None, 0.0).response.status, 403);

    let waiting = bench.get(TOGETHER, 0.0);
    let waiting = waiting["data"].as_array().unwrap().iter().find(|job| job["status"] == "queued").unwrap();
    let waiting = waiting["id"].as_str().unwrap().to_owned();
    let early = bench.ask(&format!("GET {TOGETHER}/{waiting}/download-tokenized-dataset"), None, 0.0);
    assert_eq!(early.0, 404);
    assert!(bench.get(&format!("{TOGETHER}/{waiting}"), 0.0).get("tokenized_dataset_path").is_none());
}
