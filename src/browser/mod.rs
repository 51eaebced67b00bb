//! All calls of the browser, which no other folder makes: clock, timers, fetch, storage, visibility, address
//! bar, canvas, files, downloads, databases, other tabs, notifications, and the order in which tasks run. Each
//! is a few functions over values of the core; none knows a provider or a signal.

pub mod canvas;
pub mod clipboard;
pub mod clock;
pub mod fetch;
pub mod files;
pub mod focus;
pub mod listener;
pub mod location;
pub mod notification;
pub mod notify;
pub mod offline;
pub mod panic;
pub mod row_template;
pub mod schedule;
pub mod shell;
pub mod site;
pub mod storage;
pub mod tabs;
pub mod theme;
pub mod timer;
pub mod viewport;
pub mod visibility;
