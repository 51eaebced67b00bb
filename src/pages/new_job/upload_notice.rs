//! Uploads that go on while another screen is looked at: a quiet line with the way back to their form.

use std::collections::BTreeSet;

use leptos::prelude::*;

use crate::{
    browser::shell,
    components::{Icon, IconName, handler},
    state::{App, CheckRow, UploadRow, UploadStage, Uploads},
};
use tuneboard_core::{
    model::FileStatus,
    route::{Location, Route},
    upload::Summary,
};

/// Puts the line at the end of the page, for as long as the present owner lives.
pub fn keep(app: App, uploads: Uploads) {
    let notice = move || view! { <UploadNotice app=app uploads=uploads /> };
    let mounted = shell::append(|place| leptos::mount::mount_to(place, notice));
    let _held = StoredValue::new_local(mounted);
}

/// The line; nothing while the form is open, and nothing of uploads whose end was seen there.
#[component]
fn UploadNotice(
    /// Shared state.
    app: App,
    /// All uploads of the page.
    uploads: Uploads,
) -> impl IntoView {
    let seen = RwSignal::new(BTreeSet::new());
    let see = move || {
        let over = uploads.rows().with(|rows| {
            let is_over = |row: &&UploadRow| row.state.with(|state| state.stage.is_over());
            rows.iter().filter(is_over).map(|row| row.id).collect::<BTreeSet<_>>()
        });
        seen.maybe_update(|seen| {
            let is_news = *seen != over;
            *seen = over;
            is_news
        });
    };
    let is_at_form = Memo::new(move |_| app.navigator.route().with(|route| *route == Route::NewJob));
    Effect::new(move || {
        if is_at_form.get() {
            see();
        }
    });
    let told = move |rows: &[UploadRow]| {
        let is_told = |row: &&UploadRow| {
            row.state.with(|state| match &state.stage {
                UploadStage::Cancelled => false,
                stage => !stage.is_over() || seen.with(|seen| !seen.contains(&row.id)),
            })
        };
        rows.iter().filter(is_told).cloned().collect::<Vec<_>>()
    };
    let summary = Memo::new(move |_| {
        let summary = uploads.rows().with(|rows| summary_of(&told(rows)));
        uploads.checks().with(|rows| with_checks(summary, rows))
    });
    let is_shown = Memo::new(move |_| !is_at_form.get() && summary.with(|summary| !summary.is_empty()));
    // The form shows the files of one connection.
    let form = Memo::new(move |_| {
        let place = Location::of(Route::NewJob);
        let first = uploads.rows().with(|rows| told(rows).into_iter().next().map(|row| row.connection));
        let first =
            first.or_else(|| uploads.checks().with(|rows| rows.first().map(|row| row.connection.clone())));
        place.with("connection", first.as_ref().map(|id| &*id.0)).to_hash()
    });
    view! {
        <div class="visually-hidden" role="status">
            {move || if is_shown.get() { summary.with(Summary::news) } else { String::new() }}
        </div>
        <Show when=move || is_shown.get()>
            <section class="uploads" aria-label="Uploads" data-wrong=move || summary.with(Summary::needs_a_look).then_some("")>
                <a href=move || form.get()>
                    <Icon name=IconName::Upload />
                    {move || summary.with(Summary::words)}
                </a>
                <Show when=move || summary.with(|summary| !summary.is_open())>
                    <button
                        type="button"
                        class="btn quiet icon-only"
                        aria-label="Hide the finished uploads"
                        on:click=handler(move |_| untrack(see))
                    >
                        <Icon name=IconName::Close />
                    </button>
                </Show>
            </section>
        </Show>
    }
}

fn summary_of(rows: &[UploadRow]) -> Summary {
    let mut summary = Summary::default();
    for row in rows {
        row.state.with(|state| match &state.stage {
            UploadStage::Cancelled => {}
            UploadStage::Done(file) if !matches!(file.status, FileStatus::Failed(_)) => summary.add_arrived(),
            UploadStage::Done(_) | UploadStage::Failed { .. } => summary.add_failed(),
            _ => summary.add_open(state.progress.n_sent, state.progress.n_bytes),
        });
    }
    summary
}

/// Files that are looked at count as on their way, with nothing sent yet.
fn with_checks(mut summary: Summary, rows: &[CheckRow]) -> Summary {
    for row in rows {
        if row.is_waiting() {
            summary.add_waiting();
        } else {
            summary.add_open(0, row.n_bytes);
        }
    }
    summary
}
