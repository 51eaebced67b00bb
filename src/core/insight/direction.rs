//! Direction in which a metric gets better, by its name.

/// Direction in which a metric gets better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// More is better.
    Up,
    /// Less is better.
    Down,
}

/// Words in names of metrics of which more is better.
const UP: [&str; 12] = [
    "accuracy",
    "acc",
    "f1",
    "bleu",
    "rouge",
    "reward",
    "auc",
    "exact_match",
    "matthews",
    "pearson",
    "spearman",
    "meteor",
];

/// Words in names of metrics of which less is better.
const DOWN: [&str; 7] = ["loss", "perplexity", "ppl", "wer", "cer", "error", "mse"];

/// The direction of a metric by its name; `None` if the name does not say.
///
/// # Example
/// ```
/// use tuneboard_core::insight::{Direction, direction};
///
/// assert_eq!(direction("rougeLsum"), Some(Direction::Up));
/// assert_eq!(direction("wer"), Some(Direction::Down));
/// assert_eq!(direction("samples_per_second"), None);
/// ```
pub fn direction(name: &str) -> Option<Direction> {
    let name = name.to_ascii_lowercase();
    let is_word = |word: &str| {
        let mut parts = name.split(|c: char| !c.is_ascii_alphanumeric());
        name == word || parts.any(|part| part == word) || (4 <= word.len() && name.contains(word))
    };
    match (UP.iter().any(|word| is_word(word)), DOWN.iter().any(|word| is_word(word))) {
        (true, false) => Some(Direction::Up),
        (false, true) => Some(Direction::Down),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directions_follow_from_names() {
        let check = |name: &str, expected: Option<Direction>| assert_eq!(direction(name), expected, "{name}");
        check("accuracy", Some(Direction::Up));
        check("f1", Some(Direction::Up));
        check("rouge1", Some(Direction::Up));
        check("matthews_correlation", Some(Direction::Up));
        check("loss", Some(Direction::Down));
        check("wer", Some(Direction::Down));
        check("cer_ortho", Some(Direction::Down));
        check("power", None);
        check("face", None);
        check("runtime", None);
        check("reward_error", None);
    }
}
