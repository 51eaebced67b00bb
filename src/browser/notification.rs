//! Messages of the system's, outside the page.

use wasm_bindgen_futures::JsFuture;
use web_sys::{Notification, NotificationOptions, NotificationPermission};

/// Permission to show notifications.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// The browser has none.
    Missing,
    /// The user has not been asked.
    Unasked,
    /// The page may show notifications.
    Granted,
    /// The page may not show notifications.
    Denied,
}

/// Returns the present permission.
pub fn permission() -> Permission {
    let has_any = web_sys::window().is_some_and(|window| {
        js_sys::Reflect::has(&window, &wasm_bindgen::JsValue::from_str("Notification")).unwrap_or(false)
    });
    if !has_any {
        return Permission::Missing;
    }
    match Notification::permission() {
        NotificationPermission::Granted => Permission::Granted,
        NotificationPermission::Denied => Permission::Denied,
        _ => Permission::Unasked,
    }
}

/// Has the browser ask the person; only after a click of theirs.
pub async fn ask() -> Permission {
    if let Ok(asked) = Notification::request_permission() {
        // The response is read from where it is kept.
        drop(JsFuture::from(asked).await);
    }
    permission()
}

/// Shows a message. One with the same `tag` takes its place.
pub fn show(title: &str, text: &str, tag: &str) {
    let options = NotificationOptions::new();
    options.set_body(text);
    options.set_tag(tag);
    // Some phones only let a service worker do this; the page says it too.
    drop(Notification::new_with_options(title, &options));
}
