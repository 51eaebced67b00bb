//! Files on their way in and out of the page.

pub mod archive;
mod confined;
pub mod download;
pub mod file;
pub mod local_file;
pub mod upload;
