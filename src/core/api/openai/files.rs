//! Files of OpenAI's API and of the hosts that speak it; a host may have none of this.

use crate::{
    api::{
        ApiError, Destination, FileRequest, Form, HttpRequest, HttpResponse, Method,
        error::one_line,
        files::{self, FilesPage, UploadFile},
        reading::{body, lenient::Record},
    },
    model::{DatasetFile, FileStatus, percent_encode},
};

const FILES: &str = "/files";

/// Purpose of training files; hosts that do not filter by it send other files too.
const PURPOSE: &str = "fine-tune";

/// `GET /files?purpose=fine-tune`: up to ten thousand at once, newest first.
pub fn list_files() -> HttpRequest {
    HttpRequest::new(Method::Get, FILES).with_query("purpose", PURPOSE)
}

/// `GET /files/{id}`.
pub fn retrieve_file(id: &str) -> HttpRequest {
    HttpRequest::new(Method::Get, format!("{FILES}/{}", percent_encode(id)))
}

/// Reads `{data: [file]}`; files of another purpose are left out.
///
/// # Errors
/// An error status, or a body without a list.
pub fn decode_files(response: &HttpResponse) -> Result<FilesPage, ApiError> {
    files::of_purpose(response, PURPOSE, file_of)
}

/// Reads one file.
///
/// # Errors
/// An error status, or a body that is no file.
pub fn decode_file(response: &HttpResponse) -> Result<DatasetFile, ApiError> {
    body::one(response, "file", file_of)
}

fn file_of(json: &str) -> Result<DatasetFile, String> {
    let record = Record::parse(json).ok_or("it is no object")?;
    let name = record.text("filename");
    let id = record.opaque("id").ok_or_else(|| body::missing_id(name.as_deref()))?;
    let word = record.text("status").unwrap_or_default();
    let status = match word.as_str() {
        // A file that was taken can be named at once; the job checks it.
        "" | "uploaded" | "processed" => FileStatus::Ready,
        "pending" | "running" | "processing" => FileStatus::Processing,
        "error" | "failed" | "deleted" => {
            let reason = record.text("status_details").unwrap_or_else(|| word.clone());
            FileStatus::Failed(one_line(&reason).into())
        }
        _ => FileStatus::Unknown(word.into()),
    };
    Ok(DatasetFile {
        name: name.unwrap_or_else(|| id.clone()),
        id,
        n_bytes: record.count("bytes"),
        n_lines: None,
        kind: None,
        format: None,
        status,
        created_at: record.time("created_at"),
    })
}

/// `POST /files`.
pub fn upload_whole(file: &UploadFile) -> FileRequest {
    let form = Form {
        fields: vec![("purpose", PURPOSE.into())],
        file_field: "file",
        file_name: file.name.clone(),
        media_type: "application/jsonl",
    };
    let request = HttpRequest::new(Method::Post, FILES);
    FileRequest { destination: Destination::Service { request, form }, from: 0, to: file.n_bytes }
}
