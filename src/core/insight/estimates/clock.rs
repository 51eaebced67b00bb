//! The clock of a run: how often figures come, where it paused, whether it became slower, whether it stands still.
//!
//! Definition: a pause is a gap of at least a minute between two rows that is 20 times the median gap and 3 times the 99 % quantile of all. A run
//! has become slower if a step takes twice as long in the last fifth of the rows as in the first half, in the medians. It stands still if no figures came
//! for more than 5 times the 90 % quantile and twice the 99 % quantile of the gaps, and for more than two polls.
//! Source: section 6 of the design sheet. Evaluations and checkpoints are pauses too, so that the quantiles know them.
//! Fails with fewer than 8 gaps, where nothing is said.

/// Rows that are looked at, the last ones.
const MOST_ROWS: usize = 2_000;
/// Gaps below which nothing is said.
const FEWEST: usize = 8;
/// Pauses that are kept, the longest.
const MOST_PAUSES: usize = 8;

/// A gap between two rows that is far longer than usual.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pause {
    /// Step of the row before it.
    pub from_step: u64,
    /// Step of the row after it.
    pub to_step: u64,
    /// Its length in seconds.
    pub secs: f64,
}

/// The clock of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Clock {
    /// Usual seconds between two rows: their median.
    pub usual_secs: f64,
    /// Seconds between two rows that 9 of 10 gaps do not exceed, and 99 of 100.
    pub long_secs: (f64, f64),
    /// Pauses by their steps, at most 8.
    pub pauses: Vec<Pause>,
    /// Seconds per step in the first half of the rows and in the last fifth, if the run has become twice as slow.
    pub slower: Option<(f64, f64)>,
}

/// A run from which no new figures come.
#[derive(Debug, Clone, PartialEq)]
pub struct Stall {
    /// Seconds since the last row.
    pub secs: f64,
    /// Usual seconds between two rows.
    pub usual_secs: f64,
    /// Sentence: since when, and how often figures came before.
    pub sentence: String,
}

/// Reads the clock from the steps and seconds of rows, in their order; `None` with fewer than 8 gaps. Gaps in which the clock falls
/// back are none.
///
/// # Example
/// ```
/// let mut rows: Vec<(u64, f64)> = (0..20).map(|row| (10 * row, 30.0 * row as f64)).collect();
/// rows.extend((20..40).map(|row| (10 * row, 9_000.0 + 30.0 * row as f64)));
/// let clock = tuneboard_core::insight::read_clock(&rows).expect("there are many rows");
/// assert_eq!((clock.usual_secs, clock.pauses[0].from_step), (30.0, 190));
/// ```
pub fn read_clock(rows: &[(u64, f64)]) -> Option<Clock> {
    let rows = &rows[rows.len().saturating_sub(MOST_ROWS)..];
    let gap = |pair: &[(u64, f64)]| {
        let secs = pair[1].1 - pair[0].1;
        let is_on = pair[0].0 < pair[1].0 && secs.is_finite() && 0.0 <= secs;
        is_on.then_some(Pause { from_step: pair[0].0, to_step: pair[1].0, secs })
    };
    let gaps: Vec<Pause> = rows.windows(2).filter_map(gap).collect();
    if gaps.len() < FEWEST {
        return None;
    }
    let mut sorted: Vec<f64> = gaps.iter().map(|gap| gap.secs).collect();
    sorted.sort_by(f64::total_cmp);
    let quantile = |share: f64| sorted[((sorted.len() as f64 - 1.0) * share) as usize];
    let (usual_secs, long_secs) = (quantile(0.5), (quantile(0.9), quantile(0.99)));
    let is_pause = |gap: &&Pause| {
        // The longest ones are their own quantile in short runs.
        let long = if gaps.len() < 100 { quantile(0.9) } else { long_secs.1 };
        60.0 <= gap.secs && 20.0 * usual_secs < gap.secs && 3.0 * long < gap.secs
    };
    let mut pauses: Vec<Pause> = gaps.iter().filter(is_pause).copied().collect();
    pauses.sort_by(|a, b| b.secs.total_cmp(&a.secs));
    pauses.truncate(MOST_PAUSES);
    pauses.sort_by_key(|pause| pause.from_step);
    Some(Clock { usual_secs, long_secs, pauses, slower: slower(&gaps) })
}

