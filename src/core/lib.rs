//! Tuneboard without a browser: plain Rust, with no leptos, no clock, and no randomness that is not passed in. It runs under
//! `cargo test` on the host, and holds everything that can be wrong in an interesting way. This crate depends on no browser
//! crate, so the compiler keeps it that way.
//!
//! # Start here: from a response to a picture
//!
//! | | Step | File |
//! |---|---|---|
//! | 1 | [`polling::Poller`] returns a command to send, and the next time | `polling/poller.rs` |
//! | 2 | [`monitor::JobMonitor`] asks [`metrics::MetricsFeed`] for the rows to request, the adapter builds the [`api::HttpRequest`] | `monitor/metrics.rs`, `metrics/feed.rs`, `api/*/request.rs` |
//! | 3 | [`api::MetricsReader`] decodes the response while it arrives, into a [`metrics::Intake`] | `api/metrics/reader.rs` |
//! | 4 | the monitor has the feed merge the intake into the [`metrics::MetricStore`], and returns what changed | `monitor/metrics.rs`, `metrics/store.rs` |
//! | 5 | [`chart::group`] makes charts of the metrics, [`chart::Smoother`] curves of the series | `chart/series/` |
//! | 6 | [`chart::layout`] places axes and curves, [`chart::Picture`] draws the pixels | `chart/axis/`, `chart/drawing/` |
//!
//! The page's own crate (`src/lib.rs`) has the whole way from a click to a pixel, the glossary, and the table of scheduling.
//!
//! # Modules
//!
//! | module | what it is for | uses |
//! |---|---|---|
//! | [`model`] | the field's nouns: job, status, metric row, connection, job spec | – |
//! | [`api`] | every provider's contract, sans-IO: build an `HttpRequest`, read an `HttpResponse` | json, model |
//! | [`metrics`] | columns of figures per metric, merged by step; the rows to request next | model |
//! | [`insight`] | findings about a run: trouble, the best evaluation, time left | format, metrics, model |
//! | [`chart`] | from columns to pixels: layout, decimation, drawing through plotters, hit tests, files and words | export, format, insight, json, metrics, model |
//! | [`polling`] | the `Poller` state machine: when to request, when to wait, when to stop | model, api's retry advice |
//! | [`monitor`] | keeps open jobs and job lists current: the next request, and the effect of each response | api, listing, metrics, model, polling |
//! | [`draft`] | a new job as typed, its problems, and the spec it amounts to | format, model |
//! | [`creation`] | the creation of one job, never of two, and the last question before it | api, config's hosts, format, model |
//! | [`dataset`] | the check of a dataset before it is uploaded: its form, its size, examples that the provider would reject | format, json, model's rules |
//! | [`listing`] | the job table's filter, order, columns, counts, texts and selection; all jobs, packed | export, format, insight, json, model, route |
//! | [`bulk`] | one action on many jobs: objections, and the outcome job by job | api, format, model |
//! | [`comparison`] | several jobs beside each other: their curves, figures and settings under common names | api's record keys, chart, format, insight, json, listing, metrics, model, record, route |
//! | [`upload`] | one file on its way to a provider, as a state machine | api, format, json, model |
//! | [`response_cache`] | cached responses: their account, form and quota | api, model |
//! | [`sharing`] | coordination of a browser's tabs: one of them requests, the others receive its responses | api, response_cache, model |
//! | [`notices`] | notices of jobs whose status changed between two lists, or whose figures began to show trouble | format, insight, model |
//! | [`attention`] | what needs a person: failures, jobs that wait too long, trouble, models that are shut down | api's documented times, format, insight, listing, model, route |
//! | [`timeline`] | a job's stages and their durations | model |
//! | [`record`] | a job's JSON as lines | json |
//! | [`crash`] | the report of a page that has stopped | – |
//! | [`explain`] | failures, rows that were left out and consequences of actions, in words | api, format, model's tally of rows |
//! | [`export`] | cells, texts and names of saved files | – |
//! | [`config`] | the deployer's `config.json` and stored connections | json, model |
//! | [`json`] | JSON read in place, without a tree of values | – |
//! | [`release`] | the release of the open page, and whether its server has another | – |
//! | [`route`] | links within the page | model |
//! | [`shortcuts`] | keys that work everywhere, and the list of all keys | – |
//! | [`mod@format`] | numbers, durations and dates for people | model |
//! | [`log_file`] | a run without a provider: metric logs in files of every kind | api's metric rows, export's cells, json, model |
//!
//! The loops that run per point or per pixel are a crate of their own, [`kernel`], built for speed where all
//! else is built for size; it knows numbers only.

pub mod api;
pub mod attention;
pub mod bulk;
pub mod chart;
pub mod comparison;
pub mod config;
pub mod crash;
pub mod creation;
pub mod dataset;
pub mod draft;
pub mod explain;
pub mod export;
pub mod format;
pub mod insight;
pub mod json;
pub mod listing;
pub mod log_file;
pub mod metrics;
pub mod model;
pub mod monitor;
pub mod notices;
pub mod polling;
pub mod record;
pub mod release;
pub mod response_cache;
pub mod route;
pub mod sharing;
pub mod shortcuts;
pub mod timeline;
pub mod upload;

/// The clock of this crate's own tests, which is that of all others.
#[cfg(test)]
#[path = "../../tests/support/clock.rs"]
pub mod test_clock;

// The name by which the clock knows this crate.
#[cfg(test)]
extern crate self as tuneboard_core;
