//! A chart in words: its summary, its points read aloud, its table's rows and numbers that are typed.

pub mod reading;
pub mod rows;
pub mod scroll;
pub mod summary;
pub mod typed;
