//! Archives that are saved: all of their bytes, as far as they are allowed to be, and the key for the service only.

use std::{cell::RefCell, rc::Rc};

use js_sys::{ArrayBuffer, Uint8Array};
use tuneboard::browser::{fetch::Abort, files::archive};
use tuneboard_core::{
    api::{ApiKey, ErrorKind, HttpRequest, KeyAddress, Method, NoArchive, TransportError},
    model::Provider,
};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Blob;

use crate::stage::{Replaced, js, run};

/// Fetches at most so many bytes, and says how far it was at each look.
async fn fetch(most_bytes: u64) -> (Result<Blob, NoArchive>, Vec<(u64, Option<u64>)>) {
    let mut request = HttpRequest::new(Method::Get, "/archive");
    request.bearer = ApiKey::new("secret", KeyAddress::new(Provider::Together, "https://example.invalid/v1"));
    let looks = Rc::new(RefCell::new(Vec::new()));
    let note = |n, of| looks.borrow_mut().push((n, of));
    let base = "https://example.invalid/v1";
    let fetched = archive::fetch(base, &request, most_bytes, &Abort::default(), note).await;
    let looks = looks.borrow().clone();
    (fetched, looks)
}

/// Returns a `fetch` whose body has three pieces of ten bytes, and then ends as `end` says.
fn pieces(headers: &str, end: &str) -> Replaced {
    let body = format!(
        "window.asked = request; let n = 0; const body = new ReadableStream({{ pull(to) {{ \
           if (n < 3) {{ to.enqueue(new Uint8Array(10).fill(++n)); }} else {{ {end} }} }} }}); \
         return Promise.resolve(new Response(body, {{ headers: {headers} }}))"
    );
    Replaced::new("fetch", &js("request", &body))
}

#[wasm_bindgen_test]
async fn all_pieces_become_one_file() {
    let _fetch = pieces("{ 'content-length': '30', 'content-type': 'application/x-tar' }", "to.close()");
    let (fetched, looks) = fetch(30).await;
    let content = fetched.expect("an archive");
    assert_eq!((content.size(), content.type_()), (30.0, "application/x-tar".to_owned()));
    let bytes = JsFuture::from(content.array_buffer()).await.expect("its bytes");
    let bytes = Uint8Array::new(&bytes.unchecked_into::<ArrayBuffer>()).to_vec();
    assert_eq!(bytes, [[1; 10], [2; 10], [3; 10]].concat());
    assert_eq!(looks, [(10, Some(30)), (20, Some(30)), (30, Some(30))]);
    // The key goes to the service, and a redirect is not followed.
    assert_eq!(run("return window.asked.redirect").as_string().as_deref(), Some("manual"));
    let key = run("return window.asked.headers.get('authorization')").as_string();
    assert_eq!(key.as_deref(), Some("Bearer secret"));
}

#[wasm_bindgen_test]
async fn a_redirect_is_reported_and_not_followed() {
    let redirect = "window.nAsked = (window.nAsked || 0) + 1; \
        return Promise.resolve(Object.defineProperty(Response.error(), 'type', { value: 'opaqueredirect' }))";
    let _fetch = Replaced::new("fetch", &js("request", redirect));
    assert_eq!(fetch(30).await.0, Err(NoArchive::Elsewhere));
    assert_eq!(run("return window.nAsked").as_f64(), Some(1.0));
}

#[wasm_bindgen_test]
async fn what_is_too_large_is_given_up() {
    let n_bytes = |headers| async move {
        let _fetch = pieces(headers, "to.close()");
        fetch(29).await
    };
    let (said, looks) = n_bytes("{ 'content-length': '30' }").await;
    assert_eq!((said, looks), (Err(NoArchive::TooLarge { n_bytes: Some(30) }), Vec::new()));
    let (met, looks) = n_bytes("{}").await;
    assert_eq!((met, looks), (Err(NoArchive::TooLarge { n_bytes: None }), vec![(10, None), (20, None)]));
    assert_eq!(run("return window.asked.signal.aborted").as_bool(), Some(true));
}

#[wasm_bindgen_test]
async fn half_an_archive_is_none() {
    let _fetch = pieces("{}", "to.error(new TypeError('broken'))");
    assert_eq!(fetch(30).await.0, Err(TransportError::CutOff.into()));
}

#[wasm_bindgen_test]
async fn a_refusal_is_in_the_words_of_the_service() {
    let refusal = "return Promise.resolve(new Response('{\"error\":{\"message\":\"Not yet\"}}', \
        { status: 400, headers: { 'content-type': 'application/json' } }))";
    let _fetch = Replaced::new("fetch", &js("request", refusal));
    let Err(NoArchive::Failed(error)) = fetch(30).await.0 else { panic!("no refusal") };
    assert_eq!((error.kind, error.message.as_str()), (ErrorKind::Invalid, "Not yet"));
}
