//! The example payloads of the contract sheet, verbatim: each is read in full, without a warning, as what it says.

use serde_json::Value;
use tuneboard_core::{
    api::{self, ApiError, Decoded, ErrorKind, HttpResponse, RetryAdvice, UploadFile},
    draft::JobDraft,
    json,
    model::{
        EventLevel, FileStatus, JobId, MetricKey, PriceEstimate,
        Provider::{self, Archetype, ArchetypeV06, Together},
        SpecField::{self, *},
        Split, StatusClass, Timestamp,
    },
};

use super::fixture;

/// Returns the decoded value, which must be without a warning.
#[track_caller]
fn clean<T>(decoded: Result<Decoded<T>, ApiError>) -> T {
    let decoded = decoded.unwrap();
    assert_eq!(decoded.warnings, []);
    decoded.value
}

fn at(text: &str) -> Option<Timestamp> {
    Some(Timestamp::parse_iso8601(text).unwrap())
}

fn value(name: &str) -> Value {
    serde_json::from_slice(&fixture(name).body).unwrap()
}

/// Returns the fixture as a refusal with this status.
fn refusal(status: u16, name: &str) -> ApiError {
    ApiError::from_response(&HttpResponse { status, ..fixture(name) })
}

fn request(provider: Provider, texts: &[(SpecField, &str)]) -> Value {
    let mut draft = JobDraft::new(provider);
    texts.iter().for_each(|(field, text)| draft.set(*field, *text));
    let spec = draft.validate().unwrap();
    serde_json::from_str(&api::create_job(provider, &spec).body.unwrap()).unwrap()
}

#[test]
fn archetype_jobs_are_read() {
    let jobs = clean(api::decode_jobs(Archetype, &fixture("documented/archetype_jobs.json"))).jobs;
    let [pumps, valves] = jobs.as_slice() else { panic!("{jobs:?}") };
    assert_eq!((&*pumps.id.0, &*pumps.name), ("ftj-pump-captions-91bd02ce", "pump-captions"));
    assert_eq!((pumps.status.class, &*pumps.status.raw), (StatusClass::Running, "RUNNING"));
    assert_eq!(pumps.base_model.as_deref(), Some("Newton::c2_4_7b_251215a172f6d7"));
    let sets = |split: Split| pumps.datasets.iter().filter(move |set| set.split == split);
    let files: Vec<_> = [Split::Train, Split::Eval].into_iter().flat_map(sets).collect();
    assert_eq!((&*files[0].name, &files[0].file_ids[..]), ("pumps-a", &["pumps-a.jsonl".to_owned()][..]));
    assert_eq!((&*files[1].name, &files[1].file_ids[..]), ("pumps-b", &["file-77e1c0".to_owned()][..]));
    assert_eq!(
        (pumps.created_at, pumps.updated_at),
        (at("2026-06-02T08:11:40.120334Z"), at("2026-06-02T08:40:03.000871Z"))
    );
    assert_eq!(pumps.inference_config_path, None);
    assert_eq!(valves.status.class, StatusClass::Completed);
    assert_eq!(valves.inference_config_path.as_deref(), Some("s3://bucket/jobs/valve-run/inference.yaml"));
}

#[test]
fn documented_requests_are_what_the_form_sends() {
    let texts = [
        (Name, "pump-captions"),
        (BaseModel, "Newton::c2_4_7b_251215a172f6d7"),
        (TrainFiles, "pumps-a.jsonl"),
        (TrainName, "pumps-a"),
    ];
    assert_eq!(request(Archetype, &texts), value("documented/archetype_create_request.json"));
    let sft = [
        (BaseModel, "meta-llama/Meta-Llama-3.1-8B-Instruct-Reference"),
        (TrainFiles, "file-1f0a"),
        (EvalFiles, "file-2b9c"),
        (Name, "triage-v2"),
        (Epochs, "3"),
        (Evals, "6"),
        (Checkpoints, "2"),
        (LearningRate, "0.0002"),
        (Scheduler, "cosine"),
        (MinLrRatio, "0.1"),
        (Cycles, "0.5"),
        (WarmupRatio, "0.03"),
        (LoraR, "32"),
        (LoraAlpha, "64"),
        (EarlyStopping, "true"),
    ];
    let sent = request(Together, &sft);
    let documented = value("documented/together_create_request.json");
    for (name, value) in documented.as_object().unwrap() {
        // 0 and 0.0 are the same number, and not the same value of serde_json.
        let same = |text: String| text.replace(".0,", ",").replace(".0}", "}");
        assert_eq!(same(sent[name].to_string()), same(value.to_string()), "{name}");
    }
    let dpo = request(Together, &[&sft[..3], &[(Method, "dpo"), (DpoBeta, "0.1")][..]].concat());
    for (name, value) in value("documented/together_dpo_method.json").as_object().unwrap() {
        let sent = &dpo["training_method"][name];
        // What is at its default need not be sent.
        let is_same = sent == value || (sent.is_number() && sent.as_f64() == value.as_f64());
        assert!(is_same || sent.is_null() && value.as_f64() == Some(0.0), "{name}: {sent}");
    }
}

