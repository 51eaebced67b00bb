//! What happens if the program stops: the page says so and offers a reload.

use wasm_bindgen::JsValue;
use web_sys::CustomEvent;

/// Name of the window event that `style/theme.js` shows a message for.
const EVENT: &str = "tuneboard:panic";

/// Installs the hook: the console gets the full report, the page a message. Call once, first.
pub fn install_hook() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        announce(&info.to_string());
    }));
}

fn announce(report: &str) {
    let Some(window) = web_sys::window() else { return };
    let options = web_sys::CustomEventInit::new();
    options.set_detail(&JsValue::from_str(report));
    if let Ok(event) = CustomEvent::new_with_event_init_dict(EVENT, &options) {
        drop(window.dispatch_event(&event));
    }
}
