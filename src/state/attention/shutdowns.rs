//! Asks services on which days they shut models down: once per connection and day, in one of the tabs.

use std::sync::Arc;

use leptos::prelude::*;

use super::{Attention, State};
use crate::{
    browser::{
        clock,
        fetch::Abort,
        listener::Listener,
        schedule,
        storage::{self, Place},
    },
    state::App,
};
use tuneboard_core::{
    api,
    model::{Connection, ConnectionId, Shutdowns, Timestamp},
};

/// Seconds between two requests of one connection.
const SECS_BETWEEN: f64 = 86_400.0;

/// Shutdowns that a service has announced.
#[derive(Debug, Clone)]
pub(in crate::state) struct Known {
    /// Time of the request, in whole seconds.
    asked_at: Timestamp,
    /// Its last answer; empty before the first.
    pub(super) shutdowns: Arc<Shutdowns>,
}

/// Follows the connections, and the days.
pub(super) fn follow(attention: Attention, app: App) {
    let hour = Memo::new(move |_| app.now.get().unix_millis().div_euclid(3_600_000));
    let read = Memo::new(move |_| {
        let is_read =
            |known: &Connection| app.jobs.health(&known.id).is_some_and(|health| health.loaded_at.is_some());
        app.connections.usable().into_iter().filter(is_read).collect::<Vec<_>>()
    });
    Effect::new(move || {
        hour.track();
        for connection in read.get() {
            take(attention, app, connection);
        }
    });
    // What another tab was told is kept on this device.
    let others = Listener::window("storage", move |event| {
        let changed = storage::changed(&event).unwrap_or_default();
        let is_of = |known: &Connection| name_of(&known.id) == changed;
        if let Some(connection) = read.try_get_untracked().and_then(|all| all.into_iter().find(is_of)) {
            take(attention, app, connection);
        }
    });
    let others = send_wrapper::SendWrapper::new(others);
    on_cleanup(move || drop(others));
}

/// Takes what is kept of a connection, and asks its service if that is due.
fn take(attention: Attention, app: App, connection: Connection) {
    let Some(request) = app.jobs.with_untracked(|jobs| {
        let own = jobs.facts().filter(|job| *job.connection == connection.id);
        api::list_shutdowns(connection.provider, &connection.base_url, own.filter_map(|job| job.model))
    }) else {
        return;
    };
    let now = clock::now();
    let known = kept(&connection.id).or_else(|| attention.known(&connection.id));
    let is_due = known.as_ref().is_none_or(|known| {
        let secs = now.secs_since(known.asked_at);
        !(0.0..SECS_BETWEEN).contains(&secs)
    });
    if let Some(known) = known.clone().filter(|_| !is_due) {
        return put(attention, &connection.id, known);
    }
    // First, so that no other tab asks meanwhile, and a failure does not lead to another try today.
    let before = known.map(|known| known.shutdowns).unwrap_or_default();
    keep(attention, &connection.id, Known { asked_at: now, shutdowns: before });
    let link = app.connections.link_to(connection.clone(), None);
    schedule::spawn_detached(async move {
        let answer = link.send(request, &Abort::default()).await;
        if let Ok(shutdowns) = answer.and_then(|answer| api::decode_shutdowns(&answer))
            && !app.connections.is_gone()
        {
            keep(attention, &connection.id, Known { asked_at: now, shutdowns: Arc::new(shutdowns) });
        }
    });
}

fn put(attention: Attention, id: &ConnectionId, new: Known) {
    attention.0.maybe_update(|State { shutdowns: all, .. }| {
        match all.iter_mut().find(|(known, _)| known == id) {
            Some((_, known)) => {
                let is_new = known.shutdowns != new.shutdowns;
                *known = new;
                is_new
            }
            None => {
                all.push((id.clone(), new));
                true
            }
        }
    });
}

/// Returns what is kept on this device.
fn kept(id: &ConnectionId) -> Option<Known> {
    let text = storage::get(Place::Device, &name_of(id))?;
    let (secs, rest) = text.split_once('\n')?;
    let asked_at = Timestamp::from_unix_secs(secs.parse().ok()?);
    Some(Known { asked_at, shutdowns: Arc::new(Shutdowns::parse(rest)) })
}

/// Keeps what is known, in this page and on this device.
fn keep(attention: Attention, id: &ConnectionId, known: Known) {
    let text = format!("{}\n{}", known.asked_at.unix_millis().div_euclid(1_000), known.shutdowns.to_text());
    // Where nothing can be kept, each visit asks once a day.
    drop(storage::set(Place::Device, &name_of(id), &text));
    put(attention, id, known);
}

/// Forgets what is kept of a connection.
pub(in crate::state) fn forget_shutdowns(id: &ConnectionId) {
    storage::remove(Place::Device, &name_of(id));
}

fn name_of(id: &ConnectionId) -> String {
    format!("shutdowns.{id}")
}
