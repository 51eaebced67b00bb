//! Requests of Together AI's fine-tuning API.

use super::wire::{
    BatchSizeBody, CreateBody, InputsBody, MethodBody, MultimodalBody, SchedulerArgs, SchedulerBody,
    WeightsBody,
};
use crate::api::{HttpRequest, JobsQuery, Method};
use crate::model::{
    self, BatchSize, JobId, JobSpec, JobVerb, MetricsQuery, Scheduler, Split, Weights, percent_encode,
};

const JOBS: &str = "/fine-tunes";

/// `GET /fine-tunes`.
pub fn list_all() -> HttpRequest {
    HttpRequest::new(Method::Get, JOBS)
}

/// `GET /fine-tunes`; it takes no parameters, so the query is ignored.
pub fn list_jobs(_query: &JobsQuery) -> HttpRequest {
    list_all()
}

/// `GET /fine-tunes/{id}`.
pub fn retrieve_job(id: &JobId) -> HttpRequest {
    HttpRequest::new(Method::Get, job_path(id))
}

/// `POST /fine-tunes`. Choices left to the service are left out of the body.
pub fn create_job(spec: &JobSpec) -> HttpRequest {
    // Numbers of a valid spec are finite, so writing cannot fail or turn one into null.
    HttpRequest::new(Method::Post, JOBS).with_body(serde_json::to_string(&body_of(spec)).unwrap_or_default())
}

/// `POST /fine-tunes/{id}/cancel`, whichever verb is meant.
pub fn steer_job(id: &JobId, _verb: JobVerb) -> HttpRequest {
    HttpRequest::new(Method::Post, format!("{}/cancel", job_path(id)))
}

/// `DELETE /fine-tunes/{id}`.
pub fn delete_job(id: &JobId) -> HttpRequest {
    HttpRequest::new(Method::Delete, job_path(id))
}

/// `GET /fine-tunes/{id}/events`.
pub fn list_events(id: &JobId) -> HttpRequest {
    HttpRequest::new(Method::Get, format!("{}/events", job_path(id)))
}

/// `GET /fine-tunes/{id}/checkpoints`.
pub fn list_checkpoints(id: &JobId) -> HttpRequest {
    HttpRequest::new(Method::Get, format!("{}/checkpoints", job_path(id)))
}

/// `GET /fine-tunes/{id}/metrics` with the five filters as query parameters; a browser cannot send a body
/// with a GET.
pub fn list_metrics(id: &JobId, query: &MetricsQuery) -> HttpRequest {
    let filter = &query.filter;
    let parameters = [
        ("global_step_from", filter.step_from.map(|step| step.to_string())),
        ("global_step_to", filter.step_to.map(|step| step.to_string())),
        ("logged_at_from", filter.logged_from.map(model::Timestamp::to_rfc3339)),
        ("logged_at_to", filter.logged_to.map(model::Timestamp::to_rfc3339)),
        ("resolution", filter.resolution.map(|n_rows| n_rows.to_string())),
    ];
    let request = HttpRequest::new(Method::Get, format!("{}/metrics", job_path(id)));
    parameters.into_iter().fold(request, |request, (name, value)| match value {
        Some(value) => request.with_query(name, value),
        None => request,
    })
}

fn job_path(id: &JobId) -> String {
    format!("{JOBS}/{}", percent_encode(&id.0))
}

