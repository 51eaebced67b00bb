//! The job table: only the rows in view are in the page, and a row's cells change one by one.

use std::sync::Arc;

use leptos::{ev, html, prelude::*};

use crate::{
    app,
    browser::{frame::FrameTask, listener::Listener, location, viewport},
    components::{Icon, IconName, ProgressBar, StatusMark, TimeAgo},
    format,
    listing::{Column, ListQuery, Listed, arrange, took_secs},
    model::{JobKey, StatusClass},
    route::Route,
    state::{App, use_app},
};

/// Rows kept above and below the view, so that quick scrolling shows no gaps.
const OVERSCAN: usize = 8;

/// Rows of the skeleton before the first answer.
const N_SKELETON: usize = 8;

/// The rows that are shown, in order, and the query they answer.
#[derive(Clone, PartialEq)]
struct Shown {
    query: ListQuery,
    keys: Arc<Vec<JobKey>>,
}

/// The table.
#[component]
pub fn JobsTable(
    /// What to show.
    query: Memo<ListQuery>,
) -> impl IntoView {
    let app = use_app();
    // While somebody is about to use the table, rows stay where they are.
    let is_held = RwSignal::new(false);
    let order = Memo::new(move |_| {
        let query = query.get();
        let keys = app.jobs.with(|rows| arrange(rows, &query, app.now.get_untracked()));
        Shown { query, keys: Arc::new(keys) }
    });
    let is_let_through = RwSignal::new(0_u32);
    let shown = Memo::new(move |old: Option<&(u32, Shown)>| {
        let new = order.get();
        let pass = is_let_through.get();
        match old {
            Some((old_pass, old))
                if is_held.get() && old.query == new.query && *old_pass == pass && !old.keys.is_empty() =>
            {
                (*old_pass, old.clone())
            }
            _ => (pass, new),
        }
    });
    let keys = Memo::new(move |_| shown.with(|(_, shown)| Arc::clone(&shown.keys)));
    let n_updates = Memo::new(move |_| {
        let (new, old) = (order.get().keys, keys.get());
        if Arc::ptr_eq(&new, &old) {
            0
        } else {
            new.iter().zip(old.iter()).filter(|(a, b)| a != b).count() + new.len().abs_diff(old.len())
        }
    });

    let node = NodeRef::<html::Div>::new();
    let window = follow_window(node, keys);
    let visible = Memo::new(move |_| {
        let (first, last) = window.get();
        keys.with(|keys| keys.get(first..last.min(keys.len())).map(<[JobKey]>::to_vec).unwrap_or_default())
    });
    let hidden = app.settings.hidden_columns();
    let columns = Memo::new(move |_| {
        let is_shown =
            |column: &Column| hidden.with(|hidden| hidden.iter().all(|slug| slug != column.slug()));
        Column::ALL.into_iter().filter(is_shown).collect::<Vec<_>>()
    });
    let template = move || {
        columns.with(|columns| {
            columns
                .iter()
                .map(|column| format!("var(--column-{})", column.slug()))
                .collect::<Vec<_>>()
                .join(" ")
        })
    };

    let is_loading = move || app.jobs.with(<[Listed]>::is_empty) && !app.jobs.is_settled();
    let is_filtered_out = move || keys.with(|keys| keys.is_empty()) && !is_loading();
    view! {
        <div
            class="panel jobs-table"
            role="table"
            aria-label="Jobs"
            aria-rowcount=move || keys.with(|keys| keys.len() + 1)
            style=("--columns", template)
            on:pointerenter=move |_| is_held.set(true)
            on:pointerleave=move |_| is_held.set(false)
            on:focusin=move |_| is_held.set(true)
            on:focusout=move |_| is_held.set(false)
        >
            <div class="tr head" role="row">
                <For each=move || columns.get() key=|column| *column let:column>
                    <Heading app=app query=query column=column />
                </For>
            </div>
            <Show when=move || 0 < n_updates.get()>
                <button type="button" class="btn updates" on:click=move |_| is_let_through.update(|n| *n += 1)>
                    {move || format!("Show {}", format::count_of(n_updates.get(), "update", "updates"))}
                </button>
            </Show>
            <div
                class="rows"
                role="rowgroup"
                node_ref=node
                style=("--n-rows", move || if is_loading() { N_SKELETON } else { keys.with(|keys| keys.len()) }.to_string())
                on:keydown=move_between_rows
            >
                <For each=move || visible.get() key=Clone::clone let:key>
                    <Row app=app key=key keys=keys columns=columns />
                </For>
                <Show when=is_loading>
                    {(0..N_SKELETON)
                        .map(|i| view! { <div class="tr skeleton-row" style=("--index", i.to_string()) aria-hidden="true"><span class="skeleton"></span></div> })
                        .collect_view()}
                </Show>
            </div>
            <Show when=is_filtered_out>
                <div class="empty">
                    <Icon name=IconName::Search />
                    <h2>{move || format!("0 of {} match", format::count_of(app.jobs.with(<[Listed]>::len), "job", "jobs"))}</h2>
                    <p>"No job fits the search and the filters."</p>
                    <div class="actions">
                        <button type="button" class="btn" on:click=move |_| app.navigator.go(crate::route::Location::of(Route::Jobs))>
                            "Clear search and filters"
                        </button>
                    </div>
                </div>
            </Show>
        </div>
    }
}

