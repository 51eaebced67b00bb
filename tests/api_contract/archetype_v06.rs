//! Archetype's newer generation, as far as its own examples show it.

use tuneboard_core::api::{self, HttpResponse, JobsQuery};
use tuneboard_core::model::{
    BatchSize, Classifier, Dataset, EventLevel, EventsPage, Hyperparameters, JobId, JobSpec, JobVerb, Method,
    MetricsQuery, Neighbors, PageEnd, PageToken, Provider, SignalReader, Split, StatusClass, Weights,
};

use super::fixture;

const V06: Provider = Provider::ArchetypeV06;

#[test]
fn requests_go_where_the_examples_send_them() {
    let id = JobId::from("ftj_1");
    let limited = JobsQuery { limit: Some(1), ..JobsQuery::default() };
    for (request, expected) in [
        (api::list_jobs(V06, &JobsQuery::default()), "GET /fine_tuning/jobs"),
        (api::list_jobs(V06, &limited), "GET /fine_tuning/jobs?limit=1"),
        (api::retrieve_job(V06, &id), "GET /fine_tuning/jobs/ftj_1"),
        (api::steer_job(V06, &id, JobVerb::Cancel), "POST /fine_tuning/jobs/ftj_1/cancel"),
        (api::list_events(V06, &id, None).unwrap(), "GET /fine_tuning/jobs/ftj_1/events?limit=100"),
        (api::list_metrics(V06, &id, &MetricsQuery::default()), "GET /fine_tuning/jobs/ftj_1/checkpoints"),
    ] {
        assert_eq!(format!("{} {}", request.method.as_str(), request.target()), expected);
        assert_eq!(request.body, None);
    }
}

