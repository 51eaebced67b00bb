//! Job records of both providers whose lists come in one response.

use tuneboard_core::api::{self, Decoded, ErrorKind, HttpResponse};
use tuneboard_core::model::{
    Dataset, EarlyStop, Job, JobId, JobOutput, Progress, Provider, Split, StatusClass, Timestamp,
};
use tuneboard_core::{comparison, format};

use super::fixture;

const ARCHETYPE: Provider = Provider::Archetype;
const TOGETHER: Provider = Provider::Together;

/// Jobs of a list that must read without a warning.
#[track_caller]
fn clean_jobs(provider: Provider, response: &HttpResponse) -> Vec<Job> {
    let decoded = list(provider, response);
    assert_eq!(decoded.warnings, []);
    decoded.value
}

/// Returns a list that comes in one response, read in both ways.
#[track_caller]
fn list(provider: Provider, response: &HttpResponse) -> Decoded<Vec<Job>> {
    let page = api::decode_jobs(provider, response).unwrap();
    assert_eq!(page.value.next, None);
    let decoded = api::decode_whole_list(provider, response).unwrap();
    assert_eq!((&page.value.jobs, &page.warnings), (&decoded.value, &decoded.warnings));
    decoded
}

fn time(text: &str) -> Option<Timestamp> {
    Some(Timestamp::parse_iso8601(text).unwrap())
}

fn dataset(name: &str, split: Split, file_ids: &[&str]) -> Dataset {
    Dataset { name: name.into(), split, file_ids: file_ids.iter().map(|id| (*id).into()).collect() }
}

#[test]
fn archetype_list_is_a_bare_array() {
    let jobs = clean_jobs(ARCHETYPE, &fixture("archetype/jobs.json"));
    let [pumps, valve] = &jobs[..] else { panic!("{jobs:?}") };
    assert_eq!((&*pumps.id.0, pumps.name.as_str()), ("ftj-pump-captions-91bd02ce", "pump-captions"));
    assert_eq!((pumps.status.class, &*pumps.status.raw), (StatusClass::Running, "RUNNING"));
    assert_eq!(pumps.base_model.as_deref(), Some("Newton::c2_4_7b_251215a172f6d7"));
    let expected = [
        dataset("pumps-a", Split::Train, &["pumps-a.jsonl"]),
        dataset("pumps-b", Split::Eval, &["file-77e1c0", "file-77e1c1"]),
    ];
    assert_eq!(pumps.datasets, expected);
    assert_eq!(pumps.created_at, time("2026-06-02T08:11:40.120334Z"));
    assert_eq!(pumps.updated_at, time("2026-06-02T08:40:03.000871Z"));
    assert_eq!((pumps.inference_config_path.as_deref(), pumps.progress), (None, Progress::default()));
    assert_eq!((&*valve.id.0, valve.status.class), ("ft-job-valve-run-0a41", StatusClass::Completed));
    let path = "s3://bucket/jobs/valve-run/inference.yaml";
    assert_eq!(valve.inference_config_path.as_deref(), Some(path));
}

#[test]
fn archetype_record_keeps_unknown_splits_and_its_own_text() {
    let response = fixture("archetype/job_created.json");
    let job = api::decode_job(ARCHETYPE, &response).unwrap();
    assert_eq!(job.status.class, StatusClass::Waiting);
    let splits: Vec<_> = job.datasets.iter().map(|dataset| dataset.split.clone()).collect();
    assert_eq!(splits, [Split::Train, Split::Eval, Split::Other("calibration".into())]);
    assert_eq!(*job.raw, *response.text().trim());
    assert!(job.raw.contains("12345678901234567890"));
}

