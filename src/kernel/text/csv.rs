//! CSV followed byte by byte, in pieces that may end anywhere.
//!
//! Contract: RFC 4180 with any one-byte delimiter; a line may end with LF, CR LF or CR. A quote that does not begin
//! a field is part of it, and what follows a closing quote is too, so that nothing is malformed; only the end of the
//! text can leave a quote open.

/// Mark that was just passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// A delimiter: a field is over.
    Field,
    /// The end of a line: a field and its row are over.
    Row,
    /// The piece is over.
    More,
}

/// A place in a table.
#[derive(Debug)]
pub struct Csv {
    delimiter: u8,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before the first byte of a field.
    Start,
    Plain,
    Quoted,
    /// Behind a quote within quotes: it ends them, or a second one follows.
    Quote,
    /// Behind a carriage return that ended a row: a line feed is part of that end.
    Return,
}

impl Csv {
    /// Returns a reader before the first row.
    pub fn new(delimiter: u8) -> Self {
        Self { delimiter, state: State::Start }
    }

    /// Returns the byte between fields.
    pub fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// Returns true if a quoted field has not ended.
    pub fn is_quoted(&self) -> bool {
        self.state == State::Quoted
    }

    /// Goes on behind the first quote of a field as if it were any other byte.
    pub fn take_quote_as_text(&mut self) {
        self.state = State::Plain;
    }

    /// Goes on in `bytes` from `at`, which is moved behind the next end of a field.
    #[inline(never)]
    pub fn next(&mut self, bytes: &[u8], at: &mut usize) -> Mark {
        while let Some(&byte) = bytes.get(*at) {
            *at += 1;
            self.state = match (self.state, byte) {
                (State::Quoted, b'"') => State::Quote,
                (State::Quoted, _) => State::Quoted,
                (State::Quote, b'"') => State::Quoted,
                (State::Return, b'\n') => State::Start,
                (_, _) if byte == self.delimiter => {
                    self.state = State::Start;
                    return Mark::Field;
                }
                (_, b'\n') => {
                    self.state = State::Start;
                    return Mark::Row;
                }
                (_, b'\r') => {
                    self.state = State::Return;
                    return Mark::Row;
                }
                (State::Start | State::Return, b'"') => State::Quoted,
                _ => State::Plain,
            };
        }
        Mark::More
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Marks with the place behind each, of a text cut where `is_cut` says.
    fn marks(text: &[u8], is_cut: impl Fn(usize) -> bool) -> (Vec<(Mark, usize)>, bool) {
        let (mut csv, mut marks, mut start) = (Csv::new(b','), Vec::new(), 0);
        for end in (1..=text.len()).filter(|&end| end == text.len() || is_cut(end)) {
            let mut at = 0;
            loop {
                match csv.next(&text[start..end], &mut at) {
                    Mark::More => break,
                    mark => marks.push((mark, start + at)),
                }
            }
            start = end;
        }
        (marks, csv.is_quoted())
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let (marks, is_open) = marks(text.as_bytes(), |_| false);
        let word = |(mark, at): &(Mark, usize)| format!("{}{at}", if *mark == Mark::Row { "r" } else { "f" });
        let words: Vec<String> = marks.iter().map(word).collect();
        assert_eq!(words.join(" ") + if is_open { " open" } else { "" }, expected, "{text}");
    }

    #[test]
    fn fields_and_rows_end_where_they_end() {
        check("a,b\nc,d\n", "f2 r4 f6 r8");
        check("a,b\r\nc\r\n\rd", "f2 r4 r7 r9");
        check("\"a,b\nc\",d\n", "f8 r10");
        check("\"a\"\"\n\"\"\",b", "f9");
        check("a\"b,c\",d", "f4 f7");
        check("\"a", " open");
    }

    proptest! {
        #[test]
        fn pieces_do_not_matter(text in "[a,\"\r\n]{0,40}", cuts: u64) {
            let cut = |at: usize| cuts >> (at % 64) & 1 == 1;
            prop_assert_eq!(marks(text.as_bytes(), cut), marks(text.as_bytes(), |_| false));
        }
    }
}
