//! The outline of a run: how long, how noisy, how often evaluated.

use tuneboard_core::model::{MetricKey, MetricRow};

use super::{Random, Run};

/// The outline of a run with losses.
#[derive(Clone, Copy)]
pub struct Shape {
    pub n_rows: usize,
    pub log_every: u64,
    pub n_evals: usize,
    /// Deviation of the logarithm of a training loss.
    pub noise: f64,
    /// Share of training losses that are far off, as with batches of one example.
    pub tail: f64,
    /// Deviation of the logarithm of an evaluation.
    pub eval_noise: f64,
    pub n_epochs: f64,
    /// Loss at the start, and share of it that is left at the end.
    pub start: f64,
    pub left: f64,
    /// Speed of the fall at first.
    pub speed: f64,
    /// Share of the run before it falls.
    pub warm_up: f64,
    /// Highest learning rate.
    pub rate: f64,
}

impl Shape {
    /// Any outline.
    pub fn any(random: &mut Random) -> Self {
        let n_rows = random.count(20, 800);
        Self {
            n_rows,
            log_every: [1, 5, 10, 50, 100, 500][random.count(1, 6) - 1],
            n_evals: random.count(3, 60).min(n_rows * 2 / 3),
            noise: random.scaled(0.004, 0.12),
            tail: 0.0,
            eval_noise: random.scaled(0.001, 0.02),
            n_epochs: random.between(0.5, 5.0),
            start: random.scaled(0.7, 8.0),
            left: random.between(0.3, 0.8),
            speed: random.scaled(3.0, 60.0),
            warm_up: if random.chance(0.5) { random.between(0.0, 0.1) } else { 0.0 },
            rate: random.scaled(1e-6, 1e-3),
        }
    }

    /// The mean loss of a healthy run at a share of it.
    pub fn falling(&self, at: f64) -> f64 {
        let at = (at - self.warm_up).max(0.0);
        let decay = |at: f64| (1.0 + self.speed * at).powf(-0.7);
        let (now, end) = (decay(at), decay(1.0 - self.warm_up));
        self.start * (self.left + (1.0 - self.left) * (now - end) / (1.0 - end))
    }

    /// A run by its mean losses at a share of it; what is not finite stays so.
    pub fn run(
        &self,
        random: &mut Random,
        train: impl Fn(f64) -> f64,
        eval: impl Fn(f64) -> Option<f64>,
    ) -> Run {
        self.run_with(random, train, eval, |_, _, _| {})
    }

    /// The same with more figures in the row of a share, which is an evaluated one or not.
    pub fn run_with(
        &self,
        random: &mut Random,
        train: impl Fn(f64) -> f64,
        eval: impl Fn(f64) -> Option<f64>,
        mut more: impl FnMut(&mut Random, f64, &mut MetricRow),
    ) -> Run {
        let mut rows = Vec::new();
        for idx in 0..self.n_rows {
            let at = (idx + 1) as f64 / self.n_rows as f64;
            let mut noise = self.noise * random.normal();
            if random.chance(self.tail) {
                noise += 3.0 * self.noise * random.normal().abs();
            }
            let rate = self.rate * if at < self.warm_up { at / self.warm_up } else { 1.0 - 0.9 * at };
            let mut row = self.row(idx);
            row.values.push((MetricKey::train("loss"), train(at) * noise.exp()));
            row.values.push((MetricKey::train("learning_rate"), rate));
            row.values.push((MetricKey::train("grad_norm"), (0.3 * random.normal()).exp()));
            more(random, at, &mut row);
            rows.push(row);
            let is_evaluated = (idx + 1) * self.n_evals / self.n_rows != idx * self.n_evals / self.n_rows;
            if let Some(loss) = eval(at).filter(|_| is_evaluated) {
                let mut row = self.row(idx);
                row.values.push((MetricKey::eval("loss"), loss * (self.eval_noise * random.normal()).exp()));
                more(random, at, &mut row);
                rows.push(row);
            }
        }
        Run { rows, total_steps: self.log_every * self.n_rows as u64, onset: 1.0 }
    }

    /// An empty row.
    pub fn row(&self, idx: usize) -> MetricRow {
        let at = (idx + 1) as f64 / self.n_rows as f64;
        MetricRow {
            step: self.log_every * (idx as u64 + 1),
            epoch: Some(self.n_epochs * at),
            logged_at: None,
            elapsed_secs: Some(2.5 * (idx + 1) as f64),
            values: Vec::new(),
        }
    }
}

impl Run {
    /// With trouble from this share on.
    pub fn from(mut self, onset: f64) -> Self {
        self.onset = onset;
        self
    }
}
