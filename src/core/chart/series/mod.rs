//! From stored columns to curves: which charts there are, which curves, their gaps and repeated rows.

pub mod curve;
pub mod curves;
pub mod event_mark;
pub mod finding_mark;
pub mod forecast_band;
pub mod gap_mark;
pub mod gaps;
pub mod group;
pub mod mark_place;
pub mod marks;
pub mod repeats;
