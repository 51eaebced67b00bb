//! Every provider's API without any input or output: per endpoint a function that builds the
//! [`HttpRequest`] and one that reads the [`HttpResponse`].
//!
//! Only the functions here pick the adapter by [`Provider`]. An adapter is a folder of three
//! files: `request` builds, `wire` holds the serde shapes, `convert` turns them into [`crate::model`].
//!
//! Decoding is tolerant: unknown fields, statuses and metrics are kept; a malformed item of a list is
//! skipped and reported in [`Decoded::warnings`]; only a body that is not the documented container is an
//! [`ApiError`].

pub mod archetype;
pub mod archetype_v06;
mod error;
mod event_words;
mod files;
mod http;
mod key;
pub mod metrics;
pub mod openai;
mod plain;
mod planning;
pub mod reading;
mod record_keys;
mod shell;
pub mod together;

pub(crate) use self::error::job_failure::has_words;
pub use self::{
    error::field::field_of,
    files::{
        download::{
            MOST_ARCHIVE_BYTES, NoArchive, ShellCommand, archive_name, archive_name_of, decode_file_link,
            download_checkpoint, download_commands, has_plain_id, tokenized_dataset,
        },
        link::FileLink,
        list::FileList,
        request::{Destination, FileRequest, Form},
    },
    key::{
        address::KeyAddress,
        mask::{KeyMask, masked},
        ring::KeyRing,
    },
    metrics::{
        reader::{MetricsReader, decode_metrics},
        scanner::MetricsScanner,
    },
    reading::{
        decoded::{DecodeWarning, Decoded},
        pretty::pretty_json,
    },
    shell::{
        curl::{create_curl, create_preview, curl},
        pasteable,
    },
};
pub use error::{ApiError, ErrorKind, FieldProblem, RetryAdvice};
pub use files::{
    FilesPage, PartNumber, PartOutcome, PartToken, UploadFile, UploadPart, UploadPlan, UploadWay,
    abort_upload, base_of, checkpoint_parts, complete_upload, decode_file, decode_files, decode_found,
    decode_part, decode_plan, decode_renewed, decode_uploaded, find_uploaded, initiate_upload, list_files,
    list_files_after, renew_parts, retrieve_file, send_part, upload_way, upload_whole,
};
pub use http::{HttpRequest, HttpResponse, Method, Receiver, TransportError};
pub use key::ApiKey;
pub use plain::{Question, RefusalGate, RefusedParameters};
pub use planning::{
    decode_limits, decode_models, decode_price, decode_shutdowns, estimate_price, has_no_price, list_models,
    list_shutdowns, retrieve_limits, usual_queue,
};
pub use record_keys::{RecordKey, record_key};

use crate::model::{
    CheckpointsPage, DatasetRules, EventsPage, Job, JobId, JobSpec, JobVerb, JobsPage, MetricsQuery,
    PageToken, Provider,
};

/// Part of a job list to request. Providers without paging ignore it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JobsQuery {
    /// At most this many; `None` for all.
    pub limit: Option<u64>,
    /// Jobs to skip.
    pub offset: u64,
    /// The provider's own status words; empty for all.
    pub statuses: Vec<String>,
    /// Page to request, where the list comes in pages; `None` for the first.
    pub page: Option<PageToken>,
}

macro_rules! by_provider {
    ($provider:expr, $function:ident ( $($argument:expr),* )) => {
        match $provider {
            Provider::Archetype => archetype::$function($($argument),*),
            Provider::Together => together::$function($($argument),*),
            Provider::OpenAi => openai::$function($($argument),*),
            Provider::ArchetypeV06 => archetype_v06::$function($($argument),*),
        }
    };
}

/// Returns the rules of the provider's datasets.
pub fn dataset_rules(provider: Provider) -> &'static DatasetRules {
    match provider {
        Provider::Archetype => &archetype::DATASET_RULES,
        Provider::Together => &together::DATASET_RULES,
        Provider::OpenAi => &openai::DATASET_RULES,
        Provider::ArchetypeV06 => &archetype_v06::DATASET_RULES,
    }
}

