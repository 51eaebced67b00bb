//! A job's figures in one line, and what is asked for now and then folded behind it: the charts are what the page is for.

use leptos::prelude::*;

use super::{facts::JobFacts, parts::LateParts};
use crate::{
    components::{Icon, IconName, handler},
    state::{App, Judgement, OpenJob},
};
use tuneboard_core::model::StatusClass;

/// Id of the part that is folded.
const FOLDED: &str = "job-details";

/// The figures, and a button that unfolds stages and outputs. Those are shown at once while there is no chart yet.
#[component]
pub fn JobDetails(
    /// Shared state.
    app: App,
    /// The job.
    open: OpenJob,
    /// The judgement on it.
    judgement: Judgement,
    /// Parts that come later.
    parts: LateParts,
    /// Class of the job's status.
    class: Memo<StatusClass>,
) -> impl IntoView {
    // It stays as it is when training begins: somebody may be reading it.
    let is_open =
        RwSignal::new(matches!(class.get_untracked(), StatusClass::Waiting | StatusClass::Starting));
    let toggle = move |_| is_open.update(|is_open| *is_open = !*is_open);
    view! {
        <div class="job-figures" data-open=move || is_open.get().then_some("")>
            <JobFacts app=app open=open judgement=judgement />
            <button
                type="button"
                class="btn quiet"
                title="Stages, output and files"
                aria-expanded=move || is_open.get().to_string()
                aria-controls=FOLDED
                on:click=handler(toggle)
            >
                "Details"
                <Icon name=IconName::ChevronDown />
            </button>
        </div>
        <div id=FOLDED hidden=move || !is_open.get()>
            {parts.view(|| ().into_any(), move |parts| (parts.details)(app, open))}
        </div>
    }
}
