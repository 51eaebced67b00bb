//! Archetype AI's Files API, and its direct-to-cloud uploads.
//!
//! Shapes follow the pages below <https://docs.archetypeai.app/api-reference/files/> (upload, initiate-upload,
//! get-all-metadata) and `_files.py` of <https://github.com/archetypeai/python-client> (August 2026). Unverified: `shard_index` as
//! the number of a page, and the fields of a record while the service reads a file.

use crate::{
    api::{
        ApiError, Destination, FileRequest, Form, HttpRequest, HttpResponse, Method,
        error::one_line,
        files::{
            FILES_PER_PAGE, FilesPage, PartNumber, PartToken, UploadFile, UploadPart, UploadPlan, UploadWay,
            ending,
        },
        reading::{body, lenient::Record},
    },
    json,
    model::{DatasetFile, FileStatus, Timestamp, percent_encode},
};

const METADATA: &str = "/files/metadata";
const UPLOADS: &str = "/files/uploads";

/// Largest file of the simple route.
const MAX_WHOLE_BYTES: u64 = 512_000_000;

/// Endings the simple route takes, and their media types. JSON lines are refused there.
const WHOLE_TYPES: [(&str, &str); 7] = [
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("png", "image/png"),
    ("mp4", "video/mp4"),
    ("txt", "text/plain"),
    ("csv", "text/csv"),
    ("json", "application/json"),
];

fn whole_type(name: &str) -> Option<&'static str> {
    let ending = ending(name);
    WHOLE_TYPES.into_iter().find(|(known, _)| *known == ending).map(|(_, media_type)| media_type)
}

/// Its Python client says `text/plain` for JSON lines too.
fn media_type(name: &str) -> &'static str {
    whole_type(name).unwrap_or("text/plain")
}

/// `GET /files/metadata`, one shard.
pub fn list_files(page: u64) -> HttpRequest {
    HttpRequest::new(Method::Get, METADATA)
        .with_query("shard_index", page)
        .with_query("max_items_per_shard", FILES_PER_PAGE)
}

/// `GET /files/metadata/{id}`.
pub fn retrieve_file(id: &str) -> HttpRequest {
    HttpRequest::new(Method::Get, format!("{METADATA}/{}", percent_encode(id)))
}

/// Reads a bare array of records.
///
/// # Errors
/// An error status, or a body that is no array.
pub fn decode_files(response: &HttpResponse) -> Result<FilesPage, ApiError> {
    let json = body::json_text(response)?;
    let items = body::bare_list(response.status, &json, "files")?;
    Ok(FilesPage {
        files: body::each(&items, "file", file_of),
        n_received: items.len(),
        next: None,
        // A service may give fewer than it was asked for.
        is_last: items.is_empty(),
    })
}

/// Reads one record.
///
/// # Errors
/// An error status, or a body that is no file.
pub fn decode_file(response: &HttpResponse) -> Result<DatasetFile, ApiError> {
    body::one(response, "file", file_of)
}

fn file_of(json: &str) -> Result<DatasetFile, String> {
    let record = Record::parse(json).ok_or("it is no object")?;
    let id =
        record.opaque("file_id").or_else(|| record.opaque("file_uid")).ok_or("\"file_id\" is missing")?;
    Ok(DatasetFile {
        name: id.clone(),
        id,
        n_bytes: record.count("num_bytes"),
        n_lines: record.record("file_attributes").and_then(|attributes| attributes.count("num_lines")),
        kind: record.text("file_type"),
        format: None,
        status: status_of(&record),
        created_at: record.time("created_at"),
    })
}

fn status_of(record: &Record<'_>) -> FileStatus {
    let word = record.text("file_status").unwrap_or_default();
    let bare = word.strip_prefix("FILE_STATUS_").unwrap_or(&word).to_ascii_uppercase();
    let has = |parts: &[&str]| parts.iter().any(|part| bare.contains(part));
    if record.json("is_valid") == Some("false") || has(&["FAIL", "ERROR", "INVALID", "CORRUPT", "REJECT"]) {
        let attributes = record.record("file_attributes");
        let reason = record
            .text("error")
            .or_else(|| attributes.and_then(|attributes| attributes.text("error")))
            .unwrap_or_else(|| word.clone());
        return FileStatus::Failed(one_line(&reason).into());
    }
    if bare == "INGESTED" || bare == "READY" || record.is_true("ingested") {
        FileStatus::Ready
    } else if has(&["PEND", "PROCESS", "UPLOAD", "INGEST", "QUEUE", "RUN"]) {
        FileStatus::Processing
    } else {
        FileStatus::Unknown(word.into())
    }
}

/// The simple route for what it takes, parts for all else.
pub fn upload_way(file: &UploadFile) -> UploadWay {
    if whole_type(&file.name).is_some() && file.n_bytes <= MAX_WHOLE_BYTES {
        UploadWay::Whole
    } else {
        UploadWay::Parts
    }
}

/// `POST /files`.
pub fn upload_whole(file: &UploadFile) -> FileRequest {
    let form = Form {
        fields: Vec::new(),
        file_field: "file",
        file_name: file.name.clone(),
        media_type: media_type(&file.name),
    };
    let request = HttpRequest::new(Method::Post, "/files");
    FileRequest { destination: Destination::Service { request, form }, from: 0, to: file.n_bytes }
}

