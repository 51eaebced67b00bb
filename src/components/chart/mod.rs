//! Building blocks of a chart: its card, canvases, pointer, tooltip, live region and data table.

pub mod canvases;
pub mod card;
pub mod data_table;
pub mod export_menu;
mod fields;
pub mod live_region;
pub mod pin_button;
mod pinned;
pub mod pointer;
pub mod pointing;
mod step;
pub mod surface;
pub mod sync;
mod tooltip;
