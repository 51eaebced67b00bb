//! JSON followed byte by byte, in pieces that may end anywhere.
//!
//! Contract: accepts RFC 8259 and, unless it is strict, where a string may be a bare `NaN`, `Infinity` or `-Infinity`,
//! which some writers emit. Each byte is looked at once; nesting costs memory, not stack. What is outside of strings is
//! ASCII or malformed, so bytes that are no UTF-8 do not matter here.

use super::words::plain_len;
use crate::Run;

/// Next event in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// The first byte of a name is next; of the outermost object, unless all are told.
    NameBegins,
    /// The last byte of a name was just passed; of the outermost object, unless all are told.
    NameEnded,
    /// The first byte of a value is next; for values within at most `DEEPEST` others, unless all are told.
    ValueBegins,
    /// The last byte of a value was just passed; for values within at most `DEEPEST` others, unless all are
    /// told.
    ValueEnded,
    /// The piece is over.
    More,
    /// The next byte cannot be.
    Malformed(Fault),
}

/// Position at which a text stops being JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// From 1.
    pub line: usize,
    /// Bytes from the start of the line to the one that cannot be, which is counted.
    pub column: usize,
    /// All there is could be the beginning of JSON: the rest is missing.
    pub is_cut_off: bool,
}

/// Values within more than so many others are passed without a word, unless all are to be told.
pub const DEEPEST: usize = 2;

/// A place in a text, and what may come there.
#[derive(Debug)]
pub struct Syntax {
    state: State,
    /// The brackets that are still to come, the innermost last.
    closing: Vec<u8>,
    /// Bytes of earlier pieces.
    n_before: usize,
    n_newlines: usize,
    /// Bytes before the line.
    line_start: usize,
    /// Names and values within more than so many others are not told.
    deepest_name: usize,
    deepest_value: usize,
    /// A value may not be within so many others.
    too_deep: usize,
    /// RFC 8259 and no more.
    is_strict: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Value,
    /// Behind `[`.
    ItemOrEnd,
    /// Behind `{`.
    NameOrEnd,
    Name,
    /// The first byte of a name or value, which has been announced.
    FirstOfName,
    FirstOfValue,
    Colon,
    CommaOrEnd,
    /// Behind the whole.
    After,
    Text(Of),
    Escape(Of),
    /// So many digits are to come.
    Hex(Of, u8),
    /// `true`, `false` or `null`: the bytes still to come.
    Word(&'static [u8]),
    /// A word that is no JSON, and how much of it was passed.
    Bare(Of, &'static [u8], usize),
    Minus,
    Zero,
    Whole,
    Point,
    Fraction,
    E,
    Sign,
    Exponent,
}

/// Role of a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    Name,
    Value,
}

impl Default for Syntax {
    fn default() -> Self {
        Self {
            state: State::Value,
            closing: Vec::new(),
            n_before: 0,
            n_newlines: 0,
            line_start: 0,
            deepest_name: 1,
            deepest_value: DEEPEST,
            too_deep: usize::MAX,
            is_strict: false,
        }
    }
}

impl Syntax {
    /// Tells every name and value; a list or an object within `too_deep` others cannot be.
    pub fn telling_all(too_deep: usize) -> Self {
        Self { deepest_name: usize::MAX, deepest_value: usize::MAX, too_deep, ..Self::default() }
    }

    /// Accepts RFC 8259 and no more. Tells the outermost value and its members or items.
    pub fn strict() -> Self {
        Self { deepest_value: 1, is_strict: true, ..Self::default() }
    }

    /// Begins with another text.
    pub fn restart(&mut self) {
        self.closing.clear();
        (self.state, self.n_before, self.n_newlines, self.line_start) = (State::Value, 0, 0, 0);
    }

    /// Values that are open around the present place.
    pub fn depth(&self) -> usize {
        self.closing.len()
    }

