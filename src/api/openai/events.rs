//! The log of a job. Entries that are nothing but figures are left to [`super::metrics`]: one per step would
//! bury what is said in words.

use crate::api::lenient::{Record, Scalar};
use crate::api::{ApiError, Decoded, HttpResponse, body, paged};
use crate::model::{EventLevel, EventsPage, JobEvent, PageEnd, PageToken};

/// Reads one page, `{data: [event], has_more}`, newest first.
///
/// # Errors
/// An error status, or a body without a list.
pub fn decode_events(response: &HttpResponse) -> Result<Decoded<EventsPage>, ApiError> {
    let json = body::json_text(response)?;
    let page = paged::page(response, &json, "events")?;
    let Decoded { value: mut events, warnings } = body::each(&page.items, "event", event_of);
    events.retain(|event| &*event.kind != METRICS);
    events.reverse();
    Ok(Decoded { value: EventsPage { events, page: end_of(&page.items, page.more.token()) }, warnings })
}

/// The type of entries that hold figures.
pub(super) const METRICS: &str = "metrics";

/// What a page of the log tells of all of it.
pub(super) fn end_of(items: &[&str], next: Option<PageToken>) -> PageEnd {
    let times = || items.iter().filter_map(|item| Record::parse(item)?.time("created_at"));
    PageEnd { next, newest_at: times().max(), oldest_at: times().min() }
}

fn event_of(json: &str) -> Result<JobEvent, String> {
    let record = Record::parse(json).ok_or("it is no object")?;
    let kind = record.text("type").unwrap_or_default();
    let data = record.record("data");
    let figure = |name: &str| data.as_ref().and_then(|data| data.count(name));
    let message = match record.scalar("message") {
        Scalar::Text(message) => message.into_owned(),
        _ if kind == METRICS => String::new(),
        _ => return Err("\"message\" is missing".to_owned()),
    };
    Ok(JobEvent {
        at: record.time("created_at"),
        level: match record.text("level").unwrap_or_default().to_ascii_lowercase().as_str() {
            "error" => EventLevel::Error,
            "warn" | "warning" => EventLevel::Warning,
            _ => EventLevel::Info,
        },
        kind: kind.into(),
        message,
        step: figure("step"),
        n_steps_total: figure("total_steps").filter(|n| 0 < *n),
    })
}
