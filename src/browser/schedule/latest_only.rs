//! Questions of which only the newest counts.

use leptos::prelude::*;

/// Counts the attempts at one thing, so that the response to an older one is dropped. Ends with its owner, and all attempts
/// with it; copies refer to the same one.
///
/// ```ignore
/// let attempt = latest.begin();
/// spawn_detached(async move {
///     let answer = link.send(request, &Abort::default()).await;
///     if attempt.is_latest() {
///         price.set(read(answer));
///     }
/// });
/// ```
#[derive(Clone, Copy)]
pub struct LatestOnly(StoredValue<u64>);

/// One attempt.
#[derive(Clone, Copy)]
pub struct Attempt {
    of: LatestOnly,
    number: Option<u64>,
}

impl LatestOnly {
    /// Counts from the present owner's first attempt.
    pub fn new() -> Self {
        Self(StoredValue::new(0))
    }

    /// Begins an attempt; those before count no more.
    pub fn begin(self) -> Attempt {
        let number = self.0.try_update_value(|newest| {
            *newest += 1;
            *newest
        });
        Attempt { of: self, number }
    }
}

impl Default for LatestOnly {
    fn default() -> Self {
        Self::new()
    }
}

impl Attempt {
    /// Returns true if no other attempt has begun since, and the owner is there.
    pub fn is_latest(self) -> bool {
        self.number.is_some() && self.of.0.try_get_value() == self.number
    }
}
