//! Full download by an independent reader, to compare a page with.

use tuneboard_core::{
    api,
    metrics::{MetricStore, XAxis},
    model::{EventLog, JobEvent, MetricsQuery},
};

use super::page::Page;

impl Page {
    /// All of the open job's metrics, read in one piece by an independent reader.
    pub fn download(&mut self) -> MetricStore {
        let mut store = MetricStore::new();
        let mut query = MetricsQuery::default();
        loop {
            let request = api::list_metrics(self.provider, &self.job().id, &query);
            let response = self.ask(request).unwrap();
            let page = api::decode_metrics(self.provider, &response).unwrap().value;
            store.merge(&page.rows);
            let next = page.summary.page.next;
            if next.is_none() || next == query.page {
                return store;
            }
            query.page = next;
        }
    }

    /// The open job's log, read by an independent reader; empty where there is none.
    pub fn log(&mut self) -> Vec<JobEvent> {
        let mut log = EventLog::default();
        loop {
            let id = &self.job().id;
            let Some(request) = api::list_events(self.provider, id, log.next()) else { return Vec::new() };
            let response = self.ask(request).unwrap();
            log.accept(api::decode_events(self.provider, &response).unwrap().value);
            if log.next().is_none() {
                return log.events().to_vec();
            }
        }
    }

    /// Asserts that the page holds what a full download brings.
    #[track_caller]
    pub fn assert_complete(&mut self) {
        let downloaded = self.download();
        assert!(!downloaded.is_empty());
        assert!(content(&self.job().store) == content(&downloaded), "the page differs from a full download");
    }
}

/// A curve's name and its points: step, and the bits of the figure and of its place on the other axes.
pub type Points = (String, Vec<(u64, u64, [u64; 3])>);

/// Everything a store holds, bit by bit.
pub fn content(store: &MetricStore) -> Vec<Points> {
    let series = store.series().map(|series| {
        let axes = [XAxis::Epoch, XAxis::Elapsed, XAxis::WallClock];
        let points = series.steps().iter().zip(series.values().iter()).enumerate();
        let points = points.map(|(idx, (step, value))| {
            (step, value.to_bits(), axes.map(|axis| series.x_at(axis, idx).to_bits()))
        });
        (series.key().to_string(), points.collect())
    });
    series.collect()
}
