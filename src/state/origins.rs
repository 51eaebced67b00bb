//! Clones that were made in this browser, each with the job it was made from: no service's record says so.

use crate::browser::storage::{self, Place};
use tuneboard_core::{
    comparison::Origins,
    model::{ConnectionId, JobKey},
};

/// Name of the list on this device.
const NAME: &str = "clones";

/// Returns the clones that are kept.
pub fn origins() -> Origins {
    Origins::parse(&storage::get(Place::Device, NAME).unwrap_or_default())
}

/// Keeps a clone.
pub fn note_clone(clone: JobKey, origin: JobKey) {
    let mut known = origins();
    known.add(clone, origin);
    keep(&known);
}

/// Forgets all of a connection.
pub(super) fn forget_clones(connection: &ConnectionId) {
    let mut known = origins();
    known.forget(connection);
    match known == Origins::default() {
        true => storage::remove(Place::Device, NAME),
        false => keep(&known),
    }
}

fn keep(origins: &Origins) {
    // Where nothing can be kept, a comparison says nothing of it.
    drop(storage::set(Place::Device, NAME, &origins.to_text()));
}
