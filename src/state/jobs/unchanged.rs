//! A list that comes again: what most answers say is what the last one said, and that is found without reading them.

use crate::part::part;
use tuneboard_core::{api, listing::Roster, model::Connection};

/// Takes over a connection's list from its text, as [`Roster::follow`] does.
pub type Follow = fn(&mut Roster, &Connection, &[u8]) -> Option<bool>;

part! {
    /// The first answer is read as a whole, so a first visit needs none of this.
    job_news: pub(in crate::state) fn load() -> Follow {
        follow
    }
}

fn follow(rows: &mut Roster, connection: &Connection, body: &[u8]) -> Option<bool> {
    rows.follow(&connection.id, body, |item| api::decode_listed(connection.provider, item))
}
