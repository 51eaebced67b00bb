//! Real logs come back figure by figure.

use super::*;

/// Rows whose figures would not survive being read and printed as numbers.
const LOG: &str = r#"{"num_train_epochs":2,"max_steps":40,"log_history":[
 {"epoch":0.50,"grad_norm":20.46651840209961,"learning_rate":1e-06,"loss":0.6690,"rewards/chosen":-0.1234567890123456789,"step":10},
 {"epoch":1.0,"grad_norm":NaN,"learning_rate":0.0,"loss":1.10,"step":20},
 {"epoch":1.0,"eval_loss":0.70,"eval_wer":12.50,"step":20},
 {"epoch":1.5,"loss":Infinity,"note":"NaN \" stays","step":30},
 {"epoch":2.0,"step":40,"train_runtime":80.5,"train_loss":0.5}]}"#;

pub(super) fn log() -> ReplayLog {
    ReplayLog::parse("my-run.trainer_state.json", LOG).unwrap()
}

fn bench() -> (Bench, String, String) {
    let mut bench = Bench::with(Options { n_jobs: 0, replay: vec![log()], ..Options::demo(1) });
    let archetype = bench.get(ARCHETYPE, 0.0)[0]["id"].as_str().unwrap().to_owned();
    let together = bench.get(TOGETHER, 0.0)["data"][0]["id"].as_str().unwrap().to_owned();
    (bench, format!("{ARCHETYPE}/{archetype}"), format!("{TOGETHER}/{together}"))
}

fn metrics(bench: &mut Bench, path: &str, secs: f64) -> String {
    bench.reply("key", &format!("GET {path}/metrics"), None, secs).response.text().into_owned()
}

#[test]
fn together_gets_split_rows_with_the_logged_text() {
    let (mut bench, _, path) = bench();
    let text = metrics(&mut bench, &path, 100.0);
    let page: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(rows(&page).len(), 4);
    for part in [
        r#""train/global_step":10,"train/epoch":0.50,"#,
        r#""train/grad_norm":20.46651840209961,"train/learning_rate":1e-06,"train/loss":0.6690,"#,
        r#""train/rewards/chosen":-0.1234567890123456789"#,
        r#""train/global_step":20,"train/epoch":1.0,"eval/loss":0.70,"eval/wer":12.50"#,
        r#""train/grad_norm":"NaN""#,
        r#""train/loss":"Infinity","train/note":"NaN \" stays""#,
    ] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    assert!(!text.contains("train_runtime"));
}

#[test]
fn archetype_gets_merged_rows_with_the_logged_text() {
    let (mut bench, path, _) = bench();
    let text = metrics(&mut bench, &path, 100.0);
    let page: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(rows(&page).len(), 3);
    assert_eq!(page["last_checkpoint_step"], 30);
    let merged = &rows(&page)[1];
    assert!(merged["loss"].is_number() && merged["eval_loss"].is_number() && merged["eval_wer"].is_number());
    for part in [
        r#""loss":0.6690"#,
        r#""eval_loss":0.70,"eval_wer":12.50"#,
        r#""epoch":0.50"#,
        r#""learning_rate":1e-06"#,
    ] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    assert!(bench.get(&path, 0.0)["config"]["trainer_state"]["train_runtime"].is_number());
}

#[test]
fn rows_arrive_over_the_logged_run_time_and_merged_ones_when_complete() {
    let (mut bench, archetype, together) = bench();
    // Four rows over 80.5 seconds.
    for (secs, n_split, n_merged) in [(20.0, 0, 0), (20.5, 1, 1), (41.0, 2, 1), (61.0, 3, 2), (81.0, 4, 3)] {
        let count = |text: String| rows(&serde_json::from_str(&text).unwrap()).len();
        assert_eq!(count(metrics(&mut bench, &together, secs)), n_split, "after {secs} s");
        assert_eq!(count(metrics(&mut bench, &archetype, secs)), n_merged, "after {secs} s");
    }
    assert_eq!(bench.get(&together, 10.0)["status"], "running");
    assert_eq!(bench.get(&together, 120.0)["status"], "completed");
    assert_eq!(bench.get(&archetype, 120.0)["status"], "COMPLETED");
    let job = bench.get(&together, 120.0);
    assert_eq!(
        (&job["total_steps"], &job["steps_completed"], &job["n_epochs"]),
        (&30.into(), &30.into(), &2.into())
    );
}

#[test]
fn what_is_no_log_is_refused() {
    for text in [
        "",
        "[]",
        "{}",
        r#"{"log_history":[]}"#,
        r#"{"log_history":[{"loss":1}]}"#,
        r#"{"log_history":[{"step":1}]}"#,
    ] {
        assert!(ReplayLog::parse("x.json", text).is_err(), "{text}");
    }
}
