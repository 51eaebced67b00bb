//! Lines of a console that name their figures: `step 10 | loss 1.2`, `epoch=1, loss=0.5`, `Step 1 | loss:2.5 lr:1e-05`.

use std::borrow::Cow;

use crate::{
    api::metrics::names::{Meaning, meaning},
    json,
};

/// Words before a name that say how grave a message is.
const LEVELS: [&str; 5] = ["INFO", "DEBUG", "WARNING", "WARN", "ERROR"];

/// Suffixes of numbers that leave them what they are.
const UNITS: [&str; 4] = ["%", "ms", "s", "sec"];

/// Last words of names of two words that stand before a figure without a mark between.
const NOUNS: [&str; 5] = ["loss", "rate", "norm", "accuracy", "acc"];

/// Figures of a line that are read: names are compared with each other.
const MOST_PAIRS: usize = 256;

/// The figures of a line as an object; `None` if it does not look like a row: it has a loss, or a step or epoch and another figure.
pub(super) fn row_of(line: &str) -> Option<String> {
    let plain = without_colors(line);
    let line = &*plain;
    let mut pairs: Vec<(String, String)> = Vec::new();
    let (mut at, mut name_start) = (0, 0);
    while let Some(start) = next_number(line, at).filter(|_| pairs.len() < MOST_PAIRS) {
        let (number, len) = number_at(line.get(start..)?)?;
        let end = start + len;
        let name = name_before(line.get(name_start..start)?);
        (at, name_start) = (end, end);
        let behind = line.get(end..)?;
        let unit_len = behind.find(|c: char| !c.is_ascii_alphabetic() && c != '%').unwrap_or(behind.len());
        let (unit, rest) = behind.split_at(unit_len);
        name_start += unit_len;
        let is_figure = unit.is_empty() || UNITS.contains(&unit);
        let Some(name) = name.filter(|name| is_figure && !pairs.iter().any(|(known, _)| known == name))
        else {
            continue;
        };
        let mut next = rest.chars();
        let (mark, is_number) = (next.next(), next.next().is_some_and(|c| c.is_ascii_digit()));
        // A time, a date, or a share, which only counters have: step 10/100.
        let is_part = match mark.filter(|_| is_number) {
            Some(':' | '-') => true,
            Some('/') => matches!(meaning(&name), Meaning::Figure(_)),
            _ => false,
        };
        if !is_part {
            pairs.push((name, number));
        }
    }
    let has = |test: fn(&Meaning) -> bool| pairs.iter().any(|(name, _)| test(&meaning(name)));
    let has_loss = pairs.iter().any(|(name, _)| name.to_ascii_lowercase().contains("loss"));
    let has_counter = has(|meaning| matches!(meaning, Meaning::Step { .. } | Meaning::Epoch { .. }));
    let is_row = has_loss || (has_counter && has(|meaning| matches!(meaning, Meaning::Figure(_))));
    is_row.then(|| as_object(&pairs))
}

/// A line without the sequences that give a terminal its colours.
fn without_colors(line: &str) -> Cow<'_, str> {
    const BEGIN: &str = "\u{1b}[";
    if !line.contains(BEGIN) {
        return Cow::Borrowed(line);
    }
    let mut parts = line.split(BEGIN);
    let first = parts.next().unwrap_or_default().to_owned();
    let is_end = |c: char| c.is_ascii_alphabetic();
    Cow::Owned(parts.fold(first, |plain, part| {
        plain + part.find(is_end).and_then(|end| part.get(end + 1..)).unwrap_or_default()
    }))
}

fn as_object(pairs: &[(String, String)]) -> String {
    let mut object = String::from("{");
    for (name, number) in pairs {
        if 1 < object.len() {
            object.push(',');
        }
        json::quote(name, &mut object);
        object.extend([":", number]);
    }
    object + "}"
}

/// Finds the first number from a place on that is no part of a word.
fn next_number(line: &str, from: usize) -> Option<usize> {
    let bytes = line.as_bytes();
    (from..bytes.len()).find(|at| {
        let before = at.checked_sub(1).and_then(|at| bytes.get(at)).copied().unwrap_or(b' ');
        let is_begin = !(before.is_ascii_alphanumeric() || before == b'_' || before == b'.' || 0x7f < before);
        let is_sign = matches!(bytes.get(*at), Some(b'-' | b'+'));
        let is_signed = !is_sign || matches!(before, b' ' | b'=' | b':' | b'(' | b'[' | b',' | b'|' | b'\t');
        is_begin && is_signed && line.get(*at..).is_some_and(|rest| number_at(rest).is_some())
    })
}

