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
    /// An object that is a row, perhaps the first of many.
    Lines,
    /// No JSON.
    Other,
}

/// Names of lists, the best first.
const LISTS: [&str; 2] = ["log_history", "metrics"];

/// Looks at the first value of a text, all of it.
pub(super) fn outline(text: &[u8]) -> Outline {
    match text.first() {
        Some(b'[') => return Outline::List,
        Some(b'{') => {}
        _ => return Outline::Other,
    }
    let (mut tokens, mut at, mut depth) = (Tokens::default(), 0, 0_usize);
    let mut name = Vec::new();
    let (mut found, mut total_steps, mut n_epochs) = (None, None, None);
    loop {
        let token = tokens.next(text, &mut at);
        let said = tokens.said();
        match token {
            Token::Name if depth == 1 => name = said.head().to_vec(),
            Token::List if depth == 1 => {
                let place = LISTS.iter().position(|list| list.as_bytes() == name);
                found = match (found, place) {
                    (Some(best), Some(place)) => Some(place.min(best)),
                    (best, place) => best.or(place),
                };
            }
            Token::Number if depth == 1 => match name.as_slice() {
                b"max_steps" => total_steps = number(said.head()).filter(|n| 0.0 < *n).map(|n| n as u64),
                b"num_train_epochs" => n_epochs = number(said.head()).filter(|n| 0.0 < *n),
                _ => {}
            },
            _ => {}
        }
        match token {
            Token::Object | Token::List => depth += 1,
            Token::Close => depth -= 1,
            Token::More | Token::Malformed(_) => break,
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    match found.and_then(|place| LISTS.get(place)) {
        Some(name) => Outline::Member { name, total_steps, n_epochs },
        None => Outline::Lines,
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
