//! Work gathered into the next animation frame.

use std::{cell::Cell, rc::Rc};

use wasm_bindgen::{JsCast as _, closure::Closure};

/// Runs one piece of work at most once per animation frame, however often it is asked for.
/// Dropping it cancels what is pending.
pub struct FrameTask {
    pending: Rc<Cell<Option<i32>>>,
    callback: Closure<dyn FnMut()>,
}

impl FrameTask {
    /// Prepares `work`.
    pub fn new(mut work: impl FnMut() + 'static) -> Self {
        let pending = Rc::new(Cell::new(None));
        let done = Rc::clone(&pending);
        let callback = Closure::new(move || {
            done.set(None);
            work();
        });
        Self { pending, callback }
    }

    /// Runs it in the next frame.
    pub fn request(&self) {
        if self.pending.get().is_none() {
            let id = web_sys::window().and_then(|window| {
                window.request_animation_frame(self.callback.as_ref().unchecked_ref()).ok()
            });
            self.pending.set(id);
        }
    }
}

impl Drop for FrameTask {
    fn drop(&mut self) {
        if let (Some(id), Some(window)) = (self.pending.get(), web_sys::window()) {
            // A frame that already ran cannot be cancelled; that is what is wanted.
            drop(window.cancel_animation_frame(id));
        }
    }
}
