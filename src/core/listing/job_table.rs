//! All jobs of all connections, packed, each in a slot of its own that it keeps while it is there.
//!
//! Contract: a job is there once, whatever its list says. A list that is the same bytes as before is recognised without
//! reading it ([`JobTable::follow`]); of one that differs, only the jobs that differ are read. What was known about a job
//! beyond its list stays until its status changes.

use std::{collections::VecDeque, num::NonZeroU32, sync::Arc};

use kernel::digest;

use super::{
    KnownJob, ListPrint, Listed,
    compact_job::CompactJob,
    connection_slot::{ConnectionSlot, Frame},
};
use crate::model::{ConnectionId, Job, JobId, JobKey, Provider, StatusClass, Timestamp, estimate_progress};

/// Number of a job, for as long as the job is there.
pub type Slot = u32;

/// Up to so many jobs keep their records: the pages that need one then have it at once.
const MOST_RECORDS: usize = 1_000;

/// Names of models that are looked through for one that is the same; an account has few.
const MOST_MODELS: usize = 64;

/// So many slots stay empty before one is given to another job: somebody may still look at a row that is gone.
const SPARE: usize = 1_000;

/// No job.
pub(super) const NONE: Slot = Slot::MAX;

/// All jobs.
#[derive(Debug, Default)]
pub struct JobTable {
    pub(super) slots: Vec<Option<Entry>>,
    /// Those of jobs that are gone, the first of them first.
    free: VecDeque<Slot>,
    /// Slots by a job's key: a table with open addressing, at most half full.
    pub(super) places: Vec<Slot>,
    connection_slots: Vec<ConnectionSlot>,
    models: Vec<Arc<str>>,
    /// Counts what has changed.
    revision: u64,
}

#[derive(Debug)]
pub(super) struct Entry {
    pub(super) packed: CompactJob,
    /// Index of its connection.
    pub(super) connection_slot: u16,
    /// Digest and length of the job's text in its list when it was read; `n_bytes` is 0 for a job that is
    /// read in any case.
    pub(super) n_bytes: u32,
    pub(super) digest: u64,
}

impl JobTable {
    /// Number of jobs.
    pub fn len(&self) -> usize {
        self.slots.len() - self.free.len()
    }

    /// There is no job.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Another figure whenever anything about any job is another.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// A connection's jobs.
    pub fn ids_of(&self, connection: &ConnectionId) -> Vec<JobId> {
        self.entries_of(connection).map(|entry| entry.packed.id().into()).collect()
    }

    /// Number of a connection's jobs.
    pub fn len_of(&self, connection: &ConnectionId) -> usize {
        self.entries_of(connection).count()
    }

    /// Returns the fingerprint of a connection's jobs, which includes their number.
    pub fn print_of(&self, connection: &ConnectionId) -> ListPrint {
        let jobs = self.entries_of(connection);
        jobs.fold(ListPrint::default(), |print, entry| ListPrint {
            n_records: print.n_records + 1,
            ids: print.ids.wrapping_add(digest(entry.packed.id().as_bytes())),
        })
    }

    /// Id, status and creation of each of a connection's jobs.
    pub fn standings(
        &self,
        connection: &ConnectionId,
    ) -> impl Iterator<Item = (&str, StatusClass, Option<Timestamp>)> + Clone {
        self.entries_of(connection)
            .map(|entry| (entry.packed.id(), entry.packed.class, entry.packed.created_at.get()))
    }

    fn entries_of(&self, connection: &ConnectionId) -> impl Iterator<Item = &Entry> + Clone {
        let connection_slot =
            self.connection_slots.iter().position(|connection_slot| connection_slot.id == *connection);
        self.slots
            .iter()
            .flatten()
            .filter(move |entry| Some(usize::from(entry.connection_slot)) == connection_slot)
    }

    /// Returns the slot of a job.
    pub fn slot(&self, key: &JobKey) -> Option<Slot> {
        let connection_slot =
            self.connection_slots.iter().position(|connection_slot| connection_slot.id == key.connection)?;
        self.find(connection_slot as u16, &key.id.0)
    }

    /// A job's row.
    pub fn get(&self, key: &JobKey) -> Option<Listed> {
        self.listed(self.slot(key)?)
    }

    /// The row of a slot.
    pub fn listed(&self, slot: Slot) -> Option<Listed> {
        let (key, connection_slot) = (self.key(slot)?, self.connection_slot(slot)?);
        Some(self.entry(slot)?.packed.listed(key, connection_slot.provider))
    }

    /// Returns the key of the job in a slot.
    pub fn key(&self, slot: Slot) -> Option<JobKey> {
        let connection = self.connection_slot(slot)?.id.clone();
        Some(JobKey { connection, id: self.entry(slot)?.packed.id().into() })
    }

    /// A few bits that tell the job of a slot from others that have it at another time; `None` for an empty one.
    pub fn print(&self, slot: Slot) -> Option<NonZeroU32> {
        let entry = self.entry(slot)?;
        let print =
            digest(entry.packed.id().as_bytes()).wrapping_add(u64::from(entry.connection_slot)) as u32;
        NonZeroU32::new(print).or(Some(NonZeroU32::MIN))
    }

