//! Work gathered into the next animation frame, and no more of it than fits.

use std::{
    cell::{Cell, OnceCell},
    rc::Rc,
};

use js_sys::Function;
use leptos::prelude::*;
use wasm_bindgen::{JsCast as _, closure::Closure};

use super::now;

/// Limit of all pieces of a frame together, milliseconds: less than two thirds of a frame, for the browser has to put
/// it on screen, and the last piece may take longer than any before. Work that does not fit waits for the next frame.
const MOST_MILLIS: f64 = 10.0;

thread_local! {
    static FRAME: Cell<Frame> = const { Cell::new(Frame { name: f64::NAN, began: 0.0, piece_began: 0.0, longest: 0.0, longest_before: 0.0 }) };
}

/// The present frame. Times in milliseconds.
#[derive(Clone, Copy)]
struct Frame {
    /// As the browser names it.
    name: f64,
    /// When its first piece of work began.
    began: f64,
    /// When its last one did.
    piece_began: f64,
    /// Duration of the longest of them.
    longest: f64,
    /// The same of the frame before: the next piece is expected to take as long as the longer of the two.
    longest_before: f64,
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
                FRAME.set(FRAME.get().after_piece(now()));
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

/// Begins another piece if it fits into the frame, and returns whether it does; the first always does.
fn has_time(name: f64) -> bool {
    let (now, frame) = (now(), FRAME.get());
    if frame.name != name {
        FRAME.set(Frame { name, began: now, piece_began: now, longest: 0.0, longest_before: frame.longest });
        return true;
    }
    FRAME.set(Frame { piece_began: now, ..frame });
    now - frame.began + frame.longest.max(frame.longest_before) <= MOST_MILLIS
}

impl Frame {
    fn after_piece(self, now: f64) -> Self {
        Self { longest: self.longest.max(now - self.piece_began), ..self }
    }
}

/// A [`FrameTask`] of the current owner, with which it ends at once: what only an effect holds lasts until the effect's task
/// is run for the last time, and a frame may come before. Copies refer to the same one.
///
/// ```ignore
/// let frame = ScopedFrameTask::new(move || canvas.draw(&curves.read_untracked()));
/// Effect::new(move || {
///     curves.track();
///     frame.request();
/// });
/// ```
#[derive(Clone, Copy)]
pub struct ScopedFrameTask(StoredValue<FrameTask, LocalStorage>);

impl ScopedFrameTask {
    /// Prepares `work`.
    pub fn new(work: impl FnMut() + 'static) -> Self {
        Self(StoredValue::new_local(FrameTask::new(work)))
    }

    /// Runs it in the next frame, unless its owner is gone.
    pub fn request(self) {
        self.0.try_with_value(FrameTask::request);
    }
}
