//! A line across the page that says something about all of it.

use leptos::prelude::*;

/// How grave a banner is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BannerKind {
    /// Good to know.
    Info,
    /// Something is not as it should be; the page goes on.
    Warning,
    /// Something failed.
    Error,
}

impl BannerKind {
    const fn slug(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warn",
            Self::Error => "error",
        }
    }
}

/// The banner; its children are the text and then any buttons.
#[component]
pub fn Banner(
    /// How grave it is.
    kind: BannerKind,
    /// The sentence in bold that begins it.
    #[prop(into)]
    title: Signal<String>,
    /// The rest of the text.
    #[prop(into)]
    text: Signal<String>,
    /// Buttons and links.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="banner" data-kind=kind.slug() role=if kind == BannerKind::Error { "alert" } else { "status" }>
            <p class="banner-text">
                <b>{title}</b>
                " "
                {text}
            </p>
            <span class="grow"></span>
            {children.map(|children| children())}
        </div>
    }
}
