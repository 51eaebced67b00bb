//! From curves to pixels: lines, pictures, SVG documents, sparklines and colours.

mod heading;
mod lines;
pub mod path;
pub mod picture;
pub mod sparkline;
pub mod svg;
pub mod theme;
pub mod titled;
