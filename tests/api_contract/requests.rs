//! Requests to both providers, as they go over the wire.

use std::process::Command;

use tuneboard_core::api::{self, HttpRequest, HttpResponse, JobsQuery};
use tuneboard_core::model::{
    BatchSize, Dataset, EarlyStopping, Hyperparameters, JobId, JobSpec, JobVerb, Method, MetricsFilter,
    MetricsQuery, Provider, Scheduler, Secret, Split, Timestamp, WandB, Weights,
};

const ARCHETYPE: Provider = Provider::Archetype;
const TOGETHER: Provider = Provider::Together;

#[track_caller]
fn check(request: &HttpRequest, expected: &str) {
    assert_eq!(format!("{} {}", request.method.as_str(), request.target()), expected);
    assert_eq!((&request.body, &request.bearer), (&None, &None));
}

fn id() -> JobId {
    JobId::from("ft/1 ö?")
}

#[test]
fn jobs_are_asked_for() {
    let query = JobsQuery {
        limit: Some(20),
        offset: 40,
        statuses: vec!["RUNNING".into(), "STARTING".into()],
        page: None,
    };
    check(&api::list_jobs(ARCHETYPE, &JobsQuery::default()), "GET /fine-tune/jobs");
    let target = "GET /fine-tune/jobs?limit=20&offset=40&statuses=RUNNING&statuses=STARTING";
    for (provider, target) in [
        (ARCHETYPE, "GET /fine-tune/jobs?limit=1000"),
        (TOGETHER, "GET /fine-tunes"),
        (Provider::OpenAi, "GET /fine_tuning/jobs"),
        (Provider::ArchetypeV06, "GET /fine_tuning/jobs"),
    ] {
        check(&api::list_all(provider), target);
    }
    check(&api::list_jobs(ARCHETYPE, &query), target);
    check(&api::list_jobs(TOGETHER, &query), "GET /fine-tunes");
    check(&api::retrieve_job(ARCHETYPE, &id()), "GET /fine-tune/jobs/ft%2F1%20%C3%B6%3F");
    check(&api::retrieve_job(TOGETHER, &id()), "GET /fine-tunes/ft%2F1%20%C3%B6%3F");
    let events = api::list_events(TOGETHER, &id(), None).unwrap();
    check(&events, "GET /fine-tunes/ft%2F1%20%C3%B6%3F/events");
}

#[test]
fn jobs_are_ended() {
    let id = JobId::from("a");
    check(&api::steer_job(ARCHETYPE, &id, JobVerb::Stop), "PUT /fine-tune/jobs/a/stop");
    check(&api::steer_job(ARCHETYPE, &id, JobVerb::Cancel), "PUT /fine-tune/jobs/a/cancel");
    check(&api::steer_job(TOGETHER, &id, JobVerb::Stop), "POST /fine-tunes/a/cancel");
    check(&api::steer_job(TOGETHER, &id, JobVerb::Cancel), "POST /fine-tunes/a/cancel");
}

#[test]
fn metrics_are_asked_for_in_each_providers_way() {
    let id = JobId::from("a");
    let filter = MetricsFilter {
        step_from: Some(0),
        step_to: Some(900),
        logged_from: Some(Timestamp::from_unix_nanos(1_785_575_943_112_004_123)),
        logged_to: Some(Timestamp::from_unix_secs(1_785_575_944)),
        resolution: Some(400),
    };
    let query = MetricsQuery { offset: 7, limit: Some(100), page: None, filter };
    check(&api::list_metrics(ARCHETYPE, &id, &MetricsQuery::default()), "GET /fine-tune/jobs/a/metrics");
    check(&api::list_metrics(ARCHETYPE, &id, &query), "GET /fine-tune/jobs/a/metrics?limit=100&offset=7");
    check(&api::list_metrics(TOGETHER, &id, &MetricsQuery::default()), "GET /fine-tunes/a/metrics");
    let target = "GET /fine-tunes/a/metrics?global_step_from=0&global_step_to=900\
                  &logged_at_from=2026-08-01T09%3A19%3A03.112004123Z\
                  &logged_at_to=2026-08-01T09%3A19%3A04Z&resolution=400";
    check(&api::list_metrics(TOGETHER, &id, &query), target);
}

