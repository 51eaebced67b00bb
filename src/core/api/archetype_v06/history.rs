//! History of a job: its log, and its checkpoints with the figures measured at each.

use super::request::MOST_EVENTS;
use crate::{
    api::{
        ApiError, Decoded, HttpResponse, event_words,
        metrics::keys::figures,
        reading::{
            body,
            lenient::{Record, StepFault},
            paged,
        },
    },
    model::{
        Checkpoint, CheckpointsPage, EventsPage, JobEvent, MetricRow, MetricsPage, MetricsSummary, PageEnd,
        Split,
    },
};

/// Reads `{data: [event]}`, newest first.
///
/// # Errors
/// An error status, or a body without a list.
pub fn decode_events(response: &HttpResponse) -> Result<Decoded<EventsPage>, ApiError> {
    let json = body::json_text(response)?;
    let page = paged::page(response, &json, "events")?;
    let Decoded { value: mut events, warnings } = body::each(&page.items, "event", event_of);
    events.reverse();
    // A stable order by time, should the service's not be what its examples say.
    events.sort_by_key(|event| event.at);
    let is_whole = Record::parse(&json).is_some_and(|list| list.json("has_more") == Some("false"));
    let cut_at = Some(page.items.len()).filter(|n| *n as u64 == MOST_EVENTS && !is_whole);
    let value = EventsPage { events, n_unreadable: warnings.len(), cut_at, page: PageEnd::default() };
    Ok(Decoded { value, warnings })
}

fn event_of(json: &str) -> Result<JobEvent, String> {
    let Some(record) = Record::parse(json) else { return event_words::bare_event(json) };
    let kind = record.text("type").or_else(|| record.text("event_type")).unwrap_or_default();
    Ok(JobEvent {
        at: record.time("created_at"),
        level: event_words::level_of(&record.text("level").unwrap_or_default(), &kind),
        message: event_words::message_of(&record, &kind, json),
        kind: kind.into(),
        step: record.count("step"),
        n_steps_total: None,
    })
}

/// Reads `{data: [checkpoint]}`, in any order. It is not known what a checkpoint's id can be used for.
///
/// # Errors
/// An error status, or a body without a list.
pub fn decode_checkpoints(response: &HttpResponse) -> Result<Decoded<CheckpointsPage>, ApiError> {
    let json = body::json_text(response)?;
    let page = paged::page(response, &json, "checkpoints")?;
    let Decoded { value: checkpoints, warnings } = body::each(&page.items, "checkpoint", checkpoint_of);
    Ok(Decoded { value: CheckpointsPage { checkpoints, next: None }, warnings })
}

fn checkpoint_of(json: &str) -> Result<Checkpoint, String> {
    let record = Record::parse(json).ok_or("it is no object")?;
    let metrics = record.record("metrics");
    let mut names = ["eval_loss", "val_loss", "valid_loss"].into_iter();
    Ok(Checkpoint {
        step: record.step("step")?,
        created_at: record.time("created_at"),
        kind: String::new(),
        path: None,
        reference: record.opaque("id"),
        eval_loss: metrics.and_then(|metrics| names.find_map(|name| metrics.number(name))),
    })
}

/// Reads `{data: [checkpoint]}`, in any order, as one row per checkpoint. A figure whose name does not say
/// otherwise is one of evaluation: that is what checkpoints are measured for.
///
/// # Errors
/// An error status, or a body without a list.
pub fn decode_metrics(response: &HttpResponse) -> Result<Decoded<MetricsPage>, ApiError> {
    let json = body::json_text(response)?;
    let page = paged::page(response, &json, "checkpoints")?;
    let Decoded { value: mut rows, warnings } = body::each(&page.items, "checkpoint", row_of);
    rows.sort_by_key(|row| row.step);
    let n_of = |fault: StepFault| {
        warnings.iter().filter(|warning| warning.message.ends_with(fault.reason())).count()
    };
    let summary = MetricsSummary {
        n_received: page.items.len(),
        n_unreadable: warnings.len(),
        n_without_step: n_of(StepFault::Missing),
        n_with_unusable_step: n_of(StepFault::Unusable),
        last_checkpoint_step: rows.last().map(|row| row.step),
        n_steps_total: None,
        page: PageEnd::default(),
        ..MetricsSummary::default()
    };
    Ok(Decoded { value: MetricsPage { rows, summary }, warnings })
}

fn row_of(json: &str) -> Result<MetricRow, String> {
    let record = Record::parse(json).ok_or("it is no object")?;
    let metrics = record.record("metrics");
    Ok(MetricRow {
        step: record.step("step")?,
        epoch: record.number("epoch"),
        logged_at: record.time("created_at"),
        elapsed_secs: None,
        values: metrics.map(|metrics| figures(&metrics, &Split::Eval)).unwrap_or_default(),
    })
}
