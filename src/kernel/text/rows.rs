//! Many objects of the same make, read as numbers: the keys and the space around them are compared with those
//! of an earlier row as plain bytes, and only the values are looked into.
//!
//! Contract: what is read is JSON, and says what the slow way would say; everything that is not of a known
//! shape is left to that.

use super::number::number;
use crate::{Event, Syntax};

/// One value of a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Slot {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool,
    /// A list or an object.
    Nested,
    /// An integer that fits.
    Int(i64),
    /// Any other number, or a bare `NaN`, `Infinity` or `-Infinity`.
    Float(f64),
    /// A string without escapes: where it begins and ends, quotes left out.
    Text(u32, u32),
}

/// Rows of one shape that follow each other, with commas between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// Index of the shape; see [`Shapes::learn`].
    pub shape: usize,
    /// Behind the last of them.
    pub end: usize,
    /// There may be ends of lines in between.
    pub has_newlines: bool,
}

/// The shapes of the rows read so far, the latest few of them.
#[derive(Debug, Default)]
pub struct Shapes {
    known: Vec<Shape>,
    /// Index of the row before.
    current: usize,
    /// The next to be forgotten.
    oldest: usize,
}

/// Text around the values: `{"step":`, `,"loss":`, `}`. Always one more than there are values. The members of
/// an object within the row are values of their own: `,"timing":{"data":`, `}}`.
#[derive(Debug, PartialEq)]
struct Shape {
    gaps: Vec<Gap>,
    has_newlines: bool,
}

/// Some bytes.
#[derive(Debug, PartialEq)]
struct Gap {
    text: Box<[u8]>,
    /// The first eight of them, with a mask of what counts.
    word: u64,
    mask: u64,
    /// The value behind it is a member of an object within the row.
    is_nested: bool,
}

/// Shapes kept: training and evaluation rows alternate, each with and without something.
const MOST_SHAPES: usize = 6;

/// A run ends when it holds so many values, so that they stay in the processor's nearest memory.
const MOST_SLOTS: usize = 1024;

impl Shapes {
    /// Reads rows from `at` on, which is where one begins, as long as they have the same shape; their values
    /// are put in `slots`, row by row. `None` if not even the first one has a known shape, or if it does not
    /// end within `bytes`.
    pub fn read(&mut self, bytes: &[u8], at: usize, slots: &mut Vec<Slot>) -> Option<Run> {
        slots.clear();
        u32::try_from(bytes.len()).ok()?;
        let n_known = self.known.len();
        let mut candidates = (0..n_known).map(|i| (self.current + i) % n_known);
        let (shape, mut end) =
            candidates.find_map(|idx| Some((idx, self.known[idx].read(bytes, at, slots)?)))?;
        self.current = shape;
        let known = &self.known[shape];
        let mut has_newlines = known.has_newlines;
        while slots.len() < MOST_SLOTS && bytes.get(end) == Some(&b',') {
            let mut next = end + 1;
            while let Some(space @ (b' ' | b'\n' | b'\t' | b'\r')) = bytes.get(next) {
                has_newlines |= *space == b'\n';
                next += 1;
            }
            let Some(next_end) = known.read(bytes, next, slots) else { break };
            end = next_end;
        }
        Some(Run { shape, end, has_newlines })
    }

    /// Takes over the shape of a row, which is an object and nothing behind it; gives its number, by which it
    /// is known until another shape gets that number. `None` for what has no shape.
    pub fn learn(&mut self, row: &[u8]) -> Option<usize> {
        let shape = Shape::of(row)?;
        if let Some(idx) = self.known.iter().position(|known| *known == shape) {
            self.current = idx;
            return Some(idx);
        }
        if self.known.len() < MOST_SHAPES {
            self.current = self.known.len();
            self.known.push(shape);
        } else {
            self.current = self.oldest;
            self.known[self.oldest] = shape;
            self.oldest = (self.oldest + 1) % MOST_SHAPES;
        }
        Some(self.current)
    }
}

impl Shape {
    fn of(row: &[u8]) -> Option<Self> {
        row.first().filter(|byte| **byte == b'{')?;
        let mut syntax = Syntax::default();
        let mut gaps = Vec::new();
        let (mut at, mut gap_start) = (0, 0);
        // Of the object within the row, if there is one open.
        let mut n_members = None;
        loop {
            match (syntax.next(row, &mut at), syntax.depth()) {
                (Event::ValueBegins, 1) if row.get(at) == Some(&b'{') => n_members = Some(0),
                (Event::ValueBegins, 1) => gaps.push(Gap::new(row.get(gap_start..at)?, false)),
                (Event::ValueBegins, 2) => {
                    if let Some(n_members) = &mut n_members {
                        *n_members += 1;
                        gaps.push(Gap::new(row.get(gap_start..at)?, true));
                    }
                }
                (Event::ValueEnded, 2) if n_members.is_some() => gap_start = at,
                (Event::ValueEnded, 1) => match n_members.take() {
                    // An empty object may have members in the next row.
                    Some(0) => return None,
                    Some(_) => {}
                    None => gap_start = at,
                },
                (Event::More, 0) => break,
                (Event::More | Event::Malformed(_), _) => return None,
                _ => {}
            }
        }
        gaps.push(Gap::new(row.get(gap_start..)?, false));
        let has_newlines = gaps.iter().any(|gap| gap.text.contains(&b'\n'));
        (1 < gaps.len()).then_some(Self { gaps, has_newlines })
    }

