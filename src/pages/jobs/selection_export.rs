//! The selected jobs as a file: what the list knows of each.

use leptos::prelude::*;

use crate::{
    browser::{clock, files::download, schedule},
    components::{IconName, Menu, handler},
    state::App,
};
use tuneboard_core::listing::{ListQuery, SheetRow, Slot, sheet_csv, sheet_json, sheet_name};

/// Jobs of a piece of the file; writing them takes a few milliseconds.
const PIECE: usize = 256;

/// File type that the list can be saved as.
#[derive(Debug, Clone, Copy)]
enum Format {
    Csv,
    Json,
}

/// The menu.
#[component]
pub fn SelectionExport(
    /// Shared state.
    app: App,
    /// Order of the table.
    query: Memo<ListQuery>,
    /// Nothing is selected.
    #[prop(into)]
    is_empty: Signal<bool>,
) -> impl IntoView {
    let choices = [("CSV", Format::Csv), ("JSON", Format::Json)].map(|(label, format)| {
        view! {
            <button
                type="button"
                disabled=move || is_empty.get()
                title=move || is_empty.get().then_some("No job is selected.")
                aria-label=format!("Save selected jobs as {label}")
                on:click=handler(move |_| save(app, query, format))
            >
                {label}
            </button>
        }
    });
    view! {
        <Menu label="Export" name="Export" icon=IconName::Download>
            {choices}
        </Menu>
    }
}

/// The selected jobs as the table sorts them, also those it does not show.
pub fn in_order(app: App, query: Memo<ListQuery>) -> Vec<Slot> {
    let all = query.with_untracked(|query| ListQuery { sort: query.sort, ..ListQuery::default() });
    app.jobs.with_untracked(|job_table| {
        let slots = job_table.arrange(&all, app.now.get_untracked());
        app.selected
            .with(|selection| slots.into_iter().filter(|slot| selection.has(job_table, *slot)).collect())
    })
}

/// Writes the file while the page goes on, then lets the browser save it.
fn save(app: App, query: Memo<ListQuery>, format: Format) {
    let slots = untrack(|| in_order(app, query));
    let labels: Vec<_> =
        untrack(|| app.connections.all()).into_iter().map(|known| (known.id, known.label)).collect();
    let now = clock::now();
    let row = move |slot: Slot| {
        let listed = app.jobs.with_untracked(|job_table| job_table.listed(slot))?;
        let label = labels.iter().find(|(id, _)| *id == listed.key.connection);
        let connection =
            label.map_or_else(|| listed.key.connection.0.to_string(), |(_, label)| label.clone());
        Some(SheetRow { connection, listed, now })
    };
    schedule::spawn_detached(async move {
        let pieces = slots.chunks(PIECE).map(|slots| slots.iter().filter_map(|slot| row(*slot)).collect());
        let (content, extension) = match format {
            Format::Csv => (download::long_text(sheet_csv(pieces), "text/csv;charset=utf-8").await, "csv"),
            Format::Json => (download::long_text(sheet_json(pieces), "application/json").await, "json"),
        };
        if let Some(content) = content {
            // A browser that refuses to save says so itself.
            download::save(&content, &sheet_name(now, extension));
        }
    });
}
