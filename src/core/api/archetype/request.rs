//! Requests of Archetype AI's fine-tuning API.

use super::wire::{ConfigBody, CreateBody, DatasetBody};
use crate::api::{HttpRequest, JobsQuery, Method};
use crate::model::{JobId, JobSpec, JobVerb, MetricsQuery, Provider, Split, percent_encode};

const JOBS: &str = "/fine-tune/jobs";

/// `GET /fine-tune/jobs`, as many as are read at a time: the service would send any number.
pub fn list_all() -> HttpRequest {
    list(Provider::Archetype.capabilities().list_limit, 0)
}

/// `GET /fine-tune/jobs`, as many as are read at a time of those behind the first `offset`.
pub fn list_behind(offset: u64) -> HttpRequest {
    list(Provider::Archetype.capabilities().list_limit, offset)
}

fn list(limit: Option<u64>, offset: u64) -> HttpRequest {
    with_page(HttpRequest::new(Method::Get, JOBS), limit, offset)
}

/// `GET /fine-tune/jobs`; parameters that would say the default are left out.
pub fn list_jobs(query: &JobsQuery) -> HttpRequest {
    let mut request = list(query.limit, query.offset);
    for status in &query.statuses {
        request = request.with_query("statuses", status);
    }
    request
}

/// The status words of jobs that may still change.
pub const ACTIVE: [&str; 5] = ["REGISTERED", "STARTING", "RUNNING", "FINALIZING", "STOPPING"];

/// `GET /fine-tune/jobs/{id}`.
pub fn retrieve_job(id: &JobId) -> HttpRequest {
    HttpRequest::new(Method::Get, job_path(id))
}

/// `POST /fine-tune/jobs`. Train datasets come first, so that positions in a refusal can be read.
pub fn create_job(spec: &JobSpec) -> HttpRequest {
    let mut datasets: Vec<_> = spec.datasets.iter().collect();
    datasets.sort_by_key(|dataset| dataset.split != Split::Train);
    let body = CreateBody {
        name: spec.name.as_deref(),
        id: spec.id.as_deref(),
        config: ConfigBody {
            model: &spec.base_model,
            datasets: datasets
                .into_iter()
                .map(|dataset| DatasetBody {
                    name: &dataset.name,
                    split: dataset.split.label(),
                    file_ids: &dataset.file_ids,
                })
                .collect(),
        },
    };
    // Strings and lists cannot fail to be written.
    HttpRequest::new(Method::Post, JOBS).with_body(serde_json::to_string(&body).unwrap_or_default())
}

/// `PUT /fine-tune/jobs/{id}/stop` or `…/cancel`.
pub fn steer_job(id: &JobId, verb: JobVerb) -> HttpRequest {
    let verb = match verb {
        JobVerb::Stop => "stop",
        JobVerb::Cancel | JobVerb::Pause | JobVerb::Resume => "cancel",
    };
    HttpRequest::new(Method::Put, format!("{}/{verb}", job_path(id)))
}

/// `DELETE /fine-tune/jobs/{id}`, which only other people's clients know of. Said not to stop a running job.
pub fn delete_job(id: &JobId) -> HttpRequest {
    HttpRequest::new(Method::Delete, job_path(id))
}

/// `GET /fine-tune/jobs/{id}/metrics`; only offset and limit are understood.
pub fn list_metrics(id: &JobId, query: &MetricsQuery) -> HttpRequest {
    let request = HttpRequest::new(Method::Get, format!("{}/metrics", job_path(id)));
    with_page(request, query.limit, query.offset)
}

fn with_page(mut request: HttpRequest, limit: Option<u64>, offset: u64) -> HttpRequest {
    if let Some(limit) = limit {
        request = request.with_query("limit", limit);
    }
    if 0 < offset {
        request = request.with_query("offset", offset);
    }
    request
}

fn job_path(id: &JobId) -> String {
    format!("{JOBS}/{}", percent_encode(&id.0))
}
