//! Report on a file.

use super::{
    DuplicateIndex, Encoding, Findings, ForeignForm, Form, Kind, Layout, MOST_PRINTS, Overlap, Repeats,
    Severity,
};
use crate::model::DatasetRules;

/// Characters per token where there are few, as in code or in languages that models saw little of.
const FEWEST_CHARS_PER_TOKEN: f64 = 3.0;
/// Characters per token where there are many, as in plain English.
const MOST_CHARS_PER_TOKEN: f64 = 4.5;

/// Findings and figures of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// By whose rules.
    pub rules: &'static DatasetRules,
    /// Layout of a file that is not one JSON object per line; nothing else is told of its lines then.
    pub layout: Option<Layout>,
    /// Forms that the service does not take, in the order met.
    pub foreign: Vec<ForeignForm>,
    /// Bytes of the file.
    pub n_bytes: u64,
    /// Encoding of the file.
    pub encoding: Encoding,
    /// The file begins with a byte order mark, which some programs put before UTF-8.
    pub has_mark: bool,
    /// Lines that end with CR LF.
    pub n_crlf: u64,
    /// The last line ends as the others do; true of a file without lines.
    pub ends_with_newline: bool,
    /// Form of its examples; `None` if none has a form that the service takes.
    pub form: Option<Form>,
    /// Lines, empty ones included; of a table rows, the header included. 0 for what is no text.
    pub n_lines: u64,
    /// Lines that are JSON objects; of a table its rows.
    pub n_examples: u64,
    /// Lines with nothing but space.
    pub n_empty_lines: u64,
    /// Lines with something that the provider would reject.
    pub n_rejected: u64,
    /// Examples with nothing to learn.
    pub n_empty_examples: u64,
    /// Characters of what is said in the examples.
    pub n_chars: u64,
    /// The example with the most characters.
    pub longest: Option<Longest>,
    /// Findings in lines.
    pub findings: Findings,
    /// The names of a table's columns, the first few; empty for anything else.
    pub columns: Vec<String>,
    /// The examples, to be compared with those of another file.
    pub prints: DuplicateIndex,
}

/// The longest example.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Longest {
    /// From 1.
    pub line: u64,
    /// Length of its texts.
    pub n_chars: u64,
    /// The whole line.
    pub n_bytes: u64,
}

/// The upshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The provider would reject the file, or lines of it.
    Reject,
    /// The provider would accept the file; some lines are worth a look.
    Look,
    /// Nothing was found.
    Fine,
}

impl Report {
    /// Returns the upshot.
    pub fn verdict(&self) -> Verdict {
        let is_text = self.encoding == Encoding::Utf8;
        let is_rejected = match self.encoding {
            Encoding::Utf8 if self.layout.is_some() || !self.foreign.is_empty() => self.rules.is_documented,
            Encoding::Utf8 => self.n_examples == 0 || self.has_mark || 0 < self.n_rejected,
            Encoding::Parquet => false,
            Encoding::OtherText(_) | Encoding::Binary(_) => true,
        };
        let is_odd = self.findings.kinds().next().is_some()
            || 0 < self.repeats().n
            || !is_text
            || self.layout.is_some()
            || !self.foreign.is_empty();
        match (is_rejected, is_odd) {
            (true, _) => Verdict::Reject,
            (false, true) => Verdict::Look,
            (false, false) => Verdict::Fine,
        }
    }

    /// Examples that are the same as an earlier one, but for space between their tokens.
    pub fn repeats(&self) -> Repeats {
        self.prints.repeats()
    }

    /// Examples of this file that are in the other one too: of an evaluation, how many were trained on.
    pub fn overlap(&self, other: &Self) -> Overlap {
        self.prints.overlap(&other.prints)
    }

    /// Returns an estimate of the examples' tokens, at least and at most, from the characters alone. `None`
    /// where there is no text to be read as tokens.
    pub fn tokens(&self) -> Option<(u64, u64)> {
        let is_text = self.form != Some(Form::Table) && 0 < self.n_chars;
        let about = |chars_per_token: f64| (self.n_chars as f64 / chars_per_token).ceil() as u64;
        is_text.then(|| (about(MOST_CHARS_PER_TOKEN), about(FEWEST_CHARS_PER_TOKEN)))
    }

    /// Counts an example of a form that the service does not take.
    pub(super) fn add_foreign(&mut self, form: Form, line: u64) {
        self.n_rejected += u64::from(self.rules.is_documented);
        match self.foreign.iter_mut().find(|known| known.form == form) {
            Some(known) => known.n += 1,
            None => self.foreign.push(ForeignForm { form, n: 1, line }),
        }
    }

    /// Tells the file as one document: what was found of its lines is of no use.
    pub(super) fn tell_as_document(&mut self, layout: Layout) {
        self.layout = Some(layout);
        self.foreign.clear();
        self.findings = Findings::default();
        self.prints = DuplicateIndex::with_most(MOST_PRINTS);
        (self.form, self.longest) = (None, None);
        (self.n_examples, self.n_empty_lines, self.n_rejected) = (0, 0, 0);
        (self.n_empty_examples, self.n_chars) = (0, 0);
        // Of a document that does no harm.
        self.ends_with_newline = true;
    }

    /// Returns true if the provider would reject a line for this reason.
    pub fn has(&self, kind: Kind) -> bool {
        0 < self.findings.n_lines(kind)
    }

    /// Things found of a severity.
    pub fn n_found(&self, severity: Severity) -> u64 {
        self.findings.total(severity)
    }
}
