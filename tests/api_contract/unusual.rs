//! Answers that no document has and a service may send one day: nothing of them is lost silently, and no figure is made up.

use tuneboard_core::api::{self, HttpResponse};
use tuneboard_core::model::{Provider, StatusClass};

fn ok(body: &str) -> HttpResponse {
    HttpResponse::json(200, body.to_owned())
}

#[test]
fn rows_in_another_place_are_not_taken_for_none() {
    #[track_caller]
    fn check(body: &str, expected: Result<usize, &str>) {
        for provider in [Provider::Archetype, Provider::Together] {
            let read = api::decode_metrics(provider, &ok(body));
            let told = read.map(|decoded| decoded.value.summary.n_received).map_err(|error| error.message);
            assert_eq!(told, expected.map_err(str::to_owned), "{provider:?}: {body}");
        }
    }
    const NONE: Result<usize, &str> = Err("The answer holds no list of metrics (\"metrics\")");
    const ROWS: &str = r#"[{"step":1,"loss":0.5},{"step":2,"loss":0.4}]"#;
    for name in ["data", "rows", "items", "Metrics"] {
        check(&format!("{{\"{name}\":{ROWS}}}"), NONE);
        check(&format!("{{\"total\":2,\"{name}\":{{\"metrics\":{ROWS}}}}}"), NONE);
    }
    check(r#"{"metrics":{"step":[1,2],"loss":[0.5,0.4]}}"#, NONE);
    check(ROWS, Err("The answer is not the expected list of metrics"));
    // A job that has not logged any yet.
    check("{}", Ok(0));
    check(r#"{"metrics":null,"warnings":[{"text":"late"}]}"#, Ok(0));
    check(r#"{"object":"list","tags":["a"],"owner":{"name":"x"}}"#, Ok(0));
    // What is beside the rows is no matter.
    check(&format!("{{\"data\":{ROWS},\"metrics\":{ROWS},\"more\":{ROWS}}}"), Ok(2));
    check(&format!("\u{feff}{{\"metrics\":{ROWS}}}"), Ok(2));
}

/// The status of a job in every provider's words: its class, and the word to show.
#[track_caller]
fn check_status(json: &str, class: StatusClass, raw: &str) {
    for provider in Provider::ALL {
        let job = api::decode_job(provider, &ok(&format!(r#"{{"id":"a","status":{json}}}"#))).unwrap();
        assert_eq!((job.status.class, &*job.status.raw), (class, raw), "{provider:?} {json}");
    }
}

#[test]
fn a_status_that_is_no_word_is_shown_as_it_was_sent() {
    check_status("3", StatusClass::Unknown, "3");
    check_status(r#"{"name":"running"}"#, StatusClass::Unknown, r#"{"name":"running"}"#);
    // A word in brackets is that word.
    check_status(r#"["running"]"#, StatusClass::Running, r#"["running"]"#);
    check_status("true", StatusClass::Unknown, "true");
    check_status("null", StatusClass::Unknown, "");
    check_status(r#"" In Progress ""#, StatusClass::Running, " In Progress ");
    check_status(r#""Canceled""#, StatusClass::Cancelled, "Canceled");
}

#[test]
fn ids_that_are_numbers_are_ids_and_records_without_one_are_told() {
    let items =
        r#"{"id":7,"status":"Running"},{"id":1e3},{"id":true},{"id":null},{"job_id":"x"},{"id":{"x":1}}"#;
    for provider in Provider::ALL {
        let body = if provider == Provider::Archetype {
            format!("[{items}]")
        } else {
            format!("{{\"data\":[{items}]}}")
        };
        let decoded = api::decode_jobs(provider, &ok(&body)).unwrap();
        let ids: Vec<_> = decoded.value.jobs.iter().map(|job| job.id.to_string()).collect();
        assert_eq!(
            (ids, decoded.warnings.len()),
            (vec!["7".to_owned(), "1e3".to_owned()], 4),
            "{provider:?}"
        );
    }
}

#[test]
fn totals_that_cannot_be_are_none() {
    #[track_caller]
    fn check(members: &str, expected: [Option<u64>; 2]) {
        let record = format!(r#"{{"id":"a","status":"running",{members}}}"#);
        let progress = api::decode_job(Provider::Together, &ok(&record)).unwrap().progress;
        assert_eq!([progress.n_steps_done, progress.n_steps_total], expected, "{members}");
    }
    check(r#""total_steps":-100,"steps_completed":-3"#, [None, None]);
    check(r#""total_steps":1e30,"steps_completed":"12""#, [Some(12), None]);
    check(r#""total_steps":18446744073709551616,"steps_completed":12.5"#, [None, None]);
    check(r#""total_steps":300,"steps_completed":12,"total_steps":400"#, [Some(12), Some(400)]);
}

#[test]
fn figures_as_text_are_figures_and_other_text_is_none() {
    let rows = r#"[{"step":"10","loss":"0.5","lr":"1e-4"},{"step":20,"loss":"n/a","ok":true},{"step":30,"loss":"12%"},{"step":1e2,"loss":"1,5"},{"step":110,"loss":1,"loss":2}]"#;
    for provider in [Provider::Archetype, Provider::Together] {
        let page = api::decode_metrics(provider, &ok(&format!("{{\"metrics\":{rows}}}"))).unwrap().value;
        let lines: Vec<String> = page
            .rows
            .iter()
            .map(|row| {
                let values: Vec<_> = row.values.iter().map(|(key, value)| format!("{key}={value}")).collect();
                format!("{}: {}", row.step, values.join(" "))
            })
            .collect();
        let expected =
            ["10: train/loss=0.5 train/learning_rate=0.0001", "20: ", "30: ", "100: ", "110: train/loss=2"];
        assert_eq!(lines, expected, "{provider:?}");
        assert_eq!((page.summary.n_received, page.summary.n_without_figures), (5, 3));
    }
}

#[test]
fn success_without_a_body_and_pages_of_html_are_no_answer_of_the_service() {
    for provider in Provider::ALL {
        for (status, body) in [(204, ""), (200, "<!doctype html><title>Sign in</title>"), (200, "\u{feff}")] {
            let answer = HttpResponse::json(status, body);
            assert!(api::decode_jobs(provider, &answer).is_err(), "{provider:?} {status} {body}");
            assert!(api::decode_metrics(provider, &answer).is_err(), "{provider:?} {status} {body}");
            if provider.capabilities().has_events {
                assert!(api::decode_events(provider, &answer).is_err(), "{provider:?} {status} {body}");
            }
        }
    }
}
