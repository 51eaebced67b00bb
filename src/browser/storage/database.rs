//! Bytes kept on the device, each with a label that can be read without them: IndexedDB, which has room for more than
//! [`super`]. It may be full, forbidden or broken at any call: reading then finds nothing, and what cannot be
//! written is not kept.

use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    IdbDatabase, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbRequestReadyState, IdbTransactionMode,
};

use crate::browser::{listener::Listener, site};

const NAME: &str = "answers";
/// Another one drops what is there.
const VERSION: u32 = 1;
const BYTES: &str = "bytes";
const LABELS: &str = "labels";

/// The page's database.
#[derive(Debug, Clone)]
pub struct Database(IdbDatabase);

impl Database {
    /// Opens it, and makes it where there is none; `None` where the browser has none for this page.
    pub async fn open() -> Option<Self> {
        let factory = web_sys::window()?.indexed_db().ok()??;
        let request = factory.open_with_u32(&site::scoped(NAME), VERSION).ok()?;
        let opening: IdbOpenDbRequest = request.clone();
        let _upgrade = Listener::new(&request, "upgradeneeded", move |_| {
            if let Ok(database) = opening.result().map(JsCast::unchecked_into::<IdbDatabase>) {
                for store in [BYTES, LABELS] {
                    // Is there already only if this version was opened before.
                    drop(database.create_object_store(store));
                }
            }
        });
        Some(Self(result(&request).await?.unchecked_into()))
    }

    /// Names and labels of everything there is.
    pub async fn labels(&self) -> Vec<(String, String)> {
        let Some(store) = self.store(LABELS, IdbTransactionMode::Readonly) else { return Vec::new() };
        let (Ok(names), Ok(labels)) = (store.get_all_keys(), store.get_all()) else { return Vec::new() };
        let names = result(&names).await.as_ref().map(Array::from).unwrap_or_default();
        let labels = result(&labels).await.as_ref().map(Array::from).unwrap_or_default();
        let pairs = names.iter().zip(labels.iter());
        pairs.filter_map(|(name, label)| Some((name.as_string()?, label.as_string()?))).collect()
    }

    /// Returns the bytes of this name and their label.
    pub async fn get(&self, name: &str) -> Option<(Vec<u8>, String)> {
        let name = JsValue::from_str(name);
        let bytes = self.store(BYTES, IdbTransactionMode::Readonly)?.get(&name).ok()?;
        let label = self.store(LABELS, IdbTransactionMode::Readonly)?.get(&name).ok()?;
        let bytes = result(&bytes).await?.dyn_into::<Uint8Array>().ok()?;
        Some((bytes.to_vec(), result(&label).await?.as_string()?))
    }

    /// Returns the label of a name.
    pub async fn label(&self, name: &str) -> Option<String> {
        let label = self.store(LABELS, IdbTransactionMode::Readonly)?.get(&JsValue::from_str(name)).ok()?;
        result(&label).await?.as_string()
    }

    /// Keeps a label and, unless they are the same as before, the bytes.
    pub fn put(&self, name: &str, bytes: Option<&[u8]>, label: &str) {
        let name = JsValue::from_str(name);
        if let (Some(store), Some(bytes)) = (self.store(BYTES, IdbTransactionMode::Readwrite), bytes) {
            drop(store.put_with_key(&Uint8Array::from(bytes), &name));
        }
        if let Some(store) = self.store(LABELS, IdbTransactionMode::Readwrite) {
            drop(store.put_with_key(&JsValue::from_str(label), &name));
        }
    }

    /// Keeps a label, unless there is one of this name; whether there was none. Of several tabs only one is told so.
    pub async fn claim(&self, name: &str, label: &str) -> bool {
        let Some(store) = self.store(LABELS, IdbTransactionMode::Readwrite) else { return true };
        let added = store.add_with_key(&JsValue::from_str(label), &JsValue::from_str(name));
        let Ok(request) = added else { return true };
        let is_taken = |error: web_sys::DomException| error.name() == "ConstraintError";
        result(&request).await.is_some() || !request.error().ok().flatten().is_some_and(is_taken)
    }

    /// Forgets what is under a name.
    pub fn remove(&self, name: &str) {
        for store in [BYTES, LABELS] {
            if let Some(store) = self.store(store, IdbTransactionMode::Readwrite) {
                drop(store.delete(&JsValue::from_str(name)));
            }
        }
    }

    fn store(&self, name: &str, mode: IdbTransactionMode) -> Option<IdbObjectStore> {
        self.0.transaction_with_str_and_mode(name, mode).ok()?.object_store(name).ok()
    }
}

/// Returns the result of a request; `None` if it fails.
async fn result(request: &IdbRequest) -> Option<JsValue> {
    if request.ready_state() == IdbRequestReadyState::Done {
        return request.result().ok();
    }
    let mut listeners = Vec::new();
    let promise = Promise::new(&mut |resolve, _| {
        for (kind, is_done) in [("success", true), ("error", false)] {
            let resolve = resolve.clone();
            let listener = Listener::new(request, kind, move |_| {
                // A promise takes anything.
                drop(resolve.call1(&JsValue::NULL, &is_done.into()));
            });
            listeners.push(listener);
        }
    });
    let is_done = JsFuture::from(promise).await.ok()?.is_truthy();
    is_done.then(|| request.result().ok()).flatten()
}
