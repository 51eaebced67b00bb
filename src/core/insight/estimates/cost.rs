//! The price of a run up to a step, and what stopping there would have saved.
//!
//! Definition: the price is that of its tokens, of training in each epoch and of every evaluation, so that the share done is the share of the
//! tokens; without tokens, that of the steps. A service charges its minimum at least.
//! Source: docs.together.ai/docs/fine-tuning/pricing; a stopped job is refunded by the steps that are left (support article 2318504656).
//! Fails where a service charges by the hour. Failed jobs are refunded, so nothing is claimed of them.

use crate::format;
use crate::model::{Job, Price, StatusClass};

/// The price of a whole job, as the service told it, and what it is made of. Every `Option` is `None` where that is not known.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Cost {
    /// Price of the whole job in US dollars.
    pub total_usd: Option<f64>,
    /// The least that the service charges, US dollars.
    pub minimum_usd: Option<f64>,
    /// Tokens of the training data, one pass.
    pub n_train_tokens: Option<u64>,
    /// Epochs of the whole job.
    pub n_epochs: Option<f64>,
    /// Tokens of the evaluation data, one pass.
    pub n_eval_tokens: Option<u64>,
    /// Evaluations of the whole job.
    pub n_evals: Option<u64>,
}

/// Saving by a stop.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Saving {
    /// Price of the whole job in US dollars.
    pub total_usd: f64,
    /// Price up to the step at which it stops.
    pub spent_usd: f64,
    /// The step at which it stops is behind: the money is spent.
    pub is_past: bool,
}

impl Cost {
    /// The cost of a job whose price the service has told.
    pub fn of(price: &Price, n_epochs: Option<f64>, n_evals: Option<u64>) -> Self {
        let Price { total_usd, n_train_tokens, n_eval_tokens, .. } = *price;
        Self {
            total_usd: Some(total_usd),
            minimum_usd: None,
            n_train_tokens,
            n_epochs,
            n_eval_tokens,
            n_evals,
        }
    }

    /// The cost of a job by its record, and the least that its service charges. Nothing is known of a job that goes on, whose record
    /// has the price so far at most, and of one that failed, which is refunded.
    pub fn of_record(job: &Job, least_charge_usd: Option<f64>) -> Self {
        let class = job.status.class;
        let is_charged = class.is_terminal() && class != StatusClass::Failed;
        let total_usd = job.price_usd.filter(|_| is_charged);
        Self { total_usd, minimum_usd: least_charge_usd, ..Self::default() }
    }

    /// Share of the price that is due after a step, 0 to 1; `None` without a known end.
    fn share_at(&self, step: u64, total_steps: u64) -> Option<f64> {
        let done = (0 < total_steps).then(|| (step as f64 / total_steps as f64).min(1.0))?;
        let tokens = |n: Option<u64>, times: f64| n.map(|n| n as f64 * times).filter(|n| 0.0 < *n);
        let train = tokens(self.n_train_tokens, self.n_epochs.unwrap_or(1.0));
        let evals = tokens(self.n_eval_tokens, self.n_evals.unwrap_or_default() as f64);
        let (Some(train), Some(evals), Some(n_evals)) = (train, evals, self.n_evals) else {
            return Some(done);
        };
        // Evaluations come at equal distances; those up to the step are made.
        let n_made = (done * n_evals as f64 + 1e-9).floor() / n_evals as f64;
        Some((train * done + evals * n_made) / (train + evals))
    }

    /// The price up to a step; `None` where the price or the end of the run is not known.
    ///
    /// # Example
    /// ```
    /// let cost = tuneboard_core::insight::Cost { total_usd: Some(4.0), ..Default::default() };
    /// assert_eq!(cost.spent(700, Some(1_000)), Some(2.8));
    /// assert_eq!(cost.spent(700, None), None);
    /// ```
    pub fn spent(&self, step: u64, total_steps: Option<u64>) -> Option<f64> {
        let total = self.total_usd.filter(|usd| usd.is_finite() && 0.0 <= *usd)?;
        let least = self.minimum_usd.unwrap_or_default().clamp(0.0, total);
        Some((total * self.share_at(step, total_steps?)?).max(least))
    }

