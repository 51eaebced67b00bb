//! A place in the document for one test, waiting for what comes, and JavaScript where Rust has no word for it.

use js_sys::{Array, Function, Reflect};
use leptos::prelude::*;
use tuneboard::browser::{clock, timer};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Document, Element, HtmlElement, KeyboardEvent};

/// Limit of every wait.
const PATIENCE_SECS: f64 = 10.0;

/// Between two looks.
const PAUSE_SECS: f64 = 0.01;

/// No time at all: what is due runs first.
const TURN_SECS: f64 = 0.0;

/// Waits until `is_there`; asks again and again, and fails after a while with `what`.
pub async fn until(what: &str, mut is_there: impl FnMut() -> bool) {
    let begun = clock::now();
    while !is_there() {
        assert!(clock::now().secs_since(begun) < PATIENCE_SECS, "waited in vain for {what}");
        timer::wait(PAUSE_SECS).await;
    }
}

/// Lets everything run that is already due: effects, microtasks, timers of zero.
pub async fn tick() {
    timer::wait(TURN_SECS).await;
    timer::wait(TURN_SECS).await;
}

pub fn document() -> Document {
    web_sys::window().and_then(|window| window.document()).expect("a document")
}

/// An element of the document that goes with this value.
pub struct Stage(pub HtmlElement);

impl Stage {
    /// Returns an empty box of 400 by 300 CSS pixels.
    pub fn new() -> Self {
        let element: HtmlElement = document().create_element("div").expect("an element").unchecked_into();
        element
            .set_attribute("style", "width: 400px; height: 300px; position: fixed; top: 0; left: 0")
            .expect("a style");
        document().body().expect("a body").append_child(&element).expect("a place");
        Self(element)
    }

    /// Mounts a view here; it lasts as long as the handle.
    pub fn mount<F: FnOnce() -> N + 'static, N: IntoView + 'static>(&self, view: F) -> impl Drop + use<F, N> {
        leptos::mount::mount_to(self.0.clone(), view)
    }

    /// Returns the first match; fails if there is none.
    #[track_caller]
    pub fn find(&self, selector: &str) -> HtmlElement {
        self.look(selector).unwrap_or_else(|| panic!("no {selector} in {}", self.0.inner_html()))
    }

    pub fn look(&self, selector: &str) -> Option<HtmlElement> {
        self.0.query_selector(selector).expect("a selector").map(|element| element.unchecked_into())
    }

    /// Returns the number of matches.
    pub fn count(&self, selector: &str) -> u32 {
        self.0.query_selector_all(selector).expect("a selector").length()
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.0.remove();
    }
}

/// Returns true if the element has the focus.
pub fn has_focus(element: &HtmlElement) -> bool {
    let element: &Element = element.as_ref();
    document().active_element().as_ref() == Some(element)
}

/// A key pressed on an element, bubbling as a real one does.
pub fn press(element: &HtmlElement, key: &str) {
    let make = js("key", "return new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })");
    let event: KeyboardEvent = call(&make, &[key.into()]).unchecked_into();
    element.dispatch_event(&event).expect("a key press");
}

/// An event of this kind on an element, bubbling; `false` if a handler prevented its default.
pub fn fire(element: &HtmlElement, kind: &str) -> bool {
    let make = js("kind", "return new Event(kind, { bubbles: true, cancelable: true })");
    let event: web_sys::Event = call(&make, &[kind.into()]).unchecked_into();
    element.dispatch_event(&event).expect("an event")
}

/// Returns a JavaScript function with these parameters and this body.
pub fn js(parameters: &str, body: &str) -> Function {
    Function::new_with_args(parameters, body)
}

/// Calls a function, which must not throw.
pub fn call(function: &Function, arguments: &[JsValue]) -> JsValue {
    function.apply(&JsValue::NULL, &arguments.iter().collect::<Array>()).expect("no exception")
}

/// Runs a body of JavaScript and returns what it returns.
pub fn run(body: &str) -> JsValue {
    call(&js("", body), &[])
}

/// A member of the window that is something else as long as this value lives.
pub struct Replaced {
    name: &'static str,
    own: JsValue,
}

impl Replaced {
    /// Puts `value` in place of `window[name]`.
    pub fn new(name: &'static str, value: &JsValue) -> Self {
        let own = Reflect::get(&js_sys::global(), &name.into()).expect("a member");
        define(name, value);
        Self { name, own }
    }
}

impl Drop for Replaced {
    fn drop(&mut self) {
        define(self.name, &self.own);
    }
}

fn define(name: &str, value: &JsValue) {
    let body = "Object.defineProperty(window, name, { value, configurable: true, writable: true })";
    call(&js("name, value", body), &[name.into(), value.clone()]);
}
