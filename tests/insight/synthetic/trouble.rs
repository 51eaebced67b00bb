//! Supervised runs with trouble.

use super::{Kind, Random, Run, shape::Shape};

pub const KINDS: &[Kind] = &[
    Kind::new("overfitting", &["overfitting"], |random| {
        let n_evals = random.count(6, 40);
        overfitting(random, n_evals, (0.12, 0.8))
    }),
    Kind::new("overfitting, four or five evaluations", &["overfitting"], |random| {
        let n_evals = random.count(4, 5);
        overfitting(random, n_evals, (0.15, 1.2))
    }),
    Kind::new("overfitting, slight", &["overfitting", "plateau"], |random| {
        let n_evals = random.count(20, 60);
        overfitting(random, n_evals, (0.05, 0.12))
    }),
    Kind::new("overfitting, in steps at epochs", &["overfitting"], |random| {
        let n_epochs = random.count(3, 6) as f64;
        let n_evals = random.count(2, 6) * n_epochs as usize;
        let any = Shape::any(random);
        let shape = Shape { n_epochs, n_evals, n_rows: any.n_rows.max(2 * n_evals), ..any };
        let (fall, rise) = (random.between(0.45, 0.75), random.between(1.06, 1.2));
        let epoch = move |at: f64| (n_epochs * at - 1e-9).floor();
        let train = move |at: f64| shape.falling(at) * fall.powf(epoch(at));
        let eval = move |at: f64| Some(shape.falling(at.min(1.0 / n_epochs)) * rise.powf(epoch(at)));
        shape.run(random, train, eval).from(1.0 / n_epochs)
    }),
    Kind::new("overfitting, three evaluations", &["overfitting"], |random| {
        let shape = Shape { n_evals: 3, n_epochs: 3.0, ..Shape::any(random) };
        let rise = random.between(0.12, 0.6);
        let train = move |at: f64| shape.falling(at) * 0.4_f64.powf(3.0 * at);
        shape.run(random, train, |at| Some(shape.start * 0.6 * (1.0 + rise * (at - 0.34) / 0.66))).from(0.4)
    }),
    Kind::new("overfitting, one row and one evaluation per epoch", &["overfitting"], |random| {
        let n = random.count(5, 15);
        let rise = random.scaled(0.15, 1.0);
        let turn = random.between(0.2, 0.5);
        let shape = Shape {
            n_rows: n,
            n_evals: n,
            n_epochs: n as f64,
            noise: random.scaled(0.004, 0.03),
            eval_noise: random.scaled(0.001, 0.02).min(rise / 10.0),
            ..Shape::any(random)
        };
        let since = move |at: f64| ((at - turn) / (1.0 - turn)).max(0.0);
        let train = move |at: f64| shape.falling(at) * 0.3_f64.powf(since(at));
        shape.run(random, train, |at| Some(shape.falling(at.min(turn)) * (1.0 + rise * since(at)))).from(turn)
    }),
    Kind::new("overfitting, a jump that stays", &["overfitting"], |random| {
        // Flat until an epoch ends, then higher at once.
        let n_evals = random.count(6, 30);
        let any = Shape::any(random);
        let rise = random.scaled(0.08, 0.4);
        let eval_noise = random.scaled(0.001, 0.01).min(rise / 8.0);
        let shape = Shape { n_evals, n_rows: any.n_rows.max(2 * n_evals), eval_noise, ..any };
        let turn = random.between(0.3, 0.6);
        let is_after = move |at: f64| turn < at;
        let train = move |at: f64| shape.falling(at) * if is_after(at) { 0.5 } else { 1.0 };
        let eval =
            move |at: f64| Some(shape.falling(at.min(turn)) * if is_after(at) { 1.0 + rise } else { 1.0 });
        shape.run(random, train, eval).from(turn)
    }),
    Kind::new("divergence, at once", &["diverged"], |random| {
        let shape = Shape::any(random);
        let (from, times) = (random.between(0.15, 0.8), random.scaled(2.0, 6.0));
        let level = move |at: f64| if at < from { shape.falling(at) } else { times * shape.falling(from) };
        let has_evals = random.chance(0.5);
        shape.run(random, level, |at| has_evals.then(|| level(at))).from(from)
    }),
    Kind::new("divergence, by and by", &["diverged"], |random| {
        let any = Shape::any(random);
        let shape = Shape { n_rows: any.n_rows.max(40), ..any };
        let (from, times) = (random.between(0.15, 0.6), random.scaled(2.0, 4.0));
        let level = move |at: f64| {
            let risen = ((at - from) / 0.25).clamp(0.0, 1.0);
            shape.falling(at.min(from)) * (1.0 + (times - 1.0) * risen)
        };
        let has_evals = random.chance(0.5);
        shape.run(random, level, |at| has_evals.then(|| level(at))).from(from)
    }),
    Kind::new("divergence, from the first rows", &["diverged"], |random| {
        let shape = Shape {
            start: random.between(1.5, 3.0),
            noise: random.scaled(0.005, 0.05),
            ..Shape::any(random)
        };
        let (high, n_rows) = (random.between(6.0, 11.0), shape.n_rows as f64);
        let level = move |at: f64| if at * n_rows < 3.5 { shape.start } else { high };
        shape.run(random, level, |_| None).from(3.5 / n_rows)
    }),
    Kind::new("divergence of both losses", &["diverged"], |random| {
        let n_evals = random.count(6, 30);
        let any = Shape::any(random);
        let shape =
            Shape { n_evals, n_rows: any.n_rows.max(2 * n_evals), noise: random.scaled(0.01, 0.05), ..any };
        let (from, times) = (random.between(0.2, 0.5), random.between(1.6, 2.5));
        let level = move |at: f64| {
            shape.falling(at.min(from)) * (1.0 + (times - 1.0) * ((at - from) / 0.3).clamp(0.0, 1.0))
        };
        shape.run(random, level, |at| Some(level(at))).from(from)
    }),
    Kind::new("loss not a number", &["loss-not-finite"], |random| {
        let shape = Shape::any(random);
        let from = random.between(0.05, 0.9);
        let level = move |at: f64| if at < from { shape.falling(at) } else { f64::NAN };
        shape.run(random, level, |at| Some(shape.falling(at)).filter(|_| at < from)).from(from)
    }),
    Kind::new("evaluations not a number", &["eval-not-finite"], |random| {
        let shape = Shape::any(random);
        shape.run(random, |at| shape.falling(at), |_| Some(f64::NAN)).from(0.0)
    }),
    Kind::new("loss zero", &["zero-loss"], |random| {
        let any = Shape::any(random);
        let shape = Shape { n_rows: any.n_rows.max(40), ..any };
        let from = random.between(0.0, 0.6);
        shape.run(random, |at| if at < from { shape.falling(at) } else { 0.0 }, |_| None).from(from)
    }),
    Kind::new("spikes that come back", &["spike"], |random| {
        let any = Shape::any(random);
        let shape = Shape { n_rows: any.n_rows.max(100), noise: random.scaled(0.004, 0.05), ..any };
        let (at, times) = (random.between(0.3, 0.9), random.scaled(2.5, 8.0));
        let width = random.between(1.0, 3.0) / shape.n_rows as f64;
        let level =
            move |now: f64| shape.falling(now) * if (at..at + width).contains(&now) { times } else { 1.0 };
        shape.run(random, level, |at| Some(shape.falling(at))).from(at)
    }),
    Kind::new("plateau of evaluations", &["plateau"], |random| {
        let n_evals = random.count(10, 50);
        let any = Shape::any(random);
        let eval_noise = random.scaled(0.001, 0.008);
        let shape = Shape { n_evals, n_rows: any.n_rows.max(2 * n_evals), eval_noise, ..any };
        let until = random.between(0.1, 0.4);
        let level = move |at: f64| shape.falling(at.min(until));
        shape.run(random, level, |at| Some(level(at))).from(until)
    }),
    Kind::new("plateau of rows", &["plateau"], |random| {
        let any = Shape::any(random);
        let shape = Shape { n_rows: any.n_rows.max(100), noise: random.scaled(0.004, 0.05), ..any };
        let until = random.between(0.1, 0.3);
        shape.run(random, |at| shape.falling(at.min(until)), |_| None).from(until)
    }),
    Kind::new("not learning", &["not-learning", "chance-level"], |random| {
        let shape = Shape { noise: random.scaled(0.0005, 0.006), eval_noise: 0.0005, ..Shape::any(random) };
        let has_evals = random.chance(0.5);
        shape.run(random, |_| shape.start, |_| has_evals.then_some(shape.start)).from(0.0)
    }),
    Kind::new("almost perfect at once", &["too-good"], |random| {
        let any = Shape::any(random);
        let shape = Shape {
            n_rows: any.n_rows.max(60),
            n_epochs: random.between(0.5, 1.0),
            n_evals: random.count(4, 20),
            ..any
        };
        let low = random.scaled(1e-4, 5e-3);
        let level = move |at: f64| low + shape.start * (-40.0 * at).exp();
        shape.run(random, level, |at| Some(level(at))).from(0.3)
    }),
];

/// A run whose evaluation loss turns, and rises by a share between those given, while training loss falls on.
fn overfitting(random: &mut Random, n_evals: usize, rise: (f64, f64)) -> Run {
    let any = Shape::any(random);
    let rise = random.scaled(rise.0, rise.1);
    // A rise that the noise hides is nobody's to find.
    let eval_noise = random.scaled(0.001, 0.03).min(rise / 8.0);
    let shape = Shape {
        n_evals,
        n_rows: any.n_rows.max(2 * n_evals),
        eval_noise,
        left: random.between(0.4, 0.8),
        ..any
    };
    let turn = random.between(0.15, 0.5);
    let memorised = random.between(0.15, 0.6);
    let since = move |at: f64| ((at - turn) / (1.0 - turn)).max(0.0);
    let train = move |at: f64| shape.falling(at) * memorised.powf(since(at));
    let eval = move |at: f64| Some(shape.falling(at.min(turn)) * (1.0 + rise * since(at)));
    shape.run(random, train, eval).from(turn)
}
