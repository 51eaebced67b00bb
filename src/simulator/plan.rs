//! A job's whole life, fixed beforehand: when it leaves each stage and how far training gets.
//!
//! All times are simulated seconds (see [`super::clock`]); where jobs can be paused, the provider's folder
//! tells them from those of the job's own clock. Any question about a job is answered from
//! its plan and the time; only what a user does to it (stop, cancel) changes the plan.

use std::{borrow::Cow, sync::Arc};

use super::{random::unit, replay::ReplayLog, service::members::Members};
/// Course of one job.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub(super) id: String,
    /// Name (Archetype) or suffix (Together); may be empty for a job created without one.
    pub(super) name: String,
    pub(super) model: Cow<'static, str>,
    pub(super) train_file: Cow<'static, str>,
    /// Empty if there is none.
    pub(super) eval_file: Cow<'static, str>,
    pub(super) seed: u64,
    pub(super) created: f64,
    pub(super) queue_secs: f64,
    pub(super) start_secs: f64,
    pub(super) finish_secs: f64,
    /// Optimiser steps as announced.
    pub(super) steps: u64,
    /// Step at which training ends by itself; below `steps` for a job that stops early.
    pub(super) last_step: u64,
    /// Seconds per optimiser step, or per row of a replayed log; above 0.
    pub(super) secs_per_step: f64,
    /// Steps between train rows; at least 1.
    pub(super) log_every: u64,
    /// Steps between evaluations, a multiple of `log_every`; 0 for none.
    pub(super) eval_every: u64,
    pub(super) n_epochs: u64,
    pub(super) n_checkpoints: u64,
    pub(super) learning_rate: f64,
    pub(super) shape: Shape,
    pub(super) is_dpo: bool,
    pub(super) is_full: bool,
    pub(super) halt: Option<Halt>,
    /// The create request's members, echoed in the record.
    pub(super) given: Members,
    pub(super) log: Option<Arc<ReplayLog>>,
    /// Times at which it rested, in order: by its own clock, which stands still then, and for how many
    /// seconds (infinitely many while it lasts). All other times here are by its own clock.
    pub(super) pauses: Vec<(f64, f64)>,
    /// True if the job belongs to the account that begins without jobs.
    pub(super) is_in_empty_account: bool,
}

/// Shape of the loss curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Falls,
    Overfits,
    Diverges,
}

/// An end before the natural one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Halt {
    pub(super) at: f64,
    /// Seconds of winding down before the terminal state.
    pub(super) settle_secs: f64,
    pub(super) end: End,
    /// Reason in the log; may be empty.
    pub(super) reason: &'static str,
}

/// Stage of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    Pending,
    Queued,
    Starting,
    Running,
    Compressing,
    Uploading,
    Stopping,
    Ended(End),
}

/// End of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Completed,
    Failed,
    UserError,
    Stopped,
    Cancelled,
    /// The service lost sight of it.
    Lost,
}

/// One logged row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    pub(super) at: f64,
    pub(super) step: u64,
    pub(super) is_eval: bool,
    /// Position in the replayed log.
    pub(super) index: usize,
}

impl Plan {
    /// Returns the time at which the service picks the job up.
    pub(super) fn start_at(&self) -> f64 {
        self.created + self.queue_secs
    }

    /// Returns the time at which training begins.
    pub(super) fn train_at(&self) -> f64 {
        self.start_at() + self.start_secs
    }

    /// Returns the time at which training ends, if nothing interrupts it.
    pub(super) fn train_end(&self) -> f64 {
        self.train_at() + (self.ticks() as f64 + 0.9) * self.secs_per_step
    }

    /// Returns the time at which compressing gives way to uploading.
    pub(super) fn upload_at(&self) -> f64 {
        self.train_end() + 0.4 * self.finish_secs
    }

    /// Returns the time at which the job is completed, if nothing interrupts it.
    pub(super) fn end_at(&self) -> f64 {
        self.train_end() + self.finish_secs
    }

    /// Returns the steps, or rows of a replayed log, until the natural end.
    fn ticks(&self) -> u64 {
        self.log.as_ref().map_or(self.last_step, |log| log.rows.len() as u64)
    }

    /// Returns the time at which tick `n` (from 1) is done.
    pub(super) fn tick_at(&self, n: u64) -> f64 {
        let jitter = if self.log.is_some() { 0.0 } else { 0.5 * unit(self.seed ^ 0x71c, n) - 0.25 };
        self.train_at() + (n as f64 + jitter) * self.secs_per_step
    }

    /// Ticks done by `sim`.
    fn ticks_done(&self, sim: f64) -> u64 {
        let sim = self.halt.map_or(sim, |halt| sim.min(halt.at));
        // One too many at most, because a tick is early by a quarter at most.
        let near = ((sim - self.train_at()) / self.secs_per_step + 1.0).max(0.0) as u64;
        let near = near.min(self.ticks());
        if near > 0 && self.tick_at(near) > sim { near - 1 } else { near }
    }

