//! The panic hook: the page says that the program has stopped, offers the report and a reload.

use std::{cell::RefCell, panic::PanicHookInfo};

use wasm_bindgen::JsValue;
use web_sys::CustomEvent;

/// Name of the window event that `style/theme.js` shows a message for.
const EVENT: &str = "tuneboard:panic";

thread_local! {
    static LAST_STEPS: RefCell<Vec<Box<dyn Fn()>>> = const { RefCell::new(Vec::new()) };
}

/// Installs the hook: the console gets the full report, the page what `report` makes of message, source file and line.
/// Call once, first.
pub fn install_hook(report: fn(&str, &str, u32) -> String) {
    std::panic::set_hook(Box::new(move |info| {
        console_error_panic_hook::hook(info);
        let (file, line) = info.location().map_or(("", 0), |place| (place.file(), place.line()));
        announce(&report(message(info), file, line));
        // Last: one that panics itself ends the program here.
        LAST_STEPS.with(|steps| {
            if let Ok(steps) = steps.try_borrow() {
                steps.iter().for_each(|step| step());
            }
        });
    }));
}

/// Registers what is done when the program stops, to be there after a reload. It must not rely on anything: what it reads
/// may be gone, or half changed.
pub fn before_the_end(step: impl Fn() + 'static) {
    LAST_STEPS.with(|steps| {
        if let Ok(mut steps) = steps.try_borrow_mut() {
            steps.push(Box::new(step));
        }
    });
}

fn message<'a>(info: &'a PanicHookInfo<'_>) -> &'a str {
    let payload = info.payload();
    let text = payload.downcast_ref::<&'static str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("a panic without a message")
}

fn announce(report: &str) {
    let Some(window) = web_sys::window() else { return };
    let options = web_sys::CustomEventInit::new();
    options.set_detail(&JsValue::from_str(report));
    if let Ok(event) = CustomEvent::new_with_event_init_dict(EVENT, &options) {
        drop(window.dispatch_event(&event));
    }
}
