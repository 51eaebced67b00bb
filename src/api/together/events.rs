//! The log of a Together AI job. The service promises neither an order nor ids of its events, and old ones
//! are bare strings.

use std::collections::HashSet;

use crate::api::lenient::{Record, Scalar};
use crate::api::{ApiError, Decoded, HttpResponse, body};
use crate::model::{EventLevel, EventsPage, JobEvent, PageEnd, Timestamp};

/// Reads `{data: [event]}`: oldest first, each event once. An event without a time stays behind the one it
/// was sent after.
///
/// # Errors
/// An error status, or a body without a list.
pub fn decode_events(response: &HttpResponse) -> Result<Decoded<EventsPage>, ApiError> {
    let json = body::json_text(response)?;
    let record = body::record(response.status, &json, "list of events")?;
    let items = body::list_in(response.status, &record, "data", "events")?;
    let Decoded { value: events, warnings } = body::each(&items, "event", event_of);

    let mut seen = HashSet::new();
    let mut last_at: Option<Timestamp> = None;
    let mut dated: Vec<(Option<Timestamp>, &JobEvent)> = Vec::with_capacity(events.len());
    for event in &events {
        last_at = event.at.or(last_at);
        if seen.insert((event.at, &event.kind, &event.message, event.step)) {
            dated.push((last_at, event));
        }
    }
    dated.sort_by_key(|(at, _)| *at);
    let events = dated.into_iter().map(|(_, event)| event.clone()).collect();
    Ok(Decoded { value: EventsPage { events, page: PageEnd::default() }, warnings })
}

fn event_of(json: &str) -> Result<JobEvent, String> {
    if let Some(Scalar::Text(message)) = Scalar::parse(json) {
        let message = message.into_owned();
        return Ok(JobEvent {
            at: None,
            level: EventLevel::Info,
            kind: "".into(),
            message,
            step: None,
            n_steps_total: None,
        });
    }
    let record = Record::parse(json).ok_or("it is neither an object nor a text")?;
    Ok(JobEvent {
        at: record.time("created_at"),
        level: level_of(&record.text("level").unwrap_or_default()),
        kind: record.text("type").unwrap_or_default().into(),
        message: record.text("message").ok_or("\"message\" is missing")?,
        step: record.count("step"),
        n_steps_total: record.count("total_steps").filter(|n| 0 < *n),
    })
}

/// Old spellings occur: `Info`, `legacy_warning`, `legacy_iwarning`, nothing at all.
fn level_of(word: &str) -> EventLevel {
    let word = word.to_ascii_lowercase();
    match word.strip_prefix("legacy_").unwrap_or(&word) {
        "error" | "ierror" => EventLevel::Error,
        "warning" | "iwarning" => EventLevel::Warning,
        _ => EventLevel::Info,
    }
}