fn dataset(name: &str, split: Split, file_ids: &[&str]) -> Dataset {
    Dataset { name: name.into(), split, file_ids: file_ids.iter().map(|id| (*id).into()).collect() }
}

fn small_spec() -> JobSpec {
    JobSpec {
        name: None,
        id: None,
        base_model: "m".into(),
        datasets: vec![dataset("t", Split::Train, &["file-1"])],
        hyperparameters: None,
        wandb: None,
        ..JobSpec::default()
    }
}

fn full_spec() -> JobSpec {
    JobSpec {
        name: Some("triage-v2".into()),
        id: Some("my-id".into()),
        base_model: "meta/llama".into(),
        datasets: vec![
            dataset("held-out", Split::Eval, &["file-2"]),
            dataset("all", Split::Train, &["file-1", "file-3"]),
        ],
        hyperparameters: Some(Hyperparameters {
            n_epochs: Some(3),
            n_evals: Some(6),
            n_checkpoints: Some(2),
            batch_size: BatchSize::Fixed(16),
            learning_rate: Some(0.0002),
            learning_rate_multiplier: None,
            scheduler: Some(Scheduler::Cosine { min_lr_ratio: 0.1, n_cycles: 0.5 }),
            warmup_ratio: Some(0.03),
            max_grad_norm: Some(1.0),
            weight_decay: Some(0.01),
            seed: Some(-1),
            method: Method::Sft,
            weights: Weights::Lora { r: 32, alpha: 64, dropout: 0.05 },
            early_stopping: Some(EarlyStopping { patience: 2, min_delta: 0.001, n_warmup_evals: 1 }),
            ..Hyperparameters::default()
        }),
        wandb: Some(WandB {
            key: Secret::new("very-secret"),
            project: Some("triage".into()),
            name: None,
            entity: None,
            base_url: None,
        }),
        ..JobSpec::default()
    }
}

/// Compares as values: neither order nor spelling of numbers matters to a service.
#[track_caller]
fn check_create(provider: Provider, spec: &JobSpec, path: &str, body: &str) {
    let request = api::create_job(provider, spec);
    assert_eq!(format!("{} {}", request.method.as_str(), request.target()), format!("POST {path}"));
    let sent: serde_json::Value = serde_json::from_str(&request.body.unwrap()).unwrap();
    assert_eq!(sent, serde_json::from_str::<serde_json::Value>(body).unwrap());
}

#[test]
fn archetype_is_sent_model_and_datasets() {
    let body = r#"{"config":{"model":"m","datasets":[{"name":"t","split":"train","file_ids":["file-1"]}]}}"#;
    check_create(ARCHETYPE, &small_spec(), "/fine-tune/jobs", body);
    let body = r#"{"name":"triage-v2","id":"my-id","config":{"model":"meta/llama","datasets":[
        {"name":"all","split":"train","file_ids":["file-1","file-3"]},
        {"name":"held-out","split":"eval","file_ids":["file-2"]}]}}"#;
    check_create(ARCHETYPE, &full_spec(), "/fine-tune/jobs", body);
}

