//! A file looked at before it is sent. What is fine goes on by itself; what the provider would reject waits for
//! the user's word.

use leptos::prelude::*;

use crate::{
    components::{DatasetReport, Icon, IconName, handler},
    state::{CheckPhase, CheckRow, Uploads},
};
use tuneboard_core::{dataset::Verdict, format};

/// Endings of files that can be looked at.
const ENDINGS: [&str; 5] = ["jsonl", "json", "csv", "tsv", "txt"];

/// Returns true if a check of this file can tell anything.
pub fn is_checkable(name: &str) -> bool {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    ENDINGS.iter().any(|known| known.eq_ignore_ascii_case(ending))
}

/// The row of a file that is looked at.
#[component]
pub fn CheckItem(
    /// All uploads of the page.
    uploads: Uploads,
    /// Id of the file.
    id: u64,
) -> impl IntoView {
    let row = uploads.checks().with_untracked(|rows| rows.iter().find(|row| row.id == id).cloned());
    let Some(CheckRow { name, check, .. }) = row else { return ().into_any() };
    let report = Memo::new(move |_| check.report());
    let is_bad =
        move || report.with(|report| report.as_ref().is_some_and(|it| it.verdict() == Verdict::Reject));
    let is_gone = Memo::new(move |_| check.phase().get() == CheckPhase::Unreadable);
    let words = move || match check.phase().get() {
        CheckPhase::Reading { n_read, n_bytes } => {
            format!("Checking: {} of {}", format::bytes(n_read), format::bytes(n_bytes))
        }
        CheckPhase::Done(report) => report.headline(),
        CheckPhase::Idle => String::new(),
        CheckPhase::Unreadable => {
            "The file cannot be read: it was moved, changed or deleted since it was chosen. Choose it again."
                .to_owned()
        }
    };
    let send_words = move || if is_bad() { "Upload anyway" } else { "Upload now" };
    let sent = name.clone();
    let send_label = move || match is_bad() {
        true => format!("{}: {sent}", send_words()),
        false => format!("{}: {sent}, without waiting for the check", send_words()),
    };
    let dismiss_label = format!("Do not send {name}");
    let (shown, told) = (name.clone(), name.clone());
    view! {
        <div class="file" role="group" aria-label=shown data-kind="check">
            <div>
                {name}
                <small>{words}</small>
                <span class="visually-hidden" role="status">
                    {move || if is_bad() || is_gone.get() { words() } else { String::new() }}
                </span>
            </div>
            <button
                type="button"
                class="btn"
                aria-label=send_label
                hidden=is_gone
                on:click=handler(move |_| uploads.send(id))
            >
                {send_words}
            </button>
            <button type="button" class="btn quiet icon-only" aria-label=dismiss_label on:click=handler(move |_| uploads.forget(id))>
                <Icon name=IconName::Close />
            </button>
            {move || {
                let report = report.get().filter(|report| report.verdict() == Verdict::Reject)?;
                let name = told.clone();
                Some(view! {
                    <details class="more">
                        <summary>
                            <Icon name=IconName::ChevronDown />
                            "What was found"
                        </summary>
                        <DatasetReport report=report name=name remark=Signal::stored(None::<String>) />
                    </details>
                })
            }}
        </div>
    }
    .into_any()
}
