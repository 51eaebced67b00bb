//! One-shot timers that stop and free themselves when dropped.

use gloo_timers::callback::Timeout;

/// A pending call; dropping it cancels the call.
#[must_use]
#[derive(Debug)]
pub struct Timer(#[expect(dead_code, reason = "held for its Drop")] Timeout);

/// Longest delay a browser's timer takes without wrapping round.
const MAX_MILLIS: f64 = i32::MAX as f64;

/// Calls `run` once, `secs` from now (not before; later if the tab sleeps). Negative counts as 0.
pub fn after(secs: f64, run: impl FnOnce() + 'static) -> Timer {
    Timer(Timeout::new((secs * 1_000.0).clamp(0.0, MAX_MILLIS).ceil() as u32, run))
}

/// Waits for `secs`.
pub async fn wait(secs: f64) {
    gloo_timers::future::TimeoutFuture::new((secs * 1_000.0).clamp(0.0, MAX_MILLIS).ceil() as u32).await;
}