#[test]
fn a_job_is_asked_for_with_its_labelled_files() {
    let dataset = |split, label: &str, ids: &[&str]| Dataset {
        name: label.into(),
        split,
        file_ids: ids.iter().map(|id| (*id).into()).collect(),
    };
    let mut spec = JobSpec {
        name: Some("gearbox".into()),
        id: None,
        base_model: "omega".into(),
        datasets: vec![
            dataset(Split::Train, "normal", &["a.csv", "c.csv"]),
            dataset(Split::Train, "faulty", &["b.csv"]),
            dataset(Split::Eval, "normal", &["v.csv"]),
        ],
        hyperparameters: Some(Hyperparameters {
            n_epochs: Some(20),
            n_evals: None,
            n_checkpoints: None,
            batch_size: BatchSize::Fixed(32),
            learning_rate: None,
            learning_rate_multiplier: None,
            scheduler: None,
            warmup_ratio: None,
            max_grad_norm: None,
            weight_decay: None,
            seed: Some(7),
            method: Method::Sft,
            weights: Weights::Full,
            early_stopping: None,
            ..Hyperparameters::default()
        }),
        wandb: None,
        ..JobSpec::default()
    };
    let request = api::create_job(V06, &spec);
    assert_eq!((request.method.as_str(), &*request.target()), ("POST", "/fine_tuning/jobs"));
    let expected = r#"{"name":"gearbox","seed":7,"model":"omega","method":{"type":"head","head":{"hyperparameters":{"batch_size":32,"n_epochs":20}}},"training_files":[{"type":"n_shot","file_id":"a.csv","label":"normal","format":"csv"},{"type":"n_shot","file_id":"c.csv","label":"normal","format":"csv"},{"type":"n_shot","file_id":"b.csv","label":"faulty","format":"csv"}],"validation_files":[{"type":"n_shot","file_id":"v.csv","label":"normal","format":"csv"}]}"#;
    assert_eq!(request.body.as_deref(), Some(expected));
    let chosen = spec.hyperparameters.as_mut().unwrap();
    chosen.classifier = Classifier::Knn(Neighbors {
        n_neighbors: Some(5),
        metric: Some("cosine".into()),
        weights: Some("uniform".into()),
        is_normalized: Some(false),
    });
    chosen.reader = SignalReader {
        window_size: Some(64),
        step_size: Some(16),
        data_columns: vec!["x".into(), "y".into()],
    };
    let body = api::create_job(V06, &spec).body.unwrap();
    let method = r#""method":{"type":"knn","knn":{"hyperparameters":{"batch_size":32,"n_neighbors":5,"metric":"cosine","weights":"uniform","normalize_embeddings":false},"reader":{"window_size":64,"step_size":16,"data_columns":["x","y"]}}}"#;
    assert!(body.contains(method), "{body}");
    let chosen = spec.hyperparameters.as_mut().unwrap();
    chosen.classifier = Classifier::Knn(Neighbors::default());
    chosen.batch_size = BatchSize::Auto;
    chosen.reader = SignalReader { step_size: Some(4), ..SignalReader::default() };
    let body = api::create_job(V06, &spec).body.unwrap();
    let method = r#""method":{"type":"knn","knn":{"hyperparameters":{},"reader":{"step_size":4}}}"#;
    assert!(body.contains(method), "{body}");
    spec.hyperparameters = None;
    spec.datasets.truncate(1);
    let body = api::create_job(V06, &spec).body.unwrap();
    assert!(body.contains(r#""method":{"type":"head","head":{"hyperparameters":{}}}"#), "{body}");
    assert!(!body.contains("validation_files") && !body.contains("seed"), "{body}");
}

#[test]
fn records_are_read_whatever_they_lack() {
    let page = api::decode_jobs(V06, &fixture("archetype_v06/jobs.json")).unwrap();
    // It does not say that this is all.
    let next = PageToken { text: "ftj_04".into(), is_optional: true };
    assert_eq!((page.warnings, page.value.next), (Vec::new(), Some(next)));
    let line = |job: &tuneboard_core::model::Job| {
        let failure = job.failure.as_deref().unwrap_or("-");
        format!("{} {} {:?} {failure}", job.id, job.name, job.status.class)
    };
    let expected = [
        "ftj_01 gearbox Running -",
        "ftj_02 pump Completed -",
        "3 3 Cancelled no window fits",
        "ftj_04 ftj_04 Unknown gone",
    ];
    assert_eq!(page.value.jobs.iter().map(line).collect::<Vec<_>>(), expected);
    let job = &page.value.jobs[0];
    let sets: Vec<_> =
        job.datasets.iter().map(|set| (set.split.label(), &*set.name, set.file_ids.join(" "))).collect();
    let expected = [
        ("train", "normal", "a.csv c.csv".to_owned()),
        ("train", "faulty", "b.csv".to_owned()),
        ("eval", "v.csv", "v.csv".to_owned()),
    ];
    assert_eq!(sets, expected);
    assert_eq!(job.progress.n_epochs_total, Some(20.0));
    assert_eq!(page.value.jobs[1].output_model.as_deref(), Some("omega:ftj_02"));
    assert_eq!(
        page.value.jobs[1].updated_at.map(|at| at.to_rfc3339()).as_deref(),
        Some("2026-07-01T11:00:00Z")
    );
    // A list of the older generation's shape is as good.
    let bare = api::decode_jobs(V06, &HttpResponse::json(200, r#"[{"id":"a","status":"stopped"}]"#)).unwrap();
    assert_eq!(bare.value.jobs[0].status.class, StatusClass::Stopped);
}

#[test]
fn the_log_is_turned_round() {
    let decoded = api::decode_events(V06, &fixture("archetype_v06/events.json")).unwrap();
    let EventsPage { events, page, n_unreadable, cut_at } = decoded.value;
    assert_eq!((n_unreadable, cut_at), (0, None));
    let lines: Vec<_> = events.iter().map(|event| (event.level, &*event.kind, &*event.message)).collect();
    let expected = [
        (EventLevel::Info, "", r#"{"id":"evt_0"}"#),
        (EventLevel::Error, "status", "Running"),
        (EventLevel::Info, "checkpoint", "Checkpoint saved"),
    ];
    assert_eq!((lines, page), (expected.to_vec(), PageEnd::default()));
    assert_eq!(decoded.warnings, []);
}

#[test]
fn a_log_of_as_many_events_as_are_sent_at_once_may_lack_the_earlier_ones() {
    #[track_caller]
    fn check(n: usize, more: &str, expected: Option<usize>) {
        let event =
            |i: usize| format!(r#"{{"id":"evt_{i}","message":"{i}","created_at":{}}}"#, 1_785_000_000 + i);
        let events = (0..n).map(event).collect::<Vec<_>>().join(",");
        let answer = HttpResponse::json(200, format!(r#"{{"data":[{events}]{more}}}"#));
        let page = api::decode_events(V06, &answer).unwrap().value;
        assert_eq!((page.events.len(), page.cut_at), (n, expected), "{n}{more}");
    }
    check(0, "", None);
    check(99, "", None);
    check(100, "", Some(100));
    check(100, r#","has_more":true"#, Some(100));
    check(100, r#","has_more":false"#, None);
    check(101, "", None);
}

#[test]
fn checkpoints_are_rows_in_the_order_of_their_steps() {
    let decoded = api::decode_metrics(V06, &fixture("archetype_v06/checkpoints.json")).unwrap();
    let row = |row: &tuneboard_core::model::MetricRow| {
        let values: Vec<_> = row.values.iter().map(|(key, value)| format!("{key}={value}")).collect();
        format!("{}: {}", row.step, values.join(", "))
    };
    let expected =
        ["60: eval/macro_f1=0.81", "120: eval/macro_f1=0.87, eval/loss=0.4, train/loss=0.3", "180: "];
    assert_eq!(decoded.value.rows.iter().map(row).collect::<Vec<_>>(), expected);
    let summary = decoded.value.summary;
    assert_eq!((summary.n_received, summary.n_unreadable, summary.last_checkpoint_step), (4, 1, Some(180)));
    assert_eq!(decoded.warnings[0].message, "checkpoint 3: it has no step");
}
