//! Spoken text of a chart: the points under a crosshair that keys move, and points that arrive, at a limited
//! rate.

use super::summary::at;
use crate::{
    chart::{Curve, View, gap_word, hit_at, tick_label},
    format::{count_of, number},
    metrics::XAxis,
    model::Timestamp,
};

/// Between two reports of new points, seconds: listening takes time.
const MIN_PAUSE_SECS: f64 = 5.0;

/// Returns the points nearest to a place, place first: `step 1,090: train 1.015, smoothed 1.028, eval 1.107 at step 1,000`.
pub fn reading(curves: &[Curve], x: f64, view: &View) -> Option<String> {
    let mut hit = hit_at(curves, x)?;
    hit.rows.sort_by_key(|row| row.curve);
    let place = tick_label(hit.x, view.x_axis, view.utc_offset);
    let place = match view.x_axis {
        XAxis::Step | XAxis::Epoch => format!("{} {place}", view.x_axis.label().to_lowercase()),
        XAxis::Elapsed | XAxis::WallClock => place,
        XAxis::RunShare => format!("{place} % of the run"),
    };
    let parts = hit.rows.iter().filter_map(|row| {
        let smoothed = row.smoothed.map(|smoothed| format!(", smoothed {}", number(smoothed)));
        let elsewhere = (row.x != hit.x).then(|| format!(" {}", at(row.x, view)));
        let label = &curves.get(row.curve)?.label;
        Some(format!(
            "{label} {}{}{}",
            gap_word(row.value).map_or_else(|| number(row.value), str::to_owned),
            smoothed.unwrap_or_default(),
            elsewhere.unwrap_or_default()
        ))
    });
    Some(format!("{place}: {}", parts.collect::<Vec<_>>().join(", ")))
}

/// Returns the number of new points, and the last value of each curve that grew: `12 new points, train loss
/// 1.01`.
pub fn news(title: &str, curves: &[Curve], grown: &[usize]) -> String {
    let mut text = count_of(grown.iter().sum(), "new point", "new points");
    for (curve, _) in curves.iter().zip(grown).filter(|(_, n_new)| 0 < **n_new) {
        if let Some(last) = curve.nearest(f64::INFINITY) {
            text.push_str(&format!(
                ", {} {} {}",
                curve.label,
                title.to_lowercase(),
                number(curve.ys().at(last))
            ));
        }
    }
    text
}

/// Decides when new points are reported.
#[derive(Debug, Clone, Default)]
pub struct Reporter {
    /// Points per curve that the listener knows of.
    known: Vec<usize>,
    reported_at: Option<Timestamp>,
}

/// Action on new points.
#[derive(Debug, Clone, PartialEq)]
pub enum News {
    /// There are none.
    Nothing,
    /// Say that each curve has so many more.
    Say(Vec<usize>),
    /// Ask again after so many seconds.
    Later(f64),
}

impl Reporter {
    /// Starts from `n_points`: the listener learns of these points in another way.
    pub fn begin(&mut self, n_points: Vec<usize>) {
        self.known = n_points;
    }

    /// Takes the present number of points of each curve.
    pub fn hear(&mut self, n_points: Vec<usize>, now: Timestamp) -> News {
        let is_other = n_points.len() != self.known.len()
            || n_points.iter().zip(&self.known).any(|(now, known)| now < known);
        if is_other {
            // Other curves, or read anew: not news about these.
            self.known = n_points;
            return News::Nothing;
        }
        if n_points == self.known {
            return News::Nothing;
        }
        // A clock that went back counts as one that stands still.
        let since =
            self.reported_at.map(|at| now.secs_since(at).max(0.0)).filter(|since| *since < MIN_PAUSE_SECS);
        if let Some(since) = since {
            return News::Later(MIN_PAUSE_SECS - since);
        }
        self.reported_at = Some(now);
        let grown = n_points.iter().zip(&self.known).map(|(now, known)| now - known).collect();
        self.known = n_points;
        News::Say(grown)
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use kernel::{Positions, Smoothing};

    use super::*;

    fn curve(label: &str, steps: &[u64], ys: &[f64]) -> Curve {
        let steps = Positions::Steps(steps.iter().copied().collect());
        Curve::new(label, 0, false, steps, ys.iter().copied().collect())
    }

    #[test]
    fn a_crosshair_is_read_curve_by_curve() {
        let train =
            curve("train", &[1_000, 1_090], &[1.2, 1.015]).smoothed(Some(Smoothing::Average(0.6)), None);
        let eval = curve("eval", &[1_000], &[1.107]);
        let smoothed = number(train.smoothed_ys().unwrap().at(1));
        let curves = [train, eval];
        let said = |x, axis| reading(&curves, x, &View { x_axis: axis, ..View::default() });
        let expected = format!("step 1,090: train 1.015, smoothed {smoothed}, eval 1.107 at step 1,000");
        assert_eq!(said(1_090.0, XAxis::Step), Some(expected));
        assert!(said(1_000.0, XAxis::Epoch).unwrap().ends_with(", eval 1.107"));
        assert!(said(1_000.0, XAxis::Elapsed).unwrap().starts_with("16m 40s: "));
        assert_eq!((said(f64::NAN, XAxis::Step), reading(&[], 1.0, &View::default())), (None, None));
    }

    #[test]
    fn only_curves_with_new_points_are_named() {
        let curves =
            [curve("train", &[1, 2], &[1.5, 1.01]), curve("eval", &[1], &[1.1]), curve("none", &[], &[])];
        assert_eq!(news("Loss", &curves, &[12, 0, 0]), "12 new points, train loss 1.01");
        assert_eq!(news("Loss", &curves, &[0, 1, 0]), "1 new point, eval loss 1.1");
        assert_eq!(news("Loss", &curves, &[1, 1, 0]), "2 new points, train loss 1.01, eval loss 1.1");
    }

    #[test]
    fn news_come_at_most_every_five_seconds_and_none_are_lost() {
        let mut reporter = Reporter::default();
        let at = |millis: i64| Timestamp::from_unix_millis(1_000_000 + millis);
        reporter.begin(vec![10, 2]);
        for (n_points, millis, expected) in [
            (vec![10, 2], 0, News::Nothing),
            (vec![12, 2], 100, News::Say(vec![2, 0])),
            (vec![12, 2], 200, News::Nothing),
            (vec![13, 2], 1_100, News::Later(4.0)),
            (vec![14, 3], 4_850, News::Later(0.25)),
            (vec![14, 3], 5_100, News::Say(vec![2, 1])),
            (vec![15, 3], 60_000, News::Say(vec![1, 0])),
            // A clock that was put back delays, but not for longer than the pause.
            (vec![16, 3], 50_000, News::Later(5.0)),
            (vec![17, 3], 65_000, News::Say(vec![2, 0])),
            // Read anew, or other curves: nothing that came in just now.
            (vec![4, 0], 90_000, News::Nothing),
            (vec![4], 91_000, News::Nothing),
            (vec![5], 92_000, News::Say(vec![1])),
        ] {
            assert_eq!(reporter.hear(n_points.clone(), at(millis)), expected, "{n_points:?} at {millis}");
        }
        // A listener who comes back has read the summary, which says how many there are.
        reporter.begin(vec![50]);
        assert_eq!(reporter.hear(vec![50], at(200_000)), News::Nothing);
    }
}
