//! List of an action's consequences, each with its icon.

use leptos::prelude::*;

use crate::components::{Icon, IconName};
use tuneboard_core::{
    explain::{Consequence, Standing, consequences},
    model::{JobVerb, Provider},
};

/// The list.
#[component]
pub fn Consequences(
    /// The action.
    verb: JobVerb,
    /// Provider of the job.
    provider: Provider,
    /// Facts about the job.
    standing: Standing,
) -> impl IntoView {
    let lines = consequences(verb, provider, standing).into_iter().map(|(kind, text)| {
        let (slug, icon) = look(kind);
        view! {
            <li data-kind=slug>
                <Icon name=icon />
                <span>{text}</span>
            </li>
        }
    });
    view! { <ul class="consequences">{lines.collect_view()}</ul> }
}

const fn look(kind: Consequence) -> (&'static str, IconName) {
    match kind {
        Consequence::Neutral => ("neutral", IconName::Info),
        Consequence::Kept => ("kept", IconName::Check),
        Consequence::Lost => ("lost", IconName::Trash),
        Consequence::Billed => ("cost", IconName::Info),
    }
}
