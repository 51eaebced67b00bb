//! Consequences of an action for a job, line by line: kept, lost, charged.

use leptos::prelude::*;

use crate::components::{Icon, IconName};
use tuneboard_core::model::{JobVerb, Provider, StatusClass};

/// The lines of the list `ul.consequences`; of a job in `class`, or of several.
#[component]
pub fn Consequences(
    /// The action.
    verb: JobVerb,
    /// Provider of the job.
    provider: Provider,
    /// Class of the job's status; `None` for several jobs.
    class: Option<StatusClass>,
) -> impl IntoView {
    let has_stop = provider.capabilities().verbs.contains(&JobVerb::Stop);
    let lines = consequences(verb, has_stop, class).into_iter().map(|(effect, text)| {
        view! {
            <li data-kind=effect.slug()>
                <Icon name=effect.icon() />
                <span>{text}</span>
            </li>
        }
    });
    view! { <ul class="consequences">{lines.collect_view()}</ul> }
}

/// Subject of a line.
#[derive(Clone, Copy)]
enum Consequence {
    Neutral,
    Kept,
    Lost,
    Charged,
}

impl Consequence {
    const fn slug(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Kept => "kept",
            Self::Lost => "lost",
            Self::Charged => "cost",
        }
    }

    const fn icon(self) -> IconName {
        match self {
            Self::Neutral | Self::Charged => IconName::Info,
            Self::Kept => IconName::Check,
            Self::Lost => IconName::Trash,
        }
    }
}

/// Returns the consequences, line by line.
fn consequences(
    verb: JobVerb,
    has_stop: bool,
    class: Option<StatusClass>,
) -> Vec<(Consequence, &'static str)> {
    let mut lines = match (verb, has_stop) {
        (JobVerb::Pause, _) => vec![
            (Consequence::Neutral, "Training pauses until it is resumed. Progress so far is kept."),
            (Consequence::Charged, "Completed steps are billed when the job ends."),
        ],
        (JobVerb::Resume, _) => vec![
            (Consequence::Neutral, "Training goes on where it was paused."),
            (Consequence::Charged, "Further steps are billed from then on."),
        ],
        (JobVerb::Stop, _) => vec![
            (Consequence::Neutral, "Training ends gracefully: a running evaluation is finished first."),
            (Consequence::Kept, "The latest checkpoint is kept and can be used."),
            (Consequence::Neutral, "The job goes to Stopping, then Stopped. It cannot be resumed."),
        ],
        (JobVerb::Cancel, true) => vec![
            (Consequence::Neutral, "Training ends at once, without another checkpoint."),
            (Consequence::Lost, "Nothing is finalised. To keep the latest checkpoint, stop the job instead."),
            (Consequence::Neutral, "The job goes to Cancelled. It cannot be resumed."),
        ],
        (JobVerb::Cancel, false) => vec![
            (Consequence::Charged, "Training ends soon. Completed steps are billed."),
            (Consequence::Lost, "Checkpoints saved so far stay with the job; there will be no final model."),
            (Consequence::Neutral, "The job goes to Cancelled. It cannot be resumed."),
        ],
    };
    if class == Some(StatusClass::Waiting) {
        lines.insert(0, (Consequence::Neutral, "It has not started training."));
    }
    lines
}