    /// Returns the optimiser steps done by `sim`.
    pub(super) fn steps_done(&self, sim: f64) -> u64 {
        let done = self.ticks_done(sim);
        match &self.log {
            Some(log) => log.rows.iter().take(done as usize).map(|row| row.step).max().unwrap_or(0),
            None => done,
        }
    }

    /// Returns the stage at `sim`, since when, and until when if an end is in sight.
    pub(super) fn stage(&self, sim: f64) -> (Stage, f64, Option<f64>) {
        if let Some(halt) = self.halt.filter(|halt| halt.at <= sim) {
            let settled = halt.at + halt.settle_secs;
            return if sim < settled {
                (Stage::Stopping, halt.at, Some(settled))
            } else {
                (Stage::Ended(halt.end), settled, None)
            };
        }
        let mut since = self.created;
        for (stage, until) in [
            (Stage::Pending, self.created + 0.2 * self.queue_secs),
            (Stage::Queued, self.start_at()),
            (Stage::Starting, self.train_at()),
            (Stage::Running, self.train_end()),
            (Stage::Compressing, self.upload_at()),
            (Stage::Uploading, self.end_at()),
        ] {
            if sim < until {
                return (stage, since, Some(until));
            }
            since = until;
        }
        (Stage::Ended(End::Completed), since, None)
    }

    /// Returns true if nothing will change any more.
    pub(super) fn is_over(&self, sim: f64) -> bool {
        matches!(self.stage(sim).0, Stage::Ended(end) if end != End::Lost)
    }

    /// Returns the time of the record's last change.
    pub(super) fn updated(&self, sim: f64) -> f64 {
        let (stage, since, _) = self.stage(sim);
        let done = self.ticks_done(sim) / self.log_every * self.log_every;
        if stage == Stage::Running && done > 0 { since.max(self.tick_at(done)) } else { since }
    }

    /// Returns the rows logged by `sim`, in the order logged; an evaluation follows the train row of its step.
    pub(super) fn rows(&self, sim: f64) -> Vec<Row> {
        let sim = self.halt.map_or(sim, |halt| sim.min(halt.at));
        let done = self.ticks_done(sim);
        if let Some(log) = &self.log {
            let rows = log.rows.iter().take(done as usize).enumerate();
            return rows
                .map(|(index, row)| Row {
                    at: self.tick_at(index as u64 + 1),
                    step: row.step,
                    is_eval: row.is_eval,
                    index,
                })
                .collect();
        }
        // Where every step is logged, evaluations take a moment; else they come with the checkpoint.
        let eval_secs = if self.log_every == 1 { 0.45 * self.secs_per_step } else { 0.0 };
        let mut rows = Vec::new();
        for step in (self.log_every..=done).step_by(self.log_every as usize) {
            let at = self.tick_at(step);
            rows.push(Row { at, step, is_eval: false, index: 0 });
            if self.is_eval_step(step) && at + eval_secs <= sim {
                rows.push(Row { at: at + eval_secs, step, is_eval: true, index: 0 });
            }
        }
        rows
    }

    fn is_eval_step(&self, step: u64) -> bool {
        self.eval_every > 0 && step.is_multiple_of(self.eval_every)
    }

    /// Evaluations until `sim`.
    pub(super) fn evals_done(&self, sim: f64) -> u64 {
        match &self.log {
            Some(_) => self.rows(sim).iter().filter(|row| row.is_eval).count() as u64,
            None => self.steps_done(sim).checked_div(self.eval_every).unwrap_or(0),
        }
    }

    /// Steps between checkpoints.
    pub(super) fn checkpoint_every(&self) -> u64 {
        (self.steps / self.n_checkpoints.max(1)).max(1)
    }

    /// Returns the steps at which checkpoints were saved during training by `sim`, and when. Of a replayed log only those that it
    /// says were saved.
    pub(super) fn checkpoints(&self, sim: f64) -> Vec<(u64, f64)> {
        let done = self.steps_done(sim);
        let every = match &self.log {
            Some(log) => log.fact("save_steps").filter(|every| 0 < *every),
            None => Some(self.checkpoint_every()),
        };
        let Some(every) = every else { return Vec::new() };
        let at = |step: u64| match &self.log {
            Some(log) => log.rows.iter().position(|row| step <= row.step).map_or(0, |idx| idx as u64 + 1),
            None => step,
        };
        (every..=done).step_by(every as usize).map(|step| (step, self.tick_at(at(step)))).collect()
    }

    /// Returns the best step of a job that stopped early; `None` for other jobs and before the stop.
    pub(super) fn early_stop(&self, sim: f64) -> Option<u64> {
        let stopped = self.log.is_none() && self.last_step < self.steps && self.train_end() <= sim;
        (stopped && self.halt.is_none()).then(|| self.last_step.saturating_sub(2 * self.eval_every))
    }
}
