//! A look at a dataset before it is uploaded: what is in the file, and what the provider would refuse.
//!
//! [`Checker`] takes the bytes of the file in pieces that may end anywhere and gives a [`Report`]. Nothing here
//! keeps anybody from uploading anything: a [`Kind`] says whether the provider would reject the line or whether it
//! is only worth a look.
//!
//! Memory does not grow with the file. Of a line no more is kept than [`Excerpt`] needs, however long it is; of
//! lines that are wrong the first [`MOST_FINDINGS`] of each severity are kept and the rest is counted; of examples
//! a 64-bit hash and a line number are kept, and beyond [`MOST_PRINTS`] of them only those of a sample that is
//! halved as often as it must be ([`Prints`]).
//!
//! Rules are those that are documented for JSONL examples: `messages`, `prompt` + `completion`, `text`, `input` +
//! `preferred_output` + `non_preferred_output`, and pairs of `input` and `output`; for a CSV table, that each row
//! has as many fields as the header.

mod checker;
mod conversation;
mod encoding;
mod example;
mod excerpt;
mod field;
mod finding;
mod form;
mod kind;
mod part;
mod prints;
mod report;
mod table;
#[cfg(test)]
mod tests;
mod words;

pub use checker::Checker;
pub use encoding::Encoding;
pub use excerpt::Excerpt;
pub use finding::{Finding, Findings, MOST_FINDINGS};
pub use form::Form;
pub use kind::{Kind, Severity};
pub use prints::{Comparison, MOST_PRINTS, Overlap, Prints, Repeats};
pub use report::{Longest, Report, Verdict};
