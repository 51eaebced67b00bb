//! The verdict on an example once all of it was read.

use super::{Example, Facts, Input};
use crate::dataset::{Form, Kind, finding::LineFindings};

impl Example {
    /// Ends a line that was JSON; `None` if it is no object.
    pub(in crate::dataset) fn finish(&mut self, found: &mut LineFindings) -> Option<Facts> {
        if !self.is_object {
            found.add(Kind::NotObject, || "the line is JSON, but not an object in braces".to_owned());
            return None;
        }
        let mut forms = self.fields.taken(self.rules);
        let (form, other) = (forms.next(), forms.next());
        if form.is_none()
            && let Some(form) = self.fields.foreign(self.rules)
        {
            // What is wrong with the form is said once for the file, and its fields have no rules.
            found.clear();
            let n_chars = self.n_chars;
            return Some(Facts { form: Some(form), n_chars, is_empty: false, is_foreign: true });
        }
        match (form, other) {
            (None, _) => found.add(Kind::NoForm, || self.why_no_form()),
            (Some(form), Some(other)) => found.add(Kind::TwoForms, || {
                format!("it has the fields of two forms: {}, and {}", form.fields(), other.fields())
            }),
            (Some(form), None) => self.check_form(form, found),
        }
        let has_rules = form.is_some() && self.rules.is_documented;
        let is_empty = has_rules && !self.teaches && !found.is_rejected();
        if is_empty {
            found.add(Kind::EmptyExample, || {
                "there is nothing in it to learn: what the model is to say is empty".to_owned()
            });
        }
        Some(Facts { form, n_chars: self.n_chars, is_empty, is_foreign: false })
    }

    fn check_form(&self, form: Form, found: &mut LineFindings) {
        if form == Form::Preference {
            if !matches!(self.input, Input::Object { has_messages: true }) {
                found.add(Kind::FieldType, || "input has to be an object with a list of messages".to_owned());
            }
            if self.outputs[0] == self.outputs[1] && self.teaches {
                found.add(Kind::SameOutputs, || {
                    "both outputs say the same, so neither is preferred".to_owned()
                });
            }
        }
        let service = self.rules.service;
        if let Some(extra) = &self.first_extra {
            found.add(Kind::ExtraField, || {
                format!("the field {extra} belongs to no form; {service} ignores or refuses it")
            });
        } else if let Some(extra) = self.fields.beyond(form, self.rules) {
            found.add(Kind::ExtraField, || {
                format!("the field {extra} does not belong to this form; {service} ignores or refuses it")
            });
        }
    }

    fn why_no_form(&self) -> String {
        if self.rules.forms == [Form::Table] {
            return format!("the line is JSON; {} takes CSV tables with a header", self.rules.service);
        }
        match (self.fields.missing(self.rules), &self.first_extra) {
            (Some(missing), _) => format!("the field {} is missing", missing.join(" and ")),
            (None, Some(extra)) => {
                let forms: Vec<String> =
                    self.rules.forms.iter().map(|form| form.fields().replace(", ", " + ")).collect();
                format!("its first field is {extra}; {} takes {}", self.rules.service, forms.join(", or "))
            }
            (None, None) => "the object has no known field".to_owned(),
        }
    }
}
