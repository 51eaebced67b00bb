//! Downloads of a Together AI job: the weights of a checkpoint as an archive, and its training data as tokens.

use crate::{
    api::{ApiError, FileLink, HttpRequest, HttpResponse, Method, reading::body},
    model::{Checkpoint, JobId, percent_encode},
};

/// `GET /finetune/download`, which has neither the dash nor the plural of all other paths. What is final is
/// asked for by its kind, all else by its step.
pub fn download_checkpoint(id: &JobId, checkpoint: &Checkpoint) -> HttpRequest {
    let request = HttpRequest::new(Method::Get, "/finetune/download").with_query("ft_id", id);
    match final_kind(checkpoint) {
        Some("default") => request.with_query("checkpoint", "model_output_path"),
        Some(kind) => request.with_query("checkpoint", kind),
        None => request.with_query("checkpoint_step", checkpoint.step),
    }
}

/// The same as a command of the service's own client, for an id that is a plain word of the shell.
pub fn download_command(plain_id: &str, checkpoint: &Checkpoint) -> String {
    // Its default is a merged model, which a job that trains all weights refuses; `default` fits every job.
    let kind = final_kind(checkpoint).unwrap_or("default");
    let step = match final_kind(checkpoint) {
        Some(_) => String::new(),
        None => format!(" --checkpoint-step {}", checkpoint.step),
    };
    format!("tg fine-tuning download {plain_id} --checkpoint-type {kind}{step}")
}

/// `GET /fine-tunes/{id}/download-tokenized-dataset`, which answers with a signed address.
pub fn tokenized_dataset(id: &JobId) -> HttpRequest {
    let path = format!("/fine-tunes/{}/download-tokenized-dataset", percent_encode(&id.0));
    HttpRequest::new(Method::Get, path)
}

/// Reads `{url, expires_at, filename, size, content_type}`.
///
/// # Errors
/// An error status, or an answer without an address that a browser may open.
pub fn decode_file_link(response: &HttpResponse) -> Result<FileLink, ApiError> {
    let json = body::json_text(response)?;
    let record = body::record(response.status, &json, "download link")?;
    body::refuse_reported(response.status, &record, "download link")?;
    let Some(url) = record.web_link("url") else {
        return Err(ApiError::unreadable(response.status, "The answer holds no web address (\"url\")"));
    };
    Ok(FileLink {
        url,
        name: record.text("filename"),
        n_bytes: record.count("size"),
        expires_at: record.time("expires_at"),
    })
}

/// The client's word for what a finished job leaves; `None` for what was saved on the way.
fn final_kind(checkpoint: &Checkpoint) -> Option<&'static str> {
    let kind = checkpoint.kind.to_ascii_lowercase();
    if !kind.contains("final") {
        return None;
    }
    Some(match () {
        () if kind.contains("merged") => "merged",
        () if kind.contains("adapter") => "adapter",
        () => "default",
    })
}
