//! Work gathered into the next animation frame, and no more of it than fits.

use std::{
    cell::{Cell, OnceCell},
    rc::Rc,
};

use js_sys::Function;
use wasm_bindgen::{JsCast as _, closure::Closure};

use super::turn;

/// Once a frame has lasted this long, what else is due waits for the next one, milliseconds: half of what there
/// is, because the last piece that begins takes its time and so does the browser.
const LONGEST_MILLIS: f64 = 8.0;

thread_local! {
    /// The present frame as the browser names it, and when its first piece of work began.
    static FRAME: Cell<(f64, f64)> = const { Cell::new((f64::NAN, 0.0)) };
}

/// Runs one piece of work at most once per animation frame, however often it is asked for, and later if many
/// others are due as well; those that wait go first then. Dropping it cancels what is pending.
pub struct FrameTask {
    pending: Rc<Cell<Option<i32>>>,
    callback: Closure<dyn FnMut(f64)>,
}

impl FrameTask {
    /// Prepares `work`.
    pub fn new(mut work: impl FnMut() + 'static) -> Self {
        let pending = Rc::new(Cell::new(None));
        let known = Rc::new(OnceCell::<Function>::new());
        let (own_pending, own) = (Rc::clone(&pending), Rc::clone(&known));
        let callback = Closure::new(move |frame: f64| {
            own_pending.set(None);
            if has_time(frame) {
                work();
            } else if let Some(own) = own.get() {
                own_pending.set(ask(own));
            }
        });
        known.get_or_init(|| callback.as_ref().unchecked_ref::<Function>().clone());
        Self { pending, callback }
    }

    /// Runs it in the next frame.
    pub fn request(&self) {
        if self.pending.get().is_none() {
            self.pending.set(ask(self.callback.as_ref().unchecked_ref()));
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

fn ask(callback: &Function) -> Option<i32> {
    web_sys::window().and_then(|window| window.request_animation_frame(callback).ok())
}

/// Whether another piece fits into a frame; the first always does.
fn has_time(frame: f64) -> bool {
    let (known, began) = FRAME.get();
    if known == frame {
        return turn::now() - began < LONGEST_MILLIS;
    }
    FRAME.set((frame, turn::now()));
    true
}
