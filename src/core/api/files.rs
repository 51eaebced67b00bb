//! The Files APIs of the providers: what is there, and how a file gets there. A service may lack any of this.
//!
//! A file is sent whole, as a form ([`UploadWay::Whole`]), or in parts to signed addresses of a storage
//! ([`UploadWay::Parts`]): begin, send each part, tell the service which have arrived, complete.
//! [`crate::upload`] carries that out.

pub mod download;
pub mod link;
pub mod list;
pub mod request;

use std::borrow::Cow;

use super::{
    ApiError, Decoded, FileRequest, HttpRequest, HttpResponse, archetype, openai,
    reading::{body, lenient::Record, paged},
    together,
};
use crate::model::{DatasetFile, PageToken, Provider, Timestamp};

/// Files asked for at once where lists come in pages.
pub(super) const FILES_PER_PAGE: u64 = 1_000;

/// A file to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadFile {
    /// Its name at the service.
    pub name: String,
    /// Its size.
    pub n_bytes: u64,
}

/// Method by which a file is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UploadWay {
    /// In one request. An interruption begins anew.
    Whole,
    /// In parts, which can be repeated one by one and resumed.
    Parts,
}

/// One page of files.
#[derive(Debug, Clone, PartialEq)]
pub struct FilesPage {
    /// In the order sent.
    pub files: Decoded<Vec<DatasetFile>>,
    /// Records received, readable or not, of whatever purpose.
    pub n_received: usize,
    /// Token of the next page; `None` where pages are numbered, or if nothing follows.
    pub next: Option<PageToken>,
    /// Nothing comes after it: the page is empty, or the service says so, or sends all files at once.
    pub is_last: bool,
}

/// Reads `{data: [file]}`; files of another purpose are left out.
///
/// # Errors
/// An error status, or a body without a list.
pub(super) fn of_purpose(
    response: &HttpResponse,
    purpose: &str,
    read: fn(&str) -> Result<DatasetFile, String>,
) -> Result<FilesPage, ApiError> {
    let json = body::json_text(response)?;
    let paged::Page { mut items, more } = paged::page(response, &json, "files")?;
    let n_received = items.len();
    items.retain(|item| {
        let own = Record::parse(item).and_then(|file| file.text("purpose"));
        own.is_none_or(|own| own == purpose)
    });
    // These services send all files at once, and say so where they do not.
    let next = more.token().filter(|next| !next.is_optional);
    Ok(FilesPage { files: body::each(&items, "file", read), n_received, is_last: next.is_none(), next })
}

/// Upload plan, as the service wants the file sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadPlan {
    /// Names this upload until it is complete.
    pub upload_id: String,
    /// An upload begun before goes on: parts it has are not in `parts`.
    pub is_resume: bool,
    /// Parts still to be sent.
    pub parts: Vec<UploadPart>,
}

/// A part of a file and where it goes.
#[derive(Clone, PartialEq, Eq)]
pub struct UploadPart {
    /// Its number.
    pub number: PartNumber,
    /// Signed address; a secret of a kind.
    pub url: String,
    /// First byte.
    pub offset: u64,
    /// Bytes, above 0.
    pub length: u64,
    /// Until when the address holds; `None` if the service does not say.
    pub expires_at: Option<Timestamp>,
}

/// A part's number as JSON, exactly as the service gave it: some count from 0, some from 1.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartNumber(pub(super) Box<str>);

/// Proof that a part has arrived: its number, and the storage's word for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartToken {
    /// Number of the part.
    pub number: PartNumber,
    /// The storage's `ETag`, as sent, quotes included.
    pub token: String,
}

impl std::fmt::Debug for UploadPart {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { number, offset, length, expires_at, url: _ } = self;
        write!(f, "UploadPart({} at {offset} + {length}, until {expires_at:?})", number.0)
    }
}

/// Below which address a request goes: `base_url`, but for the files of a newer generation. That has jobs only, and its
/// examples send files to the generation before it. An address that does not end in the generation is left alone.
pub fn base_of<'a>(provider: Provider, base_url: &'a str, path: &str) -> Cow<'a, str> {
    let (own, oldest) = (provider.version(), provider.generations()[0].version());
    match base_url.strip_suffix(own).filter(|root| root.ends_with('/')) {
        Some(root) if own != oldest && path.starts_with("/files") => Cow::Owned(format!("{root}{oldest}")),
        _ => Cow::Borrowed(base_url),
    }
}

