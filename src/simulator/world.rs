//! One provider's jobs: the curated ones, older ones up to the number asked for, replayed logs, new
//! ones that keep arriving, and those that users create.

use std::{borrow::Cow, sync::Arc};

use super::{
    Options,
    clock::by_time,
    curated::{Ending, Sketch},
    kit::Kit,
    plan::{Halt, Plan, Shape},
    random::{hash, hex, mix, pick, unit},
    replay::ReplayLog,
    service::{files::Files, members::Members},
};
use tuneboard_core::json::float;

/// Seconds between two arrivals on a real clock: at a high speed they would bury all other jobs.
const ARRIVAL_SECS: f64 = 600.0;
/// Arrivals older than this are gone, seconds on a real clock.
const ARRIVALS_KEPT_SECS: f64 = 86_400.0;

/// All jobs of one provider, by creation, oldest first.
pub(super) struct World {
    pub(super) kit: &'static Kit,
    seed: u64,
    pub(super) jobs: Vec<Plan>,
    pub(super) files: Files,
    /// Arrivals up to this number are in `jobs`, or gone already.
    arrived: u64,
    /// Simulated seconds per second of a real clock, for arrivals; `None` if none arrive.
    arrival_speed: Option<f64>,
    n_created: u64,
}

impl World {
    pub(super) fn new(kit: &'static Kit, options: &Options, logs: &[Arc<ReplayLog>]) -> Self {
        let seed = options.seed ^ hash(kit.word);
        let has_others = 0 < options.n_jobs;
        let mut world = Self {
            kit,
            seed,
            jobs: Vec::new(),
            files: Files::default(),
            arrived: 0,
            arrival_speed: (has_others && options.has_arrivals).then(|| options.usable_speed()),
            n_created: 0,
        };
        let mut jobs = Vec::new();
        if has_others {
            let sketches = kit.sketches;
            jobs.extend((0..options.n_jobs.saturating_sub(sketches.len())).map(|i| world.older(i as u64)));
            jobs.extend((0..).zip(sketches).map(|(i, sketch)| world.plan(sketch, 1_000_000 + i)));
        }
        jobs.extend(logs.iter().map(|log| world.replayed(log)));
        world.jobs = by_time(jobs, |job| job.created);
        world
    }

    /// Lets in the jobs that have arrived by `sim`, and forgets arrivals of long ago.
    pub(super) fn advance(&mut self, sim: f64) {
        let Some(speed) = self.arrival_speed else { return };
        let due = (sim / speed / ARRIVAL_SECS).max(0.0) as u64 + 1;
        if due <= self.arrived {
            return;
        }
        let kept = (ARRIVALS_KEPT_SECS / ARRIVAL_SECS) as u64;
        let first = self.arrived.max(due.saturating_sub(kept));
        for k in first..due {
            self.jobs.push(self.arrival(k, speed));
        }
        self.arrived = due;
        self.jobs.retain(|job| {
            job.created <= 0.0 || !job.given.is_empty() || sim - ARRIVALS_KEPT_SECS * speed < job.created
        });
    }

    /// Takes in a job that a user creates.
    pub(super) fn insert(&mut self, plan: Plan) -> &Plan {
        let place = self.jobs.partition_point(|job| job.created <= plan.created);
        self.jobs.insert(place, plan);
        &self.jobs[place]
    }

    /// The jobs of an account that exist by `sim`, oldest first.
    pub(super) fn visible(&self, sim: f64, is_empty_account: bool) -> impl DoubleEndedIterator<Item = &Plan> {
        let exists = move |job: &&Plan| job.created <= sim && job.is_in_empty_account == is_empty_account;
        self.jobs.iter().filter(exists)
    }

    /// A number for the next job that a user creates.
    pub(super) fn next_number(&mut self) -> u64 {
        self.n_created += 1;
        2_000_000 + self.n_created
    }

    /// The job of this id, if it exists by `sim` in this account.
    pub(super) fn find(&self, id: &str, sim: f64, is_empty_account: bool) -> Option<usize> {
        self.jobs
            .iter()
            .position(|job| job.id == id && job.created <= sim && job.is_in_empty_account == is_empty_account)
    }

    /// An id in the provider's style.
    pub(super) fn id(&self, name: &str, number: u64) -> String {
        // The odd factor makes different numbers different digits.
        let digits = hex(number.wrapping_mul(0x9e37_79b1) ^ self.seed, 8);
        (self.kit.id)(name, number, &digits, self.seed)
    }

