//! A response that turned out to be one that is kept.

use std::rc::Rc;

use crate::state::reading::Reading;
use tuneboard_core::{
    api::{ApiError, HttpResponse, Receiver},
    polling::Outcome,
    response_cache::Answer,
};

/// Takes the kept response in the place of one that was not handed on.
pub(super) struct KnownReading {
    reading: Box<dyn Reading>,
    known: Rc<Answer>,
}

impl KnownReading {
    /// `reading` has been handed nothing of it.
    pub(super) fn new(reading: Box<dyn Reading>, known: Rc<Answer>) -> Self {
        Self { reading, known }
    }
}

impl Receiver for KnownReading {
    fn begin(&mut self, status: u16, headers: Vec<(String, String)>) {
        self.reading.begin(status, headers);
    }

    fn push(&mut self, piece: &[u8]) {
        self.reading.push(piece);
    }
}

impl Reading for KnownReading {
    fn end(self: Box<Self>, arrived: Result<(), ApiError>) -> Outcome {
        match arrived {
            Ok(()) => self.reading.end_as(&self.known.response),
            Err(error) => self.reading.end(Err(error)),
        }
    }

    fn end_as(self: Box<Self>, known: &HttpResponse) -> Outcome {
        self.reading.end_as(known)
    }
}
