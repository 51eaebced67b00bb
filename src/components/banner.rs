//! A line across the page that says something about all of it.

use leptos::prelude::*;

use super::{Icon, IconName};

/// Severity of a banner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BannerKind {
    /// Good to know.
    Info,
    /// A problem that does not stop the page.
    Warning,
    /// A failure.
    Error,
}

impl BannerKind {
    pub(super) const fn slug(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warn",
            Self::Error => "error",
        }
    }

    /// Good news needs no mark.
    const fn icon(self) -> Option<IconName> {
        match self {
            Self::Info => None,
            Self::Warning => Some(IconName::Info),
            Self::Error => Some(IconName::Warning),
        }
    }
}

/// The banner; its children are buttons and links at its end.
#[component]
pub fn Banner(
    /// Severity.
    kind: BannerKind,
    /// The sentence in bold that begins it.
    #[prop(into)]
    title: Signal<String>,
    /// The rest of the text.
    #[prop(into)]
    text: Signal<String>,
    /// Remedies, item by item; folded until asked for.
    #[prop(optional)]
    remedies: Vec<&'static str>,
    /// Buttons and links.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let advice = (!remedies.is_empty()).then(|| {
        let lines = remedies.into_iter().map(|remedy| view! { <li>{remedy}</li> }.into_any()).collect_view();
        view! {
            <details class="more remedies">
                <summary>
                    <Icon name=IconName::ChevronDown />
                    "What to do"
                </summary>
                <ul>{lines}</ul>
            </details>
        }
    });
    view! {
        <div class="banner" data-kind=kind.slug() role=if kind == BannerKind::Error { "alert" } else { "status" }>
            {kind.icon().map(|name| view! { <Icon name=name /> })}
            <div class="banner-text">
                <p>
                    <b>{title}</b>
                    {text}
                </p>
                {advice}
            </div>
            {children.map(|children| view! { <div class="buttons">{children()}</div> })}
        </div>
    }
}
