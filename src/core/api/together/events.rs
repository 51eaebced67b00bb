//! The log of a Together AI job. The service promises neither an order nor ids of its events, and old ones
//! are bare strings.

use std::collections::HashSet;

use crate::{
    api::{
        ApiError, Decoded, HttpResponse, event_words,
        reading::{body, lenient::Record},
    },
    model::{EventsPage, JobEvent, Timestamp},
};

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
    let value = EventsPage { events, n_unreadable: warnings.len(), ..EventsPage::default() };
    Ok(Decoded { value, warnings })
}

fn event_of(json: &str) -> Result<JobEvent, String> {
    let Some(record) = Record::parse(json) else { return event_words::bare_event(json) };
    let kind = record.text("type").unwrap_or_default();
    Ok(JobEvent {
        at: record.time("created_at"),
        level: event_words::level_of(&record.text("level").unwrap_or_default(), &kind),
        message: event_words::message_of(&record, &kind, json),
        kind: kind.into(),
        step: record.count("step"),
        n_steps_total: record.count("total_steps").filter(|n| 0 < *n),
    })
}
