//! Work that waits until events have rested.

use std::rc::Rc;

use leptos::prelude::*;

use crate::browser::timer::{self, Timer};

/// Work that runs once requests for it have rested for a while: each request puts it off. Ends with its owner; copies refer
/// to the same one.
///
/// ```ignore
/// let close = Debounced::new(move || messages.set(Vec::new()));
/// Effect::new(move || if messages.with(Vec::is_empty) { close.cancel() } else { close.request(12.0) });
/// ```
///
/// For work at a limited rate, which events do not put off: `if !beat.is_pending() { beat.request(0.25) }`.
#[derive(Clone, Copy)]
pub struct Debounced(StoredValue<Pending, LocalStorage>);

struct Pending {
    work: Rc<dyn Fn()>,
    timer: Option<Timer>,
}

impl Debounced {
    /// Prepares `work`.
    pub fn new(work: impl Fn() + 'static) -> Self {
        Self(StoredValue::new_local(Pending { work: Rc::new(work), timer: None }))
    }

    /// Runs it `secs` from now, and not at the time of an earlier request.
    pub fn request(self, secs: f64) {
        let run = move || {
            let due = self.0.try_update_value(|pending| {
                pending.timer = None;
                Rc::clone(&pending.work)
            });
            // Its owner may be gone by now.
            due.into_iter().for_each(|work| work());
        };
        self.0.try_update_value(|pending| pending.timer = Some(timer::after(secs, run)));
    }

    /// Returns true if a request waits.
    pub fn is_pending(self) -> bool {
        self.0.try_with_value(|pending| pending.timer.is_some()).unwrap_or_default()
    }

    /// Forgets a request that waits.
    pub fn cancel(self) {
        self.0.try_update_value(|pending| pending.timer = None);
    }
}
