//! Progress of an open job, by everything that is known of it.

use leptos::prelude::*;

use super::OpenJob;
use tuneboard_core::model::{LogProgress, MetricsFilter, Reached};

impl OpenJob {
    /// Returns its progress by its metrics and its log; tracked. A part of the log says nothing about that.
    pub fn reached(self) -> Reached {
        let is_part = self.bounds.get() != MetricsFilter::default();
        let told = Reached {
            last_checkpoint_step: self.last_checkpoint_step.get(),
            first_epoch: self.progress.with(LogProgress::first_epoch),
            ..Reached::default()
        };
        self.store.with(|store| match is_part {
            true => told,
            false => Reached {
                last_step: store.last_step(),
                last_epoch: store.epoch_at_last_step(),
                secs_per_step: store.secs_per_step(),
                last_logged_at: store.last_logged_at(),
                ..told
            },
        })
    }
}
