//! The loops that run per point or per pixel, in a crate of their own that is built for speed.
//!
//! Contract: plain numbers in and out, from JSON if need be, nothing of Tuneboard's own nouns; no input panics.
//! A column is append-only but for its end, and a clone of one is a snapshot that shares its memory.

mod chunked;
mod column;
mod float;
mod number;
mod rows;
mod steps;
mod syntax;
mod table;

pub use chunked::Chunked;
pub use column::{Column, Extent};
pub use float::float;
pub use rows::{Run, Shapes, Slot};
pub use steps::Steps;
pub use syntax::{Event, Fault, Syntax};
pub use table::Table;
