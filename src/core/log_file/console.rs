//! Console output of a training program: objects as Python or JSON writes them, among other lines; where there are none, the
//! lines that name their figures.

use std::borrow::Cow;

use super::{LogKind, Part, pairs};
use crate::{api::metrics::rows::RowReader, json, model::RowSink};

/// The rows so far.
pub(super) struct Console {
    reader: RowReader,
    /// Rows are objects, not pairs of names and figures.
    has_objects: bool,
    /// Place before which no object ends that goes on over several lines.
    unwrapped_until: usize,
}

/// Bytes from which it is told whether a text is a console's output.
const SAMPLE_BYTES: usize = 1 << 20;

/// Bytes in which an object over several lines has to end.
const MOST_WRAPPED: usize = 1 << 14;

impl Console {
    pub(super) fn new(text: &[u8], is_numbered: bool) -> Self {
        let reader = RowReader::of_file(is_numbered);
        Self { reader, has_objects: has_objects(text), unwrapped_until: 0 }
    }

    /// Returns whether a text holds an object with names in its beginning, or several lines that name their figures.
    pub(super) fn is_one(text: &[u8]) -> bool {
        has_objects(text) || 2 <= lines(text).filter_map(|line| pairs::row_of(&line)).take(2).count()
    }

    /// Reads the line that begins at `at`, or the object over several lines that begins in it, and moves on.
    pub(super) fn read_line(&mut self, text: &[u8], at: &mut usize, sink: &mut dyn RowSink) {
        let start = *at;
        let rest = text.get(start..).unwrap_or_default();
        // A progress bar begins its line anew with a carriage return.
        let end = rest.iter().position(is_end).unwrap_or(rest.len());
        *at += end + 1;
        let line = String::from_utf8_lossy(rest.get(..end).unwrap_or_default());
        if !self.has_objects {
            if let Some(row) = pairs::row_of(&line) {
                self.take(&row, sink);
            }
            return;
        }
        for (place, object) in objects(&line) {
            match object {
                Some(row) => self.take(&row, sink),
                None => match self.wrapped(text, start + place) {
                    Some((row, end)) => {
                        self.take(&row, sink);
                        *at = end;
                        return;
                    }
                    None => self.reader.skip("it is no whole object"),
                },
            }
        }
    }

    fn take(&mut self, row: &str, sink: &mut dyn RowSink) {
        if !self.reader.read_known(row.as_bytes(), sink) {
            self.reader.read_row(row.as_bytes(), sink);
        }
    }

    /// Returns an object over several lines, and its end. Where there is none, no other is looked for in the
    /// same bytes.
    fn wrapped(&mut self, text: &[u8], start: usize) -> Option<(String, usize)> {
        if start < self.unwrapped_until {
            return None;
        }
        let found = wrapped_object(text.get(start..)?);
        if found.is_none() {
            self.unwrapped_until = start + MOST_WRAPPED;
        }
        found.map(|(row, len)| (row, start + len))
    }

    pub(super) fn finish(self) -> Part {
        Part::of(LogKind::Console, self.reader.finish())
    }
}

fn is_end(byte: &u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

/// Returns the first lines of a text.
fn lines(text: &[u8]) -> impl Iterator<Item = Cow<'_, str>> {
    text.get(..text.len().min(SAMPLE_BYTES)).unwrap_or_default().split(is_end).map(String::from_utf8_lossy)
}

fn has_objects(text: &[u8]) -> bool {
    let is_any = |line: Cow<'_, str>| objects(&line).any(|(_, object)| object.is_some());
    lines(text).any(is_any) || first_wrapped(text)
}

/// Returns whether one of the first lines begins an object with names that goes on over several lines.
fn first_wrapped(text: &[u8]) -> bool {
    /// Lines that are tried.
    const MOST_TRIED: usize = 64;
    let head = text.get(..text.len().min(SAMPLE_BYTES)).unwrap_or_default();
    let begins = head.windows(2).enumerate().filter(|(_, pair)| matches!(pair, [b'{', b'\'' | b'"']));
    begins.take(MOST_TRIED).any(|(at, _)| head.get(at..).and_then(wrapped_object).is_some())
}

/// Returns the object that a text begins with, over however many lines, as JSON, and its length.
fn wrapped_object(text: &[u8]) -> Option<(String, usize)> {
    let text = text.get(..text.len().min(MOST_WRAPPED))?;
    let whole = match std::str::from_utf8(text) {
        Ok(whole) => whole,
        Err(error) => std::str::from_utf8(text.get(..error.valid_up_to())?).ok()?,
    };
    python_object(whole).filter(|(json, _)| json::members(json).is_some())
}

/// Returns the objects with names that a line holds, by their places, as JSON; `None` for one that is not whole.
fn objects(line: &str) -> impl Iterator<Item = (usize, Option<String>)> {
    let mut rest = line;
    std::iter::from_fn(move || {
        loop {
            let at = rest.find('{')?;
            let object = rest.get(at..)?;
            let place = line.len() - object.len();
            rest = object.get(1..)?;
            if !rest.trim_start().starts_with(['\'', '"']) {
                continue;
            }
            let Some((json, len)) = python_object(object) else { return Some((place, None)) };
            if json::members(&json).is_some() {
                rest = object.get(len..)?;
                return Some((place, Some(json)));
            }
        }
    })
}

/// Returns a line that is one object as Python writes it, as JSON.
pub(super) fn whole_object(line: &str) -> Option<String> {
    let (json, len) = python_object(line).filter(|_| line.starts_with('{'))?;
    (len == line.len() && json::members(&json).is_some()).then_some(json)
}

