//! Locks by which a tab of the page shows the others its present work. A tab that closes or crashes releases its
//! locks. Where a browser has no locks (they need a secure context), none is ever held.

use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;

use crate::browser::{schedule, site};

/// A lock that is held, or waited for while another tab holds it; dropping it lets go.
pub struct Lock {
    name: String,
    release: Function,
}

impl Lock {
    /// Takes the lock of that name; `None` where there are no locks.
    pub fn hold(name: &str) -> Option<Self> {
        let mut release = None;
        let held = Promise::new(&mut |resolve, _| release = Some(resolve));
        let release = release?;
        let given = Closure::once_into_js(move |_lock: JsValue| held);
        let asked = call("request", &[site::scoped(name).into(), given])?;
        schedule::spawn_detached(async move {
            // A browser that refuses it is as good as one without locks.
            drop(JsFuture::from(asked).await);
        });
        Some(Self { name: name.to_owned(), release })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // A promise takes anything.
        drop(self.release.call0(&JsValue::NULL));
    }
}

/// Names of the locks that are held now, by this tab or another.
pub async fn held() -> Vec<String> {
    let Some(asked) = call("query", &[]) else { return Vec::new() };
    let Ok(told) = JsFuture::from(asked).await else { return Vec::new() };
    let locks = Reflect::get(&told, &"held".into()).ok().and_then(|held| held.dyn_into::<Array>().ok());
    let prefix = site::scoped("");
    let name = |lock: JsValue| {
        let name = Reflect::get(&lock, &"name".into()).ok()?.as_string()?;
        Some(name.strip_prefix(&*prefix)?.to_owned())
    };
    locks.unwrap_or_default().iter().filter_map(name).collect()
}

/// Calls a method of the browser's locks that promises something.
fn call(method: &str, arguments: &[JsValue]) -> Option<Promise> {
    let navigator = web_sys::window()?.navigator();
    let locks = Reflect::get(&navigator, &"locks".into()).ok().filter(JsValue::is_object)?;
    let method: Function = Reflect::get(&locks, &method.into()).ok()?.dyn_into().ok()?;
    let promise = method.apply(&locks, &arguments.iter().collect::<Array>()).ok()?;
    promise.dyn_into().ok()
}
