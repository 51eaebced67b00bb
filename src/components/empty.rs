//! Replacement for missing content: the reason, and the remedy.

use leptos::prelude::*;

use super::{BannerKind, Icon, IconName};

/// An icon, a title, a text and, as children, what to do.
#[component]
pub fn Empty(
    /// Picture.
    icon: IconName,
    /// Severity.
    #[prop(default = BannerKind::Info)]
    kind: BannerKind,
    /// Situation.
    #[prop(into)]
    title: Signal<String>,
    /// Consequence, or time of the next change.
    #[prop(into)]
    text: Signal<String>,
    /// Buttons and links.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="panel empty" data-kind=kind.slug()>
            <Icon name=icon />
            <h2>{title}</h2>
            <p>{text}</p>
            {children.map(|children| view! { <div class="buttons">{children()}</div> })}
        </div>
    }
}