#[test]
fn archetype_metrics_are_read() {
    let page = clean(api::decode_metrics(Archetype, &fixture("documented/archetype_metrics.json")));
    let [first, second] = page.rows.as_slice() else { panic!("{:?}", page.rows) };
    assert_eq!((first.step, second.step), (200, 300));
    let figure = |row: &tuneboard_core::model::MetricRow, split: Split, name: &str| {
        let key = MetricKey { split, name: name.into() };
        row.values.iter().find(|(own, _)| *own == key).map(|(_, value)| *value)
    };
    assert_eq!(figure(first, Split::Train, "loss"), Some(1.611));
    assert_eq!(figure(first, Split::Eval, "loss"), Some(1.702));
    assert_eq!(figure(second, Split::Eval, "loss"), None);
    assert_eq!(figure(second, Split::Train, "learning_rate"), Some(0.00018));
    assert_eq!(second.elapsed_secs, Some(362.6));
}

#[test]
fn archetype_refusals_are_read() {
    let conflict = refusal(409, "documented/archetype_error_409.json");
    assert_eq!((conflict.kind, &*conflict.message), (ErrorKind::Conflict, "Job already finished"));
    assert_eq!(conflict.suggestion.as_deref(), Some("List jobs to see its state"));
    assert_eq!(
        (conflict.code.as_deref(), conflict.support_id.as_deref()),
        (Some("invalid_state"), Some("err-41c7"))
    );
    let key = refusal(401, "documented/archetype_error_401.json");
    assert_eq!((key.kind, &*key.message), (ErrorKind::Unauthorized, "Invalid API key"));
    let rate = refusal(429, "documented/archetype_error_older.json");
    assert_eq!((rate.kind, rate.retry), (ErrorKind::RateLimited, RetryAdvice::After(30.0)));
}

#[test]
fn archetype_files_are_read() {
    let uploaded = api::decode_uploaded(Archetype, &fixture("documented/archetype_uploaded.json"));
    assert_eq!(uploaded.as_deref(), Ok("pumps-a.csv"));
    let files = clean(
        api::decode_files(Archetype, &fixture("documented/archetype_files.json")).map(|page| page.files),
    );
    let [file] = files.as_slice() else { panic!("{files:?}") };
    assert_eq!((&*file.id, file.n_bytes, &file.status), ("pumps-a.jsonl", Some(182_044), &FileStatus::Ready));
    let big = UploadFile { name: "big.jsonl".into(), n_bytes: 12_582_912 };
    let plan = api::decode_plan(&fixture("documented/archetype_upload_plan.json"), &big).unwrap();
    assert_eq!((&*plan.upload_id, plan.is_resume, plan.parts.len()), ("upl-9a2f", false, 2));
    let part = &plan.parts[1];
    assert_eq!((part.offset, part.length, &*part.url), (8_388_608, 4_194_304, "https://storage.example/p2"));
    assert_eq!(part.expires_at, at("2026-06-02T09:00:00Z"));
}

#[test]
fn newer_generation_is_read() {
    let events =
        clean(api::decode_events(ArchetypeV06, &fixture("documented/archetype_v06_events.json"))).events;
    let said: Vec<_> = events.iter().map(|event| (&*event.message, event.at)).collect();
    assert!(said.contains(&("Checkpoint saved", at("2026-07-01T10:05:00Z"))), "{said:?}");
    assert!(said.contains(&("Running", at("2026-07-01T10:00:00Z"))), "{said:?}");
    let id = JobId::from("ftj_1");
    let answer = fixture("documented/archetype_v06_checkpoints.json");
    let checkpoints = clean(api::decode_checkpoints(ArchetypeV06, &id, &answer)).checkpoints;
    assert_eq!(checkpoints.iter().map(|known| known.step).collect::<Vec<_>>(), [120]);
}

#[test]
fn together_jobs_are_read() {
    let jobs = clean(api::decode_jobs(Together, &fixture("documented/together_jobs.json"))).jobs;
    let [job] = jobs.as_slice() else { panic!("{jobs:?}") };
    assert_eq!((&*job.id.0, job.status.class), ("ft-6c41d0aa-77b2", StatusClass::Running));
    assert_eq!(job.created_at, at("2026-08-01T09:00:00.120Z"));
    assert_eq!(job.stage_started_at, at("2026-08-01T09:12:03Z"));
    assert_eq!((job.price_usd, job.n_tokens), (Some(4.0), Some(1_830_000)));
    assert_eq!(job.output_model.as_deref(), Some("acme/Meta-Llama-3.1-8B-triage-v2-6c41d0aa"));
    let job = api::decode_job(Together, &fixture("documented/together_job.json")).unwrap();
    assert_eq!((job.progress.n_steps_done, job.progress.n_steps_total), (Some(121), Some(300)));
}

