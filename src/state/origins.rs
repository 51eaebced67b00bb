//! Clones that were made in this browser, each with the job it was made from: no service's record says so.

use crate::browser::storage::{self, Place};
use tuneboard_core::{comparison::Origins, model::JobKey};

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
    // Where nothing can be kept, a comparison says nothing of it.
    drop(storage::set(Place::Device, NAME, &known.to_text()));
}
