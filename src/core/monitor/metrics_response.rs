//! A response with metric rows, which are read while they arrive.

use crate::{
    api::{ApiError, Decoded, HttpResponse, MetricsReader, Receiver, TransportError},
    metrics::Intake,
    model::{MetricsSummary, Provider},
};

/// One response with metric rows. Its rows go straight to where they belong; the body is never held as a whole.
#[derive(Debug)]
pub struct MetricsResponse {
    provider: Provider,
    reader: Option<MetricsReader>,
    intake: Intake,
}

/// A response with metric rows that has ended.
#[derive(Debug)]
pub struct ReadMetrics {
    /// The rows.
    pub intake: Intake,
    /// The facts beside the rows, or the reason why the rows do not count.
    pub summary: Result<Decoded<MetricsSummary>, ApiError>,
}

impl MetricsResponse {
    /// Creates the receiver of one response, whose rows go to `intake`.
    pub fn new(provider: Provider, intake: Intake) -> Self {
        Self { provider, reader: None, intake }
    }

    /// Ends the response. `arrived` says whether all of it is there.
    pub fn finish(self, arrived: Result<(), ApiError>) -> ReadMetrics {
        let Self { reader, mut intake, .. } = self;
        let reader = reader.ok_or_else(|| ApiError::from(TransportError::CutOff));
        let summary = arrived.and(reader).and_then(|reader| reader.finish(&mut intake));
        ReadMetrics { intake, summary }
    }

    /// Ends the response as a copy of `known`; nothing of the response itself was received.
    pub fn finish_as(mut self, known: &HttpResponse) -> ReadMetrics {
        self.begin(known.status, known.headers.clone());
        self.push(&known.body);
        self.finish(Ok(()))
    }
}

impl Receiver for MetricsResponse {
    fn begin(&mut self, status: u16, headers: Vec<(String, String)>) {
        self.reader = Some(MetricsReader::new(self.provider, status, headers));
    }

    fn push(&mut self, piece: &[u8]) {
        if let Some(reader) = &mut self.reader {
            reader.push(piece, &mut self.intake);
        }
    }
}