#[test]
fn together_logs_are_read() {
    let events = clean(api::decode_events(Together, &fixture("documented/together_events.json"))).events;
    let said: Vec<_> =
        events.iter().map(|event| (event.kind_lower(), event.step, event.n_steps_total)).collect();
    assert_eq!(
        said,
        [
            ("training_start".to_owned(), Some(0), Some(300)),
            ("epoch_complete".to_owned(), Some(100), None),
            ("checkpoint_save".to_owned(), Some(100), None)
        ]
    );
    assert!(events.iter().all(|event| event.level == EventLevel::Info), "{events:?}");
    let id = JobId::from("ft-6c41d0aa-77b2");
    let answer = fixture("documented/together_checkpoints.json");
    let checkpoints = clean(api::decode_checkpoints(Together, &id, &answer)).checkpoints;
    let known: Vec<_> = checkpoints.iter().map(|known| (known.step, &*known.kind)).collect();
    assert!(known.contains(&(150, "Intermediate")) && known.contains(&(300, "Final Merged")), "{known:?}");
}

#[test]
fn together_metrics_are_read() {
    let rows = clean(api::decode_metrics(Together, &fixture("documented/together_metrics.json"))).rows;
    let known: Vec<_> = rows.iter().map(|row| (row.step, row.epoch, row.values.len())).collect();
    assert_eq!(known, [(49, Some(0.49), 3), (50, Some(0.5), 3), (50, Some(0.5), 1)]);
    let nanos: Vec<_> = rows.iter().filter_map(|row| row.logged_at.map(Timestamp::unix_nanos)).collect();
    assert_eq!(nanos, [1_785_575_943_112_004_000, 1_785_575_951_840_221_000, 1_785_575_957_000_871_000]);
    let row = String::from_utf8(fixture("documented/together_metrics_dpo_row.json").body).unwrap();
    let answer = HttpResponse::json(200, format!("{{\"metrics\":[{row}]}}"));
    let rows = clean(api::decode_metrics(Together, &answer)).rows;
    assert_eq!(rows[0].values.len(), 7, "{rows:?}");
}

#[test]
fn together_planning_is_read() {
    let model = "meta-llama/Meta-Llama-3.1-8B-Instruct-Reference";
    assert_eq!(api::decode_models(&fixture("documented/together_models.json")).unwrap(), [model]);
    let limits = api::decode_limits(model, &fixture("documented/together_limits.json")).unwrap();
    assert_eq!((limits.max_rank, limits.default_rank, limits.max_epochs), (Some(64), None, Some(20)));
    assert_eq!((limits.full.max_dpo, limits.lora.max_sft, limits.modules.len()), (Some(48), Some(128), 4));
    assert_eq!((limits.min_learning_rate, limits.has_vision), (Some(1e-6), Some(false)));
    let with_rank = value("documented/together_limits.json")
        .to_string()
        .replace("\"max_rank\":64", "\"max_rank\":64,\"default_rank\":8");
    let limits = api::decode_limits(model, &HttpResponse::json(200, with_rank)).unwrap();
    assert_eq!(limits.default_rank, Some(8));
    let PriceEstimate::Known(price) = api::decode_price(&fixture("documented/together_price.json")).unwrap()
    else {
        panic!("no price")
    };
    assert_eq!((price.total_usd, price.may_proceed, price.limit_usd), (4.0, Some(true), Some(250.0)));
    assert_eq!((price.n_train_tokens, price.n_eval_tokens), (Some(1_800_000), Some(120_000)));
    let unknown = api::decode_price(&fixture("documented/together_price_unavailable.json"));
    assert!(matches!(unknown, Ok(PriceEstimate::Unavailable(_))), "{unknown:?}");
}

#[test]
fn together_files_and_refusals_are_read() {
    let files =
        clean(api::decode_files(Together, &fixture("documented/together_files.json")).map(|page| page.files));
    let [file] = files.as_slice() else { panic!("{files:?}") };
    assert_eq!((&*file.id, &*file.name, file.n_bytes), ("file-1f0a", "triage.jsonl", Some(9_188_120)));
    assert_eq!((file.n_lines, file.created_at), (Some(3_200), at("1785571000")));
    assert_eq!(api::decode_deleted(&fixture("documented/together_deleted.json")), Ok(()));
    let gone = refusal(404, "documented/together_error.json");
    assert_eq!(
        (gone.kind, &*gone.message, gone.code.as_deref()),
        (ErrorKind::NotFound, "Job not found", Some("not_found"))
    );
    // The page does not ask for it yet.
    let link = fixture("documented/together_tokenized_dataset.json");
    assert!(json::check(&link.text()).is_ok());
}
