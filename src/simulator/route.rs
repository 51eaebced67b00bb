//! Endpoints, and the routing of requests to them.

use tuneboard_core::{
    api::{HttpRequest, Method},
    model::{Provider, percent_decode},
};

/// The endpoint asked for.
pub(super) struct Route {
    pub(super) provider: Provider,
    pub(super) endpoint: Endpoint,
    /// The job, file or upload in the path, a part with its number after a slash; empty if there is none.
    pub(super) id: String,
}

/// Endpoints of all providers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Endpoint {
    Jobs,
    Create,
    Job,
    Stop,
    Cancel,
    Pause,
    Resume,
    Delete,
    Metrics,
    Events,
    Checkpoints,
    Files,
    File,
    DeleteFile,
    Upload,
    Initiate,
    Part,
    Renew,
    Checkpoint,
    Complete,
    Abort,
    Models,
    Limits,
    Price,
    Download,
    /// Asks for the address of the tokenized dataset.
    Tokenized,
    /// The tokenized dataset itself.
    TokenizedFile,
    WrongMethod,
    Nowhere,
}

impl Endpoint {
    /// The word for it in a list of faults.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Jobs => "jobs",
            Self::Create => "create",
            Self::Job => "job",
            Self::Stop => "stop",
            Self::Cancel => "cancel",
            Self::Pause => "pause",
            Self::Resume => "resume",
            Self::Delete => "delete",
            Self::Metrics => "metrics",
            Self::Events => "events",
            Self::Checkpoints => "checkpoints",
            Self::Files | Self::File | Self::DeleteFile => "files",
            Self::Upload => "upload",
            Self::Initiate => "initiate",
            Self::Part => "part",
            Self::Renew => "renew",
            Self::Checkpoint => "checkpoint",
            Self::Complete => "complete",
            Self::Abort => "abort",
            Self::Models | Self::Limits => "models",
            Self::Price => "price",
            Self::Download => "download",
            Self::Tokenized | Self::TokenizedFile => "tokenized",
            Self::WrongMethod | Self::Nowhere => "",
        }
    }
}

/// The provider's word in paths and faults.
pub(super) fn provider_word(provider: Provider) -> &'static str {
    match provider {
        Provider::Archetype => "archetype",
        Provider::Together => "together",
        Provider::OpenAi => "openai",
        Provider::ArchetypeV06 => "archetype-v0.6",
    }
}

/// The provider whose job list is asked for, if it is one of those that the demo shows. All that the demo needs
/// of this file until something else is asked.
pub(super) fn listed(request: &HttpRequest) -> Option<Provider> {
    let provider = match request.path.as_str() {
        "/archetype/v0.5/fine-tune/jobs" => Provider::Archetype,
        "/together/v1/fine-tunes" => Provider::Together,
        _ => return None,
    };
    (request.method == Method::Get).then_some(provider)
}

/// Finds the endpoint; what belongs to no provider counts as nowhere in Together's world.
pub(super) fn route(request: &HttpRequest) -> Route {
    let path: Vec<String> = request.path.trim_matches('/').split('/').map(percent_decode).collect();
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let (provider, found) = match path.as_slice() {
        ["archetype", "v0.5", rest @ ..] => (Provider::Archetype, archetype(rest)),
        ["together", "v1", rest @ ..] => (Provider::Together, together(rest)),
        ["openai", "v1", rest @ ..] => (Provider::OpenAi, openai(rest)),
        ["archetype", "v0.6", rest @ ..] => (Provider::ArchetypeV06, archetype_v06(rest)),
        ["together", "storage", id, "tokenized.tar"] if request.method == Method::Get => {
            let endpoint = Endpoint::TokenizedFile;
            return Route { provider: Provider::Together, endpoint, id: (*id).into() };
        }
        [word, "storage", id, number] if matches!(*word, "archetype" | "together") => {
            let endpoint = if request.method == Method::Put { Endpoint::Part } else { Endpoint::WrongMethod };
            let is_first = *word == "archetype";
            let provider = if is_first { Provider::Archetype } else { Provider::Together };
            return Route { provider, endpoint, id: format!("{id}/{number}") };
        }
        _ => (Provider::Together, None),
    };
    let (id, methods) = found.unwrap_or_default();
    let asked = methods.iter().find(|(method, _)| *method == request.method);
    let endpoint = match asked {
        Some((_, endpoint)) => *endpoint,
        None if methods.is_empty() => Endpoint::Nowhere,
        None => Endpoint::WrongMethod,
    };
    Route { provider, endpoint, id: id.into() }
}

