//! A screen that has to be loaded first: nothing for a moment, then the screen, or why it is not there.

use std::pin::Pin;

use leptos::prelude::*;

use crate::{
    browser::location,
    components::{BannerKind, Empty, IconName, handler},
    lazy_chunk::NotLoaded,
};
use tuneboard_core::route::Route;

/// Loads a screen; called again after a failure.
pub type Load = fn() -> Pin<Box<dyn Future<Output = Result<Screen, NotLoaded>>>>;

/// Makes a screen, once it is loaded, for the place it was asked for.
pub type Screen = fn(Route) -> AnyView;

/// The screen.
#[component]
pub fn LazyView(
    /// Loads the screen.
    load: Load,
    /// Route that it shows.
    place: Route,
) -> impl IntoView {
    let screen = RwSignal::new(None::<Result<Screen, NotLoaded>>);
    let load = move || {
        leptos::task::spawn_local_scoped_with_cancellation(async move {
            let loaded = load().await;
            // The user may have gone elsewhere.
            screen.try_set(Some(loaded));
        });
    };
    load();
    move || {
        match screen.get() {
            None => view! {
                <h1 class="visually-hidden">"Tuneboard"</h1>
                <p class="loading" role="status">"Loading"</p>
            }
            .into_any(),
            Some(Ok(show)) => show(place.clone()),
            Some(Err(NotLoaded)) => view! {
                <Empty
                    icon=IconName::Warning
                    kind=BannerKind::Error
                    title="This screen could not be loaded"
                    text="Either the network is gone, or a newer Tuneboard has taken this one's place on its server."
                >
                    <button type="button" class="btn" on:click=handler(move |_| load())>"Try again"</button>
                    <button type="button" class="btn primary" on:click=handler(|_| location::reload())>"Reload the page"</button>
                </Empty>
            }
            .into_any(),
    }
    }
}
