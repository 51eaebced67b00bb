//! Place of this page: its host, its folder there, and whether others on the way can change it.

use web_sys::Url;

/// Returns host and port of the page; empty if the browser does not say.
pub fn host() -> String {
    web_sys::window().and_then(|window| window.location().host().ok()).unwrap_or_default()
}

/// Returns the folder of the page on its host, such as `/` or `/team/board/`.
pub fn folder() -> String {
    let path = web_sys::window().and_then(|window| window.location().pathname().ok()).unwrap_or_default();
    path.rfind('/').map_or_else(|| "/".to_owned(), |end| path[..=end].to_owned())
}

/// Returns true if the browser guarantees that the page arrived unchanged (https, or this device).
pub fn is_secure() -> bool {
    web_sys::window().is_none_or(|window| window.is_secure_context())
}

/// Returns true if the page came by https.
pub fn is_https() -> bool {
    web_sys::window()
        .and_then(|window| window.location().protocol().ok())
        .is_some_and(|scheme| scheme == "https:")
}

/// Returns whether an address, or a path, is on this page's own host: whatever is sent there goes with the page's origin and cookies.
pub fn is_own(url: &str) -> bool {
    let own = web_sys::window().map(|window| window.location());
    let origin_of =
        |own: web_sys::Location| Some((own.origin().ok()?, Url::new_with_base(url, &own.href().ok()?).ok()?));
    own.and_then(origin_of).is_some_and(|(own, url)| url.origin() == own)
}

/// Returns true if the page is shown inside another one.
pub fn is_framed() -> bool {
    web_sys::window().is_some_and(|window| {
        let top = window.top().ok().flatten();
        // An outer page of another origin hides itself.
        top.is_none_or(|top| !js_sys::Object::is(&top, &window))
    })
}

/// Returns the name under which something of this page is kept, locked or spoken of: all pages of a host share these names,
/// so it holds the page's folder. `style/theme.js` makes the same names.
pub fn scoped(name: &str) -> String {
    format!("tuneboard{}{name}", folder())
}
