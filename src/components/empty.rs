//! What stands in place of content that is not there: why, and what to do.

use leptos::prelude::*;

use super::{BannerKind, Icon, IconName};

/// An icon, a title, a text and, as children, what to do.
#[component]
pub fn Empty(
    /// Picture.
    icon: IconName,
    /// How grave it is.
    #[prop(default = BannerKind::Info)]
    kind: BannerKind,
    /// What is the case.
    #[prop(into)]
    title: Signal<String>,
    /// What it means or when it changes.
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
