//! The loops that run per point or per pixel, in a crate of their own that is built for speed.
//!
//! Contract: plain numbers in and out, from JSON if need be, nothing of Tuneboard's own nouns; no input panics.
//! A column is append-only but for its end, and a clone of one is a snapshot that shares its memory.

mod digest;
mod picture;
mod series;
mod text;

pub use self::{
    picture::{
        area::Area,
        bars::{Bar, HALF_COLUMN_BEGINS, bars, half_columns},
        raster::{Raster, Rgb},
        scale::Scale,
        strips::{Mapping, Point, Span, Strip, lines, spans, strips},
    },
    series::{
        chunked::Chunked,
        column::{Column, Extent, Found, given, kept, middle},
        positions::Positions,
        ranks::{Ranked, place_of, place_of_integer, rank, rank_by},
        smooth::{Smoothed, Smoothing},
        steps::Steps,
    },
    text::{
        csv::{Csv, Mark},
        float::float,
        rows::{Run, Shapes, Slot},
        substring::SubstringSearcher,
        syntax::{Event, Fault, Syntax},
        table::Table,
        tokens::{StringToken, Token, Tokens},
        words::{begins_with, find},
    },
};
pub use digest::digest;
