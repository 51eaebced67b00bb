//! Pause, resume, stop and cancel: what is kept, what is charged, and two steps before anything happens.

use leptos::prelude::*;

use super::consequences::Consequences;
use crate::{
    browser::schedule,
    components::{Dialog, handler},
    state::OpenJob,
};
use tuneboard_core::{
    explain::{self, Standing},
    model::JobVerb,
};

/// The question. Open while `asked` holds a verb.
#[component]
pub fn SteerDialog(
    /// The job.
    open: OpenJob,
    /// Action that the user wants.
    asked: RwSignal<Option<JobVerb>>,
) -> impl IntoView {
    let is_sending = RwSignal::new(false);
    let failure = RwSignal::new(None::<String>);
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
        schedule::spawn_detached(async move {
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
        let saved = open.saved();
        let mut standing = open.job().with(|job| {
            job.as_ref().map_or_else(Standing::default, |job| Standing {
                class: Some(job.status.class),
                n_steps_done: job.progress.n_steps_done,
                ..Standing::default()
            })
        });
        if saved.is_offered().get() && saved.read_at().with(Option::is_some) {
            saved.known().with(|known| {
                standing.n_checkpoints = Some(known.len());
                standing.last_checkpoint = known.iter().map(|checkpoint| checkpoint.step).max();
            });
        }
        view! { <Consequences verb=verb() provider=open.connection().provider standing=standing /> }
    };
    view! {
        <Dialog is_open=Signal::derive(move || asked.get().is_some()) title=title on_close=Callback::new(move |()| close())>
            <div class="dialog-body">
                {consequences}
                <p class="problem" role="alert">{move || failure.get()}</p>
            </div>
            <div class="actions">
                <button type="button" class="btn" autofocus=true on:click=handler(move |_| close())>{way_out}</button>
                <button
                    type="button"
                    class=move || if verb() == JobVerb::Cancel { "btn danger" } else { "btn primary" }
                    aria-busy=move || is_sending.get().to_string()
                    on:click=handler(send)
                >
                    {move || verb().label()}
                </button>
            </div>
        </Dialog>
    }
}
