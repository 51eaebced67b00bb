//! Choice of the tab that shows a notice, and of the judgement that later ones are compared with: the first claim counts.

use leptos::prelude::untrack;

use super::Connections;
use crate::browser::{clock, storage::database::Database};
use tuneboard_core::{
    model::{ConnectionId, JobKey},
    notices::Notice,
    response_cache::{Account, Label},
};

/// Claims the notices of `news` that no other tab has shown, and returns them. Notices of connections that no
/// other tab shares (`Connections::account`), and all notices where nothing can be stored, are always
/// claimed.
pub async fn claim_notices(connections: Connections, mut news: Vec<Notice>) -> Vec<Notice> {
    let Some(database) = Database::open().await else { return news };
    let label = Label { at: clock::now(), n_bytes: 0 }.encode();
    let mut claim_notices = Vec::new();
    for notice in news.drain(..) {
        if connections.is_gone() {
            return Vec::new();
        }
        let mut is_first = true;
        if let Some(account) = account(connections, &notice.key.connection) {
            for (n, claim) in notice.claims().iter().enumerate() {
                let is_claimed = database.claim(&account.name(claim), &label).await;
                is_first &= is_claimed || 0 < n;
            }
        }
        claim_notices.extend(is_first.then_some(notice));
    }
    claim_notices
}

/// Claims the first judgement on a job, with a text; returns the text of the tab or visit that was first, `None` if that is this
/// one.
pub async fn claim_baseline(
    connections: Connections,
    key: &JobKey,
    name: &str,
    text: &str,
) -> Option<String> {
    let account = account(connections, &key.connection)?;
    let database = Database::open().await?;
    if connections.is_gone() {
        return None;
    }
    let name = account.name(name);
    let label = Label { at: clock::now(), n_bytes: 0 }.encode_with(text);
    if database.claim(&name, &label).await {
        return None;
    }
    Some(database.label(&name).await.as_deref().map(Label::text).unwrap_or_default().to_owned())
}

fn account(connections: Connections, id: &ConnectionId) -> Option<Account> {
    if connections.is_gone() {
        return None;
    }
    let connection = untrack(|| connections.get(id))?;
    connections.account(&connection)
}
