//! Actions on the selected jobs: their number, and the actions, each with the reason if it is for none of them.

use leptos::{ev, prelude::*};

use super::{
    arrangement::Arrangement,
    bulk::BulkDialog,
    focus,
    selection_export::{SelectionExport, in_order},
};
use crate::{
    components::{Icon, IconName, handler},
    state::App,
};
use tuneboard_core::{
    bulk::Objections,
    comparison::{Lineup, MOST_JOBS},
    format,
    listing::{JobTable, ListQuery, Selection},
    model::JobVerb,
    route::{Location, Route},
};

/// Verbs of the bar, the least destructive first.
const VERBS: [JobVerb; 2] = [JobVerb::Stop, JobVerb::Cancel];

/// Content of the bar.
#[derive(Clone, PartialEq, Default)]
struct Summary {
    n: usize,
    /// Selected, and not shown.
    n_out_of_sight: usize,
    /// Shown.
    n_shown: usize,
    /// Per verb of [`VERBS`] the reason why it cannot be done.
    objections: [Option<String>; 2],
}

impl Summary {
    fn of(selection: &Selection, job_table: &JobTable, shown: &Arrangement) -> Self {
        let mut objections = VERBS.map(Objections::to);
        for slot in selection.slots().filter(|slot| selection.has(job_table, *slot)) {
            if let Some((provider, class)) = job_table.standing(slot) {
                objections.iter_mut().for_each(|objections| objections.add(provider, class));
            }
        }
        let n = selection.len();
        Self {
            n,
            n_out_of_sight: n.saturating_sub(selection.count(job_table, &shown.slots)),
            n_shown: n_there(job_table, shown),
            objections: objections.map(|objections| objections.refusal()),
        }
    }
}

/// The bar; there while something is selected, or is going to be.
#[component]
pub fn SelectionBar(
    /// Shared state.
    app: App,
    /// Filter and order of the table.
    query: Memo<ListQuery>,
    /// Rows of the table.
    rows: Memo<Arrangement>,
) -> impl IntoView {
    Effect::new(move || {
        app.jobs.with(|_| ());
        app.selected.update(|selection, job_table| {
            selection.settle(job_table);
        });
    });
    let summary = Memo::new(move |_| {
        app.jobs.with(|job_table| {
            app.selected.with(|selection| rows.with(|rows| Summary::of(selection, job_table, rows)))
        })
    });
    let asked = RwSignal::new(None::<JobVerb>);
    let is_shown = Memo::new(move |_| app.selected.with(Selection::is_choosing));
    let on_key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" {
            event.prevent_default();
            leave(app);
        }
    };
    let words = move || {
        summary.with(|summary| {
            let count = |n: usize| format::count(n as u64);
            let hidden = match summary.n_out_of_sight {
                0 => String::new(),
                n => format!(", {} not shown", count(n)),
            };
            format!("{} selected{hidden}", count(summary.n))
        })
    };
    let n_more = Memo::new(move |_| {
        summary.with(|summary| summary.n_shown.saturating_sub(summary.n - summary.n_out_of_sight))
    });
    let select_all = move |_| {
        let slots = rows.with_untracked(|rows| rows.slots.clone());
        app.selected.update(|selection, job_table| selection.add(job_table, &slots));
    };
    view! {
        // Always there: what appears in it is read out then.
        <div class="visually-hidden" role="status">
            {move || if is_shown.get() { words() } else { String::new() }}
        </div>
        <Show when=move || is_shown.get()>
            <section class="selection-bar" aria-label="Selected jobs" on:keydown=handler(on_key)>
                <div class="selection-count">
                    <b>{words}</b>
                    <Show when=move || 0 < n_more.get()>
                        <button type="button" class="btn quiet small" on:click=handler(select_all)>
                            {move || format!("Select all {}", format::count(summary.with(|summary| summary.n_shown) as u64))}
                        </button>
                    </Show>
                </div>
                <div class="buttons">
                    {[0, 1].map(|place| view! { <VerbButton app=app summary=summary asked=asked place=place /> })}
                    <CompareButton app=app query=query n=Signal::derive(move || summary.with(|summary| summary.n)) />
                    <SelectionExport app=app query=query is_empty=Signal::derive(move || summary.with(|summary| summary.n == 0)) />
                    <button
                        type="button"
                        class="btn quiet icon-only"
                        aria-label="Clear selection"
                        title="Clear selection (Esc)"
                        on:click=handler(move |_| leave(app))
                    >
                        <Icon name=IconName::Close />
                    </button>
                </div>
                <ul class="selection-reasons">
                    {VERBS.map(|verb| view! { <Reason app=app summary=summary verb=verb /> })}
                    {move || {
                        let n = summary.with(|summary| summary.n);
                        let text = no_comparison(n).filter(|_| MOST_JOBS < n)?;
                        Some(view! { <li id=NO_COMPARISON><b>"Compare: "</b>{text}</li> })
                    }}
                </ul>
            </section>
        </Show>
        <BulkDialog app=app query=query asked=asked />
    }
}

/// Returns the number of jobs shown that still exist: a row may stay when its job is gone.
fn n_there(job_table: &JobTable, shown: &Arrangement) -> usize {
    shown.slots.iter().filter(|slot| job_table.standing(**slot).is_some()).count()
}

/// Some connection's jobs can be asked for that.
fn is_offered(app: App, verb: JobVerb) -> bool {
    app.connections.usable().iter().any(|connection| connection.provider.capabilities().verbs.contains(&verb))
}

