//! Tuneboard: one page, in the browser, for hosted fine-tuning jobs.
//!
//! # Architecture: a functional core in a reactive shell
//!
//! | crate | what it is | depends on |
//! |---|---|---|
//! | [`kernel`] | loops per point and per pixel, built for speed; numbers only | – |
//! | [`tuneboard_core`] | everything that needs no browser; its first page lists its modules | kernel |
//! | [`tuneboard_simulator`] | every provider as a deterministic server: the demo, the tests' services, `cargo xtask simulate` | core's HTTP values, json and model |
//! | `tuneboard` | this crate, the page: signals, markup and what the browser is asked for | all of them |
//!
//! This crate's modules exist for wasm32 only:
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
//! # Invariants, enforced by `tests/tidy.rs`
//!
//! 1. The core names no leptos, no browser crate and no clock.
//! 2. serde derives occur only in `api/*/wire.rs` and `simulator/`; [`tuneboard_core::model`] cannot be serialised.
//! 3. Providers are named only in `api/`, `simulator/` and `model/provider.rs`; everybody else asks
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
//! `components::handler`; tasks of views are leptos' `spawn_local_scoped_with_cancellation`, or `browser::executor`'s
//! `spawn_detached` where the work must be finished (a job that is being created), which then reaches signals by `try_` only;
//! timers, listeners, observers and frame tasks are handles that their owner holds and drops. `tests/tidy/lifetimes.rs` finds
//! handlers and tasks that go around it, `tests/e2e/late_events.rs` leaves every screen with the focus on every control.
//! If the page stops all the same, it says so with a report (`crash`), and screen, draft and selection survive the reload.
//!
//! # The way of a poll
//!
//! `state::Watcher` asks [`tuneboard_core::polling::Poller`] what to do → `Send` → the resource's `Source` builds a request
//! → `state::live`, once it is loaded, lets another tab's answer do, or a kept one first → `state::Link` adds the
//! key and sends it → the answer arrives piece by piece at a `Reading` of this one
//! request: most collect it and decode the whole, metric rows are read on the way ([`tuneboard_core::api::MetricsReader`])
//! and go straight into columns ([`tuneboard_core::metrics::Intake`]) → at its end the source writes its signals and says how
//! closely to keep watching → the poller sets the next time. At most one request per resource is under way;
//! an answer nobody waits for any more is dropped; a failed refresh keeps the old data with its age.

#[cfg(target_arch = "wasm32")]
pub mod app;
#[cfg(target_arch = "wasm32")]
pub mod browser;
#[cfg(target_arch = "wasm32")]
pub mod components;
#[cfg(target_arch = "wasm32")]
pub mod pages;
#[cfg(target_arch = "wasm32")]
mod part;
#[cfg(target_arch = "wasm32")]
pub mod shell;
#[cfg(target_arch = "wasm32")]
pub mod state;

/// Puts the app in the place of the static shell, in the next turn: to get the program ready has been long enough.
#[cfg(target_arch = "wasm32")]
pub fn mount() {
    browser::tasks::executor::install();
    leptos::task::spawn_local(async {
        browser::tasks::turn::next().await;
        browser::shell::replace(|place, show| {
            leptos::mount::mount_to(place, || app::in_turns(show)).forget()
        });
    });
}