/// The number that a text begins with, as JSON, and its length.
fn number_at(text: &str) -> Option<(String, usize)> {
    let sign_len = usize::from(text.starts_with(['-', '+']));
    let magnitude = text.get(sign_len..)?;
    let is_minus = text.starts_with('-');
    let word_len =
        magnitude.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(magnitude.len());
    let word = match magnitude.get(..word_len)? {
        word if word.eq_ignore_ascii_case("nan") => "\"NaN\"",
        word if word.eq_ignore_ascii_case("inf") || word.eq_ignore_ascii_case("infinity") => {
            if is_minus {
                "\"-Infinity\""
            } else {
                "\"Infinity\""
            }
        }
        _ => "",
    };
    if !word.is_empty() {
        return Some((word.to_owned(), sign_len + word_len));
    }
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let mut len = digits(magnitude);
    let whole_len = len;
    // Groups of three digits.
    while 0 < whole_len && magnitude.get(len..)?.starts_with(',') && digits(magnitude.get(len + 1..)?) == 3 {
        len += 4;
    }
    if magnitude.get(len..)?.starts_with('.') {
        let n = digits(magnitude.get(len + 1..)?);
        len += if 0 < n || 0 < whole_len { 1 + n } else { 0 };
    }
    if len == 0 {
        return None;
    }
    let exponent = magnitude.get(len..)?;
    if exponent.starts_with(['e', 'E']) {
        let exponent_sign = usize::from(exponent.get(1..)?.starts_with(['-', '+']));
        let n = digits(exponent.get(1 + exponent_sign..)?);
        len += if 0 < n { 1 + exponent_sign + n } else { 0 };
    }
    let plain = magnitude.get(..len)?.replace(',', "");
    let sign = if is_minus { "-" } else { "" };
    let number = match json::float(&format!("{sign}{plain}")) {
        Some(_) => format!("{sign}{plain}"),
        // Digits on one side of the point only, or zeros before them.
        None => format!("{sign}{:?}", plain.parse::<f64>().ok()?),
    };
    Some((number, sign_len + len))
}

/// The name before a figure; `None` if there is none, or only a sentence.
fn name_before(text: &str) -> Option<String> {
    let unmarked = text.trim_end().trim_end_matches(['[', '(', ' ']);
    let name = unmarked.trim_end_matches(['=', ':', ' ']);
    let has_mark = name.len() < unmarked.trim_end().len();
    let segment =
        name.rsplit(['|', ',', ';', ':', '(', ')', '[', ']', '{', '}', '<', '>', '=', '\t', '"']).next()?;
    let segment = segment.rsplit(" - ").next()?;
    let is_word =
        |word: &&str| !LEVELS.contains(word) && word.starts_with(|c: char| c.is_alphabetic() || c == '_');
    let words: Vec<&str> = segment.split_whitespace().filter(is_word).collect();
    let last = *words.last()?;
    let is_counter = matches!(meaning(last), Meaning::Step { .. } | Meaning::Epoch { .. });
    let is_pair = || {
        let [first, last] = *words else { return false };
        let has_split =
            matches!(meaning(&format!("{first} x")), Meaning::Figure(usual) if usual.split.is_some());
        has_split || NOUNS.iter().any(|noun| last.eq_ignore_ascii_case(noun))
    };
    match words.len() {
        _ if is_counter => Some(last.to_owned()),
        1 => Some(last.to_owned()),
        2..=3 if has_mark || is_pair() => Some(words.join(" ")),
        _ if has_mark || last.to_ascii_lowercase().contains("loss") => Some(last.to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expected: &str) {
        assert_eq!(row_of(line).unwrap_or_default(), expected, "{line}");
    }

    #[test]
    fn figures_are_read_with_their_names() {
        check(
            "epoch 1 | step 10 | loss 1.9 | lr 1.0e-04",
            r#"{"epoch":1,"step":10,"loss":1.9,"lr":1.0e-04}"#,
        );
        check("epoch=1 loss=0.5", r#"{"epoch":1,"loss":0.5}"#);
        check("step 10 loss 1.2", r#"{"step":10,"loss":1.2}"#);
        check(
            "Step 1 | loss:2.5 lr:1e-05 grad_norm:inf",
            r#"{"Step":1,"loss":2.5,"lr":1e-05,"grad_norm":"Infinity"}"#,
        );
        check(
            "iter 0: loss 10.98, time 400.12ms, mfu -100.00%",
            r#"{"iter":0,"loss":10.98,"time":400.12,"mfu":-100.00}"#,
        );
        check("step 250: train loss 4.1, val loss nan", r#"{"step":250,"train loss":4.1,"val loss":"NaN"}"#);
        check(
            " iteration 10/ 100 | learning rate: 1.5E-04 | lm loss: 8.0E+00 | grad norm: 1.000 |",
            r#"{"iteration":10,"learning rate":1.5E-04,"lm loss":8.0E+00,"grad norm":1.000}"#,
        );
        check(
            "2026-11-30 10:00:01,123 - INFO - epoch 2 - step: 1,200/3,000 - Loss: .5 (0.75)",
            r#"{"epoch":2,"step":1200,"Loss":0.5}"#,
        );
        check("Epoch: [3][10/100] Time 0.1 Loss 1.2 (1.3)", r#"{"Epoch":3,"Time":0.1,"Loss":1.2}"#);
        check("100/100 - 1s 5ms/step - loss: 0.5 - val_loss: 0.6", r#"{"loss":0.5,"val_loss":0.6}"#);
        check("step: 7 memory: 0.5GiB tokens: 12k loss: 007.5", r#"{"step":7,"loss":7.5}"#);
        check(
            "[rank0]:2026-11-30 10:00:00,000 - root - \u{1b}[31mstep:  1  \u{1b}[38;2;180;60;0mloss:  8.1309\u{1b}[39m",
            r#"{"step":1,"loss":8.1309}"#,
        );
        for none in [
            "",
            "step 1",
            "Dear all, the run is over.",
            "1,2,3",
            "bake at 200 for 30 min",
            "a-1 = 2",
            "Step one: loss",
        ] {
            check(none, "");
        }
    }
}
