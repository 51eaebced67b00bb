//! Faults at work: which strikes, what is answered instead, and how a response is spoilt.

use super::{
    Delivery,
    fault::{Fault, FaultKind},
    random::mix,
    route::{Route, provider_word},
    service::answer,
};
use tuneboard_core::{
    api::{HttpRequest, HttpResponse},
    model::Provider,
};

/// Seconds of delay, and the fault that strikes this request, if any.
pub(super) fn strike(faults: &mut [Fault], seed: u64, route: &Route) -> (f64, Option<FaultKind>) {
    let mut delay_secs = 0.0;
    let mut struck = None;
    for (i, fault) in (0..).zip(faults) {
        if fault.strikes(provider_word(route.provider), route.endpoint.name(), mix(seed, i)) {
            match fault.kind {
                FaultKind::Latency(secs) => delay_secs += secs,
                kind => struck = struck.or(Some(kind)),
            }
        }
    }
    (delay_secs, struck)
}

/// Faults of lists.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ListTrouble {
    /// At most so many records at once.
    pub(super) clamp: Option<usize>,
    /// This record, from 1, is none.
    pub(super) bad_record: Option<usize>,
}

impl ListTrouble {
    /// Returns the faults that a striking fault causes in lists.
    pub(super) fn of(struck: Option<FaultKind>) -> Self {
        match struck {
            Some(FaultKind::Clamp(n)) => Self { clamp: Some(n), ..Self::default() },
            Some(FaultKind::BadRecord(n)) => Self { bad_record: Some(n), ..Self::default() },
            _ => Self::default(),
        }
    }
}

/// Returns the response that takes the place of the request's own; `None` if the fault only spoils that, or does not
/// concern this request.
pub(super) fn instead(kind: FaultKind, provider: Provider, request: &HttpRequest) -> Option<HttpResponse> {
    let refused = |is_refused: &dyn Fn(&str, &str) -> bool, why: &str| {
        let query = request.query.iter().find(|(name, value)| is_refused(name, value))?;
        Some(answer::bad_param(&query.0, &format!("{}: {why}", query.0)))
    };
    let stock = |status| {
        let (code, message) = answer::stock(status);
        answer::error(provider, status, code, message)
    };
    Some(match kind {
        FaultKind::Status(status) => stock(status),
        FaultKind::RetryAfter(secs) => {
            let mut response = stock(429);
            response.headers.push(("retry-after".into(), secs.to_string()));
            response
        }
        FaultKind::Html(status) => {
            let title = match status {
                401 => "401 Authorization Required",
                403 => "Just a moment...",
                _ => "502 Bad Gateway",
            };
            let body = format!(
                "<html><head><title>{title}</title></head><body><center><h1>{title}</h1></center><hr><center>gateway\
                 </center></body></html>"
            );
            HttpResponse {
                status,
                headers: vec![("content-type".into(), "text/html".into())],
                body: body.into(),
            }
        }
        FaultKind::Shape(shape, status) => {
            let (code, message) = answer::stock(status);
            answer::shaped(shape, status, code, message)
        }
        FaultKind::NoLimit => {
            let is_bound = |name: &str| matches!(name, "limit" | "max_items_per_shard" | "statuses");
            let (name, _) = request.query.iter().find(|(name, _)| is_bound(name))?;
            answer::unprocessable(&[(format!("query.{name}"), "Extra inputs are not permitted")])
        }
        FaultKind::Refuse(parameter) => {
            return refused(&|name, value| name == parameter && value != "0", "unknown parameter");
        }
        FaultKind::NoFractions => {
            let is_time = |name: &str| name.starts_with("logged_at");
            return refused(
                &|name, value| is_time(name) && value.contains('.'),
                "expected YYYY-MM-DDTHH:MM:SSZ",
            );
        }
        FaultKind::Expired => answer::storage(403, "AccessDenied", "Request has expired"),
        _ => return None,
    })
}

