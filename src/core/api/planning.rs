//! Facts that some services have about jobs beforehand: the price, the models available, their limits and the days on which they
//! are shut down, the usual time in the queue. All of them are optional: a service may lack any.

use super::{ApiError, HttpRequest, HttpResponse, openai, together};
use crate::model::{JobSpec, ModelLimits, PriceEstimate, Provider, Shutdowns, SpecField};

/// Asks what a job would cost; `None` where the provider has no such endpoint. It creates nothing.
pub fn estimate_price(provider: Provider, spec: &JobSpec) -> Option<HttpRequest> {
    match provider {
        Provider::Together => Some(together::estimate_price(spec)),
        Provider::Archetype | Provider::OpenAi | Provider::ArchetypeV06 => None,
    }
}

/// Returns true if the field does not affect [`estimate_price`], so that the price can be requested while the
/// field is wrong or empty.
pub fn has_no_price(provider: Provider, field: SpecField) -> bool {
    match provider {
        Provider::Together => together::has_no_price(field),
        Provider::Archetype | Provider::OpenAi | Provider::ArchetypeV06 => true,
    }
}

/// Reads the response to [`estimate_price`].
///
/// # Errors
/// An error status, or a body that is no estimate.
pub fn decode_price(response: &HttpResponse) -> Result<PriceEstimate, ApiError> {
    together::decode_price(response)
}

/// Asks for the models that can be tuned; `None` where the provider has no such endpoint.
pub fn list_models(provider: Provider) -> Option<HttpRequest> {
    match provider {
        Provider::Together => Some(together::list_models()),
        Provider::Archetype | Provider::OpenAi | Provider::ArchetypeV06 => None,
    }
}

/// Reads the response to [`list_models`].
///
/// # Errors
/// An error status, or a body without a list.
pub fn decode_models(response: &HttpResponse) -> Result<Vec<String>, ApiError> {
    together::decode_models(response)
}

/// Asks what a model can be tuned with; `None` where the provider has no such endpoint.
pub fn retrieve_limits(provider: Provider, model: &str) -> Option<HttpRequest> {
    match provider {
        Provider::Together => Some(together::retrieve_limits(model)),
        Provider::Archetype | Provider::OpenAi | Provider::ArchetypeV06 => None,
    }
}

/// Reads the response to [`retrieve_limits`] for `model`.
///
/// # Errors
/// An error status (404: not a model that can be tuned), or a body that is no object.
pub fn decode_limits(model: &str, response: &HttpResponse) -> Result<ModelLimits, ApiError> {
    together::decode_limits(model, response)
}

/// Asks on which days the service shuts models down; `None` where it does not say. `models` are those of the account's jobs.
pub fn list_shutdowns<'a>(
    provider: Provider,
    base_url: &str,
    models: impl Iterator<Item = &'a str>,
) -> Option<HttpRequest> {
    match provider {
        Provider::OpenAi => openai::list_shutdowns(base_url, models),
        Provider::Archetype | Provider::Together | Provider::ArchetypeV06 => None,
    }
}

/// Reads the response to [`list_shutdowns`].
///
/// # Errors
/// An error status, or a body without a list.
pub fn decode_shutdowns(response: &HttpResponse) -> Result<Shutdowns, ApiError> {
    openai::decode_shutdowns(response)
}

/// Returns how long jobs usually wait at most, in seconds and in words, where the provider documents it.
pub fn usual_queue(provider: Provider) -> Option<(f64, &'static str)> {
    match provider {
        // Its fine-tuning guide: usually under an hour in the queue.
        Provider::Together => Some((3600.0, "an hour")),
        Provider::Archetype | Provider::OpenAi | Provider::ArchetypeV06 => None,
    }
}
