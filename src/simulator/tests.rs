//! The simulator from outside: requests at chosen times, answers read as plain JSON.

mod archetype;
mod archetype_v06;
mod creation;
mod files;
mod openai;
mod replayed;
mod together;
mod trouble;

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde_json::Value;

use super::*;
use tuneboard_core::api::Method;

const ARCHETYPE: &str = "/archetype/v0.5/fine-tune/jobs";
const TOGETHER: &str = "/together/v1/fine-tunes";

/// A simulator that was started at a fixed instant.
struct Bench(Simulator);

fn start() -> Timestamp {
    Timestamp::parse_iso8601("2026-08-01T09:00:00Z").unwrap()
}

impl Bench {
    fn demo() -> Self {
        Self::with(Options::demo(1))
    }

    fn with(options: Options) -> Self {
        Self(Simulator::new(options, start()))
    }

    /// Answers `METHOD /path?query` with a key, `secs` after the start.
    fn reply(&mut self, key: &str, line: &str, body: Option<&str>, secs: f64) -> Reply {
        let (method, target) = line.split_once(' ').unwrap();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let method = match method {
            "GET" => Method::Get,
            "POST" => Method::Post,
            "PUT" => Method::Put,
            _ => Method::Delete,
        };
        let mut request = HttpRequest::new(method, path);
        for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
            request = request.with_query(name, value);
        }
        request.body = body.map(Into::into);
        request.bearer = Simulator::key(key);
        self.0.handle(&request, start().plus_secs(secs))
    }

    #[track_caller]
    fn ask(&mut self, line: &str, body: Option<&str>, secs: f64) -> (u16, Value) {
        let response = self.reply("key", line, body, secs).response;
        let text = response.text();
        (response.status, serde_json::from_str(&text).unwrap_or_else(|e| panic!("{line}: {e}: {text}")))
    }

    /// The body of a successful GET.
    #[track_caller]
    fn get(&mut self, target: &str, secs: f64) -> Value {
        let (status, body) = self.ask(&format!("GET {target}"), None, secs);
        assert_eq!(status, 200, "{target}: {body}");
        body
    }

    /// The id of the job with this name or suffix.
    #[track_caller]
    fn id(&mut self, name: &str) -> String {
        let mut jobs = self.get(ARCHETYPE, 0.0).as_array().unwrap().clone();
        jobs.extend(self.get(TOGETHER, 0.0)["data"].as_array().unwrap().clone());
        let job = jobs.iter().find(|job| job["name"] == name || job["suffix"] == name);
        job.unwrap_or_else(|| panic!("no job {name}"))["id"].as_str().unwrap().into()
    }
}

