//! Trouble on demand.
//!
//! A list of faults is `TARGET:KIND[=VALUE][@RATE][#N]`, separated by commas, for instance
//! `together/metrics:429@0.3,archetype/jobs:latency=3,*:html502@0.05`.
//!
//! - `TARGET`: `*`, a provider (`archetype`, `archetype-v0.6`, `together`, `openai`), an
//!   endpoint, or `provider/endpoint`. Endpoints:
//!   `jobs` (the list), `create`, `job` (one record), `stop`, `cancel`, `pause`, `resume`, `delete`, `download`, `metrics`, `events`,
//!   `checkpoints`, `files`, `models` (supported ones and limits), `price`; of uploads `upload` (a file as a
//!   whole), `initiate`, `part` (bytes to the storage), `renew` (fresh addresses), `checkpoint`, `complete`,
//!   `abort`.
//! - `KIND`: `latency=SECONDS`; a status in the provider's usual error shape: `401`, `403`, `404`, `405`, `409`, `422`,
//!   `429` (`429=SECONDS` adds `Retry-After`), `500`, `503`; `html502`; `html401` and `html403` (a firewall's page); an error body of a given shape,
//!   with status 500 or the given one: `detail`, `errors`, `olderror`, `errordata`, `message`
//!   (`errors=409`; with `=200` the error comes as a success); `expired` (the storage refuses a signed address), `drop` (the connection breaks when 60 %
//!   of the request are there, without a response); `cut` (the connection breaks in the middle of the body), `malformed` (the body is
//!   not JSON), `html200` (a sign-in page instead), `wrongtype` (the right body with the wrong type),
//!   `clock=SECONDS` (the service's clock is ahead, or behind if negative, and so are all its times),
//!   `never` (no response), `nocors` (a browser may not read it), `barenan` (every third loss
//!   is a bare `NaN`), `freekeys` (metrics by other usual names, with objects and missing figures in their rows), `infinite` (every third loss is a bare `Infinity`), `nulls` (every third loss is `null`),
//!   `unknownstatus` (jobs have an undocumented status), `nototals` (records do not say how many steps there are), `ahead`
//!   (the last checkpoint is 400 steps ahead of the rows), `refuse=PARAMETER` (400 for a question with this parameter:
//!   `logged_at_from`, `global_step_from`, `resolution`, `offset` or `limit`), `nofractions` (400 for a time with
//!   fractions of a second); of lists `clamp=N` (at most `N` records at once, whatever is asked for), `nolimit` (a question
//!   that names a number of records, or statuses, is refused with 422), `badrecord=N` (the `N`th record of the whole list
//!   is no record), `nobody` (a success is a 204 without a body).
//! - `RATE`: share of the matching requests, 0 to 1, default 1. `N`: only among the first N of them.
//!
//! Latency adds up; of the other faults the first that strikes counts. Which requests are struck follows
//! from the seed and their number. A request that is struck by `cut`, `malformed`, `html200`, `wrongtype`, `clock`,
//! `never`, `nocors`, `barenan`, `freekeys`, `infinite`, `nulls`, `unknownstatus`, `nototals`, `ahead` or `nobody` has had its effect; the others
//! have none.

/// One way to fail, and when.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// `None` for all.
    provider: Option<Box<str>>,
    /// `None` for all.
    endpoint: Option<Box<str>>,
    pub(super) kind: FaultKind,
    /// Share of the matching requests, 0 to 1.
    rate: f64,
    /// Only among so many matching requests; `None` for all.
    first: Option<u64>,
    /// Matching requests so far.
    n_matched: u64,
}

/// Ways to fail.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum FaultKind {
    Latency(f64),
    Status(u16),
    /// 429 with `Retry-After`.
    RetryAfter(u32),
    /// A gateway's page with this status.
    Html(u16),
    Shape(ErrorShape, u16),
    /// The storage says that the address holds no longer.
    Expired,
    /// The connection breaks in the middle of the request.
    Drop,
    Cut,
    Malformed,
    /// A page of HTML in place of the response.
    Html200,
    WrongType,
    /// Seconds that the service's clock is ahead.
    Clock(f64),
    Never,
    NoCors,
    BareNan,
    /// Metrics by other usual names, with objects and missing figures in their rows.
    FreeKeys,
    BareInfinity,
    Nulls,
    UnknownStatus,
    /// At most so many records of a list at once.
    Clamp(usize),
    /// Questions that bound what comes are refused.
    NoLimit,
    /// This record of a list, from 1, is null.
    BadRecord(usize),
    NoTotals,
    CheckpointAhead,
    /// A question with this parameter.
    Refuse(&'static str),
    NoFractions,
    /// A success without a body.
    NoBody,
}

/// Parameters that can be refused.
const PARAMETERS: [&str; 5] = ["logged_at_from", "global_step_from", "resolution", "offset", "limit"];

/// Bodies in which the services report errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ErrorShape {
    Detail,
    Errors,
    OldError,
    ErrorData,
    Message,
}

/// Reason why a list of faults cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("fault \"{fault}\": {problem}")]
pub struct FaultError {
    /// The fault as written.
    pub fault: String,
    /// The mistake.
    pub problem: &'static str,
}

const PROVIDERS: [&str; 4] = ["archetype", "archetype-v0.6", "together", "openai"];
const ENDPOINTS: [&str; 22] = [
    "jobs",
    "create",
    "job",
    "stop",
    "cancel",
    "pause",
    "resume",
    "delete",
    "download",
    "metrics",
    "events",
    "checkpoints",
    "files",
    "models",
    "price",
    "upload",
    "initiate",
    "part",
    "renew",
    "checkpoint",
    "complete",
    "abort",
];

