//! From the first state to the last: what the page sees of a job, and what it asks for on the way.

use tuneboard_core::{
    api,
    model::{JobVerb, MetricsCursor, Provider, StatusClass},
};
use tuneboard_simulator::Options;

use crate::harness::page::{Page, Resource};

/// Slow enough for every status to outlast the longest wait between two looks.
const SLOW: f64 = 0.1;

/// Returns true if a metrics request asks for everything.
fn is_from_the_start(target: &str) -> bool {
    !["offset=", "global_step_from=", "logged_at_from="].iter().any(|part| target.contains(part))
}

#[track_caller]
fn check_life(provider: Provider, name: &str, expected: &[&str]) {
    let mut page = Page::with_new_job(provider, name, SLOW);
    page.run_until(3_000, |page| page.job().is_over());
    let n_by_the_end = page.sent.len();
    page.run(86_400.0);
    assert_eq!(page.n_failures, 0);
    let statuses: Vec<&str> = page.job().statuses.iter().map(AsRef::as_ref).collect();
    assert_eq!(statuses, expected);
    page.assert_complete();
    // Metrics and log are asked once more for what came with the end; so is the record, to be sure.
    // Their requests may be under way already when the end shows.
    let counts = page.counts(n_by_the_end);
    // Where figures come in pages, the checkpoints are a page behind the log; behind rows that came at once there may be more.
    let cursor = provider.capabilities().metrics_cursor;
    let n_pages = if matches!(cursor, MetricsCursor::Pages | MetricsCursor::Offset) { 2 } else { 1 };
    assert!(counts[0] == 1 && counts[1..].iter().all(|n| *n <= n_pages), "{counts:?}");
    let growth = &page.job().growth;
    assert!(7 < growth.len() && growth.is_sorted(), "{growth:?}");

    if !matches!(cursor, MetricsCursor::Offset | MetricsCursor::Step) {
        return;
    }
    let metrics: Vec<&str> = page
        .sent
        .iter()
        .filter(|sent| sent.resource == Resource::Metrics)
        .map(|sent| sent.target.as_str())
        .skip_while(|target| is_from_the_start(target))
        .collect();
    let n_whole = metrics.iter().filter(|target| is_from_the_start(target)).count();
    assert!(10 < metrics.len());
    assert_eq!(n_whole, 1, "only the last look is at everything: {metrics:?}");
    let n_looks_behind = usize::from(cursor == MetricsCursor::Offset);
    assert!(is_from_the_start(metrics[metrics.len() - 1 - n_looks_behind]));
}

#[test]
fn a_job_is_watched_from_its_first_status_to_its_last() {
    let (archetype, together) = (Provider::Archetype, Provider::Together);
    check_life(archetype, "mine", &["REGISTERED", "STARTING", "RUNNING", "FINALIZING", "COMPLETED"]);
    let whole = ["pending", "queued", "running", "compressing", "uploading", "completed"];
    check_life(together, "mine", &whole);
    let openai = ["validating_files", "queued", "running", "succeeded"];
    check_life(Provider::OpenAi, "mine", &openai);
    check_life(Provider::OpenAi, "to-nan", &openai);
    check_life(Provider::OpenAi, "will-fail", &["validating_files", "queued", "running", "failed"]);
    let newer = ["QUEUED", "STARTING", "RUNNING", "SUCCEEDED"];
    check_life(Provider::ArchetypeV06, "mine", &newer);
    check_life(Provider::ArchetypeV06, "will-fail", &["QUEUED", "STARTING", "RUNNING", "FAILED"]);
    check_life(archetype, "will-fail", &["REGISTERED", "STARTING", "RUNNING", "FAILED"]);
    check_life(together, "will-fail", &["pending", "queued", "running", "error"]);
    // A loss that is no number is a gap, not the end.
    check_life(archetype, "to-nan", &["REGISTERED", "STARTING", "RUNNING", "FINALIZING", "COMPLETED"]);
    check_life(together, "to-nan", &whole);
}

#[test]
fn a_quick_job_may_skip_statuses_but_never_goes_back() {
    for provider in Provider::ALL {
        let mut page = Page::with_new_job(provider, "quick", 1.0);
        page.run(600.0);
        assert_eq!(page.job().class(), Some(StatusClass::Completed));
        let order = [
            "pending",
            "validating_files",
            "queued",
            "registered",
            "starting",
            "running",
            "compressing",
            "uploading",
            "finalizing",
            "completed",
            "succeeded",
        ];
        let ranks: Vec<_> = page
            .job()
            .statuses
            .iter()
            .map(|raw| order.iter().position(|word| raw.eq_ignore_ascii_case(word)))
            .collect();
        assert!(ranks.is_sorted() && ranks.iter().all(Option::is_some), "{:?}", page.job().statuses);
        page.assert_complete();
    }
}