    /// Returns the saving by a stop at a step of a run that has come to `last_step`; `None` if it is unknown,
    /// or there is none.
    pub fn saving(&self, step: u64, last_step: u64, total_steps: Option<u64>) -> Option<Saving> {
        let spent_usd = self.spent(step, total_steps)?;
        let total_usd = self.total_usd?;
        // Less than a cent is nothing.
        (0.01 <= total_usd - spent_usd).then_some(Saving { total_usd, spent_usd, is_past: step < last_step })
    }
}

impl Saving {
    /// US dollars that are saved.
    pub fn saved_usd(&self) -> f64 {
        self.total_usd - self.spent_usd
    }

    /// Sentence: `Stopping there would have saved about $1.20 of $4.00.`
    pub fn sentence(&self) -> String {
        let (saved, total) = (format::dollars(self.saved_usd()), format::dollars(self.total_usd));
        if self.is_past {
            format!("Stopping there would have saved about {saved} of {total}.")
        } else {
            format!("Stopping now saves about {saved} of {total}.")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::JobStatus;

    /// The sentence for stopping at a step of a run that came to step 1,000 of so many.
    #[track_caller]
    fn check(cost: Cost, step: u64, total_steps: Option<u64>, expected: Option<&str>) {
        let saving = cost.saving(step, 1_000, total_steps);
        assert_eq!(saving.map(|saving| saving.sentence()).as_deref(), expected);
    }

    #[test]
    fn steps_that_are_left_out_are_saved() {
        let cost = Cost { total_usd: Some(4.0), ..Cost::default() };
        check(cost, 700, Some(1_000), Some("Stopping there would have saved about $1.20 of $4.00."));
        check(cost, 1_000, Some(2_000), Some("Stopping now saves about $2.00 of $4.00."));
        check(cost, 1_000, Some(1_000), None);
        check(cost, 700, None, None);
        check(cost, 700, Some(0), None);
        check(Cost::default(), 700, Some(1_000), None);
        check(Cost { total_usd: Some(f64::NAN), ..cost }, 700, Some(1_000), None);
    }

    #[test]
    fn records_price_is_taken_of_jobs_that_ended_and_are_charged() {
        for (word, expected) in [
            ("completed", Some(12.0)),
            ("cancelled", Some(12.0)),
            // The price so far, and one that is refunded.
            ("running", None),
            ("error", None),
        ] {
            let mut job = Job::bare("a".into(), JobStatus::of_word(word));
            job.price_usd = Some(12.0);
            let cost = Cost::of_record(&job, Some(4.0));
            assert_eq!((cost.total_usd, cost.minimum_usd), (expected, Some(4.0)), "{word}");
        }
    }

    #[test]
    fn minimum_is_charged_in_any_case() {
        let cost = Cost { total_usd: Some(4.0), minimum_usd: Some(3.5), ..Cost::default() };
        check(cost, 700, Some(1_000), Some("Stopping there would have saved about $0.50 of $4.00."));
        check(Cost { minimum_usd: Some(5.0), ..cost }, 700, Some(1_000), None);
    }

    #[test]
    fn evaluations_have_their_share_of_the_tokens() {
        let cost = Cost {
            total_usd: Some(4.0),
            n_train_tokens: Some(1_000),
            n_epochs: Some(3.0),
            n_eval_tokens: Some(100),
            n_evals: Some(10),
            ..Cost::default()
        };
        // 3,000 tokens of training and 1,000 of evaluations: 500 and 200 are left at 5 of 6 parts.
        assert_eq!(cost.spent(5, Some(6)).map(|usd| (100.0 * usd).round()), Some(330.0));
        assert_eq!(Cost { n_evals: None, ..cost }.spent(500, Some(1_000)), Some(2.0));
    }
}
