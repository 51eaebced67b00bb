//! From stored columns to a chart's curves.

use kernel::Smoothing;

use crate::{
    chart::Curve,
    metrics::{MetricStore, XAxis},
    model::{MetricKey, Split},
};

/// Colour slots of well-known metrics; the same on every page.
const SLOTS: [(&str, usize); 3] = [("loss", 0), ("learning_rate", 3), ("grad_norm", 2)];
/// Slot of evaluation, whose line is dashed as well.
const EVAL_SLOT: usize = 1;
/// Slots for all other metrics, by name.
const OTHER_SLOTS: [usize; 4] = [4, 5, 6, 0];

/// The curves of one chart, while they are smoothed: that of a long log takes some time.
#[derive(Debug)]
pub struct Smoother {
    curves: Vec<Curve>,
}

/// Returns the curves of `keys` along `axis`, each smoothed by what `how` says for its key and length. A key
/// without data gives no curve. `before` are the curves of an earlier state, whose smoothing is continued.
pub fn curves(
    store: &MetricStore,
    keys: &[MetricKey],
    axis: XAxis,
    how: impl Fn(&MetricKey, usize) -> Option<Smoothing>,
    before: &[Curve],
) -> Vec<Curve> {
    let mut smoother = Smoother::new(store, keys, axis, how, before);
    smoother.go_on(usize::MAX);
    smoother.into_curves()
}

impl Smoother {
    /// Returns a smoother of the curves that [`curves`] returns.
    pub fn new(
        store: &MetricStore,
        keys: &[MetricKey],
        axis: XAxis,
        how: impl Fn(&MetricKey, usize) -> Option<Smoothing>,
        before: &[Curve],
    ) -> Self {
        let curve = |key: &MetricKey| {
            let series = store.get(key)?;
            let is_eval = key.split == Split::Eval;
            let color = if is_eval { EVAL_SLOT } else { slot(&key.name) };
            let curve = Curve::of_series(series, axis, color, is_eval);
            Some((curve, how(key, series.len())))
        };
        Self::of(keys.iter().filter_map(curve), before)
    }

    /// Returns a smoother of these curves, each with its smoothing. No two have the same label.
    pub fn of(curves: impl IntoIterator<Item = (Curve, Option<Smoothing>)>, before: &[Curve]) -> Self {
        let begun = |(curve, how): (Curve, Option<Smoothing>)| {
            let known = known_of(&curve, before);
            curve.smoothing_begun(how, known)
        };
        Self { curves: curves.into_iter().map(begun).collect() }
    }

    /// Goes on by so many points, each of which may be looked at several times; whether nothing is left to do.
    pub fn go_on(&mut self, n_points: usize) -> bool {
        let mut left = n_points;
        self.curves.iter_mut().all(|curve| curve.smooth_some(&mut left))
    }

    /// Returns the curves to show until then: the raw lines, and above them what `before`, the curves of an earlier
    /// state, has smoothed of the same figures.
    pub fn meanwhile(&self, before: &[Curve]) -> Vec<Curve> {
        self.curves.iter().map(|curve| curve.meanwhile(known_of(curve, before))).collect()
    }

    /// Returns the curves, once nothing is left to do.
    pub fn into_curves(self) -> Vec<Curve> {
        self.curves
    }
}

/// Returns the same curve in an earlier state.
fn known_of<'a>(curve: &Curve, before: &'a [Curve]) -> Option<&'a Curve> {
    before.iter().find(|before| before.label == curve.label)
}

/// Returns the colour of a metric, which is the same in every chart.
fn slot(name: &str) -> usize {
    let known = SLOTS.iter().find(|(known, _)| *known == name).map(|(_, slot)| *slot);
    known.unwrap_or_else(|| {
        let sum: usize = name.bytes().map(usize::from).sum();
        OTHER_SLOTS[sum % OTHER_SLOTS.len()]
    })
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::MetricRow;

    fn store(values: &[f64]) -> MetricStore {
        let row = |(idx, value): (usize, &f64)| MetricRow {
            step: idx as u64,
            epoch: None,
            logged_at: None,
            elapsed_secs: None,
            values: vec![(MetricKey::train("loss"), *value), (MetricKey::eval("loss"), value * 2.0)],
        };
        let mut store = MetricStore::new();
        store.merge(&values.iter().enumerate().map(row).collect::<Vec<_>>());
        store
    }

    fn smoothed(curves: &[Curve]) -> Vec<Option<Vec<u64>>> {
        let bits = |curve: &Curve| curve.smoothed_ys().map(|ys| ys.iter().map(f64::to_bits).collect());
        curves.iter().map(bits).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn bit_by_bit_is_the_same_as_at_once(
            values in prop::collection::vec(-5.0..5.0, 2..600), n_at_once in 1..300_usize, weights in (0.1..0.9, 0.1..0.9),
        ) {
            let keys = [MetricKey::train("loss"), MetricKey::eval("loss")];
            let how = |weight: f64| move |_: &MetricKey, _: usize| Some(Smoothing::Average(weight));
            let store = store(&values);
            let before = curves(&store, &keys, XAxis::Step, how(weights.0), &[]);
            let mut smoother = Smoother::new(&store, &keys, XAxis::Step, how(weights.1), &before);
            let mut n_pieces = 1;
            // What was smoothed otherwise stays until it is done; without that there is the raw line.
            prop_assert_eq!(smoothed(&smoother.meanwhile(&before)), smoothed(&before));
            while !smoother.go_on(n_at_once) {
                n_pieces += 1;
                prop_assert_eq!(smoothed(&smoother.meanwhile(&[])), vec![None, None]);
            }
            prop_assert!(2 * values.len() <= n_pieces * n_at_once, "a piece larger than asked for");
            let expected = curves(&store, &keys, XAxis::Step, how(weights.1), &[]);
            prop_assert_eq!(smoothed(&smoother.into_curves()), smoothed(&expected));
        }
    }

    #[test]
    fn what_was_smoothed_of_fewer_points_is_not_shown_with_more() {
        let keys = [MetricKey::train("loss")];
        let how = |_: &MetricKey, _: usize| Some(Smoothing::Average(0.5));
        let before = curves(&store(&[1.0, 2.0, 4.0]), &keys, XAxis::Step, how, &[]);
        let grown = store(&[1.0, 2.0, 4.0, 3.0]);
        let smoother = Smoother::new(&grown, &keys, XAxis::Step, how, &before);
        assert_eq!(smoothed(&smoother.meanwhile(&before)), [None]);
    }
}