    /// Goes on in `bytes` from `at`, which is moved, up to the next thing worth telling.
    pub fn next(&mut self, bytes: &[u8], at: &mut usize) -> Event {
        while let Some(&byte) = bytes.get(*at) {
            if byte <= b' ' && self.skips_space() && matches!(byte, b' ' | b'\n' | b'\t' | b'\r') {
                *at += 1;
                if byte == b'\n' {
                    self.n_newlines += 1;
                    self.line_start = self.n_before + *at;
                }
                continue;
            }
            match self.step(byte) {
                Step::Pass => *at += 1,
                Step::Stay => {}
                Step::Tell(event) => return event,
                Step::PassAndTell(event) => {
                    *at += 1;
                    return event;
                }
                Step::Fail { n_back } => return Event::Malformed(self.fault(*at + 1, n_back, false)),
            }
            // What strings are full of.
            if let State::Text(_) = self.state {
                *at += plain_len(bytes.get(*at..).unwrap_or_default());
            }
        }
        Event::More
    }

    /// Values, of which the first was announced and not begun, have been read by another reader.
    pub fn jump(&mut self, bytes: &[u8], at: &mut usize, run: Run) {
        let passed = if run.has_newlines { bytes.get(*at..run.end).unwrap_or_default() } else { &[] };
        for (idx, byte) in passed.iter().enumerate() {
            if *byte == b'\n' {
                self.n_newlines += 1;
                self.line_start = self.n_before + *at + idx + 1;
            }
        }
        *at = run.end;
        self.pass_value();
    }

    /// A name that was announced has been read by another reader, without ends of lines in it.
    pub(crate) fn pass_name(&mut self) {
        self.state = State::Colon;
    }

    /// The same of a value.
    pub(crate) fn pass_value(&mut self) {
        self.state = if self.closing.is_empty() { State::After } else { State::CommaOrEnd };
    }

    /// Returns the fault at an announced byte, for callers that cannot use it.
    pub(crate) fn fault_at(&self, at: usize) -> Fault {
        self.fault(at + 1, 0, false)
    }

    /// The next piece begins `n` bytes behind where this one began.
    pub fn go_on(&mut self, n: usize) {
        self.n_before += n;
    }

    /// Returns the fault of a text that ends `at` in the present piece; `None` if it is JSON.
    pub fn end(&self, at: usize) -> Option<Fault> {
        use State::{After, Bare, Exponent, Fraction, Whole, Zero};
        match self.state {
            After => None,
            Zero | Whole | Fraction | Exponent if self.closing.is_empty() => None,
            Bare(.., n) => Some(self.fault(at + 1, n, false)),
            _ => Some(self.fault(at, 0, true)),
        }
    }

    fn fault(&self, n_passed: usize, n_back: usize, is_cut_off: bool) -> Fault {
        let column = (self.n_before + n_passed).saturating_sub(self.line_start + n_back);
        Fault { line: self.n_newlines + 1, column, is_cut_off }
    }

    fn skips_space(&self) -> bool {
        use State::{After, Colon, CommaOrEnd, ItemOrEnd, Name, NameOrEnd, Value};
        matches!(self.state, Value | ItemOrEnd | NameOrEnd | Name | Colon | CommaOrEnd | After)
    }

    fn step(&mut self, byte: u8) -> Step {
        let pass_to = |own: &mut Self, state| {
            own.state = state;
            Step::Pass
        };
        match self.state {
            State::ItemOrEnd if byte == b']' => self.close(),
            State::NameOrEnd if byte == b'}' => self.close(),
            State::Value | State::ItemOrEnd => {
                self.state = State::FirstOfValue;
                self.told(self.deepest_value, Event::ValueBegins)
            }
            State::Name | State::NameOrEnd => {
                self.state = State::FirstOfName;
                self.told(self.deepest_name, Event::NameBegins)
            }
            State::FirstOfName => {
                let bare = |word| State::Bare(Of::Name, word, 1);
                self.state = match byte {
                    b'"' => State::Text(Of::Name),
                    _ if self.is_strict => return Step::Fail { n_back: 0 },
                    b'N' => bare(b"NaN"),
                    b'I' => bare(b"Infinity"),
                    b'-' => bare(b"-Infinity"),
                    _ => return Step::Fail { n_back: 0 },
                };
                Step::Pass
            }
            State::FirstOfValue => self.first_of_value(byte),
            State::Colon if byte == b':' => pass_to(self, State::Value),
            State::CommaOrEnd => match self.closing.last() {
                Some(&close) if close == byte => self.close(),
                Some(b'}') if byte == b',' => pass_to(self, State::Name),
                Some(_) if byte == b',' => pass_to(self, State::Value),
                _ => Step::Fail { n_back: 0 },
            },
            State::Text(of) => match byte {
                b'"' => self.close_text(of),
                b'\\' => pass_to(self, State::Escape(of)),
                0x20.. => Step::Pass,
                _ => Step::Fail { n_back: 0 },
            },
            State::Escape(of) => match byte {
                b'u' => pass_to(self, State::Hex(of, 4)),
                b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => pass_to(self, State::Text(of)),
                _ => Step::Fail { n_back: 0 },
            },
            State::Hex(of, n_left) if byte.is_ascii_hexdigit() => {
                pass_to(self, if n_left == 1 { State::Text(of) } else { State::Hex(of, n_left - 1) })
            }
            State::Word([first, rest @ ..]) if *first == byte => {
                self.state = State::Word(rest);
                if rest.is_empty() { self.close_value() } else { Step::Pass }
            }
            State::Bare(of, word, n) => match word.get(n) {
                Some(&expected) if expected != byte => Step::Fail { n_back: n },
                _ if n + 1 == word.len() => self.close_text(of),
                _ => pass_to(self, State::Bare(of, word, n + 1)),
            },
            State::Colon | State::After | State::Hex(..) | State::Word(_) => Step::Fail { n_back: 0 },
            State::Minus if byte == b'I' && !self.is_strict => {
                pass_to(self, State::Bare(Of::Value, b"Infinity", 1))
            }
            _ => self.number(byte),
        }
    }

