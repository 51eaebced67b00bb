//! Everything the page asks of the browser, and the only place that does: clock, timers, fetch, storage,
//! visibility, address bar, canvas, files, downloads, databases,
//! other tabs, notifications, and the order in which tasks run. Each is a few functions over values of the core;
//! none knows a provider or a signal.

pub mod archive;
pub mod bell;
pub mod canvas;
pub mod channel;
pub mod clipboard;
pub mod clock;
pub mod confined;
pub mod database;
pub mod download;
pub mod executor;
pub mod fetch;
pub mod file;
pub mod focus;
pub mod frame;
pub mod listener;
pub mod local_file;
pub mod location;
pub mod lock;
pub mod notification;
pub mod offline;
pub mod panic;
pub mod shell;
pub mod site;
pub mod stencil;
pub mod storage;
pub mod theme;
pub mod timer;
pub mod turn;
pub mod upload;
pub mod viewport;
pub mod visibility;
