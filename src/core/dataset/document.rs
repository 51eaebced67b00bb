//! A file that is one JSON document over many lines, or a row of objects that each take several lines: told as a
//! whole, because as JSON lines nearly every line of it would be wrong.
//!
//! Only brackets, strings and names are followed; whether the rest is JSON is for the check of the converted file.

use super::field::{Field, OUT_OF_NAMES};
use super::form::Fields;
use super::{Form, foreign::way_out};
use crate::format::{count, count_of};
use crate::model::DatasetRules;

/// Layout of a file that is not one JSON object per line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// One JSON array; otherwise objects that each take several lines.
    pub is_array: bool,
    /// Objects in the array, or in the file.
    pub n_objects: u64,
    /// The file ends before the document does.
    pub is_cut_off: bool,
    /// The form of the first object, if the service does not take it.
    pub foreign: Option<Form>,
}

impl Layout {
    /// Says what the file is and what to do, in one sentence.
    pub fn note(self, n_lines: u64, rules: &DatasetRules) -> String {
        let objects = count_of(self.n_objects as usize, "object", "objects");
        let service = rules.service;
        if rules.forms == [Form::Table] {
            let way = way_out(Form::Table, rules);
            return format!("The file is JSON, which {service} does not take for training: {way}.");
        }
        let what = match (self.is_array, self.n_objects) {
            (true, _) => format!("The file is one JSON array of {objects}"),
            (false, 1) => format!("The file is one JSON object spread over {} lines", count(n_lines)),
            (false, _) => format!("The file is {objects}, each spread over several lines"),
        };
        let cut = if self.is_cut_off { ", and ends in the middle of it" } else { "" };
        let filter = if self.is_array { "'.[]'" } else { "." };
        format!(
            "{what}{cut}; {service} takes one object per line (JSON Lines): convert it, for example with \
             jq -c {filter} old.json > new.jsonl."
        )
    }

    /// Says what is wrong with its objects besides, in one sentence; `None` if the service takes their form.
    pub fn form_note(self, rules: &DatasetRules) -> Option<String> {
        let form = self.foreign.filter(|_| rules.forms != [Form::Table])?;
        let (fields, label, service) = (form.fields(), form.label(), rules.service);
        let way = way_out(form, rules);
        Some(format!(
            "Its objects have the fields {fields} ({label}), a form that {service} does not take: {way}."
        ))
    }

    /// Names the layout in a few words: `one JSON array of 12 objects`.
    pub fn label(self) -> String {
        let objects = count_of(self.n_objects as usize, "object", "objects");
        if self.is_array {
            format!("one JSON array of {objects}")
        } else {
            format!("{objects} over several lines")
        }
    }
}

/// Follows a file that may be such a document.
#[derive(Debug)]
pub(super) struct Document {
    is_array: bool,
    depth: u64,
    text: Text,
    /// The string that was read last, up to the length of the longest name.
    name: Vec<u8>,
    n_objects: u64,
    /// Objects that took several lines.
    n_spread: u64,
    has_newline: bool,
    fields: Fields,
    /// The file cannot be such a document.
    is_refuted: bool,
    /// The array is closed.
    is_closed: bool,
}

/// Position of the reader within a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Text {
    Outside,
    Inside,
    Escaped,
    /// Behind a string, which is a name if a colon comes next.
    Ended,
}

impl Document {
    /// Returns a document, if the first bytes of a file look like the beginning of one: an array, or an object that does
    /// not end on its line.
    pub(super) fn begin(head: &[u8]) -> Option<Self> {
        let text = head.trim_ascii_start();
        let is_array = text.first() == Some(&b'[');
        let new = || Self {
            is_array,
            depth: 0,
            text: Text::Outside,
            name: Vec::new(),
            n_objects: 0,
            n_spread: 0,
            has_newline: false,
            fields: Fields::default(),
            is_refuted: false,
            is_closed: false,
        };
        if is_array {
            return Some(new());
        }
        let line_end = text.iter().position(|byte| *byte == b'\n')?;
        let mut line = new();
        line.push(text.get(..line_end)?);
        (text.first() == Some(&b'{') && 0 < line.depth && line.text != Text::Inside).then(new)
    }

    /// Takes the next bytes of the file.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        if self.is_refuted {
            return;
        }
        for byte in bytes {
            self.take(*byte);
        }
    }

    /// Returns the file's layout; `None` if it is no such document.
    pub(super) fn finish(self, rules: &'static DatasetRules) -> Option<Layout> {
        let Self { is_array, depth, n_objects, n_spread, is_refuted, .. } = self;
        let is_document = match is_array {
            true => 0 < n_objects,
            false => depth == 0 && n_objects < 2 * n_spread,
        };
        let is_cut_off = depth != 0;
        (is_document && !is_refuted).then(|| Layout {
            is_array,
            n_objects,
            is_cut_off,
            foreign: self.fields.foreign(rules),
        })
    }

    fn take(&mut self, byte: u8) {
        match self.text {
            Text::Inside => match byte {
                b'\\' => self.text = Text::Escaped,
                b'"' => self.text = Text::Ended,
                // No string goes over the end of a line.
                b'\n' => self.is_refuted = true,
                _ if self.name.len() < OUT_OF_NAMES => self.name.push(byte),
                _ => {}
            },
            Text::Escaped => self.text = Text::Inside,
            Text::Outside | Text::Ended => self.outside(byte),
        }
    }

    fn outside(&mut self, byte: u8) {
        let item_depth = u64::from(self.is_array);
        match byte {
            b'\n' => {
                self.has_newline = true;
                return;
            }
            b' ' | b'\t' | b'\r' => return,
            // Behind the array there is nothing.
            _ if self.is_closed => self.is_refuted = true,
            b'"' => {
                self.name.clear();
                self.text = Text::Inside;
                return;
            }
            b':' if self.text == Text::Ended && self.n_objects == 0 && self.depth == item_depth + 1 => {
                self.fields.add(Field::named(&self.name));
            }
            b'{' | b'[' => {
                if byte == b'{' && self.depth == item_depth {
                    self.has_newline = false;
                }
                self.depth += 1;
            }
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                if byte == b'}' && self.depth == item_depth {
                    self.n_objects += 1;
                    self.n_spread += u64::from(self.has_newline);
                }
                self.is_closed = self.is_array && self.depth == 0;
            }
            _ => {}
        }
        self.text = Text::Outside;
    }
}
