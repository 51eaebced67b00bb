//! A chart's points as files: every point of every curve, every figure to the last bit.
//!
//! Contract: what is written reads back as the same numbers, and opens as a log with the same charts. NaN and both
//! infinities are words, in JSON as strings; an empty cell, or `null`, says that something is not known. Nothing is
//! smoothed, thinned or cut to what is in view. A column that no curve has figures for is left out. Files come in
//! pieces, for a million points take longer than a page may stand still.

use std::{fmt::Write as _, iter, ops::Range};

use kernel::{Column, Positions};

use super::Curve;
use crate::{
    export::{csv_cell, file_slug},
    json,
    model::Timestamp,
};

/// About as many bytes take a point's cells.
const BYTES_PER_POINT: usize = 64;
/// Points of a piece; writing them takes a few milliseconds.
const PIECE: usize = 4096;

/// Property of a point, apart from its curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Step,
    Epoch,
    Elapsed,
    LoggedAt,
    Value,
}

impl Field {
    const ALL: [Self; 5] = [Self::Step, Self::Epoch, Self::Elapsed, Self::LoggedAt, Self::Value];

    const fn name(self) -> &'static str {
        match self {
            Self::Step => "step",
            Self::Epoch => "epoch",
            Self::Elapsed => "elapsed_seconds",
            Self::LoggedAt => "logged_at",
            Self::Value => "value",
        }
    }

    /// Returns true if any point of the curve has the property.
    fn is_in(self, curve: &Curve) -> bool {
        let has_figures = |column: &Column| column.whole().range().is_some();
        let series = curve.series();
        match self {
            Self::Step => matches!(curve.xs(), Positions::Steps(_)) || series.is_some(),
            Self::Epoch => series.is_some_and(|series| has_figures(series.epochs())),
            Self::Elapsed => series.is_some_and(|series| has_figures(series.elapsed_secs())),
            Self::LoggedAt => series.is_some_and(|series| series.has_stamps()),
            Self::Value => true,
        }
    }

    /// Writes it as both formats write it, text without quotes; `false`, and nothing, where it is unknown.
    fn write(self, curve: &Curve, idx: usize, text: &mut String) -> bool {
        let series = curve.series();
        match self {
            Self::Step => match (series, curve.xs()) {
                (Some(series), _) => series.steps().get(idx).is_some_and(|step| put(text, step)),
                (None, Positions::Steps(steps)) => steps.get(idx).is_some_and(|step| put(text, step)),
                (None, Positions::Column(_)) => false,
            },
            Self::Epoch => series.is_some_and(|series| number(series.epochs().at(idx), text)),
            Self::Elapsed => series.is_some_and(|series| number(series.elapsed_secs().at(idx), text)),
            Self::LoggedAt => {
                let at = series.and_then(|series| series.logged_at(idx));
                at.map(Timestamp::to_rfc3339).is_some_and(|at| put(text, at))
            }
            Self::Value => {
                let value = curve.figure(idx);
                number(value, text) || put(text, word(value))
            }
        }
    }

    /// Returns whether JSON has no token for what is written, so that it is a string there.
    fn is_text(self, curve: &Curve, idx: usize) -> bool {
        self == Self::LoggedAt || (self == Self::Value && !curve.figure(idx).is_finite())
    }
}

/// The shortest text that reads back as the same bits; nothing for what is no number.
fn number(value: f64, text: &mut String) -> bool {
    value.is_finite() && write!(text, "{value:?}").is_ok()
}

/// Returns the word for a figure that is no number.
fn word(value: f64) -> &'static str {
    match value {
        f64::INFINITY => "Infinity",
        f64::NEG_INFINITY => "-Infinity",
        _ => "NaN",
    }
}

fn put(text: &mut String, value: impl std::fmt::Display) -> bool {
    write!(text, "{value}").is_ok()
}

/// The fields that any of the curves has.
fn fields(curves: &[Curve]) -> Vec<Field> {
    Field::ALL.into_iter().filter(|field| curves.iter().any(|curve| field.is_in(curve))).collect()
}

/// A curve's name where charts are not around it: `train/loss`.
fn name(curve: &Curve) -> String {
    curve.series().map_or_else(|| curve.label.clone(), |series| series.key().to_string())
}

/// Points of a curve, piece by piece.
fn pieces(curve: &Curve) -> impl Iterator<Item = Range<usize>> + use<> {
    let len = curve.len();
    (0..len).step_by(PIECE).map(move |start| start..len.min(start + PIECE))
}

/// The points as a table after RFC 4180, a line per point and one for the headings; in pieces. Where curves are of
/// several runs, the first column says of which.
pub fn csv(curves: &[Curve]) -> impl Iterator<Item = String> {
    let fields = fields(curves);
    let names: String = fields.iter().map(|field| format!(",{}", field.name())).collect();
    let has_runs = curves.iter().any(|curve| curve.owner.is_some());
    let lines = curves.iter().flat_map(move |curve| {
        let run = has_runs.then(|| csv_cell(curve.owner.as_deref().unwrap_or_default()) + ",");
        let name = run.unwrap_or_default() + &csv_cell(&name(curve));
        let fields = fields.clone();
        pieces(curve).map(move |piece| {
            let mut text = String::with_capacity(piece.len() * BYTES_PER_POINT);
            for idx in piece {
                text.push_str(&name);
                for field in &fields {
                    text.push(',');
                    field.write(curve, idx, &mut text);
                }
                text.push_str("\r\n");
            }
            text
        })
    });
    let run = if has_runs { "run," } else { "" };
    iter::once(format!("{run}series{names}\r\n")).chain(lines)
}

/// The points as JSON: an object per curve, with a list per column; in pieces.
pub fn json(curves: &[Curve]) -> impl Iterator<Item = String> {
    let objects = curves.iter().enumerate().flat_map(|(i, curve)| {
        let mut head = if i == 0 { "[\n{" } else { ",\n{" }.to_owned();
        if let Some(run) = &curve.owner {
            head.push_str("\"run\":");
            json::quote(run, &mut head);
            head.push(',');
        }
        head.push_str("\"series\":");
        json::quote(&name(curve), &mut head);
        let fields = Field::ALL.into_iter().filter(|field| field.is_in(curve));
        let lists = fields.flat_map(|field| list(field, curve));
        iter::once(head).chain(lists).chain(iter::once("}".to_owned()))
    });
    let foot = if curves.is_empty() { "[\n]\n" } else { "\n]\n" };
    objects.chain(iter::once(foot.to_owned()))
}

/// A column as a member of an object.
fn list(field: Field, curve: &Curve) -> impl Iterator<Item = String> {
    let items = pieces(curve).map(move |piece| {
        let mut text = String::with_capacity(piece.len() * BYTES_PER_POINT);
        for idx in piece {
            if 0 < idx {
                text.push(',');
            }
            let start = text.len();
            let mark = if field.is_text(curve, idx) { "\"" } else { "" };
            text.push_str(mark);
            if field.write(curve, idx, &mut text) {
                text.push_str(mark);
            } else {
                text.truncate(start);
                text.push_str("null");
            }
        }
        text
    });
    iter::once(format!(",\n\"{}\":[", field.name())).chain(items).chain(iter::once("]".to_owned()))
}

/// A file's name, of letters and digits of all scripts and dashes, whatever the job is called: `my-run-loss.csv`.
pub fn file_name(job: &str, chart: &str, extension: &str) -> String {
    let parts = [file_slug(job), file_slug(chart)];
    let known: Vec<&str> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    let name = if known.is_empty() { "chart".to_owned() } else { known.join("-") };
    format!("{name}.{extension}")
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
