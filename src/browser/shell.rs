//! The static page that stands until the app does.

use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{HtmlElement, ResizeObserver};

/// Id of the container of everything that floats at the foot of the page, stacked.
const FOOT: &str = "foot";

/// Puts a place for something of its own at the foot of the page, and lets `mount` fill it; `None` if there is no page.
pub fn append<T>(mount: impl FnOnce(HtmlElement) -> T) -> Option<T> {
    let document = web_sys::window()?.document()?;
    let make = || document.create_element("div").ok();
    let foot = match document.get_element_by_id(FOOT) {
        Some(foot) => foot,
        None => {
            let foot = make()?;
            foot.set_id(FOOT);
            document.body()?.append_child(&foot).ok()?;
            follow_height(foot.clone().dyn_into().ok()?);
            foot
        }
    };
    let place = make()?.dyn_into::<HtmlElement>().ok()?;
    foot.append_child(&place).ok()?;
    Some(mount(place))
}

/// Tells the style sheets in `--foot` how much of the window's lower edge is taken, for what else keeps to that edge. It
/// lasts as long as the page, as the foot does.
fn follow_height(foot: HtmlElement) -> Option<()> {
    let root: HtmlElement = web_sys::window()?.document()?.document_element()?.dyn_into().ok()?;
    let watched = foot.clone();
    let tell = Closure::<dyn FnMut()>::new(move || {
        let taken = match watched.offset_height() {
            0 => String::new(),
            height => format!("calc(var(--page-pad) + {height}px + var(--s2))"),
        };
        // Refused only for names that no property can have; nothing takes it away.
        drop(root.style().set_property("--foot", &taken));
    });
    let observer = ResizeObserver::new(tell.into_js_value().unchecked_ref()).ok()?;
    observer.observe(&foot);
    Some(())
}

/// Lets `mount` fill the element with this id; `None` if the page has none.
pub fn at<T>(id: &str, mount: impl FnOnce(HtmlElement) -> T) -> Option<T> {
    let place = web_sys::window()?.document()?.get_element_by_id(id)?;
    Some(mount(place.dyn_into().ok()?))
}

/// Returns the text of the page's head, as it is now; empty if there is none.
pub fn head() -> String {
    let document = web_sys::window().and_then(|window| window.document());
    document.and_then(|document| document.head()).map(|head| head.inner_html()).unwrap_or_default()
}

/// Lets `mount` fill a place out of sight, and call what it is given once that may take the place of `#app`, which stands
/// until then. In another page's document, without `#app`, it comes at the end.
pub fn replace(mount: impl FnOnce(HtmlElement, Box<dyn FnOnce()>)) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    let made = document.create_element("div").ok().and_then(|made| made.dyn_into::<HtmlElement>().ok());
    let Some(made) = made else { return };
    let place = made.clone();
    let show = move || {
        // Refused only for places that hold themselves.
        drop(match document.get_element_by_id("app") {
            Some(shell) => shell.replace_with_with_node_1(&place),
            None => document.body().map_or(Ok(()), |body| body.append_with_node_1(&place)),
        });
        place.set_id("app");
    };
    mount(made, Box::new(show));
}
