//! `OpenAI`'s API and its like: golden requests, and answers in every clothing.

use tuneboard_core::api::{self, ErrorKind, HttpResponse, JobsQuery};
use tuneboard_core::model::{
    BatchSize, Dataset, EventLevel, Hyperparameters, JobId, JobSpec, JobVerb, Method, MetricsPage,
    MetricsQuery, PageEnd, PageToken, Provider, Split, StatusClass, Timestamp, Weights,
};

use super::fixture;

const OPENAI: Provider = Provider::OpenAi;

fn token(text: &str, is_optional: bool) -> Option<PageToken> {
    Some(PageToken { text: text.into(), is_optional })
}

fn at(secs: i64) -> Option<Timestamp> {
    Some(Timestamp::from_unix_secs(secs))
}

#[track_caller]
fn check(request: &api::HttpRequest, expected: &str) {
    assert_eq!(format!("{} {}", request.method.as_str(), request.target()), expected);
    assert_eq!((&request.body, &request.bearer), (&None, &None));
}

#[test]
fn requests_go_where_the_reference_says() {
    let id = JobId::from("ftjob/1 ö");
    let job = "/fine_tuning/jobs/ftjob%2F1%20%C3%B6";
    check(&api::list_jobs(OPENAI, &JobsQuery::default()), "GET /fine_tuning/jobs?limit=100");
    let query = JobsQuery { limit: Some(1), page: token("ftjob-9", false), ..JobsQuery::default() };
    check(&api::list_jobs(OPENAI, &query), "GET /fine_tuning/jobs?limit=1&after=ftjob-9");
    check(&api::retrieve_job(OPENAI, &id), &format!("GET {job}"));
    for (verb, word) in [
        (JobVerb::Pause, "pause"),
        (JobVerb::Resume, "resume"),
        (JobVerb::Cancel, "cancel"),
        (JobVerb::Stop, "cancel"),
    ] {
        check(&api::steer_job(OPENAI, &id, verb), &format!("POST {job}/{word}"));
    }
    let events = |page: Option<PageToken>| api::list_events(OPENAI, &id, page.as_ref()).unwrap();
    check(&events(None), &format!("GET {job}/events?limit=100"));
    check(&events(token("ftevent-2", false)), &format!("GET {job}/events?limit=100&after=ftevent-2"));
    let metrics = |page| {
        api::list_metrics(OPENAI, &id, &MetricsQuery { limit: Some(50), page, ..MetricsQuery::default() })
    };
    check(&metrics(None), &format!("GET {job}/events?limit=50"));
    check(&metrics(token("ftevent-2", false)), &format!("GET {job}/events?limit=50&after=ftevent-2"));
    check(&metrics(token("checkpoints:", true)), &format!("GET {job}/checkpoints?limit=50"));
    check(&metrics(token("checkpoints:c/1", true)), &format!("GET {job}/checkpoints?limit=50&after=c%2F1"));
}

fn spec(hyperparameters: Option<Hyperparameters>, has_eval: bool) -> JobSpec {
    let dataset = |split, id: &str| Dataset { name: id.into(), split, file_ids: vec![id.into()] };
    let mut datasets = vec![dataset(Split::Train, "file-1")];
    datasets.extend(has_eval.then(|| dataset(Split::Eval, "file-2")));
    let name = has_eval.then(|| "triage-v2".to_owned());
    JobSpec { name, id: None, base_model: "gpt-4.1".into(), datasets, hyperparameters, ..JobSpec::default() }
}

fn hyperparameters(method: Method) -> Hyperparameters {
    Hyperparameters {
        n_epochs: None,
        n_evals: Some(3),
        n_checkpoints: Some(2),
        batch_size: BatchSize::Auto,
        learning_rate: Some(0.1),
        learning_rate_multiplier: None,
        scheduler: None,
        warmup_ratio: None,
        max_grad_norm: None,
        weight_decay: None,
        seed: None,
        method,
        weights: Weights::Full,
        early_stopping: None,
        ..Hyperparameters::default()
    }
}

#[track_caller]
fn check_body(spec: &JobSpec, expected: &str) {
    let request = api::create_job(OPENAI, spec);
    assert_eq!((request.method.as_str(), &*request.target()), ("POST", "/fine_tuning/jobs"));
    assert_eq!(request.body.as_deref(), Some(expected));
}