/// Asks for files; `page` counts from 0 and is ignored where all come at once.
pub fn list_files(provider: Provider, page: u64) -> HttpRequest {
    match provider {
        Provider::Archetype | Provider::ArchetypeV06 => archetype::list_files(page),
        Provider::Together => together::list_files(),
        Provider::OpenAi => openai::list_files(),
    }
}

/// As [`list_files`], for a page that begins after an entry of the one before it.
pub fn list_files_after(provider: Provider, after: &PageToken) -> HttpRequest {
    list_files(provider, 0).with_query("after", &after.text)
}

/// Reads the answer to [`list_files`]. Files that no job can be trained on are left out.
///
/// # Errors
/// An error status, or a body that holds no list.
pub fn decode_files(provider: Provider, response: &HttpResponse) -> Result<FilesPage, ApiError> {
    match provider {
        Provider::Archetype | Provider::ArchetypeV06 => archetype::decode_files(response),
        Provider::Together => together::decode_files(response),
        Provider::OpenAi => openai::decode_files(response),
    }
}

/// Asks for one file.
pub fn retrieve_file(provider: Provider, id: &str) -> HttpRequest {
    match provider {
        Provider::Archetype | Provider::ArchetypeV06 => archetype::retrieve_file(id),
        Provider::Together => together::retrieve_file(id),
        Provider::OpenAi => openai::retrieve_file(id),
    }
}

/// Reads the answer to [`retrieve_file`].
///
/// # Errors
/// An error status, or a body that is no file.
pub fn decode_file(provider: Provider, response: &HttpResponse) -> Result<DatasetFile, ApiError> {
    match provider {
        Provider::Archetype | Provider::ArchetypeV06 => archetype::decode_file(response),
        Provider::Together => together::decode_file(response),
        Provider::OpenAi => openai::decode_file(response),
    }
}

/// Returns the method by which the provider takes this file.
pub fn upload_way(provider: Provider, file: &UploadFile) -> UploadWay {
    match provider {
        Provider::Archetype | Provider::ArchetypeV06 => archetype::upload_way(file),
        Provider::Together | Provider::OpenAi => UploadWay::Whole,
    }
}

/// Sends a file whole.
pub fn upload_whole(provider: Provider, file: &UploadFile) -> FileRequest {
    match provider {
        Provider::Archetype | Provider::ArchetypeV06 => archetype::upload_whole(file),
        Provider::Together => together::upload_whole(file),
        Provider::OpenAi => openai::upload_whole(file),
    }
}

/// Reads the answer to [`upload_whole`] and [`complete_upload`]: the new file's id.
///
/// # Errors
/// An error status, or a body that names no file.
pub fn decode_uploaded(provider: Provider, response: &HttpResponse) -> Result<String, ApiError> {
    match provider {
        Provider::Archetype | Provider::ArchetypeV06 => archetype::decode_uploaded(response),
        Provider::Together | Provider::OpenAi => decode_file(provider, response).map(|file| file.id),
    }
}

/// Asks whether a file has arrived whose sending had no clear end.
pub fn find_uploaded(provider: Provider, file: &UploadFile) -> HttpRequest {
    match provider {
        // Ids are names here.
        Provider::Archetype | Provider::ArchetypeV06 => archetype::retrieve_file(&file.name),
        Provider::Together | Provider::OpenAi => list_files(provider, 0),
    }
}

/// Reads the answer to [`find_uploaded`]. `known` are ids of files that were there before and do not count.
///
/// # Errors
/// An error status, or a body that is no answer.
pub fn decode_found(
    provider: Provider,
    response: &HttpResponse,
    file: &UploadFile,
    known: &[String],
) -> Result<Option<DatasetFile>, ApiError> {
    let found = match provider {
        Provider::Archetype | Provider::ArchetypeV06 if response.status == 404 => Vec::new(),
        Provider::Archetype | Provider::ArchetypeV06 => vec![archetype::decode_file(response)?],
        Provider::Together | Provider::OpenAi => decode_files(provider, response)?.files.value,
    };
    // A size of 0 is what a file has before it is processed.
    let has_size = |found: &DatasetFile| found.n_bytes.is_none_or(|n| n == 0 || n == file.n_bytes);
    Ok(found
        .into_iter()
        .find(|found| found.name == file.name && has_size(found) && !known.contains(&found.id)))
}

