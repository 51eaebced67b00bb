//! Uploads that can go on in another page, kept on the device per connection, without secrets; and which of them
//! some tab has in hand.

use crate::browser::{
    storage::{self, Place},
    tabs::lock::{self, Lock},
};
use tuneboard_core::{
    model::ConnectionId,
    upload::{KeptChange, Unfinished},
};

/// Returns the unfinished uploads of a connection, the oldest first.
pub(in crate::state) fn kept(connection: &ConnectionId) -> Vec<Unfinished> {
    storage::get(Place::Device, &store(connection)).map_or_else(Vec::new, |text| Unfinished::from_json(&text))
}

/// Makes a change. If the device keeps nothing, the upload begins anew after a reload, and one that was forgotten is told of
/// again.
pub(in crate::state) fn change(connection: &ConnectionId, change: &KeptChange) {
    let mut list = kept(connection);
    change.apply(&mut list);
    drop(storage::set(Place::Device, &store(connection), &Unfinished::to_json(&list)));
}

/// Forgets all of a connection.
pub(in crate::state) fn forget(connection: &ConnectionId) {
    storage::remove(Place::Device, &store(connection));
}

/// Tells all tabs that `upload` is in hand here; `held` is what they were told before.
pub(in crate::state) fn take_in_hand(held: Option<Lock>, upload: Option<&Unfinished>) -> Option<Lock> {
    let name = upload.map(lock_name)?;
    held.filter(|held| held.name() == name).or_else(|| Lock::hold(&name))
}

/// Returns the ids of those that some tab has in hand now.
pub(in crate::state) async fn in_hand(uploads: &[Unfinished]) -> Vec<String> {
    let held = lock::held().await;
    let taken = uploads.iter().filter(|upload| held.contains(&lock_name(upload)));
    taken.map(|upload| upload.upload_id.clone()).collect()
}

fn store(connection: &ConnectionId) -> String {
    format!("uploads.{connection}")
}

/// Services give uploads unique ids.
fn lock_name(upload: &Unfinished) -> String {
    format!("upload.{}", upload.upload_id)
}
