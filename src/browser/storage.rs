//! Small texts kept by the browser. Storage may be full, forbidden or throw at any call (private windows,
//! policies): reading then finds nothing and writing says so.

pub mod database;

use wasm_bindgen::JsCast as _;
use web_sys::{Event, Storage, StorageEvent};

use super::site;

/// Storage to keep a value in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// This tab, over reloads.
    Tab,
    /// This device.
    Device,
}

/// The browser did not keep it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this browser does not let the page store anything here")]
pub struct NotKept;

/// Returns the text under `name`; `None` if there is none or storage cannot be read.
pub fn get(place: Place, name: &str) -> Option<String> {
    storage(place)?.get_item(&site::scoped(name)).ok()?
}

/// Keeps `text` under `name`.
///
/// # Errors
/// Storage is full, forbidden or broken.
pub fn set(place: Place, name: &str, text: &str) -> Result<(), NotKept> {
    storage(place).ok_or(NotKept)?.set_item(&site::scoped(name), text).map_err(|_| NotKept)
}

/// Forgets what is under `name`.
pub fn remove(place: Place, name: &str) {
    if let Some(storage) = storage(place) {
        // What cannot be removed could not have been stored either.
        drop(storage.remove_item(&site::scoped(name)));
    }
}

/// Returns the name under which another tab has changed something on this device, as an event of the window tells; `None`
/// for what is not this page's. All names have changed if the whole storage was emptied, which is told without a name: then
/// the empty one.
pub fn changed(event: &Event) -> Option<String> {
    let event: &StorageEvent = event.dyn_ref()?;
    let scope = site::scoped("");
    event.key().map_or(Some(String::new()), |key| key.strip_prefix(&*scope).map(str::to_owned))
}

fn storage(place: Place) -> Option<Storage> {
    let window = web_sys::window()?;
    match place {
        Place::Tab => window.session_storage().ok()?,
        Place::Device => window.local_storage().ok()?,
    }
}
