//! Messages and locks between this browser's tabs of the page.

pub mod channel;
pub mod lock;
