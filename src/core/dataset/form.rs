//! The form of an example, told by its fields.

use super::field::Field;
use crate::model::DatasetRules;

pub use crate::model::DatasetForm as Form;

/// Forms of JSON objects. Where the fields of several are there, the first one that the service takes counts.
const OF_OBJECTS: [Form; 9] = [
    Form::Conversation,
    Form::Instruction,
    Form::Preference,
    Form::ChosenRejected,
    Form::Alpaca,
    Form::ShareGpt,
    Form::Contents,
    Form::Pair,
    Form::Text,
];

/// Returns the bits of the fields that a form needs.
const fn needed(form: Form) -> u32 {
    match form {
        Form::Conversation => bit(Field::Messages),
        Form::Instruction => bit(Field::Prompt) | bit(Field::Completion),
        Form::Text => bit(Field::Text),
        Form::Preference => bit(Field::Input) | bit(Field::Preferred) | bit(Field::NonPreferred),
        Form::Pair => bit(Field::Input) | bit(Field::Output),
        Form::ChosenRejected => bit(Field::Chosen) | bit(Field::Rejected),
        Form::Alpaca => bit(Field::Instruction) | bit(Field::Output),
        Form::ShareGpt => bit(Field::Conversations),
        Form::Contents => bit(Field::Contents),
        Form::Table => 0,
    }
}

/// Returns the bits of the fields that a form may have besides.
const fn optional(form: Form, rules: &DatasetRules) -> u32 {
    match form {
        Form::Conversation if rules.has_developer_role => {
            bit(Field::Tools) | bit(Field::Functions) | bit(Field::ParallelToolCalls)
        }
        Form::Conversation => bit(Field::Tools),
        _ => 0,
    }
}

const fn bit(field: Field) -> u32 {
    1 << field as u32
}

// Each field, the unknown one too, is a bit of a u32.
const _: () = assert!(Field::ALL.len() < 32);

/// Fields of one example.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Fields(u32);

impl Fields {
    /// Adds one; whether it was there before.
    pub(super) fn add(&mut self, field: Field) -> bool {
        let was_there = self.0 & bit(field) != 0;
        self.0 |= bit(field);
        was_there
    }

    /// Returns every form that the service takes and whose fields are all there.
    pub(super) fn taken(self, rules: &'static DatasetRules) -> impl Iterator<Item = Form> {
        self.whole().filter(|form| rules.forms.contains(form))
    }

    /// Returns the form whose fields are all there, if the service takes none of these forms.
    pub(super) fn foreign(self, rules: &'static DatasetRules) -> Option<Form> {
        let form = self.whole().next()?;
        self.taken(rules).next().is_none().then_some(form)
    }

    /// Returns the names of the fields that are missing to the first form that the service takes and of which some are
    /// there; `None` if there is no such form.
    pub(super) fn missing(self, rules: &DatasetRules) -> Option<Vec<&'static str>> {
        let form =
            OF_OBJECTS.into_iter().find(|form| rules.forms.contains(form) && self.0 & needed(*form) != 0)?;
        Some(names(needed(form) & !self.0))
    }

    /// Returns the name of the first of these fields that an example of a form should not have.
    pub(super) fn beyond(self, form: Form, rules: &DatasetRules) -> Option<&'static str> {
        names(self.0 & !needed(form) & !optional(form, rules)).first().copied()
    }

    fn whole(self) -> impl Iterator<Item = Form> {
        OF_OBJECTS.into_iter().filter(move |form| self.0 & needed(*form) == needed(*form))
    }
}

fn names(bits: u32) -> Vec<&'static str> {
    if bits == 0 {
        return Vec::new();
    }
    Field::ALL.iter().filter(|field| bits & bit(**field) != 0).map(|field| field.name()).collect()
}
