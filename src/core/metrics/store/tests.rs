//! Merging in any order, and what is derived from the columns.

use proptest::prelude::*;

use super::*;

fn at(secs: i64) -> Option<Timestamp> {
    Some(Timestamp::from_unix_secs(1_780_000_000 + secs))
}

fn row(step: u64, secs: i64, values: &[(&str, f64)]) -> MetricRow {
    MetricRow {
        step,
        epoch: Some(step as f64 / 100.0),
        logged_at: at(secs),
        elapsed_secs: None,
        values: values.iter().map(|(name, value)| (MetricKey::train(name), *value)).collect(),
    }
}

/// Returns the whole content of a store, in a form that equals itself where there are `NaN`s.
fn content(store: &MetricStore) -> Vec<String> {
    store
        .series()
        .map(|series| {
            let xs = XAxis::ALL.map(|axis| series.xs(axis).collect::<Vec<_>>());
            let (steps, values) = (series.steps().iter(), series.values().iter());
            let figures = (0..series.len()).map(|idx| series.figure(idx)).collect::<Vec<_>>();
            format!(
                "{} {:?} {:?} {figures:?} {xs:?} {:?}",
                series.key(),
                steps.collect::<Vec<_>>(),
                values.collect::<Vec<_>>(),
                earlier(series),
            )
        })
        .collect()
}

/// Steps that were logged more than once, with what was replaced there.
fn earlier(series: &Series) -> Vec<(u64, Vec<f64>)> {
    series.repeated_steps().iter().map(|step| (step, series.earlier_figures(step).collect())).collect()
}

fn merged(rows: &[MetricRow]) -> MetricStore {
    let mut store = MetricStore::new();
    store.merge(rows);
    store
}

