//! Both providers' APIs without any input or output: per endpoint a function that builds the
//! [`HttpRequest`] and one that reads the [`HttpResponse`].
//!
//! The functions here pick the adapter by [`Provider`]; nobody else does. An adapter is a folder of three
//! files: `request` builds, `wire` holds the serde shapes, `convert` turns them into [`crate::model`].
//!
//! Decoding is tolerant: unknown fields, statuses and metrics are kept; a malformed item of a list is
//! skipped and reported in [`Decoded::warnings`]; only a body that is not the documented container is an
//! [`ApiError`].

pub mod archetype;
mod body;
mod curl;
mod decoded;
mod error;
mod error_body;
mod field;
mod http;
mod key;
mod lenient;
mod metric_keys;
mod metric_rows;
mod metric_scanner;
mod pretty;
pub mod together;

pub use curl::{create_curl, create_preview, curl};
pub use decoded::{DecodeWarning, Decoded};
pub use error::{ApiError, ErrorKind, FieldProblem, RetryAdvice};
pub use field::field_of;
pub use http::{HttpRequest, HttpResponse, Method, Receiver, TransportError};
pub(crate) use http::{percent_decode, percent_encode};
pub use key::ApiKey;
pub use metric_scanner::{MetricsScanner, decode_metrics};
pub use pretty::pretty_json;

use crate::model::{EndVerb, Job, JobEvent, JobId, JobSpec, MetricsQuery, Provider};

/// Which part of a job list to ask for. Providers without paging ignore it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JobsQuery {
    /// At most this many; `None` for all.
    pub limit: Option<u64>,
    /// Jobs to skip.
    pub offset: u64,
    /// The provider's own status words; empty for all.
    pub statuses: Vec<String>,
}

macro_rules! by_provider {
    ($provider:expr, $function:ident ( $($argument:expr),* )) => {
        match $provider {
            Provider::Archetype => archetype::$function($($argument),*),
            Provider::Together => together::$function($($argument),*),
        }
    };
}

/// Asks for jobs.
pub fn list_jobs(provider: Provider, query: &JobsQuery) -> HttpRequest {
    by_provider!(provider, list_jobs(query))
}

/// Reads the answer to [`list_jobs`], in the order sent.
///
/// # Errors
/// An error status, or a body that holds no list.
pub fn decode_jobs(provider: Provider, response: &HttpResponse) -> Result<Decoded<Vec<Job>>, ApiError> {
    by_provider!(provider, decode_jobs(response))
}

/// Asks for one job.
pub fn retrieve_job(provider: Provider, id: &JobId) -> HttpRequest {
    by_provider!(provider, retrieve_job(id))
}

/// Reads a single job: the answer to [`retrieve_job`], [`create_job`] and [`end_job`].
///
/// # Errors
/// An error status, or a body that is no job.
pub fn decode_job(provider: Provider, response: &HttpResponse) -> Result<Job, ApiError> {
    by_provider!(provider, decode_job(response))
}

/// Asks for a new job. Never repeat it after an unknown outcome.
pub fn create_job(provider: Provider, spec: &JobSpec) -> HttpRequest {
    by_provider!(provider, create_job(spec))
}

/// Asks to end a job; a verb the provider lacks becomes the one it has.
pub fn end_job(provider: Provider, id: &JobId, verb: EndVerb) -> HttpRequest {
    by_provider!(provider, end_job(id, verb))
}

/// Asks for metric rows.
pub fn list_metrics(provider: Provider, id: &JobId, query: &MetricsQuery) -> HttpRequest {
    by_provider!(provider, list_metrics(id, query))
}

/// Asks for a job's log; `None` where the provider has none.
pub fn list_events(provider: Provider, id: &JobId) -> Option<HttpRequest> {
    match provider {
        Provider::Archetype => None,
        Provider::Together => Some(together::list_events(id)),
    }
}

/// Reads the answer to [`list_events`]: oldest first, without duplicates.
///
/// # Errors
/// An error status, or a body that holds no list.
pub fn decode_events(
    provider: Provider,
    response: &HttpResponse,
) -> Result<Decoded<Vec<JobEvent>>, ApiError> {
    match provider {
        Provider::Archetype => Ok(Decoded { value: Vec::new(), warnings: Vec::new() }),
        Provider::Together => together::decode_events(response),
    }
}
