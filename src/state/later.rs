//! Work that a first visit does not wait for: begun once, when it is due, and loaded with retries.

use std::{cell::Cell, pin::Pin};

use leptos::prelude::*;

use crate::{
    browser::{schedule, timer},
    lazy_chunk::NotLoaded,
};

/// Seconds between attempts to load a part.
const RETRY_SECS: f64 = 30.0;

/// Does `work` once, as soon as `is_due`, which is followed until then, in turns of its own.
pub fn once(is_due: impl Fn() -> bool + 'static, work: impl Future<Output = ()> + 'static) {
    // Boxed, so that what follows them is in the program once.
    begin(Box::new(is_due), Box::pin(work));
}

fn begin(is_due: Box<dyn Fn() -> bool>, work: Pin<Box<dyn Future<Output = ()>>>) {
    let work = Cell::new(Some(work));
    Effect::new(move || {
        let Some(work_left) = work.take() else { return };
        if !is_due() {
            return work.set(Some(work_left));
        }
        schedule::spawn_detached(async {
            schedule::next_turn().await;
            work_left.await;
        });
    });
}

/// Loads a chunk, and retries until it is loaded.
pub async fn loaded<T, L: Future<Output = Result<T, NotLoaded>>>(load: impl Fn() -> L) -> T {
    loop {
        match load().await {
            Ok(loaded) => return loaded,
            Err(NotLoaded) => timer::wait(RETRY_SECS).await,
        }
    }
}
