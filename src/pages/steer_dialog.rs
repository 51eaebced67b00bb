//! Pause, resume, stop and cancel: what is kept, what is charged, and two steps before anything happens.

use leptos::prelude::*;

use crate::{
    components::{Dialog, Icon, IconName},
    explain,
    model::{JobVerb, StatusClass},
    state::OpenJob,
};

/// The question. Open while `asked` holds a verb.
#[component]
pub fn SteerDialog(
    /// The job.
    open: OpenJob,
    /// What the user wants to do.
    asked: RwSignal<Option<JobVerb>>,
) -> impl IntoView {
    let is_sending = RwSignal::new(false);
    let failure = RwSignal::new(None::<String>);
    let has_stop = open.connection().provider.capabilities().verbs.contains(&JobVerb::Stop);
    let name = move || open.job().with(|job| job.as_ref().map(|job| job.name.clone())).unwrap_or_default();
    let close = move || {
        if !is_sending.get_untracked() {
            asked.set(None);
            failure.set(None);
        }
    };
    let send = move |_| {
        let Some(verb) = asked.get_untracked() else { return };
        if is_sending.get_untracked() {
            return;
        }
        is_sending.set(true);
        failure.set(None);
        leptos::task::spawn_local(async move {
            let outcome = open.steer(verb).await;
            // The page may be gone by now; its signals then are too.
            if is_sending.try_set(false).is_some() {
                return;
            }
            match outcome {
                Ok(()) => asked.set(None),
                Err(error) => {
                    let told = explain::explain(&error, &open.connection().base_url);
                    failure.set(Some(format!(
                        "{}: {} The job's state is being read again.",
                        told.title, told.meaning
                    )));
                }
            }
        });
    };
    let verb = move || asked.get().unwrap_or(JobVerb::Cancel);
    let title = Signal::derive(move || match verb() {
        JobVerb::Pause => format!("Pause {}?", name()),
        JobVerb::Resume => format!("Resume {}?", name()),
        JobVerb::Stop => format!("Stop {}?", name()),
        JobVerb::Cancel => format!("Cancel {}?", name()),
    });
    let way_out = move || if verb() == JobVerb::Resume { "Leave it paused" } else { "Keep it running" };
    let consequences = move || {
        consequences(verb(), has_stop, open.job().with(|job| job.as_ref().map(|job| job.status.class)))
            .into_iter()
            .map(|(effect, text)| {
                view! {
                    <li data-kind=effect.slug()>
                        <Icon name=effect.icon() />
                        <span>{text}</span>
                    </li>
                }
            })
            .collect_view()
    };
    view! {
        <Dialog is_open=Signal::derive(move || asked.get().is_some()) title=title on_close=Callback::new(move |()| close())>
            <div class="dialog-body">
                <ul class="consequences">{consequences}</ul>
                <p class="problem" role="alert">{move || failure.get()}</p>
            </div>
            <div class="actions">
                <button type="button" class="btn" autofocus=true on:click=move |_| close()>{way_out}</button>
                <button
                    type="button"
                    class=move || if verb() == JobVerb::Cancel { "btn danger" } else { "btn primary" }
                    aria-busy=move || is_sending.get().to_string()
                    disabled=move || is_sending.get()
                    on:click=send
                >
                    {move || verb().label()}
                </button>
            </div>
        </Dialog>
    }
}

/// What a line of the dialog is about.
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

/// What happens, line by line.
fn consequences(
    verb: JobVerb,
    has_stop: bool,
    class: Option<StatusClass>,
) -> Vec<(Consequence, &'static str)> {
    let mut lines = match (verb, has_stop) {
        (JobVerb::Pause, _) => vec![
            (Consequence::Neutral, "Training rests until it is resumed. What was learnt so far is kept."),
            (Consequence::Charged, "Steps that are done are charged when the job ends."),
        ],
        (JobVerb::Resume, _) => vec![
            (Consequence::Neutral, "Training goes on where it was paused."),
            (Consequence::Charged, "From then on, further steps are charged."),
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
            (Consequence::Charged, "Training ends soon. Steps that are done are charged."),
            (Consequence::Lost, "Checkpoints saved so far stay with the job; there will be no final model."),
            (Consequence::Neutral, "The job goes to Cancelled. It cannot be resumed."),
        ],
    };
    if class == Some(StatusClass::Waiting) {
        lines.insert(0, (Consequence::Neutral, "It has not begun to train."));
    }
    lines
}
