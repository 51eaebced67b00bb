//! Where the keyboard is.

use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement};

use super::{executor, listener::Listener, timer};

/// What the tab key stops at.
const STOPS: &str =
    "button:not(:disabled), input:not(:disabled), select:not(:disabled), a[href], [tabindex=\"0\"]";

/// No time at all: what is due runs first.
const TURN_SECS: f64 = 0.0;

/// Keeps the tab key within `container`: from its last stop to its first, and back. `true` if the focus was moved,
/// so that the browser must not move it too.
pub fn wrap(container: &Element, is_backwards: bool) -> bool {
    let Ok(found) = container.query_selector_all(STOPS) else { return false };
    let stops: Vec<HtmlElement> = (0..found.length())
        .filter_map(|idx| found.item(idx)?.dyn_into::<HtmlElement>().ok())
        // What is not displayed has no boxes.
        .filter(|stop| 0 < stop.get_client_rects().length())
        .collect();
    let (Some(first), Some(last)) = (stops.first(), stops.last()) else { return false };
    let focused = focused();
    let is_at = |stop: &HtmlElement| {
        focused.as_ref().is_some_and(|focused| focused == AsRef::<Element>::as_ref(stop))
    };
    let is_inside = focused.as_ref().is_some_and(|focused| container.contains(Some(focused)));
    let next = match is_backwards {
        true if is_at(first) || !is_inside => last,
        false if is_at(last) || !is_inside => first,
        _ => return false,
    };
    next.focus().is_ok()
}

/// Whether something inside `container` has the focus.
pub fn is_within(container: &Element) -> bool {
    focused().is_some_and(|focused| container.contains(Some(&focused)))
}

/// Whether nothing has the focus: browsers then name the body.
pub fn is_nowhere() -> bool {
    focused().is_none_or(|focused| focused.tag_name().eq_ignore_ascii_case("body"))
}

/// Calls `lost` when an element that had the focus is taken out of the page and nothing has taken the focus soon after: the
/// next key would begin at the page's upper end.
pub fn on_lost(lost: impl Fn() + Clone + 'static) -> Option<Listener> {
    Listener::document("focusout", move |event| {
        // What goes to another element is not lost.
        if event.dyn_ref::<web_sys::FocusEvent>().is_some_and(|event| event.related_target().is_some()) {
            return;
        }
        let Some(element) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else {
            return;
        };
        let lost = lost.clone();
        executor::spawn_detached(async move {
            // One turn for what took the element out, one for whoever gives the focus to something else then.
            timer::wait(TURN_SECS).await;
            timer::wait(TURN_SECS).await;
            if !element.is_connected() && is_nowhere() {
                lost();
            }
        });
    })
}

fn focused() -> Option<Element> {
    web_sys::window().and_then(|window| window.document()?.active_element())
}
