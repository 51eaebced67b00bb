//! Instants, the calendar, their text, and local time.

pub mod calendar;
mod text;
pub mod timestamp;
pub mod utc_offset;