    /// Returns the provider and the status class of the job in a slot.
    pub fn standing(&self, slot: Slot) -> Option<(Provider, StatusClass)> {
        Some((self.connection_slot(slot)?.provider, self.entry(slot)?.packed.class))
    }

    /// Takes over a connection's whole list; `true` if anything differs. `body` is the text it was read from, if the
    /// next one is to be compared with it.
    pub fn merge(&mut self, key: (&ConnectionId, Provider), jobs: Vec<Job>, body: Option<&[u8]>) -> bool {
        let connection_slot = self.connection_slot_of(key);
        let frame = body.and_then(|body| {
            let (start, end) =
                (body.iter().position(|byte| *byte == b'[')?, body.iter().rposition(|byte| *byte == b']')?);
            Some(Frame { head: body.get(..=start)?.into(), tail: body.get(end..)?.into() })
        });
        if let Some(known) = self.connection_slots.get_mut(usize::from(connection_slot)) {
            known.frame = frame;
        }
        self.take(connection_slot, &[], jobs.into_iter().map(|job| (None, job)).collect())
    }

    /// Takes over a part of a connection's list; `true` if it tells anything new.
    pub fn merge_part(&mut self, key: (&ConnectionId, Provider), jobs: Vec<Job>) -> bool {
        let connection_slot = self.connection_slot_of(key);
        self.write_all(connection_slot, jobs.into_iter().map(|job| (None, job)).collect(), usize::MAX).1
    }

    /// A connection's jobs, and which of them may still change.
    pub fn known_of(&self, connection: &ConnectionId) -> Vec<KnownJob> {
        let may_change = |class: StatusClass| !class.is_terminal() && class != StatusClass::Unknown;
        let here = self.entries_of(connection);
        here.map(|entry| (entry.packed.id().into(), may_change(entry.packed.class))).collect()
    }

    /// Takes over a newer record of one job; `true` if it tells anything new. It is kept as it is.
    pub fn put(&mut self, key: &JobKey, provider: Provider, job: Job) -> bool {
        let connection_slot = self.connection_slot_of((&key.connection, provider));
        let slot = self.find(connection_slot, &key.id.0);
        let row = listed(key.clone(), provider, job, slot.and_then(|slot| self.listed(slot)).as_ref());
        self.write(slot, connection_slot, &row, true, (0, 0)).1
    }

    /// Replaces a row by a newer one; `true` if it differs.
    pub fn replace(&mut self, row: &Listed) -> bool {
        let Some(slot) = self.slot(&row.key) else { return false };
        let Some(entry) = self.entry(slot) else { return false };
        let (connection_slot, sent, has_record) =
            (entry.connection_slot, (entry.n_bytes, entry.digest), entry.packed.has_record());
        self.write(Some(slot), connection_slot, row, has_record, sent).1
    }

    /// Forgets one job.
    pub fn remove(&mut self, key: &JobKey) {
        if let Some(slot) = self.slot(key) {
            self.vacate(slot);
            self.index();
        }
    }

