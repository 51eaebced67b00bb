//! What this browser's tabs of the page tell each other, and who holds which lock.

pub mod channel;
pub mod lock;
