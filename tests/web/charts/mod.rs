//! Charts in a document: canvases, frames, gestures, their tables, and what they say.

mod canvas;
mod crosshair;
mod data_table;
mod export;
mod frames;
mod gestures;
mod live_region;
