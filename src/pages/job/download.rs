//! A checkpoint's weights: saved through the page while they are of a size for it, and ready commands for all others.

use leptos::prelude::*;

use crate::{
    components::{Banner, BannerKind, CopyButton, Dialog, handler},
    state::{OpenJob, SavingPhase},
};
use tuneboard_core::{api, format, model::Checkpoint};

/// The commands. Open while `chosen` holds a checkpoint.
#[component]
pub fn DownloadDialog(
    /// The job.
    open: OpenJob,
    /// Checkpoint to save.
    chosen: RwSignal<Option<Checkpoint>>,
) -> impl IntoView {
    let title = Signal::derive(move || {
        let step = chosen.with(|chosen| chosen.as_ref().map(|checkpoint| checkpoint.step));
        format!("Download step {}", format::count(step.unwrap_or_default()))
    });
    let commands = move || {
        let connection = open.connection();
        let commands = chosen.with(|chosen| {
            chosen.as_ref().map(|checkpoint| {
                api::download_commands(&connection.base_url, connection.provider, &open.key().id, checkpoint)
            })
        });
        let shown = |command: api::ShellCommand| {
            view! {
                <section class="panel">
                    <div class="panel-head">
                        <h3>{command.program}</h3>
                        <CopyButton text=command.text.clone() what="command" has_lines=true />
                    </div>
                    <pre class="preview" tabindex="0" role="region" aria-label=command.program>{command.text}</pre>
                </section>
            }
        };
        commands.unwrap_or_default().into_iter().map(shown).collect_view()
    };
    let is_running = move || open.saving().phase().with(|phase| matches!(phase, SavingPhase::Running { .. }));
    let has_commands = api::has_plain_id(&open.key().id);
    let variable = open.connection().provider.key_env_var();
    view! {
        <Dialog
            is_open=Signal::derive(move || chosen.with(Option::is_some))
            title=title
            on_close=Callback::new(move |()| chosen.set(None))
        >
            <div class="dialog-body">
                <p>
                    {format!(
                        "Weights are an archive: some hundred megabytes for an adapter, many gigabytes for a whole \
                         model. This page saves up to {}; the size is known once the download starts.",
                        format::bytes(api::MOST_ARCHIVE_BYTES),
                    )}
                </p>
                <SavingLine open=open />
                <Show
                    when=move || has_commands
                    fallback=|| view! {
                        <p>
                            "No command is offered for this job: its id holds more than letters, digits, “.”, “_” and “-”, and pasted into a terminal it could do other things than save a file."
                        </p>
                    }
                >
                    <p>
                        "A command saves any size, into the folder it runs in. Put your API key into "
                        <code class="mono">{variable}</code>
                        " first."
                    </p>
                </Show>
                {commands}
            </div>
            <div class="actions">
                <button type="button" class="btn" autofocus=true on:click=handler(move |_| chosen.set(None))>"Close"</button>
                <button
                    type="button"
                    class="btn primary"
                    aria-busy=move || is_running().to_string()
                    on:click=handler(move |_| {
                        if let Some(checkpoint) = chosen.get_untracked().filter(|_| !untrack(is_running)) {
                            open.save(checkpoint);
                        }
                    })
                >
                    "Save through the browser"
                </button>
            </div>
        </Dialog>
    }
}

/// Progress and outcome of a download; empty before the first.
#[component]
pub fn SavingLine(
    /// The job.
    open: OpenJob,
) -> impl IntoView {
    let saving = open.saving();
    let phase = saving.phase();
    let step = move || {
        let step =
            saving.checkpoint().with(|checkpoint| checkpoint.as_ref().map(|checkpoint| checkpoint.step));
        format!("step {}", format::count(step.unwrap_or_default()))
    };
    let is_running = Memo::new(move |_| phase.with(|phase| matches!(phase, SavingPhase::Running { .. })));
    let figures = move || phase.with(figures);
    let percents = Memo::new(move |_| match phase.get() {
        SavingPhase::Running { n_received, n_bytes: Some(n_bytes), .. } => {
            Some((100 * n_received / n_bytes.max(1)).min(100))
        }
        _ => None,
    });
    let outcome = move || {
        let (kind, title, text) = match phase.get() {
            SavingPhase::Idle | SavingPhase::Running { .. } => return None,
            SavingPhase::Saved { name, n_bytes } => {
                let text = format!("{name}, {}, is among the browser's downloads.", format::bytes(n_bytes));
                (BannerKind::Info, format!("Saved {}.", step()), text)
            }
            SavingPhase::Failed(why) => (BannerKind::Error, format!("Could not save {}.", step()), why),
        };
        Some(view! { <Banner kind=kind title=title text=text /> })
    };
    view! {
        <Show when=move || is_running.get()>
            <div class="saving" role="group" aria-label="Download">
                <div>
                    {move || format!("Downloading {}", step())}
                    <small>{figures}</small>
                    <div
                        class="bar"
                        role="progressbar"
                        aria-label=move || format!("Downloading {}", step())
                        aria-valuemin="0"
                        aria-valuemax="100"
                        aria-valuenow=move || percents.get().map(|n| n.to_string())
                    >
                        <i style=("--share", move || format!("{}%", percents.get().unwrap_or(0)))></i>
                    </div>
                </div>
                <button type="button" class="btn" on:click=handler(move |_| saving.stop())>"Stop"</button>
            </div>
        </Show>
        <div role="status">{outcome}</div>
    }
}

/// Returns the bytes received, the total, and the rate.
fn figures(phase: &SavingPhase) -> String {
    let SavingPhase::Running { n_received, n_bytes, rate } = phase else { return String::new() };
    let mut figures = vec![match n_bytes {
        Some(n_bytes) => format!("{} of {}", format::bytes(*n_received), format::bytes(*n_bytes)),
        None => format!("{}; the service does not say of how much", format::bytes(*n_received)),
    }];
    figures.extend(rate.map(|rate| format!("{}/s", format::bytes(rate as u64))));
    let secs = n_bytes.zip(*rate).filter(|(_, rate)| 0.0 < *rate);
    let secs = secs.map(|(n_bytes, rate)| n_bytes.saturating_sub(*n_received) as f64 / rate);
    figures.extend(secs.map(|secs| format!("{} left", format::roughly(secs))));
    figures.join(" · ")
}
