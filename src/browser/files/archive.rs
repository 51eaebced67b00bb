//! A response that is saved rather than read. Its bytes go from the network into a blob, which browsers keep on disk
//! when it is large, and never into the program's memory.
//!
//! Contract: the key goes to the address it belongs to. A redirect is not followed but reported, because browsers
//! take an `Authorization` header along to wherever it leads.

use js_sys::{Array, Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, ReadableStreamDefaultReader, RequestRedirect, ResponseType};

use crate::browser::fetch::{self, Abort, Exchange};
use tuneboard_core::api::{self, HttpRequest, HttpResponse, NoArchive, Receiver as _, TransportError};

/// Seconds without a single byte after which an archive is given up.
const LONGEST_SILENCE_SECS: f64 = 60.0;

/// Pieces become a blob whenever they have so many bytes, so that the browser may put them away.
const BLOB_BYTES: u64 = 8 << 20;

/// Fetches an archive of at most `most_bytes`. `on_progress` gets the bytes so far, and all there will be where the
/// service says so. Gives the content with its media type.
///
/// # Errors
/// See [`NoArchive`].
pub async fn fetch(
    base_url: &str,
    request: &HttpRequest,
    most_bytes: u64,
    abort: &Abort,
    mut on_progress: impl FnMut(u64, Option<u64>),
) -> Result<Blob, NoArchive> {
    let mut exchange = Exchange::begin(LONGEST_SILENCE_SECS, abort)?;
    let builder = fetch::prepare(base_url, request, "*/*", RequestRedirect::Manual)?;
    let response = exchange.send(builder, request).await?;
    if response.type_() == ResponseType::Opaqueredirect {
        return Err(NoArchive::Elsewhere);
    }
    let headers = fetch::headers(&response);
    let header =
        |name: &str| headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    if !response.ok() {
        let mut refusal = HttpResponse::default();
        refusal.begin(response.status(), headers);
        // What it says is a help, if it can be read.
        refusal.push(&response.binary().await.unwrap_or_default());
        return Err(NoArchive::refused(&api::masked(refusal, request.bearer.as_ref())));
    }
    let n_bytes = header("content-length").and_then(|length| length.parse::<u64>().ok());
    if n_bytes.is_some_and(|n_bytes| most_bytes < n_bytes) {
        abort.abort();
        return Err(NoArchive::TooLarge { n_bytes });
    }
    let kind = header("content-type").unwrap_or_default().to_owned();
    let Some(body) = response.body() else { return Err(TransportError::CutOff.into()) };
    let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
    let (done, value) = (JsValue::from_str("done"), JsValue::from_str("value"));
    let (blobs, pieces) = (Array::new(), Array::new());
    let (mut n_received, mut n_loose) = (0, 0);
    loop {
        exchange.expect_within(LONGEST_SILENCE_SECS);
        let read = JsFuture::from(reader.read()).await.map_err(|_| exchange.why(TransportError::CutOff))?;
        exchange.check()?;
        if Reflect::get(&read, &done).is_ok_and(|is_done| is_done.is_truthy()) {
            break;
        }
        let piece: Uint8Array =
            Reflect::get(&read, &value).map_err(|_| TransportError::CutOff)?.unchecked_into();
        n_received += u64::from(piece.length());
        n_loose += u64::from(piece.length());
        if most_bytes < n_received {
            abort.abort();
            return Err(NoArchive::TooLarge { n_bytes: None });
        }
        pieces.push(&piece);
        if BLOB_BYTES <= n_loose {
            blobs.push(&blob(&pieces, "")?.into());
            pieces.set_length(0);
            n_loose = 0;
        }
        on_progress(n_received, n_bytes);
    }
    blobs.push(&blob(&pieces, "")?.into());
    blob(&blobs, &kind)
}

/// Bytes that are there already, as an archive.
///
/// # Errors
/// The browser has no room for it.
pub fn whole(bytes: &[u8], kind: &str) -> Result<Blob, NoArchive> {
    blob(&Array::of1(&Uint8Array::from(bytes)), kind)
}

fn blob(parts: &Array, kind: &str) -> Result<Blob, NoArchive> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    Blob::new_with_buffer_source_sequence_and_options(parts, &options).map_err(|_| NoArchive::NoRoom)
}
