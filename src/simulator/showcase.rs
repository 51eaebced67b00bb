//! Runs that show what Tuneboard finds: one per rule of the judgement on runs, named after it, and healthy ones.
//!
//! They are logs as any that is replayed: with `cargo xtask simulate --findings` each becomes a job of every provider. A row takes
//! a minute, a checkpoint is kept every 100 steps.

use std::fmt::Write as _;

use super::{ReplayLog, random::unit};

/// Train rows of a run.
const N_ROWS: usize = 200;
/// Steps between them.
const LOG_EVERY: usize = 10;
/// Train rows between evaluations.
const EVAL_EVERY: usize = 10;
/// Seconds between rows.
const ROW_SECS: f64 = 60.0;

/// Names and figures of a row.
type Figures = Vec<(&'static str, f64)>;

/// A run by its figures at a share of it, 0 to 1.
struct Course {
    name: &'static str,
    n_epochs: f64,
    train: fn(f64) -> Figures,
    /// Evaluation loss; `None` if nothing is evaluated.
    eval: Option<fn(f64) -> f64>,
    /// Train row at which the run is begun again from the start; it then ends there.
    begins_again: Option<usize>,
}

/// Fine-tuning that learns as it should.
const HEALTHY: Course = Course {
    name: "healthy",
    n_epochs: 3.0,
    train: |at| loss(falling(at)),
    eval: Some(|at| 1.03 * falling(at)),
    begins_again: None,
};

/// Preference tuning that learns as it should.
const PAIRS: Course =
    Course { name: "healthy-dpo", train: |at| pairs(2.0 * at, 0.0, 0.0), eval: None, ..HEALTHY };

/// Reinforcement learning that learns as it should.
const REWARDS: Course =
    Course { name: "healthy-grpo", train: |at| rewards(&[("reward", at.sqrt())]), eval: None, ..HEALTHY };

/// All runs.
const COURSES: [Course; 29] = [
    HEALTHY,
    PAIRS,
    REWARDS,
    Course {
        name: "loss-not-finite",
        train: |at| loss(if at < 0.7 { falling(at) } else { f64::NAN }),
        ..HEALTHY
    },
    Course { name: "zero-loss", train: |at| loss(if at < 0.6 { falling(at) } else { 0.0 }), ..HEALTHY },
    Course {
        name: "diverged",
        train: |at| loss(diverging(at)),
        eval: Some(|at| 1.03 * diverging(at)),
        ..HEALTHY
    },
    Course {
        name: "overfitting",
        train: |at| loss(falling(at) * (1.0 - 0.6 * (at - 0.4).max(0.0))),
        eval: Some(rising),
        ..HEALTHY
    },
    Course {
        name: "eval-not-finite",
        eval: Some(|at| if at < 0.7 { 1.03 * falling(at) } else { f64::NAN }),
        ..HEALTHY
    },
    Course { name: "eval-rises", train: |at| loss(falling(at.min(0.35))), eval: Some(rising), ..HEALTHY },
    Course { name: "not-learning", train: |_| loss(2.6), eval: Some(|_| 2.7), ..HEALTHY },
    Course {
        name: "dpo-dead",
        train: |_| vec![("loss", 2.0_f64.ln()), ("rewards/margins", 0.0), ("rewards/accuracies", 0.0)],
        ..PAIRS
    },
    Course { name: "dpo-stuck", train: |_| pairs(0.002, 0.0, 0.0), ..PAIRS },
    Course { name: "dpo-saturated", train: |at| pairs(60.0 * at, 0.0, 0.0), ..PAIRS },
    Course { name: "dpo-chosen-falls", train: |at| pairs(3.0 * at, -8.0 * at, 0.0), ..PAIRS },
    Course {
        name: "rl-no-signal",
        train: |_| rewards(&[("reward", 0.4), ("frac_reward_zero_std", 0.85)]),
        ..REWARDS
    },
    Course {
        name: "rl-cut-off",
        train: |at| rewards(&[("reward", at.sqrt()), ("completions/clipped_ratio", 0.9)]),
        ..REWARDS
    },
    Course {
        name: "rl-past-peak",
        train: |at| rewards(&[("reward", if at < 0.5 { 2.0 * at } else { 1.0 - 2.4 * (at - 0.5) })]),
        ..REWARDS
    },
    Course {
        name: "spike",
        train: |at| loss(falling(at) * if (0.4..0.41).contains(&((4.0 * at) % 1.0)) { 6.0 } else { 1.0 }),
        ..HEALTHY
    },
    Course {
        name: "gradient-not-finite",
        train: |at| {
            let is_lost = 0.5 < at && (at * N_ROWS as f64).round() % 4.0 == 0.0;
            vec![("loss", noisy(falling(at), at)), ("grad_norm", if is_lost { f64::NAN } else { 1.2 })]
        },
        ..HEALTHY
    },
    Course { name: "chance-level", train: |_| loss(10.0_f64.ln()), eval: Some(|_| 2.31), ..HEALTHY },
    Course {
        name: "rl-drift",
        train: |at| rewards(&[("reward", at.sqrt()), ("kl", 0.02 + 8.0 * (at - 0.5).max(0.0))]),
        ..REWARDS
    },
    Course {
        name: "rl-exploration-gone",
        train: |at| rewards(&[("reward", at.sqrt()), ("entropy", 2.0 * (-5.0 * at).exp())]),
        ..REWARDS
    },
    Course { name: "restart", begins_again: Some(150), ..HEALTHY },
    Course {
        name: "too-good",
        n_epochs: 0.8,
        eval: Some(|at| if at < 0.3 { 0.02 } else { 0.004 }),
        ..HEALTHY
    },
    Course { name: "dpo-too-easy", train: |at| pairs(6.0 + at, 0.0, 0.5), ..PAIRS },
    Course {
        name: "plateau",
        train: |at| loss(falling(at.min(0.3))),
        eval: Some(|at| 1.03 * falling(at.min(0.3))),
        ..HEALTHY
    },
    Course { name: "scale-gap", eval: Some(|at| 0.25 * falling(at)), ..HEALTHY },
    Course {
        name: "repeated-data",
        n_epochs: 4.0,
        train: |at| loss(2.0 * 0.6_f64.powf((4.0 * at - 1e-9).floor())),
        eval: None,
        ..HEALTHY
    },
    Course { name: "no-evaluation", eval: None, ..HEALTHY },
];

/// The logs, in the order of the rules' names in the README of the judgement; healthy ones first.
pub fn logs() -> Vec<ReplayLog> {
    // Each is a log by construction, as a test says.
    COURSES.iter().filter_map(|course| ReplayLog::parse(course.name, &text(course)).ok()).collect()
}

/// A loss that falls, at a share of the run.
fn falling(at: f64) -> f64 {
    1.0 + 1.4 / (1.0 + 12.0 * at)
}

fn diverging(at: f64) -> f64 {
    if at < 0.6 { falling(at) } else { 3.0 * falling(0.6) }
}

/// An evaluation loss that rises from 40 % of the run on.
fn rising(at: f64) -> f64 {
    1.03 * falling(at.min(0.4)) * (1.0 + 0.9 * (at - 0.4).max(0.0))
}

/// A figure with noise of 1 %, the same for the same place.
fn noisy(figure: f64, at: f64) -> f64 {
    figure * (1.0 + 0.02 * (unit(7, (at * 1e6) as u64) - 0.5))
}

fn loss(level: f64) -> Figures {
    vec![("loss", level)]
}

/// Figures of pairs of answers by their margin, the reward of preferred answers, and accuracy beyond what the margin gives.
fn pairs(margin: f64, chosen: f64, accuracy: f64) -> Figures {
    let learnt = 0.5 + 0.45 * (1.0 - (-margin).exp()) + accuracy;
    vec![
        ("loss", (1.0 + (-margin).exp()).ln()),
        ("rewards/chosen", chosen + 0.4 * margin),
        ("rewards/rejected", chosen - 0.6 * margin),
        ("rewards/margins", margin),
        ("rewards/accuracies", if 30.0 < margin { 1.0 } else { learnt.min(1.0) }),
    ]
}

/// Figures of sampled answers, those given in place of the usual ones.
fn rewards(given: &[(&'static str, f64)]) -> Figures {
    let mut figures = vec![
        ("loss", 0.02),
        ("reward", 0.5),
        ("reward_std", 0.3),
        ("frac_reward_zero_std", 0.1),
        ("completions/clipped_ratio", 0.02),
        ("completions/mean_length", 240.0),
        ("kl", 0.02),
        ("entropy", 1.4),
    ];
    for (name, figure) in &mut figures {
        if let Some((_, own)) = given.iter().find(|(known, _)| known == name) {
            *figure = *own;
        }
    }
    figures
}

/// The log as Hugging Face's trainer writes it.
fn text(course: &Course) -> String {
    let n_first = course.begins_again.unwrap_or(N_ROWS);
    let again = (1..=course.begins_again.map_or(0, |rows| rows * 2 / 3)).map(|row| (row, n_first));
    let mut history = String::new();
    let mut n = 0;
    for (row, n_before) in (1..=n_first).map(|row| (row, 0)).chain(again) {
        let (at, step) = (row as f64 / N_ROWS as f64, row * LOG_EVERY);
        // Who begins again goes on counting epochs.
        let epoch = course.n_epochs * (row + n_before) as f64 / N_ROWS as f64;
        let mut entry = |figures: &[(&str, f64)]| {
            n += 1;
            history.push('{');
            for (name, figure) in figures {
                // Writing to a text cannot fail.
                let _written = write!(history, "\"{name}\":{figure:?},");
            }
            let _written = writeln!(history, "\"epoch\":{epoch:?},\"step\":{step}}},");
        };
        let mut figures = (course.train)(at);
        for (name, figure) in &mut figures {
            // What is logged as a constant stays one.
            if *name != "grad_norm" && !course.name.ends_with("dead") && *figure != 0.0 {
                *figure = noisy(*figure, at);
            }
        }
        figures.push(("learning_rate", 2e-4 * (1.0 - 0.9 * at)));
        entry(&figures);
        if let Some(eval) = course.eval.filter(|_| row.is_multiple_of(EVAL_EVERY)) {
            entry(&[("eval_loss", eval(at) * (1.0 + 0.002 * (unit(9, row as u64) - 0.5)))]);
        }
    }
    let (secs, n_epochs) = (ROW_SECS * f64::from(n), course.n_epochs.ceil());
    format!(
        "{{\"num_train_epochs\":{n_epochs},\"save_steps\":100,\"log_history\":[\n{history}{{\"step\":1,\"train_runtime\":{secs}}}]}}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_run_is_a_log_with_a_name_of_its_own() {
        let names: std::collections::BTreeSet<String> = logs().into_iter().map(|log| log.name).collect();
        assert_eq!(names.len(), COURSES.len());
    }
}
