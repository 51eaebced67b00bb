//! JSON followed byte by byte, in pieces that may end anywhere.
//!
//! Contract: accepts RFC 8259 and, where a string may be, a bare `NaN`, `Infinity` or `-Infinity`, which some
//! writers emit. Each byte is looked at once; nesting costs memory, not stack. What is outside of strings is
//! ASCII or malformed, so bytes that are no UTF-8 matter to nobody here.

use crate::Run;

/// What comes next in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// The first byte of a name of the outermost object is next.
    NameBegins,
    /// The last byte of a name of the outermost object was just passed.
    NameEnded,
    /// The first byte of a value is next; for values within at most [`DEEPEST`] others.
    ValueBegins,
    /// The last byte of a value was just passed; for values within at most [`DEEPEST`] others.
    ValueEnded,
    /// The piece is over.
    More,
    /// The next byte cannot be.
    Malformed(Fault),
}

/// Where a text stops being JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// From 1.
    pub line: usize,
    /// Bytes from the start of the line to the one that cannot be, which is counted.
    pub column: usize,
    /// All there is could be the beginning of JSON: the rest is missing.
    pub is_cut_off: bool,
}

/// Values within more than so many others are passed without a word.
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

/// What a string is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    Name,
    Value,
}

impl Default for Syntax {
    fn default() -> Self {
        Self { state: State::Value, closing: Vec::new(), n_before: 0, n_newlines: 0, line_start: 0 }
    }
}

impl Syntax {
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
                let is_plain = |byte: &&u8| 0x20 <= **byte && **byte != b'"' && **byte != b'\\';
                *at += bytes.get(*at..).unwrap_or_default().iter().take_while(is_plain).count();
            }
        }
        Event::More
    }

    /// Values, of which the first was announced and not begun, have been read by somebody else.
    pub fn jump(&mut self, bytes: &[u8], at: &mut usize, run: Run) {
        let passed = if run.has_newlines { bytes.get(*at..run.end).unwrap_or_default() } else { &[] };
        for (idx, byte) in passed.iter().enumerate() {
            if *byte == b'\n' {
                self.n_newlines += 1;
                self.line_start = self.n_before + *at + idx + 1;
            }
        }
        *at = run.end;
        self.state = if self.closing.is_empty() { State::After } else { State::CommaOrEnd };
    }

    /// The next piece begins `n` bytes behind where this one began.
    pub fn go_on(&mut self, n: usize) {
        self.n_before += n;
    }

    /// Why a text that ends `at` in the present piece is no JSON; `None` if it is.
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
                self.told(DEEPEST, Event::ValueBegins)
            }
            State::Name | State::NameOrEnd => {
                self.state = State::FirstOfName;
                self.told(1, Event::NameBegins)
            }
            State::FirstOfName => {
                let bare = |word| State::Bare(Of::Name, word, 1);
                self.state = match byte {
                    b'"' => State::Text(Of::Name),
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
            State::Minus if byte == b'I' => pass_to(self, State::Bare(Of::Value, b"Infinity", 1)),
            _ => self.number(byte),
        }
    }

    fn first_of_value(&mut self, byte: u8) -> Step {
        self.state = match byte {
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
        if self.depth() == 1 { Step::PassAndTell(Event::NameEnded) } else { Step::Pass }
    }

    fn close_value(&mut self) -> Step {
        self.state = if self.closing.is_empty() { State::After } else { State::CommaOrEnd };
        if self.depth() <= DEEPEST { Step::PassAndTell(Event::ValueEnded) } else { Step::Pass }
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
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Follows a text cut at every place that `is_cut` says.
    fn follow(text: &[u8], is_cut: impl Fn(usize) -> bool) -> (Vec<(Event, usize)>, Option<Fault>) {
        let mut syntax = Syntax::default();
        let mut told = Vec::new();
        let mut start = 0;
        for end in (1..=text.len()).filter(|&end| end == text.len() || is_cut(end)) {
            let piece = &text[start..end];
            let mut at = 0;
            loop {
                match syntax.next(piece, &mut at) {
                    Event::More => break,
                    Event::Malformed(fault) => return (told, Some(fault)),
                    event => told.push((event, start + at)),
                }
            }
            syntax.go_on(piece.len());
            start = end;
        }
        (told, syntax.end(0))
    }

    #[track_caller]
    fn check(text: &str, expected: Option<(usize, usize, bool)>) {
        let expected = expected.map(|(line, column, is_cut_off)| Fault { line, column, is_cut_off });
        let whole = follow(text.as_bytes(), |_| false);
        assert_eq!(whole.1, expected, "{text}");
        assert_eq!(follow(text.as_bytes(), |_| true), whole, "{text}, byte by byte");
    }

    #[test]
    fn what_is_json_passes() {
        for text in
            ["0", "-0.5e+7", " [ ] ", "{}", r#"{"a":[1,{"b":null}],"c":"\u00e9\\"}"#, "true\n", "\"ö\""]
        {
            check(text, None);
        }
        for text in ["NaN", "[NaN,Infinity,-Infinity]", r#"{NaN:1,Infinity:2,-Infinity:{"a":NaN}}"#] {
            check(text, None);
        }
    }

    #[test]
    fn what_cannot_be_is_found_where_it_is() {
        check("[1,]", Some((1, 4, false)));
        check("{\"a\":\n 01}", Some((2, 3, false)));
        check("[1\n,\n2", Some((3, 1, true)));
        check("{\"a\" 1}", Some((1, 6, false)));
        check("trux", Some((1, 4, false)));
        check("tru", Some((1, 3, true)));
        check("{} x", Some((1, 4, false)));
        check("\"a\nb\"", Some((1, 3, false)));
        check(r#""\u12g4""#, Some((1, 6, false)));
        check("-", Some((1, 1, true)));
        check("[1.]", Some((1, 4, false)));
        // A word that is not one of the three was never more than its first letter.
        check("[Nan]", Some((1, 2, false)));
        check("[-Infinite]", Some((1, 3, false)));
        check("{-Inf", Some((1, 2, false)));
        check("[Na", Some((1, 2, false)));
    }

    proptest! {
        #[test]
        fn pieces_do_not_matter(text in "[\\[\\]{}:, \n\"\\\\NaIu0-9.e+-]{0,40}", cuts: u64) {
            let cut = |at: usize| cuts >> (at % 64) & 1 == 1;
            prop_assert_eq!(follow(text.as_bytes(), cut), follow(text.as_bytes(), |_| false));
        }
    }
}
