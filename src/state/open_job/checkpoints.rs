//! What the open job saved on its way: asked for like the log, and given up where the service has no list.

use std::rc::Rc;

use leptos::prelude::*;

use super::OpenJob;
use crate::state::{Resource, Respond, Source};
use tuneboard_core::{
    api::{self, ApiError, HttpResponse},
    model::{Checkpoint, CheckpointList, CheckpointsPage, Timestamp},
    polling::{Outcome, Pace, Pass},
};

/// The checkpoints of an open job. Copies refer to the same ones.
#[derive(Clone, Copy)]
pub struct Saved {
    list: StoredValue<CheckpointList>,
    known: RwSignal<Vec<Checkpoint>>,
    error: RwSignal<Option<ApiError>>,
    read_at: RwSignal<Option<Timestamp>>,
    is_offered: RwSignal<bool>,
    n_unreadable: RwSignal<usize>,
    first_unread: RwSignal<String>,
    /// What the answer to the request under way can be.
    pass: StoredValue<Pass>,
}

impl Saved {
    /// None yet, of a service that may have a list of them.
    pub(super) fn new(is_offered: bool) -> Self {
        Self {
            list: StoredValue::new(CheckpointList::default()),
            known: RwSignal::new(Vec::new()),
            error: RwSignal::new(None),
            read_at: RwSignal::new(None),
            is_offered: RwSignal::new(is_offered),
            n_unreadable: RwSignal::new(0),
            first_unread: RwSignal::default(),
            pass: StoredValue::new(Pass::default()),
        }
    }

    /// By step.
    pub fn known(self) -> ReadSignal<Vec<Checkpoint>> {
        self.known.read_only()
    }

    /// Why they could not be refreshed.
    pub fn error(self) -> ReadSignal<Option<ApiError>> {
        self.error.read_only()
    }

    /// When they were last read; `None` before the first answer.
    pub fn read_at(self) -> ReadSignal<Option<Timestamp>> {
        self.read_at.read_only()
    }

    /// Number of checkpoints that were sent and could not be read.
    pub fn n_unreadable(self) -> ReadSignal<usize> {
        self.n_unreadable.read_only()
    }

    /// Name and fault of the first checkpoint that could not be read: `checkpoint 2: it has no step`; empty if all could be.
    pub fn first_unread(self) -> ReadSignal<String> {
        self.first_unread.read_only()
    }

    /// Whether the service has a list of them, as far as is known.
    pub fn is_offered(self) -> ReadSignal<bool> {
        self.is_offered.read_only()
    }
}

impl OpenJob {
    /// Watches them, where the provider lists them at all.
    pub(super) fn watch_checkpoints(self) {
        let (key, provider, saved) = (self.key(), self.connection().provider, self.saved);
        let Some(first) = api::list_checkpoints(provider, &key.id, None) else { return };
        let id = key.id.clone();
        let source = Source {
            request: Box::new(move || {
                let page = saved.list.with_value(|list| list.next().cloned());
                saved.pass.update_value(|pass| *pass = pass.next(self.is_over(), true, page.is_some()));
                let next = page.and_then(|page| api::list_checkpoints(provider, &id, Some(&page)));
                next.unwrap_or_else(|| first.clone())
            }),
            respond: Respond::Whole(Rc::new(move |answer| self.take_checkpoints(answer))),
        };
        self.app.watcher.watch(Resource::Checkpoints(key), self.checkpoints_pace(), source);
    }

    fn take_checkpoints(self, answer: Result<&HttpResponse, ApiError>) -> Outcome {
        let saved = self.saved;
        let read = answer
            .and_then(|answer| api::decode_checkpoints(self.connection().provider, &self.key().id, answer));
        if let Ok(decoded) = &read {
            let is_first = saved.list.with_value(|list| list.next().is_none());
            let n_before = if is_first { 0 } else { saved.n_unreadable.get_untracked() };
            let n = n_before + decoded.warnings.len();
            saved.n_unreadable.maybe_update(|known| std::mem::replace(known, n) != n);
            if n_before == 0 {
                let first = decoded.warnings.first().map(|warning| warning.message.clone());
                let first = first.unwrap_or_default();
                saved.first_unread.maybe_update(|known| {
                    *known != first && {
                        *known = first;
                        true
                    }
                });
            }
        }

        let (page, is_offered) = match read {
            Ok(decoded) => (decoded.value, true),
            // The service has no such page, so the list is complete without it.
            Err(error)
                if error.is_refusal()
                    && saved.list.with_value(|list| list.next().is_some_and(|page| page.is_optional)) =>
            {
                (CheckpointsPage::default(), true)
            }
            // The job is there, so it is the list that is not.
            Err(error)
                if error.is_no_endpoint()
                    && self.job.with_untracked(Option::is_some)
                    && saved.known.with_untracked(Vec::is_empty) =>
            {
                saved.list.update_value(CheckpointList::give_up);
                (CheckpointsPage::default(), false)
            }
            Err(error) => {
                saved.list.update_value(CheckpointList::give_up);
                let retry = error.retry;
                saved.error.set(Some(error));
                return Outcome::Failed(retry);
            }
        };
        saved.error.set(None);
        saved.read_at.set(Some(self.app.watcher.read_at()));
        saved.is_offered.maybe_update(|known| std::mem::replace(known, is_offered) != is_offered);
        let has_news = saved.list.try_update_value(|list| list.accept(page)).unwrap_or(false);
        if has_news {
            saved.known.set(saved.list.with_value(|list| list.known().to_vec()));
        }
        let pass = saved.pass.get_value();
        if pass.wants_more(saved.list.with_value(|list| list.next().is_some())) {
            self.go_on(Resource::Checkpoints(self.key()));
            return Outcome::Fresh { has_news, pace: self.checkpoints_pace() };
        }
        let pace = if pass.is_last() { Pace::Final } else { self.checkpoints_pace() };
        Outcome::Fresh { has_news, pace }
    }

    /// Far fewer are saved than steps are logged.
    fn checkpoints_pace(self) -> Pace {
        match self.pace() {
            Pace::Active => Pace::Waiting,
            pace => pace,
        }
    }
}