#[test]
fn together_is_sent_what_was_chosen_and_nothing_else() {
    let check = |spec: &JobSpec, body| check_create(TOGETHER, spec, "/fine-tunes", body);
    check(&small_spec(), r#"{"model":"m","training_file":"file-1","batch_size":"max"}"#);
    check(
        &full_spec(),
        r#"{"model":"meta/llama","training_file":"file-1","validation_file":"file-2","suffix":"triage-v2",
            "n_epochs":3,"n_evals":6,"n_checkpoints":2,"batch_size":16,"learning_rate":0.0002,
            "lr_scheduler":{"lr_scheduler_type":"cosine","lr_scheduler_args":{"min_lr_ratio":0.1,"num_cycles":0.5}},
            "warmup_ratio":0.03,"max_grad_norm":1.0,"weight_decay":0.01,"random_seed":-1,
            "training_method":{"method":"sft","train_on_inputs":"auto"},
            "training_type":{"type":"Lora","lora_r":32,"lora_alpha":64,"lora_dropout":0.05,
                "lora_trainable_modules":"all-linear"},
            "early_stopping_enabled":true,"early_stopping_patience":2,"early_stopping_min_delta":0.001,
            "early_stopping_warmup_evals":1,"wandb_api_key":"very-secret","wandb_project_name":"triage"}"#,
    );
    let mut dpo = small_spec();
    dpo.hyperparameters = Some(Hyperparameters {
        n_epochs: None,
        n_evals: None,
        n_checkpoints: None,
        batch_size: BatchSize::Max,
        learning_rate: None,
        learning_rate_multiplier: None,
        scheduler: Some(Scheduler::Linear { min_lr_ratio: 0.0 }),
        warmup_ratio: None,
        max_grad_norm: None,
        weight_decay: None,
        seed: None,
        method: Method::Dpo { beta: Some(0.1) },
        weights: Weights::Full,
        early_stopping: None,
        ..Hyperparameters::default()
    });
    check(
        &dpo,
        r#"{"model":"m","training_file":"file-1","batch_size":"max",
            "lr_scheduler":{"lr_scheduler_type":"linear","lr_scheduler_args":{"min_lr_ratio":0.0}},
            "training_method":{"method":"dpo","dpo_beta":0.1},"training_type":{"type":"Full"}}"#,
    );
}

#[test]
fn previews_show_everything_but_secrets() {
    let preview = api::create_preview(TOGETHER, &full_spec());
    assert!(preview.contains("  \"wandb_api_key\": \"…\",\n"), "{preview}");
    assert!(preview.contains("  \"learning_rate\": 0.0002,\n"), "{preview}");
    let command = api::create_curl("https://host/v1", TOGETHER, &full_spec()).unwrap();
    for text in [&preview, &command] {
        assert!(!text.contains("very-secret"), "{text}");
    }
    let real: serde_json::Value =
        serde_json::from_str(&api::create_job(TOGETHER, &full_spec()).body.unwrap()).unwrap();
    let mut shown: serde_json::Value = serde_json::from_str(&preview).unwrap();
    shown["wandb_api_key"] = "very-secret".into();
    assert_eq!(shown, real);
}

#[test]
fn a_shell_sees_the_words_that_were_meant() {
    let mut spec = full_spec();
    let name = r#"it's "quoted" $HOME `id` \ ! 100% "#;
    spec.name = Some(name.into());
    let command = api::create_curl("https://host/v1", TOGETHER, &spec).unwrap();
    // A function in curl's place prints the words it is given, one per line; none of them holds a line break
    // but the last, which is the body.
    let script = format!("curl() {{ for word; do printf '%s\\n' \"$word\"; done; }}\n{command}");
    let output = Command::new("sh").args(["-c", &script]).env("TOGETHER_API_KEY", "key-1").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let words: Vec<_> = text.splitn(9, '\n').collect();
    let expected = [
        "-X",
        "POST",
        "https://host/v1/fine-tunes",
        "-H",
        "Authorization: Bearer key-1",
        "-H",
        "Content-Type: application/json",
        "-d",
    ];
    assert_eq!(words[..8], expected);
    let body: serde_json::Value = serde_json::from_str(words[8]).unwrap();
    assert_eq!(body["suffix"], name);
}

#[test]
fn a_job_is_deleted_only_where_that_is_known_to_exist() {
    let request = api::delete_job(Provider::Together, &"a/b".into()).unwrap();
    assert_eq!((request.method.as_str(), &*request.target()), ("DELETE", "/fine-tunes/a%2Fb"));
    for provider in Provider::ALL {
        let is_known = api::delete_job(provider, &"x".into()).is_some();
        assert_eq!(is_known, provider.capabilities().has_delete, "{provider:?}");
        assert_eq!(is_known, provider == Provider::Together);
    }
    assert!(api::decode_deleted(&HttpResponse::json(200, r#"{"message":"deleted"}"#)).is_ok());
    assert!(api::decode_deleted(&HttpResponse::json(204, "")).is_ok());
    assert!(api::decode_deleted(&HttpResponse::json(405, "{}")).unwrap_err().is_no_endpoint());
    assert!(api::decode_deleted(&HttpResponse::json(500, "{}")).is_err());
}
