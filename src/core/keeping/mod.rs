//! Answers kept beyond the page that got them: the bytes as they were sent, when, and to which question, so that
//! they are read later with the decoders of a live response.
//!
//! What is guaranteed:
//! - Only successes are kept, and none with a secret in it ([`Answer::is_fit`]); no request header ever is.
//! - Only answers of a connection whose key outlives the page ([`Account`]): who keeps a key in memory or in one tab
//!   wants nothing of the account to stay.
//! - What is kept has its size: a response too large for a [`Record`] is left out, and of all records the ones not
//!   used for longest go first ([`outgrown`]).
//!
//! Where the bytes lie, and when they are written, is the shell's.

mod account;
mod answer;
mod record;
mod room;
mod tee;

pub use account::Account;
pub use answer::Answer;
pub(crate) use answer::{Bytes, Cursor};
pub use record::{RECORD_BYTES, Record};
pub use room::{Label, ROOM_BYTES, outgrown};
pub use tee::{Copied, Tee};
