//! Charts that this page has saved as JSON: a list of objects, each a curve with a list per column.

use std::borrow::Cow;

use kernel::{Fault, Token, Tokens};

use super::{LogKind, Part, long::own_key};
use crate::{
    api::{
        metrics::row_count::RowCount,
        reading::lenient::{Scalar, StepFault},
    },
    json,
    model::{MetricBlock, RowSink, Timestamp},
};

/// Points that are handed on at once.
const MOST_POINTS: usize = 4096;

/// The curves so far.
#[derive(Default)]
pub(super) struct Curves {
    tokens: Tokens,
    depth: usize,
    member: String,
    curve: Curve,
    count: RowCount,
    is_numbered: bool,
}

/// The present curve.
#[derive(Default)]
struct Curve {
    run: Option<String>,
    series: String,
    steps: Vec<Result<u64, StepFault>>,
    epochs: Vec<Option<f64>>,
    elapsed_secs: Vec<Option<f64>>,
    logged_at: Vec<Option<Timestamp>>,
    values: Vec<Option<f64>>,
}

impl Curves {
    pub(super) fn new(is_numbered: bool) -> Self {
        Self { is_numbered, ..Self::default() }
    }

    /// Reads on, from `at` to about `until`; whether that was all.
    pub(super) fn read(&mut self, text: &[u8], at: &mut usize, until: usize, sink: &mut dyn RowSink) -> bool {
        while *at < until {
            let from = *at;
            let token = self.tokens.next(text, at);
            match token {
                Token::Object | Token::List => self.depth += 1,
                Token::Close => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 1 {
                        self.deliver(sink);
                    }
                }
                Token::More | Token::Malformed(_) => {
                    self.deliver(sink);
                    return true;
                }
                _ => {
                    let said = String::from_utf8_lossy(text.get(from..*at).unwrap_or_default());
                    // The bracket before it was only looked at.
                    let said = said.trim_start_matches(['{', '[', ' ', '\n', '\r', '\t', ',', ':']);
                    if token == Token::Name {
                        self.member = json::string(said).unwrap_or_default().into_owned();
                    } else {
                        self.take(said, self.depth);
                    }
                }
            }
        }
        false
    }

    /// Takes a value of the present member.
    fn take(&mut self, json: &str, depth: usize) {
        let value = Scalar::parse(json).unwrap_or_else(|| Scalar::Text(json.into()));
        let Curve { run, series, steps, epochs, elapsed_secs, logged_at, values } = &mut self.curve;
        match (depth, self.member.as_str()) {
            (2, "run") => *run = json::string(json).map(Cow::into_owned),
            (2, "series") => *series = json::string(json).unwrap_or_default().into_owned(),
            (3, "step") => {
                let step = json.parse().ok().or_else(|| value.as_count());
                let fault = match value.step_fault() {
                    Some(StepFault::Missing) => StepFault::Missing,
                    _ => StepFault::Unusable,
                };
                steps.push(step.ok_or(fault));
            }
            (3, "epoch") => epochs.push(value.as_number()),
            (3, "elapsed_seconds") => elapsed_secs.push(value.as_number()),
            (3, "logged_at") => logged_at.push(value.as_time()),
            (3, "value") => values.push(value.as_figure()),
            _ => {}
        }
    }

    /// The present curve is whole, or all there is of it.
    fn deliver(&mut self, sink: &mut dyn RowSink) {
        let curve = std::mem::take(&mut self.curve);
        if curve.values.is_empty() {
            return;
        }
        let (owner, key) = own_key(&curve.series, curve.run.is_some());
        let Some(key) = key else {
            self.count.n_received += 1;
            return self.count.skip("it names no metric");
        };
        sink.enter_run(owner.or(curve.run.as_deref()).unwrap_or_default());
        let mut block = MetricBlock { columns: vec![(key, Vec::new())], ..MetricBlock::default() };
        for (idx, value) in curve.values.iter().enumerate() {
            self.count.n_received += 1;
            let number = self.is_numbered.then_some(idx as u64 + 1);
            let said = curve.steps.get(idx).copied().unwrap_or(Err(StepFault::Missing));
            match (number.map_or(said, Ok), value) {
                (_, None) => self.count.place(1, 0),
                (Err(fault), _) => self.count.skip_for_step(fault),
                (Ok(step), Some(value)) => {
                    let known = |column: &[Option<f64>]| column.get(idx).copied().flatten();
                    let logged_at = curve.logged_at.get(idx).copied().flatten();
                    block.push_head(step, known(&curve.epochs), known(&curve.elapsed_secs), logged_at);
                    block.columns.iter_mut().for_each(|(_, figures)| figures.push(*value));
                    self.count.place(1, 1);
                }
            }
            if MOST_POINTS <= block.len() {
                sink.take(&block);
                block.clear();
            }
        }
        if !block.is_empty() {
            sink.take(&block);
        }
    }

    pub(super) fn finish(mut self) -> (Part, Option<Fault>) {
        let fault = self.tokens.end().err();
        (Part::of(LogKind::SavedChart, self.count.finish()), fault)
    }
}
