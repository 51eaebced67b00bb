//! Requests of the API.

use super::wire::{AutoOr, CreateBody, HyperparametersBody, MethodBody, SettingsBody};
use crate::api::{HttpRequest, JobsQuery, Method};
use crate::model::{
    self, BatchSize, Hyperparameters, JobId, JobSpec, JobVerb, MetricsQuery, PageToken, Split, percent_encode,
};

const JOBS: &str = "/fine_tuning/jobs";

/// Entries of a page: the most that all services known to speak this API give.
const PAGE: u64 = 100;

/// `GET /fine_tuning/jobs`.
pub fn list_all() -> HttpRequest {
    HttpRequest::new(Method::Get, JOBS)
}

/// `GET /fine_tuning/jobs`; offset and statuses are not understood.
pub fn list_jobs(query: &JobsQuery) -> HttpRequest {
    let after = query.page.as_ref().map(|page| &*page.text);
    page_of(JOBS.to_owned(), query.limit.unwrap_or(PAGE), after)
}

/// `GET /fine_tuning/jobs/{id}`.
pub fn retrieve_job(id: &JobId) -> HttpRequest {
    HttpRequest::new(Method::Get, job_path(id))
}

/// `POST /fine_tuning/jobs`. Choices left to the service are `auto`.
pub fn create_job(spec: &JobSpec) -> HttpRequest {
    // Numbers of a valid spec are finite, so writing cannot fail or turn one into null.
    HttpRequest::new(Method::Post, JOBS).with_body(serde_json::to_string(&body_of(spec)).unwrap_or_default())
}

/// `POST /fine_tuning/jobs/{id}/pause`, `…/resume` or `…/cancel`.
pub fn steer_job(id: &JobId, verb: JobVerb) -> HttpRequest {
    let verb = match verb {
        JobVerb::Pause => "pause",
        JobVerb::Resume => "resume",
        JobVerb::Stop | JobVerb::Cancel => "cancel",
    };
    HttpRequest::new(Method::Post, format!("{}/{verb}", job_path(id)))
}

/// `GET /fine_tuning/jobs/{id}/events`, the newest or those before an event.
pub fn list_events(id: &JobId, page: Option<&PageToken>) -> HttpRequest {
    page_of(format!("{}/events", job_path(id)), PAGE, page.map(|page| &*page.text))
}

/// `GET /fine_tuning/jobs/{id}/checkpoints`, the newest or those before a checkpoint.
pub fn list_checkpoints(id: &JobId, page: Option<&PageToken>) -> HttpRequest {
    page_of(format!("{}/checkpoints", job_path(id)), PAGE, page.map(|page| &*page.text))
}

/// The page of the log or of the checkpoints that a token of [`super::decode_metrics`] stands for.
pub fn list_metrics(id: &JobId, query: &MetricsQuery) -> HttpRequest {
    let limit = query.limit.unwrap_or(PAGE);
    let text = query.page.as_ref().map(|page| &*page.text);
    match text.and_then(|text| text.strip_prefix(CHECKPOINTS)) {
        Some(after) => {
            let after = Some(after).filter(|after| !after.is_empty());
            page_of(format!("{}/checkpoints", job_path(id)), limit, after)
        }
        None => page_of(format!("{}/events", job_path(id)), limit, text),
    }
}

/// Prefix of the tokens of pages of checkpoints; the id of the last checkpoint may follow. No id of an event
/// has a colon.
pub(super) const CHECKPOINTS: &str = "checkpoints:";

fn page_of(path: String, limit: u64, after: Option<&str>) -> HttpRequest {
    let request = HttpRequest::new(Method::Get, path).with_query("limit", limit);
    match after {
        Some(after) => request.with_query("after", after),
        None => request,
    }
}

fn job_path(id: &JobId) -> String {
    format!("{JOBS}/{}", percent_encode(&id.0))
}

fn body_of(spec: &JobSpec) -> CreateBody<'_> {
    let file = |split: Split| {
        spec.datasets.iter().filter(|dataset| dataset.split == split).find_map(|d| d.file_ids.first())
    };
    let chosen = spec.hyperparameters.as_ref();
    CreateBody {
        model: &spec.base_model,
        training_file: file(Split::Train),
        validation_file: file(Split::Eval),
        suffix: spec.name.as_deref(),
        seed: chosen.and_then(|chosen| chosen.seed),
        method: chosen.map(method_of),
    }
}

fn method_of(chosen: &Hyperparameters) -> MethodBody {
    let hyperparameters = HyperparametersBody {
        n_epochs: AutoOr::from(chosen.n_epochs),
        batch_size: match chosen.batch_size {
            BatchSize::Fixed(n) => AutoOr::Number(n),
            BatchSize::Auto | BatchSize::Max => AutoOr::from(None),
        },
        learning_rate_multiplier: AutoOr::from(chosen.learning_rate_multiplier),
        beta: None,
    };
    match chosen.method {
        model::Method::Sft => {
            MethodBody { kind: "supervised", supervised: Some(SettingsBody { hyperparameters }), dpo: None }
        }
        model::Method::Dpo { beta } => {
            let hyperparameters = HyperparametersBody { beta: Some(AutoOr::from(beta)), ..hyperparameters };
            MethodBody { kind: "dpo", supervised: None, dpo: Some(SettingsBody { hyperparameters }) }
        }
    }
}