type Found<'a> = Option<(&'a str, &'static [(Method, Endpoint)])>;

fn archetype<'a>(path: &[&'a str]) -> Found<'a> {
    use Endpoint as E;
    use Method::{Delete, Get, Post, Put};
    Some(match path {
        ["fine-tune", "jobs"] => ("", &[(Get, E::Jobs), (Post, E::Create)]),
        ["fine-tune", "jobs", id] => (id, &[(Get, E::Job)]),
        ["fine-tune", "jobs", id, "stop"] => (id, &[(Put, E::Stop)]),
        ["fine-tune", "jobs", id, "cancel"] => (id, &[(Put, E::Cancel)]),
        ["fine-tune", "jobs", id, "metrics"] => (id, &[(Get, E::Metrics)]),
        ["files"] => ("", &[(Post, E::Upload)]),
        ["files", "uploads", "initiate"] => ("", &[(Post, E::Initiate)]),
        ["files", "uploads", id, "parts", "urls"] => (id, &[(Post, E::Renew)]),
        ["files", "uploads", id, "parts", "checkpoint"] => (id, &[(Post, E::Checkpoint)]),
        ["files", "uploads", id, "complete"] => (id, &[(Post, E::Complete)]),
        ["files", "uploads", id, "abort"] => (id, &[(Post, E::Abort)]),
        ["files", "metadata"] => ("", &[(Get, E::Files)]),
        ["files", "metadata", id] => (id, &[(Get, E::File)]),
        ["files", "delete", id] => (id, &[(Delete, E::DeleteFile)]),
        _ => return None,
    })
}

fn openai<'a>(path: &[&'a str]) -> Found<'a> {
    use Endpoint as E;
    use Method::{Delete, Get, Post};
    Some(match path {
        ["models"] => ("", &[(Get, E::Models)]),
        ["fine_tuning", "jobs"] => ("", &[(Get, E::Jobs), (Post, E::Create)]),
        ["fine_tuning", "jobs", id] => (id, &[(Get, E::Job)]),
        ["fine_tuning", "jobs", id, "cancel"] => (id, &[(Post, E::Cancel)]),
        ["fine_tuning", "jobs", id, "pause"] => (id, &[(Post, E::Pause)]),
        ["fine_tuning", "jobs", id, "resume"] => (id, &[(Post, E::Resume)]),
        ["fine_tuning", "jobs", id, "events"] => (id, &[(Get, E::Events)]),
        ["fine_tuning", "jobs", id, "checkpoints"] => (id, &[(Get, E::Checkpoints)]),
        ["files"] => ("", &[(Get, E::Files), (Post, E::Upload)]),
        ["files", id] => (id, &[(Get, E::File), (Delete, E::DeleteFile)]),
        _ => return None,
    })
}

fn archetype_v06<'a>(path: &[&'a str]) -> Found<'a> {
    match path {
        ["fine_tuning", "jobs", _, "pause" | "resume"] | ["files", ..] => None,
        path => openai(path),
    }
}

fn together<'a>(path: &[&'a str]) -> Found<'a> {
    use Endpoint as E;
    use Method::{Delete, Get, Post};
    Some(match path {
        ["fine-tunes"] => ("", &[(Get, E::Jobs), (Post, E::Create)]),
        ["fine-tunes", "models", "supported"] => ("", &[(Get, E::Models)]),
        ["fine-tunes", "models", "limits"] => ("", &[(Get, E::Limits)]),
        ["fine-tunes", "estimate-price"] => ("", &[(Post, E::Price)]),
        ["fine-tunes", id] => (id, &[(Get, E::Job), (Delete, E::Delete)]),
        ["fine-tunes", id, "cancel"] => (id, &[(Post, E::Cancel)]),
        ["fine-tunes", id, "events"] => (id, &[(Get, E::Events)]),
        ["fine-tunes", id, "checkpoints"] => (id, &[(Get, E::Checkpoints)]),
        ["fine-tunes", id, "metrics"] => (id, &[(Get, E::Metrics)]),
        ["fine-tunes", id, "download-tokenized-dataset"] => (id, &[(Get, E::Tokenized)]),
        ["finetune", "download"] => ("", &[(Get, E::Download)]),
        ["files"] => ("", &[(Get, E::Files), (Post, E::Initiate)]),
        ["files", id, "preprocess"] => (id, &[(Post, E::Complete)]),
        ["files", "upload"] => ("", &[(Post, E::Upload)]),
        ["files", id] => (id, &[(Get, E::File), (Delete, E::DeleteFile)]),
        _ => return None,
    })
}
