//! Forms that the service does not take: one sentence for all lines of a form, with the way out.

use super::Form;
use crate::format::{count, count_of};
use crate::model::DatasetRules;

/// All examples of one form that the service does not take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ForeignForm {
    /// Form of the examples.
    pub form: Form,
    /// Examples of this form, at least 1.
    pub n: u64,
    /// The line of the first one, from 1.
    pub line: u64,
}

impl ForeignForm {
    /// Says what the examples are and what to do, in one sentence; `n_examples` counts all examples of the file.
    pub fn note(self, n_examples: u64, rules: &DatasetRules) -> String {
        let (label, fields, service) = (self.form.label(), self.form.fields(), rules.service);
        let what = match self.form {
            Form::Table => format!("The file is a CSV table, which {service} does not take for training"),
            _ if self.n == n_examples => {
                let lines = count_of(self.n as usize, "example has", "examples have");
                let all = if self.n == 1 { "The" } else { "All" };
                format!("{all} {lines} the fields {fields} ({label}), a form that {service} does not take")
            }
            _ => {
                let lines = count_of(self.n as usize, "example has", "examples have");
                let line = count(self.line);
                format!(
                    "{lines} the fields {fields} ({label}), the first on line {line}, a form that {service} does not \
                     take"
                )
            }
        };
        format!("{what}: {}.", way_out(self.form, rules))
    }
}

/// Returns the advice by which examples of a form become ones that the service takes.
pub(super) fn way_out(form: Form, rules: &DatasetRules) -> &'static str {
    if rules.forms == [Form::Table] {
        return "write the examples as CSV tables with a header, one file per class";
    }
    match form {
        Form::ChosenRejected => {
            "put prompt into input as {\"messages\": […]}, chosen into preferred_output and rejected into \
             non_preferred_output, each of the two a list with one message of the assistant"
        }
        Form::Alpaca => {
            "put instruction and input into a message of the user and output into one of the assistant, both in a list \
             named messages"
        }
        Form::ShareGpt => {
            "rename conversations to messages, from to role and value to content, and the roles human to user and gpt \
             to assistant"
        }
        Form::Contents => {
            "rename contents to messages, the role model to assistant, and put the text of parts into content"
        }
        Form::Pair | Form::Instruction => {
            "put what is asked into a message of the user and what is answered into one of the assistant, both in a \
             list named messages"
        }
        Form::Text | Form::Table | Form::Conversation | Form::Preference => {
            "write each example as one JSON object on a line of its own, with a list named messages"
        }
    }
}
