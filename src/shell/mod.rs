//! Parts around the screens: their loading and mounting, messages on jobs, keys that work everywhere, and the notice of a newer release.

pub mod finding_news;
pub mod incremental_count;
pub mod lazy_view;
pub mod messages;
pub mod mount_phase;
pub mod notifications;
pub mod release_notice;
pub mod shortcuts;
