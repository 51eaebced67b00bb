//! Slots of the job table by connection and id: a hash table with linear probing (Knuth, The Art of Computer Programming 3, §6.4), whose
//! places hold slots.

use kernel::digest;

use super::job_table::{JobTable, NONE, Slot};

impl JobTable {
    /// Finds all places anew.
    pub(super) fn index(&mut self) {
        self.places.clear();
        self.places.resize((2 * self.slots.len()).next_power_of_two(), NONE);
        (0..self.slots.len()).for_each(|slot| self.enter(slot as Slot));
    }

    pub(super) fn enter(&mut self, slot: Slot) {
        let Some(entry) = self.entry(slot) else { return };
        let mut place = self.first_place(entry.connection_slot, entry.packed.id());
        while let Some(taken) = self.places.get(place).filter(|taken| **taken != NONE) {
            debug_assert_ne!(*taken, slot);
            place = (place + 1) & (self.places.len() - 1);
        }
        if let Some(free) = self.places.get_mut(place) {
            *free = slot;
        }
    }

    pub(super) fn find(&self, connection_slot: u16, id: &str) -> Option<Slot> {
        let mut place = self.first_place(connection_slot, id);
        loop {
            let slot = *self.places.get(place)?;
            if slot == NONE {
                return None;
            }
            if self
                .entry(slot)
                .is_some_and(|entry| entry.connection_slot == connection_slot && entry.packed.id() == id)
            {
                return Some(slot);
            }
            place = (place + 1) & (self.places.len() - 1);
        }
    }

    /// Returns the place at which the search for a job starts.
    pub(super) fn first_place(&self, connection_slot: u16, id: &str) -> usize {
        let wanted = digest(id.as_bytes()).wrapping_add(u64::from(connection_slot));
        (wanted as usize) & self.places.len().wrapping_sub(1)
    }
}
