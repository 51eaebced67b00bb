//! Archetype's files: the list in shards, one, a new one by a form, or in parts by way of a storage.

use crate::{
    Call,
    random::hex,
    service::{
        answer,
        catalogue::ARCHETYPE_FILES,
        content::digest_of_parts,
        files::{Checked, Stored, Upload},
        json::Json,
        members::{Members, said},
    },
    world::World,
};
use tuneboard_core::{api::HttpResponse, json::items, model::Provider};

/// Path of signed addresses.
pub(super) const STORAGE: &str = "/archetype/storage";

/// Types the simple route takes.
const SIMPLE_TYPES: [(&str, &str); 7] = [
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("png", "image/png"),
    ("mp4", "video/mp4"),
    ("txt", "text/plain"),
    ("csv", "text/csv"),
    ("json", "application/json"),
];

const MAX_SIMPLE_BYTES: u64 = 512 << 20;

pub(super) fn list(world: &World, call: &Call<'_>) -> HttpResponse {
    let size = call.query("max_items_per_shard").and_then(|n| n.parse::<usize>().ok()).unwrap_or(usize::MAX);
    let size = call.most(size);
    let shard = call.query("shard_index").and_then(|n| n.parse::<usize>().ok()).unwrap_or(0);
    let kind = call.query("file_type");
    let shown = all(world, call).filter(|(_, file)| kind.is_none_or(|kind| kind == file.2));
    let mut json = Json::default();
    json.open('[');
    for (i, file) in shown.skip(size.saturating_mul(shard)).take(size) {
        if call.is_bad(i) {
            json.raw_item("null");
        } else {
            write(i, file, &mut json);
        }
    }
    json.close(']');
    HttpResponse::json(200, json.finish())
}

pub(super) fn one(world: &World, call: &Call<'_>) -> HttpResponse {
    let Some((i, file)) = all(world, call).find(|(_, file)| file.0 == call.id) else {
        return super::not_found();
    };
    let mut json = Json::default();
    write(i, file, &mut json);
    HttpResponse::json(200, json.finish())
}

pub(super) fn delete(world: &mut World, call: &Call<'_>) -> HttpResponse {
    let is_there = all(world, call).any(|(_, file)| file.0 == call.id);
    if !world.files.delete(call.id, is_there) {
        return super::not_found();
    }
    let mut json = Json::default();
    json.open('{');
    json.text("file_id", call.id);
    json.close('}');
    HttpResponse::json(200, json.finish())
}

/// Name, unique id, type, bytes, state and lines.
type View<'a> = (&'a str, &'a str, &'a str, u64, Checked, u64);

/// Returns every file of the account, with its place.
fn all<'a>(world: &'a World, call: &Call<'_>) -> impl Iterator<Item = (usize, View<'a>)> {
    let (sim, is_empty_account) = (call.sim, call.is_empty_account);
    let catalogue = ARCHETYPE_FILES
        .iter()
        .filter(move |file| !is_empty_account && !world.files.is_gone(file.name))
        .map(|file| (file.name, file.id, "text/plain", file.bytes, Checked::Completed, file.lines));
    let own = world.files.stored.iter().filter(move |file| file.is_in_empty_account == is_empty_account);
    catalogue.chain(own.map(move |file| view(file, sim))).enumerate()
}

fn view(file: &Stored, sim: f64) -> View<'_> {
    (&file.name, &file.id, &file.kind, file.n_bytes, file.checked(sim), file.n_lines)
}

fn write(i: usize, (name, uid, kind, n_bytes, checked, n_lines): View<'_>, json: &mut Json) {
    let (status, is_valid) = match checked {
        Checked::Pending => ("FILE_STATUS_UPLOADED", true),
        Checked::Running => ("FILE_STATUS_PROCESSING", true),
        Checked::Completed => ("FILE_STATUS_INGESTED", true),
        Checked::Invalid(_) => ("FILE_STATUS_FAILED", false),
    };
    let is_ready = checked == Checked::Completed;
    json.open('{');
    json.text("file_id", name);
    json.text("file_uid", uid);
    json.raw("is_valid", if is_valid { "true" } else { "false" });
    json.text("file_type", kind);
    json.count("num_bytes", n_bytes);
    json.text("file_status", status);
    json.open_member("file_attributes", '{');
    if is_ready {
        json.count("num_lines", n_lines);
    }
    if let Checked::Invalid(why) = checked {
        json.text("error", why);
    }
    json.close('}');
    json.raw("ingested", if is_ready { "true" } else { "false" });
    json.count("file_index", i as u64);
    json.raw("file_tags", "[]");
    json.close('}');
}

fn refuse(status: u16, code: &str, message: &str) -> HttpResponse {
    answer::error(Provider::Archetype, status, code, message)
}

