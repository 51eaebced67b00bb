//! One file per rule. A rule sees every row once, in the order of steps, and keeps what it needs to say what it found.
//!
//! Contract: what a rule says after a row depends on the rows up to it, and on nothing else. A rule that lacks a metric says
//! nothing.

mod evaluation;
mod loss;
mod not_finite;
mod preference;
mod reinforcement;
mod restart;

use super::{Finding, Rule, Severity, episode::Episode, parts::Part, run::Run};
use crate::format;

/// A rule at work.
pub(super) trait Watch {
    /// Looks at the next row, which `run` ends with.
    fn see(&mut self, run: &Run<'_>);

    /// Returns whether the rule needs the next row, whatever its figures are: of long runs not every row is looked at.
    fn is_busy(&self) -> bool {
        false
    }

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

            fn is_busy(&self) -> bool {
                false $(|| self.$field.is_busy())*
            }

            fn report(&self, run: &Run<'_>, findings: &mut Vec<Finding>) {
                $(self.$field.report(run, findings);)*
            }
        }
    };
}

rules! {
    loss_not_finite: not_finite::loss::LossNotFinite,
    eval_not_finite: not_finite::evaluation::EvalNotFinite,
    gradient_not_finite: not_finite::gradient::GradientNotFinite,
    zero_loss: loss::zero_loss::ZeroLoss,
    spike: loss::spike::Spike,
    diverged: loss::diverged::Diverged,
    overfitting: evaluation::overfitting::Overfitting,
    plateau: loss::plateau::Plateau,
    not_learning: loss::not_learning::NotLearning,
    chance_level: loss::chance_level::ChanceLevel,
    scale_gap: evaluation::scale_gap::ScaleGap,
    too_good: evaluation::too_good::TooGood,
    repeated_data: loss::repeated_data::RepeatedData,
    restart: restart::Restart,
    no_evaluation: evaluation::no_evaluation::NoEvaluation,
    dpo_dead: preference::dead::DpoDead,
    dpo_stuck: preference::stuck::DpoStuck,
    dpo_saturated: preference::saturated::DpoSaturated,
    dpo_chosen_falls: preference::chosen_falls::DpoChosenFalls,
    dpo_too_easy: preference::too_easy::DpoTooEasy,
    rl_no_signal: reinforcement::no_signal::RlNoSignal,
    rl_cut_off: reinforcement::cut_off::RlCutOff,
    rl_past_peak: reinforcement::past_peak::RlPastPeak,
    rl_drift: reinforcement::drift::RlDrift,
    rl_exploration_gone: reinforcement::exploration_gone::RlExplorationGone,
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
    let part = parts(rule).iter().copied().find(|part| run.track(*part).is_some());
    let mut evidence = episode.evidence.clone();
    if evidence.is_empty() {
        evidence.push(episode.first_step);
    }
    if let Some(track) = part.and_then(|part| run.track(part)) {
        evidence.iter_mut().for_each(|step| *step = track.nearest_step(*step).unwrap_or(*step));
    }
    evidence.sort_unstable();
    evidence.dedup();
    Finding {
        rule,
        severity,
        first_step: episode.first_step,
        last_step,
        is_open: episode.is_open,
        metric: part.and_then(|part| run.names.key(part)).cloned(),
        evidence,
        sentence,
        advice,
    }
}

/// The parts whose points show what a rule found; the first one that is there.
fn parts(rule: Rule) -> &'static [Part] {
    use Part::{Accuracies, EvalLoss, Loss, Margins, Reward};
    match rule {
        Rule::Overfitting | Rule::EvalRises | Rule::EvalNotFinite | Rule::Plateau => &[EvalLoss, Loss],
        Rule::TooGood | Rule::ScaleGap => &[EvalLoss, Part::TokenAccuracy],
        Rule::GradientNotFinite => &[Part::GradNorm],
        Rule::DpoDead | Rule::DpoStuck => &[Margins, Loss],
        Rule::DpoSaturated | Rule::DpoTooEasy => &[Accuracies, Margins],
        Rule::DpoChosenFalls => &[Part::Chosen],
        Rule::RlNoSignal => &[Part::ZeroStd, Part::RewardStd, Reward],
        Rule::RlCutOff => &[Part::Clipped, Part::MeanLength],
        Rule::RlPastPeak => &[Reward],
        Rule::RlDrift => &[Part::Kl],
        Rule::RlExplorationGone => &[Part::Entropy],
        _ => &[Loss, Reward, EvalLoss, Margins],
    }
}

/// A change as a share, for sentences: `9 %`, `0.4 %`, `250 %`.
pub(super) fn share(value: f64) -> String {
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
