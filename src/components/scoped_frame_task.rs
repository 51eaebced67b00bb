//! Work in the next animation frame that ends with its owner, at once. What only an effect holds lasts until the
//! effect's task is run for the last time, and a frame may come before.

use leptos::prelude::*;

use crate::browser::tasks::frame::FrameTask;

/// A [`FrameTask`] of the current owner. Copies refer to the same one.
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