fn rows(page: &Value) -> &Vec<Value> {
    page["metrics"].as_array().unwrap()
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_does_not() {
    let run = |seed| {
        let mut bench = Bench::with(Options::demo(seed));
        let id = bench.id("triage-v2");
        let metrics = format!("GET {TOGETHER}/{id}/metrics?resolution=9");
        let lines = [format!("GET {ARCHETYPE}"), format!("GET {TOGETHER}"), metrics];
        [0.0, 100.5, 5_000.0]
            .map(|secs| lines.clone().map(|line| bench.reply("key", &line, None, secs).response.body))
    };
    assert_eq!(run(1), run(1));
    assert_ne!(run(1)[0][2], run(2)[0][2]);
}

#[test]
fn every_status_appears_within_minutes_of_the_start() {
    let mut bench = Bench::demo();
    let (mut archetype, mut together) = (BTreeSet::new(), BTreeSet::new());
    for tick in 0..150 {
        let secs = f64::from(tick) * 2.0;
        for job in bench.get(ARCHETYPE, secs).as_array().unwrap() {
            archetype.insert(job["status"].as_str().unwrap().to_owned());
        }
        for job in bench.get(TOGETHER, secs)["data"].as_array().unwrap() {
            together.insert(job["status"].as_str().unwrap().to_owned());
        }
    }
    assert_eq!(archetype.len(), 10, "{archetype:?}");
    assert_eq!(together.len(), 10, "{together:?}");
}

#[test]
fn new_jobs_keep_arriving_and_the_list_stays_bounded() {
    let mut bench = Bench::demo();
    let mut last = 0;
    for hours in [0, 1, 12, 24, 72, 1_000] {
        let secs = f64::from(hours) * 3_600.0;
        let data = bench.get(TOGETHER, secs);
        let n = data["data"].as_array().unwrap().len();
        assert!(n < 18 + 146, "{n} jobs after {hours} hours");
        assert!(last <= n || 24 < hours, "{n} jobs after {hours} hours, {last} before");
        last = n;
        let is_alive =
            |job: &Value| matches!(job["status"].as_str(), Some("running" | "queued" | "completed"));
        assert!(data["data"].as_array().unwrap().iter().any(is_alive));
    }
    assert!(100 < last);
}

/// Jobs in Together's list after so many real seconds.
fn count_after(options: Options, secs: f64) -> usize {
    Bench::with(options).get(TOGETHER, secs)["data"].as_array().unwrap().len()
}

#[test]
fn arrivals_follow_the_real_clock_at_any_speed() {
    let at = |speed, secs| count_after(Options { speed, ..Options::demo(1) }, secs);
    let before = at(1.0, 0.0);
    for speed in [0.01, 1.0, 60.0, 100_000.0, f64::NAN] {
        assert_eq!(at(speed, 0.0), before, "speed {speed}");
        // One within each ten minutes, some time after they began.
        assert_eq!(at(speed, 1_190.0), before + 2, "speed {speed}");
        assert!((before + 140..=before + 146).contains(&at(speed, 200_000.0)), "speed {speed}");
    }
}

#[test]
fn arrivals_can_be_off() {
    let log = replayed::log();
    for secs in [0.0, 1_190.0, 200_000.0] {
        let options =
            Options { speed: 100_000.0, has_arrivals: false, replay: vec![log.clone()], ..Options::demo(1) };
        let n_curated = count_after(Options { has_arrivals: false, ..Options::demo(1) }, 0.0);
        assert_eq!(count_after(options, secs), n_curated + 1, "after {secs} s");
    }
}

#[test]
fn asked_for_ten_thousand_jobs_there_are_so_many_with_ids_of_their_own() {
    #[derive(serde::Deserialize)]
    struct Record {
        id: String,
    }
    let mut bench = Bench::with(Options { n_jobs: 10_000, ..Options::demo(3) });
    let mut body = |path| bench.reply("key", &format!("GET {path}"), None, 0.0).response.body;
    let archetype: Vec<Record> = serde_json::from_slice(&body(ARCHETYPE)).unwrap();
    let together: BTreeMap<String, Vec<Record>> = serde_json::from_slice(&body(TOGETHER)).unwrap();
    for jobs in [&archetype, &together["data"]] {
        let ids: BTreeSet<&str> = jobs.iter().map(|job| job.id.as_str()).collect();
        assert_eq!((jobs.len(), ids.len()), (10_000, 10_000));
    }
}

#[test]
fn asked_for_no_jobs_the_worlds_are_empty_and_stay_so() {
    let mut bench = Bench::with(Options { n_jobs: 0, ..Options::demo(3) });
    assert_eq!(bench.get(ARCHETYPE, 9_000.0), serde_json::json!([]));
    assert_eq!(bench.get(TOGETHER, 9_000.0), serde_json::json!({"data": []}));
}

#[test]
fn keys_open_accounts() {
    let mut bench = Bench::demo();
    for (key, status) in [("", 401), ("invalid", 401), ("forbidden", 403), ("empty", 200), ("any", 200)] {
        for path in [ARCHETYPE, TOGETHER, "/together/v1/files", "/archetype/v0.5/nowhere"] {
            let expected = if status == 200 && path.ends_with("nowhere") { 404 } else { status };
            assert_eq!(
                bench.reply(key, &format!("GET {path}"), None, 0.0).response.status,
                expected,
                "{key} {path}"
            );
        }
    }
    assert_eq!(bench.reply("empty", &format!("GET {ARCHETYPE}"), None, 0.0).response.body, b"[]");
    let spec = r#"{"name":"first","config":{"model":"Newton::x","datasets":[{"name":"d","split":"train","file_ids":["f"]}]}}"#;
    assert_eq!(bench.reply("empty", &format!("POST {ARCHETYPE}"), Some(spec), 1.0).response.status, 201);
    let own = bench.reply("empty", &format!("GET {ARCHETYPE}"), None, 2.0).response;
    assert!(own.text().contains("\"first\"") && !own.text().contains("pump-captions"));
    assert!(!bench.get(ARCHETYPE, 2.0).to_string().contains("\"first\""));
}

#[test]
fn wrong_methods_and_paths_are_told_apart() {
    let mut bench = Bench::demo();
    for (line, status) in [
        (format!("DELETE {ARCHETYPE}/x"), 405),
        (format!("PUT {TOGETHER}"), 405),
        ("GET /archetype/v0.7/fine_tuning/jobs".into(), 404),
        (format!("GET {TOGETHER}/x/logs"), 404),
        (format!("GET {TOGETHER}/x"), 404),
        (format!("GET {ARCHETYPE}/x/metrics"), 404),
    ] {
        assert_eq!(bench.ask(&line, None, 0.0).0, status, "{line}");
    }
}

#[test]
fn each_speed_shows_the_same_life_in_less_time() {
    let at = |speed, secs| {
        let mut bench = Bench::with(Options { speed, ..Options::demo(1) });
        let id = bench.id("triage-v2");
        let job = bench.get(&format!("{TOGETHER}/{id}"), secs);
        (job["status"].clone(), job["steps_completed"].clone())
    };
    for (speed, secs) in [(10.0, 60.0), (100.0, 6.0), (0.5, 1_200.0)] {
        assert_eq!(at(speed, secs), at(1.0, 600.0));
    }
    assert_ne!(at(1.0, 600.0), at(1.0, 60.0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Rows that are out never change and never vanish while the clock goes on.
    #[test]
    fn metrics_only_grow(seed in 0_u64..50, first in 0.0..3_000.0_f64, more in 0.0..3_000.0_f64) {
        let mut bench = Bench::with(Options::demo(seed));
        for name in ["triage-v2", "prefs-dpo-long", "lr-sweep-3e-3", "pump-captions", "mixer-sound-hot"] {
            let id = bench.id(name);
            let base = if id.starts_with("ft-job") || id.starts_with("ftj") { ARCHETYPE } else { TOGETHER };
            let path = format!("{base}/{id}/metrics");
            let mut at = |secs| bench.reply("key", &format!("GET {path}"), None, secs).response.text().into_owned();
            let (early, late) = (at(first), at(first + more));
            // As text, which is stricter than as numbers, and quicker.
            let list = |body: &str| body.split_once("\"metrics\":[")?.1.strip_suffix("]}").map(str::to_owned);
            let (early, late) = (list(&early).unwrap(), list(&late).unwrap());
            prop_assert!(late.starts_with(&early), "{}", name);
        }
    }
}
