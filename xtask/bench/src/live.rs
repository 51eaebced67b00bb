//! Memory in use: the allocator's bytes that have not been given back.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    sync::atomic::{AtomicUsize, Ordering},
};

use wasm_bindgen::prelude::*;

/// The system's allocator, with a count.
struct Counting;

static LIVE: AtomicUsize = AtomicUsize::new(0);

// Sound: every call goes on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LIVE.fetch_add(taken(layout.size()), Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        LIVE.fetch_sub(taken(layout.size()), Ordering::Relaxed);
        unsafe { System.dealloc(at, layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        LIVE.fetch_add(taken(size), Ordering::Relaxed);
        LIVE.fetch_sub(taken(layout.size()), Ordering::Relaxed);
        unsafe { System.realloc(at, layout, size) }
    }
}

/// Bytes that are gone for so many: the allocator adds four of its own and rounds up to eight, 16 at least.
const fn taken(size: usize) -> usize {
    let whole = (size + 4 + 7) & !7;
    if whole < 16 { 16 } else { whole }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// Bytes in use.
#[wasm_bindgen]
pub fn live_bytes() -> usize {
    LIVE.load(Ordering::Relaxed)
}