/// A heading that sorts.
#[component]
fn Heading(
    /// Shared state.
    app: App,
    /// What is shown now.
    query: Memo<ListQuery>,
    /// The column.
    column: Column,
) -> impl IntoView {
    let sort = Memo::new(move |_| query.with(|query| query.sort));
    let direction = move || {
        let sort = sort.get();
        match (sort.column == column, sort.is_descending) {
            (false, _) => None,
            (true, true) => Some("descending"),
            (true, false) => Some("ascending"),
        }
    };
    let press = move |_| {
        let slug = sort.get_untracked().pressed(column).to_slug();
        app.navigator.set("sort", Some(&slug));
    };
    view! {
        <div class="td" class:num=is_number(column) role="columnheader" aria-sort=direction>
            <button type="button" class="sort" on:click=press>
                {column.label()}
                {move || direction().map(|direction| {
                    view! { <Icon name=if direction == "ascending" { IconName::SortAsc } else { IconName::SortDesc } /> }
                })}
            </button>
        </div>
    }
}

/// One row; its place and each cell follow the job on their own.
#[component]
fn Row(
    /// Shared state.
    app: App,
    /// Whose row.
    key: JobKey,
    /// All rows, for its place.
    keys: Memo<Arc<Vec<JobKey>>>,
    /// Columns to show.
    columns: Memo<Vec<Column>>,
) -> impl IntoView {
    let own = key.clone();
    // A row whose job is gone from the list stays as it was until the table is arranged anew.
    let row =
        Memo::new(move |old: Option<&Option<Listed>>| app.jobs.get(&own).or_else(|| old.cloned().flatten()));
    let own = key.clone();
    let index =
        Memo::new(move |_| keys.with(|keys| keys.iter().position(|known| *known == own)).unwrap_or(0));
    let connection = key.connection.clone();
    let is_stale = Memo::new(move |_| {
        app.jobs.health().with(|health| health.get(&connection).is_some_and(|health| health.error.is_some()))
    });
    let class = Memo::new(move |_| {
        row.with(|row| row.as_ref().map_or(StatusClass::Unknown, |row| row.job.status.class))
    });
    let watched = key.clone();
    Effect::new(move || app.previews.watch(&watched, class.get()));
    let unwatched = key.clone();
    on_cleanup(move || app.previews.unwatch(&unwatched));
    view! {
        <div
            class="tr"
            role="row"
            style=("--index", move || index.get().to_string())
            aria-rowindex=move || index.get() + 2
            data-stale=move || is_stale.get().then_some("")
        >
            <For each=move || columns.get() key=|column| *column let:column>
                <Cell app=app key=key.clone() row=row column=column />
            </For>
        </div>
    }
}

