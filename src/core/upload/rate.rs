//! Transfer rate over the last seconds.

use std::collections::VecDeque;

use crate::model::Timestamp;

/// Window of the rate, seconds: long enough to be calm, short enough to follow a change.
const WINDOW_SECS: f64 = 8.0;

/// Notes closer than this are one, seconds: browsers report each few kilobytes.
const GRAIN_SECS: f64 = 0.1;

/// Less time than this tells nothing, seconds.
const LEAST_SECS: f64 = 0.5;

/// Bytes moved in all, at some times of late.
#[derive(Debug, Clone, Default)]
pub struct Rate {
    /// Oldest first.
    notes: VecDeque<(Timestamp, u64)>,
}

impl Rate {
    /// `n_moved` bytes have moved in all by `now`. Of a clock that goes back, what came before is forgotten.
    pub fn note(&mut self, n_moved: u64, now: Timestamp) {
        if self.notes.back().is_some_and(|(at, n)| now < *at || n_moved < *n) {
            self.notes.clear();
        }
        let is_close = |notes: &VecDeque<(Timestamp, u64)>| {
            1 < notes.len() && notes.back().is_some_and(|(at, _)| now.secs_since(*at) < GRAIN_SECS)
        };
        // The later of two close notes keeps the time of the earlier, so that notes cannot starve the window.
        if is_close(&self.notes)
            && let Some((_, n)) = self.notes.back_mut()
        {
            *n = n_moved;
            return;
        }
        self.notes.push_back((now, n_moved));
        while self.notes.get(1).is_some_and(|(at, _)| WINDOW_SECS < now.secs_since(*at)) {
            self.notes.pop_front();
        }
    }

    /// Bytes per second up to `now`; `None` if too little is known. A pause makes it fall.
    pub fn per_sec(&self, now: Timestamp) -> Option<f64> {
        let (_, n_last) = self.notes.back()?;
        let first = self.notes.iter().find(|(at, _)| now.secs_since(*at) <= WINDOW_SECS);
        let Some((at, n)) = first else { return Some(0.0) };
        let secs = now.secs_since(*at);
        (LEAST_SECS <= secs).then(|| (n_last - n) as f64 / secs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_clock::at;

    #[test]
    fn a_steady_flow_has_its_rate_and_a_pause_lets_it_fall() {
        let mut rate = Rate::default();
        assert_eq!(rate.per_sec(at(0.0)), None);
        for i in 0..400_u32 {
            rate.note(u64::from(i) * 1_000, at(f64::from(i) * 0.05));
        }
        let steady = rate.per_sec(at(20.0)).unwrap();
        assert!((19_000.0..21_000.0).contains(&steady), "{steady}");
        assert!(rate.per_sec(at(24.0)).unwrap() < 0.6 * steady);
        assert_eq!(rate.per_sec(at(60.0)), Some(0.0));
        assert!(rate.notes.len() < 100, "{}", rate.notes.len());
    }

    #[test]
    fn one_note_or_a_clock_that_goes_back_tells_nothing() {
        let mut rate = Rate::default();
        rate.note(0, at(0.0));
        rate.note(5_000, at(0.1));
        assert_eq!(rate.per_sec(at(0.2)), None);
        rate.note(9_000, at(-50.0));
        assert_eq!(rate.per_sec(at(-50.0)), None);
    }
}
