//! Runs that learn from pairs of answers or from rewards, healthy ones and others.

use tuneboard_core::model::MetricKey;

use super::{Kind, Random, Run, shape::Shape};

pub const KINDS: &[Kind] = &[
    Kind::new("DPO", &[], |random| {
        let grown = random.scaled(0.6, 4.0);
        pairs(random, move |at| grown * at, |_| 0.0)
    }),
    Kind::new("DPO, slow at first", &[], |random| {
        let (grown, from) = (random.scaled(0.6, 3.0), random.between(0.15, 0.4));
        pairs(random, move |at| grown * (at - from).max(0.04 * at), |_| 0.0)
    }),
    Kind::new("DPO, pairs not told apart", &["dpo-stuck", "dpo-dead"], |random| {
        pairs(random, |_| 0.001, |_| 0.0).from(0.0)
    }),
    Kind::new("DPO, saturated", &["dpo-saturated"], |random| {
        let grown = random.scaled(30.0, 150.0);
        pairs(random, move |at| grown * at, |_| 0.0).from(0.3)
    }),
    Kind::new("DPO, preferred answers fall", &["dpo-chosen-falls"], |random| {
        let (grown, fall) = (random.scaled(1.0, 5.0), random.scaled(3.0, 12.0));
        pairs(random, move |at| grown * at, move |at| -fall * at).from(0.2)
    }),
    Kind::new("ORPO", &[], |random| {
        let any = Shape::any(random);
        let shape = Shape { n_evals: any.n_evals.min(12), ..any };
        shape.run_with(
            random,
            |at| shape.falling(at),
            |_| None,
            |random, at, row| {
                let margin = 0.002 + 0.002 * at + 0.003 * random.normal();
                push(row, "rewards/margins", margin);
                push(row, "rewards/accuracies", 0.5 + 0.2 * at + 0.05 * random.normal());
                push(row, "log_odds_ratio", -0.7 + 0.1 * random.normal());
            },
        )
    }),
    Kind::new("GRPO", &[], |random| {
        let gain = random.scaled(0.5, 5.0);
        let noise = gain * random.scaled(0.1, 0.5);
        rewards(random, move |at| gain * at.sqrt(), noise, Signs::default())
    }),
    Kind::new("GRPO, tasks get solved", &[], |random| {
        // Groups of right answers are equal, and the more so the better the model is.
        let gain = random.scaled(0.5, 1.0);
        let equal_more = random.between(0.2, 0.5);
        rewards(random, move |at| gain * at, 0.1 * gain, Signs { equal_more, ..Signs::default() })
    }),
    Kind::new("GRPO without a gain, groups differ", &[], |random| {
        rewards(random, |_| 1.0, 0.3, Signs::default())
    }),
    Kind::new("GRPO, groups without a signal", &["rl-no-signal"], |random| {
        let equal = random.between(0.65, 0.95);
        rewards(random, |_| 1.0, 0.1, Signs { equal, ..Signs::default() }).from(0.0)
    }),
    Kind::new("GRPO, answers cut off", &["rl-cut-off"], |random| {
        let cut_off = random.between(0.65, 1.0);
        rewards(random, |at| at, 0.3, Signs { cut_off, ..Signs::default() }).from(0.0)
    }),
    Kind::new("GRPO, reward collapses", &["rl-past-peak"], |random| {
        let (peak, gain) = (random.between(0.3, 0.6), random.scaled(1.0, 5.0));
        let noise = gain * random.scaled(0.05, 0.25);
        let level = move |at: f64| {
            if at < peak { gain * at / peak } else { gain * (1.0 - 1.3 * (at - peak) / (1.0 - peak)) }
        };
        rewards(random, level, noise, Signs::default()).from(peak)
    }),
    Kind::new("GRPO, divergence blows up", &["rl-drift"], |random| {
        let kl = random.scaled(1.0, 20.0);
        rewards(random, |at| at, 0.2, Signs { kl, ..Signs::default() }).from(0.5)
    }),
    Kind::new("GRPO, exploration gone", &["rl-exploration-gone"], |random| {
        rewards(random, |at| at, 0.2, Signs { entropy_left: 0.02, ..Signs::default() }).from(0.5)
    }),
];

fn push(row: &mut tuneboard_core::model::MetricRow, name: &str, value: f64) {
    row.values.push((MetricKey::train(name), value));
}

/// Pairs of answers by their margin and the reward of preferred ones at a share of the run.
fn pairs(random: &mut Random, margin: impl Fn(f64) -> f64, chosen: impl Fn(f64) -> f64) -> Run {
    let any = Shape::any(random);
    let shape = Shape { n_rows: any.n_rows.max(20), noise: random.scaled(0.005, 0.05), ..any };
    let spread = random.between(0.05, 0.3);
    let loss = |at: f64| (1.0 + (-margin(at)).exp()).ln();
    shape.run_with(
        random,
        loss,
        |_| None,
        |random, at, row| {
            let grown = margin(at);
            // Small margins have small noise.
            let noise = spread * grown.abs().max(0.02) * random.normal();
            let accuracy = 0.5 + 0.5 * (1.0 - (-0.9 * grown).exp()) + 0.03 * random.normal();
            push(row, "rewards/margins", grown + noise);
            push(row, "rewards/chosen", chosen(at) + 0.3 * grown + 0.1 * noise);
            push(row, "rewards/rejected", chosen(at) - 0.7 * grown - 0.1 * noise);
            push(row, "rewards/accuracies", accuracy.clamp(0.0, 1.0));
        },
    )
}

/// Figures beside the reward.
#[derive(Clone, Copy)]
struct Signs {
    /// Share of groups with equal rewards, and by how much that grows.
    equal: f64,
    equal_more: f64,
    /// Share of answers at the length limit.
    cut_off: f64,
    /// KL at the end.
    kl: f64,
    /// Share of the entropy that is left at the end.
    entropy_left: f64,
}

impl Default for Signs {
    fn default() -> Self {
        Self { equal: 0.25, equal_more: 0.0, cut_off: 0.1, kl: 0.08, entropy_left: 0.4 }
    }
}

/// Sampled answers by their mean reward at a share of the run.
fn rewards(random: &mut Random, reward: impl Fn(f64) -> f64, noise: f64, signs: Signs) -> Run {
    let any = Shape::any(random);
    let shape = Shape { n_rows: any.n_rows.max(50), ..any };
    let has_all = random.chance(0.7);
    shape.run_with(
        random,
        |_| 1e-4,
        |_| None,
        |random, at, row| {
            push(row, "reward", reward(at) + noise * random.normal());
            push(row, "kl", (signs.kl * at.powi(4)).max(0.01 * at) * (0.2 * random.normal()).exp());
            push(row, "completions/mean_length", 200.0 + 20.0 * random.normal());
            push(row, "completions/clipped_ratio", (signs.cut_off + 0.08 * random.normal()).clamp(0.0, 1.0));
            if has_all || 0.5 < signs.equal {
                let equal = signs.equal + signs.equal_more * at;
                push(row, "frac_reward_zero_std", (equal + 0.08 * random.normal()).clamp(0.0, 1.0));
            }
            push(row, "entropy", signs.entropy_left.powf(at.sqrt()) * (0.1 * random.normal()).exp());
        },
    )
}
