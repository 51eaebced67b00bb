//! What all simulated services have in common: their catalogue, files, forms and answers.

pub mod answer;
pub mod catalogue;
pub mod content;
pub mod files;
#[cfg(any(test, feature = "server"))]
pub mod form;
pub mod json;
pub mod members;
