//! The report in sentences.

use super::{Encoding, Form, Overlap, Report, Severity, Verdict};
use crate::format::{bytes, count, count_of};

impl Report {
    /// Returns the upshot in one sentence without a stop.
    pub fn headline(&self) -> String {
        let (examples, service) = (self.examples(), self.rules.service);
        match self.verdict() {
            Verdict::Reject if self.n_bytes == 0 => {
                format!("The file is empty, so {service} would reject it")
            }
            Verdict::Reject if 0 < self.n_rejected => {
                let lines = count_of(self.n_rejected as usize, "line", "lines");
                format!("{service} would reject {lines} of {}", count(self.n_lines))
            }
            Verdict::Reject => format!("{service} would reject this file"),
            Verdict::Look if self.encoding == Encoding::Parquet => {
                "This is a Parquet file, which is not looked into here".to_owned()
            }
            Verdict::Look => format!("{examples}; something is worth a look"),
            Verdict::Fine => format!("{examples}; nothing wrong was found"),
        }
    }

    /// `1,204 examples`, `17 rows`, `one JSON array of 12 objects`.
    pub fn examples(&self) -> String {
        let n = self.n_examples as usize;
        if let Some(layout) = self.layout {
            return layout.label();
        }
        match self.form {
            Some(Form::Table) => count_of(n, "row", "rows"),
            _ => count_of(n, "example", "examples"),
        }
    }

    /// Returns the file's encoding: `UTF-8`, `UTF-8 with a byte order mark`, `UTF-16`.
    pub fn encoding_label(&self) -> String {
        match self.encoding {
            Encoding::Utf8 if self.has(super::Kind::Encoding) => "not all of it is UTF-8".to_owned(),
            Encoding::Utf8 if self.has_mark => "UTF-8 with a byte order mark".to_owned(),
            Encoding::Utf8 => "UTF-8".to_owned(),
            Encoding::OtherText(name) => name.to_owned(),
            Encoding::Parquet => "Parquet".to_owned(),
            Encoding::Binary(_) => "no text".to_owned(),
        }
    }

    /// Returns the number of tokens, labelled as the estimate it is: `about 12,000 to 18,000 (an estimate from the
    /// characters)`,
    /// `about 1 token (an estimate from the characters)`; `None` where there is nothing to estimate.
    pub fn tokens_label(&self) -> Option<String> {
        let (low, high) = self.tokens()?;
        Some(format!("{} (an estimate from the characters)", about_tokens(low, high)))
    }

    /// Returns the longest example: `line 17: 52,310 characters, 54 kB`.
    pub fn longest_label(&self) -> Option<String> {
        let longest = self.longest?;
        let chars = count_of(longest.n_chars as usize, "character", "characters");
        Some(format!("line {}: {chars}, {}", count(longest.line), bytes(longest.n_bytes)))
    }

