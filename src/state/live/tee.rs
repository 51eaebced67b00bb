//! An answer on its way to whoever waits for it, of which a copy is made.

use crate::{
    api::{HttpResponse, Receiver},
    keeping::RECORD_BYTES,
    state::reading::Reading,
};

/// Hands an answer on and remembers it.
pub(super) struct Tee<'a> {
    reading: &'a mut dyn Reading,
    /// `None` if it is too large for anything to be done with it.
    copy: Option<HttpResponse>,
}

impl<'a> Tee<'a> {
    /// On its way to `reading`.
    pub(super) fn new(reading: &'a mut dyn Reading) -> Self {
        Self { reading, copy: Some(HttpResponse::default()) }
    }

    /// What has arrived.
    pub(super) fn into_response(self) -> Option<HttpResponse> {
        self.copy
    }
}

impl Receiver for Tee<'_> {
    fn begin(&mut self, status: u16, headers: Vec<(String, String)>) {
        if let Some(copy) = &mut self.copy {
            copy.begin(status, headers.clone());
        }
        self.reading.begin(status, headers);
    }

    fn push(&mut self, piece: &[u8]) {
        self.copy = self.copy.take().filter(|copy| copy.body.len() + piece.len() <= RECORD_BYTES);
        if let Some(copy) = &mut self.copy {
            copy.push(piece);
        }
        self.reading.push(piece);
    }
}
