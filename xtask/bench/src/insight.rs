//! The rules on a run of a million rows, on this machine: for `cargo xtask bench insight`, which builds it as the host programs are built.
//!
//! DuplicateIndex one block of lines per case, as the page of the other benchmarks sends them.
#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "measures on the host, and says so")]

use std::{hint::black_box, time::Instant};

use tuneboard_core::{
    insight::{Insight, RunFacts, Surroundings},
    metrics::MetricStore,
    model::{MetricBlock, MetricKey},
};

/// Rows of the run.
const ROWS: u64 = 1_000_000;
/// Times that the whole run is judged: of each turn the fastest counts, since whoever else uses the processor only adds to it; and how
/// often that is done.
const RUNS: usize = 5;
const GROUPS: usize = 5;
/// Times that rows are appended.
const APPENDS: u64 = 200;
/// Rows that the page looks at in one turn.
const TURN: usize = 4_000;

/// A noisy, falling loss with its learning rate and gradient norm; 1,000 evaluations; a spike here and there.
fn rows(from: u64, to: u64) -> [MetricBlock; 2] {
    let noise = |step: u64| {
        let mixed = step.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        ((mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 11) as f64 / (1_u64 << 53) as f64
    };
    let level = |step: u64| 0.8 + 2.0 / (1.0 + step as f64 / 20_000.0);
    let (mut train, mut eval) = (MetricBlock::default(), MetricBlock::default());
    let [mut loss, mut rate, mut norm, mut eval_loss, mut accuracy] = [const { Vec::new() }; 5];
    for step in from..to {
        train.push_head(step, Some(step as f64 / 250_000.0), Some(0.3 * step as f64), None);
        let spike = if step % 70_001 == 0 { 6.0 } else { 1.0 };
        loss.push(spike * level(step) * (0.9 + 0.2 * noise(step)));
        rate.push(1e-4 * (1.0 - step as f64 / ROWS as f64));
        norm.push(0.5 + noise(step + 1));
        if step % 1_000 == 0 {
            eval.push_head(step, Some(step as f64 / 250_000.0), Some(0.3 * step as f64), None);
            eval_loss.push(1.05 * level(step) * (0.99 + 0.02 * noise(step)));
            accuracy.push(0.9 - 0.1 * level(step));
        }
    }
    train.columns = vec![
        (MetricKey::train("loss"), loss),
        (MetricKey::train("learning_rate"), rate),
        (MetricKey::train("grad_norm"), norm),
    ];
    eval.columns = vec![(MetricKey::eval("loss"), eval_loss), (MetricKey::eval("accuracy"), accuracy)];
    [train, eval]
}

fn append(store: &mut MetricStore, from: u64, to: u64) {
    rows(from, to).iter().for_each(|block| store.take(block));
    store.settle();
}

fn millis(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1e3
}

fn say(id: &str, ours: &[f64], note: &str) {
    let ours: Vec<String> = ours.iter().map(ToString::to_string).collect();
    println!("id {id}\nours {}\nnote {note}\n", ours.join(" "));
}

/// Milliseconds of each turn of a whole run, the answer last.
fn turns(insight: &mut Insight, store: &MetricStore, facts: &RunFacts) -> Vec<f64> {
    let mut turns: Vec<f64> = Vec::new();
    loop {
        let begun = Instant::now();
        let is_done = insight.append_some(store, facts, TURN);
        turns.push(millis(begun));
        if is_done {
            break;
        }
    }
    let begun = Instant::now();
    black_box(insight.answer(store, facts, &Surroundings::default()));
    turns.push(millis(begun));
    turns
}

fn main() {
    let facts = RunFacts { total_steps: Some(2 * ROWS), falls: Vec::new() };
    let around = Surroundings::default();
    let mut store = MetricStore::new();
    append(&mut store, 1, ROWS + 1);
    let (mut wholes, mut longest) = (Vec::new(), Vec::new());
    let mut insight = Insight::default();
    for _ in 0..GROUPS {
        let mut fastest: Vec<f64> = Vec::new();
        for _ in 0..RUNS {
            insight = Insight::default();
            let turns = turns(&mut insight, &store, &facts);
            fastest.resize(turns.len(), f64::INFINITY);
            fastest.iter_mut().zip(&turns).for_each(|(fastest, turn)| *fastest = fastest.min(*turn));
        }
        wholes.push(fastest.iter().sum());
        longest.push(fastest.iter().copied().fold(0.0, f64::max));
    }
    let verdict = insight.answer(&store, &facts, &around).verdict.slug();
    say("I1", &wholes, &format!("verdict {verdict}"));
    say(
        "I2",
        &longest,
        &format!("turns of {TURN} rows, {} of them", turns(&mut Insight::default(), &store, &facts).len()),
    );
    let mut appends = Vec::new();
    for n in 0..APPENDS {
        let from = ROWS + 1 + 10 * n;
        append(&mut store, from, from + 10);
        let begun = Instant::now();
        insight.append(&store, &facts);
        black_box(insight.answer(&store, &facts, &around));
        appends.push(millis(begun));
    }
    say("I3", &appends, "the answer included");
}