/// Returns the response after the fault, and how it arrives.
pub(super) fn spoil(mut response: HttpResponse, struck: Option<FaultKind>) -> (HttpResponse, Delivery) {
    let mut delivery = Delivery::Whole;
    match struck {
        Some(FaultKind::Cut) => {
            response.body.truncate(response.body.len() / 2);
            delivery = Delivery::CutOff;
        }
        Some(FaultKind::Malformed) => {
            response.body.truncate(response.body.len() * 3 / 5);
            response.body.extend(b"<<");
        }
        Some(FaultKind::Html200) => {
            let page = "<!doctype html><html><head><title>Sign in</title></head><body>Welcome</body></html>";
            let headers = vec![("content-type".into(), "text/html; charset=utf-8".into())];
            response = HttpResponse { status: 200, headers, body: page.into() };
        }
        Some(FaultKind::WrongType) => {
            let types = response.headers.iter_mut().filter(|(name, _)| name == "content-type");
            types.for_each(|(_, value)| *value = "application/octet-stream".into());
        }
        Some(FaultKind::Never) => delivery = Delivery::Never,
        Some(FaultKind::NoCors) => delivery = Delivery::WithoutCors,
        Some(FaultKind::BareNan) => {
            response.body = replace_values(&response.text(), "loss\":", 3, |_| "NaN".to_owned())
        }
        Some(FaultKind::BareInfinity) => {
            response.body = replace_values(&response.text(), "loss\":", 3, |_| "Infinity".to_owned());
        }
        Some(FaultKind::Nulls) => {
            response.body = replace_values(&response.text(), "loss\":", 3, |_| "null".to_owned());
        }
        Some(FaultKind::NoTotals) => {
            for member in ["\"total_steps\":", "\"steps_completed\":"] {
                response.body = replace_values(&response.text(), member, 1, |_| "null".to_owned());
            }
        }
        Some(FaultKind::CheckpointAhead) => {
            let ahead =
                |old: &str| old.parse().map_or_else(|_| old.to_owned(), |step: u64| (step + 400).to_string());
            response.body = replace_values(&response.text(), "\"last_checkpoint_step\":", 1, ahead);
        }
        Some(FaultKind::FreeKeys) => response.body = with_free_keys(&response.text()),
        Some(FaultKind::UnknownStatus) => {
            response.body =
                replace_values(&response.text(), "\"status\":", 1, |_| "\"hibernating\"".to_owned());
        }
        Some(FaultKind::NoBody) if response.is_success() => {
            response = HttpResponse { status: 204, ..HttpResponse::default() };
        }
        _ => {}
    }
    (response, delivery)
}

/// Rows of metrics under names that training programs choose freely.
fn with_free_keys(body: &str) -> Vec<u8> {
    const NAMES: [(&str, &str); 4] = [
        ("\"loss\":", "\"train_loss\":"),
        ("\"eval_loss\":", "\"val_loss\":"),
        ("\"learning_rate\":", "\"lr\":"),
        (
            "{\"step\":",
            "{\"time_per_step\":1.5,\"timing\":{\"data_sec\":0.25,\"forward_sec\":null},\"reward\":null,\"step\":",
        ),
    ];
    NAMES.iter().fold(body.to_owned(), |body, (usual, other)| body.replace(usual, other)).into()
}

/// Puts what `value` makes of it in place of every `every`th value that follows `key`; the values hold no comma and
/// no closing brace.
fn replace_values(body: &str, key: &str, every: usize, value: impl Fn(&str) -> String) -> Vec<u8> {
    let mut parts = body.split(key);
    let mut replaced = String::from(parts.next().unwrap_or_default());
    for (i, part) in parts.enumerate() {
        replaced.push_str(key);
        let end = part.find([',', '}']).unwrap_or(part.len());
        let (old, rest) = part.split_at(end);
        if i % every == 0 {
            replaced.push_str(&value(old));
        } else {
            replaced.push_str(old);
        }
        replaced.push_str(rest);
    }
    replaced.into()
}
