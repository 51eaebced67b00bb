//! Several jobs beside each other: which ones, their charts in one, their figures and how they were set up.

mod charts;
mod comparison;
mod figures;
mod lineup;
mod pace;
mod picker;
mod settings;
mod table;

use leptos::prelude::*;

use self::{
    charts::CompareCharts, comparison::Comparison, figures::CompareFigures, lineup::CompareLineup,
    picker::ComparePicker, settings::CompareSettings,
};
use crate::{
    components::{Empty, IconName},
    shell::incremental_count::incremental_count,
    state::use_app,
};

/// Parts of the screen that are made one after the other: the jobs, their settings, figures and charts.
const N_PARTS: usize = 4;

/// The screen.
#[component]
pub fn ComparePage() -> impl IntoView {
    let app = use_app();
    let comparison = Comparison::new(app);
    let n_jobs = Memo::new(move |_| comparison.rows.with(Vec::len));
    let has_columns = Memo::new(move |_| !comparison.columns().is_empty());
    // Not all in one turn of the browser.
    let n_parts = incremental_count(Signal::stored(N_PARTS), 1);
    let shows = move |part: usize| has_columns.get() && part < n_parts.get();
    view! {
        <div class="compare">
            <div class="page-head">
                <h1>"Compare jobs"</h1>
            </div>
            <CompareLineup comparison=comparison />
            <ComparePicker comparison=comparison />
            <Show when=move || n_jobs.get() == 0>
                <Empty
                    icon=IconName::Chart
                    title="No job is compared yet"
                    text="Add jobs above, or select some in the table of jobs and press Compare. Their curves come into the same charts, below the settings that differ and their figures. The link of this page keeps the choice."
                >
                    <a class="btn" href="#/jobs">"All jobs"</a>
                </Empty>
            </Show>
            <Show when=move || shows(1)>
                <CompareSettings comparison=comparison />
            </Show>
            <Show when=move || shows(2)>
                <CompareFigures comparison=comparison />
            </Show>
            <Show when=move || shows(3)>
                <CompareCharts comparison=comparison />
            </Show>
        </div>
    }
}
