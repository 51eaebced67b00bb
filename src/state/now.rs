//! The ticking clock behind "4 s ago".

use leptos::prelude::*;

use super::page_signal::page_signal;
use crate::browser::{clock, schedule, timer, visibility};
use tuneboard_core::{format, model::Timestamp};

/// The current time, once a second while the page is visible.
#[derive(Clone, Copy)]
pub struct Now(RwSignal<Timestamp>);

impl Now {
    pub(super) fn new() -> Self {
        let now = page_signal(clock::now());
        tick(now);
        Self(now)
    }

    /// Returns the present time; changes once a second.
    pub fn get(self) -> Timestamp {
        self.0.get()
    }

    /// Returns the present time, without following it.
    pub fn get_untracked(self) -> Timestamp {
        self.0.get_untracked()
    }

    /// Returns the age of `at`, for people: `4 s ago`, then a date.
    pub fn ago(self, at: Timestamp) -> String {
        format::relative(at, self.get(), clock::utc_offset_secs(at))
    }

    /// Returns the exact local time of `at`.
    pub fn exact(at: Timestamp) -> String {
        format::date_time(at, clock::utc_offset_secs(at))
    }
}

fn tick(now: RwSignal<Timestamp>) {
    schedule::spawn_detached(async move {
        loop {
            timer::wait(1.0).await;
            if now.is_disposed() {
                return;
            }
            if visibility::is_visible() {
                now.set(clock::now());
            }
        }
    });
}