    /// Forgets a connection's jobs.
    pub fn remove_all(&mut self, connection: &ConnectionId) {
        if let Some(connection_slot) =
            self.connection_slots.iter().position(|connection_slot| connection_slot.id == *connection)
        {
            self.take(connection_slot as u16, &[], Vec::new());
        }
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = (Slot, &Entry)> {
        self.slots.iter().enumerate().filter_map(|(slot, entry)| Some((slot as Slot, entry.as_ref()?)))
    }

    pub(super) fn entry(&self, slot: Slot) -> Option<&Entry> {
        self.slots.get(slot as usize)?.as_ref()
    }

    pub(super) fn connection_slots(&self) -> &[ConnectionSlot] {
        &self.connection_slots
    }

    fn connection_slot(&self, slot: Slot) -> Option<&ConnectionSlot> {
        self.connection_slots.get(usize::from(self.entry(slot)?.connection_slot))
    }

    fn connection_slot_of(&mut self, (id, provider): (&ConnectionId, Provider)) -> u16 {
        let known = self.connection_slots.iter().position(|connection_slot| connection_slot.id == *id);
        let connection_slot = known.unwrap_or_else(|| {
            self.connection_slots.push(ConnectionSlot { id: id.clone(), provider, frame: None });
            self.connection_slots.len() - 1
        });
        if let Some(known) = self.connection_slots.get_mut(connection_slot) {
            known.provider = provider;
        }
        connection_slot as u16
    }

    /// Writes what has changed and vacates what is neither there nor the same.
    pub(super) fn take(
        &mut self,
        connection_slot: u16,
        same: &[Slot],
        changed: Vec<(Option<Slot>, Job)>,
    ) -> bool {
        let n_jobs = same.len() + changed.len();
        let (written, has_news) = self.write_all(connection_slot, changed, n_jobs);
        let mut is_there = vec![false; self.slots.len()];
        same.iter().chain(&written).for_each(|slot| is_there[*slot as usize] = true);
        let gone = self.slots.iter().zip(&is_there).zip(0..).filter_map(|((entry, is_there), slot)| {
            let is_gone =
                !is_there && entry.as_ref().is_some_and(|entry| entry.connection_slot == connection_slot);
            is_gone.then_some(slot)
        });
        let gone: Vec<Slot> = gone.collect();
        if !gone.is_empty() {
            gone.iter().for_each(|slot| self.vacate(*slot));
            self.index();
        }
        has_news || !gone.is_empty()
    }

    /// Writes jobs of a list of `n_jobs` in all; gives their slots, and whether any tells something new.
    fn write_all(
        &mut self,
        connection_slot: u16,
        jobs: Vec<(Option<Slot>, Job)>,
        n_jobs: usize,
    ) -> (Vec<Slot>, bool) {
        let (mut written, mut has_news) = (Vec::with_capacity(jobs.len()), false);
        if self.slots.is_empty() {
            self.slots.reserve_exact(jobs.len());
            self.places = vec![NONE; (2 * jobs.len()).next_power_of_two()];
        }
        for (slot, job) in jobs {
            let slot = slot.or_else(|| self.find(connection_slot, &job.id.0));
            let Some(ConnectionSlot { id, provider, .. }) =
                self.connection_slots.get(usize::from(connection_slot))
            else {
                continue;
            };
            let key = JobKey { connection: id.clone(), id: job.id.clone() };
            let sent = (job.raw.len() as u32, digest(job.raw.as_bytes()));
            let old = slot.and_then(|slot| self.listed(slot));
            let has_record =
                slot.and_then(|slot| self.entry(slot)).is_some_and(|entry| entry.packed.has_record());
            let row = listed(key, *provider, job, old.as_ref());
            let (slot, is_new) =
                self.write(slot, connection_slot, &row, n_jobs <= MOST_RECORDS || has_record, sent);
            has_news |= is_new;
            written.push(slot);
        }
        (written, has_news)
    }

    fn write(
        &mut self,
        slot: Option<Slot>,
        connection_slot: u16,
        row: &Listed,
        keeps: bool,
        (n_bytes, digest): (u32, u64),
    ) -> (Slot, bool) {
        let models = &mut self.models;
        let packed = CompactJob::new(row, keeps, |name| shared(models, name));
        let entry = Entry { packed, connection_slot, n_bytes, digest };
        if let Some((slot, old)) =
            slot.and_then(|slot| Some((slot, self.slots.get_mut(slot as usize)?.as_mut()?)))
        {
            let is_new = old.packed != entry.packed;
            *old = entry;
            self.revision += u64::from(is_new);
            return (slot, is_new);
        }
        self.revision += 1;
        let slot = if SPARE < self.free.len() { self.free.pop_front() } else { None };
        let slot = slot.unwrap_or(self.slots.len() as Slot);
        match self.slots.get_mut(slot as usize) {
            Some(place) => *place = Some(entry),
            None => self.slots.push(Some(entry)),
        }
        if self.places.len() < 2 * self.slots.len() {
            self.index();
        } else {
            self.enter(slot);
        }
        (slot, true)
    }

    fn vacate(&mut self, slot: Slot) {
        if self.slots.get_mut(slot as usize).and_then(Option::take).is_some() {
            self.free.push_back(slot);
            self.revision += 1;
        }
    }
}

/// The same text as another one's, if it is known.
fn shared(models: &mut Vec<Arc<str>>, name: &str) -> Arc<str> {
    if let Some(known) = models.iter().find(|known| ***known == *name) {
        return Arc::clone(known);
    }
    let new: Arc<str> = name.into();
    if models.len() < MOST_MODELS {
        models.push(Arc::clone(&new));
    }
    new
}

/// Returns the facts about a job after a newer record of it.
fn listed(key: JobKey, provider: Provider, job: Job, old: Option<&Listed>) -> Listed {
    let job = if let Some(old) = old { job.merged_over(&old.job) } else { job };
    let share = estimate_progress(&job, None, None, None).share;
    // What metrics told holds until the job moves on.
    let same = old.filter(|old| old.job.status == job.status);
    let share = share.or(same.and_then(|old| old.share));
    let ends_at = same.and_then(|old| old.ends_at).or(job.ends_at);
    // A job that has ended and changes all the same has gone on meanwhile: what its metrics told is to be asked for again.
    let is_known = |old: &&Listed| !job.status.class.is_terminal() || old.job.updated_at == job.updated_at;
    let judged = same.filter(is_known);
    Listed {
        key,
        provider,
        job: Arc::new(job),
        last_loss: old.and_then(|old| old.last_loss),
        share,
        ends_at,
        line: old.and_then(|old| old.line.clone()),
        line_of: old.and_then(|old| old.line_of).filter(|_| same.is_none() || judged.is_some()),
        finding: judged.and_then(|old| old.finding.clone()),
        is_judged_whole: judged.is_some_and(|old| old.is_judged_whole),
        evals: judged.and_then(|old| old.evals),
    }
}

#[cfg(test)]
mod tests;