impl Fault {
    /// Reads a list in the grammar of [this module](self); blank text gives an empty list.
    ///
    /// # Errors
    /// The first fault that does not follow the grammar.
    pub fn parse_list(spec: &str) -> Result<Vec<Self>, FaultError> {
        let faults = spec.split(',').map(str::trim).filter(|fault| !fault.is_empty());
        faults
            .map(|fault| Self::parse(fault).map_err(|problem| FaultError { fault: fault.into(), problem }))
            .collect()
    }

    fn parse(fault: &str) -> Result<Self, &'static str> {
        let (target, rest) = fault.split_once(':').ok_or("expected TARGET:KIND")?;
        let (rest, first) = match rest.split_once('#') {
            Some((rest, n)) => (rest, Some(n.parse().map_err(|_| "after # comes a count")?)),
            None => (rest, None),
        };
        let (kind, rate) = match rest.split_once('@') {
            Some((kind, rate)) => (kind, rate.parse().map_err(|_| "after @ comes a rate from 0 to 1")?),
            None => (rest, 1.0),
        };
        if !(0.0..=1.0).contains(&rate) {
            return Err("after @ comes a rate from 0 to 1");
        }
        let (provider, endpoint) = match target.split_once('/') {
            Some((provider, endpoint)) => (Some(provider), Some(endpoint)),
            None if PROVIDERS.contains(&target) => (Some(target), None),
            None => (None, Some(target)),
        };
        let provider = provider.filter(|provider| *provider != "*");
        let endpoint = endpoint.filter(|endpoint| *endpoint != "*");
        if provider.is_some_and(|provider| !PROVIDERS.contains(&provider)) {
            return Err("the provider is archetype, archetype-v0.6, together or openai");
        }
        if endpoint.is_some_and(|endpoint| !ENDPOINTS.contains(&endpoint)) {
            return Err("unknown endpoint");
        }
        Ok(Self {
            provider: provider.map(Into::into),
            endpoint: endpoint.map(Into::into),
            kind: FaultKind::parse(kind)?,
            rate,
            first,
            n_matched: 0,
        })
    }

    /// Counts a request if it is meant, and tells whether it is struck. `seed` differs from fault to
    /// fault.
    pub(super) fn strikes(&mut self, provider: &str, endpoint: &str, seed: u64) -> bool {
        let is_meant = self.provider.as_deref().is_none_or(|own| own == provider)
            && self.endpoint.as_deref().is_none_or(|own| own == endpoint);
        if !is_meant {
            return false;
        }
        self.n_matched += 1;
        self.first.is_none_or(|first| self.n_matched <= first)
            && super::random::unit(seed ^ 0xfa17, self.n_matched) < self.rate
    }
}

impl FaultKind {
    fn parse(text: &str) -> Result<Self, &'static str> {
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (text, None),
        };
        let shape = match name {
            "detail" => Some(ErrorShape::Detail),
            "errors" => Some(ErrorShape::Errors),
            "olderror" => Some(ErrorShape::OldError),
            "errordata" => Some(ErrorShape::ErrorData),
            "message" => Some(ErrorShape::Message),
            _ => None,
        };
        if let Some(shape) = shape {
            let status = value.map_or(Some(500), |value| {
                value.parse().ok().filter(|n| *n == 200 || (400..600).contains(n))
            });
            return Ok(Self::Shape(shape, status.ok_or("the status is 200, or from 400 to 599")?));
        }
        Ok(match (name, value) {
            ("latency", Some(secs)) => match secs.parse() {
                Ok(secs) if (0.0..=3600.0).contains(&secs) => Self::Latency(secs),
                _ => return Err("latency is in seconds, at most 3600"),
            },
            ("clock", Some(secs)) => match secs.parse() {
                Ok(secs) if (-1e8..=1e8).contains(&secs) => Self::Clock(secs),
                _ => return Err("clock is in seconds, at most a few years"),
            },
            ("latency", None) => return Err("latency needs seconds, as in latency=3"),
            ("429", Some(secs)) => {
                Self::RetryAfter(secs.parse().map_err(|_| "Retry-After is in whole seconds")?)
            }
            ("401" | "403" | "404" | "405" | "409" | "422" | "429" | "500" | "503", None) => {
                Self::Status(name.parse().map_err(|_| "not a status")?)
            }
            ("html401", None) => Self::Html(401),
            ("html403", None) => Self::Html(403),
            ("html502", None) => Self::Html(502),
            ("expired", None) => Self::Expired,
            ("drop", None) => Self::Drop,
            ("cut", None) => Self::Cut,
            ("malformed", None) => Self::Malformed,
            ("html200", None) => Self::Html200,
            ("wrongtype", None) => Self::WrongType,
            ("never", None) => Self::Never,
            ("nocors", None) => Self::NoCors,
            ("barenan", None) => Self::BareNan,
            ("freekeys", None) => Self::FreeKeys,
            ("infinite", None) => Self::BareInfinity,
            ("nulls", None) => Self::Nulls,
            ("nototals", None) => Self::NoTotals,
            ("ahead", None) => Self::CheckpointAhead,
            ("nofractions", None) => Self::NoFractions,
            ("refuse", Some(name)) => {
                let known = PARAMETERS.into_iter().find(|known| *known == name);
                Self::Refuse(known.ok_or("unknown parameter to refuse")?)
            }
            ("unknownstatus", None) => Self::UnknownStatus,
            ("nolimit", None) => Self::NoLimit,
            ("clamp" | "badrecord", Some(n)) => match (name, n.parse()) {
                (_, Err(_) | Ok(0)) => return Err("after = comes a number of records from 1"),
                ("clamp", Ok(n)) => Self::Clamp(n),
                (_, Ok(n)) => Self::BadRecord(n),
            },
            ("nobody", None) => Self::NoBody,
            _ => return Err("unknown kind of fault"),
        })
    }
}