/// Returns the provider's announcement about new jobs at this address; `None` if there is none.
pub fn new_job_notice(provider: Provider, base_url: &str) -> Option<&'static str> {
    match provider {
        Provider::OpenAi => openai::new_job_notice(base_url),
        Provider::Archetype | Provider::Together | Provider::ArchetypeV06 => None,
    }
}

/// Asks for jobs.
pub fn list_jobs(provider: Provider, query: &JobsQuery) -> HttpRequest {
    by_provider!(provider, list_jobs(query))
}

/// The provider's words for jobs that may still change, for those whose list can be asked for by them; no words
/// otherwise.
pub fn active_statuses(provider: Provider) -> Vec<String> {
    match provider {
        Provider::Archetype => archetype::ACTIVE.map(str::to_owned).into(),
        Provider::Together | Provider::OpenAi | Provider::ArchetypeV06 => Vec::new(),
    }
}

/// Asks for jobs without a wish: for all of them, or for the first page. Apart from [`list_jobs`] for the reason
/// [`decode_whole_list`] is.
pub fn list_all(provider: Provider) -> HttpRequest {
    by_provider!(provider, list_all())
}

/// Asks for what lies behind the first `offset` jobs of a list that came in one answer; for all of the list where the
/// provider has no such question. Apart from [`list_jobs`] as [`list_all`] is.
pub fn list_behind(provider: Provider, offset: u64) -> HttpRequest {
    match provider {
        Provider::Archetype => archetype::list_behind(offset),
        Provider::Together | Provider::OpenAi | Provider::ArchetypeV06 => list_all(provider),
    }
}

/// Reads the answer to [`list_jobs`], in the order sent.
///
/// # Errors
/// An error status, or a body that holds no list.
pub fn decode_jobs(provider: Provider, response: &HttpResponse) -> Result<Decoded<JobsPage>, ApiError> {
    match provider {
        Provider::OpenAi => openai::decode_jobs(response),
        Provider::ArchetypeV06 => archetype_v06::decode_jobs(response),
        Provider::Archetype | Provider::Together => {
            let Decoded { value: jobs, warnings } = decode_whole_list(provider, response)?;
            Ok(Decoded { value: JobsPage { jobs, ..JobsPage::default() }, warnings })
        }
    }
}

/// As [`decode_jobs`], for the providers whose list comes in one answer. Apart, so that a page that shows only
/// such lists carries no other decoder.
///
/// # Errors
/// As [`decode_jobs`]; and for a provider whose list comes in pages.
pub fn decode_whole_list(provider: Provider, response: &HttpResponse) -> Result<Decoded<Vec<Job>>, ApiError> {
    match provider {
        Provider::Archetype => archetype::decode_jobs(response),
        Provider::Together => together::decode_jobs(response),
        Provider::OpenAi | Provider::ArchetypeV06 => {
            Err(ApiError::unreadable(response.status, "The list comes in pages"))
        }
    }
}

/// Reads one record of a list that [`decode_whole_list`] has read before; `None` if only that can tell what is wrong
/// with it.
pub fn decode_listed(provider: Provider, item: &str) -> Option<Job> {
    match provider {
        Provider::Archetype => archetype::job_of(item).ok(),
        Provider::Together => together::job_of(item).ok(),
        Provider::OpenAi | Provider::ArchetypeV06 => None,
    }
    // Several may have an empty id, which only the whole list tells.
    .filter(|job| !job.id.0.is_empty())
}

/// Asks for one job.
pub fn retrieve_job(provider: Provider, id: &JobId) -> HttpRequest {
    by_provider!(provider, retrieve_job(id))
}

/// Reads the answer to [`retrieve_job`] about the job `id`.
///
/// # Errors
/// As [`decode_job`]; and a record of another job.
pub fn decode_job_of(provider: Provider, id: &JobId, response: &HttpResponse) -> Result<Job, ApiError> {
    let job = decode_job(provider, response)?;
    if job.id == *id {
        return Ok(job);
    }
    let message = format!("The answer is about another job, whose id is {}", job.id);
    Err(ApiError::unreadable(response.status, &message))
}

