//! Files that the page hands out.

use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, HtmlCanvasElement, Url};

use crate::browser::{
    schedule::{self, Turns},
    timer,
};

/// Time that a browser may take to begin reading a file, seconds.
const MAX_WAIT_SECS: f64 = 60.0;

/// Returns a text as the content of a file; `kind` is its media type.
pub fn text(text: &str, kind: &str) -> Option<Blob> {
    blob(&js_sys::Array::of1(&text.into()), kind)
}

/// Returns a text in pieces as the content of a file, made in turns.
pub async fn long_text(pieces: impl Iterator<Item = String>, kind: &str) -> Option<Blob> {
    let (parts, mut turns) = (js_sys::Array::new(), Turns::new());
    for piece in pieces {
        // As bytes in the keeping of the browser, which may put them to disk.
        parts.push(blob(&js_sys::Array::of1(&piece.into()), kind)?.as_ref());
        turns.pause().await;
    }
    blob(&parts, kind)
}

fn blob(parts: &js_sys::Array, kind: &str) -> Option<Blob> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    Blob::new_with_blob_sequence_and_options(parts, &options).ok()
}

/// A canvas as the content of a PNG file. A canvas that cannot be read gives none.
pub fn png(canvas: &HtmlCanvasElement, then: impl FnOnce(Blob) + 'static) {
    let done = Closure::once_into_js(move |blob: JsValue| {
        if let Ok(blob) = blob.dyn_into() {
            then(blob);
        }
    });
    // Fails where a canvas holds foreign pictures, which none of ours does.
    drop(canvas.to_blob(done.unchecked_ref()));
}

/// Lets the browser save `content` under `name`, as it saves any download; `false` if it refuses.
#[expect(clippy::disallowed_methods, reason = "the link is in no page, so no handler receives the click")]
pub fn save(content: &Blob, name: &str) -> bool {
    let Ok(url) = Url::create_object_url_with_blob(content) else { return false };
    let link = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.create_element("a").ok())
        .and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok());
    if let Some(link) = &link {
        link.set_href(&url);
        link.set_download(name);
        link.click();
    }
    // Not at once: some browsers begin to read only after the click.
    schedule::spawn_detached(async move {
        timer::wait(MAX_WAIT_SECS).await;
        drop(Url::revoke_object_url(&url));
    });
    link.is_some()
}
