//! One file per rule. A rule sees every row once, in the order of steps, and keeps what it needs to say what it found.
//!
//! Contract: what a rule says after a row depends on the rows up to it, and on nothing else. A rule that lacks a metric says
//! nothing.

mod chance_level;
mod diverged;
mod dpo_chosen_falls;
mod dpo_dead;
mod dpo_saturated;
mod dpo_stuck;
mod dpo_too_easy;
mod eval_not_finite;
mod gradient_not_finite;
mod loss_not_finite;
mod no_evaluation;
mod not_learning;
mod overfitting;
mod plateau;
mod repeated_data;
mod restart;
mod rl_cut_off;
mod rl_drift;
mod rl_exploration_gone;
mod rl_no_signal;
mod rl_past_peak;
mod scale_gap;
mod spike;
mod too_good;
mod zero_loss;

use super::{Finding, Rule, Severity, episode::Episode, run::Run};
use crate::format;

/// A rule at work.
pub(super) trait Watch {
    /// Looks at the next row, which `run` ends with.
    fn see(&mut self, run: &Run<'_>);

    /// Adds what was found so far.
    fn report(&self, run: &Run<'_>, findings: &mut Vec<Finding>);
}

/// Every rule, in the order in which they look at a row.
macro_rules! rules {
    ($($field:ident: $rule:ty,)*) => {
        /// All rules at work.
        #[derive(Debug, Clone, Default)]
        pub(super) struct Rules {
            $($field: $rule,)*
        }

        impl Watch for Rules {
            fn see(&mut self, run: &Run<'_>) {
                $(self.$field.see(run);)*
            }

            fn report(&self, run: &Run<'_>, findings: &mut Vec<Finding>) {
                $(self.$field.report(run, findings);)*
            }
        }
    };
}

rules! {
    loss_not_finite: loss_not_finite::LossNotFinite,
    eval_not_finite: eval_not_finite::EvalNotFinite,
    gradient_not_finite: gradient_not_finite::GradientNotFinite,
    zero_loss: zero_loss::ZeroLoss,
    spike: spike::Spike,
    diverged: diverged::Diverged,
    overfitting: overfitting::Overfitting,
    plateau: plateau::Plateau,
    not_learning: not_learning::NotLearning,
    chance_level: chance_level::ChanceLevel,
    scale_gap: scale_gap::ScaleGap,
    too_good: too_good::TooGood,
    repeated_data: repeated_data::RepeatedData,
    restart: restart::Restart,
    no_evaluation: no_evaluation::NoEvaluation,
    dpo_dead: dpo_dead::DpoDead,
    dpo_stuck: dpo_stuck::DpoStuck,
    dpo_saturated: dpo_saturated::DpoSaturated,
    dpo_chosen_falls: dpo_chosen_falls::DpoChosenFalls,
    dpo_too_easy: dpo_too_easy::DpoTooEasy,
    rl_no_signal: rl_no_signal::RlNoSignal,
    rl_cut_off: rl_cut_off::RlCutOff,
    rl_past_peak: rl_past_peak::RlPastPeak,
    rl_drift: rl_drift::RlDrift,
    rl_exploration_gone: rl_exploration_gone::RlExplorationGone,
}

/// A finding from a span.
fn finding<T>(
    rule: Rule,
    severity: Severity,
    episode: &Episode<T>,
    run: &Run<'_>,
    sentence: String,
    advice: Vec<String>,
) -> Finding {
    let last_step = if episode.is_open { run.row.step.max(episode.first_step) } else { episode.last_step };
    let mut evidence = episode.evidence.clone();
    evidence.sort_unstable();
    evidence.dedup();
    if evidence.is_empty() {
        evidence.push(episode.first_step);
    }
    Finding {
        rule,
        severity,
        first_step: episode.first_step,
        last_step,
        is_open: episode.is_open,
        evidence,
        sentence,
        advice,
    }
}

/// A change as a share, for sentences: `9 %`, `0.4 %`, `250 %`.
fn share(value: f64) -> String {
    let percents = 100.0 * value.abs();
    if !percents.is_finite() {
        "far more than 1,000 %".to_owned()
    } else if percents < 9.95 {
        format!("{} %", format::number((10.0 * percents).round() / 10.0))
    } else {
        format!("{} %", format::number(percents.round()))
    }
}

/// A step for sentences.
fn step(step: u64) -> String {
    format!("step {}", format::count(step))
}

/// The usual next learning rate, if it was at 80 % of its peak or above where trouble began.
fn learning_rate_advice(run: &Run<'_>, at: u64) -> Option<String> {
    let (rate, of_peak) = run.learning_rate_at(at)?;
    (0.8 <= of_peak).then(|| {
        format!(
            "The learning rate was near its highest then ({}); a third to a tenth of it is the usual next try.",
            format::number(rate)
        )
    })
}