    /// Returns notes on the file as a whole: its problem, the consequence, the remedy; the gravest first.
    pub fn notes(&self) -> Vec<(Severity, String)> {
        let mut notes = Vec::new();
        let mut note = |severity, text: String| notes.push((severity, text));
        let service = self.rules.service;
        let of_form = if self.rules.is_documented { Severity::Reject } else { Severity::Look };
        if let Some(layout) = self.layout {
            note(of_form, layout.note(self.n_lines, self.rules));
            layout.form_note(self.rules).into_iter().for_each(|text| note(of_form, text));
        }
        for foreign in &self.foreign {
            note(of_form, foreign.note(self.n_examples, self.rules));
        }
        match self.encoding {
            Encoding::OtherText(name) => note(
                Severity::Reject,
                format!(
                    "The file is written in {name}, and {service} reads UTF-8. Save it as UTF-8 without a byte order mark."
                ),
            ),
            Encoding::Binary(Some(what)) => note(
                Severity::Reject,
                format!(
                    "The file is {what}, not text. Unpack or convert it to one JSON object per line first."
                ),
            ),
            Encoding::Binary(None) => note(
                Severity::Reject,
                "The file is not text. A dataset has one JSON object per line.".to_owned(),
            ),
            Encoding::Parquet => note(
                Severity::Look,
                format!(
                    "A Parquet file has to hold tokens already (input_ids, and perhaps attention_mask and labels); {service} checks that after the upload."
                ),
            ),
            Encoding::Utf8 if self.n_bytes == 0 => {
                note(
                    Severity::Reject,
                    "The file is empty. Was it saved, and is it the right one?".to_owned(),
                );
            }
            Encoding::Utf8 if self.n_examples == 0 && self.layout.is_none() => note(
                Severity::Reject,
                "There is no example in the file. A dataset has one JSON object per line.".to_owned(),
            ),
            Encoding::Utf8 => {}
        }
        if self.has_mark {
            note(
                Severity::Reject,
                "The file begins with a byte order mark, so its first line cannot be read as JSON. Save it as UTF-8 without one.".to_owned(),
            );
        }
        if 0 < self.n_crlf {
            note(
                Severity::Look,
                format!(
                    "{} with CR LF, as on Windows; that does no harm.",
                    of_lines(self.n_crlf, self.n_lines)
                ),
            );
        }
        if !self.ends_with_newline {
            note(
                Severity::Look,
                "The last line does not end with a newline; that does no harm, unless the file was cut off."
                    .to_owned(),
            );
        }
        let repeats = self.repeats();
        if 0 < repeats.n {
            let about = if repeats.is_estimate { "About " } else { "" };
            let examples = count_of(repeats.n as usize, "example is", "examples are");
            let pairs: Vec<String> = repeats
                .pairs
                .iter()
                .map(|(line, first)| format!("{} as {}", count(*line), count(*first)))
                .collect();
            let such_as = match pairs.as_slice() {
                [] => String::new(),
                [pair] => format!(" Line {pair}."),
                pairs => format!(" Lines {}.", pairs.join(", ")),
            };
            note(
                Severity::Look,
                format!(
                    "{about}{examples} there already, word for word.{such_as} Repeated examples weigh more in training."
                ),
            );
        }
        notes.sort_by_key(|(severity, _)| *severity);
        notes
    }
}

impl Overlap {
    /// Returns a note on examples that an evaluation set shares with a training set; `None` if there are
    /// none.
    pub fn note(self) -> Option<String> {
        let about = if self.is_estimate { "About " } else { "" };
        let examples = count_of(
            self.n as usize,
            "example of the evaluation set is",
            "examples of the evaluation set are",
        );
        (0 < self.n).then(|| {
            format!("{about}{examples} in the training set too, so the evaluation loss would look better than it is. Take them out of one of the two.")
        })
    }
}

/// `All lines end`, `3 of 17 lines end`.
fn of_lines(n: u64, n_lines: u64) -> String {
    if n == n_lines {
        "All lines end".to_owned()
    } else {
        format!("{} of {} lines {}", count(n), count(n_lines), if n == 1 { "ends" } else { "end" })
    }
}

/// Rounds to two significant digits: the figure is a guess.
fn about_tokens(low: u64, high: u64) -> String {
    let (from, to) = (rounded(low), rounded(high));
    if from != to {
        return format!("about {from} to {to}");
    }
    format!("about {from} {}", if from == "1" { "token" } else { "tokens" })
}

fn rounded(n: u64) -> String {
    let unit = 10_u64.pow(n.checked_ilog10().unwrap_or(0).saturating_sub(1));
    count(n.div_ceil(unit) * unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_of_tokens_with_one_end_is_a_number() {
        for (range, expected) in [
            ((1, 1), "about 1 token"),
            ((2, 2), "about 2 tokens"),
            ((11_900, 12_000), "about 12,000 tokens"),
            ((1, 2), "about 1 to 2"),
            ((12_000, 18_000), "about 12,000 to 18,000"),
        ] {
            assert_eq!(about_tokens(range.0, range.1), expected);
        }
    }
}
