//! The curves of compared jobs: one chart per metric, all jobs in it.
//!
//! Contract: a job's colour follows from its place in the comparison and is the same in all charts. Evaluation is
//! dashed. Where there are more jobs than colours, colours begin again with dots: no two curves of a chart look alike.

use std::sync::Arc;

use kernel::Positions;

use super::Stretch;
use crate::{
    chart::{Curve, LIGHT},
    metrics::{MetricStore, Series, XAxis},
    model::{MetricKey, Split},
};

/// Percent in a whole run.
const WHOLE: f64 = 100.0;

/// A job as its curves are made.
#[derive(Debug, Clone, Copy)]
pub struct ComparedJob<'a> {
    /// Its name, which no other has.
    pub name: &'a Arc<str>,
    /// Its place in the comparison.
    pub place: usize,
    /// Metrics that the job logged.
    pub store: &'a MetricStore,
    /// Length of the run.
    pub stretch: Stretch,
}

impl ComparedJob<'_> {
    /// Returns the colour slot of its curves.
    pub fn color(&self) -> usize {
        color_of(self.place)
    }
}

/// Returns the colour slot of the job at this place.
pub const fn color_of(place: usize) -> usize {
    place % LIGHT.series.len()
}

/// Returns true if a job at this place shares its colour with an earlier one.
pub const fn is_dotted(place: usize) -> bool {
    LIGHT.series.len() <= place
}

/// Returns the curves of one chart, with their keys, job by job. A job that has not logged a metric has no curve of it, and
/// none has a curve along an axis on which its place is unknown.
pub fn compared_curves(jobs: &[ComparedJob<'_>], keys: &[MetricKey], axis: XAxis) -> Vec<(MetricKey, Curve)> {
    let curves =
        jobs.iter().flat_map(|job| keys.iter().filter_map(|key| Some((key.clone(), curve(job, key, axis)?))));
    curves.collect()
}

fn curve(job: &ComparedJob<'_>, key: &MetricKey, axis: XAxis) -> Option<Curve> {
    let series = job.store.get(key)?;
    let is_dashed = key.split != Split::Train;
    let mut curve = match axis {
        XAxis::RunShare => Curve::along(series, shares(series, job.stretch)?, job.color(), is_dashed),
        axis => Curve::of_series(series, axis, job.color(), is_dashed),
    };
    curve.is_dotted = is_dotted(job.place);
    curve.owner = Some(Arc::clone(job.name));
    curve.label = match &key.split {
        Split::Train => job.name.to_string(),
        split => format!("{} · {}", job.name, split.label()),
    };
    Some(curve)
}

fn shares(series: &Series, stretch: Stretch) -> Option<Positions> {
    let Stretch::Steps(whole) = stretch else { return None };
    let share = |step: f64| WHOLE * step / whole as f64;
    Some(Positions::Column(series.xs(XAxis::Step).map(share).collect()))
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::comparison::{MOST_JOBS, test_jobs::store};

    fn keys() -> [MetricKey; 2] {
        [MetricKey::train("loss"), MetricKey::eval("loss")]
    }

    #[test]
    fn no_two_curves_of_a_chart_look_alike() {
        let logged = store(&[(10, 2.0, 2.0)]);
        let names: Vec<Arc<str>> = (0..MOST_JOBS).map(|place| format!("job {place}").into()).collect();
        let jobs: Vec<_> = names
            .iter()
            .enumerate()
            .map(|(place, name)| ComparedJob { name, place, store: &logged, stretch: Stretch::Open })
            .collect();
        let curves = compared_curves(&jobs, &keys(), XAxis::Step);
        assert_eq!(curves.len(), 2 * MOST_JOBS);
        let look = |curve: &Curve| (curve.color, curve.is_dashed, curve.is_dotted);
        for (i, (_, a)) in curves.iter().enumerate() {
            for (_, b) in &curves[..i] {
                assert!(look(a) != look(b) && a.label != b.label, "{} and {}", a.label, b.label);
            }
        }
    }

    #[test]
    fn a_job_is_as_wide_as_its_own_run() {
        let (short, long) = (store(&[(10, 2.0, 2.0), (40, 1.0, 1.0)]), store(&[(200, 1.0, 1.0)]));
        let (a, b, c): (Arc<str>, Arc<str>, Arc<str>) = ("a".into(), "b".into(), "c".into());
        let none = MetricStore::new();
        let jobs = [
            ComparedJob { name: &a, place: 0, store: &short, stretch: Stretch::Steps(40) },
            ComparedJob { name: &b, place: 1, store: &long, stretch: Stretch::Steps(800) },
            ComparedJob { name: &c, place: 2, store: &none, stretch: Stretch::Unlogged },
        ];
        let curves = compared_curves(&jobs, &keys(), XAxis::RunShare);
        let xs = |curve: &Curve| (0..curve.len()).map(|idx| curve.point(idx).0).collect::<Vec<_>>();
        let seen: Vec<_> = curves.iter().map(|(_, curve)| (curve.label.as_str(), xs(curve))).collect();
        let expected = [
            ("a", vec![25.0, 100.0]),
            ("a · eval", vec![25.0, 100.0]),
            ("b", vec![25.0]),
            ("b · eval", vec![25.0]),
        ];
        assert_eq!(seen, expected);
        // A run without a known end has no share.
        let open = ComparedJob { stretch: Stretch::Open, ..jobs[0] };
        assert_eq!(compared_curves(&[open], &keys(), XAxis::RunShare).len(), 0);
    }
}