/// Levels of objects and lists that a console's objects may have. Beyond them an object is given up, so that one that never
/// ends is not read to the end of its line anew for every object within.
const MOST_LEVELS: usize = 64;

/// Returns an object as Python or JSON writes it, as JSON, and how long it was; `None` if it does not end, or has too many
/// levels.
fn python_object(text: &str) -> Option<(String, usize)> {
    let (mut json, mut depth, mut at) = (String::new(), 0_usize, 0);
    loop {
        let rest = text.get(at..)?;
        let first = rest.chars().next()?;
        match first {
            '\'' | '"' => {
                let len = quoted_len(rest, first)?;
                push_string(rest.get(1..len - 1)?, first, &mut json);
                at += len;
            }
            '{' | '[' | '}' | ']' => {
                json.push(first);
                at += 1;
                depth = if matches!(first, '{' | '[') { depth + 1 } else { depth.checked_sub(1)? };
                if depth == 0 {
                    return Some((json, at));
                }
                if MOST_LEVELS < depth {
                    return None;
                }
            }
            _ if first.is_ascii_alphabetic() || first == '_' => {
                let len = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '.');
                let (word, behind) = rest.split_at(len.unwrap_or(rest.len()));
                at += word.len();
                match word {
                    "True" => json.push_str("true"),
                    "False" => json.push_str("false"),
                    "None" => json.push_str("null"),
                    "nan" | "NaN" => json.push_str("\"NaN\""),
                    "inf" | "Infinity" => json.push_str("\"Infinity\""),
                    // `tensor(0.5, device='cuda:0')`, `np.float64(0.5)`: the figure within.
                    _ if behind.starts_with('(') => {
                        let inner = behind.get(1..behind.find(')')?)?;
                        push_inner(inner.split(',').next().unwrap_or_default().trim(), &mut json);
                        at += inner.len() + 2;
                    }
                    _ => json.push_str(word),
                }
            }
            '-' if rest.starts_with("-inf") || rest.starts_with("-Inf") => {
                json.push_str("\"-Infinity\"");
                at += if rest.starts_with("-Infinity") { "-Infinity".len() } else { "-inf".len() };
            }
            _ => {
                json.push(first);
                at += first.len_utf8();
            }
        }
    }
}

/// Appends the content of a figure's parentheses: a number, or a word for none.
fn push_inner(inner: &str, json: &mut String) {
    let is_number = json::float(inner).is_some();
    json.extend(if is_number { [inner, "", ""] } else { ["\"", inner, "\""] });
}

/// Returns the length of a string in bytes, quotes included; `None` if it does not end.
fn quoted_len(text: &str, quote: char) -> Option<usize> {
    let mut is_escaped = false;
    let end = text.char_indices().skip(1).find(|(_, c)| {
        let is_end = *c == quote && !is_escaped;
        is_escaped = *c == '\\' && !is_escaped;
        is_end
    });
    end.map(|(at, _)| at + 1)
}

/// A string's content as JSON.
fn push_string(inner: &str, quote: char, json: &mut String) {
    json.push('"');
    let mut chars = inner.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            // Python writes this where JSON does not.
            '\\' if chars.next_if_eq(&'\'').is_some() => json.push('\''),
            '\\' => {
                json.push('\\');
                json.extend(chars.next());
            }
            '"' if quote == '\'' => json.push_str("\\\""),
            c => json.push(c),
        }
    }
    json.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expected: &[Option<&str>]) {
        let read: Vec<Option<String>> = objects(line).map(|(_, object)| object).collect();
        assert_eq!(read.iter().map(Option::as_deref).collect::<Vec<_>>(), expected, "{line}");
    }

    #[test]
    fn objects_are_found_in_a_line() {
        check("{'loss': 0.5, 'epoch': 0.1}", &[Some(r#"{"loss": 0.5, "epoch": 0.1}"#)]);
        check(" 5%|█▌ | 1/20 [00:10<03:20]{'loss': '0.5'}", &[Some(r#"{"loss": "0.5"}"#)]);
        check(
            "{'loss': nan, 'a': -inf, 'b': inf}",
            &[Some(r#"{"loss": "NaN", "a": "-Infinity", "b": "Infinity"}"#)],
        );
        check("{'a': None, 'b': True, 'c': False}", &[Some(r#"{"a": null, "b": true, "c": false}"#)]);
        check(
            "{'a': tensor(0.5, device='cuda:0'), 'b': np.float64(2.0)}",
            &[Some(r#"{"a": 0.5, "b": 2.0}"#)],
        );
        check("{'a': tensor(nan)}", &[Some(r#"{"a": "nan"}"#)]);
        check(r#"INFO {"loss": 0.5, "step": 3} done"#, &[Some(r#"{"loss": 0.5, "step": 3}"#)]);
        check("[{'a': 1}, {'a': 2}]", &[Some(r#"{"a": 1}"#), Some(r#"{"a": 2}"#)]);
        check(r#"{'it\'s "x"': 1}"#, &[Some(r#"{"it's \"x\"": 1}"#)]);
        check("{'a': 1", &[None]);
        check("[INFO|trainer.py:2405] >> {'loss': 2.0}", &[Some(r#"{"loss": 2.0}"#)]);
        // Read in a time that grows with its length alone: 100,000 objects that never end.
        let endless = "{'a': ".repeat(100_000);
        assert_eq!(objects(&endless).filter(|(_, object)| object.is_none()).count(), 100_000);
        check("{} {x} no object", &[]);
    }
}
