//! Answers under way: those that are taken when all of it is there, and metric rows, which are read on the way.

use std::rc::Rc;

use tuneboard_core::{
    api::{ApiError, Decoded, HttpResponse, MetricsReader, Receiver, TransportError},
    metrics::Intake,
    model::{MetricsSummary, Provider},
    polling::Outcome,
};

/// What an answer brought beside its rows, or why it counts for nothing.
pub type Read = Result<Decoded<MetricsSummary>, ApiError>;

/// One answer with metrics. Belongs to one request, so that a response that is not needed any more goes with it.
pub struct MetricsReading<F> {
    provider: Provider,
    reader: Option<MetricsReader>,
    intake: Intake,
    respond: F,
}

/// Takes an answer that is there as a whole.
pub type Take = dyn Fn(Result<&HttpResponse, ApiError>) -> Outcome;

/// One answer that is taken as a whole.
pub struct WholeReading {
    response: HttpResponse,
    respond: Rc<Take>,
}

/// Takes an answer piece by piece and at the end says what it means for the polling.
pub trait Reading: Receiver {
    /// Everything has arrived, or nothing more will.
    fn end(self: Box<Self>, arrived: Result<(), ApiError>) -> Outcome;

    /// In place of the answer, of which nothing has been handed on, `known` is the same.
    fn end_as(self: Box<Self>, known: &HttpResponse) -> Outcome;
}

impl WholeReading {
    /// `respond` gets the answer.
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

impl<F: FnOnce(Intake, Read) -> Outcome> MetricsReading<F> {
    /// `respond` gets the rows when all of them are there.
    pub fn new(provider: Provider, intake: Intake, respond: F) -> Self {
        Self { provider, reader: None, intake, respond }
    }
}

impl<F> Receiver for MetricsReading<F> {
    fn begin(&mut self, status: u16, headers: Vec<(String, String)>) {
        self.reader = Some(MetricsReader::new(self.provider, status, headers));
    }

    fn push(&mut self, piece: &[u8]) {
        if let Some(reader) = &mut self.reader {
            reader.push(piece, &mut self.intake);
        }
    }
}

impl<F: FnOnce(Intake, Read) -> Outcome> Reading for MetricsReading<F> {
    fn end(self: Box<Self>, arrived: Result<(), ApiError>) -> Outcome {
        let Self { reader, mut intake, respond, .. } = *self;
        let reader = reader.ok_or_else(|| ApiError::from(TransportError::CutOff));
        let read = arrived.and(reader).and_then(|reader| reader.finish(&mut intake));
        respond(intake, read)
    }

    fn end_as(mut self: Box<Self>, known: &HttpResponse) -> Outcome {
        self.begin(known.status, known.headers.clone());
        self.push(&known.body);
        self.end(Ok(()))
    }
}
