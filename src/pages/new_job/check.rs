//! A look at training and evaluation files before they are uploaded.

use leptos::{html, prelude::*};

use crate::{
    browser::files::file,
    components::{DatasetReport, Icon, IconName, handler},
    state::{CheckPhase, DatasetCheck},
};
use tuneboard_core::{api, format, model::Provider};

/// Two files to be looked at, and what they have in common.
#[component]
pub fn DatasetPanel(
    /// Provider whose rules count.
    #[prop(into)]
    provider: Signal<Option<Provider>>,
) -> impl IntoView {
    let (training, evaluation) = (DatasetCheck::new(), DatasetCheck::new());
    let rules = Memo::new(move |before: Option<&Option<Provider>>| {
        // Without a connection the rules stay those of the last one.
        provider.get().or(before.copied().flatten())
    });
    Effect::new(move |before: Option<Option<Provider>>| {
        let now = rules.get();
        if let (Some(before), Some(provider)) = (before, now)
            && before != now
        {
            [training, evaluation].into_iter().for_each(|check| check.repeat(api::dataset_rules(provider)));
        }
        now
    });
    let overlap = evaluation.overlap_with(training);
    let common = Signal::derive(move || overlap.get()?.note());
    view! {
        <details class="panel notes more">
            <summary>
                <Icon name=IconName::ChevronDown />
                "Check a dataset before you upload it"
            </summary>
            <p class="muted">
                "The file is read on this device, whatever its size, and nothing of it is sent. Findings never block an upload."
            </p>
            <div class="rows">
                <CheckedFile check=training provider=rules label="Training file" remark=Signal::stored(None::<String>) />
                <CheckedFile check=evaluation provider=rules label="Evaluation file" remark=common />
            </div>
        </details>
    }
}

/// One file: the choice, how far the look at it is, and what it found.
#[component]
pub fn CheckedFile(
    /// The look at it.
    check: DatasetCheck,
    /// Provider whose rules count.
    provider: Memo<Option<Provider>>,
    /// Purpose of the file.
    label: &'static str,
    /// A further remark on the file.
    #[prop(into)]
    remark: Signal<Option<String>>,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let choose = move |_| {
        let chosen = input.get_untracked().and_then(|input| file::chosen(&input));
        if let (Some((file, name)), Some(provider)) = (chosen, provider.get_untracked()) {
            check.start(file, name, api::dataset_rules(provider));
        }
    };
    // What changes while reading is a word; the rest is made anew only when something else is to be seen.
    let is_reading = Memo::new(move |_| matches!(check.phase().get(), CheckPhase::Reading { .. }));
    let progress = move || match check.phase().get() {
        CheckPhase::Reading { n_read, n_bytes } => {
            let share = n_read as f64 / n_bytes.max(1) as f64;
            let sizes = format!("{} of {}", format::bytes(n_read), format::bytes(n_bytes));
            format!("Reading {}: {} ({sizes})", check.name().get(), format::percent(share))
        }
        CheckPhase::Unreadable => {
            "The file cannot be read: it was moved, changed or deleted since it was chosen, or \
                                   the browser may not open it. Choose it again."
                .to_owned()
        }
        CheckPhase::Idle | CheckPhase::Done(_) => String::new(),
    };
    let report = Memo::new(move |_| check.report());
    view! {
        <div class="rows">
            <label class="lab">
                <span>{label}</span>
                <input
                    type="file"
                    class="field"
                    node_ref=input
                    accept=".jsonl,.json,.csv,.tsv,.txt,.parquet"
                    on:change=handler(choose)
                />
            </label>
            <p role="status" data-silent=move || progress().is_empty().then_some("")>
                {progress}
                <Show when=move || is_reading.get()>
                    <button type="button" class="btn small" on:click=handler(move |_| check.stop())>"Stop"</button>
                </Show>
            </p>
            {move || {
                report.get().map(|report| view! { <DatasetReport report=report name=check.name().get_untracked() remark=remark /> })
            }}
        </div>
    }
}
