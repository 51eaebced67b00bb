//! The browser's clock and time zone.

use tuneboard_core::model::{Timestamp, UtcOffset};

/// Returns the current instant, to the millisecond. The user's clock may be wrong; nothing may depend on it
/// being monotonic.
pub fn now() -> Timestamp {
    Timestamp::from_unix_millis(js_sys::Date::now() as i64)
}

/// Local time of this browser.
pub const LOCAL: UtcOffset = UtcOffset::new(utc_offset_secs);

/// Seconds local time is ahead of UTC at `at`; follows daylight saving.
pub fn utc_offset_secs(at: Timestamp) -> i32 {
    let date = js_sys::Date::new(&(at.unix_millis() as f64).into());
    // JavaScript counts minutes behind UTC.
    -(date.get_timezone_offset() * 60.0) as i32
}

/// Returns a number that no other tab is likely to get; for jitter and for ids, not for secrets.
pub fn seed() -> u64 {
    (js_sys::Math::random() * (1u64 << 53) as f64) as u64
}