/// Seconds per step of the first half and of the last fifth, if those are twice as many.
fn slower(gaps: &[Pause]) -> Option<(f64, f64)> {
    let n_late = gaps.len() / 5;
    if n_late < FEWEST {
        return None;
    }
    let per_step = |gaps: &[Pause]| {
        let mut secs: Vec<f64> =
            gaps.iter().map(|gap| gap.secs / (gap.to_step - gap.from_step) as f64).collect();
        crate::insight::stats::median(&mut secs)
    };
    let (early, late) = (per_step(&gaps[..gaps.len() / 2]), per_step(&gaps[gaps.len() - n_late..]));
    (0.0 < early && 2.0 * early < late).then_some((early, late))
}

/// Judges the time since the last row; `poll_secs` is how often the page asks. `None` while that is nothing unusual.
pub fn stall(clock: &Clock, secs_since_last: f64, poll_secs: f64) -> Option<Stall> {
    let (long, longest) = clock.long_secs;
    let limit = (5.0 * long).max(2.0 * longest).max(2.0 * poll_secs);
    if secs_since_last.is_nan() || secs_since_last <= limit {
        return None;
    }
    let (since, usual) =
        (crate::format::duration(secs_since_last), crate::format::duration(clock.usual_secs));
    let sentence = format!("No new figures for {since}; before, they came about every {usual}.");
    Some(Stall { secs: secs_since_last, usual_secs: clock.usual_secs, sentence })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The clock of rows 10 steps apart, by the seconds of each gap.
    fn clock(gaps: &[f64]) -> Option<Clock> {
        let mut rows = vec![(0, 0.0)];
        for (idx, gap) in gaps.iter().enumerate() {
            rows.push((10 * (idx as u64 + 1), rows[idx].1 + gap));
        }
        read_clock(&rows)
    }

    #[track_caller]
    fn check(gaps: &[f64], pauses: &[(u64, f64)], slower: Option<(f64, f64)>) {
        let clock = clock(gaps).expect("there are enough gaps");
        let found: Vec<_> = clock.pauses.iter().map(|pause| (pause.from_step, pause.secs)).collect();
        assert_eq!((found.as_slice(), clock.slower), (pauses, slower));
    }

    #[test]
    fn long_gaps_are_pauses_and_usual_ones_are_not() {
        check(&[5.0; 40], &[], None);
        let with = |at: &[usize], secs: f64| {
            let mut gaps = vec![5.0; 40];
            at.iter().for_each(|at| gaps[*at] = secs);
            gaps
        };
        check(&with(&[20], 3_600.0), &[(200, 3_600.0)], None);
        check(&with(&[20], 50.0), &[], None);
        check(&with(&[20], 90.0), &[], None);
        // Evaluations take their time, too.
        check(&with(&[9, 19, 29, 39], 300.0), &[(90, 300.0), (190, 300.0), (290, 300.0), (390, 300.0)], None);
        check(&with(&[5, 9, 14, 19, 24, 29, 34, 39], 300.0), &[], None);
        assert_eq!(clock(&[5.0; 7]), None);
    }

    #[test]
    fn steps_that_take_twice_as_long_are_slower() {
        let gaps: Vec<f64> = (0..100).map(|row| if row < 70 { 5.0 } else { 12.0 }).collect();
        check(&gaps, &[], Some((0.5, 1.2)));
        let gaps: Vec<f64> = (0..100).map(|row| if row < 70 { 5.0 } else { 9.0 }).collect();
        check(&gaps, &[], None);
    }

    #[test]
    fn clock_that_falls_back_is_no_gap() {
        let mut rows: Vec<(u64, f64)> = (0..20).map(|row| (row, 10.0 * row as f64)).collect();
        rows.extend((20..40).map(|row| (row, 10.0 * (row - 20) as f64)));
        let clock = read_clock(&rows).expect("there are enough gaps");
        assert_eq!((clock.usual_secs, clock.pauses.len()), (10.0, 0));
    }

    #[test]
    fn silence_far_beyond_the_usual_is_a_stall() {
        let steady = clock(&[10.0; 40]).expect("there are enough gaps");
        assert_eq!(stall(&steady, 45.0, 5.0), None);
        assert_eq!(stall(&steady, 55.0, 60.0), None);
        assert!(stall(&steady, 55.0, 5.0).is_some());
        let stalled = stall(&steady, 720.0, 5.0).expect("it stands still");
        assert_eq!(stalled.sentence, "No new figures for 12 min; before, they came about every 10 s.");
        assert_eq!(stall(&steady, f64::NAN, 5.0), None);
    }
}