#[track_caller]
fn check_end(provider: Provider, verb: JobVerb, expected: &[&str], end: StatusClass) {
    let mut page = Page::with_new_job(provider, "mine", SLOW);
    page.run_until(2_000, |page| 5 < page.job().growth.len());
    page.end(verb).unwrap();
    let n_by_then = page.sent.len();
    page.run(3_600.0);
    let statuses: Vec<&str> = page.job().statuses.iter().map(AsRef::as_ref).collect();
    let from = statuses.len() - expected.len();
    assert_eq!(&statuses[from..], expected);
    assert_eq!(page.job().class(), Some(end));
    page.assert_complete();
    let counts = page.counts(n_by_then);
    assert!(counts.iter().all(|n| *n < 60), "{counts:?}");
    // Too late to end it another time, and saying so changes nothing.
    let n_sent = page.sent.len();
    assert!(page.end(verb).is_err());
    page.run(3_600.0);
    assert_eq!(page.job().class(), Some(end));
    let counts = page.counts(n_sent);
    let n_most = if provider.capabilities().metrics_cursor == MetricsCursor::Offset { 2 } else { 1 };
    assert!(counts[0] == 1 && counts[1..].iter().all(|n| (1..=n_most).contains(n)), "{counts:?}");
}

#[test]
fn stopped_and_cancelled_jobs_end_as_documented() {
    use JobVerb::{Cancel, Stop};
    check_end(Provider::Archetype, Stop, &["RUNNING", "STOPPING", "STOPPED"], StatusClass::Stopped);
    check_end(Provider::Archetype, Cancel, &["RUNNING", "CANCELLED"], StatusClass::Cancelled);
    let cancelled = ["running", "cancel_requested", "cancelled"];
    check_end(Provider::Together, Cancel, &cancelled, StatusClass::Cancelled);
    check_end(Provider::Together, Stop, &cancelled, StatusClass::Cancelled);
}

#[test]
fn a_job_opened_after_its_end_is_asked_for_once_if_the_list_knew_and_twice_if_not() {
    for provider in Provider::ALL {
        for is_known in [true, false] {
            let mut page = Page::new(provider, Options::demo(5));
            page.watch_list();
            page.run(1.0);
            let ended =
                page.jobs.iter().find(|job| job.status.class == StatusClass::Completed).cloned().unwrap();
            page.open(ended.id.clone(), is_known.then_some(ended));
            page.run(60.0);
            let counts = page.counts(0);
            let n_times = if is_known { 1 } else { 2 };
            assert_eq!(counts[0], n_times, "{provider:?}");
            // Pages are asked for one after the other, each once; a way through them that began before the end was
            // known is not the last.
            // What lies behind the rows that came at once is looked for once.
            let n_most = match provider.capabilities().metrics_cursor {
                MetricsCursor::Pages => n_times * (2 + 630 / 100),
                MetricsCursor::Offset => n_times * 2,
                MetricsCursor::Step | MetricsCursor::Whole => n_times,
            };
            assert!(counts[1..].iter().all(|n| *n <= n_most), "{provider:?}: {counts:?}");
            page.assert_complete();
            assert!(!page.job().events().is_empty() || provider == Provider::Archetype);
        }
    }
}

#[test]
fn the_list_sees_a_created_job_and_its_end() {
    for provider in Provider::ALL {
        let mut page = Page::new(provider, Options::demo(5));
        page.watch_list();
        page.run(20.0);
        let n_before = page.jobs.len();
        let job = page.create("mine");
        page.run(16.0);
        assert!(n_before < page.jobs.len());
        page.run(300.0);
        let class =
            |page: &Page| page.jobs.iter().find(|listed| listed.id == job.id).map(|job| job.status.class);
        assert_eq!(class(&page), Some(StatusClass::Completed));
        // A list with other jobs than before is looked behind.
        let is_look = |target: &str| target.contains("offset=") || target.contains("after=");
        let n_looks = page.sent.iter().filter(|sent| is_look(&sent.target)).count();
        assert!(n_looks <= 6, "{provider:?}: {n_looks}");
        assert!(page.n_sent(0, Resource::Jobs) - n_looks <= 336 / 15 + 1);
    }
}

#[test]
fn what_comes_with_the_end_is_not_missed_by_a_slow_answer_from_before() {
    for provider in Provider::ALL {
        for slow in ["metrics:latency=7,events:latency=7", "job:latency=7"] {
            let mut page = Page::with_new_job(provider, "mine", 1.0);
            page.set_faults(slow);
            page.run(600.0);
            assert!(page.job().is_over());
            page.set_faults("");
            page.assert_complete();
            let written = page.log();
            assert!(
                page.job().events() == written,
                "{slow}: {} of {} events",
                page.job().events().len(),
                written.len()
            );
        }
    }
}

#[test]
fn a_deleted_job_is_gone_from_the_list() {
    let mut page = Page::with_new_job(Provider::Together, "mine", 1.0);
    page.watch_list();
    page.run(30.0);
    let id = page.job().id.clone();
    assert!(page.jobs.iter().any(|job| job.id == id));
    page.set_faults("together/delete:500");
    let answer = page.ask(api::delete_job(Provider::Together, &id).unwrap()).unwrap();
    assert!(api::decode_deleted(&answer).is_err());
    page.set_faults("");
    let answer = page.ask(api::delete_job(Provider::Together, &id).unwrap()).unwrap();
    api::decode_deleted(&answer).unwrap();
    page.run(30.0);
    assert!(page.jobs.iter().all(|job| job.id != id));
}
