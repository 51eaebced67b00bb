//! Parts of a job's page that nobody needs before its first chart is drawn: all tabs but the first, stages and outputs, questions.
//! A chunk of its own.

use leptos::prelude::*;

use super::{
    checkpoints::JobCheckpoints,
    control::SteerDialog,
    delete::DeleteDialog,
    events::JobEvents,
    outputs::JobOutputs,
    record::{JobConfig, JobRaw},
    timeline::JobTimeline,
};
use crate::{
    browser::schedule,
    lazy_chunk::lazy_chunk,
    pages::insight::FindingsList,
    state::{App, Judgement, OpenJob, loaded, once},
};
use tuneboard_core::model::JobVerb;

/// Functions of the chunk.
#[derive(Clone, Copy)]
pub struct Parts {
    /// Shows the tab of this slug.
    pub panel: fn(App, OpenJob, Judgement, &str) -> AnyView,
    /// Shows stages and outputs.
    pub details: fn(App, OpenJob) -> AnyView,
    /// Asks before a verb is sent, or before the job is deleted.
    pub questions: fn(OpenJob, RwSignal<Option<JobVerb>>, RwSignal<bool>) -> AnyView,
}

/// The parts, once they are loaded; copies refer to the same.
#[derive(Clone, Copy)]
pub struct LateParts(RwSignal<Option<Parts>>);

lazy_chunk! {
    /// The charts are what a link to a job is followed for.
    job_parts: fn load() -> fn() -> Parts {
        || Parts {
            panel,
            details: |app, open| view! { <JobTimeline app=app open=open /> <JobOutputs open=open /> }.into_any(),
            questions: |open, asked, asks_delete| {
                view! { <SteerDialog open=open asked=asked /> <DeleteDialog open=open is_asked=asks_delete /> }.into_any()
            },
        }
    }
}

fn panel(app: App, open: OpenJob, judgement: Judgement, slug: &str) -> AnyView {
    match slug {
        "findings" => view! { <FindingsList app=app judgement=judgement /> }.into_any(),
        "events" => view! { <JobEvents app=app open=open /> }.into_any(),
        "checkpoints" => view! { <JobCheckpoints app=app open=open judgement=judgement /> }.into_any(),
        "config" => view! { <JobConfig open=open /> }.into_any(),
        _ => view! { <JobRaw open=open /> }.into_any(),
    }
}

impl LateParts {
    /// Loads the parts once `is_due`.
    pub fn follow(is_due: impl Fn() -> bool + 'static) -> Self {
        let parts = RwSignal::new(None);
        once(is_due, async move {
            let make = loaded(load).await;
            // Whoever follows makes something of them.
            schedule::next_turn().await;
            // The screen may be gone by now.
            parts.try_set(Some(make()));
        });
        Self(parts)
    }

    /// Shows what `view` makes of the parts, and `before` until they are here.
    pub fn view(self, before: fn() -> AnyView, view: impl Fn(Parts) -> AnyView + Send + 'static) -> AnyView {
        (move || match self.0.get() {
            Some(parts) => view(parts),
            None => before(),
        })
        .into_any()
    }
}
