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

    /// The bits of the fields it needs.
    const fn bits(self) -> u32 {
        match self {
            Self::Conversation => bit(Field::Messages),
            Self::Instruction => bit(Field::Prompt) | bit(Field::Completion),
            Self::Text => bit(Field::Text),
            Self::Preference => bit(Field::Input) | bit(Field::Preferred) | bit(Field::NonPreferred),
            Self::Pair => bit(Field::Input) | bit(Field::Output),
            Self::Table => 0,
        }
    }

    /// The bits of those it may have besides.
    const fn more_bits(self) -> u32 {
        match self {
            Self::Conversation => bit(Field::Tools),
            _ => 0,
        }
    }
}

const fn bit(field: Field) -> u32 {
    1 << field as u32
}

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

    /// Every form whose fields are all there.
    pub(super) fn forms(self) -> impl Iterator<Item = Form> {
        Form::OF_OBJECTS.into_iter().filter(move |form| self.0 & form.bits() == form.bits())
    }

    /// The names of the fields that are missing to the first form of which some are there; `None` if there is
    /// no such form.
    pub(super) fn missing(self) -> Option<Vec<&'static str>> {
        let form = Form::OF_OBJECTS.into_iter().find(|form| self.0 & form.bits() != 0)?;
        Some(names(form.bits() & !self.0))
    }

    /// The name of the first of these fields that an example of a form should not have.
    pub(super) fn beyond(self, form: Form) -> Option<&'static str> {
        let beyond = self.0 & !form.bits() & !form.more_bits();
        if beyond == 0 { None } else { names(beyond).first().copied() }
    }
}

fn names(bits: u32) -> Vec<&'static str> {
    Field::ALL.iter().filter(|field| bits & bit(**field) != 0).map(|field| field.name()).collect()
}