fn word(verb: JobVerb) -> &'static str {
    match verb {
        JobVerb::Stop => "Stop",
        JobVerb::Pause | JobVerb::Resume | JobVerb::Cancel => "Cancel",
    }
}

fn objection(summary: Memo<Summary>, verb: JobVerb) -> Option<String> {
    let place = VERBS.iter().position(|known| *known == verb)?;
    summary.with(|summary| summary.objections.get(place).cloned().flatten())
}

/// Asks whether all selected jobs are to end.
#[component]
fn VerbButton(
    /// Shared state.
    app: App,
    /// The selection.
    summary: Memo<Summary>,
    /// Takes the verb to ask about.
    asked: RwSignal<Option<JobVerb>>,
    /// Index among [`VERBS`].
    place: usize,
) -> impl IntoView {
    let verb = VERBS[place.min(VERBS.len() - 1)];
    let is_offered = Memo::new(move |_| is_offered(app, verb));
    let reason = Memo::new(move |_| objection(summary, verb));
    view! {
        <Show when=move || is_offered.get()>
            <button
                type="button"
                class="btn"
                class:danger=move || verb == JobVerb::Cancel && reason.with(Option::is_none)
                aria-disabled=move || reason.with(Option::is_some).then_some("true")
                aria-describedby=move || reason.with(Option::is_some).then(|| reason_id(verb))
                title=move || reason.get()
                on:click=handler(move |_| {
                    if reason.with_untracked(Option::is_none) {
                        asked.set(Some(verb));
                    }
                })
            >
                {word(verb)}
                "…"
            </button>
        </Show>
    }
}

fn reason_id(verb: JobVerb) -> String {
    format!("no-{}", word(verb).to_ascii_lowercase())
}

/// Reason why an action is disabled.
#[component]
fn Reason(
    /// Shared state.
    app: App,
    /// The selection.
    summary: Memo<Summary>,
    /// The verb.
    verb: JobVerb,
) -> impl IntoView {
    let reason = Memo::new(move |_| {
        let is_selected = summary.with(|summary| 0 < summary.n);
        objection(summary, verb).filter(|_| is_selected && is_offered(app, verb))
    });
    move || {
        let text = reason.get()?;
        Some(view! { <li id=reason_id(verb)><b>{word(verb)} ": "</b>{text}</li> })
    }
}

/// The id of the reason why the selected jobs cannot be compared.
const NO_COMPARISON: &str = "no-compare";

/// Leads to the comparison of the selected jobs, in the order of the table.
#[component]
fn CompareButton(
    /// Shared state.
    app: App,
    /// Filter and order of the table.
    query: Memo<ListQuery>,
    /// Number of selected jobs.
    n: Signal<usize>,
) -> impl IntoView {
    let reason = Memo::new(move |_| no_comparison(n.get()));
    let press = move |_| {
        if reason.with_untracked(Option::is_some) {
            return;
        }
        let slots = untrack(|| in_order(app, query));
        let keys = app.jobs.with_untracked(|job_table| {
            slots.into_iter().filter_map(|slot| job_table.key(slot)).collect::<Vec<_>>()
        });
        let mut place = Location::of(Route::Compare);
        Lineup::of(keys).write(&mut place.query);
        app.navigator.go(place);
    };
    view! {
        <button
            type="button"
            class="btn"
            aria-disabled=move || reason.with(Option::is_some).then_some("true")
            aria-describedby=move || reason.with(Option::is_some).then_some(NO_COMPARISON)
            title=move || reason.get()
            on:click=handler(press)
        >
            "Compare"
        </button>
        // Every selection begins with one job: what that lacks is said to whoever asks.
        {move || {
            let text = reason.get().filter(|_| n.get() <= MOST_JOBS)?;
            Some(view! { <span class="visually-hidden" id=NO_COMPARISON>{text}</span> })
        }}
    }
}

/// Returns the reason why so many jobs cannot be compared.
fn no_comparison(n: usize) -> Option<String> {
    match n {
        0 => Some("No job is selected.".to_owned()),
        1 => Some("Select at least two jobs.".to_owned()),
        n if MOST_JOBS < n => Some(format!("At most {MOST_JOBS} jobs at a time.")),
        _ => None,
    }
}

/// Ends selecting, and gives the focus back to the table.
fn leave(app: App) {
    focus::focus_a_row();
    app.selected.clear();
}

/// The heading's box: all that are shown, or none of them.
#[component]
pub fn CheckAll(
    /// Shared state.
    app: App,
    /// Rows of the table.
    rows: Memo<Arrangement>,
) -> impl IntoView {
    let state = Memo::new(move |_| {
        app.jobs.with(|job_table| {
            app.selected.with(|selection| {
                rows.with(|rows| match selection.count(job_table, &rows.slots) {
                    0 => "false",
                    n if n == n_there(job_table, rows) => "true",
                    _ => "mixed",
                })
            })
        })
    });
    let press = move |_| {
        let slots = rows.with_untracked(|rows| rows.slots.clone());
        let is_all = state.get_untracked() == "true";
        app.selected.update(|selection, job_table| {
            if is_all {
                selection.remove(job_table, &slots);
            } else {
                selection.add(job_table, &slots);
            }
        });
    };
    let on_key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" {
            app.selected.clear();
        }
    };
    view! {
        <button
            type="button"
            class="check"
            role="checkbox"
            aria-checked=state
            aria-label="Select all shown jobs"
            title="Select all shown jobs. On a row: Space selects, Shift+Space up to there, Ctrl+A all."
            on:click=handler(press)
            on:keydown=handler(on_key)
        ></button>
    }
}
