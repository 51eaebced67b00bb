//! Consequences of an action for a job, line by line: kept, lost, billed.

use crate::{
    format,
    model::{JobVerb, Provider, StatusClass},
};

/// Subject of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consequence {
    /// Neither kept nor lost.
    Neutral,
    /// Kept.
    Kept,
    /// Lost.
    Lost,
    /// Billed.
    Billed,
}

/// Facts about a job that an action is to end or change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    /// Class of the job's status; `None` for several jobs.
    pub class: Option<StatusClass>,
    /// Steps done; `None` if unknown, and for several jobs.
    pub n_steps_done: Option<u64>,
    /// Number of saved checkpoints; `None` if unknown, and for several jobs.
    pub n_checkpoints: Option<usize>,
    /// Step of the last saved checkpoint; `None` without one.
    pub last_checkpoint: Option<u64>,
}

/// Returns the consequences, in the order in which they are read.
pub fn consequences(verb: JobVerb, provider: Provider, standing: Standing) -> Vec<(Consequence, String)> {
    use Consequence::{Billed, Kept, Lost, Neutral};
    let has_stop = provider.capabilities().verbs.contains(&JobVerb::Stop);
    let is_waiting = standing.class == Some(StatusClass::Waiting);
    let saved = match (standing.n_checkpoints, standing.last_checkpoint) {
        _ if is_waiting => None,
        (Some(0), _) => Some((Lost, "No checkpoint saved yet: nothing will be left.".to_owned())),
        (Some(n), Some(step)) => Some((
            Kept,
            match n {
                1 => format!("The checkpoint of step {} is kept and can be used.", format::count(step)),
                n => format!(
                    "{} checkpoints are kept and can be used, the last one of step {}.",
                    format::count(n as u64),
                    format::count(step)
                ),
            },
        )),
        _ => None,
    };
    let line = |kind: Consequence, text: &str| Some((kind, text.to_owned()));
    let lines = match (verb, has_stop) {
        (JobVerb::Pause, _) => [
            line(Neutral, "Training pauses until it is resumed. Progress so far is kept."),
            line(Billed, "Completed steps are billed when the job ends."),
            None,
        ],
        (JobVerb::Resume, _) => [
            line(Neutral, "Training goes on where it was paused."),
            line(Billed, "Further steps are billed from then on."),
            None,
        ],
        (JobVerb::Stop, _) => [
            line(Neutral, "Training ends gracefully: a running evaluation is finished first."),
            saved.or_else(|| line(Kept, "The latest checkpoint is kept and can be used.")),
            line(Neutral, "The job goes to Stopping, then Stopped. It cannot be resumed."),
        ],
        (JobVerb::Cancel, true) => [
            line(Neutral, "Training ends at once, without another checkpoint."),
            saved.filter(|(kind, _)| *kind == Lost).or_else(|| {
                line(Lost, "Nothing is finalised. To keep the latest checkpoint, stop the job instead.")
            }),
            line(Neutral, "The job goes to Cancelled. It cannot be resumed."),
        ],
        (JobVerb::Cancel, false) => [
            Some((Billed, format!("Training ends soon. {}", billed(standing.n_steps_done)))),
            match saved {
                Some((Kept, text)) => Some((Kept, format!("{text} There will be no final model."))),
                Some(lost) => Some(lost),
                None => {
                    line(Lost, "Checkpoints saved so far stay with the job; there will be no final model.")
                }
            },
            line(Neutral, "The job goes to Cancelled. It cannot be resumed."),
        ],
    };
    let begun = is_waiting.then(|| (Neutral, "It has not started training.".to_owned()));
    begun.into_iter().chain(lines.into_iter().flatten()).collect()
}

fn billed(n_steps_done: Option<u64>) -> String {
    match n_steps_done {
        None => "Completed steps are billed.".to_owned(),
        Some(0) => "No step is completed yet.".to_owned(),
        Some(1) => "1 step is billed.".to_owned(),
        Some(n) => format!("{} steps are billed.", format::count(n)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks the second half of the lines that depend on the job.
    #[track_caller]
    fn check(verb: JobVerb, provider: Provider, standing: Standing, expected: &[&str]) {
        let lines = consequences(verb, provider, standing);
        for part in expected {
            assert!(lines.iter().any(|(_, text)| text.contains(part)), "{part}: {lines:?}");
        }
    }

    #[test]
    fn figures_of_the_job_are_named_where_they_are_known() {
        let running = Standing { class: Some(StatusClass::Running), ..Standing::default() };
        let saved = |n, step| Standing { n_checkpoints: Some(n), last_checkpoint: step, ..running };
        let done = |n| Standing { n_steps_done: Some(n), ..running };
        use JobVerb::{Cancel, Stop};
        let (cancels, stops) = (Provider::Together, Provider::Archetype);
        check(Cancel, cancels, running, &["Completed steps are billed.", "Checkpoints saved so far stay"]);
        check(Cancel, cancels, done(1100), &["1,100 steps are billed."]);
        check(Cancel, cancels, done(1), &["1 step is billed."]);
        check(Cancel, cancels, done(0), &["No step is completed yet."]);
        let none = "No checkpoint saved yet: nothing will be left.";
        check(Cancel, cancels, saved(0, None), &[none]);
        check(Cancel, stops, saved(0, None), &[none]);
        check(Stop, stops, saved(0, None), &[none]);
        check(
            Cancel,
            cancels,
            saved(1, Some(600)),
            &["The checkpoint of step 600 is kept", "no final model"],
        );
        check(
            Cancel,
            cancels,
            saved(3, Some(1200)),
            &["3 checkpoints are kept", "the last one of step 1,200"],
        );
        check(Stop, stops, saved(2, Some(7)), &["2 checkpoints are kept", "step 7."]);
        check(Cancel, stops, saved(2, Some(7)), &["stop the job instead"]);
        let waiting = Standing { class: Some(StatusClass::Waiting), ..saved(0, None) };
        check(Cancel, cancels, waiting, &["It has not started training."]);
        assert!(!consequences(Cancel, cancels, waiting).iter().any(|(_, text)| text == none));
    }

    #[test]
    fn an_action_without_figures_says_what_its_service_documents() {
        for provider in Provider::ALL {
            for verb in provider.capabilities().verbs {
                assert!(2 <= consequences(*verb, provider, Standing::default()).len());
            }
        }
    }
}
