//! Along which axes jobs can be laid over each other, and how long a whole run is.

use crate::{
    format,
    metrics::{MetricStore, XAxis},
    model::Job,
};

/// The axes of a comparison, in the order of menus.
pub const AXES: [XAxis; 4] = [XAxis::Step, XAxis::Epoch, XAxis::RunShare, XAxis::Elapsed];

/// From this ratio of the longest run to the shortest on, percent of the run is the first choice.
const LARGE_RATIO: u64 = 10;

/// Length of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stretch {
    /// The job has logged nothing yet, so it rules out no axis.
    Unlogged,
    /// To this step, above 0.
    Steps(u64),
    /// The run continues, to an unknown length.
    Open,
}

impl Stretch {
    /// Returns the length of a job's run: of one that has ended as far as it logged, of another as far as its
    /// record says.
    pub fn of(job: &Job, store: &MetricStore) -> Self {
        let last = store.last_step().filter(|step| 0 < *step);
        let total = job.progress.n_steps_total.filter(|total| 0 < *total);
        match (last, total) {
            (None, _) => Self::Unlogged,
            (Some(last), _) if job.status.class.is_terminal() => Self::Steps(last),
            (Some(last), Some(total)) => Self::Steps(total.max(last)),
            (Some(_), None) => Self::Open,
        }
    }

    /// Returns the steps of the whole run, above 0; `None` if nothing says.
    const fn n_steps(self) -> Option<u64> {
        match self {
            Self::Steps(n) => Some(n),
            Self::Unlogged | Self::Open => None,
        }
    }
}

/// Returns the reason why jobs cannot be laid over each other along an axis; `None` if they can. Each job comes with
/// its name; one that has logged nothing yet does not count.
pub fn objection(axis: XAxis, jobs: &[(&str, &MetricStore, Stretch)]) -> Option<String> {
    let logged = jobs.iter().filter(|(.., stretch)| *stretch != Stretch::Unlogged);
    let lacks = |(_, store, stretch): &&(&str, &MetricStore, Stretch)| match axis {
        XAxis::RunShare => *stretch == Stretch::Open,
        axis => !store.axes().contains(&axis),
    };
    let names: Vec<&str> = logged.filter(lacks).map(|(name, ..)| *name).collect();
    let (first, others) = names.split_first()?;
    let who = match others {
        [] => format!("“{first}”"),
        [second] => format!("“{first}” and “{second}”"),
        others => format!("“{first}” and {} others", others.len()),
    };
    let (is_one, what) = (
        others.is_empty(),
        match axis {
            XAxis::Epoch => "no epochs",
            XAxis::Elapsed | XAxis::WallClock => "no times",
            XAxis::Step => "no steps",
            XAxis::RunShare if others.is_empty() => {
                return Some(format!("{who} goes on, and its service does not say how far"));
            }
            XAxis::RunShare => return Some(format!("{who} go on, and their services do not say how far")),
        },
    );
    Some(format!("{who} {} {what}", if is_one { "logs" } else { "log" }))
}

