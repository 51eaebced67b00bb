//! Check for a newer page on the server than the one that is open.

use leptos::prelude::*;

use super::page_signal::page_signal;
use crate::browser::{
    clock, fetch, schedule, shell,
    timer::{self, Timer},
    visibility,
};
use tuneboard_core::{model::Timestamp, release};

/// Between two questions to the clock, seconds. Only the clock is asked so often.
const TICK_SECS: f64 = 60.0;

/// State of the server's page.
#[derive(Clone, Copy)]
pub struct Release {
    is_other: RwSignal<bool>,
    looked_at: StoredValue<Timestamp>,
}

impl Release {
    /// Checks the server's page from now on: rarely, and only while this page is visible.
    pub fn watch() -> Self {
        let release = Self { is_other: page_signal(false), looked_at: StoredValue::new(clock::now()) };
        let listener = visibility::on_change(move |_| release.look_if_due());
        StoredValue::new_local(listener);
        release.arm(StoredValue::new_local(None));
        release
    }

    /// Checks at intervals, until the owner ends.
    fn arm(self, armed: StoredValue<Option<Timer>, LocalStorage>) {
        let look = move || {
            self.look_if_due();
            self.arm(armed);
        };
        let _unwanted = armed.try_set_value(Some(timer::after(TICK_SECS, look)));
    }

    /// Returns true if there is a newer page, and the user has not put it off.
    pub fn is_other(self) -> bool {
        self.is_other.get()
    }

    /// Says nothing more until the next look.
    pub fn put_off(self) {
        self.is_other.set(false);
    }

    fn look_if_due(self) {
        let now = clock::now();
        let Some(looked_at) = self.looked_at.try_get_value() else { return };
        if !visibility::is_visible() || now.secs_since(looked_at) < release::LOOK_SECS {
            return;
        }
        self.looked_at.set_value(now);
        schedule::spawn_detached(async move {
            if let Some(served) = fetch::own_page().await
                && release::is_other(&shell::head(), &served)
            {
                // The page may be gone by now.
                let _told = self.is_other.try_set(true);
            }
        });
    }
}
