//! The static page that stands until the app does.

use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

/// Empties `#app`, marks it as taken over, and lets `mount` fill it. Without `#app` (another page's
/// document) the body is used.
pub fn replace(mount: impl FnOnce(HtmlElement)) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    let place = document
        .get_element_by_id("app")
        .and_then(|element| element.dyn_into::<HtmlElement>().ok())
        .or_else(|| document.body());
    if let Some(place) = place {
        place.set_text_content(None);
        drop(place.remove_attribute("data-shell"));
        mount(place);
    }
}
