//! Adds jobs to a comparison: a search over all jobs that are known, by the words of the table's own search.

use leptos::{ev, html, prelude::*};

use super::comparison::Comparison;
use crate::components::{Icon, IconName, StatusMark, handler};
use tuneboard_core::{
    comparison::{JobRef, Lineup, MOST_JOBS},
    listing::{ListQuery, Listed},
    model::{JobKey, places},
};

/// Jobs that are offered at a time.
const MOST_OFFERED: usize = 6;

/// The field, and what it finds.
#[component]
pub fn ComparePicker(
    /// State shared by the parts of the screen.
    comparison: Comparison,
) -> impl IntoView {
    let app = comparison.app;
    let typed = RwSignal::new(String::new());
    let input = NodeRef::<html::Input>::new();
    let has_room = Memo::new(move |_| comparison.lineup.with(Lineup::has_room));
    let is_open = move || {
        has_room.get() && (!typed.with(|typed| typed.trim().is_empty()) || comparison.rows.with(Vec::len) < 2)
    };
    let found = Memo::new(move |_| if is_open() { find(comparison, &typed.get()) } else { Vec::new() });
    let add = move |key: JobKey| {
        comparison.change(|lineup| lineup.add(JobRef::Key(key)));
        typed.set(String::new());
        // The button is gone with its job.
        if let Some(input) = input.get_untracked() {
            drop(input.focus());
        }
    };
    let on_key = move |event: ev::KeyboardEvent| match event.key().as_str() {
        // It ends what an input method composes, or follows right after an addition.
        "Enter" if event.is_composing() || typed.with_untracked(|typed| typed.trim().is_empty()) => {}
        "Enter" => {
            event.prevent_default();
            if let Some(first) = found.with_untracked(|found| found.first().map(|listed| listed.key.clone()))
            {
                add(first);
            }
        }
        "Escape" => typed.set(String::new()),
        _ => {}
    };
    let words = move || {
        if !has_room.get() {
            return format!(
                "{MOST_JOBS} jobs are compared, the most that can be told apart. Remove one to add another."
            );
        }
        match (is_open(), found.with(Vec::is_empty)) {
            (true, true) if app.jobs.with(|job_table| job_table.is_empty()) && !app.jobs.is_settled() => {
                "Loading the jobs.".to_owned()
            }
            (true, true) if app.jobs.is_any_failed() => {
                "Not all lists could be read, so jobs may be missing here.".to_owned()
            }
            (true, true) if typed.with(|typed| typed.trim().is_empty()) => {
                "There is no other job to add.".to_owned()
            }
            (true, true) => "No other job has these words in its name, id, model or dataset.".to_owned(),
            _ => String::new(),
        }
    };
    view! {
        <section class="picker" aria-label="Add jobs">
            <label class="search">
                <Icon name=IconName::Search />
                <input
                    type="search"
                    class="field"
                    node_ref=input
                    placeholder="Add a job: name, id, model, dataset"
                    aria-label="Find a job to add"
                    autocomplete="off"
                    spellcheck="false"
                    disabled=move || !has_room.get()
                    prop:value=typed
                    on:input=handler(move |event: ev::Event| typed.set(event_target_value(&event)))
                    on:keydown=handler(on_key)
                />
            </label>
            <p class="faint" role="status">{words}</p>
            <ul>
                <For each=move || found.get() key=|listed| (listed.key.clone(), listed.job.status.class) let:listed>
                    {
                        let (key, name) = (listed.key.clone(), listed.job.name.clone());
                        let place = app.connections.get(&key.connection).map(|connection| connection.label).unwrap_or_default();
                        view! {
                            <li>
                                <button type="button" class="btn" aria-label=format!("Add {name}") on:click=handler(move |_| add(key.clone()))>
                                    <Icon name=IconName::Plus />
                                    <span class="picked-name">{name.clone()}</span>
                                </button>
                                <StatusMark status=listed.job.status.clone() />
                                <small class="faint">{listed.provider.short_label()} " · " {place}</small>
                            </li>
                        }
                    }
                </For>
            </ul>
        </section>
    }
}

/// The newest jobs with these words that are not compared yet.
fn find(comparison: Comparison, typed: &str) -> Vec<Listed> {
    let app = comparison.app;
    let query = ListQuery {
        typed: typed.to_owned(),
        words: typed.split_whitespace().map(str::to_ascii_lowercase).collect(),
        ..ListQuery::default()
    };
    let query = query.with_places(&places(&app.connections.all()));
    let compared: Vec<JobKey> =
        comparison.watched().iter().map(|(_, watched)| watched.open().key()).collect();
    app.jobs.with(|job_table| {
        let slots = job_table.arrange(&query, app.now.get_untracked());
        let listed = slots.into_iter().filter_map(|slot| job_table.listed(slot));
        listed.filter(|listed| !compared.contains(&listed.key)).take(MOST_OFFERED).collect()
    })
}
