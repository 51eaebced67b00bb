//! Checkpoints of a job: the best one, their names, and the way on from each.

use leptos::prelude::*;

use super::download::{DownloadDialog, SavingLine};
use crate::{
    components::{Banner, BannerKind, CopyButton, Empty, Icon, IconName, handler},
    state::{App, Judgement, OpenJob},
};
use tuneboard_core::{
    api, explain, format,
    metrics::{self, RatedCheckpoint},
    model::Checkpoint,
    route::{Location, Route},
};

/// Reason why there is no list, where the service has none.
pub const NOT_OFFERED: &str = "This service does not list the checkpoints of its jobs.";

/// The checkpoints, the newest first.
#[component]
pub fn JobCheckpoints(
    /// Shared state.
    app: App,
    /// The job.
    open: OpenJob,
    /// The judgement on it, which proposes a checkpoint.
    judgement: Judgement,
) -> impl IntoView {
    let saved = open.saved();
    let proposed = Memo::new(move |_| {
        judgement.with(|answer| {
            let advice = answer.as_ref()?.checkpoint.as_ref().filter(|advice| advice.is_kept)?;
            Some((advice.step, advice.sentence.clone()))
        })
    });
    let rated = Memo::new(move |_| {
        let mut rated =
            saved.known().with(|known| open.store().with(|store| metrics::rate_checkpoints(known, store)));
        rated.reverse();
        rated
    });
    let is_empty = Memo::new(move |_| rated.with(Vec::is_empty));
    let chosen = RwSignal::new(None::<Checkpoint>);
    let base_url = StoredValue::new(open.connection().base_url);
    let failure = move || {
        let error = saved.error().get()?;
        let told = base_url.with_value(|base_url| explain::explain(&error, base_url));
        let text = format!("{} {}.", told.meaning, explain::next_step(&error));
        let title = format!("The checkpoints could not be refreshed: {}.", told.title);
        Some(view! { <Banner kind=BannerKind::Error title=title text=text /> })
    };
    let key = |row: &RatedCheckpoint| {
        let eval = row.eval.map(|(step, loss)| (step, loss.to_bits()));
        let saved = &row.checkpoint;
        (saved.step, saved.kind.clone(), saved.path.clone(), saved.created_at, eval, row.is_best)
    };
    let unreadable = move || {
        let n = Some(saved.n_unreadable().get()).filter(|n| 0 < *n)?;
        let title = format!("{} could not be read.", format::count_of(n, "checkpoint", "checkpoints"));
        let text = saved.first_unread().with(|first| explain::unread_checkpoint(first));
        Some(view! { <Banner kind=BannerKind::Warning title=title text=text /> })
    };
    view! {
        {failure}
        {unreadable}
        // In the dialog it stands while that is open.
        <Show when=move || chosen.with(Option::is_none)>
            <SavingLine open=open />
        </Show>
        <Show when=move || !is_empty.get() fallback=move || view! { <NoCheckpoints open=open /> }>
            <div class="table-scroll checkpoints" tabindex="0" role="region" aria-label="Checkpoints">
                <table>
                    <thead>
                        <tr>
                            <th scope="col" class="num">"Step"</th>
                            <th scope="col">"Kind"</th>
                            <th scope="col">"Saved"</th>
                            <th scope="col">"Nearest eval loss"</th>
                            <th scope="col">"Reference"</th>
                            <th scope="col"><span class="visually-hidden">"Actions"</span></th>
                        </tr>
                    </thead>
                    <tbody>
                        <For each=move || rated.get() key=key let:row>
                            {row_view(row, app, open, proposed, chosen)}
                        </For>
                    </tbody>
                </table>
            </div>
        </Show>
        <DownloadDialog open=open chosen=chosen />
    }
}

