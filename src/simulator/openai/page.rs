//! Lists in pages: `after` an entry's id, at most `limit` of them, and whether there are more.

use crate::{
    Call,
    service::{answer, json::Json},
};
use tuneboard_core::api::HttpResponse;

/// Entries of a page unless asked otherwise.
const LIMIT: usize = 20;

/// The page that is asked for, of entries in the order of the list: id, and what writes the rest.
pub(super) fn page<W: FnOnce(&mut Json)>(
    entries: impl Iterator<Item = (String, W)>,
    call: &Call<'_>,
) -> HttpResponse {
    let limit = match call.query("limit").map(str::parse::<usize>) {
        None => LIMIT,
        Some(Ok(limit)) if (1..=100).contains(&limit) => limit,
        Some(_) => return answer::bad_param("limit", "limit must be a whole number from 1 to 100"),
    };
    let limit = call.most(limit);
    let mut entries = entries.enumerate().peekable();
    if let Some(after) = call.query("after")
        && !entries.by_ref().any(|(_, (id, _))| id == after)
    {
        return answer::bad_param("after", "No such entry");
    }
    let (mut first, mut last) = (None, None);
    let mut json = Json::default();
    json.open('{');
    json.text("object", "list");
    json.open_member("data", '[');
    for (place, (id, write)) in entries.by_ref().take(limit) {
        if call.is_bad(place) {
            json.raw_item("null");
            last = Some(id);
            continue;
        }
        json.open('{');
        json.text("id", &id);
        write(&mut json);
        json.close('}');
        first.get_or_insert_with(|| id.clone());
        last = Some(id);
    }
    json.close(']');
    for (name, id) in [("first_id", first), ("last_id", last)] {
        match id {
            Some(id) => json.text(name, &id),
            None => json.raw(name, "null"),
        }
    }
    json.raw("has_more", if entries.peek().is_some() { "true" } else { "false" });
    json.close('}');
    HttpResponse::json(200, json.finish())
}
