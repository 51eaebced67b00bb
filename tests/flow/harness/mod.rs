//! Parts of a page without a browser: what it asks, watches and keeps, and the network between it and a service.

mod cache;
pub mod download;
pub mod job_list;
pub mod network;
pub mod page;
pub mod resource;
pub mod sender;
pub mod watched_job;