fn is_taken(world: &World, name: &str) -> bool {
    world.files.find(name).is_some() || ARCHETYPE_FILES.iter().any(|file| file.name == name)
}

/// Answers an upload by the simple route.
pub(super) fn upload(world: &mut World, call: &Call<'_>) -> HttpResponse {
    let content = call.content;
    let name = &content.file_name;
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    let Some((_, kind)) = SIMPLE_TYPES.iter().find(|(known, _)| *known == ending) else {
        return refuse(400, "unsupported_type", "Files of this type are not supported");
    };
    if MAX_SIMPLE_BYTES < content.n_bytes {
        return refuse(413, "too_large", "Files of more than 512 MB need the direct-to-cloud route");
    }
    if is_taken(world, name) {
        return refuse(409, "already_exists", "A file with this name exists already");
    }
    let id = format!("fil-{}", world.files.next_digits());
    let file = Stored {
        name: name.clone(),
        id: id.clone(),
        kind: (*kind).into(),
        n_bytes: content.n_bytes,
        n_lines: content.n_newlines,
        digest: content.digest,
        at: call.sim,
        refusal: None,
        is_in_empty_account: call.is_empty_account,
    };
    let file = world.files.store(file, &content.head);
    let mut json = Json::default();
    json.open('{');
    json.raw("is_valid", "true");
    json.text("file_id", &file.name);
    json.text("file_uid", &id);
    json.close('}');
    HttpResponse::json(200, json.finish())
}

/// Begins an upload in parts, or takes up one of the same name, type and size.
pub(super) fn initiate(world: &mut World, call: &Call<'_>) -> HttpResponse {
    let Some(body) = Members::parse(call.body()) else {
        return answer::unprocessable(&[("body".into(), "JSON decode error")]);
    };
    let text = |name: &str| body.get(name).and_then(said).filter(|text| !text.is_empty());
    let n_bytes = body.get("num_bytes").and_then(|n| n.parse::<u64>().ok()).filter(|n| 0 < *n);
    let (Some(name), Some(kind), Some(n_bytes)) = (text("filename"), text("file_type"), n_bytes) else {
        return answer::unprocessable(&[("body".into(), "Field required")]);
    };
    if is_taken(world, &name) {
        return refuse(409, "already_exists", "A file with this name exists already");
    }
    let known = world.files.uploads.iter().position(|upload| {
        (upload.name.as_str(), upload.kind.as_str(), upload.n_bytes) == (&*name, &*kind, n_bytes)
    });
    let known = known.filter(|_| body.get("resume_if_started") == Some("true"));
    let at = known.unwrap_or_else(|| {
        let id = format!("upl-{}", world.files.next_digits());
        let upload =
            Upload { is_in_empty_account: call.is_empty_account, ..Upload::new(id, name, kind, n_bytes) };
        world.files.uploads.push(upload);
        world.files.uploads.len() - 1
    });
    let upload = &mut world.files.uploads[at];
    let open: Vec<usize> = (1..)
        .zip(&upload.parts)
        .filter(|(_, part)| !part.is_checkpointed)
        .map(|(number, _)| number)
        .collect();
    upload.sign(open.iter().copied(), call.sim);
    let mut json = Json::default();
    json.open('{');
    json.text("upload_id", &upload.id);
    json.text("file_uid", &upload.id.replace("upl-", "fil-"));
    json.text("file_name", &upload.name);
    json.count("total_bytes", upload.n_bytes);
    json.count("num_parts", upload.parts.len() as u64);
    json.count("part_size", upload.part_size);
    json.raw("is_resume", if known.is_some() { "true" } else { "false" });
    json.text("strategy", "multipart");
    write_parts(upload, &open, call, &mut json);
    json.close('}');
    HttpResponse::json(200, json.finish())
}

fn write_parts(upload: &mut Upload, numbers: &[usize], call: &Call<'_>, json: &mut Json) {
    let id = upload.id.clone();
    json.open_member("parts", '[');
    for number in numbers {
        let Some(part) = upload.part(*number) else { continue };
        let until = call.clock.text(part.valid_until);
        let url = format!("{}{STORAGE}/{id}/{number}?signature=s&expires={until}", call.origin);
        json.open('{');
        json.count("part_number", *number as u64);
        json.text("url", &url);
        json.count("offset", part.offset);
        json.count("length", part.length);
        json.text("expires_at", &until);
        json.close('}');
    }
    json.close(']');
}

