//! The fields of a new job, one entry each, in the order of the form.
//!
//! To add a field: its variant in [`SpecField`] and the setting it fills, beside each other in `model/job/spec.rs`; its
//! entry here; and for each provider that has it the wire mapping and a word in its [`Capabilities`]. Words, order,
//! range, cloning and storing follow from the entry.

mod data;
mod method;
mod model;
mod tracking;
mod training;

use super::JobDraft;
use super::fields::{FieldKind, Section};
use crate::model::{Capabilities, Hyperparameters, ModelLimits, SpecField};

/// Entries by section.
static TABLE: [&[FieldEntry]; 5] =
    [model::FIELDS, data::FIELDS, method::FIELDS, training::FIELDS, tracking::FIELDS];

/// A field of the form.
pub(super) struct FieldEntry {
    /// The field.
    pub(super) field: SpecField,
    /// Word in stored drafts. Never changed once released.
    pub(super) slug: &'static str,
    /// Name of the field.
    pub(super) label: &'static str,
    /// Limits and reasons, shown beside it.
    pub(super) help: &'static str,
    /// Text while untouched.
    pub(super) default: &'static str,
    /// Kind of input.
    pub(super) kind: FieldKind,
    /// Part of the form.
    pub(super) section: Section,
    /// Folded away at first.
    pub(super) is_advanced: bool,
    /// When it is in the form.
    pub(super) shown: Shown,
    /// It must be filled in.
    pub(super) is_required: fn(&Capabilities) -> bool,
    /// The text means something at one provider only.
    pub(super) is_bound_to_provider: bool,
    /// It begins with a figure of the chosen model. What is typed counts even if it is the form's own default.
    pub(super) is_from_model: bool,
    /// Other words where a provider has the field in another form; the first that applies counts.
    pub(super) variants: &'static [Variant],
    /// Texts that are known to be understood; any other may be typed.
    pub(super) suggestions: &'static [&'static str],
    /// Figures that make sense at all.
    pub(super) range: Range,
    /// Least and most that the chosen model takes.
    pub(super) model_range: fn(&JobDraft, &ModelLimits) -> ModelRange,
    /// Wire names in records of jobs, dotted, by which a cloned job fills the field; tried in order.
    pub(super) record_keys: &'static [&'static str],
    /// Setting that the text becomes, where it is one figure or switch.
    pub(super) fills: Fills,
}

/// Least and most of a figure.
pub(super) type ModelRange = (Option<f64>, Option<f64>);

/// When a field is in the form.
pub(super) struct Shown {
    /// At a provider with these capabilities.
    pub(super) at: fn(&Capabilities, SpecField) -> bool,
    /// While one of these fields is shown and has this text; always if there are none.
    pub(super) with: &'static [(SpecField, &'static str)],
    /// But not while one of these has.
    pub(super) unless: &'static [(SpecField, &'static str)],
}

/// Other words for a field.
pub(super) struct Variant {
    pub(super) when: fn(&JobDraft) -> bool,
    pub(super) label: Option<&'static str>,
    pub(super) help: &'static str,
    pub(super) kind: Option<FieldKind>,
}

/// Figures that a field takes.
#[derive(Clone, Copy)]
pub(super) enum Range {
    /// Any number.
    Any,
    /// Whole numbers from this one on.
    Whole(u32),
    Above0,
    AtLeast0,
    Below1,
    Share,
}

/// Setting that a field fills.
#[derive(Clone, Copy)]
pub(super) enum Fills {
    /// Several, or one that takes more than reading: `read` does it.
    ByHand,
    Whole(fn(&mut Hyperparameters) -> &mut Option<u32>),
    Decimal(fn(&mut Hyperparameters) -> &mut Option<f64>),
    Flag(fn(&mut Hyperparameters) -> &mut Option<bool>),
}

/// In every form.
const ALWAYS: Shown = Shown { at: |_, _| true, with: &[], unless: &[] };

/// At providers that offer the choice.
const OFFERED: Shown = Shown { at: |can, field| can.training_fields.contains(&field), ..ALWAYS };

/// Defaults of a section's entries; the field, its slug and its words are never taken from here.
const MODEL: FieldEntry = FieldEntry {
    field: SpecField::Name,
    slug: "",
    label: "",
    help: "",
    default: "",
    kind: FieldKind::Text,
    section: Section::Model,
    is_advanced: false,
    shown: ALWAYS,
    is_required: |_| false,
    is_bound_to_provider: false,
    is_from_model: false,
    variants: &[],
    suggestions: &[],
    range: Range::Any,
    model_range: |_, _| (None, None),
    record_keys: &[],
    fills: Fills::ByHand,
};
const DATA: FieldEntry = FieldEntry { section: Section::Data, ..MODEL };
const TRAINING: FieldEntry = FieldEntry { section: Section::Training, shown: OFFERED, ..MODEL };
const TRACKING: FieldEntry = FieldEntry { section: Section::Tracking, shown: OFFERED, ..MODEL };

/// With one of these choices.
const fn with(choices: &'static [(SpecField, &'static str)]) -> Shown {
    Shown { with: choices, ..ALWAYS }
}

fn most(most: Option<u64>) -> ModelRange {
    (None, most.map(|most| most as f64))
}

fn is_dpo(draft: &JobDraft) -> bool {
    draft.has(SpecField::Method) && draft.get(SpecField::Method) == "dpo"
}

/// Every entry, in the order of the form.
pub(super) fn entries() -> impl Iterator<Item = &'static FieldEntry> + Clone {
    TABLE.into_iter().flatten()
}

/// Every field, in the order of the form.
pub(super) fn order() -> impl Iterator<Item = SpecField> + Clone {
    entries().map(|entry| entry.field)
}

/// The entry of a field.
pub(super) fn describe(field: SpecField) -> &'static FieldEntry {
    // Every field has one, as a test makes sure.
    entries().find(|entry| entry.field == field).unwrap_or(&MODEL_NAME)
}

/// Stands in for an entry that is missing.
static MODEL_NAME: FieldEntry = MODEL;

impl Shown {
    /// Returns true if a field is in the form of this draft.
    pub(super) fn applies(&self, draft: &JobDraft, field: SpecField) -> bool {
        let is = |(field, text): &(SpecField, &str)| draft.has(*field) && draft.get(*field) == *text;
        (self.at)(&draft.can(), field)
            && (self.with.is_empty() || self.with.iter().any(is))
            && !self.unless.iter().any(is)
    }
}

impl Range {
    /// Returns whether a figure is within.
    pub(super) fn contains(self, value: f64) -> bool {
        match self {
            Self::Any => true,
            Self::Whole(least) => f64::from(least) <= value,
            Self::Above0 => 0.0 < value,
            Self::AtLeast0 => 0.0 <= value,
            Self::Below1 => (0.0..1.0).contains(&value),
            Self::Share => (0.0..=1.0).contains(&value),
        }
    }

    /// The end of a sentence that begins with the field's name.
    pub(super) fn message(self) -> String {
        match self {
            Self::Any => "must be a number.".to_owned(),
            Self::Whole(least) => format!("must be at least {least}."),
            Self::Above0 => "must be above 0.".to_owned(),
            Self::AtLeast0 => "must be at least 0.".to_owned(),
            Self::Below1 => "must be at least 0 and below 1.".to_owned(),
            Self::Share => "must be between 0 and 1.".to_owned(),
        }
    }
}
