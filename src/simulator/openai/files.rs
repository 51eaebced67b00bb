//! Files of a service of OpenAI's shape: the list, one, and a new one by a form.

use super::kit::FILES;
use crate::{
    Call,
    service::{
        answer,
        catalogue::FileEntry,
        files::{Checked, Stored},
        json::Json,
    },
    world::World,
};
use tuneboard_core::{api::HttpResponse, model::Provider};

pub(super) fn list(world: &World, call: &Call<'_>) -> HttpResponse {
    let mut json = Json::default();
    json.open('{');
    json.text("object", "list");
    json.open_member("data", '[');
    let own = world.files.stored.iter().filter(|file| file.is_in_empty_account == call.is_empty_account);
    for file in own.rev() {
        write(file, call, &mut json);
    }
    for file in catalogue(world, call) {
        write_record(file.id, file.name, file.bytes, -2_000_000.0, None, call, &mut json);
    }
    json.close(']');
    json.raw("has_more", "false");
    json.close('}');
    HttpResponse::json(200, json.finish())
}

pub(super) fn one(world: &World, call: &Call<'_>) -> HttpResponse {
    let mut json = Json::default();
    if let Some(file) = catalogue(world, call).find(|file| file.id == call.id) {
        write_record(file.id, file.name, file.bytes, -2_000_000.0, None, call, &mut json);
    } else if let Some(file) = world.files.stored.iter().find(|file| file.id == call.id) {
        write(file, call, &mut json);
    } else {
        return answer::error(Provider::OpenAi, 404, "not_found", "No such File object");
    }
    HttpResponse::json(200, json.finish())
}

pub(super) fn delete(world: &mut World, call: &Call<'_>) -> HttpResponse {
    let is_in_catalogue = catalogue(world, call).any(|file| file.id == call.id);
    if !world.files.delete(call.id, is_in_catalogue) {
        return answer::error(Provider::OpenAi, 404, "not_found", "No such File object");
    }
    let mut json = Json::default();
    json.open('{');
    json.text("id", call.id);
    json.text("object", "file");
    json.raw("deleted", "true");
    json.close('}');
    HttpResponse::json(200, json.finish())
}

/// Returns the files that an account begins with, but for those that were deleted.
fn catalogue<'a>(world: &'a World, call: &Call<'_>) -> impl Iterator<Item = &'static FileEntry> + use<'a> {
    let is_empty = call.is_empty_account;
    FILES.iter().filter(move |file| !is_empty && !world.files.is_gone(file.id))
}

pub(super) fn upload(world: &mut World, call: &Call<'_>) -> HttpResponse {
    let content = call.content;
    if content.field("purpose") != Some("fine-tune") || content.file_name.is_empty() {
        return answer::error(Provider::OpenAi, 400, "invalid_request", "purpose and file are required");
    }
    let id = format!("file-{}", world.files.next_digits());
    let file = Stored {
        name: content.file_name.clone(),
        id,
        kind: "jsonl".into(),
        n_bytes: content.n_bytes,
        n_lines: content.n_newlines,
        digest: content.digest,
        at: call.sim,
        refusal: None,
        is_in_empty_account: call.is_empty_account,
    };
    let mut json = Json::default();
    write(world.files.store(file, &content.head), call, &mut json);
    HttpResponse::json(200, json.finish())
}

fn write(file: &Stored, call: &Call<'_>, json: &mut Json) {
    let refusal = match file.checked(call.sim) {
        Checked::Invalid(why) => Some(why),
        Checked::Pending | Checked::Running | Checked::Completed => None,
    };
    write_record(&file.id, &file.name, file.n_bytes, file.at, refusal, call, json);
}

fn write_record(
    id: &str,
    name: &str,
    n_bytes: u64,
    at: f64,
    refusal: Option<&str>,
    call: &Call<'_>,
    json: &mut Json,
) {
    json.open('{');
    json.text("id", id);
    json.text("object", "file");
    json.count("bytes", n_bytes);
    json.integer("created_at", call.clock.stamp(at).unix_millis() / 1000);
    json.text("filename", name);
    json.text("purpose", "fine-tune");
    json.text("status", if refusal.is_some() { "error" } else { "processed" });
    if let Some(why) = refusal {
        json.text("status_details", why);
    }
    json.close('}');
}
