//! Messages between this browser's tabs of the page.

use js_sys::Uint8Array;
use wasm_bindgen::JsCast as _;
use web_sys::{BroadcastChannel, MessageEvent};

use crate::browser::listener::Listener;

/// Channel between the tabs of this page; dropping it leaves.
pub struct Channel {
    channel: BroadcastChannel,
    #[expect(dead_code, reason = "held for its Drop")]
    listener: Listener,
}

impl Channel {
    /// Joins the channel; `on_bytes` gets the others' messages. `None` where the browser has no channels.
    pub fn join(name: &str, mut on_bytes: impl FnMut(Vec<u8>) + 'static) -> Option<Self> {
        let channel = BroadcastChannel::new(name).ok()?;
        let listener = Listener::new(&channel, "message", move |event| {
            let data = event.dyn_into::<MessageEvent>().ok().map(|event| event.data());
            if let Some(bytes) = data.and_then(|data| data.dyn_into::<Uint8Array>().ok()) {
                on_bytes(bytes.to_vec());
            }
        });
        Some(Self { channel, listener })
    }

    /// Says something to all others.
    pub fn say(&self, bytes: &[u8]) {
        // Fails only once the channel is closed.
        drop(self.channel.post_message(&Uint8Array::from(bytes)));
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.channel.close();
    }
}
