//! Lists in pages: `{data, has_more}`, each page beginning after an entry that is named by its id.

use super::body;
use super::lenient::Record;
use super::{ApiError, Decoded, HttpResponse};
use crate::json;
use crate::model::{Job, JobsPage, PageToken};

/// The items of one page.
#[derive(Debug)]
pub(super) struct Page<'a> {
    /// Each item's JSON text, in the order sent.
    pub(super) items: Vec<&'a str>,
    /// Id of the last item, if there is a page after it.
    pub(super) more_after: Option<String>,
}

/// Reads a page. A bare array is a list that is complete.
///
/// # Errors
/// A body that holds no list.
pub(super) fn page<'a>(response: &HttpResponse, json: &'a str, what: &str) -> Result<Page<'a>, ApiError> {
    if let Some(items) = json::items(json.trim()) {
        return Ok(Page { items, more_after: None });
    }
    let record = body::record(response.status, json, &format!("list of {what}"))?;
    let items = body::list_in(response.status, &record, "data", what)?;
    let last_id = || Record::parse(items.last()?)?.opaque("id").or_else(|| record.opaque("last_id"));
    let more_after = if record.is_true("has_more") { last_id() } else { None };
    Ok(Page { items, more_after })
}

/// Reads a page of jobs.
///
/// # Errors
/// An error status, or a body that holds no list.
pub(super) fn jobs(
    response: &HttpResponse,
    read: fn(&str) -> Result<Job, String>,
) -> Result<Decoded<JobsPage>, ApiError> {
    let json = body::json_text(response)?;
    let page = page(response, &json, "jobs")?;
    let Decoded { value: jobs, warnings } = body::each(&page.items, "job", read);
    let next = page.more_after.map(|id| PageToken { text: id.into(), is_optional: false });
    Ok(Decoded { value: JobsPage { jobs, next }, warnings })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(json: &str, expected: Option<(usize, Option<&str>)>) {
        let read = page(&HttpResponse::json(200, ""), json, "jobs").ok();
        let read = read.as_ref().map(|page| (page.items.len(), page.more_after.as_deref()));
        assert_eq!(read, expected, "{json}");
    }

    #[test]
    fn a_page_says_where_the_next_one_begins() {
        check(r#"{"data":[{"id":"a"},{"id":"b"}],"has_more":true}"#, Some((2, Some("b"))));
        check(r#"{"data":[{"id":"a"}],"has_more":false}"#, Some((1, None)));
        check(r#"{"data":[{"id":7}],"has_more":true}"#, Some((1, Some("7"))));
        check(r#"{"data":[{}],"has_more":true,"last_id":"z"}"#, Some((1, Some("z"))));
        check(r#"{"data":[{"id":"a"}],"has_more":"true"}"#, Some((1, None)));
        check(r#"{"data":[],"has_more":true,"last_id":"z"}"#, Some((0, None)));
        check(r#"{"data":null}"#, Some((0, None)));
        check(r#" [{"id":"a"}] "#, Some((1, None)));
        check(r#"{"jobs":[]}"#, None);
        check("7", None);
    }
}
