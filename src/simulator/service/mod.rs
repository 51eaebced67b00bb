//! Common parts of all simulated services: their catalogue, files, forms and responses.

pub mod answer;
pub mod catalogue;
pub mod content;
pub mod files;
#[cfg(any(test, feature = "server"))]
pub mod form;
pub mod json;
pub mod members;
