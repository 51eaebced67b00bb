//! From bytes to values: JSON bodies, lenient fields, and what could not be read.

pub mod body;
mod clock_text;
pub mod decoded;
pub mod lenient;
pub mod paged;
pub mod pretty;
