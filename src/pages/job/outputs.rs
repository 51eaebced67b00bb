//! Outputs of a job: the names its model is used by, its files, and where else it is reported.

use leptos::{prelude::*, task::spawn_local_scoped_with_cancellation};

use crate::{
    browser::clock,
    components::{CopyButton, Icon, IconName, handler},
    state::OpenJob,
};
use tuneboard_core::{
    api::{ApiError, FileLink},
    config, explain, format,
    model::{JobOutput, OutputKind, StatusClass},
};

/// Names that are always in view, of the first kinds; the others are folded.
const N_ON_TOP: usize = 1;

/// The names, once there are any.
#[component]
pub fn JobOutputs(
    /// The job.
    open: OpenJob,
) -> impl IntoView {
    let outputs =
        Memo::new(move |_| open.job().with(|job| job.as_ref().map(|job| job.outputs())).unwrap_or_default());
    let report =
        Memo::new(move |_| open.job().with(|job| job.as_ref().and_then(|job| job.wandb_url.clone())));
    // A name may be there before its model is.
    let is_done = Memo::new(move |_| {
        let class = open.job().with(|job| job.as_ref().map(|job| job.status.class));
        matches!(class, Some(StatusClass::Completed | StatusClass::Stopped))
    });
    let is_any = move || !outputs.with(Vec::is_empty) || report.with(Option::is_some);
    let rows = move |from: usize, to: usize| {
        view! {
            <For
                each=move || outputs.with(|all| all.iter().take(to).skip(from).cloned().collect::<Vec<_>>())
                key=|output| (output.kind, output.name.clone(), output.page.clone())
                let:output
            >
                <OutputRow output=output open=open is_done=is_done />
            </For>
        }
    };
    let n_more = Memo::new(move |_| outputs.with(Vec::len).saturating_sub(N_ON_TOP));
    view! {
        <Show when=is_any>
            <dl class="outputs">
                {rows(0, N_ON_TOP)}
                {move || {
                    report
                        .get()
                        .map(|url| {
                            view! {
                                <div>
                                    <dt>"Weights & Biases"</dt>
                                    <dd>{outside_link(url, "Open the run".to_owned())}</dd>
                                </div>
                            }
                        })
                }}
            </dl>
            // The charts are what the page is for: names that are needed now and then are folded.
            <Show when=move || 0 < n_more.get()>
                <details class="more outputs-more">
                    <summary>
                        <Icon name=IconName::ChevronDown />
                        {move || format::count_of(n_more.get(), "more name or file", "more names and files")}
                    </summary>
                    <dl class="outputs">{rows(N_ON_TOP, usize::MAX)}</dl>
                </details>
            </Show>
        </Show>
    }
}

#[component]
fn OutputRow(
    /// Output to show.
    output: JobOutput,
    /// The job.
    open: OpenJob,
    /// The job has ended with a model.
    is_done: Memo<bool>,
) -> impl IntoView {
    let JobOutput { kind, name, page } = output;
    let label = move || {
        let waits = kind.is_weights() && !is_done.get();
        format!("{}{}", kind.label(), if waits { ", once it is done" } else { "" })
    };
    let text = match page.filter(|_| open.is_real()) {
        Some(page) => outside_link(page, name.clone()).into_any(),
        None => view! { <span class="mono">{name.clone()}</span> }.into_any(),
    };
    let hosting = open.connection().provider.capabilities().hosting.filter(|_| kind == OutputKind::Model);
    let has_file = kind == OutputKind::TokenizedDataset && open.can_fetch_tokens();
    view! {
        <div>
            <dt>{label}</dt>
            <dd>
                {text}
                <CopyButton text=name what=kind.noun() />
            </dd>
            {hosting.map(|words| view! { <dd><small class="faint">{words}</small></dd> })}
            {has_file.then(|| view! { <dd><TokensLink open=open /></dd> })}
        </div>
    }
}

/// A link out of the page, which says to which host; `url` is a web address.
fn outside_link(url: String, words: String) -> impl IntoView {
    let host = config::host(&url).map(|host| format!(" at {host}"));
    view! {
        <a href=url target="_blank" rel="noopener noreferrer">
            {words} {host}
            <Icon name=IconName::External />
            <span class="visually-hidden">" (in a new tab)"</span>
        </a>
    }
}

/// State of the request for a link.
#[derive(Clone)]
enum Asked {
    NotYet,
    Running,
    Here(FileLink),
    Failed(ApiError),
}

/// The way to the tokenized dataset: the service signs a link when it is asked, good for a while.
#[component]
fn TokensLink(
    /// The job.
    open: OpenJob,
) -> impl IntoView {
    let asked = RwSignal::new(Asked::NotYet);
    let base_url = StoredValue::new(open.connection().base_url);
    let is_running = move || asked.with(|asked| matches!(asked, Asked::Running));
    let ask = move |_| {
        if untrack(is_running) {
            return;
        }
        asked.set(Asked::Running);
        spawn_local_scoped_with_cancellation(async move {
            asked.set(match open.tokens_link().await {
                Ok(link) => link.map_or(Asked::NotYet, Asked::Here),
                Err(error) => Asked::Failed(error),
            });
        });
    };
    let told = move || {
        asked.with(|asked| match asked {
            Asked::NotYet => None,
            Asked::Running => Some("Requesting a link.".into_any()),
            Asked::Here(link) => {
                let name = link.name.clone().unwrap_or_else(|| "the file".to_owned());
                let size = link.n_bytes.map(|n| format!(", {}", format::bytes(n))).unwrap_or_default();
                let until = link.expires_at.map(|at| {
                    format!(" The link works until {}.", format::date_time(at, clock::utc_offset_secs(at)))
                });
                let words = format!("Download {name}{size}");
                Some(view! { {outside_link(link.url.clone(), words)} {until} }.into_any())
            }
            Asked::Failed(error) => {
                let told = base_url.with_value(|base_url| explain::explain(error, base_url));
                let meaning = told.meaning.trim_end_matches('.');
                Some(format!("The service sent no link. {}: {meaning}.", told.title).into_any())
            }
        })
    };
    view! {
        <button type="button" class="btn small" aria-busy=move || is_running().to_string() on:click=handler(ask)>"Get a download link"</button>
        <small role="status">{told}</small>
    }
}
