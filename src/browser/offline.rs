//! The page's own files on this device, for when there is no network.

use js_sys::Reflect;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    RegistrationOptions, ServiceWorkerContainer, ServiceWorkerRegistration, ServiceWorkerUpdateViaCache,
};

/// The worker's script, beside the page. `style/theme.js` lets no other be started.
const WORKER: &str = "sw.js";

/// Lets the browser keep the page's own files. Nothing happens where browsers have no service workers: in private
/// windows of some, and on pages that come neither by https nor from this machine.
pub async fn keep_page() {
    let Some(workers) = workers() else { return };
    let options = RegistrationOptions::new();
    options.set_update_via_cache(ServiceWorkerUpdateViaCache::None);
    // Refused where storage is switched off; the page works without.
    drop(JsFuture::from(workers.register_with_options(WORKER, &options)).await);
}

/// Has the browser look for another worker, if this page came from one. It would do so in its own time, up to a minute
/// later, and whoever switches the worker off should not have to wait for that.
pub async fn look_for_another() {
    let Some(workers) = workers().filter(|workers| workers.controller().is_some()) else { return };
    let Ok(found) = JsFuture::from(workers.get_registration()).await else { return };
    // Without a network there is no other.
    if let Some(Ok(looked)) = found.dyn_ref::<ServiceWorkerRegistration>().map(|found| found.update()) {
        drop(JsFuture::from(looked).await);
    }
}

fn workers() -> Option<ServiceWorkerContainer> {
    let navigator = web_sys::window()?.navigator();
    let is_there = Reflect::get(&navigator, &"serviceWorker".into()).is_ok_and(|found| found.is_object());
    is_there.then(|| navigator.service_worker())
}
