//! Answers to [`crate::api::list_metrics`]: long lists of rows are read while they arrive, short pages of entries
//! that hold a row each when they are complete.

use crate::{
    api::{ApiError, Decoded, HttpResponse, MetricsScanner, archetype_v06, openai},
    model::{MetricBlock, MetricsPage, MetricsSummary, Provider, RowSink},
};

/// Reads one response to [`crate::api::list_metrics`].
#[derive(Debug)]
pub struct MetricsReader(Kind);

#[derive(Debug)]
enum Kind {
    /// Rows, on the way.
    Rows(Box<MetricsScanner>),
    /// Entries of whatever sort, at the end.
    Entries(HttpResponse, DecodePage),
}

/// Reads a page of entries.
type DecodePage = fn(&HttpResponse) -> Result<Decoded<MetricsPage>, ApiError>;

impl MetricsReader {
    /// Returns a reader for a response of which status and headers are known.
    pub fn new(provider: Provider, status: u16, headers: Vec<(String, String)>) -> Self {
        let decode: DecodePage = match provider {
            Provider::Archetype | Provider::Together => {
                return Self(Kind::Rows(Box::new(MetricsScanner::new(status, headers))));
            }
            Provider::OpenAi => openai::decode_metrics,
            Provider::ArchetypeV06 => archetype_v06::decode_metrics,
        };
        Self(Kind::Entries(HttpResponse { status, headers, body: Vec::new() }, decode))
    }

    /// Takes the next piece of the body; rows that are complete may go to `sink`.
    pub fn push(&mut self, piece: &[u8], sink: &mut dyn RowSink) {
        match &mut self.0 {
            Kind::Rows(scanner) => scanner.push(piece, sink),
            Kind::Entries(response, _) => response.body.extend_from_slice(piece),
        }
    }

    /// Ends the body: the last rows go to `sink`, and the facts beside them are returned.
    ///
    /// # Errors
    /// An error status, or a body without a list. A 404 for a job that is known means "none yet". Rows that
    /// went to `sink` then do not count.
    pub fn finish(self, sink: &mut dyn RowSink) -> Result<Decoded<MetricsSummary>, ApiError> {
        match self.0 {
            Kind::Rows(scanner) => scanner.finish(),
            Kind::Entries(response, decode) => {
                let Decoded { value: MetricsPage { rows, summary }, warnings } = decode(&response)?;
                rows.into_iter().for_each(|row| sink.take(&MetricBlock::of(row)));
                Ok(Decoded { value: summary, warnings })
            }
        }
    }
}

/// Reads a response to [`crate::api::list_metrics`] that is there as a whole.
///
/// # Errors
/// As [`MetricsReader::finish`].
pub fn decode_metrics(provider: Provider, response: &HttpResponse) -> Result<Decoded<MetricsPage>, ApiError> {
    let mut reader = MetricsReader::new(provider, response.status, response.headers.clone());
    let mut rows = Vec::new();
    reader.push(&response.body, &mut rows);
    let Decoded { value: summary, warnings } = reader.finish(&mut rows)?;
    Ok(Decoded { value: MetricsPage { rows, summary }, warnings })
}
