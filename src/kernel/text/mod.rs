//! JSON and CSV followed byte by byte, in pieces that may end anywhere, and numbers read from their text.

pub mod csv;
pub mod float;
mod number;
pub mod rows;
pub mod substring;
pub mod syntax;
pub mod table;
pub mod tokens;
pub mod words;
