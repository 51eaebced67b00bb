//! Outline of a text, by its first value.

use kernel::{Token, Tokens};

use super::number;
use crate::api::metrics::names::{Meaning, meaning};

/// The outermost of a text.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Outline {
    /// An object with a list of rows.
    Member {
        /// The list's name.
        name: &'static str,
        total_steps: Option<u64>,
        n_epochs: Option<f64>,
    },
    /// A list.
    List,
    /// An object with a list of records by this name, as services answer.
    Records(&'static str),
    /// Lists of figures: one per metric, or one per row.
    Table,
    /// A list of curves, as this page saves charts.
    Curves,
    /// An object that is a row, perhaps the first of many.
    Lines,
    /// Text that begins as a JSON object and does not go on as one.
    Broken,
    /// No JSON.
    Other,
}

/// Names of lists, the best first.
const LISTS: [&str; 2] = ["log_history", "metrics"];

/// Names of lists whose items are rows, or hold one as an object within.
const RECORD_LISTS: [&str; 7] = ["data", "events", "history", "logs", "log", "rows", "records"];

/// A look at the first value of a text: all of it, or the first item of a list.
#[derive(Default)]
pub(super) struct Outliner {
    tokens: Tokens,
    depth: usize,
    name: Vec<u8>,
    found: Option<usize>,
    total_steps: Option<u64>,
    n_epochs: Option<f64>,
    has_series: bool,
    has_values: bool,
    /// Place among [`RECORD_LISTS`] of the present list, and of the first one with an object in it.
    in_records: Option<usize>,
    records: Option<usize>,
    /// Numbers or texts that are members of the object itself, and lists or objects that begin with a number.
    n_scalars: usize,
    n_columns: usize,
    says_step: bool,
    /// The last token opened a list, or an object whose name or first member is a number, as a row's is.
    has_opened: bool,
    has_digits: bool,
}

impl Outliner {
    /// Looks on, from `at` to about `until`; `None` while there is more to see.
    pub(super) fn look(&mut self, text: &[u8], at: &mut usize, until: usize) -> Option<Outline> {
        let is_list = match text.first() {
            Some(b'[') => true,
            Some(b'{') => false,
            _ => return Some(Outline::Other),
        };
        loop {
            let token = self.tokens.next(text, at);
            let said = self.tokens.said();
            match token {
                Token::List | Token::Number if is_list && self.depth == 1 => return Some(Outline::Table),
                Token::Name if self.depth == if is_list { 2 } else { 1 } => self.name = said.head().to_vec(),
                Token::Text if is_list && self.depth == 2 => self.has_series |= self.name == b"series",
                Token::List if is_list && self.depth == 2 => self.has_values |= self.name == b"value",
                Token::List if self.depth == 1 => {
                    self.in_records = RECORD_LISTS.iter().position(|list| list.as_bytes() == self.name);
                    let place = LISTS.iter().position(|list| list.as_bytes() == self.name);
                    self.found = match (self.found, place) {
                        (Some(best), Some(place)) => Some(place.min(best)),
                        (best, place) => best.or(place),
                    };
                }
                Token::Object if self.depth == 2 => self.records = self.records.or(self.in_records),
                Token::Number | Token::Null | Token::Bare if 1 < self.depth && self.has_opened => {
                    self.n_columns += 1;
                }
                Token::Text | Token::Bool if self.depth == 1 => self.n_scalars += 1,
                Token::Number if self.depth == 1 => {
                    self.n_scalars += 1;
                    self.says_step |= is_step(&self.name);
                    let number = number(said.head()).filter(|n| 0.0 < *n);
                    match self.name.as_slice() {
                        b"max_steps" => self.total_steps = number.map(|n| n as u64),
                        b"num_train_epochs" => self.n_epochs = number,
                        _ => {}
                    }
                }
                _ => {}
            }
            match token {
                Token::Object => (self.depth, self.has_opened) = (self.depth + 1, self.has_digits),
                Token::List => (self.depth, self.has_opened) = (self.depth + 1, true),
                Token::Close => (self.depth, self.has_opened) = (self.depth.saturating_sub(1), false),
                Token::Name => {
                    self.has_digits = !said.head().is_empty() && said.head().iter().all(u8::is_ascii_digit);
                    self.has_opened |= self.has_digits && self.depth == 2;
                }
                _ => self.has_opened = false,
            }
            match token {
                Token::Close if self.depth == 1 => self.in_records = None,
                Token::More if is_list => return Some(self.list()),
                Token::More if self.found.is_some() || self.records.is_some() || self.is_table() => {
                    return Some(self.outline(b""));
                }
                Token::Malformed(_) if self.found.is_some() => return Some(self.outline(b"")),
                Token::More | Token::Malformed(_) => return Some(Outline::Broken),
                _ => {}
            }
            if is_list && (self.depth < 2 && token == Token::Close || self.has_series && self.has_values) {
                return Some(self.list());
            }
            if self.depth == 0 {
                return Some(self.outline(text.get(*at..).unwrap_or_default()));
            }
            if until <= *at && *at < text.len() {
                return None;
            }
        }
    }

