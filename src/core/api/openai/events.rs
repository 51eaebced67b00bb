//! The log of a job. Entries that are nothing but figures are left to [`super::metrics`]: one per step would
//! bury what is said in words.

use crate::{
    api::{
        ApiError, Decoded, HttpResponse, event_words,
        reading::{body, lenient::Record, paged},
    },
    model::{EventsPage, JobEvent, PageEnd, PageToken},
};

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
    let end = end_of(&page.items, page.more.token());
    let value = EventsPage { events, n_unreadable: warnings.len(), cut_at: None, page: end };
    Ok(Decoded { value, warnings })
}

/// The type of entries that hold figures.
pub(super) const METRICS: &str = "metrics";

/// Returns the facts that a page of the log gives about the whole log.
pub(super) fn end_of(items: &[&str], next: Option<PageToken>) -> PageEnd {
    let times = || items.iter().filter_map(|item| Record::parse(item)?.time("created_at"));
    PageEnd { next, newest_at: times().max(), oldest_at: times().min() }
}

fn event_of(json: &str) -> Result<JobEvent, String> {
    let Some(record) = Record::parse(json) else { return event_words::bare_event(json) };
    let kind = record.text("type").unwrap_or_default();
    let data = record.record("data");
    let figure = |name: &str| data.as_ref().and_then(|data| data.count(name));
    Ok(JobEvent {
        at: record.time("created_at"),
        level: event_words::level_of(&record.text("level").unwrap_or_default(), &kind),
        message: event_words::message_of(&record, &kind, json),
        kind: kind.into(),
        step: figure("step"),
        n_steps_total: figure("total_steps").filter(|n| 0 < *n),
    })
}
