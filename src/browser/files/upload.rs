//! Bytes of a file over the network, with word of how many have left.
//!
//! This is the one place that uses `XMLHttpRequest`: `fetch` does not tell how far it is with a body. The file
//! is read by the browser as it is sent; none of it passes through this program. A redirect to another origin is refused
//! by the browser, as by `fetch` elsewhere; see `confined`.
//!
//! Uploads to this page's own host use `fetch` all the same, which reports no progress: there even a redirect from
//! one path to another would act in the name of this page, with its cookies, at whatever else the host serves.

use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Blob, Event, FormData, ProgressEvent, RequestRedirect};

use super::{confined, local_file::LocalFile};
use crate::browser::{
    fetch::{self, Abort},
    listener::Listener,
    site,
};
use tuneboard_core::api::{
    ApiKey, Destination, FileRequest, Form, HttpRequest, HttpResponse, Method, TransportError,
};

/// Sends bytes of `file`, below `base_url` or to the signed address; `key` goes to the service only.
/// `on_moved` hears how many bytes have left, in all. There is no time limit: the caller knows how long
/// bytes may stand still.
///
/// # Errors
/// See [`TransportError`]. Any answer with a status is `Ok`.
pub async fn send(
    base_url: &str,
    request: &FileRequest,
    key: Option<&ApiKey>,
    file: &LocalFile,
    on_moved: Rc<dyn Fn(u64)>,
    abort: &Abort,
) -> Result<HttpResponse, TransportError> {
    let blocked = |_| TransportError::Blocked;
    let signal = abort.signal().ok_or(TransportError::Aborted)?;
    let (method, url) = match &request.destination {
        Destination::Service { request, .. } => (request.method, format!("{base_url}{}", request.target())),
        Destination::Signed { url } => (Method::Put, url.clone()),
    };
    if let Destination::Service { request: post, form } = &request.destination
        && site::is_own(&url)
    {
        let slice = file.slice(request.from, request.to, form.media_type).ok_or(TransportError::Blocked)?;
        let post = HttpRequest { bearer: key.cloned(), ..post.clone() };
        return fetched(base_url, &post, filled(form, &slice)?, &signal).await;
    }
    let xhr = confined::request_to(&url).ok_or(TransportError::Blocked)?;
    xhr.open(method.as_str(), &url).map_err(blocked)?;
    let upload = xhr.upload().map_err(blocked)?;
    let _moved = Listener::new(upload.as_ref(), "progress", move |event: Event| {
        on_moved(event.unchecked_ref::<ProgressEvent>().loaded() as u64);
    });
    let _aborted = {
        let xhr = xhr.clone();
        Listener::new(signal.as_ref(), "abort", move |_| {
            // Refused only for a request that is over.
            drop(xhr.abort());
        })
    };
    let mut ended = None;
    let end = Promise::new(&mut |resolve, _| {
        ended = Some(Listener::new(xhr.as_ref(), "loadend", move |_| {
            drop(resolve.call0(&wasm_bindgen::JsValue::NULL));
        }));
    });
    let slice = |media_type| file.slice(request.from, request.to, media_type).ok_or(TransportError::Blocked);
    match &request.destination {
        Destination::Service { form, .. } => {
            let data = filled(form, &slice(form.media_type)?)?;
            xhr.set_request_header("Accept", "application/json").map_err(blocked)?;
            if let Some(key) = key {
                xhr.set_request_header("Authorization", &fetch::bearer(key, &url)?).map_err(blocked)?;
            }
            xhr.send_with_opt_form_data(Some(&data)).map_err(blocked)?;
        }
        // No header at all: each would have to be part of the signature.
        Destination::Signed { .. } => xhr.send_with_opt_blob(Some(&slice("")?)).map_err(blocked)?,
    }
    drop(JsFuture::from(end).await);
    drop(ended);
    if signal.aborted() {
        return Err(TransportError::Aborted);
    }
    let status = xhr.status().unwrap_or(0);
    if status == 0 {
        return Err(TransportError::Blocked);
    }
    let body = xhr.response_text().ok().flatten().unwrap_or_default().into_bytes();
    Ok(HttpResponse { status, headers: headers(&xhr.get_all_response_headers().unwrap_or_default()), body })
}

/// Returns whether `on_moved` of [`send`] will be silent: bytes that go to this page's own host are not counted.
pub fn is_unmeasured(base_url: &str, request: &FileRequest) -> bool {
    matches!(request.destination, Destination::Service { .. }) && site::is_own(base_url)
}

/// Returns the form with the file in it.
fn filled(form: &Form, file: &Blob) -> Result<FormData, TransportError> {
    let blocked = |_| TransportError::Blocked;
    let data = FormData::new().map_err(blocked)?;
    for (name, value) in &form.fields {
        data.append_with_str(name, value).map_err(blocked)?;
    }
    data.append_with_blob_and_filename(form.file_field, file, &form.file_name).map_err(blocked)?;
    Ok(data)
}

/// Sends a filled form by `fetch`, as every other request goes.
async fn fetched(
    base_url: &str,
    request: &HttpRequest,
    form: FormData,
    signal: &AbortSignal,
) -> Result<HttpResponse, TransportError> {
    let builder = fetch::prepare(base_url, request, "application/json", RequestRedirect::Error)?;
    let sent =
        builder.abort_signal(Some(signal)).body(form).map_err(|_| TransportError::Blocked)?.send().await;
    let failed = |_| if signal.aborted() { TransportError::Aborted } else { TransportError::Blocked };
    let response = sent.map_err(failed)?;
    let (status, headers) = (response.status(), fetch::headers(&response));
    let body = response.binary().await.map_err(|_| TransportError::CutOff)?;
    Ok(HttpResponse { status, headers, body })
}

fn headers(lines: &str) -> Vec<(String, String)> {
    let parts = lines.split("\r\n").filter_map(|line| line.split_once(':'));
    parts.map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())).collect()
}
