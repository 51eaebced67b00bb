//! The bytes of a file on the user's disk, in order, with turns for others in between.

use std::{cell::Cell, rc::Rc};

use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, DragEvent, HtmlInputElement};

use crate::browser::schedule::Turns;

/// Bytes read from disk at once; while they are handed on, the next are read.
const READ_BYTES: u64 = 4 << 20;

/// Bytes handed on at once: a look at so many takes a few milliseconds at most.
const PIECE_BYTES: u32 = 1 << 16;

/// Outcome of reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// All of it was handed on.
    Whole,
    /// The caller does not need the rest.
    Stopped,
    /// The file is gone or was changed since it was chosen, or may not be read.
    Unreadable,
}

/// Ends reading early. Cloned handles end the same.
#[derive(Debug, Clone, Default)]
pub struct Stop(Rc<Cell<bool>>);

impl Stop {
    /// Ends it.
    pub fn stop(&self) {
        self.0.set(true);
    }

    /// Returns true if reading was stopped.
    pub fn is_stopped(&self) -> bool {
        self.0.get()
    }
}

/// Returns the first file chosen with an `<input type="file">`, and its name. The input is empty again then, so that the
/// same file can be chosen once more.
pub fn chosen(input: &HtmlInputElement) -> Option<(Blob, String)> {
    let file = input.files().and_then(|files| files.get(0))?;
    let name = file.name();
    input.set_value("");
    Some((file.into(), name))
}

/// Returns the first file of a drop, and its name.
pub fn dropped(event: &DragEvent) -> Option<(Blob, String)> {
    let file = event.data_transfer()?.files()?.get(0)?;
    let name = file.name();
    Some((file.into(), name))
}

/// Hands the bytes of `file` to `take`, piece by piece; memory does not grow with the file.
pub async fn read(file: &Blob, stop: &Stop, mut take: impl FnMut(&[u8])) -> Ended {
    let n_bytes = file.size() as u64;
    let mut turns = Turns::new();
    let mut piece = Vec::new();
    let mut from = 0;
    let mut next = range(file, 0, n_bytes);
    while from < n_bytes {
        from = (from + READ_BYTES).min(n_bytes);
        let after = range(file, from, n_bytes);
        let Some(reading) = std::mem::replace(&mut next, after) else { return Ended::Unreadable };
        let Ok(buffer) = reading.await else { return Ended::Unreadable };
        let bytes = Uint8Array::new(&buffer.unchecked_into::<ArrayBuffer>());
        let mut start = 0;
        while start < bytes.length() {
            if stop.0.get() {
                return Ended::Stopped;
            }
            let end = bytes.length().min(start + PIECE_BYTES);
            piece.resize((end - start) as usize, 0);
            bytes.subarray(start, end).copy_to(&mut piece);
            take(&piece);
            start = end;
            turns.pause().await;
        }
    }
    if stop.0.get() { Ended::Stopped } else { Ended::Whole }
}

/// Begins to read what comes at `from`; `None` at the end. A failure is no error while the result is not awaited.
fn range(file: &Blob, from: u64, n_bytes: u64) -> Option<JsFuture> {
    let to = (from + READ_BYTES).min(n_bytes);
    let is_there = from < to;
    is_there
        .then(|| file.slice_with_f64_and_f64(from as f64, to as f64).ok())
        .flatten()
        .map(|part| JsFuture::from(part.array_buffer()))
}
