//! Runs in which nothing is wrong.

use tuneboard_core::model::MetricKey;

use super::{Kind, Random, Run, shape::Shape};

pub const KINDS: &[Kind] = &[
    Kind::new("fine-tuning", &[], |random| {
        let shape = Shape::any(random);
        let above = random.between(0.95, 1.15);
        shape.run(random, |at| shape.falling(at), |at| Some(above * shape.falling(at)))
    }),
    Kind::new("without evaluations", &[], |random| {
        let shape = Shape::any(random);
        shape.run(random, |at| shape.falling(at), |_| None)
    }),
    Kind::new("three or four evaluations", &[], |random| {
        let shape = Shape { n_evals: random.count(3, 4), ..Shape::any(random) };
        let above = random.between(0.95, 1.15);
        shape.run(random, |at| shape.falling(at), |at| Some(above * shape.falling(at)))
    }),
    Kind::new("saturated evaluations", &[], |random| {
        // Falls, then stays where it is, while training loss falls on.
        let shape = Shape { eval_noise: random.scaled(0.001, 0.01), ..Shape::any(random) };
        let until = random.between(0.4, 0.8);
        shape.run(random, |at| shape.falling(at), |at| Some(1.05 * shape.falling(at.min(until))))
    }),
    Kind::new("noisy evaluations", &[], |random| {
        let n_evals = random.count(4, 15);
        let shape = Shape { n_evals, eval_noise: random.scaled(0.02, 0.05), ..Shape::any(random) };
        let above = random.between(0.95, 1.15);
        shape.run(random, |at| shape.falling(at), |at| Some(above * shape.falling(at)))
    }),
    Kind::new("few noisy evaluations", &[], |random| {
        let n_evals = random.count(4, 8);
        let shape = Shape { n_evals, eval_noise: random.scaled(0.03, 0.08), ..Shape::any(random) };
        shape.run(random, |at| shape.falling(at), |at| Some(1.05 * shape.falling(at)))
    }),
    Kind::new("several epochs", &[], |random| {
        // Training loss falls in a step at each epoch; evaluation loss falls by less and less.
        let n_epochs = random.count(2, 4) as f64;
        let shape = Shape { n_epochs, left: random.between(0.6, 0.9), ..Shape::any(random) };
        let fall = random.between(0.75, 0.92);
        let train = move |at: f64| shape.falling(at) * fall.powf((n_epochs * at - 1e-9).floor());
        shape.run(random, train, |at| Some(shape.falling(at)))
    }),
    Kind::new("one evaluation per epoch", &[], |random| {
        let n_epochs = random.count(3, 10);
        let shape = Shape { n_epochs: n_epochs as f64, n_evals: n_epochs, ..Shape::any(random) };
        shape.run(random, |at| shape.falling(at), |at| Some(1.02 * shape.falling(at)))
    }),
    Kind::new("continued pretraining", &[], |random| {
        let left = random.between(0.93, 0.985);
        let shape =
            Shape { left, noise: random.scaled(0.004, 0.03), eval_noise: 0.0005, ..Shape::any(random) };
        let has_evals = random.chance(0.5);
        shape.run(random, |at| shape.falling(at), |at| has_evals.then(|| shape.falling(at)))
    }),
    Kind::new("batches of one example", &[], |random| {
        let noise = random.between(0.25, 0.5);
        let shape = Shape { noise, tail: 0.02, ..Shape::any(random) };
        shape.run(random, |at| shape.falling(at), |at| Some(shape.falling(at)))
    }),
    Kind::new("classifier", &[], classifier),
    Kind::new("one row and one evaluation per epoch", &[], |random| {
        let n = random.count(4, 15);
        let shape = Shape {
            n_rows: n,
            n_evals: n,
            n_epochs: n as f64,
            noise: random.scaled(0.004, 0.03),
            ..Shape::any(random)
        };
        shape.run(random, |at| shape.falling(at), |at| Some(1.1 * shape.falling(at)))
    }),
    Kind::new("noisy evaluations of a saturated run", &[], |random| {
        // The hardest: training loss falls on, and evaluations scatter about the same loss.
        let n_evals = random.count(5, 40);
        let shape = Shape { n_evals, eval_noise: random.scaled(0.005, 0.03), ..Shape::any(random) };
        let until = random.between(0.2, 0.5);
        let memorised = random.between(0.6, 0.9);
        let train = move |at: f64| shape.falling(at) * memorised.powf(at);
        shape.run(random, train, |at| Some(1.05 * shape.falling(at.min(until))))
    }),
    Kind::new("few noisy evaluations of a saturated run", &[], |random| {
        let n_evals = random.count(4, 8);
        let shape = Shape { n_evals, eval_noise: random.scaled(0.02, 0.08), ..Shape::any(random) };
        let until = random.between(0.2, 0.5);
        let memorised = random.between(0.6, 0.95);
        let train = move |at: f64| shape.falling(at) * memorised.powf(at);
        shape.run(random, train, |at| Some(1.05 * shape.falling(at.min(until))))
    }),
    Kind::new("sum over accumulated batches", &[], |random| {
        let shape = Shape::any(random);
        let n = random.between(3.0, 16.0);
        shape.run(random, |at| n * shape.falling(at), |at| Some(shape.falling(at)))
    }),
    Kind::new("long warm-up", &[], |random| {
        let shape = Shape { warm_up: random.between(0.1, 0.25), ..Shape::any(random) };
        shape.run(random, |at| shape.falling(at), |at| Some(shape.falling(at)))
    }),
    Kind::new("single infinite gradients", &[], |random| {
        let shape = Shape::any(random);
        let share = 1.5 / shape.n_rows as f64;
        shape.run_with(
            random,
            |at| shape.falling(at),
            |at| Some(shape.falling(at)),
            |random, _, row| {
                let norm = row.values.iter_mut().find(|(key, _)| *key.name == *"grad_norm");
                if let Some((_, norm)) = norm.filter(|_| random.chance(share)) {
                    *norm = f64::INFINITY;
                }
            },
        )
    }),
    Kind::new("harder data later", &[], |random| {
        let shape = Shape::any(random);
        let (from, harder) = (random.between(0.3, 0.7), random.between(1.05, 1.2));
        let level = move |at: f64| shape.falling(at) * if from < at { harder } else { 1.0 };
        shape.run(random, level, |at| Some(shape.falling(at)))
    }),
    Kind::new("restarts of the learning rate", &[], |random| {
        let shape = Shape::any(random);
        let n = random.between(2.0, 4.0);
        let bump = random.between(0.02, 0.12);
        let level = move |at: f64| {
            shape.falling(at) * (1.0 + bump * (1.0 - (n * at).fract()) * f64::from(1.0 < n * at))
        };
        shape.run(random, level, |at| Some(level(at)))
    }),
];

/// Loss, accuracy and F1 of a classifier, whose evaluations are of a small set.
fn classifier(random: &mut Random) -> Run {
    let shape = Shape {
        n_evals: random.count(3, 20),
        start: random.between(0.65, 1.8),
        left: random.between(0.08, 0.4),
        eval_noise: random.scaled(0.005, 0.03),
        noise: random.scaled(0.05, 0.3),
        ..Shape::any(random)
    };
    shape.run_with(
        random,
        |at| shape.falling(at),
        |at| Some(1.05 * shape.falling(at)),
        |random, at, row| {
            if row.values.iter().any(|(key, _)| *key == MetricKey::eval("loss")) {
                let accuracy = 1.0 - 0.3 * shape.falling(at) / shape.start + 0.005 * random.normal();
                row.values.push((MetricKey::eval("accuracy"), accuracy));
                row.values.push((MetricKey::eval("f1"), accuracy - 0.02));
            }
        },
    )
}
