//! Archetype's endpoints.

use serde_json::json;

use super::*;

#[test]
fn the_list_obeys_limit_offset_and_statuses() {
    let mut bench = Bench::demo();
    let all = bench.get(ARCHETYPE, 0.0);
    let all = all.as_array().unwrap();
    for (query, expected) in [
        ("limit=-1", 0..all.len()),
        ("limit=3", 0..3),
        ("limit=3&offset=2", 2..5),
        ("limit=0", 0..0),
        ("offset=12", 12..all.len()),
        ("offset=500", 0..0),
    ] {
        assert_eq!(
            bench.get(&format!("{ARCHETYPE}?{query}"), 0.0).as_array().unwrap(),
            &all[expected],
            "{query}"
        );
    }
    let two = bench.get(&format!("{ARCHETYPE}?statuses=RUNNING&statuses=FAILED"), 0.0);
    let wanted: Vec<_> =
        all.iter().filter(|job| job["status"] == "RUNNING" || job["status"] == "FAILED").cloned().collect();
    assert_eq!(two, json!(wanted));
    assert!(1 < wanted.len());
}

#[test]
fn bad_parameters_are_unprocessable() {
    let mut bench = Bench::demo();
    let id = bench.id("pump-captions");
    for target in [
        format!("{ARCHETYPE}?statuses=running"),
        format!("{ARCHETYPE}?limit=ten"),
        format!("{ARCHETYPE}?limit=-2"),
        format!("{ARCHETYPE}?offset=-1"),
        format!("{ARCHETYPE}/{id}/metrics?limit=x"),
    ] {
        let (status, body) = bench.ask(&format!("GET {target}"), None, 0.0);
        assert_eq!(status, 422, "{target}");
        assert_eq!(body["detail"][0]["loc"][0], "query", "{body}");
    }
}

#[test]
fn a_record_has_every_documented_field() {
    let mut bench = Bench::demo();
    let id = bench.id("pump-captions-base");
    let job = bench.get(&format!("{ARCHETYPE}/{id}"), 0.0);
    for field in
        ["name", "id", "uuid", "org_uuid", "status", "created_at", "updated_at", "inference_config_path"]
    {
        assert!(job[field].is_string(), "{field}: {job}");
    }
    assert_eq!(job["config"]["datasets"][1]["split"], "eval");
    let created = Timestamp::parse_iso8601(job["created_at"].as_str().unwrap()).unwrap();
    assert!(created < start());
    let running = bench.id("pump-captions");
    assert!(bench.get(&format!("{ARCHETYPE}/{running}"), 0.0)["inference_config_path"].is_null());
}

#[test]
fn rows_merge_evaluations_and_page_by_offset() {
    let mut bench = Bench::demo();
    let id = bench.id("pump-captions");
    let path = format!("{ARCHETYPE}/{id}/metrics");
    let all = bench.get(&path, 0.0);
    let merged = rows(&all);
    assert!(merged.windows(2).all(|pair| pair[0]["step"].as_u64() < pair[1]["step"].as_u64()));
    assert!(
        merged.windows(2).all(|pair| pair[0]["wall_time_sec"].as_f64() < pair[1]["wall_time_sec"].as_f64())
    );
    assert!(merged.iter().all(|row| row["loss"].is_f64() && row["learning_rate"].is_f64()));
    assert!(merged.iter().any(|row| row["eval_loss"].is_f64()));
    assert!(merged.iter().any(|row| row.get("eval_loss").is_none()));
    assert_eq!(all["last_checkpoint_step"], merged.last().unwrap()["step"]);
    let page = bench.get(&format!("{path}?offset=5&limit=2"), 0.0);
    assert_eq!(rows(&page), &merged[5..7]);
    assert_eq!(page["last_checkpoint_step"], all["last_checkpoint_step"]);
    assert_eq!(rows(&bench.get(&format!("{path}?offset=100000"), 0.0)).len(), 0);
    let later = bench.get(&path, 26.0);
    let n_new = rows(&later).len() - merged.len();
    assert!((4..=6).contains(&n_new), "{n_new} rows in 26 seconds");
}

#[test]
fn a_diverging_run_ends_in_quoted_nan_and_a_queued_one_has_no_rows() {
    let mut bench = Bench::demo();
    let hot = bench.id("mixer-sound-hot");
    let page = bench.get(&format!("{ARCHETYPE}/{hot}/metrics"), 1_500.0);
    assert_eq!(rows(&page).last().unwrap()["loss"], "NaN");
    assert!(rows(&page)[0]["loss"].is_f64());
    let queued = bench.id("night-shift-counts");
    let page = bench.get(&format!("{ARCHETYPE}/{queued}/metrics"), 0.0);
    assert_eq!(page, json!({"last_checkpoint_step": 0, "metrics": []}));
}

#[test]
fn stop_winds_down_and_cancel_is_immediate() {
    let mut bench = Bench::demo();
    let (stopped, cancelled) = (bench.id("pump-captions"), bench.id("conveyor-sound"));
    let (status, job) = bench.ask(&format!("PUT {ARCHETYPE}/{stopped}/stop"), None, 1.0);
    assert_eq!((status, &job["status"]), (200, &json!("STOPPING")));
    let (status, _) = bench.ask(&format!("PUT {ARCHETYPE}/{stopped}/stop"), None, 2.0);
    assert_eq!(status, 409);
    let job = bench.get(&format!("{ARCHETYPE}/{stopped}"), 20.0);
    assert_eq!(job["status"], "STOPPED");
    assert!(job["inference_config_path"].is_string());
    let rows_then = bench.get(&format!("{ARCHETYPE}/{stopped}/metrics"), 20.0);
    assert_eq!(rows_then, bench.get(&format!("{ARCHETYPE}/{stopped}/metrics"), 500.0));
    let (status, job) = bench.ask(&format!("PUT {ARCHETYPE}/{cancelled}/cancel"), None, 1.0);
    assert_eq!(
        (status, &job["status"], &job["inference_config_path"]),
        (200, &json!("CANCELLED"), &Value::Null)
    );
    for id in [stopped, cancelled] {
        for verb in ["stop", "cancel"] {
            let (status, body) = bench.ask(&format!("PUT {ARCHETYPE}/{id}/{verb}"), None, 30.0);
            assert_eq!((status, &body["errors"][0]["code"]), (409, &json!("invalid_state")));
        }
    }
    let queued = bench.id("night-shift-counts");
    assert_eq!(bench.ask(&format!("PUT {ARCHETYPE}/{queued}/stop"), None, 0.0).0, 409);
    assert_eq!(bench.ask(&format!("PUT {ARCHETYPE}/{queued}/cancel"), None, 0.0).0, 200);
}

#[test]
fn files_are_listed_and_found() {
    let mut bench = Bench::demo();
    let base = "/archetype/v0.5/files/metadata";
    let all = bench.get(base, 0.0);
    let name = all[1]["file_id"].as_str().unwrap().to_owned();
    assert_eq!(bench.get(&format!("{base}/{name}"), 0.0), all[1]);
    assert_eq!(bench.get(&format!("{base}?shard_index=1&max_items_per_shard=2"), 0.0)[0], all[2]);
    assert_eq!(bench.ask(&format!("GET {base}/nothing"), None, 0.0).0, 404);
}
