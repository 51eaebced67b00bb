//! The browser, the page as a person uses it, the servers around it, and what they record.

pub mod axe;
pub mod board;
pub mod driver;
pub mod engine;
pub mod nginx;
pub mod page;
pub mod service;
pub mod site;
mod tools;
pub mod upstream;
pub mod wire;
