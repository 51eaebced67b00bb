//! Checkpoints of a job, from the service to the mark beside the best.

use tuneboard_core::{
    api,
    metrics::{RatedCheckpoint, rate_checkpoints},
    model::{CheckpointList, Job, Provider, StatusClass},
};
use tuneboard_simulator::Options;

use crate::harness::page::Page;

/// All of the open job's checkpoints, rated by its metrics.
fn rated(page: &mut Page) -> Vec<RatedCheckpoint> {
    let (provider, id) = (page.provider, page.job().id.clone());
    let mut list = CheckpointList::default();
    loop {
        let request = api::list_checkpoints(provider, &id, list.next()).unwrap();
        let answer = page.ask(request).unwrap();
        list.accept(api::decode_checkpoints(provider, &id, &answer).unwrap().value);
        if list.next().is_none() {
            return rate_checkpoints(list.known(), &page.download());
        }
    }
}

#[test]
fn the_best_of_what_a_job_saved_is_marked() {
    for provider in Provider::ALL.into_iter().filter(|provider| provider.capabilities().has_checkpoints) {
        let mut page = Page::new(provider, Options::demo(5));
        page.watch_list();
        page.run(30.0);
        let is_done = |job: &&Job| job.status.class == StatusClass::Completed;
        let done: Vec<Job> = page.jobs.iter().filter(is_done).take(12).cloned().collect();
        let mut n_marked = 0;
        for job in done {
            page.open(job.id.clone(), Some(job));
            let rated = rated(&mut page);
            assert!(rated.is_sorted_by_key(|rated| rated.checkpoint.step), "{rated:?}");
            assert!(rated.iter().all(|rated| rated.checkpoint.reference.is_some()), "{rated:?}");
            let lowest = rated.iter().filter_map(|rated| Some(rated.eval?.1)).min_by(f64::total_cmp);
            for saved in &rated {
                if let Some(request) = api::download_checkpoint(provider, &page.job().id, &saved.checkpoint) {
                    assert_eq!(page.ask(request.clone()).unwrap().status, 200, "{}", request.target());
                }
            }
            let best: Vec<_> = rated.iter().filter(|rated| rated.is_best).map(|rated| rated.eval).collect();
            assert_eq!(lowest.is_some(), !best.is_empty());
            assert!(best.iter().all(|eval| eval.map(|(_, loss)| loss) == lowest), "{rated:?}");
            n_marked += best.len();
        }
        // The newer generation measures something else than a loss.
        assert_eq!(0 < n_marked, provider != Provider::ArchetypeV06, "{provider:?}");
    }
}

#[test]
fn nothing_is_saved_before_training() {
    for provider in Provider::ALL.into_iter().filter(|provider| provider.capabilities().has_checkpoints) {
        let mut page = Page::with_new_job(provider, "mine", 1.0);
        assert_eq!(rated(&mut page), [], "{provider:?}");
    }
}

#[test]
fn a_service_without_checkpoints_says_so() {
    let mut page = Page::with_new_job(Provider::Together, "mine", 1.0);
    for status in ["404", "405"] {
        page.set_faults(&format!("together/checkpoints:{status}"));
        let id = page.job().id.clone();
        let answer = page.ask(api::list_checkpoints(Provider::Together, &id, None).unwrap()).unwrap();
        let error = api::decode_checkpoints(Provider::Together, &id, &answer).unwrap_err();
        assert!(error.is_no_endpoint());
    }
}
