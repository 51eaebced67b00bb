//! From series to a picture: which charts, scales, ticks, lines, and what lies under the pointer.
//!
//! The pipeline is: store → [`group`] (which charts) → [`Curve`] (positions, raw and smoothed values) →
//! [`layout()`] (scales and ticks) → three layers: [`draw_axes`] on any plotters backend, [`Picture`] with the
//! curves, [`draw_cursor`]; or all but the last as [`svg()`].
//!
//! Contract: smoothing happens before all of this, on full series. Non-finite values are never averaged
//! or joined over: they break the line, are marked on the lower edge and said in words. Reducing points to what pixels can show keeps the first, last,
//! lowest and highest of each pixel column and concerns the picture alone: [`hit()`] always answers with
//! logged values, and what is drawn of the reduced points is what would be drawn of all. Empty input gives an empty chart, not a panic. Sizes and positions are device pixels;
//! lengths that people see are CSS pixels times [`Size::scale`]. Nothing below measures text: that would
//! force a browser to lay the page out.

mod axes;
mod cursor;
mod curve;
mod curves;
mod empty_range;
mod event_mark;
pub mod export;
mod gaps;
mod gesture;
mod group;
mod heading;
mod hit;
mod layout;
mod lines;
mod path;
mod picture;
mod pins;
mod reading;
mod repeats;
mod rows;
mod scroll;
mod sparkline;
mod step_ranges;
mod summary;
mod svg;
mod theme;
mod ticks;
mod time_ticks;
pub mod typed;
pub mod zoom;

pub use axes::draw_axes;
pub use cursor::{Columns, cursor_columns, draw_cursor};
pub use curve::{Curve, Size, View};
pub use curves::{Smoother, curves};
pub use empty_range::empty_range;
pub use event_mark::{EventMark, event_marks};
pub use gaps::{gap_notes, gap_word};
pub use gesture::{Gesture, Held, Press, Wish};
pub use group::{ChartGroup, group, group_all};
pub use heading::{HEADING_HEIGHT, draw_heading};
pub use hit::{Hit, HitOrder, HitRow, hit, hit_at};
pub use layout::{Layout, PlotRect, layout, x_extent};
pub use picture::Picture;
pub use pins::{PIN_NAMES, PinnedFigures, Pins};
pub use reading::{News, Reporter, news, reading};
pub use repeats::repeats;
pub use rows::{Rows, point_at};
pub use scroll::Scroll;
pub use sparkline::sparkline;
pub use summary::summary;
pub use svg::{svg, titled_svg};
pub use theme::{DARK, LIGHT, Theme};
pub use ticks::{Tick, tick_label, value_label};
