//! From stored columns to a chart's curves.

use kernel::Smoothing;

use super::Curve;
use crate::{
    metrics::{MetricStore, XAxis},
    model::{MetricKey, Split},
};

/// Colour slots of well-known metrics; the same on every page.
const SLOTS: [(&str, usize); 3] = [("loss", 0), ("learning_rate", 3), ("grad_norm", 2)];
/// Slot of evaluation, whose line is dashed as well.
const EVAL_SLOT: usize = 1;
/// Slots for all other metrics, by name.
const OTHER_SLOTS: [usize; 4] = [4, 5, 6, 0];

/// The curves of `keys` along `axis`, each smoothed by what `how` says for its key and length. A key
/// without data gives no curve. `before` are the curves of an earlier state, whose smoothing is continued.
pub fn curves(
    store: &MetricStore,
    keys: &[MetricKey],
    axis: XAxis,
    how: impl Fn(&MetricKey, usize) -> Option<Smoothing>,
    before: &[Curve],
) -> Vec<Curve> {
    keys.iter()
        .filter_map(|key| {
            let series = store.get(key)?;
            let is_eval = key.split == Split::Eval;
            let color = if is_eval { EVAL_SLOT } else { slot(&key.name) };
            let curve = Curve::of_series(series, axis, color, is_eval);
            let known = before.iter().find(|before| before.label == curve.label);
            Some(curve.smoothed(how(key, series.len()), known))
        })
        .collect()
}

/// A metric keeps its colour wherever it stands.
fn slot(name: &str) -> usize {
    let known = SLOTS.iter().find(|(known, _)| *known == name).map(|(_, slot)| *slot);
    known.unwrap_or_else(|| {
        let sum: usize = name.bytes().map(usize::from).sum();
        OTHER_SLOTS[sum % OTHER_SLOTS.len()]
    })
}