#[test]
fn odd_archetype_records_cost_only_themselves() {
    let decoded = list(ARCHETYPE, &fixture("archetype/jobs_traps.json"));
    let digest =
        |job: &Job| format!("{} / {} / {:?} {:?}", job.id, job.name, job.status.class, job.status.raw);
    let jobs: Vec<_> = decoded.value.iter().map(digest).collect();
    let expected = [
        r#"only-an-id / only-an-id / Unknown """#,
        r#"4711 / 4711 / Unknown """#,
        r#"new-word / new-word / Unknown "PREEMPTED""#,
        r#"lower / lower / Running "running""#,
        r#" / Job with an empty id / Running "RUNNING""#,
        r#"half/config ? / half/config ? / Unknown """#,
        r#"dates / dates / Unknown """#,
    ];
    assert_eq!(jobs, expected);
    let warnings: Vec<_> = decoded.warnings.iter().map(|w| (w.index, w.message.as_str())).collect();
    let expected = [
        (4, r#"job 5: "id" is missing (named "nameless wreck")"#),
        (6, "job 7: it is no object"),
        (7, "job 8: it is no object"),
    ];
    assert_eq!(warnings, expected);

    let half = &decoded.value[5];
    assert_eq!(half.base_model, None);
    let expected = [
        dataset("a.csv", Split::Other("unspecified".into()), &["a.csv"]),
        dataset("n", Split::Train, &["7", "b"]),
    ];
    assert_eq!(half.datasets, expected);
    let dates = &decoded.value[6];
    assert_eq!(dates.created_at, time("2026-06-02T08:11:40Z"));
    assert_eq!(dates.updated_at, Some(Timestamp::from_unix_secs(1_780_387_900)));
}

#[test]
fn job_with_an_id_that_no_address_carries_is_listed() {
    let body = r#"[{"id":"."},{"id":"..","name":"dots"},{"id":""},{"id":"","name":"second"},{"id":" "},{"id":"ok"}]"#;
    let decoded = list(ARCHETYPE, &HttpResponse::json(200, body));
    let jobs: Vec<_> =
        decoded.value.iter().map(|job| (&*job.id.0, &*job.name, job.id.is_addressable())).collect();
    let expected = [
        (".", ".", false),
        ("..", "dots", false),
        ("", "Job with an empty id", false),
        (" ", "Job with an empty id", true),
        ("ok", "ok", true),
    ];
    assert_eq!(jobs, expected);
    assert_eq!(decoded.warnings[0].message, "job 4: its id is empty, like that of another job");
    for (id, is_lost) in [
        (".", true),
        ("..", true),
        ("", true),
        ("%2e", true),
        ("x/../../lab", true),
        ("a/b", false),
        ("...", false),
        (" ", false),
    ] {
        for provider in Provider::ALL {
            assert_eq!(api::retrieve_job(provider, &JobId::from(id)).loses_a_name(), is_lost, "{id:?}");
        }
    }
}

#[test]
fn together_list_is_an_object_with_data() {
    let response = fixture("together/jobs.json");
    let jobs = clean_jobs(TOGETHER, &response);
    let [job] = &jobs[..] else { panic!("{jobs:?}") };
    assert_eq!((&*job.id.0, job.name.as_str()), ("ft-6c41d0aa-77b2", "triage-v2"));
    assert_eq!(job.output_model.as_deref(), Some("acme/Meta-Llama-3.1-8B-triage-v2-6c41d0aa"));
    assert_eq!(job.base_model.as_deref(), Some("meta-llama/Meta-Llama-3.1-8B-Instruct-Reference"));
    assert_eq!(job.datasets, [dataset("file-1f0a", Split::Train, &["file-1f0a"])]);
    assert_eq!(job.created_at, time("2026-08-01T09:00:00.120Z"));
    assert_eq!(job.stage_started_at, time("2026-08-01T09:12:03Z"));
    assert_eq!((job.price_usd, job.n_tokens), (Some(4.0), Some(1_830_000)));
    let progress =
        Progress { n_epochs_total: Some(3.0), stage_secs_left: Some(1260.0), ..Progress::default() };
    assert_eq!(job.progress, progress);
    assert_eq!(format!("{{\"data\":[{}]}}", job.raw), response.text().trim());
}

#[test]
fn together_detail_completes_the_list() {
    let short = clean_jobs(TOGETHER, &fixture("together/jobs.json")).remove(0);
    let full = api::decode_job(TOGETHER, &fixture("together/job_full.json")).unwrap();
    let progress = Progress {
        n_steps_done: Some(121),
        n_steps_total: Some(300),
        n_epochs_done: Some(1.0),
        n_epochs_total: Some(3.0),
        stage_secs_left: None,
        queue_depth: Some(0),
    };
    assert_eq!(full.progress, progress);
    assert_eq!(full.wandb_url.as_deref(), Some("https://wandb.ai/acme/triage/runs/1"));
    assert_eq!((full.early_stop, full.datasets.len()), (None, 2));

    let merged = full.merged_over(&short);
    assert_eq!(merged.name, "triage-v2", "the suffix is told by the short record only");
    assert_eq!((merged.price_usd, merged.progress.n_steps_total), (Some(4.0), Some(300)));
}

#[test]
fn odd_together_records_cost_only_themselves() {
    let decoded = list(TOGETHER, &fixture("together/jobs_traps.json"));
    let warnings: Vec<_> = decoded.warnings.iter().map(|w| (w.index, w.message.as_str())).collect();
    let expected = [(4, r#"job 5: "id" is missing (named "lost")"#), (5, "job 6: it is no object")];
    assert_eq!(warnings, expected);
    let [bad_data, early, early_nan, wrong, queued] = &decoded.value[..] else { panic!("{decoded:?}") };
    assert_eq!((bad_data.status.class, bad_data.name.as_str()), (StatusClass::Failed, "bad-data"));
    assert_eq!((early.name.as_str(), early.price_usd), ("acme/early", Some(1.5)));
    assert_eq!(early.early_stop, Some(EarlyStop { best_step: Some(80), best_metric: Some(0.75) }));
    assert_eq!(early_nan.early_stop, Some(EarlyStop { best_step: Some(40), best_metric: None }));

    assert_eq!((wrong.status.class, &*wrong.status.raw), (StatusClass::Paused, "paused"));
    assert_eq!((wrong.name.as_str(), &wrong.base_model, &wrong.wandb_url), ("ft-wrong-types", &None, &None));
    assert_eq!((wrong.price_usd, wrong.n_tokens, wrong.early_stop), (None, None, None));
    let progress = Progress { n_epochs_total: Some(3.0), queue_depth: Some(2), ..Progress::default() };
    assert_eq!(wrong.progress, progress);
    assert_eq!(queued.status.class, StatusClass::Waiting);
    assert_eq!(queued.progress, Progress { queue_depth: Some(4), ..Progress::default() });
}

#[track_caller]
fn check_status(provider: Provider, word: &str, expected: StatusClass) {
    for word in [word.to_owned(), word.to_uppercase(), word.to_lowercase()] {
        let body = format!(r#"{{"id":"x","status":"{word}"}}"#);
        let job = api::decode_job(provider, &HttpResponse::json(200, body)).unwrap();
        assert_eq!((job.status.class, &*job.status.raw), (expected, word.as_str()), "{provider:?}");
    }
}

#[test]
fn every_status_word_has_its_class() {
    use StatusClass as C;
    for (word, class) in [
        ("UNKNOWN", C::Unknown),
        ("REGISTERED", C::Waiting),
        ("STARTING", C::Starting),
        ("RUNNING", C::Running),
        ("FINALIZING", C::Finishing),
        ("COMPLETED", C::Completed),
        ("STOPPING", C::Stopping),
        ("STOPPED", C::Stopped),
        ("CANCELLED", C::Cancelled),
        ("FAILED", C::Failed),
        ("PREEMPTED", C::Unknown),
    ] {
        check_status(ARCHETYPE, word, class);
    }
    for (word, class) in [
        ("pending", C::Waiting),
        ("queued", C::Waiting),
        ("running", C::Running),
        ("compressing", C::Finishing),
        ("uploading", C::Finishing),
        ("cancel_requested", C::Stopping),
        ("cancelled", C::Cancelled),
        ("error", C::Failed),
        ("user_error", C::Failed),
        ("completed", C::Completed),
        ("hibernating", C::Unknown),
    ] {
        check_status(TOGETHER, word, class);
    }
}

#[track_caller]
fn check_link(url: &str, is_kept: bool) {
    let body = format!(r#"{{"id":"x","wandb_url":"{url}"}}"#);
    let job = api::decode_job(TOGETHER, &HttpResponse::json(200, body)).unwrap();
    assert_eq!(job.wandb_url.as_deref(), is_kept.then_some(url));
}

#[test]
fn only_web_links_are_kept() {
    check_link("https://wandb.ai/x", true);
    check_link("HTTP://wandb.local/x", true);
    check_link("", false);
    check_link("javascript:alert(1)//https://x", false);
    check_link("data:text/html,x", false);
    check_link("//wandb.ai/x", false);
}

#[track_caller]
fn check_no_list(provider: Provider, body: &str, kind: ErrorKind, message: &str) {
    let error = api::decode_jobs(provider, &HttpResponse::json(200, body)).unwrap_err();
    assert_eq!((error.kind, error.status, error.message.as_str()), (kind, Some(200), message), "{body}");
}

#[test]
fn a_body_that_is_no_list_is_an_error_in_words() {
    let check = check_no_list;
    check(ARCHETYPE, "{}", ErrorKind::Unreadable, "The answer is not a list of jobs");
    check(ARCHETYPE, "", ErrorKind::Unreadable, "The answer is empty");
    check(ARCHETYPE, " \n", ErrorKind::Unreadable, "The answer is empty");
    check(
        ARCHETYPE,
        "[{\"id\":\n\"a\"",
        ErrorKind::Unreadable,
        "The response was cut off at line 2, column 3",
    );
    let message = "The answer is not valid JSON at line 1, column 2";
    check(ARCHETYPE, "[?]", ErrorKind::Unreadable, message);
    check(TOGETHER, "[]", ErrorKind::Unreadable, "The answer is not the expected list of jobs");
    check(TOGETHER, "{}", ErrorKind::Unreadable, r#"The answer holds no list of jobs ("data")"#);
    check(TOGETHER, r#"{"data":7}"#, ErrorKind::Unreadable, r#"The answer holds no list of jobs ("data")"#);
    let message = "An HTML page came instead of an answer of the API: “Sign in”";
    check(TOGETHER, "\n<!doctype html><TITLE lang=en>Sign\n in</title>", ErrorKind::NotTheApi, message);
    check(TOGETHER, "<p>hi", ErrorKind::NotTheApi, "An HTML page came instead of an answer of the API");
}

#[test]
fn an_empty_account_is_no_error() {
    assert_eq!(clean_jobs(ARCHETYPE, &HttpResponse::json(200, "[]")), []);
    assert_eq!(clean_jobs(TOGETHER, &HttpResponse::json(200, r#"{"data":[]}"#)), []);
    assert_eq!(clean_jobs(TOGETHER, &HttpResponse::json(200, r#"{"data":null}"#)), []);
    assert_eq!(clean_jobs(ARCHETYPE, &HttpResponse::json(201, "\u{feff}[]")), []);
}

#[test]
fn together_names_in_the_registry_are_outputs_and_no_settings() {
    let one = api::decode_job(TOGETHER, &fixture("together/job_registry_one.json")).unwrap();
    let two = api::decode_job(TOGETHER, &fixture("together/job_registry_two.json")).unwrap();
    let shown = |job: &Job| -> Vec<String> {
        let words = |output: &JobOutput| {
            format!("{:?} {} {}", output.kind, output.name, output.page.as_deref().unwrap_or("-"))
        };
        job.outputs().iter().map(words).collect()
    };
    let expected = [
        "Model acme/Qwen3.5-9B-one -",
        "RegisteredModel acme-proj/qwen-one https://api.together.ai/models/ml_oneA",
        "Adapter acme/Qwen3.5-9B-one-adapter -",
        "RegisteredAdapter acme-proj/qwen-one-adapter -",
        "TokenizedDataset s3://x/one.tar -",
    ];
    assert_eq!(shown(&one), expected);
    let settings = comparison::settings(&[Some(&one), Some(&two)]);
    let differing: Vec<_> = settings.iter().filter(|row| row.differs && !row.is_state).collect();
    assert!(differing.is_empty(), "{differing:?}");
    assert_eq!(one.price_usd.map(format::dollars).as_deref(), Some("< $0.01"));

    // A short record does not take them away.
    let short = r#"{"id":"ft-one","status":"completed","model_object_name":"acme-proj/renamed"}"#;
    let short = api::decode_job(TOGETHER, &HttpResponse::json(200, short)).unwrap().merged_over(&one);
    assert_eq!(shown(&short)[1..3], ["RegisteredModel acme-proj/renamed -", expected[2]]);
}

#[test]
fn together_registry_ids_cannot_lead_elsewhere() {
    #[track_caller]
    fn check(fields: &str, expected: Option<(&str, Option<&str>)>) {
        let body = format!("{{\"id\":\"x\",\"status\":\"completed\",{fields}}}");
        let job = api::decode_job(TOGETHER, &HttpResponse::json(200, body)).unwrap();
        let shown = job.more_outputs.first().map(|output| (output.name.as_str(), output.page.as_deref()));
        assert_eq!(shown, expected, "{fields}");
    }
    let page = Some("https://api.together.ai/models/..%2F..%2Fx%3Fy%23z%22%3E");
    check(r#""model_object_id":"../../x?y#z\">""#, Some(("../../x?y#z\">", page)));
    check(r#""model_object_id":"..","model_object_name":"n""#, Some(("n", None)));
    check(r#""model_object_id":7"#, Some(("7", Some("https://api.together.ai/models/7"))));
    check(r#""model_object_id":"","model_object_name":"n""#, Some(("n", None)));
    check(r#""model_object_id":{"id":1},"model_object_name":["n"]"#, None);
    check(r#""model_object_id":null,"model_object_name":"""#, None);
}

#[test]
fn together_tokenized_dataset_has_a_signed_link() {
    let request = api::tokenized_dataset(TOGETHER, &"ft/1".into()).unwrap();
    assert_eq!(request.target(), "/fine-tunes/ft%2F1/download-tokenized-dataset");
    assert!(api::tokenized_dataset(ARCHETYPE, &"x".into()).is_none());
    let body = r#"{"url":"https://storage.example/t.tar","expires_at":"2026-08-02T10:00:00Z","filename":"t.tar","size":73400320,"content_type":"application/x-tar"}"#;
    let link = api::decode_file_link(&HttpResponse::json(200, body)).unwrap();
    assert_eq!((link.url.as_str(), link.name.as_deref()), ("https://storage.example/t.tar", Some("t.tar")));
    assert_eq!((link.n_bytes, link.expires_at), (Some(73_400_320), time("2026-08-02T10:00:00Z")));
    for body in [r#"{"url":"javascript:alert(1)"}"#, r#"{"url":null}"#, "{}", "[]"] {
        let error = api::decode_file_link(&HttpResponse::json(200, body)).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Unreadable, "{body}");
    }
}