/// Reads `{is_valid, file_id, file_uid}`, and `{file_name, file_uid}` of a completed upload.
///
/// # Errors
/// An error status, or a body that names no file.
pub fn decode_uploaded(response: &HttpResponse) -> Result<String, ApiError> {
    let json = body::json_text(response)?;
    let record = body::record(response.status, &json, "word about the file")?;
    ["file_id", "file_name", "file_uid"]
        .into_iter()
        .find_map(|name| record.opaque(name))
        .ok_or_else(|| ApiError::unreadable(response.status, "The answer names no file"))
}

/// `POST /files/uploads/initiate`.
pub fn initiate_upload(file: &UploadFile, is_resume: bool) -> HttpRequest {
    let mut body = format!(
        r#"{{"filename":{},"file_type":{},"num_bytes":{}"#,
        json::quoted(&file.name),
        json::quoted(media_type(&file.name)),
        file.n_bytes
    );
    if is_resume {
        body.push_str(r#","resume_if_started":true"#);
    }
    body.push('}');
    HttpRequest::new(Method::Post, format!("{UPLOADS}/initiate")).with_body(body)
}

/// Reads a plan.
///
/// # Errors
/// An error status, or a body that is no plan for this file.
pub fn decode_plan(response: &HttpResponse, file: &UploadFile) -> Result<UploadPlan, ApiError> {
    let json = body::json_text(response)?;
    let bad = |why: &str| ApiError::unreadable(response.status, &format!("The upload cannot begin: {why}"));
    let record = body::record(response.status, &json, "plan for an upload")?;
    let upload_id = record.opaque("upload_id").ok_or_else(|| bad("\"upload_id\" is missing"))?;
    let items = body::list_in(response.status, &record, "parts", "parts")?;
    let mut parts: Vec<UploadPart> = items.iter().filter_map(|item| part_of(item)).collect();
    if parts.len() != items.len() {
        return Err(bad("a part lacks its number, address, offset or length"));
    }
    parts.sort_by_key(|part| part.offset);
    let mut end = 0;
    for part in &parts {
        if part.offset < end || part.length == 0 || file.n_bytes < part.offset.saturating_add(part.length) {
            return Err(bad("its parts overlap or lie outside the file"));
        }
        end = part.offset + part.length;
    }
    let is_resume = record.is_true("is_resume");
    let n_planned: u64 = parts.iter().map(|part| part.length).sum();
    if !is_resume && n_planned != file.n_bytes {
        return Err(bad("its parts do not cover the file"));
    }
    Ok(UploadPlan { upload_id, is_resume, parts })
}

fn part_of(json: &str) -> Option<UploadPart> {
    let record = Record::parse(json)?;
    Some(UploadPart {
        number: number_of(&record)?,
        url: address_of(&record)?,
        offset: record.count("offset")?,
        length: record.count("length")?,
        expires_at: record.time("expires_at"),
    })
}

fn number_of(record: &Record<'_>) -> Option<PartNumber> {
    let number = record.json("part_number")?.trim();
    (number != "null").then(|| PartNumber(number.into()))
}

/// Bytes go to web addresses only.
fn address_of(record: &Record<'_>) -> Option<String> {
    record.text("url").filter(|url| {
        let scheme = url.split_once("://").map(|(scheme, _)| scheme);
        scheme.is_some_and(|s| s.eq_ignore_ascii_case("https") || s.eq_ignore_ascii_case("http"))
    })
}

/// `POST /files/uploads/{id}/parts/urls`.
pub fn renew_parts(upload_id: &str, numbers: &[&PartNumber]) -> HttpRequest {
    let numbers: Vec<&str> = numbers.iter().map(|number| &*number.0).collect();
    of_upload(upload_id, "parts/urls").with_body(format!(r#"{{"part_numbers":[{}]}}"#, numbers.join(",")))
}

/// Reads `{parts: [{part_number, url, expires_at}]}`.
///
/// # Errors
/// An error status, or a body without parts.
pub fn decode_renewed(
    response: &HttpResponse,
) -> Result<Vec<(PartNumber, String, Option<Timestamp>)>, ApiError> {
    let json = body::json_text(response)?;
    let record = body::record(response.status, &json, "list of addresses")?;
    let items = body::list_in(response.status, &record, "parts", "parts")?;
    let read = |item: &&str| {
        let record = Record::parse(item)?;
        Some((number_of(&record)?, address_of(&record)?, record.time("expires_at")))
    };
    Ok(items.iter().filter_map(read).collect())
}

/// `POST /files/uploads/{id}/parts/checkpoint`.
pub fn checkpoint_parts(upload_id: &str, parts: &[PartToken]) -> HttpRequest {
    of_upload(upload_id, "parts/checkpoint").with_body(tokens(parts))
}

/// `POST /files/uploads/{id}/complete`.
pub fn complete_upload(upload_id: &str, parts: &[PartToken]) -> HttpRequest {
    of_upload(upload_id, "complete").with_body(tokens(parts))
}

/// `POST /files/uploads/{id}/abort`.
pub fn abort_upload(upload_id: &str) -> HttpRequest {
    of_upload(upload_id, "abort").with_body("{}")
}

fn of_upload(upload_id: &str, what: &str) -> HttpRequest {
    HttpRequest::new(Method::Post, format!("{UPLOADS}/{}/{what}", percent_encode(upload_id)))
}

fn tokens(parts: &[PartToken]) -> String {
    let parts: Vec<String> = parts
        .iter()
        .map(|PartToken { number, token }| {
            format!(r#"{{"part_number":{},"part_token":{}}}"#, number.0, json::quoted(token))
        })
        .collect();
    format!(r#"{{"parts":[{}]}}"#, parts.join(","))
}