fn row_view(
    row: RatedCheckpoint,
    app: App,
    open: OpenJob,
    proposed: Memo<Option<(u64, String)>>,
    chosen: RwSignal<Option<Checkpoint>>,
) -> impl IntoView {
    let RatedCheckpoint { checkpoint, eval, is_best } = row;
    let step = checkpoint.step;
    let saved = move || checkpoint.created_at.map_or_else(|| "–".to_owned(), |at| app.now.ago(at));
    let loss = eval.map_or_else(|| "–".to_owned(), |(_, loss)| format::number(loss));
    let at = eval.filter(|(at, _)| *at != step).map(|(at, _)| format!(" at step {}", format::count(at)));
    let can_continue = open.connection().provider.capabilities().has_continuing;
    let on = checkpoint.reference.clone().filter(|_| can_continue).map(|reference| {
        let link = Location::of(Route::NewJob)
            .with("connection", Some(&open.key().connection.0))
            .with("clone", Some(&open.key().id.0))
            .with("checkpoint", Some(&reference));
        let name = format!("Continue from here, step {}", format::count(step));
        view! { <a class="btn small" href=link.to_hash() aria-label=name>"Continue from here"</a> }
    });
    let can_download =
        api::download_checkpoint(open.connection().provider, &open.key().id, &checkpoint).is_some();
    let download = can_download.then(|| {
        let wanted = checkpoint.clone();
        let name = format!("Download… step {}", format::count(step));
        view! {
            <button
                type="button"
                class="btn small"
                aria-label=name
                on:click=handler(move |_| chosen.set(Some(wanted.clone())))
            >
                "Download…"
            </button>
        }
    });
    let reference = checkpoint.reference.map(|reference| {
        view! {
            <span class="mono">{reference.clone()}</span>
            <CopyButton text=reference what="reference" />
        }
    });
    // The lowest loss and the checkpoint to take differ where several are as good within the noise.
    let proposal = move || {
        let (_, sentence) = proposed.get().filter(|(at, _)| *at == step)?;
        Some(view! { <span class="best" title=sentence><Icon name=IconName::Check />"proposed"</span> })
    };
    view! {
        <tr data-best=is_best.then_some("")>
            <th scope="row" class="num" data-label="Step">{format::count(step)}</th>
            <td data-label="Kind" title=checkpoint.path>{if checkpoint.kind.is_empty() { "–".to_owned() } else { checkpoint.kind }}</td>
            <td data-label="Saved">{saved}</td>
            <td data-label="Nearest eval loss">
                {loss}
                {at.map(|at| view! { <span class="faint">{at}</span> })}
                {is_best.then(|| view! { <span class="best"><Icon name=IconName::Check />"best"</span> })}
                {proposal}
            </td>
            <td data-label="Reference">{reference}</td>
            <td>
                <div class="buttons">{on} {download}</div>
            </td>
        </tr>
    }
}

/// Reason why there are no checkpoints.
#[component]
fn NoCheckpoints(
    /// The job.
    open: OpenJob,
) -> impl IntoView {
    let saved = open.saved();
    let is_over = Memo::new(move |_| {
        open.job().with(|job| job.as_ref().is_some_and(|job| job.status.class.is_terminal()))
    });
    let title = move || match (saved.is_offered().get(), saved.read_at().with(Option::is_some)) {
        (false, _) => "No list of checkpoints",
        (true, true) if is_over.get() => "No checkpoints",
        (true, true) => "No checkpoints yet",
        (true, false) => "Reading the checkpoints",
    };
    let text = move || match (saved.is_offered().get(), saved.read_at().with(Option::is_some)) {
        (false, _) => NOT_OFFERED,
        (true, true) if is_over.get() => "The service kept none of this job.",
        (true, true) => "The first is saved some way into the training; this page keeps checking.",
        (true, false) => "They come with the service's next response.",
    };
    view! {
        <Empty
            icon=IconName::Info
            title=Signal::derive(move || title().to_owned())
            text=Signal::derive(move || text().to_owned())
        />
    }
}
