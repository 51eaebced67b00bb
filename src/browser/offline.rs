//! The page's own files on this device, for when there is no network.

use js_sys::Reflect;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{RegistrationOptions, ServiceWorkerRegistration, ServiceWorkerUpdateViaCache};

/// The worker's script, beside the page. `style/theme.js` lets no other be started.
const WORKER: &str = "sw.js";

/// Lets the browser keep the page's own files. Nothing happens where browsers have no service workers: in private
/// windows of some, and on pages that come neither by https nor from this machine.
pub async fn keep_page() {
    let Some(navigator) = web_sys::window().map(|window| window.navigator()) else { return };
    let is_there = Reflect::get(&navigator, &"serviceWorker".into()).is_ok_and(|found| found.is_object());
    if is_there {
        let options = RegistrationOptions::new();
        options.set_update_via_cache(ServiceWorkerUpdateViaCache::None);
        let workers = navigator.service_worker();
        // Refused where storage is switched off; the page works without.
        let Ok(registered) = JsFuture::from(workers.register_with_options(WORKER, &options)).await else {
            return;
        };
        // The browser looks for another worker in its own time, up to a minute after the page came from the old one.
        // Whoever switches the worker off should not have to wait for that.
        let registration: ServiceWorkerRegistration = registered.unchecked_into();
        if workers.controller().is_some()
            && let Ok(looked) = registration.update()
        {
            drop(JsFuture::from(looked).await);
        }
    }
}
