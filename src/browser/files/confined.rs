//! A request that the browser sends to one origin only.
//!
//! `XMLHttpRequest` follows redirects, with the whole body, and cannot refuse them as `fetch` can (nor will it:
//! <https://github.com/whatwg/xhr/issues/189>); `fetch` reports no progress of an upload. A content security
//! policy does: its `connect-src` holds for each address of a redirect, before anything is sent there. So an upload is sent by
//! an empty frame whose policy names one origin. The frame is of this page's origin and takes over its policy as well
//! (CSP 3, § 7.8), so that nothing is allowed that was not.

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlIFrameElement, Url, Window, XmlHttpRequest};

/// Returns a request that reaches only the origin of `url`, which may be a path on this page's own host; `None` where the
/// browser makes no such frame. An origin's frame is made for the first request and stays.
pub fn request_to(url: &str) -> Option<XmlHttpRequest> {
    let window = web_sys::window()?;
    let origin = Url::new_with_base(url, &window.location().href().ok()?).ok()?.origin();
    let inner = frame_of(&window, &origin)?.content_window()?;
    // The constructor of the frame's own window: a request goes by the policy of the window that it was made in. What is
    // made there is no instance of the classes of this window.
    let make: Function = Reflect::get(&inner, &"XMLHttpRequest".into()).ok()?.unchecked_into();
    Some(Reflect::construct(&make, &Array::new()).ok()?.unchecked_into())
}

fn frame_of(window: &Window, origin: &str) -> Option<HtmlIFrameElement> {
    let body = window.document()?.body()?;
    let frames = body.get_elements_by_tag_name("iframe");
    let known = (0..frames.length()).filter_map(|idx| frames.item(idx)?.dyn_into::<HtmlIFrameElement>().ok());
    if let Some(known) = known.into_iter().find(|frame| frame.name() == origin) {
        return Some(known);
    }
    let frame: HtmlIFrameElement = window.document()?.create_element("iframe").ok()?.dyn_into().ok()?;
    frame.set_name(origin);
    frame.set_hidden(true);
    body.append_child(&frame).ok()?;
    let confine = || {
        let inner = frame.content_window()?;
        take_address(&inner);
        let inner = inner.document()?;
        let policy = inner.create_element("meta").ok()?;
        policy.set_attribute("http-equiv", "Content-Security-Policy").ok()?;
        policy.set_attribute("content", &format!("connect-src {origin}")).ok()?;
        inner.head()?.append_child(&policy).ok()
    };
    if confine().is_none() {
        frame.remove();
        return None;
    }
    Some(frame)
}

/// Gives the frame's document this page's address. WebKit takes the `Origin` of a request from the address of its document,
/// and `about:blank` has none: it would send `null`, which a proxy that adds the key refuses. `document.open()` takes the
/// address over, and the history makes WebKit note it. The other browsers need neither, and Firefox refuses the second.
fn take_address(inner: &Window) {
    let Some(document) = inner.document() else { return };
    for step in ["open", "close"] {
        if let Ok(step) = Reflect::get(&document, &step.into()).and_then(JsCast::dyn_into::<Function>) {
            drop(step.call0(&document));
        }
    }
    let address = web_sys::window().and_then(|window| window.location().href().ok());
    if let (Ok(history), Some(address)) = (inner.history(), address) {
        drop(history.replace_state_with_url(&JsValue::NULL, "", Some(&address)));
    }
}