    /// Reads a row; gives its end. On `None`, `slots` is as it was.
    #[inline(always)]
    fn read(&self, bytes: &[u8], at: usize, slots: &mut Vec<Slot>) -> Option<usize> {
        let n_before = slots.len();
        let end = self.values(bytes, at, slots);
        if end.is_none() {
            slots.truncate(n_before);
        }
        end
    }

    #[inline(always)]
    fn values(&self, bytes: &[u8], mut at: usize, slots: &mut Vec<Slot>) -> Option<usize> {
        let (last, gaps) = self.gaps.split_last()?;
        for gap in gaps {
            at = gap.pass(bytes, at)?;
            at = value(bytes, at, gap.is_nested, slots)?;
        }
        last.pass(bytes, at)
    }
}

impl Gap {
    fn new(text: &[u8], is_nested: bool) -> Self {
        let mut padded = [0; 8];
        let n = text.len().min(8);
        padded[..n].copy_from_slice(&text[..n]);
        let mask = if n == 8 { u64::MAX } else { !(u64::MAX << (8 * n)) };
        Self { text: text.into(), word: u64::from_le_bytes(padded), mask, is_nested }
    }

    /// Returns the position behind these bytes, if they are at `at`.
    #[inline(always)]
    fn pass(&self, bytes: &[u8], at: usize) -> Option<usize> {
        let rest = bytes.get(at..)?;
        if let Some(eight) = rest.first_chunk::<8>() {
            if u64::from_le_bytes(*eight) & self.mask != self.word {
                return None;
            }
            if self.text.len() <= 8 {
                return Some(at + self.text.len());
            }
        }
        rest.starts_with(&self.text).then(|| at + self.text.len())
    }
}

#[inline]
fn value(bytes: &[u8], at: usize, is_nested: bool, slots: &mut Vec<Slot>) -> Option<usize> {
    match bytes.get(at)? {
        b'0'..=b'9' => number(bytes, at, slots),
        b'-' if bytes.get(at + 1) != Some(&b'I') => number(bytes, at, slots),
        _ => other_value(bytes, at, is_nested, slots),
    }
}

/// Reads a value that is no number.
#[inline(never)]
fn other_value(bytes: &[u8], at: usize, is_nested: bool, slots: &mut Vec<Slot>) -> Option<usize> {
    let word = |word: &[u8], slot| {
        let end = at + word.len();
        (bytes.get(at..end)? == word).then_some((end, slot))
    };
    let (end, slot) = match bytes.get(at)? {
        b'"' => {
            let start = at + 1;
            let mut end = start;
            while !matches!(bytes.get(end)?, b'"' | b'\\' | ..0x20) {
                end += 1;
            }
            if bytes.get(end) != Some(&b'"') {
                return None;
            }
            (end + 1, Slot::Text(start as u32, end as u32))
        }
        b'n' => word(b"null", Slot::Null)?,
        b'N' => word(b"NaN", Slot::Float(f64::NAN))?,
        b'I' => word(b"Infinity", Slot::Float(f64::INFINITY))?,
        b'-' => word(b"-Infinity", Slot::Float(f64::NEG_INFINITY))?,
        b't' => word(b"true", Slot::Bool)?,
        b'f' => word(b"false", Slot::Bool)?,
        // Its members would be values of their own.
        b'{' if !is_nested => return None,
        b'{' | b'[' => (at + nested(bytes.get(at..)?)?, Slot::Nested),
        _ => return None,
    };
    slots.push(slot);
    Some(end)
}

