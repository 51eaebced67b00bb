//! The figures of one step of a job that was not logged anywhere: computed from the plan alone.
//!
//! Loss falls with the root of the progress, with noise that remembers its neighbours and a small drop at
//! each epoch; the learning rate warms up and decays along a cosine; the gradient norm spikes now and
//! then. The names of the preference figures are invented: no public source has Together's.

use super::{
    plan::{Plan, Shape},
    random::{drift, unit},
};

/// Returns the base names and values of one row. `NaN` where the run has diverged.
pub(super) fn figures(plan: &Plan, step: u64, is_eval: bool) -> Vec<(&'static str, f64)> {
    let x = step as f64 / plan.steps.max(1) as f64;
    let blown = if plan.shape == Shape::Diverges { blow_up(x) } else { 1.0 };
    let mut figures = vec![("loss", loss(plan, step, x, is_eval) * blown)];
    if !is_eval {
        figures.push(("grad_norm", grad_norm(plan, step, x) * blown * blown));
        figures.push(("learning_rate", learning_rate(plan, x)));
    }
    if plan.is_dpo {
        let noise = |salt: u64| drift(plan.seed ^ salt ^ u64::from(is_eval), step, 7);
        let learnt = 1.0 - 1.0 / (1.0 + 9.0 * x);
        let preferred = (0.7 * learnt + 0.08 * noise(11)) * blown;
        let other = (-2.1 * learnt + 0.15 * noise(12)) * blown;
        figures.extend([
            ("rewards_preferred", preferred),
            ("rewards_non_preferred", other),
            ("accuracy", (0.5 + 0.42 * learnt + 0.05 * noise(13)).clamp(0.0, 1.0)),
            ("kl", (0.09 * learnt + 0.01 * noise(14)).abs() * blown),
            ("logps_preferred", -121.4 + 10.0 * preferred + 3.0 * noise(15)),
            ("logps_non_preferred", -133.9 + 10.0 * other + 3.0 * noise(16)),
        ]);
    }
    figures
}

fn loss(plan: &Plan, step: u64, x: f64, is_eval: bool) -> f64 {
    let floor = if plan.is_dpo { 0.28 } else { 0.55 + 0.6 * unit(plan.seed, 1) };
    let first = if plan.is_dpo { 0.693 } else { floor + 1.1 + 0.9 * unit(plan.seed, 2) };
    let overfits = plan.shape == Shape::Overfits;
    let epoch = (x * plan.n_epochs as f64).floor();
    let mut trend = floor + (first - floor) / (1.0 + 45.0 * x).sqrt();
    if overfits {
        trend *= 1.0 - 0.55 * x;
    }
    if is_eval {
        let late = (x - 0.25).max(0.0);
        let rise = if overfits { 1.9 * late * late.sqrt() + 0.5 * floor * x } else { 0.0 };
        return trend * 1.03 + rise + 0.006 * drift(plan.seed ^ 5, step, 3);
    }
    trend *= 1.0 - 0.05 * epoch / plan.n_epochs.max(1) as f64;
    let fast = drift(plan.seed ^ 3, step, 2) + 0.6 * drift(plan.seed ^ 3, step, 9);
    let slow = drift(plan.seed ^ 4, step, 61);
    (trend * (1.0 + 0.045 * fast + 0.02 * slow)).max(0.01)
}

fn grad_norm(plan: &Plan, step: u64, x: f64) -> f64 {
    let calm = 0.35 + 2.4 / (1.0 + 60.0 * x).sqrt();
    let spike = unit(plan.seed ^ 6, step);
    let factor = if spike < 0.012 { 3.0 + 400.0 * spike } else { 1.0 };
    calm * (1.0 + 0.25 * drift(plan.seed ^ 7, step, 3)) * factor
}

fn learning_rate(plan: &Plan, x: f64) -> f64 {
    let warm_up = 0.03;
    let scale =
        if x < warm_up { x / warm_up } else { 0.5 * (1.0 + half_turn((x - warm_up) / (1.0 - warm_up))) };
    plan.learning_rate * scale
}

/// Returns the cosine of half a turn's share, within 0.002: from 1 at 0 to -1 at 1. Bhaskara I's formula, because the
/// real one is more code than the rest of this file.
fn half_turn(share: f64) -> f64 {
    let bend = |x: f64| (1.0 - 4.0 * x * x) / (1.0 + x * x);
    if share < 0.5 { bend(share) } else { -bend(1.0 - share) }
}

/// Returns 1 for the first half, then ever more, then no number.
fn blow_up(x: f64) -> f64 {
    match x {
        x if x < 0.5 => 1.0,
        x if x < 0.66 => 1.0 / (1.0 - (x - 0.5) / 0.165),
        _ => f64::NAN,
    }
}
