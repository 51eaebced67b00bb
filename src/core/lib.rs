//! Tuneboard without a browser: plain Rust, with no leptos, no clock, and no randomness that is not passed in. It runs under
//! `cargo test` on the host, and holds everything that can be wrong in an interesting way. This crate depends on no browser
//! crate, so the compiler keeps it that way.
//!
//! | module | what it is for | uses |
//! |---|---|---|
//! | [`model`] | the field's nouns: job, status, metric row, connection, job spec | – |
//! | [`api`] | every provider's contract, sans-IO: build an `HttpRequest`, read an `HttpResponse` | export's texts, json, model |
//! | [`metrics`] | columns of figures per metric, merged by step; what to ask for next | model |
//! | [`insight`] | what a run's figures show: trouble, the best evaluation, time left | format, metrics, model |
//! | [`chart`] | from columns to pixels: layout, decimation, drawing through plotters, hit tests, files and words | export, format, metrics, model |
//! | [`polling`] | the `Poller` state machine: when to ask, when to wait, when to stop | model, api's retry advice |
//! | [`draft`] | a new job as typed, its problems, and the spec it amounts to | format's visible text, model |
//! | [`creation`] | one job's creation, which never gives two, and the last question before it | api, config's hosts, format, model |
//! | [`dataset`] | a look at a dataset before it is uploaded: its form, its size, what the provider would reject | format, json, model's rules |
//! | [`listing`] | the job table's filter, order, columns and counts, what a row says, which are selected; all jobs, packed | export, format, json, model, route |
//! | [`bulk`] | one action on many jobs: why it cannot be done, and how it goes job by job | api, format, model |
//! | [`comparison`] | several jobs beside each other: which, their curves, figures and settings under common names | api's record keys and percent coding, chart, format, listing, metrics, model, record, route |
//! | [`upload`] | one file on its way to a provider, as a state machine | api, format, json, model |
//! | [`keeping`] | answers kept beyond their page: whose, in which form, how many | api, model |
//! | [`sharing`] | which of a browser's tabs asks, and what it tells the others | api, keeping, model |
//! | [`notices`] | what of two lists is news | model |
//! | [`timeline`] | a job's stages and their durations | model |
//! | [`record`] | a job's JSON as lines | json |
//! | [`crash`] | the report of a page that has stopped | – |
//! | [`explain`] | failures, and what became of rows, in words | api, format, model's tally of rows |
//! | [`export`] | cells, texts and names of files that are saved | – |
//! | [`config`] | the deployer's `config.json` and stored connections | json, model |
//! | [`json`] | JSON read in place, without a tree of values | – |
//! | [`release`] | which release of the page is open, and whether its server has another | – |
//! | [`route`] | links within the page | model, api's percent coding |
//! | [`format`] | numbers, durations and dates for people | model |
//! | [`log_file`] | a run without a provider: metric logs in files of every kind | api's metric rows, json, model |
//!
//! The loops that run per point or per pixel are a crate of their own, [`kernel`], built for speed where all
//! else is built for size; it knows numbers only.

pub mod api;
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
pub mod keeping;
pub mod listing;
pub mod log_file;
pub mod metrics;
pub mod model;
pub mod notices;
pub mod polling;
pub mod record;
pub mod release;
pub mod route;
pub mod sharing;
pub mod timeline;
pub mod upload;
