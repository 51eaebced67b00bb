//! Notices about the connections above their jobs: the demo, missing keys, failures.

use leptos::prelude::*;

use super::tools::{self, Tools};
use crate::{
    components::{Banner, BannerKind, Icon, IconName},
    state::App,
};
use tuneboard_core::model::{Connection, Transport};

/// The notices; nothing while there is nothing to say.
#[component]
pub fn JobsNotices(
    /// Shared state.
    app: App,
) -> impl IntoView {
    let tools = tools::follow(app);
    let shows_demo = Memo::new(move |_| app.connections.shows_demo());
    let all = Memo::new(move |_| app.connections.all());
    let notice = move || match app.connections.notice() {
        Some(notice) => {
            view! { <Banner kind=BannerKind::Warning title="Configuration." text=notice.0 /> }.into_any()
        }
        None => ().into_any(),
    };
    view! {
        {notice}
        {move || if shows_demo.get() { view! { <DemoNotice app=app /> }.into_any() } else { ().into_any() }}
        {move || {
            let notices = |connection| view! { <ConnectionNotices app=app connection=connection tools=tools /> }.into_any();
            all.get().into_iter().map(notices).collect_view().into_any()
        }}
    }
}

/// The jobs are not real.
#[component]
fn DemoNotice(
    /// Shared state.
    app: App,
) -> impl IntoView {
    // Until the deployer's file is read nobody knows whether there will be a demo; its room is kept, and says what
    // index.html said there.
    let has_own =
        Memo::new(move |_| app.connections.all().iter().any(|known| known.transport == Transport::Network));
    let words = move || match (app.connections.is_ready(), has_own.get()) {
        (true, false) => {
            ("Demo data.", "Simulated jobs that train as you watch. Connect a provider to see yours.")
        }
        (true, true) => ("Demo data.", "Simulated jobs are shown among yours. Hide them under Connections."),
        (false, _) => {
            ("Starting.", "Your settings are read first, then your jobs. Without a provider, a demo starts.")
        }
    };
    let link = move || if has_own.get() { "Connections" } else { "Connect a provider" };
    let (title, text) = (move || words().0.to_owned(), move || words().1.to_owned());
    view! {
        <div class="notice" data-pending=move || (!app.connections.is_ready()).then_some("")>
            <Banner kind=BannerKind::Info title=Signal::derive(title) text=Signal::derive(text)>
                <a class="btn" href="#/connections">
                    <Icon name=IconName::Plug />
                    {link}
                </a>
            </Banner>
        </div>
    }
}

/// A connection's troubles.
#[component]
fn ConnectionNotices(
    /// Shared state.
    app: App,
    /// The connection.
    connection: Connection,
    /// Functions that describe failures, once loaded.
    tools: ReadSignal<Option<Tools>>,
) -> impl IntoView {
    move || {
        let name = format!("{} · {}", connection.provider.label(), connection.label);
        let lacks_key = !app.connections.has_key(&connection);
        view! {
            {lacks_key.then(|| missing_key(&name))}
            {tools.get().map(|tools| (tools.trouble)(app, connection.clone(), name))}
        }
        .into_any()
    }
}

fn missing_key(name: &str) -> AnyView {
    view! {
        <Banner
            kind=BannerKind::Warning
            title=format!("{name}: key required")
            text="Its key was kept only until the page was reloaded."
        >
            <a class="btn" href="#/connections">"Enter the key"</a>
        </Banner>
    }
    .into_any()
}
