//! Tuneboard: one page, in the browser, for hosted fine-tuning jobs.
//!
//! # Start here: from a click to a pixel
//!
//! A user opens a running job and watches its loss. The files, in the order in which they run:
//!
//! | | File | Step |
//! |---|---|---|
//! | 1 | `pages/jobs/row.rs` | A row of the table is a link, `#/jobs/{connection}/{id}`. The click changes the address bar's hash. |
//! | 2 | `state/navigator.rs` | The navigator parses the hash into a [`Location`](tuneboard_core::route::Location) and writes its signal. |
//! | 3 | `app.rs`, `shell/lazy_view.rs` | The frame looks up the screen of the route, loads its chunk on the first visit, and mounts `pages/job.rs`. |
//! | 4 | `state/open_job.rs` | `OpenJob` makes the monitor and the signals of the job, and asks the watcher to watch its record, log, checkpoints and metrics. |
//! | 5 | `state/watcher.rs` | The watcher passes each event to the [`Poller`](tuneboard_core::polling::Poller) and carries out its commands: send, abort, wake. |
//! | 6 | `core/monitor/`, `core/metrics/feed.rs`, `core/api/*/request.rs` | The job's [`JobMonitor`](tuneboard_core::monitor::JobMonitor) asks the feed which rows are missing, the provider's adapter builds the `HttpRequest`. |
//! | 7 | `state/live/` | A cached response, or the response another tab received, takes the place of a request where it can. |
//! | 8 | `state/link.rs`, `browser/fetch.rs` | The link adds the key and sends the request, to the service or to the demo's simulator. |
//! | 9 | `state/reading.rs`, `core/api/metrics/reader.rs` | Bytes are decoded while they arrive, row by row, straight into columns ([`Intake`](tuneboard_core::metrics::Intake)). |
//! | 10 | `core/monitor/metrics.rs`, `state/open_job/mirror.rs` | The monitor merges the columns into the [`MetricStore`](tuneboard_core::metrics::MetricStore), a signal, and returns what changed; `OpenJob` mirrors it into its other signals. The poller learns the outcome and sets the next time. |
//! | 11 | `pages/job/metrics.rs`, `pages/charts/smoothing.rs` | Effects follow the store, in turns: metrics become charts, series become curves, long curves are smoothed piece by piece. |
//! | 12 | `components/chart/surface.rs` | A change of curves or view requests one drawing in the next animation frame. |
//! | 13 | `core/chart/axis/layout.rs`, `core/chart/drawing/` | Layout, then axes through plotters and lines through the raster of `kernel/picture/`: all points, each pixel column from its lowest to its highest value. |
//! | 14 | `browser/canvas.rs` | The pixels are put on the canvas. |
//!
//! At most one request per resource is in flight. A response that its caller no longer needs is dropped. A failed refresh
//! keeps the old data with its age.
//!
//! # Crates: a functional core in a reactive shell
//!
//! | crate | what it is | depends on |
//! |---|---|---|
//! | [`kernel`] | loops per point and per pixel, built for speed; numbers only | – |
//! | [`tuneboard_core`] | everything that needs no browser; its first page lists its modules | kernel |
//! | [`tuneboard_simulator`] | every provider as a deterministic server: the demo, the tests' services, `cargo xtask simulate` | core's HTTP values, json and model |
//! | `tuneboard` | this crate, the page: signals, markup and calls of the browser | all of them |
//!
//! This crate's modules exist for wasm32 only:
//!
//! | module | what it is for | uses |
//! |---|---|---|
//! | `lazy_chunk` | chunks of the program in files of their own, loaded when first needed | – |
//! | `browser` | the only IO: fetch, clock, timers, storage, address bar, canvas, files, downloads; decides when the page's work runs | api's HTTP values, model's timestamps, chart's sizes and pictures |
//! | `state` | signals and their owners; carries out the poller's commands | the core, browser, lazy_chunk |
//! | `components` | building blocks; values in, markup out | model, insight's severity, metrics, chart, dataset, draft, format, browser's canvas, clipboard, focus, schedule and timers |
//! | `shell` | loading and mounting of screens, notifications, keys that work everywhere, the notice of a newer release | state, components, browser, lazy_chunk, notices, route, shortcuts, model, polling's intervals |
//! | `pages` | one screen each, all but the first in a chunk of its own | the core, state, components, shell, browser, lazy_chunk |
//! | `app` | header, current screen | pages, shell, state, components, format, route, polling's intervals, browser |
//!
//! # Invariants, enforced by the compiler, clippy and `tests/tidy`
//!
//! 1. The core names no leptos, no browser crate and no clock.
//! 2. serde derives occur only in `api/*/wire.rs` and `simulator/`; [`tuneboard_core::model`] cannot be serialised.
//! 3. Providers are named only in `api/`, `simulator/` and `model/provider.rs`; all other code asks
//!    [`tuneboard_core::model::Capabilities`].
//! 4. `components/` looks up no context and sees no `HttpRequest`.
//! 5. The demo and a real service run the same builders and decoders; the one `match` that tells them apart
//!    is in `state/link.rs`.
//! 6. Colours exist only in `style/` and [`tuneboard_core::chart::Theme`].
//! 7. [`tuneboard_core::api::ApiKey`] has no `Display` and no serde, and `Debug` shows nothing of it.
//!
//! # What ends with a view
//!
//! Leptos disposes of a view's signals before it removes the view's elements, and reading a signal that is gone panics, which
//! stops the page. So what a browser calls back ends with its owner, in one of three ways: event handlers of views go through
//! `components::handler`; tasks of views are leptos' `spawn_local_scoped_with_cancellation`, or `browser::schedule`'s
//! `spawn_detached` where the work must be finished (a job that is being created), which then reaches signals by `try_` only;
//! timers, listeners, observers and frame tasks are handles that their owner holds and drops. `tests/tidy/rules.rs` finds
//! handlers that go around it and clippy finds such tasks, `tests/e2e/late_events.rs` leaves every screen with the focus on every control.
//! If the page stops all the same, it says so with a report (`crash`), and screen, draft and selection survive the reload.
//!
//! # Scheduling: what to use when
//!
//! Five primitives in `browser::schedule`, each with an example in its documentation:
//!
//! | To | use | as in |
//! |---|---|---|
//! | compute for longer than 8 ms | **in turns**: `Turns`, `turns.pause().await` between steps | `pages/charts/smoothing.rs` |
//! | go on once the effects of the present event have run, or let the browser work before the next step | **next turn**: `next_turn().await` | `pages/jobs/columns.rs` |
//! | draw or measure, once per animation frame | **next frame**: `ScopedFrameTask` | `components/chart/surface.rs` |
//! | do something when events have rested, or at a limited rate | **debounced**: `Debounced` | `shell/notifications.rs`, `pages/compare/pace.rs` |
//! | ask a service again and again, and use the newest response only | **latest only**: `LatestOnly` | `pages/new_job/plan_queries.rs` |
//!
//! Frames, debounced calls and questions end with their owner; turns are part of a task, and end with that. What the screens use beside them is made of them:
//!
//! | To | use | made of |
//! |---|---|---|
//! | make the first visit's page phase by phase | `shell::mount_phase` | next turn |
//! | make a long list of views over several frames | `shell::incremental_count` | next frame |
//! | start something once, after the first visit is usable | `state::once` | next turn |
//! | recompute parts of a comparison at a limited rate | `pages::compare::pace` | debounced |
//!
//! A task that is useless without its view is leptos' `spawn_local_scoped_with_cancellation`; one that must be finished is
//! `schedule::spawn_detached`, which reaches signals by `try_` only after an `.await`. Effects and tasks of the page all run
//! through `schedule::executor`, in the order in which they were woken, in turns of 8 ms; `schedule::at_once` runs all effects
//! of the present event before it ends (`state/navigator.rs`). Times are not order: `browser::timer` calls or waits until a
//! time, `browser::notify` waits and ends early, and a request that is sent again and again is a watched resource, of which
//! the poller alone decides when (`state/watcher.rs`).
//!
//! # Glossary
//!
//! | Term | Meaning |
//! |---|---|
//! | account | provider, base URL and key as all tabs of a browser know them; owner of cached responses |
//! | adapter | one provider's folder in `core/api`: builds requests, decodes responses |
//! | axis | the quantity along x: step, epoch, time, percent of the run |
//! | capabilities | the features of a provider's API, asked instead of its name |
//! | chunk | a part of the program in a file of its own; a *pack* holds functions that several chunks share |
//! | connection | a provider, a base URL, a label, and the place where its key is kept |
//! | curve | a series as one chart shows it, smoothed or not |
//! | draft | a new job as typed; a *spec* is the job that the draft amounts to |
//! | event | an entry of a job's log |
//! | feed | decides which metric rows to request next |
//! | figure | a number as logged, exact to the last bit |
//! | finding | an observation about a dataset or a run; never blocks anything |
//! | generation | one of several versions of a provider's API |
//! | intake | the rows of one response on their way into the store |
//! | leader | the tab that sends the requests of a resource for all tabs of the account |
//! | link | a connection that is ready to send; also an address within the page |
//! | notice | a message that a job has ended, failed or is paused, or that a finding has become a warning or an error |
//! | pace | the expected rate of change of a resource, which sets its interval |
//! | pin | a position on the x axis, A or B, at which curves are compared |
//! | poller | the state machine that decides when each resource is requested |
//! | provider | a company's API for fine-tuning jobs, or a host that speaks it |
//! | resource | anything that is polled: a list, a record, a log, checkpoints, metrics |
//! | series | all points of one metric of one run |
//! | slot | the number of a job in the job table's store |
//! | split | training or evaluation |
//! | status class | one of the few classes that all providers' status words belong to |
//! | store | all series of a run |
//! | turn | at most 8 ms of work, after which the browser may answer the user |
//! | verb | an action on a job: pause, resume, stop, cancel |
//! | view | the range, axis and scale of a chart |

#[cfg(target_arch = "wasm32")]
pub mod app;
#[cfg(target_arch = "wasm32")]
pub mod browser;
#[cfg(target_arch = "wasm32")]
pub mod components;
#[cfg(target_arch = "wasm32")]
mod lazy_chunk;
#[cfg(target_arch = "wasm32")]
pub mod pages;
#[cfg(target_arch = "wasm32")]
pub mod shell;
#[cfg(target_arch = "wasm32")]
pub mod state;

/// Puts the app in the place of the static shell, in the next turn: to get the program ready has been long enough.
#[cfg(target_arch = "wasm32")]
pub fn mount() {
    browser::schedule::executor::install();
    browser::schedule::spawn_detached(async {
        browser::schedule::next_turn().await;
        browser::shell::replace(|place, show| {
            leptos::mount::mount_to(place, || app::in_turns(show)).forget()
        });
    });
}
