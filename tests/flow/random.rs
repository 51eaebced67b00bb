//! Random trouble at random times: once it is over, the page has everything.

use proptest::prelude::*;
use tuneboard_core::model::Provider;

use crate::harness::page::Page;

/// Faults that a page can tell from an answer, and so outlasts without a trace.
const HONEST: &[&str] = &[
    "429",
    "429=20",
    "500",
    "503",
    "html502",
    "cut",
    "malformed",
    "never",
    "nocors",
    "latency=9",
    "404",
    "409",
    "olderror=429",
    "unknownstatus",
];

fn faults() -> impl Strategy<Value = Vec<(usize, usize, u8)>> {
    prop::collection::vec((0..4_usize, 0..HONEST.len(), 1..10_u8), 1..5)
}

/// Something that happens to the page meanwhile.
#[derive(Debug, Clone)]
enum Turn {
    Run(u16),
    Sleep(u16),
    Hidden(u16),
    Skew(i16),
    Faults(Vec<(usize, usize, u8)>),
    /// Wrong figures that look right. Once the job has ended the page reads it no more, so they end before.
    Lies,
}

fn turn() -> impl Strategy<Value = Turn> {
    prop_oneof![
        4 => (1..120_u16).prop_map(Turn::Run),
        1 => (1..300_u16).prop_map(Turn::Sleep),
        1 => (1..300_u16).prop_map(Turn::Hidden),
        1 => (-4_000..4_000_i16).prop_map(Turn::Skew),
        4 => faults().prop_map(Turn::Faults),
        1 => Just(Turn::Lies),
    ]
}

fn take(page: &mut Page, turn: &Turn, is_ending: bool) {
    match turn {
        Turn::Run(secs) => page.run(f64::from(*secs)),
        Turn::Sleep(secs) => page.suspend(f64::from(*secs)),
        Turn::Hidden(secs) => {
            page.show(false);
            page.run(f64::from(*secs));
            page.show(true);
        }
        Turn::Skew(secs) => page.skew_secs = f64::from(*secs),
        Turn::Faults(faults) => {
            let faults: Vec<String> = faults
                .iter()
                .map(|(target, kind, rate)| {
                    let target = match ["*", "job", "metrics", "events"][*target] {
                        // Where no figures were read yet, a 404 says that there are none.
                        "*" | "metrics" | "events" if HONEST[*kind] == "404" => "job",
                        target => target,
                    };
                    format!("{target}:{}@0.{rate}", HONEST[*kind])
                })
                .collect();
            page.set_faults(&faults.join(","));
        }
        Turn::Lies if is_ending => {}
        Turn::Lies => {
            page.set_faults("metrics:barenan@0.5");
            page.run(20.0);
            page.set_faults("");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn once_the_trouble_is_over_the_page_has_everything(
        provider in prop::sample::select(Provider::ALL.to_vec()),
        speed in prop::sample::select(vec![0.5, 1.0, 4.0]),
        turns in prop::collection::vec(turn(), 1..12),
    ) {
        let mut page = Page::with_new_job(provider, "mine", speed);
        let began_at = page.now();
        for turn in &turns {
            let is_ending = 100.0 / speed < page.now().secs_since(began_at) + 30.0;
            take(&mut page, turn, is_ending);
        }
        page.set_faults("");
        page.run(2_000.0);
        prop_assert!(page.job().is_over());
        prop_assert!(page.job().job_error().is_none() && page.job().metrics_error().is_none());
        page.assert_complete();
        let n_sent = page.sent.len();
        page.run(86_400.0);
        prop_assert_eq!(page.sent.len(), n_sent);
    }
}
