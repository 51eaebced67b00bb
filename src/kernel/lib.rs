//! The loops that run per point or per pixel, in a crate of their own that is built for speed.
//!
//! Contract: plain numbers in and out, from JSON if need be, nothing of Tuneboard's own nouns; no input panics.
//! A column is append-only but for its end, and a clone of one is a snapshot that shares its memory.

mod bars;
mod bell;
mod chunked;
mod column;
mod csv;
mod digest;
mod float;
mod mask;
mod needle;
mod number;
mod plane;
mod positions;
mod ranks;
mod raster;
mod rows;
mod scale;
mod smooth;
mod steps;
mod strips;
mod stroke;
mod syntax;
mod table;
mod tokens;
mod words;

pub use bars::{Bar, HALF_COLUMN_BEGINS, bars, half_columns};
pub use chunked::Chunked;
pub use column::{Column, Extent, Found, given, kept, middle};
pub use csv::{Csv, Mark};
pub use digest::digest;
pub use float::float;
pub use needle::Needle;
pub use positions::Positions;
pub use ranks::{Ranked, place_of, place_of_integer, rank, rank_by};
pub use raster::{Area, Raster, Rgb};
pub use rows::{Run, Shapes, Slot};
pub use scale::Scale;
pub use smooth::{Smoothed, Smoothing};
pub use steps::Steps;
pub use strips::{Mapping, Point, Span, Strip, lines, spans, strips};
pub use syntax::{Event, Fault, Syntax};
pub use table::Table;
pub use tokens::{Said, Token, Tokens};
pub use words::{begins_with, find};
