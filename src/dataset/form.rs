//! The forms of an example, told by its fields.

use super::field::Field;

/// What an example looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `messages`.
    Conversation,
    /// `prompt` and `completion`.
    Instruction,
    /// `text`.
    Text,
    /// `input`, `preferred_output` and `non_preferred_output`.
    Preference,
    /// `input` and `output`.
    Pair,
    /// Rows of a CSV table under a header.
    Table,
}

impl Form {
    const OF_OBJECTS: [Self; 5] =
        [Self::Conversation, Self::Instruction, Self::Preference, Self::Pair, Self::Text];

    /// For people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Conversation => "Conversations",
            Self::Instruction => "Prompts with completions",
            Self::Text => "Plain text",
            Self::Preference => "Preferences",
            Self::Pair => "Inputs with outputs",
            Self::Table => "CSV table",
        }
    }

    /// The fields that make it, for people.
    pub const fn fields(self) -> &'static str {
        match self {
            Self::Conversation => "messages",
            Self::Instruction => "prompt, completion",
            Self::Text => "text",
            Self::Preference => "input, preferred_output, non_preferred_output",
            Self::Pair => "input, output",
            Self::Table => "a header row",
        }
    }

    const fn needs(self) -> &'static [Field] {
        match self {
            Self::Conversation => &[Field::Messages],
            Self::Instruction => &[Field::Prompt, Field::Completion],
            Self::Text => &[Field::Text],
            Self::Preference => &[Field::Input, Field::Preferred, Field::NonPreferred],
            Self::Pair => &[Field::Input, Field::Output],
            Self::Table => &[],
        }
    }

    /// Whether an example of this form may have the field.
    pub(super) fn has(self, field: Field) -> bool {
        self.needs().contains(&field) || (self == Self::Conversation && field == Field::Tools)
    }
}

/// Fields of one example.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Fields(u32);

impl Fields {
    /// Adds one; whether it was there before.
    pub(super) fn add(&mut self, field: Field) -> bool {
        let bit = 1 << field as u32;
        let was_there = self.0 & bit != 0;
        self.0 |= bit;
        was_there
    }

    fn has(self, field: Field) -> bool {
        self.0 & (1 << field as u32) != 0
    }

    /// Every form whose fields are all there.
    pub(super) fn forms(self) -> impl Iterator<Item = Form> {
        Form::OF_OBJECTS.into_iter().filter(move |form| form.needs().iter().all(|field| self.has(*field)))
    }

    /// A form of which some fields are there, and the fields that are missing.
    pub(super) fn nearly(self) -> Option<(Form, Vec<&'static str>)> {
        let form =
            Form::OF_OBJECTS.into_iter().find(|form| form.needs().iter().any(|field| self.has(*field)))?;
        let missing = form.needs().iter().filter(|field| !self.has(**field));
        Some((form, missing.map(|field| field.name()).collect()))
    }

    /// The first of the known fields that an example of a form should not have.
    pub(super) fn beyond(self, form: Form) -> Option<Field> {
        let known = Form::OF_OBJECTS.iter().flat_map(|form| form.needs()).chain([&Field::Tools]);
        known.copied().find(|field| self.has(*field) && !form.has(*field))
    }
}
