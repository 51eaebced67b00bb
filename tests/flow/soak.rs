//! A day of an unattended dashboard: `cargo xtask soak` prints the outcome.

use tuneboard_core::{api, model::Provider};
use tuneboard_simulator::{Fault, Options, ReplayLog};

use crate::harness::{
    download::{Points, content},
    network::{Dice, Weather},
    page::{Page, Resource},
};

/// Trouble of each hour, in turn.
const HOURS: [&str; 12] = [
    "",
    "*:500@0.2",
    "*:429=20@0.2",
    "*:cut@0.2",
    "*:never@0.1",
    "",
    "*:html502@0.5",
    "*:nocors@0.2,*:latency=9@0.3",
    "*:503",
    "*:malformed@0.2",
    "*:html200@0.1",
    "*:drop@0.3",
];

/// Returns a job that logs a row every ten minutes for longer than a day.
fn account(provider: Provider) -> Page {
    let rows: Vec<String> =
        (1..=160).map(|i| format!("{{\"step\":{i},\"loss\":{}}}", 2.0 / f64::from(i))).collect();
    let summary = format!("{{\"step\":160,\"train_runtime\":{}}}", 160 * 600);
    let log = ReplayLog::parse("log.json", &format!("{{\"log_history\":[{},{summary}]}}", rows.join(",")));
    let options = Options { n_jobs: 0, replay: vec![log.unwrap()], ..Options::demo(1) };
    Page::new(provider, options)
}

#[test]
fn a_day_of_trouble_leaves_a_page_that_is_current() {
    // A day takes a minute, so that `cargo xtask soak` alone asks for one of each provider.
    let is_asked = std::env::var_os("TUNEBOARD_SOAK_MINUTES").is_some();
    let n_hours = if is_asked { 24_u32 } else { 3 };
    for provider in Provider::ALL {
        let mut page = account(provider);
        page.network.dice = Dice(7);
        let list = page.ask(api::list_all(provider)).unwrap();
        let id = api::decode_jobs(provider, &list).unwrap().value.jobs[0].id.clone();
        page.watch_list();
        page.open(id, None);
        for hour in 0..n_hours {
            page.service.set_faults(Fault::parse_list(HOURS[hour as usize % HOURS.len()]).unwrap());
            page.network.weather = Weather { slow: 3, doubled: 5, ..Weather::default() };
            page.skew_secs += f64::from(hour % 5) * 40.0 - 80.0;
            page.run(2_400.0);
            if hour % 6 == 3 {
                page.show(false);
                page.run(600.0);
                page.show(true);
            }
            page.run(600.0);
            page.suspend(600.0);
        }
        let n_ticks = page.sent.len();
        page.service.set_faults(Vec::new());
        page.network.weather = Weather::default();
        page.run(200.0);
        assert!(
            [Resource::Jobs, Resource::Job, Resource::Metrics].iter().all(|it| page.error(*it).is_none())
        );
        // Everything there is, and no point twice. The last row may have come since.
        let (own, all) = (content(&page.job().store), content(&page.download()));
        let n_points = |curves: &[Points]| curves.iter().map(|(_, points)| points.len()).sum::<usize>();
        let (n_own, n_all) = (n_points(&own), n_points(&all));
        assert!((n_all - 1..=n_all).contains(&n_own) && n_hours as usize * 4 < n_own, "{n_own} of {n_all}");
        assert!(n_hours as usize * 42 <= n_ticks, "{n_ticks}");
        eprintln!(
            "{:12} {n_ticks:6} requests, {:5} failures, {n_own:5} points",
            provider.slug(),
            page.n_failures
        );
    }
}