/// Returns the reason why a comparison begins with percent of the run along x: by steps, the shortest run would be a sliver
/// beside the longest. `None` if it begins with steps, as it does while the length of a run is unknown.
pub fn share_reason(jobs: &[(&str, &MetricStore, Stretch)]) -> Option<String> {
    if objection(XAxis::RunShare, jobs).is_some() {
        return None;
    }
    let lengths = || jobs.iter().filter_map(|(name, _, stretch)| Some((stretch.n_steps()?, *name)));
    let ((most, longest), (least, shortest)) = (lengths().max()?, lengths().min()?);
    let is_large = LARGE_RATIO <= most.checked_div(least)?;
    is_large.then(|| {
        let times = format::count(most.saturating_add(least >> 1).checked_div(least).unwrap_or(most));
        let about = if most.is_multiple_of(least) { "" } else { "about " };
        format!(
            "By % of run, as “{longest}” has {about}{times} times the steps of “{shortest}”. X axis has other choices."
        )
    })
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::{
        comparison::test_jobs::{job, store},
        model::{MetricKey, MetricRow, StatusClass},
    };

    #[test]
    fn a_run_that_has_ended_is_as_long_as_it_logged() {
        let logged = store(&[(10, 2.0, 2.0), (40, 1.0, 1.0)]);
        for (class, total, store, expected) in [
            (StatusClass::Completed, Some(100), &logged, Stretch::Steps(40)),
            (StatusClass::Running, Some(100), &logged, Stretch::Steps(100)),
            (StatusClass::Running, Some(30), &logged, Stretch::Steps(40)),
            (StatusClass::Running, None, &logged, Stretch::Open),
            (StatusClass::Running, Some(100), &MetricStore::new(), Stretch::Unlogged),
        ] {
            let mut job = job("a", class);
            job.progress.n_steps_total = total;
            assert_eq!(Stretch::of(&job, store), expected, "{class:?} {total:?}");
        }
    }

    #[test]
    fn an_axis_is_for_all_jobs_or_says_whose_fault_it_is() {
        let bare = store(&[(10, 2.0, 2.0)]);
        let row = MetricRow {
            step: 10,
            epoch: Some(0.5),
            logged_at: None,
            elapsed_secs: Some(3.0),
            values: vec![(MetricKey::train("loss"), 1.0)],
        };
        let mut full = MetricStore::new();
        full.merge(&[row]);
        let none = MetricStore::new();
        let (a, b) = (("a", &full, Stretch::Steps(10)), ("b", &bare, Stretch::Open));
        let (c, d) = (("c", &bare, Stretch::Open), ("d", &none, Stretch::Unlogged));
        for (axis, jobs, expected) in [
            (XAxis::Step, vec![a, b, d], None),
            (XAxis::Epoch, vec![a, d], None),
            (XAxis::Epoch, vec![a, b], Some("“b” logs no epochs")),
            (XAxis::Elapsed, vec![a, b, c], Some("“b” and “c” log no times")),
            (XAxis::RunShare, vec![a, d], None),
            (XAxis::RunShare, vec![a, b], Some("“b” goes on, and its service does not say how far")),
            (XAxis::Epoch, vec![b, c, b], Some("“b” and 2 others log no epochs")),
            (XAxis::Epoch, vec![], None),
        ] {
            assert_eq!(objection(axis, &jobs).as_deref(), expected, "{axis:?} {}", jobs.len());
        }
    }

    #[test]
    fn runs_of_very_different_lengths_begin_with_their_share() {
        let (logged, none) = (store(&[(10, 2.0, 2.0)]), MetricStore::new());
        let run = |name: &'static str, n| (name, &logged, Stretch::Steps(n));
        let (a, c) = (run("a", 100), run("c", 2_400));
        let (open, unlogged) = (("d", &logged, Stretch::Open), ("e", &none, Stretch::Unlogged));
        let told = |longest: &str, times: &str| {
            format!(
                "By % of run, as “{longest}” has {times} times the steps of “a”. X axis has other choices."
            )
        };
        for (jobs, expected) in [
            (vec![], None),
            (vec![a], None),
            (vec![a, run("b", 999)], None),
            (vec![a, run("b", 1_000)], Some(told("b", "10"))),
            (vec![run("b", 300), c, a, unlogged], Some(told("c", "24"))),
            (vec![a, run("b", 1_049)], Some(told("b", "about 10"))),
            (vec![a, run("b", 1_051)], Some(told("b", "about 11"))),
            (vec![a, run("b", u64::MAX)], Some(told("b", "about 184,467,440,737,095,516"))),
            (vec![a, c, open], None),
            (vec![open, unlogged], None),
        ] {
            assert_eq!(share_reason(&jobs), expected, "{}", jobs.len());
        }
    }
}
