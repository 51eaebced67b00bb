//! Judgements on jobs whose metrics the page reads anyhow, on their way to the job table and to those who tell what has become
//! worse.

pub(super) mod engine;

use leptos::prelude::*;

use super::{Jobs, page_signal::page_signal};
use tuneboard_core::{
    insight::Answer,
    model::{JobKey, StatusClass},
    notices::{Judged, Look},
};

/// Judgements on their way. Copies refer to the same ones.
#[derive(Clone, Copy)]
pub struct Judgements {
    jobs: Jobs,
    /// The latest of each job and kind that has not been taken yet.
    latest: RwSignal<Vec<Judged>>,
}

impl Judgements {
    pub(super) fn new(jobs: Jobs) -> Self {
        Self { jobs, latest: page_signal(Vec::new()) }
    }

    /// Takes the answer on a job that is in the list, judged while it was in `class`.
    pub fn put(self, key: &JobKey, class: StatusClass, look: Look, answer: &Answer) {
        let evals = answer.evaluation_loss.as_ref().and_then(|loss| loss.figures);
        self.jobs.put_judgement(key, class, look == Look::Whole, answer.worst_open(), evals);
        let name = untrack(|| self.jobs.get(key)).map(|row| row.job.name.to_string());
        let judged = Judged::new(key.clone(), name.unwrap_or_else(|| key.id.to_string()), look, answer);
        self.latest.try_update(|latest| {
            latest.retain(|known| (&known.key, known.look) != (&judged.key, judged.look));
            latest.push(judged);
        });
    }

    /// Takes out all that have come since the last time. Followed.
    pub fn take(self) -> Vec<Judged> {
        self.latest.track();
        // Nobody else has to hear that they are gone.
        self.latest.try_update_untracked(std::mem::take).unwrap_or_default()
    }
}
