//! Time without new rows of a run that goes on, by the page's clock alone.
//!
//! Definition: the time from the response in which the newest row was first seen to the last response. A service's clock may differ from the
//! page's by minutes, so log times are compared with each other only. A page that is opened during a silence counts from then on.

use crate::model::Timestamp;

/// Responses of a run's metrics, as far as they matter to its silence.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Silence {
    /// Log time of the newest row.
    newest: Option<Timestamp>,
    /// Time of the response in which that row was first seen.
    seen_at: Option<Timestamp>,
    /// Time of the last response.
    read_at: Option<Timestamp>,
    /// Seconds between the last two responses.
    poll_secs: f64,
}

impl Silence {
    /// Notes a response that was read at `read_at`, after which the newest row is of `newest`.
    pub fn read(&mut self, newest: Option<Timestamp>, read_at: Timestamp) {
        if newest != self.newest || self.seen_at.is_none() {
            (self.newest, self.seen_at) = (newest, Some(read_at));
        }
        if let Some(before) = self.read_at.filter(|before| *before < read_at) {
            self.poll_secs = read_at.secs_since(before);
        }
        self.read_at = Some(read_at);
    }

    /// Returns the present on the clock of the log: the newest log time and the seconds since it was first seen; `None` without a row
    /// that has a log time.
    pub fn now(&self) -> Option<Timestamp> {
        let secs = self.read_at?.secs_since(self.seen_at?);
        Some(self.newest?.plus_secs(secs.max(0.0)))
    }

    /// Seconds between the last two responses; 0 before the second.
    pub fn poll_secs(&self) -> f64 {
        self.poll_secs
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_clock::at;

    /// Responses as log time of the newest row and time of the page, against the silence in seconds after the last one.
    #[track_caller]
    fn check(responses: &[(f64, f64)], silent_secs: f64, poll_secs: f64) {
        let mut silence = Silence::default();
        for &(newest, read_at) in responses {
            silence.read(Some(at(newest)), at(read_at));
        }
        let newest = responses.last().map(|(newest, _)| at(*newest)).unwrap();
        assert_eq!(silence.now().unwrap().secs_since(newest), silent_secs, "{responses:?}");
        assert_eq!(silence.poll_secs(), poll_secs, "{responses:?}");
    }

    #[test]
    fn silence_is_counted_from_the_response_with_the_newest_row() {
        check(&[(100.0, 110.0)], 0.0, 0.0);
        check(&[(100.0, 110.0), (100.0, 120.0), (100.0, 150.0)], 40.0, 30.0);
        check(&[(100.0, 110.0), (100.0, 150.0), (130.0, 160.0)], 0.0, 10.0);
    }

    #[test]
    fn clocks_that_differ_are_no_silence() {
        // The page's clock is an hour ahead, or behind.
        check(&[(100.0, 3_700.0), (110.0, 3_710.0)], 0.0, 10.0);
        check(&[(4_000.0, 100.0), (4_000.0, 130.0)], 30.0, 30.0);
    }

    #[test]
    fn rows_without_log_times_have_no_silence() {
        let mut silence = Silence::default();
        silence.read(None, at(10.0));
        silence.read(None, at(20.0));
        assert_eq!(silence.now(), None);
    }
}
