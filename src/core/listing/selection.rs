//! Selected jobs of the table.
//!
//! Contract: what is selected is jobs, not places. They stay selected wherever sorting, filters and newer lists put
//! them, also out of sight; a job that is gone from its list is selected no more, and another one that has its slot
//! then is not taken for it. One hundred thousand take 400 kB.

use std::num::NonZeroU32;

use super::{JobTable, Slot};

/// A set of jobs, and where the next range begins.
#[derive(Debug, Default)]
pub struct Selection {
    /// Per slot the print of the job that is selected there.
    marks: Vec<Option<NonZeroU32>>,
    n: usize,
    /// Selecting was asked for before there is any.
    is_choosing: bool,
    /// The job that was touched last by itself.
    anchor: Option<Slot>,
    /// The other end of the last range from there.
    end: Option<Slot>,
    /// Another figure whenever anything is other.
    revision: u64,
}

impl Selection {
    /// Number of jobs.
    pub fn len(&self) -> usize {
        self.n
    }

    /// Nothing is selected.
    pub fn is_empty(&self) -> bool {
        self.n == 0
    }

    /// Begins to select, before the first job is.
    pub fn choose(&mut self) {
        self.is_choosing = true;
        self.revision += 1;
    }

    /// Selecting is going on, or was asked for.
    pub fn is_choosing(&self) -> bool {
        self.is_choosing || !self.is_empty()
    }

    /// Another figure whenever anything else is selected.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Returns true if the job at this slot is selected.
    pub fn has(&self, job_table: &JobTable, slot: Slot) -> bool {
        let mark = self.marks.get(slot as usize).copied().flatten();
        mark.is_some() && mark == job_table.print(slot)
    }

    /// Returns the slots of the selected jobs, in unspecified order.
    pub fn slots(&self) -> impl Iterator<Item = Slot> {
        self.marks.iter().zip(0..).filter_map(|(mark, slot)| mark.map(|_| slot))
    }

    /// Returns how many of these jobs are selected.
    pub fn count(&self, job_table: &JobTable, slots: &[Slot]) -> usize {
        if self.is_empty() { 0 } else { slots.iter().filter(|slot| self.has(job_table, **slot)).count() }
    }

    /// Toggles a job's selection. Ranges begin there.
    pub fn toggle(&mut self, job_table: &JobTable, slot: Slot) {
        self.settle(job_table);
        self.set(job_table, slot, !self.has(job_table, slot));
        (self.anchor, self.end) = (Some(slot), None);
    }

    /// Selects all from where ranges begin up to this job, as they are shown in `order`, in place of the last range
    /// from there. If that beginning is not shown, it is `origin`.
    pub fn extend(&mut self, job_table: &JobTable, order: &[Slot], slot: Slot, origin: Slot) {
        self.settle(job_table);
        let place = |wanted: Slot| order.iter().position(|slot| *slot == wanted);
        let (anchor, Some(to)) = (self.anchor.and_then(place), place(slot)) else { return };
        let from = anchor.or_else(|| place(origin)).unwrap_or(to);
        let end = self.end.filter(|_| anchor.is_some()).and_then(place).unwrap_or(from);
        let between = |a: usize, b: usize| order.get(a.min(b)..=a.max(b)).unwrap_or_default();
        between(from, end).iter().for_each(|slot| self.set(job_table, *slot, false));
        between(from, to).iter().for_each(|slot| self.set(job_table, *slot, true));
        (self.anchor, self.end) = (order.get(from).copied(), Some(slot));
    }

    /// Selects all of these, beside what is selected.
    pub fn add(&mut self, job_table: &JobTable, slots: &[Slot]) {
        self.settle(job_table);
        slots.iter().for_each(|slot| self.set(job_table, *slot, true));
        self.end = None;
    }

    /// Selects none of these any more.
    pub fn remove(&mut self, job_table: &JobTable, slots: &[Slot]) {
        self.settle(job_table);
        slots.iter().for_each(|slot| self.set(job_table, *slot, false));
        self.end = None;
    }

    /// Selects nothing any more, and ends choosing.
    pub fn clear(&mut self) {
        *self = Self { revision: self.revision + 1, ..Self::default() };
    }

    /// Lets go of jobs that are gone; `true` if there were any.
    pub fn settle(&mut self, job_table: &JobTable) -> bool {
        let before = self.n;
        for (mark, slot) in self.marks.iter_mut().zip(0..) {
            if mark.is_some() && *mark != job_table.print(slot) {
                *mark = None;
                self.n -= 1;
            }
        }
        self.revision += u64::from(self.n != before);
        self.n != before
    }

    fn set(&mut self, job_table: &JobTable, slot: Slot, is_selected: bool) {
        let mark = job_table.print(slot).filter(|_| is_selected);
        let place = slot as usize;
        if mark.is_some() && self.marks.len() <= place {
            self.marks.resize(place + 1, None);
        }
        let Some(known) = self.marks.get_mut(place).filter(|known| **known != mark) else { return };
        self.n = self.n + usize::from(mark.is_some()) - usize::from(known.is_some());
        *known = mark;
        self.revision += 1;
    }
}

#[cfg(test)]
mod tests;
