//! Failures between a page and a service, and the page's automatic recovery.

use tuneboard_core::{
    api::{ErrorKind, HttpRequest, Method},
    metrics::MetricStore,
    model::{MetricKey, MetricsCursor, Provider, StatusClass},
};

use crate::harness::{
    download::content,
    page::{Page, Resource},
};

/// A page that has watched a running job for a while.
fn running(provider: Provider) -> Page {
    let mut page = Page::with_new_job(provider, "mine", 0.25);
    page.run_until(800, |page| 3 < page.job().growth.len());
    page
}

/// Seconds between requests for the same resource among `sent[from..]`.
pub fn gaps(page: &Page, from: usize, resource: Resource) -> Vec<f64> {
    let times: Vec<_> =
        page.sent[from..].iter().filter(|sent| sent.resource == resource).map(|sent| sent.at).collect();
    times.windows(2).map(|pair| pair[1].secs_since(pair[0])).collect()
}

#[test]
fn too_many_requests_are_followed_by_few() {
    for provider in Provider::ALL {
        // Of 600 seconds: the wait the service names, and 12 at least however little it names.
        for (fault, least_gap_secs, most) in
            [("*:429=40", 40.0, 16), ("*:429=1", 12.0, 51), ("*:429", 1.0, 60)]
        {
            let mut page = running(provider);
            page.set_faults(fault);
            let n_sent = page.sent.len();
            page.run(600.0);
            for resource in page.resources() {
                let gaps = gaps(&page, n_sent + page.resources().len(), resource);
                assert!(gaps.iter().all(|gap| least_gap_secs <= *gap), "{fault} {resource:?}: {gaps:?}");
            }
            let counts = page.counts(n_sent);
            assert!(counts.iter().all(|n| (8..=most).contains(n)), "{fault}: {counts:?}");
            assert_eq!(page.job().job_error().unwrap().kind, ErrorKind::RateLimited);
            page.set_faults("");
            page.run(3_600.0);
            assert!(page.job().is_over() && page.job().job_error().is_none());
            page.assert_complete();
        }
    }
}

#[test]
fn a_revoked_key_is_not_tried_again_until_there_is_another() {
    for provider in Provider::ALL {
        let mut page = running(provider);
        let before = content(&page.job().store);
        page.key = "invalid";
        let n_sent = page.sent.len();
        page.run(86_400.0);
        assert!(page.counts(n_sent).iter().all(|n| *n == 1), "{:?}", page.counts(n_sent));
        let job = page.job();
        assert_eq!(job.job_error().unwrap().kind, ErrorKind::Unauthorized);
        assert_eq!(job.metrics_error().unwrap().kind, ErrorKind::Unauthorized);
        assert!(job.record().is_some() && content(&job.store) == before);
        page.key = "another";
        page.reset();
        page.run(3_600.0);
        assert!(
            page.job().is_over() && page.job().job_error().is_none() && page.job().metrics_error().is_none()
        );
        page.assert_complete();
    }
}

#[test]
fn page_of_a_firewall_is_no_refused_key_and_the_rest_arrives_by_itself() {
    for provider in Provider::ALL {
        for fault in ["*:html403", "*:html401"] {
            let mut page = running(provider);
            let before = content(&page.job().store);
            page.set_faults(fault);
            let n_sent = page.sent.len();
            page.run(600.0);
            let job = page.job();
            for error in [job.job_error(), job.metrics_error()] {
                let error = error.unwrap();
                assert_eq!(error.kind, ErrorKind::Gateway);
                assert!(!error.message.contains("key"), "{error}");
            }
            assert!(content(&job.store) == before, "what was read stays");
            // Asked again, ever less often.
            let counts = page.counts(n_sent);
            assert!(counts.iter().all(|n| (3..=40).contains(n)), "{provider:?} {fault}: {counts:?}");
            page.set_faults("");
            page.run(3_600.0);
            assert!(page.job().is_over() && page.job().job_error().is_none());
            page.assert_complete();
        }
    }
}

#[test]
fn a_job_that_is_deleted_while_open_keeps_what_was_read() {
    for provider in Provider::ALL {
        let mut page = running(provider);
        page.run(0.5);
        let before = content(&page.job().store);
        match provider {
            Provider::Together => {
                let path = format!("/fine-tunes/{}", page.job().id);
                page.ask(HttpRequest::new(Method::Delete, path)).unwrap();
            }
            // The others offer no deletion, but a job may go missing all the same.
            Provider::Archetype | Provider::OpenAi | Provider::ArchetypeV06 => {
                page.set_faults("job:404,metrics:404,events:404");
            }
        }
        let n_sent = page.sent.len();
        page.run(3_600.0);
        let job = page.job();
        assert!(content(&job.store) == before, "{provider:?}: figures are gone");
        assert_eq!(job.class(), Some(StatusClass::Running));
        assert_eq!(job.job_error().unwrap().kind, ErrorKind::NotFound);
        assert_eq!(job.metrics_error().unwrap().kind, ErrorKind::NotFound);
        for resource in [Resource::Job, Resource::Metrics, Resource::Events] {
            assert!(page.n_sent(n_sent, resource) <= 61, "{:?}", page.counts(n_sent));
        }
    }
}