#[component]
fn Cell(
    /// Shared state.
    app: App,
    /// Whose row.
    key: JobKey,
    /// The row's job.
    row: Memo<Option<Listed>>,
    /// Which cell.
    column: Column,
) -> impl IntoView {
    let text = move |read: fn(&Listed) -> String| {
        Memo::new(move |_| row.with(|row| row.as_ref().map(read)).unwrap_or_default())
    };
    let content = match column {
        Column::Status => {
            let status = Memo::new(move |_| row.with(|row| row.as_ref().map(|row| row.job.status.clone())));
            view! { {move || status.get().map(|status| view! { <StatusMark status=status /> })} }.into_any()
        }
        Column::Name => {
            let name = text(|row| row.job.name.clone());
            let id = key.id.to_string();
            let (same, full) = (id.clone(), id.clone());
            view! {
                <a class="name" href=app::link(Route::Job(key)) title=name>{name}</a>
                <span class="id mono" title=full>{move || if name.get() == same { String::new() } else { id.clone() }}</span>
            }
            .into_any()
        }
        Column::Provider => {
            let connection = app.connections.get(&key.connection).map(|connection| connection.label);
            let provider = text(|row| row.provider.short_label().to_owned());
            view! { <span class="muted" title=connection>{provider}</span> }.into_any()
        }
        Column::BaseModel => {
            let full = text(|row| row.job.base_model.clone().unwrap_or_default());
            view! { <span class="muted" title=full>{move || format::model_name(&full.get())}</span> }
                .into_any()
        }
        Column::Progress => progress_cell(row).into_any(),
        Column::Loss => {
            let loss = Memo::new(move |_| {
                row.with(|row| row.as_ref().and_then(|row| row.last_loss)).map(format::number)
            });
            let path = Memo::new(move |_| {
                app.previews.get(&key).map(|preview| preview.path.clone()).unwrap_or_default()
            });
            view! {
                <svg class="spark" viewBox="0 0 60 18" aria-hidden="true"><path d=path /></svg>
                <span class:faint=move || loss.with(Option::is_none)>{move || loss.get().unwrap_or_else(|| "–".to_owned())}</span>
            }
            .into_any()
        }
        Column::Created => {
            let at = Memo::new(move |_| row.with(|row| row.as_ref().and_then(|row| row.job.created_at)));
            view! { <span class="muted"><TimeAgo at=at now=Signal::derive(move || app.now.get()) utc_offset_secs=app::utc_offset_secs /></span> }.into_any()
        }
        Column::Took => {
            let took = move || {
                row.with(|row| {
                    row.as_ref().and_then(|row| {
                        let is_over = row.job.status.class.is_terminal();
                        let now = if is_over { app.now.get_untracked() } else { app.now.get() };
                        took_secs(&row.job, now)
                    })
                })
                .map_or_else(|| "–".to_owned(), format::duration)
            };
            view! { <span class="muted">{took}</span> }.into_any()
        }
    };
    view! {
        <div class="td" class:num=is_number(column) role="cell" data-column=column.slug()>
            {content}
        </div>
    }
}

fn progress_cell(row: Memo<Option<Listed>>) -> impl IntoView {
    let share = Memo::new(move |_| {
        row.with(|row| {
            row.as_ref().and_then(|row| {
                if row.job.status.class == StatusClass::Completed { Some(1.0) } else { row.share }
            })
        })
    });
    let kind = Memo::new(move |_| match row.with(|row| row.as_ref().map(|row| row.job.status.class)) {
        Some(StatusClass::Completed) => "done",
        Some(StatusClass::Failed | StatusClass::Cancelled | StatusClass::Stopped) => "off",
        _ => "running",
    });
    let label = Memo::new(move |_| row.with(|row| row.as_ref().map(progress_words)).unwrap_or_default());
    view! { <ProgressBar share=share label=label kind=kind /> }
}

/// Percent where it can be known, else steps, else what it waits for.
fn progress_words(row: &Listed) -> String {
    let progress = &row.job.progress;
    match (row.job.status.class, row.share, progress.n_steps_done, progress.queue_depth) {
        (StatusClass::Completed, _, _, _) if progress.n_epochs_total.is_some() => {
            let n = progress.n_epochs_total.unwrap_or_default();
            format!("{} of {} epochs", format::number(progress.n_epochs_done.unwrap_or(n)), format::number(n))
        }
        (StatusClass::Waiting, _, _, Some(depth)) => format!("{} ahead", format::count(depth)),
        (StatusClass::Waiting, _, None | Some(0), _) => "not begun".to_owned(),
        (_, Some(share), _, _) => format::percent(share),
        (_, None, Some(steps), _) => format!("step {}", format::steps(steps)),
        (_, None, None, _) => "–".to_owned(),
    }
}

const fn is_number(column: Column) -> bool {
    matches!(column, Column::Took)
}

/// First and one past the last row to have in the page, following scroll and size.
fn follow_window(node: NodeRef<html::Div>, keys: Memo<Arc<Vec<JobKey>>>) -> ReadSignal<(usize, usize)> {
    let window = RwSignal::new((0, 40));
    let measure = move || {
        let Some(rows) = node.get_untracked() else { return };
        let n = keys.try_with_untracked(|keys| keys.len()).unwrap_or(0);
        let span = viewport::rows_in_view(&rows, n, OVERSCAN);
        window.maybe_update(|old| std::mem::replace(old, span) != span);
    };
    let frame = std::rc::Rc::new(FrameTask::new(measure));
    let request = {
        let frame = std::rc::Rc::clone(&frame);
        move |_: web_sys::Event| frame.request()
    };
    let listeners = send_wrapper::SendWrapper::new((
        Listener::window("scroll", request.clone()),
        Listener::window("resize", request),
    ));
    on_cleanup(move || drop(listeners));
    Effect::new(move || {
        keys.track();
        if node.get().is_some() {
            frame.request();
        }
    });
    window.read_only()
}

/// Up and Down move between the rows' links.
fn move_between_rows(event: ev::KeyboardEvent) {
    let forward = match event.key().as_str() {
        "ArrowDown" => true,
        "ArrowUp" => false,
        _ => return,
    };
    if location::focus_sibling(&event, "a.name", forward) {
        event.prevent_default();
    }
}
