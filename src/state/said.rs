//! Which of several tabs says it: the first that puts its name to it.

use leptos::prelude::untrack;

use super::Connections;
use crate::browser::{clock, storage::database::Database};
use tuneboard_core::{keeping::Label, model::ConnectionId, notices::Notice};

/// What of `news` nobody has said yet, so that this tab does. Of connections that no other tab shares
/// (`Connections::account`) that is all of it, and where nothing can be kept, too.
pub async fn unsaid(connections: Connections, mut news: Vec<Notice>) -> Vec<Notice> {
    let Some(database) = Database::open().await else { return news };
    let account = |id: &ConnectionId| {
        let connection = untrack(|| connections.get(id))?;
        connections.account(&connection)
    };
    let label = Label { at: clock::now(), n_bytes: 0 }.encode();
    let mut unsaid = Vec::new();
    for notice in news.drain(..) {
        if connections.is_gone() {
            return Vec::new();
        }
        let is_first = match account(&notice.key.connection) {
            Some(account) => database.claim(&account.name(&notice.name()), &label).await,
            None => true,
        };
        unsaid.extend(is_first.then_some(notice));
    }
    unsaid
}
