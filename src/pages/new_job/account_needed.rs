//! Panel in place of the form for a new job while it has no account: another one is chosen by hand, or not at all.

use leptos::prelude::*;

use crate::{
    components::{Empty, IconName, handler},
    state::App,
};
use tuneboard_core::{
    config::{Gap, account_names},
    format::shortened,
    model::{Connection, ConnectionId},
    route::Location,
};

/// Reason why there is no account, and the ways out.
#[component]
pub fn AccountNeeded(
    /// Shared state.
    app: App,
    /// Reason.
    gap: Gap,
    /// Connections to choose from.
    usable: Memo<Vec<Connection>>,
) -> impl IntoView {
    let nothing = "Nothing is uploaded or created before there is an account";
    let (title, text, link) = match gap {
        Gap::Waiting => return view! { <div class="panel empty" aria-busy="true"></div> }.into_any(),
        Gap::NoneUsable => (
            "No provider is connected".to_owned(),
            "A job needs an account to run in.".to_owned(),
            "Connect a provider",
        ),
        Gap::NeedsKey(label) => (
            format!("The connection “{label}” requires its key"),
            format!("{nothing}: enter the key again, or choose another account for this job."),
            "Go to Connections",
        ),
        Gap::Unknown(id) => (
            format!("There is no connection “{}” here", shortened(&id)),
            format!(
                "{nothing}. The link may be of another browser, or the connection was removed: add it, or choose another \
                 account for this job."
            ),
            "Go to Connections",
        ),
    };
    let choose = move |id: &ConnectionId| {
        app.navigator.change(|query| {
            query.set("connection", Some(&id.0));
            query.set("clone", None);
        });
    };
    let others = move || {
        let all = app.connections.all();
        let button = |(id, name): (ConnectionId, String)| {
            view! {
                <button type="button" class="btn long" on:click=handler(move |_| choose(&id))>
                    {format!("Use {name}")}
                </button>
            }
        };
        usable.with(|usable| account_names(usable, &all)).into_iter().map(button).collect_view()
    };
    let connect = move || app.navigator.location().with(|place| Location::connect_for(place).to_hash());
    view! {
        <Empty icon=IconName::Plug title=title text=text>
            <a class="btn primary" href=connect>
                {link}
            </a>
            {others}
        </Empty>
    }
    .into_any()
}
