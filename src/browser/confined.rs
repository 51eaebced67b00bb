//! A request that the browser sends to one origin only.
//!
//! `XMLHttpRequest` follows redirects, with the whole body, and has no way to refuse them as `fetch` has. A content security
//! policy does: its `connect-src` holds for each address of a redirect, before anything is sent there. So an upload is sent by
//! an empty frame whose policy names one origin. The frame is of this page's origin and takes over its policy as well
//! (CSP 3, § 7.8), so that nothing is allowed that was not.

use js_sys::{Function, Reflect};
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlIFrameElement, Url, XmlHttpRequest};

/// The frame and its request; dropping it takes the frame away, and ends what is under way.
pub struct Confined {
    frame: HtmlIFrameElement,
    xhr: XmlHttpRequest,
}

impl Confined {
    /// A request that reaches only the origin of `url`, which may be a path on this page's own host; `None` where the browser
    /// makes no such frame.
    pub fn to(url: &str) -> Option<Self> {
        let window = web_sys::window()?;
        let document = window.document()?;
        let origin = Url::new_with_base(url, &window.location().href().ok()?).ok()?.origin();
        let frame: HtmlIFrameElement = document.create_element("iframe").ok()?.dyn_into().ok()?;
        frame.set_hidden(true);
        document.body()?.append_child(&frame).ok()?;
        let xhr = Self::request_of(&frame, &origin);
        if xhr.is_none() {
            frame.remove();
        }
        Some(Self { xhr: xhr?, frame })
    }

    fn request_of(frame: &HtmlIFrameElement, origin: &str) -> Option<XmlHttpRequest> {
        let inner = frame.content_window()?;
        let document = inner.document()?;
        let policy = document.create_element("meta").ok()?;
        policy.set_attribute("http-equiv", "Content-Security-Policy").ok()?;
        policy.set_attribute("content", &format!("connect-src {origin}")).ok()?;
        document.head()?.append_child(&policy).ok()?;
        // The constructor of the frame's own window: a request goes by the policy of the window that it was made in.
        // What is made there is no instance of the classes of this window.
        let make: Function = Reflect::get(&inner, &"XMLHttpRequest".into()).ok()?.unchecked_into();
        Some(Reflect::construct(&make, &js_sys::Array::new()).ok()?.unchecked_into())
    }

    /// The request.
    pub fn xhr(&self) -> &XmlHttpRequest {
        &self.xhr
    }
}

impl Drop for Confined {
    fn drop(&mut self) {
        self.frame.remove();
    }
}
