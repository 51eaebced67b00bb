//! The page's own files on this device, for when there is no network.

use js_sys::{Array, Reflect};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    RegistrationOptions, ServiceWorkerContainer, ServiceWorkerRegistration, ServiceWorkerUpdateViaCache,
};

use super::fetch;

/// The worker's script, beside the page. `style/theme.js` lets no other be started.
const WORKER: &str = "sw.js";

/// Content of the script on a server that has switched the worker off: `tests/deploy/sw-off.js` is there in
/// its place.
const SWITCHED_OFF: &str = "tuneboard: switched off";

/// Lets the browser keep the page's own files. Nothing happens where browsers have no service workers: in private
/// windows of some, and on pages that come neither by https nor from this machine.
pub async fn keep_page() {
    let Some(workers) = workers() else { return };
    if is_switched_off().await {
        return;
    }
    let options = RegistrationOptions::new();
    options.set_update_via_cache(ServiceWorkerUpdateViaCache::None);
    // Refused where storage is switched off; the page works without.
    drop(JsFuture::from(workers.register_with_options(WORKER, &options)).await);
}

/// Forgets the page's files and the worker this page came from, if its server has switched that off. What is in its
/// place would do so too; but browsers look for that in their own time, a busy one half a minute later.
pub async fn heed_switch() {
    let Some(workers) = workers().filter(|workers| workers.controller().is_some()) else { return };
    if !is_switched_off().await {
        return;
    }
    let Ok(found) = JsFuture::from(workers.get_registration()).await else { return };
    let Some(registration) = found.dyn_ref::<ServiceWorkerRegistration>() else { return };
    // Pages at other paths of the same host have workers and files of their own.
    forget(&format!("tuneboard {} ", registration.scope())).await;
    if let Ok(ended) = registration.unregister() {
        drop(JsFuture::from(ended).await);
    }
}

async fn is_switched_off() -> bool {
    fetch::own_file(WORKER).await.is_some_and(|script| script.contains(SWITCHED_OFF))
}

/// Deletes the caches with such names; `None` where browsers keep none.
async fn forget(prefix: &str) -> Option<()> {
    let caches = web_sys::window()?.caches().ok()?;
    let names = JsFuture::from(caches.keys()).await.ok()?;
    for name in Array::from(&names).iter().filter_map(|name| name.as_string()) {
        if name.starts_with(prefix) {
            drop(JsFuture::from(caches.delete(&name)).await);
        }
    }
    Some(())
}

fn workers() -> Option<ServiceWorkerContainer> {
    let navigator = web_sys::window()?.navigator();
    let is_there = Reflect::get(&navigator, &"serviceWorker".into()).is_ok_and(|found| found.is_object());
    is_there.then(|| navigator.service_worker())
}
