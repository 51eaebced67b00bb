//! A new job as it is being typed: text per field, what is wrong with it, and the request it amounts to.
//!
//! A draft keeps every character as typed; nothing is parsed before [`JobDraft::validate`] or
//! [`JobDraft::sketch`] ask for it, and nothing panics on any text. Which fields there are follows from the
//! provider's [`Capabilities`], never from its name. Fields that do not apply
//! at the moment (`dpo_beta` without DPO) keep their text and are neither shown, checked nor sent.
//!
//! `field_table` has an entry per field, `fields` what the form shows of one, `read` turns text into a [`JobSpec`] (`datasets` its files, `signal` what is about
//! windows of signals), `number` reads figures, `limits` holds it against a model's limits,
//! `bounds` against the service's, `start` begins with the model's own rank, `warnings`
//! says what is legal but seldom meant, `sends` where things go, `sent` what is known of an earlier sending, `stored` is the saved form, `clone` fills a draft from a job.

mod bounds;
mod clone;
mod datasets;
mod field_table;
mod fields;
mod ids;
mod limits;
mod number;
mod proposed;
mod read;
mod sends;
mod sent;
mod signal;
mod start;
mod stored;
#[cfg(test)]
mod tests;
mod warnings;

use std::collections::BTreeMap;

pub use clone::method_facts;
pub use fields::{FieldKind, FieldSpec, Section};
pub use proposed::proposal_text;
pub use sent::sent_before;

use crate::model::{Capabilities, JobSpec, Provider, Secret, SpecField};
use field_table::{FieldEntry, describe};

/// A new job as typed. Its `Debug` leaves secrets out.
#[derive(Clone, PartialEq)]
pub struct JobDraft {
    provider: Provider,
    /// Text that differs from the field's default. Names of models and files mean something at one provider
    /// only, and `auto` is no word for others, so such texts are kept per provider: switching there and back
    /// loses nothing.
    ///
    /// INVARIANT: no text equals its default, but of fields that begin with a figure of the model.
    texts: BTreeMap<(Option<Provider>, SpecField), String>,
    /// Values that the form has filled in itself, as the chosen model's defaults; not stored.
    begun_with: BTreeMap<SpecField, String>,
}

/// Something to correct before the job can be created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The field; `None` if the problem belongs to none.
    pub field: Option<SpecField>,
    /// The mistake and the remedy.
    pub message: String,
}

impl JobDraft {
    /// An untouched draft: every field at its visible default.
    pub fn new(provider: Provider) -> Self {
        Self { provider, texts: BTreeMap::new(), begun_with: BTreeMap::new() }
    }

    /// Returns the provider that is to run the job.
    pub fn provider(&self) -> Provider {
        self.provider
    }

    /// The text of a field: as typed, else its default, else empty.
    pub fn get(&self, field: SpecField) -> &str {
        let typed = self.texts.get(&self.text_key(field));
        typed.map_or(self.default_of(field), String::as_str)
    }

    /// Takes over what was typed.
    pub fn set(&mut self, field: SpecField, text: impl Into<String>) {
        let text = text.into();
        let key = self.text_key(field);
        if text == self.default_of(field) && !describe(field).is_from_model {
            self.texts.remove(&key);
        } else {
            self.texts.insert(key, text);
        }
    }

    /// The same draft for another provider. Model and files are that provider's own, so they start empty
    /// or as they were left there; everything else carries over, and what does not apply is kept unseen.
    #[must_use]
    pub fn with_provider(self, provider: Provider) -> Self {
        Self { provider, ..self }
    }

    /// Nothing has been typed that differs from the defaults, the model's own included.
    pub fn is_pristine(&self) -> bool {
        self.texts.iter().all(|((_, field), text)| self.begun_with.get(field) == Some(text))
    }

    /// Returns whether a field differs from its default, the model's own included.
    pub fn is_changed(&self, field: SpecField) -> bool {
        let text = self.get(field);
        self.begun_with.get(&field).map_or(self.default_of(field), String::as_str) != text
    }

