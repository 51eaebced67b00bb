//! Progress of an open job, by everything that is known of it.

use leptos::prelude::*;

use super::OpenJob;
use tuneboard_core::model::Reached;

impl OpenJob {
    /// Returns the progress by the metrics and the log; tracked.
    pub fn reached(self) -> Reached {
        self.bounds.track();
        self.last_checkpoint_step.track();
        self.progress.track();
        self.store.with(|store| self.monitor.with_value(|monitor| monitor.reached(store)))
    }
}
