//! Coverage of each pixel while shapes are drawn: a byte per pixel, row by row.
//!
//! A picture needs it only until they are painted, and then it is blank again: so there is one, and the present drawing has it.

use std::cell::Cell;

thread_local! {
    /// Blank, as large as the largest picture was; of no size during a drawing.
    static SCRATCH_MASK: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// Returns a mask with nothing covered, of `len` pixels or more.
pub fn take(len: usize) -> Vec<u8> {
    let blank = SCRATCH_MASK.take();
    if blank.len() < len { vec![0; len] } else { blank }
}

/// Lets the next one have it. It must be blank again.
pub fn give_back(blank: Vec<u8>) {
    SCRATCH_MASK.set(blank);
}
