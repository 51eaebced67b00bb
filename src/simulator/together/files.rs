//! Together's files: the list, one, and a new one by a multipart form.

use crate::{
    Call,
    service::{
        answer,
        catalogue::{FileEntry, TOGETHER_FILES},
        files::{Checked, Stored},
        json::Json,
    },
    world::World,
};
use tuneboard_core::{api::HttpResponse, model::Provider};

pub(super) fn list(world: &World, call: &Call<'_>) -> HttpResponse {
    let mut json = Json::default();
    json.open('{');
    json.open_member("data", '[');
    for file in catalogue(world, call) {
        write_entry(file, call, &mut json);
    }
    for file in world.files.stored.iter().filter(|file| file.is_in_empty_account == call.is_empty_account) {
        write(file, call, &mut json);
    }
    json.close(']');
    json.close('}');
    HttpResponse::json(200, json.finish())
}

pub(super) fn one(world: &World, call: &Call<'_>) -> HttpResponse {
    let mut json = Json::default();
    if let Some(file) = catalogue(world, call).find(|file| file.id == call.id) {
        write_entry(file, call, &mut json);
    } else if let Some(file) = world.files.stored.iter().find(|file| file.id == call.id) {
        write(file, call, &mut json);
    } else {
        return super::not_found("File not found");
    }
    HttpResponse::json(200, json.finish())
}

pub(super) fn delete(world: &mut World, call: &Call<'_>) -> HttpResponse {
    let is_in_catalogue = catalogue(world, call).any(|file| file.id == call.id);
    if !world.files.delete(call.id, is_in_catalogue) {
        return super::not_found("File not found");
    }
    let mut json = Json::default();
    json.open('{');
    json.text("id", call.id);
    json.raw("deleted", "true");
    json.close('}');
    HttpResponse::json(200, json.finish())
}

/// Returns the files that an account begins with, but for those that were deleted.
fn catalogue<'a>(world: &'a World, call: &Call<'_>) -> impl Iterator<Item = &'static FileEntry> + use<'a> {
    let is_empty = call.is_empty_account;
    TOGETHER_FILES.iter().filter(move |file| !is_empty && !world.files.is_gone(file.id))
}

/// Stores the form's file. Content that is there already keeps its id.
pub(super) fn upload(world: &mut World, call: &Call<'_>) -> HttpResponse {
    let content = call.content;
    let field = |name| content.field(name).filter(|value| !value.is_empty());
    let Some(name) = field("file_name") else {
        return answer::bad_param("file_name", "file_name is required");
    };
    if field("purpose") != Some("fine-tune") {
        return answer::bad_param("purpose", "purpose must be fine-tune");
    }
    let kind = field("file_type").unwrap_or("jsonl");
    if !matches!(kind, "jsonl" | "parquet" | "csv") {
        return answer::bad_param("file_type", "file_type must be jsonl, parquet or csv");
    }
    if content.n_bytes == 0 {
        return answer::error(Provider::Together, 400, "empty_file", "The file is empty");
    }
    let is_same = |file: &&Stored| {
        (file.digest, file.n_bytes, file.name.as_str()) == (content.digest, content.n_bytes, name)
    };
    if let Some(file) = world.files.stored.iter().find(is_same) {
        return record(file, call);
    }
    let id = format!("file-{}", world.files.next_digits());
    let file = Stored {
        name: name.into(),
        id,
        kind: kind.into(),
        n_bytes: content.n_bytes,
        n_lines: content.n_newlines,
        digest: content.digest,
        at: call.sim,
        refusal: None,
        is_in_empty_account: call.is_empty_account,
    };
    record(world.files.store(file, &content.head), call)
}

/// Returns the record of a file that was sent.
pub(super) fn record(file: &Stored, call: &Call<'_>) -> HttpResponse {
    let mut json = Json::default();
    write(file, call, &mut json);
    HttpResponse::json(200, json.finish())
}

fn write_entry(file: &FileEntry, call: &Call<'_>, json: &mut Json) {
    let checked = if file.is_ready { Checked::Completed } else { Checked::Pending };
    begin(json, file.id, file.name, "jsonl", call.clock.stamp(-2_000_000.0).unix_millis() / 1000);
    end(json, checked, file.bytes, file.lines);
}

fn write(file: &Stored, call: &Call<'_>, json: &mut Json) {
    begin(json, &file.id, &file.name, &file.kind, call.clock.stamp(file.at).unix_millis() / 1000);
    end(json, file.checked(call.sim), file.n_bytes, file.n_lines);
}

fn begin(json: &mut Json, id: &str, name: &str, kind: &str, created_at: i64) {
    json.open('{');
    json.text("id", id);
    json.text("object", "file");
    json.integer("created_at", created_at);
    json.text("filename", name);
    json.text("purpose", "fine-tune");
    json.text("FileType", kind);
}

/// Size and lines are known once the file is looked at.
fn end(json: &mut Json, checked: Checked, n_bytes: u64, n_lines: u64) {
    let (status, is_known) = match checked {
        Checked::Pending => ("PENDING", false),
        Checked::Running => ("RUNNING", true),
        Checked::Completed => ("COMPLETED", true),
        Checked::Invalid(_) => ("INVALID_FORMAT", true),
    };
    let is_over = matches!(checked, Checked::Completed | Checked::Invalid(_));
    json.count("bytes", if is_known { n_bytes } else { 0 });
    json.raw("Processed", if checked == Checked::Completed { "true" } else { "false" });
    json.count("LineCount", if is_over { n_lines } else { 0 });
    json.text("processing_status", status);
    if is_over {
        json.open_member("validation_report", '{');
        json.raw("valid", if checked == Checked::Completed { "true" } else { "false" });
        json.text("dataset_format", "CONVERSATION");
        json.count("nlines", n_lines);
        match checked {
            Checked::Invalid(why) => {
                json.text("error", why);
                json.text("error_type", "INVALID_FORMAT");
            }
            _ => json.raw("error", "null"),
        }
        json.close('}');
    }
    json.close('}');
}
