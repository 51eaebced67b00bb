//! The simulated time: seconds since the simulator was started, which pass `speed` times as fast.
//!
//! Times before the start are not stretched, so that a job of two days ago stays two days old at
//! any speed.

use tuneboard_core::model::Timestamp;

/// Turns instants into simulated seconds and back.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clock {
    started_at: Timestamp,
    speed: f64,
}

impl Clock {
    /// `speed` is finite and above 0.
    pub(super) fn new(started_at: Timestamp, speed: f64) -> Self {
        Self { started_at, speed }
    }

    /// Returns the same time on a clock that is ahead by so many seconds.
    pub(super) fn ahead(self, secs: f64) -> Self {
        Self { started_at: self.started_at.plus_secs(secs), ..self }
    }

    /// Returns the simulated seconds since the start; negative before it.
    pub(super) fn sim(self, now: Timestamp) -> f64 {
        let secs = now.secs_since(self.started_at);
        if secs < 0.0 { secs } else { secs * self.speed }
    }

    /// Seconds on a real clock between two simulated times.
    pub(super) fn real_secs(self, from: f64, to: f64) -> f64 {
        self.offset(to) - self.offset(from)
    }

    /// Returns the instant of a simulated time.
    pub(super) fn stamp(self, sim: f64) -> Timestamp {
        self.started_at.plus_secs(self.offset(sim))
    }

    /// Returns RFC 3339 with microseconds at most, as services print it.
    pub(super) fn text(self, sim: f64) -> String {
        let nanos = self.stamp(sim).unix_nanos();
        Timestamp::from_unix_nanos(nanos - nanos.rem_euclid(1_000)).to_rfc3339()
    }

    fn offset(self, sim: f64) -> f64 {
        if sim < 0.0 { sim } else { sim / self.speed }
    }
}

/// In the order of their times, which are simulated seconds; what happens at the same time stays in order.
pub(super) fn by_time<T>(items: Vec<T>, at: impl Fn(&T) -> f64) -> Vec<T> {
    const PER_SEC: f64 = 1e6;
    let mut order: Vec<(i64, usize)> =
        items.iter().enumerate().map(|(i, item)| ((at(item) * PER_SEC) as i64, i)).collect();
    order.sort_unstable();
    let mut items: Vec<Option<T>> = items.into_iter().map(Some).collect();
    order.into_iter().filter_map(|(_, i)| items[i].take()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_follows_the_start_is_faster() {
        let start = Timestamp::from_unix_secs(1_000);
        let clock = Clock::new(start, 10.0);
        for (now, sim) in [(990, -10.0), (1_000, 0.0), (1_006, 60.0)] {
            assert_eq!(clock.sim(Timestamp::from_unix_secs(now)), sim);
            assert_eq!(clock.stamp(sim), Timestamp::from_unix_secs(now));
        }
        assert_eq!(clock.real_secs(-5.0, 20.0), 7.0);
    }
}
