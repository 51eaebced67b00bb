//! Responses under way: those that are taken once all of it is there, and metric rows, which are read on the way.

use std::rc::Rc;

use tuneboard_core::{
    api::{ApiError, HttpResponse, Receiver},
    monitor::{MetricsResponse, ReadMetrics},
    polling::Outcome,
};

/// One response with metric rows. Belongs to one request, so that a response that is no longer waited for goes with it.
pub struct MetricsReading<F> {
    response: MetricsResponse,
    respond: F,
}

/// Takes a response that is there as a whole.
pub type Take = dyn Fn(Result<&HttpResponse, ApiError>) -> Outcome;

/// One response that is taken as a whole.
pub struct WholeReading {
    response: HttpResponse,
    respond: Rc<Take>,
}

/// Takes a response piece by piece and returns the message for the poller at its end.
pub trait Reading: Receiver {
    /// Ends the response: everything has arrived, or nothing more will.
    fn end(self: Box<Self>, arrived: Result<(), ApiError>) -> Outcome;

    /// Ends the response as a copy of `known`; nothing of the response itself was handed on.
    fn end_as(self: Box<Self>, known: &HttpResponse) -> Outcome;
}

impl WholeReading {
    /// Creates the receiver of one response, which goes to `respond`.
    pub fn new(respond: Rc<Take>) -> Self {
        Self { response: HttpResponse::default(), respond }
    }
}

impl Receiver for WholeReading {
    fn begin(&mut self, status: u16, headers: Vec<(String, String)>) {
        self.response.begin(status, headers);
    }

    fn push(&mut self, piece: &[u8]) {
        self.response.push(piece);
    }
}

impl Reading for WholeReading {
    fn end(self: Box<Self>, arrived: Result<(), ApiError>) -> Outcome {
        (self.respond)(arrived.map(|()| &self.response))
    }

    fn end_as(self: Box<Self>, known: &HttpResponse) -> Outcome {
        (self.respond)(Ok(known))
    }
}

impl<F: FnOnce(ReadMetrics) -> Outcome> MetricsReading<F> {
    /// Creates the receiver of one response; `respond` gets the rows when all of them are there.
    pub fn new(response: MetricsResponse, respond: F) -> Self {
        Self { response, respond }
    }
}

impl<F> Receiver for MetricsReading<F> {
    fn begin(&mut self, status: u16, headers: Vec<(String, String)>) {
        self.response.begin(status, headers);
    }

    fn push(&mut self, piece: &[u8]) {
        self.response.push(piece);
    }
}

impl<F: FnOnce(ReadMetrics) -> Outcome> Reading for MetricsReading<F> {
    fn end(self: Box<Self>, arrived: Result<(), ApiError>) -> Outcome {
        let Self { response, respond } = *self;
        respond(response.finish(arrived))
    }

    fn end_as(self: Box<Self>, known: &HttpResponse) -> Outcome {
        let Self { response, respond } = *self;
        respond(response.finish_as(known))
    }
}
