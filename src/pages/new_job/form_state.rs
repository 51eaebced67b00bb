//! The draft of a new job as typed, and what is wrong with it.

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;

use tuneboard_core::{
    draft::{JobDraft, Problem},
    model::{JobSpec, ModelLimits, SpecField},
};

/// State shared by the parts of the form. Copies refer to the same draft.
#[derive(Clone, Copy)]
pub struct FormState {
    /// Typed values.
    pub draft: RwSignal<JobDraft>,
    /// Fields that were left once, whose problems are shown.
    pub touched: RwSignal<BTreeSet<SpecField>>,
    /// All problems are shown: the job was to be created once.
    pub shows_all: RwSignal<bool>,
    /// Problems that the service named; each is dropped once its field changes.
    pub refused: RwSignal<Vec<Problem>>,
    /// The limits of the chosen model, once known.
    pub limits: RwSignal<Option<ModelLimits>>,
    /// Problems of the draft.
    pub problems: Memo<Vec<Problem>>,
    /// The dataset that files are put in which are added to a field, by name; the usual one otherwise.
    into: RwSignal<BTreeMap<SpecField, String>>,
}

impl FormState {
    /// A form that begins with `draft`.
    pub fn new(draft: JobDraft) -> Self {
        let draft = RwSignal::new(draft);
        let limits = RwSignal::new(None::<ModelLimits>);
        let problems = move || {
            let mut problems = draft.with(|draft| draft.validate().err().unwrap_or_default());
            let beyond = limits.with(|limits| {
                limits.as_ref().map(|limits| draft.with(|draft| draft.problems_within(limits)))
            });
            // A field that cannot be read is not out of range too.
            let is_new = |problem: &Problem| problems.iter().all(|known| known.field != problem.field);
            let beyond: Vec<_> = beyond.unwrap_or_default().into_iter().filter(is_new).collect();
            problems.extend(beyond);
            problems
        };
        Self {
            draft,
            touched: RwSignal::new(BTreeSet::new()),
            shows_all: RwSignal::new(false),
            refused: RwSignal::new(Vec::new()),
            limits,
            problems: Memo::new(move |_| problems()),
            into: RwSignal::default(),
        }
    }

    /// The request, if nothing is wrong with it.
    pub fn spec(self) -> Option<JobSpec> {
        let is_fine = self.problems.with_untracked(Vec::is_empty);
        self.draft.with_untracked(JobDraft::validate).ok().filter(|_| is_fine)
    }

    /// Begins anew with `draft`, with no problem shown.
    pub fn restart(self, draft: JobDraft) {
        self.draft.set(draft);
        self.touched.set(BTreeSet::new());
        self.shows_all.set(false);
        self.refused.set(Vec::new());
    }

    /// The name of the dataset that files are put in which are added to a field; empty for the usual one. Tracked.
    pub fn dataset_into(self, field: SpecField) -> String {
        let chosen = self.into.with(|into| into.get(&field).cloned()).unwrap_or_default();
        let is_there = self.draft.with(|draft| draft.dataset_names(field).contains(&chosen));
        if is_there { chosen } else { String::new() }
    }

    /// Puts files that are added to a field in the dataset of this name.
    pub fn choose_dataset(self, field: SpecField, name: String) {
        self.into.update(|into| drop(into.insert(field, name)));
    }

    /// Adds a file's id to a field, or takes it out.
    pub fn set_file(self, field: SpecField, id: &str, is_in: bool) {
        let dataset = untrack(|| self.dataset_into(field));
        self.draft.update(|draft| draft.set_id(field, &dataset, id, is_in));
        self.forget_refusal(field);
    }

    /// Drops the service's problem with a field, once the field has changed.
    pub fn forget_refusal(self, field: SpecField) {
        self.refused.maybe_update(|refused| {
            let n = refused.len();
            refused.retain(|problem| problem.field != Some(field));
            refused.len() != n
        });
    }

    /// Returns the problem to show with a field now.
    pub fn problem_of(self, field: SpecField) -> Option<String> {
        let is_shown = self.shows_all.get() || self.touched.with(|touched| touched.contains(&field));
        let find = |problems: &Vec<Problem>| {
            let found = problems.iter().find(|problem| problem.field == Some(field));
            found.map(|problem| problem.message.clone())
        };
        self.refused.with(find).or_else(|| self.problems.with(find).filter(|_| is_shown))
    }
}
