//! The few facts about each job that attention is decided by, read in place.

use super::JobTable;
use crate::{
    insight::OpenFinding,
    model::{ConnectionId, StatusClass, Timestamp},
};

/// Facts about a job. `None` where its record does not say.
#[derive(Debug, Clone, Copy)]
pub struct JobFacts<'a> {
    /// Its connection.
    pub connection: &'a ConnectionId,
    /// Its id there.
    pub id: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Class of its status.
    pub class: StatusClass,
    /// Creation.
    pub created_at: Option<Timestamp>,
    /// Last change; about the end for a terminal job.
    pub updated_at: Option<Timestamp>,
    /// Base model.
    pub model: Option<&'a str>,
    /// Name of the resulting model.
    pub output: Option<&'a str>,
    /// The worst open finding in its metrics, where they are known.
    pub finding: Option<&'a OpenFinding>,
}

impl JobTable {
    /// Facts about every job, in no order.
    pub fn facts(&self) -> impl Iterator<Item = JobFacts<'_>> {
        self.entries().filter_map(|(_, entry)| {
            let job = &entry.packed;
            Some(JobFacts {
                connection: &self.connection_slots().get(usize::from(entry.connection_slot))?.id,
                id: job.id(),
                name: job.name(),
                class: job.class,
                created_at: job.created_at.get(),
                updated_at: job.updated_at.get(),
                model: job.model(),
                output: job.output_model(),
                finding: job.finding(),
            })
        })
    }
}