/// Returns the length of a list or an object.
#[cold]
fn nested(bytes: &[u8]) -> Option<usize> {
    let (mut syntax, mut end) = (Syntax::default(), 0);
    loop {
        match syntax.next(bytes, &mut end) {
            Event::More | Event::Malformed(_) => return None,
            Event::ValueEnded if syntax.depth() == 0 => return Some(end),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Learns `shape` and reads `text`; gives what was read of it.
    fn read(shape: &str, text: &str) -> Option<(Vec<Slot>, usize)> {
        let mut shapes = Shapes::default();
        shapes.learn(shape.as_bytes()).expect("a shape");
        let mut slots = Vec::new();
        let run = shapes.read(text.as_bytes(), 0, &mut slots)?;
        Some((slots, run.end))
    }

    #[track_caller]
    fn check(value: &str, expected: Option<Slot>) {
        let row = format!(r#"{{"a":{value}}}"#);
        let expected = expected.map(|slot| (vec![slot], row.len()));
        assert_eq!(read(r#"{"a":0}"#, &row), expected, "{value}");
        assert_eq!(read(r#"{"a":0}"#, &format!("{row}, and so on")), expected, "{value}");
    }

    #[test]
    fn values_are_what_json_says() {
        check("0", Some(Slot::Int(0)));
        check("-0", Some(Slot::Float(-0.0)));
        check("9223372036854775807", Some(Slot::Int(i64::MAX)));
        check("-9223372036854775808", Some(Slot::Int(i64::MIN)));
        check("9223372036854775808", Some(Slot::Float(9_223_372_036_854_775_808.0)));
        check("1e2", Some(Slot::Float(100.0)));
        check("1E-2", Some(Slot::Float(0.01)));
        check("1e400", Some(Slot::Float(f64::INFINITY)));
        check("1e-99999999999999999999", Some(Slot::Float(0.0)));
        check("null", Some(Slot::Null));
        check("Infinity", Some(Slot::Float(f64::INFINITY)));
        check("-Infinity", Some(Slot::Float(f64::NEG_INFINITY)));
        let (slots, _) = read(r#"{"a":0}"#, r#"{"a":NaN}"#).expect("a value");
        assert!(matches!(slots[..], [Slot::Float(n)] if n.is_nan()));
        check("true", Some(Slot::Bool));
        for nested in ["[]", "[1, {\"b\":[]}]", "[\"]\"]"] {
            check(nested, Some(Slot::Nested));
        }
        check("\"b\"", Some(Slot::Text(6, 7)));
        for other in [
            "01",
            "1.",
            ".5",
            "-",
            "1e",
            "nul",
            "[1,]",
            "{\"a\"}",
            "{}",
            "{\"a\":1}",
            "-Inf",
            "\"\\n\"",
            "\"\n\"",
            "+1",
            "",
            "\"",
            "1 ",
        ] {
            check(other, None);
        }
    }

    #[test]
    fn rows_that_follow_each_other_are_one_run() {
        let row = "{ \"step\": 1,\n \"a longer name\":2.5 }";
        let three = format!("{row}, {row},\n{row},{{}}");
        let (slots, end) = read(row, &three).expect("a run");
        assert_eq!((slots.len(), end), (6, three.len() - 3));
        assert_eq!(slots[4..], [Slot::Int(1), Slot::Float(2.5)]);
        assert_eq!(read(row, r#"{"step":1,"a longer name":2.5}"#), None, "other space");
        for cut in 0..row.len() {
            assert_eq!(read(row, &row[..cut]), None);
        }
    }

    #[test]
    fn members_of_an_object_within_a_row_are_values() {
        let row = r#"{"a":1,"t":{"x": 2,"y":{"z":3}},"b":4}"#;
        let expected = vec![Slot::Int(1), Slot::Int(2), Slot::Nested, Slot::Int(4)];
        assert_eq!(read(row, row), Some((expected, row.len())));
        for other in [r#"{"a":1,"t":{"x": 2},"b":4}"#, r#"{"a":1,"t":{},"b":4}"#, r#"{"a":1,"t":5,"b":4}"#] {
            assert_eq!(read(row, other), None, "{other}");
        }
        assert_eq!(Shapes::default().learn(br#"{"a":1,"t":{}}"#), None);
        assert_eq!(read(r#"{"t":5}"#, r#"{"t":{"x":2}}"#), None);
    }

    #[test]
    fn the_latest_shapes_are_known() {
        let mut shapes = Shapes::default();
        let row = |i| format!("{{\"{i}\":1}}");
        for i in 0..=MOST_SHAPES {
            assert_eq!(shapes.learn(row(i).as_bytes()), Some(i % MOST_SHAPES));
        }
        assert_eq!(shapes.learn(row(3).as_bytes()), Some(3));
        let mut slots = Vec::new();
        assert_eq!(shapes.read(row(0).as_bytes(), 0, &mut slots), None, "forgotten");
        for i in 1..=MOST_SHAPES {
            let run = shapes.read(row(i).as_bytes(), 0, &mut slots).expect("a known shape");
            assert_eq!((run.shape, run.end), (i % MOST_SHAPES, 7));
        }
        for shapeless in ["{}", "[1]", "1", r#"{"a":[1]"#, r#"{"a":1"#, "{\"a\":1}}"] {
            assert_eq!(shapes.learn(shapeless.as_bytes()), None, "{shapeless}");
        }
    }
}
