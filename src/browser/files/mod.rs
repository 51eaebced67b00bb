//! Files on their way in and out of the page.

mod archive;
mod confined;
mod download;
pub mod file;
pub mod local_file;
mod upload;
