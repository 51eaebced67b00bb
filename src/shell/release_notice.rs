//! Notice of a newer page, on every screen.

use leptos::prelude::*;

use crate::{
    browser::location,
    components::{Banner, BannerKind, handler},
    state::Release,
};

/// The notice; nothing while the open page is the server's.
#[component]
pub fn ReleaseNotice() -> impl IntoView {
    let release = Release::watch();
    let text = "Reload to use it. Drafts stay; keys kept in memory only have to be entered again.";
    view! {
        <Show when=move || release.is_other()>
            <div class="release">
                <Banner kind=BannerKind::Info title="A newer Tuneboard is available." text=text>
                    <button type="button" class="btn" on:click=handler(move |_| release.put_off())>"Later"</button>
                    <button type="button" class="btn primary" on:click=handler(|_| location::reload())>"Reload"</button>
                </Banner>
            </div>
        </Show>
    }
}
