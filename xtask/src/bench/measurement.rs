//! Messages of the page about one case, and the measurement made of them.

use super::{
    goals::{Goal, Limit},
    statistics::{median, percentile, ratios},
};
use crate::problem::{Outcome, Problem};

/// One case's numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Measurement {
    /// Goal of the case.
    pub goal: &'static Goal,
    /// One per pair; a single one where there is nothing to repeat.
    pub ours: Vec<f64>,
    /// As many, or none.
    pub peer: Vec<f64>,
    /// Canvas calls of one frame, ours and the peer's; empty where nothing is drawn.
    pub calls: Vec<f64>,
    /// For people; may be empty.
    pub note: String,
}

impl Measurement {
    /// Reads lines of `name value value …`.
    ///
    /// # Errors
    /// When the page measured what is not in the table of goals, or said what is no number.
    pub fn read(text: &str) -> Outcome<Self> {
        let field = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
            line.unwrap_or_default()
        };
        let numbers = |name: &str| {
            let words = field(name).split_whitespace().map(str::parse);
            words.collect::<Result<Vec<f64>, _>>().map_err(|_| {
                Problem::new(format!("The page measured {name} as what is no number: {}", field(name)))
            })
        };
        let id = field("id");
        let goal = Goal::of(id).ok_or_else(|| {
            Problem::new(format!("The page measured `{id}`, which xtask/src/bench/goals.rs does not name."))
        })?;
        let (ours, peer, calls) = (numbers("ours")?, numbers("peer")?, numbers("calls")?);
        Ok(Self { goal, ours, peer, calls, note: field("note").to_owned() })
    }

    /// Returns the median pair's `ours ÷ peer`; `None` without a peer.
    pub fn ratio(&self) -> Option<f64> {
        median(&self.ratios())
    }

    /// Returns the ratio that this share of the pairs is not above.
    pub fn ratio_at(&self, share: f64) -> Option<f64> {
        percentile(&self.ratios(), share)
    }

    /// Returns the figure that the limits apply to.
    pub fn judged(&self) -> Option<f64> {
        match self.goal.limit {
            Limit::Ratio { .. } => self.ratio(),
            Limit::Most { .. } => median(&self.ours),
            Limit::None => None,
        }
    }

    /// Returns the verdict; `None` where no limit is set or nothing was measured.
    pub fn verdict(&self) -> Option<Verdict> {
        let (base, stretch) = self.goal.limit.values()?;
        let judged = self.judged()?;
        Some(match judged {
            _ if judged <= stretch => Verdict::Stretch,
            _ if judged <= base => Verdict::Met,
            _ => Verdict::Missed,
        })
    }

    fn ratios(&self) -> Vec<f64> {
        ratios(&self.ours, &self.peer)
    }
}

/// Verdict on a goal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The ambitious one too.
    Stretch,
    /// The limit that must be reached is reached.
    Met,
    /// Not even that.
    Missed,
}

impl Verdict {
    /// Returns the verdict's word for the table and the JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Stretch => "stretch",
            Self::Met => "met",
            Self::Missed => "missed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Measurement {
        Measurement::read(text).unwrap()
    }

    #[track_caller]
    fn check(text: &str, judged: Option<f64>, verdict: Option<Verdict>) {
        let measurement = read(text);
        assert_eq!((measurement.judged(), measurement.verdict()), (judged, verdict), "{text}");
    }

    #[test]
    fn a_case_is_judged_by_its_pairs_or_by_itself() {
        check("id C1c\nours 1 1 2\npeer 10 4 10", Some(0.2), Some(Verdict::Stretch));
        check("id C1c\nours 3 3 3\npeer 10 10 10", Some(0.3), Some(Verdict::Met));
        check("id C1c\nours 5\npeer 10", Some(0.5), Some(Verdict::Missed));
        check("id C1c-gaps\nours 5\npeer 10", None, None);
        check("id J4\nours 9 30 12\npeer 200 200 200", Some(12.0), Some(Verdict::Met));
        check("id C9\nours 0\npeer ", Some(0.0), Some(Verdict::Stretch));
        check("id C9\nours ", None, None);
    }

    #[test]
    fn everything_the_page_says_is_read() {
        let measurement = read("id C8\nours 60\npeer 2000\ncalls 60 2000\nnote a b");
        assert_eq!((measurement.calls, measurement.note), (vec![60.0, 2000.0], "a b".to_owned()));
        assert!(Measurement::read("id X1\nours 1").is_err());
        assert!(Measurement::read("id C8\nours one").is_err());
    }
}