    fn list(&self) -> Outline {
        if self.has_series && self.has_values { Outline::Curves } else { Outline::List }
    }

    /// Returns the outline of an object, `rest` behind it.
    fn outline(&self, rest: &[u8]) -> Outline {
        if let Some(name) = self.found.and_then(|place| LISTS.get(place)) {
            return Outline::Member { name, total_steps: self.total_steps, n_epochs: self.n_epochs };
        }
        match self.records.and_then(|place| RECORD_LISTS.get(place)) {
            _ if !rest.trim_ascii().is_empty() => Outline::Lines,
            Some(name) => Outline::Records(name),
            None if self.is_table() => Outline::Table,
            None => Outline::Lines,
        }
    }

    /// Returns whether an object is one of columns: no row, and no settings of which some are lists.
    fn is_table(&self) -> bool {
        !self.says_step && 0 < self.n_columns && self.n_scalars <= self.n_columns
    }
}

fn is_step(name: &[u8]) -> bool {
    std::str::from_utf8(name).is_ok_and(|name| matches!(meaning(name), Meaning::Step { .. }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Outline) {
        for n_bytes in [1, 1000] {
            let (mut outliner, mut at) = (Outliner::default(), 0);
            let outline = loop {
                let until = text.len().min(n_bytes + at);
                if let Some(outline) = outliner.look(text.as_bytes(), &mut at, until) {
                    break outline;
                }
            };
            assert_eq!(outline, expected, "{text}");
        }
    }

    #[test]
    fn the_first_value_says_what_a_text_is() {
        let member = |name| Outline::Member { name, total_steps: None, n_epochs: None };
        check("{\"log_history\":[]}", member("log_history"));
        check("{\"metrics\":[{\"step\":1", member("metrics"));
        check("{\"step\":1}\n{\"step\":2}", Outline::Lines);
        check("{'step':1}", Outline::Broken);
        check("[{\"step\":1}, ", Outline::List);
        check("[{'step':1}, ", Outline::Broken);
        check("[1,2]", Outline::Table);
        check("[[1,2], ", Outline::Table);
        check("{\"loss\":[1,2], ", Outline::Table);
        check("{\"a\":1,\"b\":2,\"bins\":[1,2]}", Outline::Lines);
        check("{\"step\":1,\"bins\":[1,2]}", Outline::Lines);
        check("{\"bins\":[1,2]}\n{\"bins\":[1,2]}", Outline::Lines);
        check("{\"data\":[{\"step\":1}, ", Outline::Records("data"));
        check("{\"messages\":[{\"step\":1}]}", Outline::Lines);
        check("{\"cells\":[{\"n\":1}],\"names\":{\"a\":1}}", Outline::Lines);
        check("{\"loss\":{\"0\":1,\"1\":2}}", Outline::Table);
        check("{\"0\":{\"loss\":1},\"1\":{\"loss\":2}}", Outline::Table);
        check("[\n{\"series\":\"train/loss\",\n\"step\":[1],\n\"value\":[2.0]}\n]\n", Outline::Curves);
        check("[\n{\"run\":\"a\",\"series\":\"train/loss\",\n\"value\":[\"NaN\"", Outline::Curves);
        check("[{\"series\":\"a\",\"value\":1}]", Outline::List);
        check("step,loss", Outline::Other);
    }
}
