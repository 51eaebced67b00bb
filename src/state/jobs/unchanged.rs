//! A list that comes again: what most answers say is what the last one said, and that is found without reading them.

use crate::lazy_chunk::lazy_chunk;
use tuneboard_core::{api, listing::JobTable, model::Connection};

/// Takes over a connection's list from its text, as [`JobTable::follow`] does.
pub type Follow = fn(&mut JobTable, &Connection, &[u8]) -> Option<bool>;

lazy_chunk! {
    /// The first answer is read as a whole, so a first visit needs none of this.
    job_news: pub(in crate::state) fn load() -> Follow {
        follow
    }
}

fn follow(rows: &mut JobTable, connection: &Connection, body: &[u8]) -> Option<bool> {
    rows.follow(&connection.id, body, |item| api::decode_listed(connection.provider, item))
}
