//! Cost of polling: a log that grows is read about once.

use std::fmt::Write as _;

use tuneboard_core::{
    api,
    model::{MetricsQuery, Provider},
    polling::{Interval, PollEvent},
};
use tuneboard_simulator::{Options, ReplayLog};

use crate::harness::page::{Page, Resource};

const N_ROWS: usize = 10_000;

/// Returns a log of [`N_ROWS`] rows that takes an hour and a little.
fn log() -> ReplayLog {
    let mut rows = String::new();
    for i in 1..=N_ROWS {
        let eval = if i % 500 == 0 { "eval_loss" } else { "loss" };
        let comma = if i == 1 { "" } else { "," };
        // Writing to a string cannot fail.
        write!(
            rows,
            r#"{comma}{{"step":{i},"epoch":{:.4},"{eval}":{:.6},"grad_norm":{:.6},"learning_rate":{:.8}}}"#,
            i as f64 / 3_333.0,
            2.0 + 1.0 / i as f64,
            0.5 + 1.0 / (i as f64).sqrt(),
            0.0002 * (1.0 - i as f64 / 10_001.0),
        )
        .unwrap();
    }
    ReplayLog::parse("long.json", &format!(r#"{{"log_history":[{rows}],"train_runtime":3700}}"#)).unwrap()
}

#[test]
fn an_hour_of_polling_costs_little_more_than_one_download() {
    for provider in [Provider::Together, Provider::Archetype] {
        let mut page = Page::new(provider, Options { n_jobs: 0, replay: vec![log()], ..Options::demo(1) });
        page.watch_list();
        page.dispatch(PollEvent::IntervalChosen(Interval::Every(5)));
        page.run(1.0);
        page.open(page.jobs[0].id.clone(), Some(page.jobs[0].clone()));
        // Until the first rows are there, and then an hour of them.
        page.run_until(2_000, |page| 0 < page.job().store.n_points());
        let from = page.sent.len();
        page.run(3_600.0);
        let polls = page.sent[from..].iter().filter(|sent| sent.resource == Resource::Metrics);
        let (n_polls, n_bytes) = polls.fold((0, 0), |(n, bytes), sent| (n + 1, bytes + sent.n_bytes));
        let whole = api::list_metrics(provider, &page.job().id, &MetricsQuery::default());
        let n_whole = page.ask(whole).unwrap().body.len();
        assert!(!page.job().is_over(), "all of it was growth");
        assert!(600 < n_polls, "{n_polls} polls");
        let share = n_bytes as f64 / n_whole as f64;
        eprintln!("{provider:?}: {n_bytes} of {n_whole} bytes in {n_polls} polls, {share:.3}");
        assert!(share <= 1.1, "{provider:?}: {n_bytes} of {n_whole} bytes in {n_polls} polls, {share:.3}");
        // Up to what has been logged since the last poll.
        let n_held = page.job().store.n_points();
        let n_logged = page.download().n_points();
        assert!(n_held <= n_logged && n_logged < n_held + 100, "{n_held} of {n_logged} points");
    }
}
