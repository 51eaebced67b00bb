//! The first sentences on a run.

use super::Answer;
use crate::format;
use crate::insight::{
    Finding, Rule, RunKind, Severity, Verdict, parts::Part, rules::share, run::Run, stats::median,
};

/// The sentences for the top of the page.
pub(super) fn headline(run: &Run<'_>, answer: &Answer, has_ended: bool) -> String {
    let worst =
        answer.findings.first().filter(|finding| finding.is_open && Severity::Note < finding.severity);
    let mut sentences = match (worst, answer.verdict) {
        (Some(finding), _) => vec![titled(finding)],
        (None, Verdict::TooLittleData) => vec![too_little(run)],
        (None, _) => vec![no_trouble(run, answer, has_ended)],
    };
    sentences.extend(answer.stall.as_ref().map(|stall| stall.sentence.clone()));
    if let Some(finding) = worst {
        let advice = answer.checkpoint.as_ref().filter(|_| has_good_part(finding.rule));
        sentences.extend(advice.map(|advice| advice.sentence.clone()));
        sentences.extend(answer.saving.map(|saving| saving.sentence()));
    }
    sentences.join(" ")
}

/// Returns whether a run with this trouble was good before, so that a checkpoint of it is worth taking.
fn has_good_part(rule: Rule) -> bool {
    use Rule::{ChanceLevel, DpoDead, DpoStuck, EvalNotFinite, NotLearning, RlNoSignal, ZeroLoss};
    !matches!(rule, ChanceLevel | DpoDead | DpoStuck | EvalNotFinite | NotLearning | RlNoSignal | ZeroLoss)
}

/// A finding's sentence behind its title: `Overfitting since step 400: evaluation loss was lowest at …`
pub(super) fn titled(finding: &Finding) -> String {
    // Titles that the sentence begins with.
    if matches!(finding.rule, Rule::LossNotFinite | Rule::EvalNotFinite | Rule::ZeroLoss) {
        return finding.sentence.clone();
    }
    let mut letters = finding.sentence.chars();
    // Abbreviations stay as they are.
    let is_word = finding.sentence.chars().nth(1).is_some_and(char::is_lowercase);
    let first = letters.next().map(|first| if is_word { first.to_ascii_lowercase() } else { first });
    let sentence: String = first.into_iter().chain(letters).collect();
    let title = finding.rule.title();
    if sentence.contains("since step") {
        format!("{title}: {sentence}")
    } else {
        format!("{title} since step {}: {sentence}", format::count(finding.first_step))
    }
}

fn too_little(run: &Run<'_>) -> String {
    let (rows, evals) = (run.counts[Part::Loss as usize], run.counts[Part::EvalLoss as usize]);
    let rows = format::count_of(rows, "row", "rows");
    let evals = format::count_of(evals, "evaluation", "evaluations");
    format!("Too little to judge by yet: {rows} and {evals}; 10 rows or 3 evaluations are enough.")
}

fn no_trouble(run: &Run<'_>, answer: &Answer, has_ended: bool) -> String {
    let how =
        by_margins(run).or_else(|| by_evaluations(run)).or_else(|| by_reward(run)).or_else(|| by_loss(run));
    let has_ended = has_ended || run.share_done().is_some_and(|share| 1.0 <= share);
    let begin = if has_ended { "No trouble" } else { "No trouble so far" };
    let is_worth_it = |finding: &&Finding| finding.is_open || Severity::Note < finding.severity;
    let note = answer.findings.first().filter(is_worth_it);
    let note = note.map(|finding| format!(" Note: {}", finding.sentence)).unwrap_or_default();
    how.map_or_else(|| format!("{begin}.{note}"), |how| format!("{begin}: {how}.{note}"))
}

fn by_evaluations(run: &Run<'_>) -> Option<String> {
    let best = run.evals.best().filter(|_| 2 <= run.evals.len())?;
    let value = format::number(best.loss);
    Some(if run.evals.n_since_best() == 0 {
        format!("evaluation loss still falls, best at the last evaluation ({value})")
    } else {
        format!("evaluation loss was lowest at step {} ({value})", format::count(best.step))
    })
}

fn by_margins(run: &Run<'_>) -> Option<String> {
    let track = run.track(Part::Margins).filter(|_| run.kind() == RunKind::Preference)?;
    let [early, late] = [track.early(), track.late()].map(|mut rows| median(&mut rows));
    Some(format!("margins went from {} to {}", format::number(early), format::number(late)))
}

fn by_reward(run: &Run<'_>) -> Option<String> {
    let track = run.track(Part::Reward).filter(|_| run.kind() == RunKind::Reinforcement)?;
    let [early, late] = [track.early(), track.late()].map(|mut rows| median(&mut rows));
    let (early, late) = (format::number(early), format::number(late));
    Some(format!("reward went from {early} to {late}"))
}

fn by_loss(run: &Run<'_>) -> Option<String> {
    let (start, now) = (run.level.start(), run.level.now());
    let fall = (start - now) / start.abs();
    let (from, to) = (format::number(start), format::number(now));
    if !fall.is_finite() {
        None
    } else if fall < 0.0 {
        Some(format!("training loss is at {to}, after {from} at the beginning"))
    } else {
        Some(format!("training loss has fallen by {} (from {from} to {to})", share(fall)))
    }
}
