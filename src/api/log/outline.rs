//! What a text is, by its first value.

use kernel::{Token, Tokens};

use super::number;

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
                Token::Name if self.depth == if is_list { 2 } else { 1 } => self.name = said.head().to_vec(),
                Token::Text if is_list && self.depth == 2 => self.has_series |= self.name == b"series",
                Token::List if is_list && self.depth == 2 => self.has_values |= self.name == b"value",
                Token::List if self.depth == 1 => {
                    let place = LISTS.iter().position(|list| list.as_bytes() == self.name);
                    self.found = match (self.found, place) {
                        (Some(best), Some(place)) => Some(place.min(best)),
                        (best, place) => best.or(place),
                    };
                }
                Token::Number if self.depth == 1 => {
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
                Token::Object | Token::List => self.depth += 1,
                Token::Close => self.depth = self.depth.saturating_sub(1),
                Token::More if is_list => return Some(self.list()),
                Token::More | Token::Malformed(_) if self.found.is_none() => return Some(Outline::Broken),
                Token::More | Token::Malformed(_) => return Some(self.outline()),
                _ => {}
            }
            if is_list && (self.depth < 2 && token == Token::Close || self.has_series && self.has_values) {
                return Some(self.list());
            }
            if self.depth == 0 {
                return Some(self.outline());
            }
            if until <= *at && *at < text.len() {
                return None;
            }
        }
    }

    fn list(&self) -> Outline {
        if self.has_series && self.has_values { Outline::Curves } else { Outline::List }
    }

    fn outline(&self) -> Outline {
        match self.found.and_then(|place| LISTS.get(place)) {
            Some(name) => Outline::Member { name, total_steps: self.total_steps, n_epochs: self.n_epochs },
            None => Outline::Lines,
        }
    }
}

/// Whether all tokens of a text can be.
pub(super) fn passes(tokens: &mut Tokens, text: &[u8], at: &mut usize) -> bool {
    loop {
        match tokens.next(text, at) {
            Token::More => return true,
            Token::Malformed(_) => return false,
            _ => {}
        }
    }
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
        check("[1,2]", Outline::List);
        check("[\n{\"series\":\"train/loss\",\n\"step\":[1],\n\"value\":[2.0]}\n]\n", Outline::Curves);
        check("[\n{\"run\":\"a\",\"series\":\"train/loss\",\n\"value\":[\"NaN\"", Outline::Curves);
        check("[{\"series\":\"a\",\"value\":1}]", Outline::List);
        check("step,loss", Outline::Other);
    }
}
