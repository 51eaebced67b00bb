//! Events of jobs, where the provider has them.

use tuneboard_core::api::{self, HttpResponse};
use tuneboard_core::model::{EventsPage, JobEvent, PageEnd, Provider};

use super::fixture;

#[track_caller]
fn check(response: &HttpResponse, events: &[&str], warnings: &[&str]) -> Vec<JobEvent> {
    let decoded = api::decode_events(Provider::Together, response).unwrap();
    let line = |event: &JobEvent| {
        let at = event.at.map_or("-".to_owned(), |at| at.to_rfc3339()[11..].to_owned());
        let step = event.step.map(|step| format!(" at {step}")).unwrap_or_default();
        format!("{at} {:?} {:?} {}{step}", event.level, event.kind, event.message)
    };
    assert_eq!(decoded.value.page, PageEnd::default());
    assert_eq!(decoded.value.events.iter().map(line).collect::<Vec<_>>(), events);
    let said: Vec<_> = decoded.warnings.iter().map(|warning| warning.message.as_str()).collect();
    assert_eq!(said, warnings);
    decoded.value.events
}

#[test]
fn events_are_read_whatever_their_case() {
    let lines = [
        r#"09:12:03Z Info "training_start" Training started at 0"#,
        r#"09:25:40Z Info "EPOCH_COMPLETE" Epoch completed, at step 100 at 100"#,
        r#"09:25:44Z Info "checkpoint_save" Checkpoint saved at 100"#,
    ];
    let events = check(&fixture("together/events.json"), &lines, &[]);
    assert_eq!(events[0].n_steps_total, Some(300));
    assert_eq!(events[1].n_steps_total, None);
}

#[test]
fn events_come_out_oldest_first_and_once() {
    let lines = [
        r#"09:00:00Z Info "" Hello at 3"#,
        r#"09:00:00Z Info "refund" "#,
        r#"- Info "" 42"#,
        r#"09:00:00Z Error "" Hello again"#,
        r#"09:10:00Z Warning "warning" Slow disk"#,
        r#"09:30:00Z Error "job_error" Out of memory"#,
        r#"- Info "" it goes on"#,
        r#"09:30:00Z Error "job_error" Out of memory at 7"#,
    ];
    check(&fixture("together/events_traps.json"), &lines, &[]);
}

#[test]
fn entries_that_cannot_be_read_are_counted() {
    for provider in [Provider::Together, Provider::OpenAi, Provider::ArchetypeV06] {
        let body = r#"{"data":[{"message":"a","type":"x"},null,"",{"message":"b","type":"y"}]}"#;
        let decoded = api::decode_events(provider, &HttpResponse::json(200, body)).unwrap();
        assert_eq!((decoded.value.events.len(), decoded.value.n_unreadable), (2, 2), "{provider:?}");
    }
}

#[test]
fn a_provider_without_events_has_none() {
    assert_eq!(api::list_events(Provider::Archetype, &"x".into(), None), None);
    let decoded = api::decode_events(Provider::Archetype, &HttpResponse::json(404, "{}")).unwrap();
    assert_eq!(decoded.value, EventsPage::default());
}