    fn first_of_value(&mut self, byte: u8) -> Step {
        self.state = match byte {
            b'{' | b'[' if self.too_deep <= self.closing.len() => return Step::Fail { n_back: 0 },
            b'{' => {
                self.closing.push(b'}');
                State::NameOrEnd
            }
            b'[' => {
                self.closing.push(b']');
                State::ItemOrEnd
            }
            b'"' => State::Text(Of::Value),
            b't' => State::Word(b"rue"),
            b'f' => State::Word(b"alse"),
            b'n' => State::Word(b"ull"),
            b'N' | b'I' if self.is_strict => return Step::Fail { n_back: 0 },
            b'N' => State::Bare(Of::Value, b"NaN", 1),
            b'I' => State::Bare(Of::Value, b"Infinity", 1),
            b'-' => State::Minus,
            b'0' => State::Zero,
            b'1'..=b'9' => State::Whole,
            _ => return Step::Fail { n_back: 0 },
        };
        Step::Pass
    }

    fn number(&mut self, byte: u8) -> Step {
        use State::{E, Exponent, Fraction, Minus, Point, Sign, Whole, Zero};
        self.state = match (self.state, byte) {
            (Minus, b'0') => Zero,
            (Minus | Whole, b'0'..=b'9') => Whole,
            (Zero | Whole, b'.') => Point,
            (Point | Fraction, b'0'..=b'9') => Fraction,
            (Zero | Whole | Fraction, b'e' | b'E') => E,
            (E, b'+' | b'-') => Sign,
            (E | Sign | Exponent, b'0'..=b'9') => Exponent,
            (Zero | Whole | Fraction | Exponent, _) => {
                // The byte belongs to what follows.
                return match self.close_value() {
                    Step::PassAndTell(event) => Step::Tell(event),
                    _ => Step::Stay,
                };
            }
            _ => return Step::Fail { n_back: 0 },
        };
        Step::Pass
    }

    /// Behind a closing bracket.
    fn close(&mut self) -> Step {
        self.closing.pop();
        self.close_value()
    }

    fn close_text(&mut self, of: Of) -> Step {
        if of == Of::Value {
            return self.close_value();
        }
        self.state = State::Colon;
        if self.depth() <= self.deepest_name { Step::PassAndTell(Event::NameEnded) } else { Step::Pass }
    }

    fn close_value(&mut self) -> Step {
        self.state = if self.closing.is_empty() { State::After } else { State::CommaOrEnd };
        if self.depth() <= self.deepest_value { Step::PassAndTell(Event::ValueEnded) } else { Step::Pass }
    }

    fn told(&self, deepest: usize, event: Event) -> Step {
        if self.depth() <= deepest { Step::Tell(event) } else { Step::Stay }
    }
}

enum Step {
    Pass,
    Stay,
    Tell(Event),
    PassAndTell(Event),
    Fail { n_back: usize },
}

#[cfg(test)]
mod tests;