/// Step, epoch, and cells of metric name, whether of evaluation, and value.
type AnyRow = (u64, Option<f64>, Vec<(&'static str, bool, f64)>);

/// Rows with distinct log times, so that the newest per step is well defined.
fn any_rows() -> impl Strategy<Value = Vec<MetricRow>> {
    let value = prop_oneof![
        8 => -1e3..1e3, 1 => Just(f64::NAN), 1 => Just(f64::INFINITY), 1 => Just(f64::NEG_INFINITY),
    ];
    let cells =
        prop::collection::vec((prop::sample::select(vec!["loss", "lr", "a/b"]), any::<bool>(), value), 1..4);
    prop::collection::vec((0u64..40, prop::option::of(0.0..3.0), cells), 0..60).prop_map(|rows| {
        let row = |(secs, (step, epoch, cells)): (usize, AnyRow)| {
            let key =
                |name: &str, is_eval| if is_eval { MetricKey::eval(name) } else { MetricKey::train(name) };
            let mut values: Vec<(MetricKey, f64)> = Vec::new();
            for (name, is_eval, value) in cells {
                if values.iter().all(|(other, _)| *other != key(name, is_eval)) {
                    values.push((key(name, is_eval), value));
                }
            }
            MetricRow { step, epoch, logged_at: at(secs as i64), elapsed_secs: None, values }
        };
        rows.into_iter().enumerate().map(row).collect()
    })
}

proptest! {
    #[test]
    fn order_repetition_and_parts_do_not_matter(
        rows in any_rows(),
        repeats in prop::collection::vec(any::<prop::sample::Index>(), 0..20),
        seed in any::<u64>(),
        part in 1usize..20,
    ) {
        let expected = merged(&rows);
        let mut arrived = rows.clone();
        if !rows.is_empty() {
            arrived.extend(repeats.iter().map(|idx| idx.get(&rows).clone()));
        }
        // A shuffle by sorting on a hash of position and seed.
        let mut order: Vec<usize> = (0..arrived.len()).collect();
        order.sort_by_key(|&idx| (idx as u64 + 1).wrapping_mul(seed | 1).rotate_left(17));
        let shuffled: Vec<_> = order.into_iter().map(|idx| arrived[idx].clone()).collect();
        let mut store = MetricStore::new();
        let mut n_new = 0;
        for rows in shuffled.chunks(part) {
            n_new += store.merge(rows).n_new;
        }
        prop_assert_eq!(content(&store), content(&expected));
        prop_assert_eq!(store.n_points(), expected.n_points());
        prop_assert_eq!(n_new, expected.n_points());
        prop_assert_eq!(store.last_logged_at(), expected.last_logged_at());
        let revision = store.revision();
        prop_assert_eq!(store.merge(&shuffled), Merged::default());
        prop_assert_eq!(store.revision(), revision, "merging the same again changes nothing");
    }

    #[test]
    fn rows_in_blocks_are_rows(rows in any_rows(), cut in 1usize..20, part in 1usize..20, has_times: bool) {
        let mut rows = rows;
        if !has_times {
            rows.iter_mut().for_each(|row| row.logged_at = None);
        }
        let (mut one_by_one, mut in_blocks) = (MetricStore::new(), MetricStore::new());
        for rows in rows.chunks(part) {
            let mut block = MetricBlock::default();
            for row in rows {
                let is_same = block.columns.iter().map(|(key, _)| key).eq(row.values.iter().map(|(key, _)| key));
                if !is_same || cut <= block.len() {
                    in_blocks.take(&block);
                    block = MetricBlock::default();
                    block.columns = row.values.iter().map(|(key, _)| (key.clone(), Vec::new())).collect();
                }
                block.push_head(row.step, row.epoch, row.elapsed_secs, row.logged_at);
                let figures = block.columns.iter_mut().zip(&row.values);
                figures.for_each(|((_, column), (_, figure))| column.push(*figure));
            }
            in_blocks.take(&block);
            prop_assert_eq!(in_blocks.settle(), one_by_one.merge(rows));
        }
        prop_assert_eq!(content(&in_blocks), content(&one_by_one));
        prop_assert_eq!(in_blocks.n_restarts(), one_by_one.n_restarts());
        prop_assert_eq!(in_blocks.revision(), one_by_one.revision());
    }

    #[test]
    fn put_in_order_bit_by_bit_is_the_same_as_at_once(
        rows in any_rows(), more in any_rows(), has_times: bool, n_at_once in 1usize..30,
    ) {
        let mut more = more;
        if !has_times {
            more.iter_mut().for_each(|row| row.logged_at = None);
        }
        let (mut expected, mut store) = (merged(&rows), merged(&rows));
        more.iter().for_each(|row| store.take(&MetricBlock::of(row.clone())));
        let settled = loop {
            if let Some(settled) = store.settle_some(n_at_once) {
                break settled;
            }
        };
        prop_assert_eq!(settled, expected.merge(&more));
        prop_assert_eq!(content(&store), content(&expected));
        prop_assert_eq!((store.revision(), store.n_points()), (expected.revision(), expected.n_points()));
        prop_assert!(store.series().map(Series::revision).eq(expected.series().map(Series::revision)));
        prop_assert_eq!(store.settle(), Merged::default());
    }

    #[test]
    fn kept_positions_are_the_positions(
        rows in any_rows(), elapsed in prop::collection::vec(prop::option::of(0.0..9.0), 60), has_times: bool,
    ) {
        let mut rows = rows;
        for (row, elapsed_secs) in rows.iter_mut().zip(elapsed) {
            row.elapsed_secs = elapsed_secs;
            row.logged_at = row.logged_at.filter(|_| has_times);
        }
        for series in merged(&rows).series() {
            for axis in XAxis::ALL {
                let bits = |xs: &mut dyn Iterator<Item = f64>| xs.map(f64::to_bits).collect::<Vec<_>>();
                let kept = series.kept_xs(axis).map(|kept| bits(&mut kept.iter()));
                prop_assert!(kept.is_none_or(|kept| kept == bits(&mut series.xs(axis))), "{:?}", axis);
            }
        }
    }

    #[test]
    fn each_point_is_the_newest_of_its_step(rows in any_rows()) {
        let store = merged(&rows);
        for series in store.series() {
            prop_assert!(series.steps().iter().is_sorted_by(|a, b| a < b));
            let figures = (0..series.len()).map(|idx| series.figure(idx));
            for (step, value) in series.steps().iter().zip(figures) {
                let of_step = rows.iter().filter(|row| row.step == step);
                let newest = of_step.filter_map(|row| row.values.iter().find(|(key, _)| key == series.key())).next_back();
                prop_assert_eq!(newest.map(|(_, value)| value.to_bits()), Some(value.to_bits()));
            }
        }
    }
}

proptest! {
    /// Without log times the order of arrival counts, however it is cut into answers.
    #[test]
    fn what_was_replaced_is_what_came_before(
        figures in prop::collection::vec((0u64..12, prop_oneof![Just(1.0), Just(2.0), Just(f64::NAN), Just(f64::INFINITY)]), 0..60),
        cuts in prop::collection::vec(1usize..20, 1..20),
    ) {
        let rows: Vec<_> = figures
            .iter()
            .map(|(step, value)| MetricRow { logged_at: None, ..row(*step, 0, &[("loss", *value)]) })
            .collect();
        let mut store = MetricStore::new();
        let (mut rest, mut n_new) = (&rows[..], 0);
        for cut in cuts.iter().cycle() {
            let (part, after) = rest.split_at((*cut).min(rest.len()));
            n_new += store.merge(part).n_new;
            rest = after;
            if rest.is_empty() {
                break;
            }
        }
        prop_assert_eq!(content(&store), content(&merged(&rows)));
        prop_assert_eq!(n_new, store.n_points());
        let Some(series) = store.get(&MetricKey::train("loss")) else { return Ok(()) };
        // By definition: what is left of the figures of a step, each where it came last.
        let bits = |figures: &[f64]| figures.iter().map(|figure| figure.to_bits()).collect::<Vec<_>>();
        for step in series.steps().iter() {
            let mut all: Vec<f64> = Vec::new();
            for (_, figure) in figures.iter().filter(|(at, _)| *at == step) {
                all.retain(|known| known.to_bits() != figure.to_bits());
                all.push(*figure);
            }
            let newest = all.pop();
            prop_assert_eq!(newest.map(f64::to_bits), series.at_step(step).map(|(figure, _)| figure.to_bits()));
            prop_assert_eq!(bits(&series.earlier_figures(step).collect::<Vec<_>>()), bits(&all));
        }
        let revision = store.revision();
        store.merge(&rows[rows.len().saturating_sub(1)..]);
        prop_assert_eq!(store.revision(), revision, "the last row once more is no news");
    }
}

#[test]
fn a_figure_that_is_told_twice_was_logged_once() {
    let logged = row(5, 20, &[("loss", 0.5)]);
    let measured = MetricRow { logged_at: None, epoch: None, ..logged.clone() };
    for rows in [[&logged, &measured], [&measured, &logged]] {
        let store = merged(&rows.map(Clone::clone));
        assert_eq!(earlier(store.get(&MetricKey::train("loss")).unwrap()), []);
    }
    // Training came by once more.
    let again = merged(&[logged.clone(), row(5, 90, &[("loss", 0.5)])]);
    assert_eq!(earlier(again.get(&MetricKey::train("loss")).unwrap()), [(5, vec![0.5])]);
}

#[test]
fn a_late_row_is_kept_beside_the_newer_one() {
    let mut store = merged(&[row(5, 20, &[("loss", 20.0)])]);
    let revision = store.revision();
    assert_eq!(store.merge(&[row(5, 10, &[("loss", 10.0)])]), Merged { n_late: 1, ..Merged::default() });
    assert!(revision < store.revision());
    let series = store.get(&MetricKey::train("loss")).unwrap();
    assert_eq!(earlier(series), [(5, vec![10.0])]);
    assert_eq!(series.figure(0), 20.0);
    store.merge(&(0..50).map(|secs| row(5, secs, &[("loss", f64::from(secs as i32))])).collect::<Vec<_>>());
    let series = store.get(&MetricKey::train("loss")).unwrap();
    let kept: Vec<f64> = series.earlier_figures(5).collect();
    assert_eq!(
        (kept.len(), kept[0], kept[31], series.figure(0)),
        (32, 17.0, 48.0, 49.0),
        "the newest are kept"
    );
}

/// Rows of one metric are put in order so many points at a time, in at least so many pieces.
#[track_caller]
fn check_pieces(steps: impl Iterator<Item = u64>, n_at_once: usize, least: usize) {
    let columns = vec![(MetricKey::train("loss"), Vec::new())];
    let mut block = MetricBlock { columns, ..MetricBlock::default() };
    for step in steps {
        block.push_head(step, None, None, None);
        block.columns[0].1.push(step as f64);
    }
    let mut store = MetricStore::new();
    store.take(&block);
    let mut n_pieces = 1;
    while store.settle_some(n_at_once).is_none() {
        n_pieces += 1;
    }
    assert!(least <= n_pieces, "{n_pieces}");
    for series in store.series() {
        assert!(series.steps().iter().map(|step| step as f64).eq(series.values().iter()));
    }
}

#[test]
fn no_piece_of_putting_in_order_is_larger_than_asked_for() {
    let n = 50_000;
    check_pieces(0..n, 1000, 1);
    // Backwards in blocks, which are merged in four passes, and put in their places.
    check_pieces((0..n).map(|idx| n - idx), 1000, 4 * 50 + 50);
    // All that is there is moved to make room for one point, but for that which is before it.
    check_pieces((2..n).chain([1]), 1000, 50);
    check_pieces((0..n).chain([n - 2]), 1000, 1);
    // Fifty thousand times the same step.
    check_pieces((0..n).map(|_| 7), 1000, 50);
}

#[test]
fn without_log_times_the_later_arrival_wins() {
    let mut store = MetricStore::new();
    let unstamped = |value| MetricRow { logged_at: None, ..row(5, 0, &[("loss", value)]) };
    store.merge(&[unstamped(1.0)]);
    assert_eq!(store.merge(&[unstamped(2.0), unstamped(3.0)]), Merged { n_changed: 1, ..Merged::default() });
    assert_eq!(store.get(&MetricKey::train("loss")).unwrap().values().iter().collect::<Vec<_>>(), [3.0]);
    assert_eq!(store.axes(), [XAxis::Step, XAxis::Epoch]);
    assert_eq!(store.secs_per_step(), None);
}

#[test]
fn revision_follows_the_content_of_each_series() {
    let mut store = merged(&[row(1, 1, &[("loss", 1.0), ("lr", 0.1)])]);
    let loss_key = MetricKey::train("loss");
    let before = (store.revision(), store.get(&MetricKey::train("lr")).unwrap().revision());
    store.merge(&[row(2, 2, &[("loss", f64::NAN)])]);
    assert!(before.0 < store.revision());
    assert_eq!(store.get(&MetricKey::train("lr")).unwrap().revision(), before.1, "lr did not change");
    let loss = store.get(&loss_key).unwrap();
    assert_eq!((loss.revision(), loss.len(), loss.n_finite()), (store.revision(), 2, 1));
    assert_eq!(loss.last_finite(), Some((1, 1.0)));
    let revision = store.revision();
    store.clear();
    assert!(store.is_empty() && store.last_step().is_none() && revision < store.revision());
    let revision = store.revision();
    store.clear();
    assert_eq!(store.revision(), revision, "an empty store has nothing to forget");
}

#[test]
fn an_earlier_first_row_moves_elapsed_time() {
    let mut store = merged(&[row(10, 100, &[("loss", 1.0)])]);
    let elapsed = |store: &MetricStore| {
        store.get(&MetricKey::train("loss")).unwrap().xs(XAxis::Elapsed).collect::<Vec<_>>()
    };
    assert_eq!(elapsed(&store), [0.0]);
    store.merge(&[row(5, 40, &[("other", 1.0)])]);
    assert_eq!(elapsed(&store), [60.0]);
    assert_eq!(store.axes(), XAxis::ALL);
    assert_eq!(store.get(&MetricKey::train("loss")).unwrap().x_at(XAxis::WallClock, 0), 1_780_000_100.0);
}

#[test]
fn elapsed_seconds_of_the_service_come_first() {
    let sent = |step, secs| MetricRow {
        elapsed_secs: Some(secs),
        logged_at: None,
        ..row(step, 0, &[("loss", 1.0)])
    };
    let store = merged(&[sent(200, 31.5), sent(400, 61.5)]);
    assert_eq!(
        store.get(&MetricKey::train("loss")).unwrap().xs(XAxis::Elapsed).collect::<Vec<_>>(),
        [31.5, 61.5]
    );
    assert_eq!(store.axes(), [XAxis::Step, XAxis::Epoch, XAxis::Elapsed]);
    assert_eq!(store.secs_per_step(), Some(0.15));
}

#[test]
fn speed_is_the_median_of_the_recent_past() {
    // 10 s per step long ago, 1 s per step of late, with one pause of an hour for evaluation.
    let mut secs = 0;
    let mut rows = Vec::new();
    for step in 1..=600u64 {
        secs += if step <= 300 { 10 } else { 1 };
        secs += if step == 500 { 3_600 } else { 0 };
        rows.push(row(step, secs, &[("loss", 1.0)]));
    }
    let store = merged(&rows);
    assert_eq!(store.secs_per_step(), Some(1.0));
    assert_eq!(store.epoch_at_last_step(), Some(6.0));
    let sparse = merged(&[row(1_000, 0, &[("loss", 1.0)]), row(2_000, 500, &[("loss", 1.0)])]);
    assert_eq!(sparse.secs_per_step(), Some(0.5), "rows further apart than the window still count");
}

#[test]
fn going_back_with_newer_stamps_is_a_restart() {
    let step = |step, secs| row(step, secs, &[("loss", 1.0)]);
    let mut store = merged(&[step(1, 1), step(2, 2), step(3, 3)]);
    store.merge(&[step(3, 3), step(4, 4)]);
    assert_eq!(store.n_restarts(), 0, "an overlapping poll is no restart");
    store.merge(&[step(2, 2)]);
    assert_eq!(store.n_restarts(), 0, "a late row is no restart");
    store.merge(&[step(3, 10), step(4, 11)]);
    assert_eq!(store.n_restarts(), 1);
    store.merge(&[step(1, 1), step(2, 2), step(3, 3), step(4, 4), step(3, 10), step(4, 11)]);
    assert_eq!(store.n_restarts(), 1, "reading the log again is no restart");
}
