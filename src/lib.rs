//! Tuneboard: one page, in the browser, for hosted fine-tuning jobs.
//!
//! # Architecture: a functional core in a reactive shell
//!
//! The core is plain Rust: no leptos, no browser, no clock, no randomness that is not passed in. It runs
//! under `cargo test` on the host, and holds everything that can be wrong in an interesting way.
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
//! | `format` | numbers, durations and dates for people | model |
//! | [`simulator`] | all providers as a deterministic server: `HttpRequest` in, `HttpResponse` out | api's HTTP values, json, model |
//!
//! The shell exists for wasm32 only:
//!
//! | module | what it is for | uses |
//! |---|---|---|
//! | `part` | parts of the program that come in files of their own, when first needed | – |
//! | `browser` | the only IO: fetch, clock, timers, storage, address bar, canvas, files, downloads; runs the page's tasks in turns | api's HTTP values, model's timestamps, chart's sizes and pictures |
//! | `state` | signals and who owns them; carries out the poller's commands | the core, browser, part |
//! | `components` | building blocks; values in, markup out | model, metrics, chart, dataset, draft, format, browser's canvas, clipboard, focus, tasks and timers |
//! | `shell` | how screens are loaded and mounted, notifications, the notice of a newer release | state, components, browser, part, notices, route, model, polling's intervals |
//! | `pages` | one screen each, all but the first in a part of its own | the core, state, components, shell, browser, part |
//! | `app` | header, current screen | pages, shell, state, components, format, route, polling's intervals, browser |
//!
//! The loops that run per point or per pixel are a crate of their own, [`kernel`], built for speed where all
//! else is built for size; it knows numbers only.
//!
//! # Invariants, enforced by `tests/tidy.rs`
//!
//! 1. The core names no leptos, no browser crate and no clock.
//! 2. serde derives occur only in `api/*/wire.rs` and `simulator/`; [`model`] cannot be serialised.
//! 3. Providers are named only in `api/`, `simulator/` and `model/provider.rs`; everybody else asks
//!    [`model::Capabilities`].
//! 4. `components/` looks up no context and sees no `HttpRequest`.
//! 5. The demo and a real service run the same builders and decoders; the one `match` that tells them apart
//!    is in `state/link.rs`.
//! 6. Colours exist only in `style/` and [`chart::Theme`].
//! 7. [`api::ApiKey`] has no `Display` and no serde, and `Debug` shows nothing of it.
//!
//! # What ends with a view
//!
//! Leptos disposes of a view's signals before it removes the view's elements, and reading a signal that is gone panics, which
//! stops the page. So what a browser calls back ends with its owner, in one of three ways: event handlers of views go through
//! `components::handler`; tasks of views are leptos' `spawn_local_scoped_with_cancellation`, or `browser::executor`'s
//! `spawn_detached` where the work must be finished (a job that is being created), which then reaches signals by `try_` only;
//! timers, listeners, observers and frame tasks are handles that their owner holds and drops. `tests/tidy/lifetimes.rs` finds
//! handlers and tasks that go around it, `tests/e2e/late_events.rs` leaves every screen with the focus on every control.
//! If the page stops all the same, it says so with a report (`crash`), and screen, draft and selection survive the reload.
//!
//! # The way of a poll
//!
//! `state::Watcher` asks [`polling::Poller`] what to do → `Send` → the resource's `Source` builds a request
//! → `state::live`, once it is loaded, lets another tab's answer do, or a kept one first → `state::Link` adds the
//! key and sends it → the answer arrives piece by piece at a `Reading` of this one
//! request: most collect it and decode the whole, metric rows are read on the way ([`api::MetricsReader`])
//! and go straight into columns ([`metrics::Intake`]) → at its end the source writes its signals and says how
//! closely to keep watching → the poller sets the next time. At most one request per resource is under way;
//! an answer nobody waits for any more is dropped; a failed refresh keeps the old data with its age.

pub mod api;
#[cfg(target_arch = "wasm32")]
pub mod app;
#[cfg(target_arch = "wasm32")]
pub mod browser;
pub mod bulk;
pub mod chart;
pub mod comparison;
#[cfg(target_arch = "wasm32")]
pub mod components;
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
mod log_file;
pub mod metrics;
pub mod model;
pub mod notices;
#[cfg(target_arch = "wasm32")]
pub mod pages;
#[cfg(target_arch = "wasm32")]
mod part;
pub mod polling;
pub mod record;
pub mod release;
pub mod route;
pub mod sharing;
#[cfg(target_arch = "wasm32")]
mod shell;
pub mod simulator;
#[cfg(target_arch = "wasm32")]
pub mod state;
pub mod timeline;
pub mod upload;

/// Puts the app in the place of the static shell, in the next turn: to get the program ready has been long enough.
#[cfg(target_arch = "wasm32")]
pub fn mount() {
    browser::executor::install();
    leptos::task::spawn_local(async {
        browser::turn::next().await;
        browser::shell::replace(|place, show| {
            leptos::mount::mount_to(place, || app::in_turns(show)).forget()
        });
    });
}
