//! Answers kept beyond the page that got them: the bytes as they were sent, when, and to which question, so that
//! they are read later with the decoders of a live response.
//!
//! Guarantees:
//! - Only successes are kept, and none with a secret in it ([`Answer::is_fit`]); no request header ever is.
//! - Only answers of a connection whose key outlives the page ([`Account`]): who keeps a key in memory or in one tab
//!   wants nothing of the account to stay.
//! - What is kept has its size: a response too large for a [`Record`] is left out, and of all records the ones not
//!   used for longest go first ([`evicted`]).
//!
//! [`RecordStore`] says what is written and when; the shell and the tests put it where they keep it.

mod account;
mod answer;
mod quota;
mod record;
mod recorder;
mod store;

pub use self::account::Account;
pub use self::answer::Answer;
pub(crate) use self::answer::{Bytes, Cursor};
pub use self::quota::{Label, ROOM_BYTES, evicted};
pub use self::record::{RECORD_BYTES, Record};
pub use self::recorder::{CacheRecorder, Copied};
pub use self::store::{CachedResponses, RecordStore, StoreWrite, is_owned};
