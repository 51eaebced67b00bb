//! Findings in the lines of a file: the first of each kind in full, the rest counted.

use super::{Excerpt, Kind, Severity};
use crate::model::DatasetRules;

/// Findings kept of each severity; what comes after is only counted.
pub const MOST_FINDINGS: usize = 100;

/// One thing about one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// From 1.
    pub line: u64,
    /// Kind of finding.
    pub kind: Kind,
    /// Description, ending without a stop: `message 3 has the role "bot", …`.
    pub message: String,
    /// The line, or the place in it.
    pub excerpt: Excerpt,
}

/// All findings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Findings {
    rejects: Vec<Finding>,
    looks: Vec<Finding>,
    /// Lines per kind.
    n_lines: [u64; Kind::ALL.len()],
}

impl Default for Findings {
    fn default() -> Self {
        Self { rejects: Vec::new(), looks: Vec::new(), n_lines: [0; Kind::ALL.len()] }
    }
}

impl Findings {
    /// Returns the first [`MOST_FINDINGS`] of a severity, by line.
    pub fn first(&self, severity: Severity) -> &[Finding] {
        match severity {
            Severity::Reject => &self.rejects,
            Severity::Look => &self.looks,
        }
    }

    /// Lines with something of this kind.
    pub fn n_lines(&self, kind: Kind) -> u64 {
        self.n_lines.get(kind as usize).copied().unwrap_or(0)
    }

    /// Kinds that were found, the gravest first, with the lines of each.
    pub fn kinds(&self) -> impl Iterator<Item = (Kind, u64)> {
        Kind::ALL.iter().map(|kind| (*kind, self.n_lines(*kind))).filter(|(_, n)| 0 < *n)
    }

    /// Returns all findings of a severity, of which [`Findings::first`] has the first.
    pub fn total(&self, severity: Severity) -> u64 {
        self.kinds().filter(|(kind, _)| kind.severity() == severity).map(|(_, n)| n).sum()
    }

    /// Counts a finding; whether it is one of those to be kept.
    pub(super) fn count(&mut self, kind: Kind) -> bool {
        if let Some(n) = self.n_lines.get_mut(kind as usize) {
            *n += 1;
        }
        self.first(kind.severity()).len() < MOST_FINDINGS
    }

    /// Keeps one that was counted; what several lines lack alike is kept once.
    pub(super) fn keep(&mut self, finding: Finding) {
        let is_of_whole_line = matches!(finding.kind, Kind::NoForm | Kind::NotObject);
        let is_same = |known: &Finding| known.kind == finding.kind && known.message == finding.message;
        if is_of_whole_line && self.first(finding.kind.severity()).iter().any(is_same) {
            return;
        }
        match finding.kind.severity() {
            Severity::Reject => self.rejects.push(finding),
            Severity::Look => self.looks.push(finding),
        }
    }
}

/// Findings in the present line; at most one of each kind.
#[derive(Debug, Default)]
pub(super) struct LineFindings {
    kinds: u64,
    found: Vec<(Kind, String)>,
    /// True if rejects are only counted, and need no words.
    counts_rejects: bool,
    /// The same of looks.
    counts_looks: bool,
    /// Only what is wrong with the file as such is noted.
    is_of_file_only: bool,
}

impl LineFindings {
    /// Notes what breaks these rules.
    pub(super) fn new(rules: &DatasetRules) -> Self {
        Self { is_of_file_only: !rules.is_documented, ..Self::default() }
    }

    /// Forgets what was noted of the line.
    pub(super) fn clear(&mut self) {
        self.kinds = 0;
        self.found.clear();
    }

    /// Begins another line.
    pub(super) fn restart(&mut self, findings: &Findings) {
        self.clear();
        self.counts_rejects = MOST_FINDINGS <= findings.rejects.len();
        self.counts_looks = MOST_FINDINGS <= findings.looks.len();
    }

    /// Returns true if a rejected line will be shown.
    pub(super) fn shows_rejects(&self) -> bool {
        !self.counts_rejects
    }

    /// Notes something, unless there is something of its kind already.
    pub(super) fn add(&mut self, kind: Kind, message: impl FnOnce() -> String) {
        let bit = 1 << kind as u64;
        if self.kinds & bit == 0 && (kind.is_of_file() || !self.is_of_file_only) {
            self.kinds |= bit;
            let is_counted = match kind.severity() {
                Severity::Reject => self.counts_rejects,
                Severity::Look => self.counts_looks,
            };
            self.found.push((kind, if is_counted { String::new() } else { message() }));
        }
    }

    /// Returns true if the provider would reject the line.
    pub(super) fn is_rejected(&self) -> bool {
        self.found.iter().any(|(kind, _)| kind.severity() == Severity::Reject)
    }

    /// Returns the findings in the order found.
    pub(super) fn drain(&mut self) -> impl Iterator<Item = (Kind, String)> {
        self.found.drain(..)
    }
}
