//! Lists in pages: `{data, has_more}`, each page beginning after an entry that is named by its id.
//!
//! The entry that a page goes on after is the last one that has an id, whatever else can be read of it: one that has
//! none must not hide what follows. A service that does not say whether there is more may have more.

use super::{body, lenient::Record};
use crate::{
    api::{ApiError, Decoded, HttpResponse},
    json,
    model::{Job, JobsPage, PageToken},
};

/// The items of one page.
#[derive(Debug)]
pub(crate) struct Page<'a> {
    /// Each item's JSON text, in the order sent.
    pub(in crate::api) items: Vec<&'a str>,
    /// Continuation after this page.
    pub(in crate::api) more: More,
}

/// Continuation of a list after a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::api) enum More {
    /// Nothing.
    Nothing,
    /// A page after the entry of this id.
    After(String),
    /// The service does not say; if there is a page, it comes after the entry of this id.
    Perhaps(String),
    /// The service says that there is more, and no entry of the page has an id to go on after.
    Lost,
}

impl More {
    /// Returns the token of the next page; a page that the service has not promised is an optional one.
    pub(crate) fn token(self) -> Option<PageToken> {
        match self {
            Self::After(id) => Some(PageToken { text: id.into(), is_optional: false }),
            Self::Perhaps(id) => Some(PageToken { text: id.into(), is_optional: true }),
            Self::Nothing | Self::Lost => None,
        }
    }

    /// Returns the id of the entry that the promised page comes after.
    pub(in crate::api) fn promised(self) -> Option<String> {
        match self {
            Self::After(id) => Some(id),
            Self::Perhaps(_) | Self::Nothing | Self::Lost => None,
        }
    }
}

/// Reads a page; a bare array is one too.
///
/// # Errors
/// A body that holds no list.
pub(crate) fn page<'a>(response: &HttpResponse, json: &'a str, what: &str) -> Result<Page<'a>, ApiError> {
    if let Some(items) = json::items(json.trim()) {
        let more = last_id(&items, None).map_or(More::Nothing, More::Perhaps);
        return Ok(Page { items, more });
    }
    let record = body::record(response.status, json, &format!("list of {what}"))?;
    let items = body::list_in(response.status, &record, "data", what)?;
    let more = match record.json("has_more") {
        Some("false") => More::Nothing,
        Some("true") => last_id(&items, record.opaque("last_id")).map_or(More::Lost, More::After),
        Some(_) | None if items.is_empty() => More::Nothing,
        Some(_) | None => last_id(&items, record.opaque("last_id")).map_or(More::Nothing, More::Perhaps),
    };
    Ok(Page { items, more })
}

/// Returns the id of the last item; where it has none the one that the page names, else that of an item
/// before it.
fn last_id(items: &[&str], said: Option<String>) -> Option<String> {
    let id = |item: &&str| Record::parse(item)?.opaque("id");
    let mut ids = items.iter().rev().map(id);
    ids.next().flatten().or(said).or_else(|| ids.flatten().next())
}

/// Reads a page of jobs.
///
/// # Errors
/// An error status, or a body that holds no list.
pub(crate) fn jobs(
    response: &HttpResponse,
    read: fn(&str) -> Result<Job, String>,
) -> Result<Decoded<JobsPage>, ApiError> {
    let json = body::json_text(response)?;
    let page = page(response, &json, "jobs")?;
    let Decoded { value: jobs, warnings } = body::each_job(&page.items, read);
    let is_cut = page.more == More::Lost;
    Ok(Decoded { value: JobsPage { jobs, next: page.more.token(), is_cut }, warnings })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(json: &str, n_items: usize, more: More) {
        let response = HttpResponse::json(200, "");
        let read = page(&response, json, "jobs").unwrap();
        assert_eq!((read.items.len(), read.more), (n_items, more), "{json}");
    }

    #[test]
    fn page_says_where_the_next_one_begins() {
        let (after, perhaps) = (|id: &str| More::After(id.into()), |id: &str| More::Perhaps(id.into()));
        check(r#"{"data":[{"id":"a"},{"id":"b"}],"has_more":true}"#, 2, after("b"));
        check(r#"{"data":[{"id":"a"}],"has_more":false}"#, 1, More::Nothing);
        check(r#"{"data":[{"id":7}],"has_more":true}"#, 1, after("7"));
        check(r#"{"data":[{}],"has_more":true,"last_id":"z"}"#, 1, after("z"));
        check(r#"{"data":[],"has_more":true,"last_id":"z"}"#, 0, after("z"));
        check(r#"{"data":null}"#, 0, More::Nothing);
        // A record without an id hides nothing.
        check(r#"{"data":[{"id":"a"},{"id":"b"},null],"has_more":true}"#, 3, after("b"));
        check(r#"{"data":[{"id":"a"},{"name":"x"},7],"has_more":true,"last_id":"z"}"#, 3, after("z"));
        check(r#"{"data":[null,{}],"has_more":true}"#, 2, More::Lost);
        check(r#"{"data":[],"has_more":true}"#, 0, More::Lost);
        // The response does not say that this is all.
        check(r#"{"data":[{"id":"a"}]}"#, 1, perhaps("a"));
        check(r#"{"data":[{"id":"a"}],"has_more":"true"}"#, 1, perhaps("a"));
        check(r#"{"data":[{"id":"a"},5],"has_more":null}"#, 2, perhaps("a"));
        check(r#" [{"id":"a"}] "#, 1, perhaps("a"));
        check("[]", 0, More::Nothing);
        for no_list in [r#"{"jobs":[]}"#, "7"] {
            assert!(page(&HttpResponse::json(200, ""), no_list, "jobs").is_err());
        }
    }
}
