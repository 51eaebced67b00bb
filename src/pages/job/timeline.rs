//! A job's stages as a line, the present one with its share.

use leptos::prelude::*;

use crate::state::{App, OpenJob};
use tuneboard_core::{
    format,
    model::{Job, StatusClass, estimate_progress_of},
    timeline::{Stage, Tense, timeline},
};

/// The line.
#[component]
pub fn JobTimeline(
    /// Shared state.
    app: App,
    /// The job.
    open: OpenJob,
) -> impl IntoView {
    let has_trained = Memo::new(move |_| open.store().with(|store| !store.is_empty()));
    let stages = Memo::new(move |_| {
        let now = app.now.get();
        open.job()
            .with(|job| {
                job.as_deref()
                    .map(|job| open.events().with(|events| timeline(job, events, has_trained.get(), now)))
            })
            .unwrap_or_default()
    });
    let share = Memo::new(move |_| {
        let reached = open.reached();
        let share = |job: &Job| estimate_progress_of(job, &reached, app.now.get_untracked()).share;
        open.job().with(|job| job.as_deref().and_then(share))
    });
    let count = move || stages.with(Vec::len);
    view! {
        <ol class="timeline" aria-label="Stages">
            <For each=move || 0..count() key=|i| *i let:i>
                {
                    let stage = Memo::new(move |_| stages.with(|stages| stages.get(i).cloned()));
                    move || stage.get().map(|stage| stage_view(&stage, share.get()))
                }
            </For>
        </ol>
    }
}

fn stage_view(stage: &Stage, share: Option<f64>) -> impl IntoView + use<> {
    let tense = match stage.tense {
        Tense::Past => "past",
        Tense::Now => "now",
        Tense::Next => "next",
    };
    let share = share.filter(|_| stage.class == StatusClass::Running && stage.tense == Tense::Now);
    let detail = match (stage.secs, share) {
        (Some(secs), Some(share)) => format!("{}, {}", format::duration(secs), format::percent(share)),
        (Some(secs), None) => format::duration(secs),
        (None, Some(share)) => format::percent(share),
        (None, None) => String::new(),
    };
    let label = match stage.class {
        StatusClass::Running => "Training",
        class => class.label(),
    };
    view! {
        <li
            class="stage"
            data-state=tense
            data-class=stage.class.slug()
            style=("--weight", weight(stage.class))
            style=("--share", share.map(|share| format!("{:.1}%", share * 100.0)))
            aria-current=(stage.tense == Tense::Now).then_some("step")
        >
            <b>{label}</b>
            <small>{detail}</small>
        </li>
    }
}

/// Returns a stage's share of the line: training takes most of it, as it takes most of the time.
const fn weight(class: StatusClass) -> &'static str {
    match class {
        StatusClass::Running => "3.6",
        _ => "1",
    }
}
