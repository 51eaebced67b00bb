//! From bytes to values: JSON bodies, lenient fields, and what could not be read.

pub mod body;
pub mod decoded;
pub mod lenient;
pub mod paged;
pub mod pretty;
