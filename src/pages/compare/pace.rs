//! Rate at which the parts of a comparison are computed anew: twelve jobs are read one by one, and each
//! response changes all of it.

use leptos::prelude::*;

use super::comparison::Comparison;
use crate::browser::schedule::Debounced;

/// Between two times that a part is made anew, seconds. What comes meanwhile is taken in together.
const PAUSE_SECS: f64 = 0.25;

/// Changes some time after anything of the compared jobs has, for one part of the screen. Each part has one of its own,
/// so that no two are made anew in the same turn of the browser.
pub fn paced(comparison: Comparison) -> ReadSignal<u64> {
    let beat = RwSignal::new(0);
    let next = Debounced::new(move || beat.update(|beat| *beat += 1));
    // One that runs at once: what changes between now and the next turn would be missed otherwise.
    let following = RenderEffect::new(move |is_first: Option<()>| {
        comparison.track();
        if is_first.is_some() && !next.is_pending() {
            next.request(PAUSE_SECS);
        }
    });
    StoredValue::new_local(following);
    beat.read_only()
}
