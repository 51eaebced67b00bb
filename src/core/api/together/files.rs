//! Together AI's Files API. Files are sent by the one route a browser can use: a multipart form.

use crate::{
    api::{
        ApiError, Destination, FileRequest, Form, HttpRequest, HttpResponse, Method,
        error::one_line,
        files::{self, FilesPage, UploadFile, ending},
        reading::{
            body,
            lenient::{Record, Scalar},
        },
    },
    model::{DatasetFile, FileStatus, percent_encode},
};

const FILES: &str = "/files";

/// Purpose of training files.
const PURPOSE: &str = "fine-tune";

/// `GET /files`; all at once.
pub fn list_files() -> HttpRequest {
    HttpRequest::new(Method::Get, FILES)
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
    let report = record.record("validation_report");
    let n_lines = ["LineCount", "line_count"].into_iter().find_map(|field| record.count(field));
    Ok(DatasetFile {
        name: name.unwrap_or_else(|| id.clone()),
        id,
        // Both are 0 until the file has been looked at.
        n_bytes: record.count("bytes").filter(|n| 0 < *n),
        n_lines: n_lines.filter(|n| 0 < *n).or_else(|| report.as_ref()?.count("nlines")),
        kind: record.text("FileType").or_else(|| record.text("file_type")),
        format: report.as_ref().and_then(|report| report.text("dataset_format")),
        status: status_of(&record, report.as_ref()),
        created_at: record.time("created_at"),
    })
}

fn status_of(record: &Record<'_>, report: Option<&Record<'_>>) -> FileStatus {
    let word = record.text("processing_status").unwrap_or_default();
    let refused = || {
        let reason = report.and_then(|report| report.text("error").or_else(|| report.text("error_type")));
        FileStatus::Failed(one_line(&reason.unwrap_or_else(|| word.clone())).into())
    };
    match word.to_ascii_uppercase().as_str() {
        "COMPLETED" if report.is_some_and(|report| report.scalar("valid") == Scalar::Bool(false)) => {
            refused()
        }
        "COMPLETED" => FileStatus::Ready,
        "PENDING" | "QUEUED" | "RUNNING" => FileStatus::Processing,
        "FAILED" | "INVALID_FORMAT" => refused(),
        // Old records have the flag alone.
        "" => match record.scalar("Processed") {
            Scalar::Bool(true) => FileStatus::Ready,
            Scalar::Bool(false) => FileStatus::Processing,
            _ => FileStatus::Unknown("".into()),
        },
        _ => FileStatus::Unknown(word.into()),
    }
}

/// `POST /files/upload`.
pub fn upload_whole(file: &UploadFile) -> FileRequest {
    let (file_type, media_type) = match ending(&file.name).as_str() {
        "parquet" => ("parquet", "application/octet-stream"),
        "csv" => ("csv", "text/csv"),
        _ => ("jsonl", "application/jsonl"),
    };
    let form = Form {
        fields: vec![
            ("purpose", PURPOSE.into()),
            ("file_name", file.name.clone()),
            ("file_type", file_type.into()),
        ],
        file_field: "file",
        file_name: file.name.clone(),
        media_type,
    };
    let request = HttpRequest::new(Method::Post, format!("{FILES}/upload"));
    FileRequest { destination: Destination::Service { request, form }, from: 0, to: file.n_bytes }
}
