//! A picture's bytes, in memory that pictures hand on to each other.
//!
//! Each chart takes a megabyte or more in one piece while it is drawn, and all at once while they move together. Given
//! back, such a piece is soon cut up by what is small; and a program's memory in a browser never shrinks, so that it would
//! grow by another piece now and then.

use std::{
    cell::RefCell,
    ops::{Deref, DerefMut},
};

/// Most bytes that wait for pictures to come: those of a page full of charts that moved.
const MOST_KEPT: usize = 16 << 20;

thread_local! {
    /// Buffers of pictures that are gone, the latest last.
    static KEPT: RefCell<Vec<Vec<u8>>> = const { RefCell::new(Vec::new()) };
}

/// The bytes; none at first.
#[derive(Debug, Default)]
pub struct PixelBuffer(Vec<u8>);

impl PixelBuffer {
    /// Makes them `len` zeros: in the same memory if it is large enough, in that of a picture that is gone, or in new
    /// memory. No more than is needed is asked for, and never old and new at once.
    pub fn reset(&mut self, len: usize) {
        self.0.clear();
        if self.0.capacity() < len {
            self.0 = Vec::new();
            self.0 = reuse(len).unwrap_or_default();
            self.0.reserve_exact(len);
        }
        self.0.resize(len, 0);
    }
}

impl Deref for PixelBuffer {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl DerefMut for PixelBuffer {
    fn deref_mut(&mut self) -> &mut [u8] {
        &mut self.0
    }
}

impl Drop for PixelBuffer {
    fn drop(&mut self) {
        let mut bytes = std::mem::take(&mut self.0);
        bytes.clear();
        // Where the thread has ended, the result is not needed.
        let _ended = KEPT.try_with(|kept| keep(&mut kept.borrow_mut(), bytes));
    }
}

fn keep(kept: &mut Vec<Vec<u8>>, bytes: Vec<u8>) {
    if bytes.capacity() != 0 {
        kept.push(bytes);
    }
    while MOST_KEPT < kept.iter().map(Vec::capacity).sum() {
        kept.remove(0);
    }
}

/// Returns the smallest with room for `len` bytes, unless it would be half empty.
fn reuse(len: usize) -> Option<Vec<u8>> {
    let take = |kept: &RefCell<Vec<Vec<u8>>>| {
        let mut kept = kept.borrow_mut();
        let rooms = kept.iter().map(Vec::capacity).enumerate();
        let (found, _) =
            rooms.filter(|&(_, room)| len <= room && room / 2 < len).min_by_key(|&(_, room)| room)?;
        Some(kept.remove(found))
    };
    KEPT.try_with(take).ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn buffer(len: usize) -> PixelBuffer {
        let mut buffer = PixelBuffer::default();
        buffer.reset(len);
        buffer
    }

    /// Pictures of these sizes are dropped, one after the other; one of `len` bytes is in the memory of the `expected` one.
    #[track_caller]
    fn check(gone: &[usize], len: usize, expected: Option<usize>) {
        KEPT.take();
        let gone: Vec<PixelBuffer> = gone.iter().map(|&len| buffer(len)).collect();
        let places: Vec<*const u8> = gone.iter().map(|buffer| buffer.as_ptr()).collect();
        for mut buffer in gone {
            buffer.fill(7);
        }
        // What is not kept must not be found at the same place by chance.
        let kept: Vec<*const u8> = KEPT.with_borrow(|kept| kept.iter().map(|bytes| bytes.as_ptr()).collect());
        let new = buffer(len);
        let found = places.iter().position(|place| kept.contains(place) && *place == new.as_ptr());
        assert_eq!(found, expected, "of {len} bytes");
        assert_eq!(new.len(), len);
        assert!(new.iter().all(|&byte| byte == 0), "old bytes are left");
    }

    #[test]
    fn a_picture_has_the_memory_of_one_that_is_gone() {
        check(&[1000], 1000, Some(0));
        check(&[1000], 501, Some(0));
        check(&[1000], 500, None);
        check(&[1000], 1001, None);
        check(&[3000, 1500, 2000], 1600, Some(2));
        check(&[], 10, None);
        check(&[0], 0, None);
    }

    #[test]
    fn no_more_is_kept_than_a_page_needs() {
        check(&[MOST_KEPT + 1], MOST_KEPT, None);
        check(&[1000, MOST_KEPT - 999], 1000, None);
        check(&[1000, MOST_KEPT - 1000], 1000, Some(0));
    }

    #[test]
    fn a_picture_that_grows_leaves_nothing_behind() {
        KEPT.take();
        let mut buffer = buffer(1000);
        for len in [2000, 100, 3000] {
            buffer.reset(len);
            assert_eq!(buffer.len(), len);
        }
        assert!(KEPT.with_borrow(Vec::is_empty));
    }
}