#[test]
fn a_job_is_asked_for_in_the_documented_shape() {
    check_body(&spec(None, false), r#"{"model":"gpt-4.1","training_file":"file-1"}"#);
    check_body(
        &spec(Some(hyperparameters(Method::Sft)), true),
        r#"{"model":"gpt-4.1","training_file":"file-1","validation_file":"file-2","suffix":"triage-v2","method":{"type":"supervised","supervised":{"hyperparameters":{"n_epochs":"auto","batch_size":"auto","learning_rate_multiplier":"auto"}}}}"#,
    );
    let chosen = Hyperparameters {
        n_epochs: Some(3),
        batch_size: BatchSize::Fixed(8),
        learning_rate_multiplier: Some(1.8),
        seed: Some(7),
        ..hyperparameters(Method::Sft)
    };
    check_body(
        &spec(Some(chosen.clone()), false),
        r#"{"model":"gpt-4.1","training_file":"file-1","seed":7,"method":{"type":"supervised","supervised":{"hyperparameters":{"n_epochs":3,"batch_size":8,"learning_rate_multiplier":1.8}}}}"#,
    );
    check_body(
        &spec(Some(Hyperparameters { method: Method::Dpo { beta: Some(0.1) }, ..chosen }), false),
        r#"{"model":"gpt-4.1","training_file":"file-1","seed":7,"method":{"type":"dpo","dpo":{"hyperparameters":{"n_epochs":3,"batch_size":8,"learning_rate_multiplier":1.8,"beta":0.1}}}}"#,
    );
    check_body(
        &spec(Some(hyperparameters(Method::Dpo { beta: None })), false),
        r#"{"model":"gpt-4.1","training_file":"file-1","method":{"type":"dpo","dpo":{"hyperparameters":{"n_epochs":"auto","batch_size":"auto","learning_rate_multiplier":"auto","beta":"auto"}}}}"#,
    );
}

#[test]
fn a_page_of_jobs_says_where_the_next_one_begins() {
    let page = api::decode_jobs(OPENAI, &fixture("openai/jobs.json")).unwrap();
    assert_eq!((page.warnings, page.value.next), (Vec::new(), token("ftjob-7bC1", false)));
    let [running, done] = &page.value.jobs[..] else { panic!("{:?}", page.value.jobs) };
    assert_eq!((&*running.id.0, running.name.as_str()), ("ftjob-9aK2", "triage-v2"));
    assert_eq!((running.status.class, &*running.status.raw), (StatusClass::Running, "running"));
    assert_eq!(
        (running.created_at, running.updated_at, running.ends_at),
        (at(1_785_571_200), None, at(1_785_575_000))
    );
    assert_eq!(running.progress.n_epochs_total, Some(3.0));
    let files: Vec<_> = running.datasets.iter().map(|set| (set.split.label(), &*set.file_ids[0])).collect();
    assert_eq!(files, [("train", "file-Ab12"), ("eval", "file-Ab13")]);
    assert_eq!((done.status.class, done.updated_at), (StatusClass::Completed, at(1_785_488_400)));
    assert_eq!(done.name, "ft:gpt-4o-mini-2024-07-18:acme::7bC1");
    assert_eq!((done.n_tokens, &done.failure, done.progress.n_epochs_total), (Some(43_000), &None, None));
}

#[test]
fn odd_records_cost_at_most_themselves() {
    let page = api::decode_jobs(OPENAI, &fixture("openai/jobs_traps.json")).unwrap();
    let said: Vec<_> = page.warnings.iter().map(|warning| warning.message.as_str()).collect();
    assert_eq!(said, [r#"job 5: "id" is missing"#, "job 6: it is no object"]);
    assert_eq!(page.value.next, None);
    let line = |job: &tuneboard_core::model::Job| {
        let failure = job.failure.as_deref().unwrap_or("-");
        format!("{} {:?} {} {failure}", job.id, job.status.class, job.status.raw)
    };
    let expected = [
        "a Unknown hibernating x",
        "b Paused PAUSED -",
        "c Failed failed 7 lines are no valid chat (invalid_training_file, training_file)",
        "d Waiting validating_files -",
    ];
    assert_eq!(page.value.jobs.iter().map(line).collect::<Vec<_>>(), expected);
    assert_eq!(page.value.jobs[1].progress.n_epochs_total, Some(2.0));
    let [odd, .., waiting] = &page.value.jobs[..] else { panic!() };
    assert_eq!(
        (odd.created_at, odd.datasets[0].name.as_str(), waiting.n_tokens, waiting.ends_at),
        (None, "7", None, None)
    );
}

#[test]
fn the_log_leaves_figures_out_and_is_oldest_first() {
    let page = api::decode_events(OPENAI, &fixture("openai/events.json")).unwrap();
    assert_eq!(page.warnings, []);
    let lines: Vec<_> = page.value.events.iter().map(|event| (event.level, event.message.as_str())).collect();
    let expected = [
        (EventLevel::Info, "Fine-tuning job started"),
        (EventLevel::Warning, "The loss is high"),
        (EventLevel::Info, "Checkpoint created at step 100"),
    ];
    assert_eq!(lines, expected);
    let started = &page.value.events[0];
    assert_eq!((started.step, started.n_steps_total, started.at), (Some(0), Some(300), at(1_785_574_000)));
    let end = PageEnd {
        next: token("ftevent-2", false),
        newest_at: at(1_785_574_203),
        oldest_at: at(1_785_574_000),
    };
    assert_eq!(page.value.page, end);

    let page = api::decode_events(OPENAI, &fixture("openai/events_traps.json")).unwrap();
    let said: Vec<_> = page.warnings.iter().map(|warning| warning.message.as_str()).collect();
    assert_eq!((said, page.value.page.next.clone()), (Vec::new(), None));
    let lines: Vec<_> = page.value.events.iter().map(|event| (event.level, event.message.as_str())).collect();
    // What has no message is shown as it was sent.
    let expected = [
        (EventLevel::Info, "text"),
        (EventLevel::Error, r#"{"id": "e0", "level": "error"}"#),
        (EventLevel::Error, "Odd"),
    ];
    assert_eq!(lines, expected);
}

fn lines(page: &MetricsPage) -> Vec<String> {
    let line = |row: &tuneboard_core::model::MetricRow| {
        let values: Vec<_> = row.values.iter().map(|(key, value)| format!("{key}={value}")).collect();
        let is_dated = row.logged_at.is_some();
        format!("{}{}: {}", row.step, if is_dated { " dated" } else { "" }, values.join(", "))
    };
    page.rows.iter().map(line).collect()
}

#[track_caller]
fn check_metrics(response: &HttpResponse, rows: &[&str], warnings: &[&str]) -> PageEnd {
    let page = api::decode_metrics(OPENAI, response).unwrap();
    assert_eq!(lines(&page.value), rows);
    let said: Vec<_> = page.warnings.iter().map(|warning| warning.message.as_str()).collect();
    assert_eq!(said, warnings);
    assert_eq!(page.value.summary.n_unreadable, warnings.len());
    page.value.summary.page
}

#[test]
fn figures_come_from_the_log_and_then_from_the_checkpoints() {
    let rows = [
        "99 dated: train/loss=NaN, train/mean_token_accuracy=0.5",
        "100 dated: train/loss=0.91, train/mean_token_accuracy=0.78, eval/loss=1.02, eval/mean_token_accuracy=0.75",
    ];
    let end = check_metrics(&fixture("openai/events.json"), &rows, &[]);
    assert_eq!(end.next, token("ftevent-2", false));
    assert_eq!((end.newest_at, end.oldest_at), (at(1_785_574_203), at(1_785_574_000)));

    let warnings = ["event 1: it has no step", "event 3: it has no figures", "event 6: it is no object"];
    let end = check_metrics(
        &fixture("openai/events_traps.json"),
        &["3: train/loss=2.5, train/train_loss=2"],
        &warnings,
    );
    assert_eq!(end.next, token("checkpoints:", true), "the end of the log");

    let rows = [
        "100: train/loss=0.91",
        "200: train/loss=0.8, eval/full_loss=0.97, eval/full_mean_token_accuracy=0.77",
    ];
    let end = check_metrics(&fixture("openai/checkpoints.json"), &rows, &[]);
    assert_eq!(end.next, token("checkpoints:ftckpt_1", true));
    let last = fixture("openai/checkpoints.json").text().replace("true", "false");
    let end = check_metrics(&HttpResponse::json(200, last), &rows, &[]);
    assert_eq!(end, PageEnd::default());
}

#[test]
fn refusals_are_told_in_the_services_words() {
    let body = r#"{"error":{"message":"Invalid suffix","type":"invalid_request_error","param":"suffix","code":null}}"#;
    let error = api::decode_job(OPENAI, &HttpResponse::json(400, body)).unwrap_err();
    assert_eq!((error.kind, error.message.as_str()), (ErrorKind::Invalid, "Invalid suffix"));
    assert_eq!(error.fields[0].wire_name, "suffix");
    for (status, is_missing) in
        [(404, true), (405, true), (501, true), (400, false), (500, false), (401, false)]
    {
        let error = api::decode_events(OPENAI, &HttpResponse::json(status, "{}")).unwrap_err();
        assert_eq!(error.is_no_endpoint(), is_missing, "{status}");
    }
}
