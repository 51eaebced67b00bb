//! Files that are looked at before they are sent. What is fine goes on by itself; what the provider would reject
//! waits for the user's word.
//!
//! Like uploads they go on when the form that took them is left.

use std::collections::BTreeMap;

use leptos::prelude::*;

use crate::{
    browser::{files::local_file::LocalFile, schedule},
    state::{CheckPhase, DatasetCheck, Link, page_signal::page_signal},
};
use tuneboard_core::{
    api,
    dataset::Verdict,
    model::{ConnectionId, SpecField},
};

/// One file that is looked at, as it is shown. Copies show the same.
#[derive(Clone)]
pub struct CheckRow {
    /// Tells it from other files of this page; its upload has the same.
    pub id: u64,
    /// The field it is meant for.
    pub field: SpecField,
    /// Connection that the file will be sent to.
    pub connection: ConnectionId,
    /// The file's name.
    pub name: String,
    /// Its size, bytes.
    pub n_bytes: u64,
    /// The look at it.
    pub check: DatasetCheck,
}

/// File to send, and its fields.
pub(in crate::state) struct Parcel {
    pub(in crate::state) link: Link,
    pub(in crate::state) field: SpecField,
    pub(in crate::state) file: LocalFile,
    /// Ids of files by its name that are there already.
    pub(in crate::state) known: Vec<String>,
}

/// All files of a page that are looked at. Copies refer to the same.
#[derive(Clone, Copy)]
pub(in crate::state) struct Checks {
    rows: RwSignal<Vec<CheckRow>>,
    /// Owner of each row's signals, and the row's file.
    parcels: StoredValue<BTreeMap<u64, (Owner, Parcel)>, LocalStorage>,
    /// Outlives every form.
    owner: StoredValue<Owner, LocalStorage>,
}

impl CheckRow {
    /// Returns true if the file cannot be sent without the user's consent, or not at all.
    pub fn is_waiting(&self) -> bool {
        self.check.phase().with(|phase| match phase {
            CheckPhase::Done(report) => report.verdict() == Verdict::Reject,
            CheckPhase::Unreadable => true,
            CheckPhase::Idle | CheckPhase::Reading { .. } => false,
        })
    }
}

impl Checks {
    /// Returns the state without files, which ends with the present owner.
    pub(in crate::state) fn new() -> Self {
        Self {
            rows: page_signal(Vec::new()),
            parcels: StoredValue::new_local(BTreeMap::new()),
            owner: StoredValue::new_local(Owner::new()),
        }
    }

    pub(in crate::state) fn rows(self) -> ReadSignal<Vec<CheckRow>> {
        self.rows.read_only()
    }

    /// Returns true if a file is being read.
    pub(in crate::state) fn is_busy(self) -> bool {
        self.rows.with(|rows| rows.iter().any(|row| !row.is_waiting()))
    }

    /// Begins to look at a file; `on_fine` hears if nothing speaks against sending it.
    pub(in crate::state) fn begin(self, id: u64, parcel: Parcel, on_fine: impl Fn() + 'static) {
        let owner = self.owner.with_value(Owner::child);
        let row = owner.with(|| {
            let row = CheckRow {
                id,
                field: parcel.field,
                connection: parcel.link.connection.id.clone(),
                name: parcel.file.name(),
                n_bytes: parcel.file.n_bytes(),
                check: DatasetCheck::new(),
            };
            let rules = api::dataset_rules(parcel.link.connection.provider);
            row.check.start(parcel.file.blob(), row.name.clone(), rules);
            let watched = row.clone();
            Effect::new(move || {
                if watched.check.report().is_some() && !watched.is_waiting() {
                    on_fine();
                }
            });
            row
        });
        self.parcels.update_value(|parcels| {
            parcels.insert(id, (owner, parcel));
        });
        self.rows.update(|rows| rows.push(row));
    }

    /// Takes a file out, whatever the look at it has found; `None` if it is out already.
    pub(in crate::state) fn take(self, id: u64) -> Option<Parcel> {
        let (owner, parcel) = self.parcels.try_update_value(|parcels| parcels.remove(&id)).flatten()?;
        self.rows.update(|rows| rows.retain(|row| row.id != id));
        // Whoever shows the row, or has called from its effect, is done with it then.
        schedule::spawn_detached(async move {
            schedule::next_turn().await;
            drop(owner);
        });
        Some(parcel)
    }
}
