//! Figures of a job: entries of its log, and at the end of the log what its checkpoints were measured at.
//! Hosts that log no figures may still measure checkpoints; where both do, they agree.

use super::{
    events::{METRICS, end_of},
    request::CHECKPOINTS,
};
use crate::{
    api::{
        ApiError, Decoded, HttpResponse,
        metrics::keys::figures,
        reading::{
            body,
            lenient::{Record, StepFault},
            paged,
        },
    },
    model::{MetricRow, MetricsPage, MetricsSummary, PageEnd, PageToken, Split},
};

/// Reads one page of the log or of the checkpoints. Behind the log come the checkpoints, if there are any.
///
/// # Errors
/// An error status, or a body without a list.
pub fn decode_metrics(response: &HttpResponse) -> Result<Decoded<MetricsPage>, ApiError> {
    let json = body::json_text(response)?;
    let page = paged::page(response, &json, "events")?;
    let is_checkpoint =
        |item: &&str| Record::parse(item).is_some_and(|item| item.json("step_number").is_some());
    let are_checkpoints = page.items.iter().any(is_checkpoint);
    let Decoded { value: rows, warnings } = body::each(&page.items, "event", row_of);
    let rows: Vec<MetricRow> = rows.into_iter().rev().flatten().collect();
    let checkpoints = |after: &str| {
        let text = format!("{CHECKPOINTS}{after}").into();
        Some(PageToken { text, is_optional: true })
    };
    let end = match page.more.promised() {
        Some(after) if are_checkpoints => PageEnd { next: checkpoints(&after), ..PageEnd::default() },
        None if are_checkpoints => PageEnd::default(),
        // A page without entries may be either; a second request shows that it leads nowhere.
        None => PageEnd { next: checkpoints(""), ..end_of(&page.items, None) },
        Some(after) => end_of(&page.items, Some(PageToken { text: after.into(), is_optional: false })),
    };
    let n_of = |fault: StepFault| {
        warnings.iter().filter(|warning| warning.message.ends_with(fault.reason())).count()
    };
    let summary = MetricsSummary {
        n_received: rows.len() + warnings.len(),
        n_unreadable: warnings.len(),
        n_without_step: n_of(StepFault::Missing),
        n_with_unusable_step: n_of(StepFault::Unusable),
        last_checkpoint_step: None,
        n_steps_total: page.items.iter().find_map(|item| n_steps_total(item)),
        page: end,
        ..MetricsSummary::default()
    };
    Ok(Decoded { value: MetricsPage { rows, summary }, warnings })
}

/// Steps of the whole job, where an entry says.
fn n_steps_total(json: &str) -> Option<u64> {
    Record::parse(json)?.record("data")?.count("total_steps").filter(|n| 0 < *n)
}

/// Returns the row of an entry; `None` for one that is about something else.
fn row_of(json: &str) -> Result<Option<MetricRow>, String> {
    let record = Record::parse(json).ok_or("it is no object")?;
    let step_number = record.step("step_number");
    let is_checkpoint = record.json("step_number").is_some_and(|json| json != "null");
    let is_event = record.text("type").is_some_and(|kind| kind == METRICS);
    let figures_in = match (is_event, is_checkpoint) {
        (true, _) => record.record("data"),
        (false, true) => record.record("metrics"),
        (false, false) => return Ok(None),
    };
    let Some(data) = figures_in else { return Err("it has no figures".to_owned()) };
    let step = data.step("step").or_else(|why| match step_number {
        Err(_) if !is_checkpoint => Err(why),
        step_number => step_number,
    })?;
    Ok(Some(MetricRow {
        step,
        epoch: data.number("epoch"),
        // A checkpoint is measured after its step was logged; where both are known, the log's time counts.
        logged_at: record.time("created_at").filter(|_| is_event),
        elapsed_secs: None,
        values: figures(&data, &Split::Train),
    }))
}