pub(super) fn body_of(spec: &JobSpec) -> CreateBody<'_> {
    let file = |split: Split| {
        spec.datasets.iter().filter(|dataset| dataset.split == split).find_map(|d| d.file_ids.first())
    };
    let mut body = CreateBody {
        model: spec.from_checkpoint.is_none().then_some(spec.base_model.as_str()),
        from_checkpoint: spec.from_checkpoint.as_deref(),
        training_file: file(Split::Train),
        validation_file: file(Split::Eval),
        suffix: spec.name.as_deref(),
        wandb_api_key: spec.wandb.as_ref().map(|wandb| wandb.key.expose()),
        wandb_project_name: spec.wandb.as_ref().and_then(|wandb| wandb.project.as_deref()),
        wandb_name: spec.wandb.as_ref().and_then(|wandb| wandb.name.as_deref()),
        wandb_entity: spec.wandb.as_ref().and_then(|wandb| wandb.entity.as_deref()),
        wandb_base_url: spec.wandb.as_ref().and_then(|wandb| wandb.base_url.as_deref()),
        ..CreateBody::default()
    };
    if let Some(hub) = &spec.hugging_face {
        body.from_hf_model = hub.model.as_deref().filter(|_| spec.from_checkpoint.is_none());
        body.hf_model_revision = body.from_hf_model.and(hub.revision.as_deref());
        body.hf_api_token = hub.token.as_ref().map(model::Secret::expose);
        body.hf_output_repo_name = hub.output_repo.as_deref();
    }
    let Some(chosen) = &spec.hyperparameters else { return body };
    body.n_epochs = chosen.n_epochs;
    body.n_evals = chosen.n_evals;
    body.n_checkpoints = chosen.n_checkpoints;
    if let BatchSize::Fixed(n) = chosen.batch_size {
        body.batch_size = BatchSizeBody::Number(n);
    }
    body.gradient_accumulation_steps = chosen.n_accumulation_steps;
    body.max_seq_length = chosen.max_seq_length;
    body.packing = chosen.packing;
    body.multimodal_params = chosen.train_vision.map(|train_vision| MultimodalBody { train_vision });
    body.learning_rate = chosen.learning_rate;
    body.lr_scheduler = chosen.scheduler.map(|scheduler| match scheduler {
        Scheduler::Linear { min_lr_ratio } => SchedulerBody {
            lr_scheduler_type: "linear",
            lr_scheduler_args: SchedulerArgs { min_lr_ratio, num_cycles: None },
        },
        Scheduler::Cosine { min_lr_ratio, n_cycles } => SchedulerBody {
            lr_scheduler_type: "cosine",
            lr_scheduler_args: SchedulerArgs { min_lr_ratio, num_cycles: Some(n_cycles) },
        },
    });
    body.warmup_ratio = chosen.warmup_ratio;
    body.max_grad_norm = chosen.max_grad_norm;
    body.weight_decay = chosen.weight_decay;
    body.random_seed = chosen.seed;
    body.training_method = Some(match chosen.method {
        model::Method::Sft => {
            let inputs = chosen.train_on_inputs.map_or(InputsBody::Word("auto"), InputsBody::Choice);
            MethodBody { method: "sft", train_on_inputs: Some(inputs), ..MethodBody::default() }
        }
        model::Method::Dpo { beta } => MethodBody {
            method: "dpo",
            dpo_beta: beta,
            rpo_alpha: chosen.preference.rpo_alpha,
            simpo_gamma: chosen.preference.simpo_gamma,
            dpo_normalize_logratios_by_length: chosen.preference.is_length_normalized.then_some(true),
            dpo_reference_free: chosen.preference.is_reference_free.then_some(true),
            ..MethodBody::default()
        },
    });
    body.training_type = match chosen.weights {
        Weights::Inherited => None,
        Weights::Full => Some(WeightsBody { kind: "Full", ..WeightsBody::default() }),
        Weights::Lora { r, alpha, dropout } => Some(WeightsBody {
            kind: "Lora",
            lora_r: Some(r),
            lora_alpha: Some(alpha),
            lora_dropout: Some(dropout),
            lora_trainable_modules: Some(chosen.lora_modules.as_deref().unwrap_or("all-linear")),
        }),
    };
    if let Some(stopping) = &chosen.early_stopping {
        body.early_stopping_enabled = Some(true);
        body.early_stopping_patience = Some(stopping.patience);
        body.early_stopping_min_delta = Some(stopping.min_delta);
        body.early_stopping_warmup_evals = Some(stopping.n_warmup_evals);
    }
    body
}
