//! A list that was read before: what differs is found by its bytes, and nothing else is read.

use kernel::digest;

use super::{
    connection_slot::Frame,
    job_table::{JobTable, Slot},
};
use crate::{
    json,
    model::{ConnectionId, Job},
};

/// The longest item read by itself, in bytes.
const LONGEST_ITEM: usize = 1 << 16;

impl JobTable {
    /// Takes over a connection's list from its text, as far as it differs from the last one; `true` if anything does.
    /// `None` if only reading it as a whole can tell; nothing has changed then.
    pub fn follow(
        &mut self,
        connection: &ConnectionId,
        body: &[u8],
        read: impl Fn(&str) -> Option<Job>,
    ) -> Option<bool> {
        let connection_slot =
            self.connection_slots().iter().position(|connection_slot| connection_slot.id == *connection)?;
        let Frame { head, tail } = self.connection_slots().get(connection_slot)?.frame.as_ref()?;
        let items = body.strip_prefix(&**head)?.strip_suffix(&**tail)?;
        let connection_slot = connection_slot as u16;
        let mut at = 0;
        // Jobs come in the order of their slots, but for new ones.
        let (mut next, _) = self.entries().find(|(_, entry)| entry.connection_slot == connection_slot)?;
        let (mut same, mut changed): (Vec<Slot>, Vec<_>) = (Vec::with_capacity(self.len()), Vec::new());
        loop {
            at += space(items, at);
            let known = self
                .entry(next)
                .filter(|entry| entry.connection_slot == connection_slot && entry.n_bytes != 0);
            let is_same = known.and_then(|entry| {
                let sent = items.get(at..at + entry.n_bytes as usize)?;
                (digest(sent) == entry.digest).then_some(entry.n_bytes as usize)
            });
            match is_same {
                Some(n_bytes) => {
                    at += n_bytes;
                    same.push(next);
                }
                None => {
                    let item = leading(items.get(at..)?)?;
                    at += item.len();
                    let job = read(item)?;
                    let slot = self.find(connection_slot, &job.id.0);
                    next = slot.unwrap_or(next.wrapping_sub(1));
                    changed.push((slot, job));
                }
            }
            next = next.wrapping_add(1);
            at += space(items, at);
            match items.get(at) {
                Some(b',') => at += 1,
                Some(_) => return None,
                None => break,
            }
        }
        Some(self.take(connection_slot, &same, changed))
    }
}

/// Bytes of JSON's white space from a place on.
fn space(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    rest.iter().take_while(|byte| matches!(byte, b' ' | b'\n' | b'\t' | b'\r')).count()
}

/// The JSON value that bytes begin with.
fn leading(bytes: &[u8]) -> Option<&str> {
    let bytes = bytes.get(..LONGEST_ITEM).unwrap_or(bytes);
    let text = match str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => str::from_utf8(&bytes[..error.valid_up_to()]).ok()?,
    };
    json::leading(text)
}