/// Returns fresh addresses, in the order asked for.
pub(super) fn renew(world: &mut World, call: &Call<'_>) -> HttpResponse {
    let Some(upload) = world.files.upload(call.id) else { return super::not_found() };
    let body = Members::parse(call.body()).unwrap_or_default();
    let numbers = body.get("part_numbers").and_then(items).unwrap_or_default();
    let numbers: Vec<usize> = numbers.into_iter().filter_map(|number| number.parse().ok()).collect();
    upload.sign(numbers.iter().copied(), call.sim);
    let mut json = Json::default();
    json.open('{');
    write_parts(upload, &numbers, call, &mut json);
    json.close('}');
    HttpResponse::json(200, json.finish())
}

/// Returns the number and token of each part the request names.
fn named(call: &Call<'_>) -> Vec<(usize, String)> {
    let body = Members::parse(call.body()).unwrap_or_default();
    let parts = body.get("parts").and_then(items).unwrap_or_default();
    let read = |part: &str| {
        let part = Members::parse(part)?;
        Some((part.get("part_number")?.parse().ok()?, said(part.get("part_token")?)?))
    };
    parts.into_iter().filter_map(read).collect()
}

pub(super) fn checkpoint(world: &mut World, call: &Call<'_>) -> HttpResponse {
    let Some(upload) = world.files.upload(call.id) else { return super::not_found() };
    for (number, token) in named(call) {
        match upload.part(number) {
            Some(part) if part.token() == Some(&token) => part.is_checkpointed = true,
            _ => return refuse(400, "bad_part", "A part has not arrived under this token"),
        }
    }
    HttpResponse::json(200, "{}")
}

/// Puts the parts together, if all are there: those named now and those the service was told of before.
pub(super) fn complete(world: &mut World, call: &Call<'_>) -> HttpResponse {
    let Some(at) = world.files.uploads.iter().position(|upload| upload.id == call.id) else {
        return super::not_found();
    };
    let named = named(call);
    let upload = &world.files.uploads[at];
    let is_there = |(number, part): (usize, &crate::service::files::Part)| {
        let given = named.iter().find(|(named, _)| *named == number).map(|(_, token)| token.as_str());
        match given {
            Some(token) => part.token() == Some(token),
            None => part.is_checkpointed,
        }
    };
    if named.len() > upload.parts.len() || !(1..).zip(&upload.parts).all(is_there) {
        return refuse(400, "missing_parts", "Parts of the upload are missing, or their tokens differ");
    }
    let upload = world.files.uploads.remove(at);
    let contents = || upload.parts.iter().filter_map(|part| part.stored.as_ref()).map(|(content, _)| content);
    let file = Stored {
        name: upload.name.clone(),
        id: upload.id.replace("upl-", "fil-"),
        kind: upload.kind.clone(),
        n_bytes: contents().map(|content| content.n_bytes).sum(),
        n_lines: contents().map(|content| content.n_newlines).sum(),
        digest: digest_of_parts(contents().map(|content| content.digest)),
        at: call.sim,
        refusal: None,
        is_in_empty_account: upload.is_in_empty_account,
    };
    let head = contents().next().map(|content| content.head.clone()).unwrap_or_default();
    let file = world.files.store(file, &head);
    let mut json = Json::default();
    json.open('{');
    json.text("file_uid", &file.id);
    json.text("file_name", &file.name);
    json.close('}');
    HttpResponse::json(200, json.finish())
}

pub(super) fn abort(world: &mut World, call: &Call<'_>) -> HttpResponse {
    let Some(at) = world.files.uploads.iter().position(|upload| upload.id == call.id) else {
        return refuse(409, "invalid_state", "No upload of this id is under way");
    };
    world.files.uploads.remove(at);
    HttpResponse::json(200, "{}")
}

/// Answers as the storage: takes a part by its signed address. It is another service, which knows no keys.
pub(crate) fn part(world: &mut World, call: &Call<'_>) -> HttpResponse {
    let content = call.content;
    if call.request.bearer.is_some() {
        return answer::storage(400, "InvalidArgument", "Only one auth mechanism allowed");
    }
    let Some((id, number)) = call.id.split_once('/') else {
        return answer::storage(404, "NoSuchUpload", "No upload");
    };
    let Some(upload) = world.files.upload(id) else {
        return answer::storage(404, "NoSuchUpload", "No upload");
    };
    let Some(part) = number.parse().ok().and_then(|number| upload.part(number)) else {
        return answer::storage(404, "NoSuchKey", "No part");
    };
    if call.query("signature").is_none() || part.valid_until < call.sim {
        return answer::storage(403, "AccessDenied", "Request has expired");
    }
    if content.n_bytes != part.length {
        return answer::storage(400, "IncompleteBody", "The part has another length");
    }
    let token = format!("\"{}\"", hex(content.digest, 16));
    part.stored = Some((content.clone(), token.clone()));
    HttpResponse { status: 200, headers: vec![("etag".into(), token)], body: Vec::new() }
}
