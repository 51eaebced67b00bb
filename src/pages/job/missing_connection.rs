//! A link to a job of a connection that this browser does not have, or whose key it does not have.

use leptos::prelude::*;

use crate::{
    components::{Empty, IconName},
    state::App,
};
use tuneboard_core::{
    format::shortened,
    model::{Connection, JobKey},
    route::{Location, Route},
};

/// Explanation, and the ways on. A link from a colleague names that person's connection: if exactly one connection
/// here lists a job of that id, the page goes there.
#[component]
pub fn MissingConnection(
    /// Shared state.
    app: App,
    /// Job that the link names.
    key: JobKey,
) -> impl IntoView {
    let named = key.connection.clone();
    let is_locked = Memo::new(move |_| app.connections.all().iter().any(|known| known.id == named));
    let usable = Memo::new(move |_| app.connections.usable());
    let at = {
        let id = key.id.clone();
        move |connection: &Connection| JobKey { connection: connection.id.clone(), id: id.clone() }
    };
    let listed_at = {
        let at = at.clone();
        Memo::new(move |_| {
            let keys: Vec<JobKey> = usable.with(|usable| usable.iter().map(&at).collect());
            // A list that is still on its way may have the id, too.
            if !app.jobs.is_settled() {
                return None;
            }
            let mut listed = keys.into_iter().filter(|key| app.jobs.get(key).is_some());
            listed.next().filter(|_| listed.next().is_none())
        })
    };
    Effect::new(move || {
        if let Some(key) = listed_at.get().filter(|_| !is_locked.get()) {
            let query = app.navigator.location().with_untracked(|place| place.query.clone());
            app.navigator.replace(Location { route: Route::Job(key), query });
        }
    });
    let label = shortened(&key.connection.0);
    let title = move || if is_locked.get() { "Key required" } else { "Connection not found" }.to_owned();
    let text = move || {
        if is_locked.get() {
            format!("This link leads to the connection “{label}”, whose key is not on this device.")
        } else {
            format!(
                "This link leads to the connection “{label}”, which this browser does not have. Connect that account, \
                 or look for the job in one of yours."
            )
        }
    };
    let connect = move || app.navigator.location().with(|place| Location::connect_for(place).to_hash());
    let connect_word = move || if is_locked.get() { "Enter the key" } else { "Add the connection" };
    let others = move || {
        let link = |connection: &Connection| {
            let href = Location::of(Route::Job(at(connection))).to_hash();
            let name = format!("Look in {} · {}", connection.provider.short_label(), connection.label);
            view! { <a class="btn" href=href>{name}</a> }
        };
        let is_shown = !is_locked.get();
        usable.with(|usable| usable.iter().filter(|_| is_shown).map(link).collect_view())
    };
    view! {
        <Empty icon=IconName::Plug title=Signal::derive(title) text=Signal::derive(text)>
            <a class="btn primary" href=connect>{connect_word}</a>
            {others}
        </Empty>
    }
}