    /// The fields to show now, in order.
    pub fn fields(&self) -> Vec<FieldSpec> {
        field_table::order().filter(|field| self.has(*field)).map(|field| self.spec_of(field)).collect()
    }

    /// The request this draft amounts to.
    ///
    /// # Errors
    /// Everything to correct, in the order of the form.
    pub fn validate(&self) -> Result<JobSpec, Vec<Problem>> {
        let (spec, problems) = read::read(self);
        if problems.is_empty() { Ok(spec) } else { Err(problems) }
    }

    /// The request this draft amounts to, for a question that some fields have no part in: whatever is wrong with
    /// these. `None` if anything else is.
    pub fn spec_but_for(&self, has_no_part: impl Fn(SpecField) -> bool) -> Option<JobSpec> {
        let (_, problems) = read::read(self);
        let is_beside = |problem: &Problem| problem.field.is_some_and(&has_no_part);
        problems.iter().all(is_beside).then(|| self.sketch())
    }

    /// The request as far as it can be read, for a preview: what is wrong or missing and optional is left
    /// out, what is required reads like `<base model>`, and secrets are replaced by the name of the
    /// environment variable they are usually kept in.
    pub fn sketch(&self) -> JobSpec {
        let (mut spec, _) = read::read(self);
        if let Some(wandb) = &mut spec.wandb {
            wandb.key = Secret::new("$WANDB_API_KEY");
        }
        if let Some(token) = spec.hugging_face.as_mut().and_then(|hub| hub.token.as_mut()) {
            *token = Secret::new("$HF_TOKEN");
        }
        spec
    }

    /// Returns legal but unusual values, in plain sentences. `n_examples` are those of the training data, if
    /// known.
    pub fn warnings(&self, n_examples: Option<u64>) -> Vec<String> {
        warnings::warnings(self, n_examples)
    }

    /// Returns true if a field applies now.
    fn has(&self, field: SpecField) -> bool {
        describe(field).shown.applies(self, field)
    }

    fn text_key(&self, field: SpecField) -> (Option<Provider>, SpecField) {
        let is_bound = describe(field).is_bound_to_provider || self.is_auto(field);
        (is_bound.then_some(self.provider), field)
    }

    /// Returns true if the service chooses this unless told otherwise, by the word [`fields::AUTO`].
    fn is_auto(&self, field: SpecField) -> bool {
        self.can().auto_fields.contains(&field)
    }

    /// Returns the provider's features.
    fn can(&self) -> Capabilities {
        self.provider.capabilities()
    }

    /// A field as this draft shows it.
    fn spec_of(&self, field: SpecField) -> FieldSpec {
        let FieldEntry {
            label, help, kind, section, is_advanced, suggestions, is_required, variants, ..
        } = describe(field);
        let variant = variants.iter().find(|variant| (variant.when)(self));
        FieldSpec {
            field,
            label: variant.and_then(|variant| variant.label).unwrap_or(label),
            help: variant.map_or(help, |variant| variant.help),
            kind: variant.and_then(|variant| variant.kind).unwrap_or(*kind),
            is_required: is_required(&self.can()),
            is_advanced: *is_advanced,
            section: *section,
            default: self.default_of(field),
            suggestions,
        }
    }

    /// The text of a field while it is untouched.
    fn default_of(&self, field: SpecField) -> &'static str {
        if self.is_auto(field) { fields::AUTO } else { describe(field).default }
    }
}

/// The text is neither shown nor stored.
fn is_secret(field: SpecField) -> bool {
    describe(field).kind == FieldKind::Secret
}

impl std::fmt::Debug for JobDraft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let shown = self.texts.iter().filter(|((_, field), _)| !is_secret(*field));
        f.write_str("JobDraft ")?;
        f.debug_map().entry(&"provider", &self.provider).entries(shown).finish()
    }
}
