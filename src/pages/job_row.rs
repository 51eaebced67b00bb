//! One row of the job table.

use std::sync::Arc;

use leptos::prelude::*;

use super::jobs_table::is_number;
use crate::{
    browser::clock,
    components::{Icon, IconName, ProgressBar, StatusMark, TimeAgo},
    format,
    listing::{Column, Listed, took_secs},
    model::{JobKey, StatusClass},
    route::{Location, Route},
    state::App,
};

/// The row; its place and each cell follow the job on their own.
#[component]
pub fn JobRow(
    /// Shared state.
    app: App,
    /// Whose row.
    key: JobKey,
    /// All rows, for its place.
    keys: Memo<Arc<Vec<JobKey>>>,
) -> impl IntoView {
    let own = key.clone();
    // A row whose job is gone from the list stays as it was until the table is arranged anew.
    let row =
        Memo::new(move |old: Option<&Option<Listed>>| app.jobs.get(&own).or_else(|| old.cloned().flatten()));
    let own = key.clone();
    let index =
        Memo::new(move |_| keys.with(|keys| keys.iter().position(|known| *known == own)).unwrap_or(0));
    let class = Memo::new(move |_| {
        row.with(|row| row.as_ref().map_or(StatusClass::Unknown, |row| row.job.status.class))
    });
    let connection = key.connection.clone();
    let is_stale = Memo::new(move |_| {
        app.jobs.health().with(|health| health.get(&connection).is_some_and(|health| health.error.is_some()))
    });
    let watched = key.clone();
    Effect::new(move || app.previews.watch(&watched, class.get()));
    let unwatched = key.clone();
    on_cleanup(move || app.previews.unwatch(&unwatched));
    let cells = Column::ALL.map(|column| {
        let content = match column {
            Column::Status => status_cell(row).into_any(),
            Column::Name => name_cell(app, key.clone(), row, is_stale).into_any(),
            Column::Provider => provider_cell(app, key.clone(), row).into_any(),
            Column::BaseModel => model_cell(row).into_any(),
            Column::Progress => progress_cell(row, class).into_any(),
            Column::Loss => loss_cell(app, key.clone(), row, class).into_any(),
            Column::Created => created_cell(app, row).into_any(),
            Column::Took => took_cell(app, row).into_any(),
        };
        view! {
            <div class="td" class:num=is_number(column) role="cell" data-column=column.slug()>
                {content}
            </div>
        }
    });
    view! {
        <div
            class="tr"
            role="row"
            style=("--index", move || index.get().to_string())
            aria-rowindex=move || index.get() + 2
            data-stale=move || is_stale.get().then_some("")
        >
            {cells.collect_view()}
        </div>
    }
}

/// A text of the row; empty while there is no job.
fn text(row: Memo<Option<Listed>>, read: fn(&Listed) -> String) -> Memo<String> {
    Memo::new(move |_| row.with(|row| row.as_ref().map(read)).unwrap_or_default())
}

fn status_cell(row: Memo<Option<Listed>>) -> impl IntoView {
    let status = Memo::new(move |_| row.with(|row| row.as_ref().map(|row| row.job.status.clone())));
    move || status.get().map(|status| view! { <StatusMark status=status /> })
}

fn name_cell(app: App, key: JobKey, row: Memo<Option<Listed>>, is_stale: Memo<bool>) -> impl IntoView {
    let name = text(row, |row| row.job.name.clone());
    let id = StoredValue::new(key.id.to_string());
    let connection = key.connection.clone();
    let age = move || {
        let loaded_at = app.jobs.health().with(|health| health.get(&connection)?.loaded_at);
        is_stale.get().then_some(loaded_at).flatten().map(|at| {
            let age = format::age(app.now.get().secs_since(at));
            let old = age.strip_suffix(" ago").map_or_else(|| age.clone(), |age| format!("{age} old"));
            view! {
                <span class="stale-age">
                    <Icon name=IconName::Clock />
                    {old}
                </span>
            }
        })
    };
    let shows_id = move || name.with(|name| id.with_value(|id| id != name));
    view! {
        <a class="name" href=Location::of(Route::Job(key)).to_hash() title=name>{name}</a>
        {move || shows_id().then(|| view! { <span class="id" title=id.get_value()>{id.get_value()}</span> })}
        {age}
    }
}

fn provider_cell(app: App, key: JobKey, row: Memo<Option<Listed>>) -> impl IntoView {
    let provider = text(row, |row| row.provider.short_label().to_owned());
    let label = Memo::new(move |_| app.connections.get(&key.connection).map(|connection| connection.label));
    view! { <span title=label>{provider}</span> }
}

fn model_cell(row: Memo<Option<Listed>>) -> impl IntoView {
    let full = text(row, |row| row.job.base_model.clone().unwrap_or_default());
    view! { <span title=full>{move || format::model_name(&full.get())}</span> }
}

fn loss_cell(app: App, key: JobKey, row: Memo<Option<Listed>>, class: Memo<StatusClass>) -> impl IntoView {
    let loss =
        Memo::new(move |_| row.with(|row| row.as_ref().and_then(|row| row.last_loss)).map(format::number));
    let path =
        Memo::new(move |_| app.previews.get(&key).map(|preview| preview.path.clone()).unwrap_or_default());
    let missing = move || if class.get().is_terminal() { "–" } else { "none yet" };
    move || match loss.get() {
        Some(loss) => view! {
            <svg class="spark" viewBox="0 0 60 18" aria-hidden="true"><path d=path /></svg>
            <span>{loss}</span>
        }
        .into_any(),
        None => view! { <span class="faint">{missing}</span> }.into_any(),
    }
}

fn created_cell(app: App, row: Memo<Option<Listed>>) -> impl IntoView {
    let at = Memo::new(move |_| row.with(|row| row.as_ref().and_then(|row| row.job.created_at)));
    view! { <TimeAgo at=at now=Signal::derive(move || app.now.get()) utc_offset_secs=clock::utc_offset_secs /> }
}

fn took_cell(app: App, row: Memo<Option<Listed>>) -> impl IntoView {
    let took = move || {
        let secs = row.with(|row| {
            row.as_ref().and_then(|row| {
                let is_over = row.job.status.class.is_terminal();
                let now = if is_over { app.now.get_untracked() } else { app.now.get() };
                took_secs(&row.job, now)
            })
        });
        secs.map_or_else(|| "–".to_owned(), format::duration)
    };
    view! { <span>{took}</span> }
}

fn progress_cell(row: Memo<Option<Listed>>, class: Memo<StatusClass>) -> impl IntoView {
    let share = Memo::new(move |_| match class.get() {
        StatusClass::Completed => Some(1.0),
        _ => row.with(|row| row.as_ref().and_then(|row| row.share)),
    });
    let label = Memo::new(move |_| row.with(|row| row.as_ref().map(progress_words)).unwrap_or_default());
    // A job that has not begun has no progress to draw, only a reason.
    let is_words = Memo::new(move |_| {
        matches!(class.get(), StatusClass::Waiting | StatusClass::Starting)
            || label.with(|label| label == "–")
    });
    view! {
        <Show when=move || !is_words.get() fallback=move || view! { <span class="faint">{label}</span> }>
            <ProgressBar share=share label=label class=class />
        </Show>
    }
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
        (StatusClass::Starting, None, None, _) => "preparing".to_owned(),
        (_, None, None, _) => "–".to_owned(),
    }
}
