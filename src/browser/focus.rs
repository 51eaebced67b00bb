//! Keyboard focus.

use std::{cell::RefCell, rc::Rc};

use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{Element, Event, HtmlElement, MutationObserver, MutationObserverInit};

use super::{listener::Listener, schedule};

/// Selector of the elements that the tab key stops at.
const STOPS: &str =
    "button:not(:disabled), input:not(:disabled), select:not(:disabled), a[href], [tabindex=\"0\"]";

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

/// Returns true if an element inside `container` has the focus.
pub fn is_within(container: &Element) -> bool {
    focused().is_some_and(|focused| container.contains(Some(&focused)))
}

/// Returns true if no element has the focus: browsers then name the body.
pub fn is_nowhere() -> bool {
    focused().is_none_or(|focused| focused.tag_name().eq_ignore_ascii_case("body"))
}

/// Watch over the focus; it ends when it is dropped.
#[must_use]
pub struct FocusWatch {
    observer: MutationObserver,
    _on_removal: Closure<dyn FnMut()>,
    _listeners: [Listener; 2],
}

impl Drop for FocusWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Calls `lost` when an element that had the focus is taken out of the page and nothing has taken the focus soon after: the
/// next key would begin at the page's upper end. Not every browser tells an element that it loses the focus by that, so what
/// is taken out is watched.
pub fn on_lost(lost: impl Fn() + Clone + 'static) -> Option<FocusWatch> {
    let body = web_sys::window()?.document()?.body()?;
    // What has the focus.
    let holder = Rc::new(RefCell::new(None::<Element>));
    let target = |event: &Event| event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let own = Rc::clone(&holder);
    let taken = Listener::document("focusin", move |event| *own.borrow_mut() = target(&event))?;
    let own = Rc::clone(&holder);
    let left = Listener::document("focusout", move |event| {
        // What goes to another element is told by that.
        let is_passed_on =
            event.dyn_ref::<web_sys::FocusEvent>().is_some_and(|event| event.related_target().is_some());
        let Some(element) = target(&event).filter(|_| !is_passed_on) else { return };
        let own = Rc::clone(&own);
        schedule::spawn_detached(async move {
            // Where a removal is told by this event, the element is still there at first.
            schedule::next_turn().await;
            let is_given_up = element.is_connected() && is_nowhere();
            own.borrow_mut().take_if(|known| is_given_up && *known == element);
        });
    })?;
    let on_removal = Closure::<dyn FnMut()>::new(move || {
        let gone = holder.borrow_mut().take_if(|element| !element.is_connected());
        if gone.is_none() {
            return;
        }
        let lost = lost.clone();
        schedule::spawn_detached(async move {
            // One turn for the code that removed the element, one for code that then moves the focus.
            schedule::next_turn().await;
            schedule::next_turn().await;
            if is_nowhere() {
                lost();
            }
        });
    });
    let observer = MutationObserver::new(on_removal.as_ref().unchecked_ref()).ok()?;
    let watched = MutationObserverInit::new();
    watched.set_child_list(true);
    watched.set_subtree(true);
    observer.observe_with_options(&body, &watched).ok()?;
    Some(FocusWatch { observer, _on_removal: on_removal, _listeners: [taken, left] })
}

fn focused() -> Option<Element> {
    web_sys::window().and_then(|window| window.document()?.active_element())
}
