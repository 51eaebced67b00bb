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

pub mod axis;
pub mod drawing;
pub mod export;
mod pointing;
pub mod series;
pub mod words;

pub use self::{
    axis::{
        axes::draw_axes,
        empty_range::empty_range,
        layout::{Layout, PlotRect, everything, layout, x_extent},
        ticks::{Tick, tick_label, value_label},
    },
    drawing::{
        picture::Picture,
        sparkline::sparkline,
        svg::{svg, titled_svg},
        theme::{DARK, LIGHT, Theme},
        titled::{TitledChart, TitledLayout},
    },
    pointing::{
        cursor::{Columns, cursor_columns, draw_cursor},
        gesture::{Gesture, GestureOutput, Held, Press},
        hit::{Hit, HitOrder, HitRow, hit, hit_at},
        pins::{PIN_NAMES, PinnedFigures, PinnedPoint, Pins},
    },
    series::{
        curve::{Curve, Size, View},
        curves::{Smoother, curves},
        event_mark::{EventMark, event_marks},
        finding_mark::FindingMark,
        forecast_band::ForecastBand,
        gaps::{gap_notes, gap_word},
        group::{ChartGroup, group, group_all},
        marks::Marks,
        repeats::repeats,
    },
    words::{
        reading::{News, Reporter, news, reading},
        rows::{Rows, point_at},
        scroll::Scroll,
        summary::summary,
    },
};
