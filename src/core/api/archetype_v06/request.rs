//! Requests of the API.

use super::wire::{CreateBody, FileBody, HyperparametersBody, MethodBody, ReaderBody, SettingsBody};
use crate::api::{HttpRequest, JobsQuery, Method};
use crate::model::{
    BatchSize, Classifier, Hyperparameters, JobId, JobSpec, JobVerb, MetricsQuery, Split, percent_encode,
};

const JOBS: &str = "/fine_tuning/jobs";

/// Events asked for: what the service's own examples ask for. No question for those before them is known.
pub(super) const MOST_EVENTS: u64 = 100;

/// `GET /fine_tuning/jobs`.
pub fn list_all() -> HttpRequest {
    HttpRequest::new(Method::Get, JOBS)
}

/// `GET /fine_tuning/jobs`; only what was asked for is sent, since no parameter is known for certain.
pub fn list_jobs(query: &JobsQuery) -> HttpRequest {
    let mut request = list_all();
    if let Some(limit) = query.limit {
        request = request.with_query("limit", limit);
    }
    if let Some(page) = &query.page {
        request = request.with_query("after", &page.text);
    }
    request
}

/// `GET /fine_tuning/jobs/{id}`.
pub fn retrieve_job(id: &JobId) -> HttpRequest {
    HttpRequest::new(Method::Get, job_path(id))
}

/// `POST /fine_tuning/jobs`. Choices left to the service are left out; the method has to be named, so without
/// one it is a classification head.
pub fn create_job(spec: &JobSpec) -> HttpRequest {
    // Strings, lists and whole numbers cannot fail to be written.
    HttpRequest::new(Method::Post, JOBS).with_body(serde_json::to_string(&body_of(spec)).unwrap_or_default())
}

/// `POST /fine_tuning/jobs/{id}/cancel`, whichever verb is meant. Not known for certain.
pub fn steer_job(id: &JobId, _verb: JobVerb) -> HttpRequest {
    HttpRequest::new(Method::Post, format!("{}/cancel", job_path(id)))
}

/// `GET /fine_tuning/jobs/{id}/events`.
pub fn list_events(id: &JobId) -> HttpRequest {
    HttpRequest::new(Method::Get, format!("{}/events", job_path(id))).with_query("limit", MOST_EVENTS)
}

/// `GET /fine_tuning/jobs/{id}/checkpoints`.
pub fn list_checkpoints(id: &JobId) -> HttpRequest {
    HttpRequest::new(Method::Get, format!("{}/checkpoints", job_path(id)))
}

/// `GET /fine_tuning/jobs/{id}/checkpoints`, whatever is asked for.
pub fn list_metrics(id: &JobId, _query: &MetricsQuery) -> HttpRequest {
    list_checkpoints(id)
}

fn job_path(id: &JobId) -> String {
    format!("{JOBS}/{}", percent_encode(&id.0))
}

fn body_of(spec: &JobSpec) -> CreateBody<'_> {
    let files = |split: Split| {
        let datasets = spec.datasets.iter().filter(|dataset| dataset.split == split);
        let files = datasets.flat_map(|dataset| {
            let label = &dataset.name;
            dataset.file_ids.iter().map(move |file_id| FileBody {
                kind: "n_shot",
                file_id,
                label,
                format: "csv",
            })
        });
        files.collect::<Vec<_>>()
    };
    let chosen = spec.hyperparameters.as_ref();
    CreateBody {
        name: spec.name.as_deref(),
        seed: chosen.and_then(|chosen| chosen.seed),
        model: &spec.base_model,
        method: method_of(chosen),
        training_files: files(Split::Train),
        validation_files: files(Split::Eval),
    }
}

fn method_of(chosen: Option<&Hyperparameters>) -> MethodBody<'_> {
    let reader = chosen.map(|chosen| &chosen.reader);
    let reader = ReaderBody {
        window_size: reader.and_then(|reader| reader.window_size),
        step_size: reader.and_then(|reader| reader.step_size),
        data_columns: reader.map(|reader| reader.data_columns.as_slice()).unwrap_or_default(),
    };
    let batch_size = chosen.and_then(|chosen| match chosen.batch_size {
        BatchSize::Fixed(n) => Some(n),
        BatchSize::Auto | BatchSize::Max => None,
    });
    let hyperparameters = HyperparametersBody { batch_size, ..HyperparametersBody::default() };
    match chosen.map(|chosen| &chosen.classifier) {
        Some(Classifier::Knn(neighbors)) => {
            let hyperparameters = HyperparametersBody {
                n_neighbors: neighbors.n_neighbors,
                metric: neighbors.metric.as_deref(),
                weights: neighbors.weights.as_deref(),
                normalize_embeddings: neighbors.is_normalized,
                ..hyperparameters
            };
            MethodBody { kind: "knn", head: None, knn: Some(SettingsBody { hyperparameters, reader }) }
        }
        Some(Classifier::Head) | None => {
            let n_epochs = chosen.and_then(|chosen| chosen.n_epochs);
            let hyperparameters = HyperparametersBody { n_epochs, ..hyperparameters };
            MethodBody { kind: "head", head: Some(SettingsBody { hyperparameters, reader }), knn: None }
        }
    }
}