#[test]
fn a_job_that_has_not_logged_yet_may_have_no_metrics_at_all() {
    // Where figures are part of the log, there is a log already.
    let has_own = |provider: &Provider| provider.capabilities().metrics_cursor != MetricsCursor::Pages;
    for provider in Provider::ALL.into_iter().filter(has_own) {
        let mut page = Page::with_new_job(provider, "mine", 0.1);
        page.set_faults("metrics:404");
        page.run_until(2_000, |page| page.job().class() == Some(StatusClass::Running));
        assert_eq!((page.n_failures, page.job().metrics_error().is_none()), (0, true));
        page.set_faults("");
        page.run(3_600.0);
        page.assert_complete();
    }
}

#[test]
fn passing_trouble_passes_without_a_click() {
    let kinds = [
        "cut",
        "malformed",
        "html502",
        "never",
        "nocors",
        "500",
        "503",
        "404",
        "409",
        "latency=90",
        "detail",
        "errors=503",
        "olderror=429",
        "errordata",
        "message",
    ];
    for provider in Provider::ALL {
        for kind in kinds {
            let mut page = running(provider);
            page.set_faults(&format!("job:{kind}#3,metrics:{kind}#3,events:{kind}#3"));
            let (n_sent, n_failures) = (page.sent.len(), page.n_failures);
            page.run(5_000.0);
            // Where figures are part of the log, both have the same endpoint.
            let is_one = provider.capabilities().metrics_cursor == MetricsCursor::Pages;
            let mut struck = page.resources();
            struck.retain(|resource| *resource != Resource::Checkpoints);
            let n_struck = 3 * (struck.len() - usize::from(is_one));
            assert_eq!(page.n_failures - n_failures, n_struck, "{kind}");
            assert!(page.job().is_over(), "{kind}");
            assert!(page.job().growth.is_sorted(), "{kind}: points were lost on the way");
            page.assert_complete();
            assert!(page.counts(n_sent).iter().all(|n| *n < 400), "{kind}: {:?}", page.counts(n_sent));
        }
    }
}

#[test]
fn an_unknown_status_is_shown_and_outlasted() {
    for provider in Provider::ALL {
        let mut page = running(provider);
        page.set_faults("job:unknownstatus#4");
        page.run_until(60, |page| page.job().class() == Some(StatusClass::Unknown));
        assert_eq!(page.job().statuses.last().map(AsRef::as_ref), Some("hibernating"));
        page.run(5_000.0);
        assert_eq!(page.job().class(), Some(StatusClass::Completed));
        page.assert_complete();
    }
}

#[test]
fn free_form_keys_are_the_usual_curves() {
    for provider in [Provider::Archetype, Provider::Together] {
        let mut page = running(provider);
        let usual = page.download();
        page.set_faults("metrics:freekeys");
        page.run(5_000.0);
        assert_eq!((page.n_failures, page.job().n_unreadable), (0, 0));
        let store = &page.job().store;
        assert!(usual.get(&MetricKey::train("loss")).is_some());
        for key in usual.series().map(|series| series.key()) {
            let n_points = |store: &MetricStore| store.get(key).map_or(0, |series| series.len());
            assert!(
                0 < n_points(&usual) && n_points(&usual) <= n_points(store),
                "{key} of {provider:?}: {} of {}",
                n_points(store),
                n_points(&usual)
            );
        }
        if provider == Provider::Archetype {
            for name in ["time_per_step", "timing/data_sec"] {
                assert!(store.get(&MetricKey::train(name)).is_some(), "{name}");
            }
        }
        let names: Vec<String> = store.series().map(|series| series.key().to_string()).collect();
        assert!(
            !names
                .iter()
                .any(|name| name.contains("lr") || name.contains("train_loss") || name.contains("reward"))
        );
    }
}

#[test]
fn bare_nan_costs_figures_but_no_rows() {
    for provider in Provider::ALL {
        let mut page = running(provider);
        let n_steps =
            |page: &Page| page.job().store.get(&MetricKey::train("loss")).map_or(0, |loss| loss.len());
        let before = n_steps(&page);
        page.set_faults("metrics:barenan");
        page.run(200.0);
        assert_eq!((page.n_failures, page.job().n_unreadable), (0, 0));
        let download = page.download();
        let n_logged = download.get(&MetricKey::train("loss")).unwrap().len();
        assert!(
            before < n_steps(&page) && n_logged - n_steps(&page) < 12,
            "{} of {n_logged}",
            n_steps(&page)
        );
        assert!(page.job().growth.is_sorted());
        page.set_faults("");
        page.run(5_000.0);
        page.assert_complete();
    }
}
