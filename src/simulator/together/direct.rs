//! The way Together's own SDK sends a file: the service answers with a signed address (302), the bytes go
//! there, and a last request has them looked at. Browsers cannot take it, because a redirect is opaque to
//! them; the dashboard uses the form ([`super::files::upload`]).

use crate::{
    Call,
    random::hex,
    service::{
        answer,
        files::{Stored, Upload},
    },
    world::World,
};
use tuneboard_core::{api::HttpResponse, model::Provider};

/// Path of the storage, below the origin.
const STORAGE: &str = "/together/storage";

/// Announces a file: its fields come as a form without a file.
pub(super) fn announce(world: &mut World, call: &Call<'_>) -> HttpResponse {
    let field = |name| call.content.field(name).or(call.query(name)).filter(|value| !value.is_empty());
    let Some(name) = field("file_name") else {
        return answer::bad_param("file_name", "file_name is required");
    };
    let Some("fine-tune") = field("purpose") else {
        return answer::bad_param("purpose", "purpose must be fine-tune");
    };
    let checksum = field("checksum").unwrap_or_default();
    let is_stored = |id: &str| world.files.stored.iter().any(|file| file.id == id);
    let known = world.files.checksums.iter().find(|(known, id)| known == checksum && is_stored(id));
    if let Some((_, id)) = known {
        return HttpResponse::json(409, format!("{{\"file_id\":\"{id}\"}}"));
    }
    let id = format!("file-{}", world.files.next_digits());
    if !checksum.is_empty() {
        world.files.checksums.push((checksum.to_owned(), id.clone()));
    }
    let kind = field("file_type").unwrap_or("jsonl").to_owned();
    // One part, as long as it turns out to be.
    let mut upload = Upload::new(id.clone(), name.to_owned(), kind, 1);
    upload.is_in_empty_account = call.is_empty_account;
    upload.sign(std::iter::once(1), call.sim);
    world.files.uploads.push(upload);
    let location = format!("{}{STORAGE}/{id}/1?signature=s", call.origin);
    let headers = vec![("location".to_owned(), location), ("x-together-file-id".to_owned(), id)];
    HttpResponse { status: 302, headers, body: Vec::new() }
}

/// Answers as the storage, which goes by the address and knows no keys.
pub(super) fn put(world: &mut World, call: &Call<'_>) -> HttpResponse {
    if call.request.bearer.is_some() {
        return answer::storage(400, "InvalidArgument", "Only one auth mechanism allowed");
    }
    let (id, number) = call.id.split_once('/').unwrap_or_default();
    let number = number.parse().unwrap_or_default();
    let Some(part) = world.files.upload(id).and_then(|upload| upload.part(number)) else {
        return answer::storage(404, "NoSuchKey", "No such upload");
    };
    if call.query("signature").is_none() || part.valid_until < call.sim {
        return answer::storage(403, "AccessDenied", "Request has expired");
    }
    let token = format!("\"{}\"", hex(call.content.digest, 16));
    part.stored = Some((call.content.clone(), token.clone()));
    HttpResponse { status: 200, headers: vec![("etag".into(), token)], body: Vec::new() }
}

/// Has the service look at what has arrived.
pub(super) fn preprocess(world: &mut World, call: &Call<'_>) -> HttpResponse {
    let Some(at) = world.files.uploads.iter().position(|upload| upload.id == call.id) else {
        return super::not_found("File not found");
    };
    let upload = &mut world.files.uploads[at];
    let Some((content, _)) = upload.part(1).and_then(|part| part.stored.take()) else {
        return answer::error(Provider::Together, 400, "not_uploaded", "The file has not been uploaded");
    };
    let upload = world.files.uploads.remove(at);
    let file = Stored {
        name: upload.name,
        id: upload.id,
        kind: upload.kind,
        n_bytes: content.n_bytes,
        n_lines: content.n_newlines,
        digest: content.digest,
        at: call.sim,
        refusal: None,
        is_in_empty_account: upload.is_in_empty_account,
    };
    super::files::record(world.files.store(file, &content.head), call)
}
