//! A connection in the job table: whose jobs they are, and the bytes around them in the list.

use crate::model::{ConnectionId, Provider};

/// A connection.
#[derive(Debug)]
pub(super) struct ConnectionSlot {
    pub(super) id: ConnectionId,
    pub(super) provider: Provider,
    /// Text of the list before and after the jobs.
    pub(super) frame: Option<Frame>,
}

/// Bytes around the jobs of a list.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) head: Box<[u8]>,
    pub(super) tail: Box<[u8]>,
}