    /// A finished job of the past months.
    fn older(&self, i: u64) -> Plan {
        let ending = (self.kit.ending)(unit(self.seed ^ 31, i));
        let shape = if unit(self.seed ^ 32, i) < 0.1 { Shape::Overfits } else { Shape::Falls };
        let days = 20.0 + 160.0 * unit(self.seed ^ 33, i);
        let mut plan = self
            .plan(&Sketch { created: -86_400.0 * days, ending, shape, ..(self.kit.vary)(self.seed, i) }, i);
        plan.name = format!("{}-v{}", self.name(i), 1 + mix(self.seed ^ 34, i) % 9);
        plan
    }

    /// The `k`th of the jobs that begin while the simulator runs: over within five simulated minutes.
    fn arrival(&self, k: u64, speed: f64) -> Plan {
        let number = 3_000_000 + k;
        let (steps, secs_per_step) = self.kit.arrival;
        let sketch = Sketch {
            created: speed * (k as f64 * ARRIVAL_SECS + 30.0 + 150.0 * unit(self.seed ^ 35, k)),
            queue: 20.0,
            start: 10.0,
            finish: 25.0,
            steps,
            secs_per_step,
            ending: Ending::Natural,
            ..(self.kit.vary)(self.seed, number)
        };
        let mut plan = self.plan(&sketch, number);
        plan.name = format!("{}-n{}", self.name(number), k + 1);
        plan
    }

    fn name(&self, number: u64) -> &'static str {
        self.kit.names[pick(self.seed ^ 36, number, self.kit.names.len())]
    }

    fn plan(&self, sketch: &Sketch, number: u64) -> Plan {
        let Kit { model, file, log_every, .. } = *self.kit;
        let evals = if sketch.files.1.is_some() { sketch.evals } else { 0 };
        let eval_every = sketch.steps.checked_div(evals).unwrap_or(0) / log_every * log_every;
        let name = if sketch.name.is_empty() { self.name(number) } else { sketch.name };
        let mut plan = Plan {
            id: self.id(name, number),
            name: name.into(),
            model: model(sketch.model).into(),
            train_file: file(sketch.files.0).into(),
            eval_file: sketch.files.1.map_or("", file).into(),
            seed: mix(self.seed ^ 37, number),
            // Not all in the same fraction of a second.
            created: sketch.created - unit(self.seed ^ 38, number),
            queue_secs: sketch.queue,
            start_secs: sketch.start,
            finish_secs: sketch.finish,
            steps: sketch.steps,
            last_step: if let Ending::Early(step) = sketch.ending { step } else { sketch.steps },
            secs_per_step: sketch.secs_per_step,
            log_every,
            eval_every,
            n_epochs: sketch.epochs,
            n_checkpoints: 1.max(sketch.epochs),
            learning_rate: sketch.learning_rate,
            shape: sketch.shape,
            is_dpo: sketch.is_dpo,
            is_full: sketch.is_full,
            halt: None,
            given: Members::default(),
            log: None,
            pauses: Vec::new(),
            is_in_empty_account: false,
        };
        if let Ending::Halted(share, settle_secs, end, reason) = sketch.ending {
            let at = plan.train_at() + share * sketch.steps as f64 * sketch.secs_per_step;
            plan.halt = Some(Halt { at, settle_secs, end, reason });
        }
        plan
    }

    fn replayed(&self, log: &Arc<ReplayLog>) -> Plan {
        let n_evals = log.rows.iter().filter(|row| row.is_eval).count() as u64;
        let last_step = log.rows.iter().map(|row| row.step).max().unwrap_or(0);
        let first_rate =
            log.rows.iter().flat_map(|row| &row.figures).filter(|(key, _)| key == "learning_rate");
        let saved = log.fact("save_steps").and_then(|every| last_step.checked_div(every));
        let peak_rate = first_rate.filter_map(|(_, raw)| float(raw)).fold(0.0, f64::max);
        Plan {
            id: self.id(&log.name, hash(&log.name)),
            name: log.name.clone(),
            model: Cow::Owned(format!("replay/{}", log.name)),
            train_file: Cow::Owned(format!("{}.jsonl", log.name)),
            eval_file: if n_evals > 0 { Cow::Owned(format!("{}-eval.jsonl", log.name)) } else { "".into() },
            seed: mix(self.seed ^ 37, hash(&log.name)),
            created: 0.0,
            queue_secs: 0.0,
            start_secs: 0.0,
            finish_secs: 6.0,
            steps: last_step,
            last_step,
            secs_per_step: log.secs_per_row,
            log_every: 1,
            eval_every: last_step.checked_div(n_evals).unwrap_or(0),
            n_epochs: log.fact("num_train_epochs").unwrap_or(1),
            n_checkpoints: saved.map_or(1, |n| n.max(1)),
            learning_rate: peak_rate,
            shape: Shape::Falls,
            is_dpo: log.is_dpo(),
            is_full: false,
            halt: None,
            given: Members::default(),
            log: Some(Arc::clone(log)),
            pauses: Vec::new(),
            is_in_empty_account: false,
        }
    }
}