/// Begins an upload in parts; `is_resume` takes up one of the same name and size that was begun before.
/// `None` where files are sent whole only.
pub fn initiate_upload(provider: Provider, file: &UploadFile, is_resume: bool) -> Option<HttpRequest> {
    match provider {
        Provider::Archetype | Provider::ArchetypeV06 => Some(archetype::initiate_upload(file, is_resume)),
        Provider::Together | Provider::OpenAi => None,
    }
}

/// Reads the answer to [`initiate_upload`].
///
/// # Errors
/// An error status, or a body that is no plan, or one whose parts do not lie within the file.
pub fn decode_plan(response: &HttpResponse, file: &UploadFile) -> Result<UploadPlan, ApiError> {
    archetype::decode_plan(response, file)
}

/// Asks for fresh addresses of parts.
pub fn renew_parts(upload_id: &str, numbers: &[&PartNumber]) -> HttpRequest {
    archetype::renew_parts(upload_id, numbers)
}

/// Reads the answer to [`renew_parts`]: number, address, and until when it holds.
///
/// # Errors
/// An error status, or a body without parts.
pub fn decode_renewed(
    response: &HttpResponse,
) -> Result<Vec<(PartNumber, String, Option<Timestamp>)>, ApiError> {
    archetype::decode_renewed(response)
}

/// Tells the service which parts have arrived, so that an upload taken up later leaves them out.
pub fn checkpoint_parts(upload_id: &str, parts: &[PartToken]) -> HttpRequest {
    archetype::checkpoint_parts(upload_id, parts)
}

/// Puts the parts together.
pub fn complete_upload(upload_id: &str, parts: &[PartToken]) -> HttpRequest {
    archetype::complete_upload(upload_id, parts)
}

/// Gives an upload up; what has arrived is thrown away.
pub fn abort_upload(upload_id: &str) -> HttpRequest {
    archetype::abort_upload(upload_id)
}

/// Sends a part to its signed address.
pub fn send_part(part: &UploadPart) -> FileRequest {
    FileRequest {
        destination: super::Destination::Signed { url: part.url.clone() },
        from: part.offset,
        to: part.offset + part.length,
    }
}

/// The storage's response to a part.
#[derive(Debug, Clone, PartialEq)]
pub enum PartOutcome {
    /// The part has arrived.
    Arrived(String),
    /// The part has arrived, but the browser may not read the token that proves it.
    Unproven,
    /// The address holds no longer.
    Expired,
    /// The part was refused, or the storage has trouble.
    Refused(ApiError),
}

/// Reads the answer to [`send_part`].
pub fn decode_part(response: &HttpResponse) -> PartOutcome {
    match response.status {
        200..300 => match response.header("etag").filter(|token| !token.trim().is_empty()) {
            Some(token) => PartOutcome::Arrived(token.to_owned()),
            None => PartOutcome::Unproven,
        },
        403 => PartOutcome::Expired,
        400 if response.text().contains("TokenExpired") => PartOutcome::Expired,
        _ => PartOutcome::Refused(ApiError::from_response(response)),
    }
}

/// Lower-case ending of a file's name, without the dot; empty if it has none.
pub(super) fn ending(name: &str) -> String {
    name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(provider: Provider, base_url: &str, path: &str, expected: &str) {
        assert_eq!(base_of(provider, base_url, path), expected, "{path}");
    }

    #[test]
    fn a_newer_generation_has_the_files_of_the_one_before_it() {
        let newer = Provider::ArchetypeV06;
        check(newer, "https://a.example/v0.6", "/files/metadata", "https://a.example/v0.5");
        check(newer, "/proxy/archetype/v0.6", "/files", "/proxy/archetype/v0.5");
        check(newer, "https://a.example/v0.6", "/fine_tuning/jobs", "https://a.example/v0.6");
        check(newer, "https://a.example/own", "/files", "https://a.example/own");
        check(newer, "https://a.example/xv0.6", "/files", "https://a.example/xv0.6");
        for provider in [Provider::Archetype, Provider::Together, Provider::OpenAi] {
            let base_url = provider.default_base_url();
            check(provider, base_url, "/files", base_url);
        }
    }
}