/// Reads the answer to [`steer_job`] about the job `id`: its record, or `None` from a service that says yes without one.
///
/// # Errors
/// An error status, a success that reports a failure, or a web page.
pub fn decode_steered(
    provider: Provider,
    id: &JobId,
    response: &HttpResponse,
) -> Result<Option<Job>, ApiError> {
    let is_empty = response.is_success() && response.text().trim().is_empty();
    if is_empty {
        return Ok(None);
    }
    match decode_job(provider, response) {
        Ok(job) => Ok(Some(job).filter(|job| job.id == *id)),
        Err(_) if reading::body::is_plain_yes(response) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Reads a single job: the answer to [`create_job`], and to the others if nothing else is known of the job.
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

/// Asks to pause, resume, stop or cancel a job; a verb the provider lacks becomes one it has.
pub fn steer_job(provider: Provider, id: &JobId, verb: JobVerb) -> HttpRequest {
    by_provider!(provider, steer_job(id, verb))
}

/// Asks to delete a job for good; `None` where the provider is not known to do so.
pub fn delete_job(provider: Provider, id: &JobId) -> Option<HttpRequest> {
    let request = match provider {
        Provider::Archetype => archetype::delete_job(id),
        Provider::Together => together::delete_job(id),
        Provider::OpenAi | Provider::ArchetypeV06 => return None,
    };
    Some(request).filter(|_| provider.capabilities().has_delete)
}

/// Reads the answer to [`delete_job`], of which only the status counts.
///
/// # Errors
/// An error status.
pub fn decode_deleted(response: &HttpResponse) -> Result<(), ApiError> {
    if response.is_success() { Ok(()) } else { Err(ApiError::from_response(response)) }
}

/// Asks for metric rows.
pub fn list_metrics(provider: Provider, id: &JobId, query: &MetricsQuery) -> HttpRequest {
    by_provider!(provider, list_metrics(id, query))
}

/// Asks for a job's log, or for one page of it; `None` where the provider has none.
pub fn list_events(provider: Provider, id: &JobId, page: Option<&PageToken>) -> Option<HttpRequest> {
    match provider {
        Provider::Archetype => None,
        Provider::Together => Some(together::list_events(id)),
        Provider::OpenAi => Some(openai::list_events(id, page)),
        Provider::ArchetypeV06 => Some(archetype_v06::list_events(id)),
    }
}

/// Reads the answer to [`list_events`]: oldest first, without duplicates.
///
/// # Errors
/// An error status, or a body that holds no list.
pub fn decode_events(provider: Provider, response: &HttpResponse) -> Result<Decoded<EventsPage>, ApiError> {
    match provider {
        Provider::Archetype => Ok(Decoded { value: EventsPage::default(), warnings: Vec::new() }),
        Provider::Together => together::decode_events(response),
        Provider::OpenAi => openai::decode_events(response),
        Provider::ArchetypeV06 => archetype_v06::decode_events(response),
    }
}

/// Asks for what a job saved on its way, or for one page of it; `None` where the provider lists none.
pub fn list_checkpoints(provider: Provider, id: &JobId, page: Option<&PageToken>) -> Option<HttpRequest> {
    match provider {
        Provider::Archetype => None,
        Provider::Together => Some(together::list_checkpoints(id)),
        Provider::OpenAi => Some(openai::list_checkpoints(id, page)),
        Provider::ArchetypeV06 => Some(archetype_v06::list_checkpoints(id)),
    }
}

/// Reads the answer to [`list_checkpoints`] about the job `id`, in the order sent.
///
/// # Errors
/// An error status, or a body that holds no list.
pub fn decode_checkpoints(
    provider: Provider,
    id: &JobId,
    response: &HttpResponse,
) -> Result<Decoded<CheckpointsPage>, ApiError> {
    match provider {
        Provider::Archetype => Ok(Decoded { value: CheckpointsPage::default(), warnings: Vec::new() }),
        Provider::Together => together::decode_checkpoints(id, response),
        Provider::OpenAi => openai::decode_checkpoints(response),
        Provider::ArchetypeV06 => archetype_v06::decode_checkpoints(response),
    }
}
