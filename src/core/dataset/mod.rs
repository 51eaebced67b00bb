//! A look at a dataset before it is uploaded: what is in the file, and what the provider would refuse.
//!
//! [`Checker`] takes the bytes of the file in pieces that may end anywhere and gives a [`Report`]. Findings never
//! block an upload: a [`Kind`] says whether the provider would reject the line or whether it is only worth a look.
//!
//! Memory does not grow with the file. Of a line no more is kept than [`Excerpt`] needs, however long it is; of
//! lines that are wrong the first [`MOST_FINDINGS`] of each severity are kept and the rest is counted; of examples
//! a 64-bit hash and a line number are kept, and beyond [`MOST_PRINTS`] of them only those of a sample that is
//! halved as often as it must be ([`DuplicateIndex`]).
//!
//! Rules belong to a service ([`DatasetRules`](crate::model::DatasetRules), from `api::dataset_rules`), which is called
//! by its name: which forms of JSONL examples it takes (`messages`, `prompt` + `completion`, `text`, `input` +
//! `preferred_output` + `non_preferred_output`) and what an example of such a form has to be. A form that it does not
//! take is one [`ForeignForm`] for the whole file, and a file that is one JSON document has a [`Layout`]; neither is
//! a finding per line. Of a CSV table each row has as many fields as the header.

mod checker;
mod conversation;
mod document;
mod duplicate_index;
mod encoding;
mod example;
mod excerpt;
mod field;
mod finding;
mod foreign;
mod form;
mod kind;
mod part;
mod report;
mod table;
#[cfg(test)]
mod tests;
mod tool_call;
mod words;

pub use self::duplicate_index::{Comparison, DuplicateIndex, MOST_PRINTS, Overlap, Repeats};
pub use checker::Checker;
pub use document::Layout;
pub use encoding::Encoding;
pub use excerpt::Excerpt;
pub use finding::{Finding, Findings, MOST_FINDINGS};
pub use foreign::ForeignForm;
pub use form::Form;
pub use kind::{Kind, Severity};
pub use report::{Longest, Report, Verdict};
