//! Choice of the tab that shows a notice: the first one that claims it.

use leptos::prelude::untrack;

use super::Connections;
use crate::browser::{clock, storage::database::Database};
use tuneboard_core::{model::ConnectionId, notices::Notice, response_cache::Label};

/// Claims the notices of `news` that no other tab has shown, and returns them. Notices of connections that no
/// other tab shares (`Connections::account`), and all notices where nothing can be stored, are always
/// claimed.
pub async fn claim_notices(connections: Connections, mut news: Vec<Notice>) -> Vec<Notice> {
    let Some(database) = Database::open().await else { return news };
    let account = |id: &ConnectionId| {
        let connection = untrack(|| connections.get(id))?;
        connections.account(&connection)
    };
    let label = Label { at: clock::now(), n_bytes: 0 }.encode();
    let mut claim_notices = Vec::new();
    for notice in news.drain(..) {
        if connections.is_gone() {
            return Vec::new();
        }
        let is_first = match account(&notice.key.connection) {
            Some(account) => database.claim(&account.name(&notice.name()), &label).await,
            None => true,
        };
        claim_notices.extend(is_first.then_some(notice));
    }
    claim_notices
}
