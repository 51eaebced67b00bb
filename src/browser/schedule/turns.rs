//! Long work in turns, so that the page stays responsive meanwhile.

use std::pin::Pin;

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::MessageChannel;

/// Longest time without letting others have a turn, milliseconds: half of a frame.
pub const LONGEST_MILLIS: f64 = 8.0;

/// Lets the browser do what else is due, whenever the work has lasted for a while.
///
/// ```ignore
/// let mut turns = Turns::new();
/// while !smoother.go_on(STEP) {
///     turns.pause().await;
/// }
/// ```
pub struct Turns {
    /// A message to oneself comes when it is due; a timer would wait for 4 ms more.
    channel: Option<MessageChannel>,
    began_at: f64,
}

impl Turns {
    /// Starts the first turn now.
    pub fn new() -> Self {
        Self { channel: MessageChannel::new().ok(), began_at: now() }
    }

    /// Starts the first turn with the first pause: the time until then belongs to other work.
    pub fn later() -> Self {
        let mut turns = Self::new();
        turns.began_at = f64::NEG_INFINITY;
        turns
    }

    /// Ends the turn if it has lasted long enough, and waits for the next one.
    pub async fn pause(&mut self) {
        if now() - self.began_at < LONGEST_MILLIS {
            return;
        }
        if let Some(channel) = &self.channel {
            let message = Promise::new(&mut |resolve, _| {
                channel.port1().set_onmessage(Some(&resolve));
                // An empty message transfers nothing, so it cannot be refused.
                drop(channel.port2().post_message(&JsValue::NULL));
            });
            drop(JsFuture::from(message).await);
        }
        self.began_at = now();
    }
}

impl Default for Turns {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Turns {
    fn drop(&mut self) {
        if let Some(channel) = &self.channel {
            channel.port1().close();
        }
    }
}

/// Waits for a turn of one's own: what is due now, effects of the present event among it, runs first and is not held up.
///
/// ```ignore
/// jobs.set(moved);
/// spawn_detached(async move {
///     next_turn().await;
///     // The page shows the jobs in their new order.
///     location::focus(&id);
/// });
/// ```
pub fn next_turn() -> Pin<Box<dyn Future<Output = ()>>> {
    // Boxed, so that its steps are in the program once, and not wherever it is awaited.
    Box::pin(async { Turns::later().pause().await })
}

/// Milliseconds since the page began.
pub(in crate::browser) fn now() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |clock| clock.now())
}
