//! The way of a file's bytes: over the network, or to the simulator in this page.

use std::{borrow::Cow, rc::Rc};

use crate::{
    browser::{
        fetch::Abort,
        files::{local_file::LocalFile, upload},
        site, timer,
    },
    state::Link,
};
use tuneboard_core::{
    api::{self, ApiError, Destination, FileRequest, HttpRequest, HttpResponse, TransportError},
    model::Transport,
};
use tuneboard_simulator::Simulator;

/// A plausible line of the demo, bytes per second and request.
const DEMO_RATE: f64 = 4e6;

/// Longest time the demo takes for a request, seconds.
const DEMO_MAX_SECS: f64 = 4.0;

/// Time between two reports of the demo, seconds.
const DEMO_TICK_SECS: f64 = 0.1;

/// The demo looks at so many bytes and takes the rest as read.
const DEMO_HEAD_BYTES: u64 = 8 << 20;

impl Link {
    /// Sends bytes of `file` and waits for the answer; `on_moved` hears how many have left.
    ///
    /// # Errors
    /// No answer with a status.
    pub async fn send_file(
        &self,
        request: &FileRequest,
        file: &LocalFile,
        on_moved: Rc<dyn Fn(u64)>,
        abort: &Abort,
    ) -> Result<HttpResponse, ApiError> {
        if site::is_framed() {
            return Err(ApiError::framed());
        }
        match self.connection.transport {
            Transport::Network => {
                let base = self.file_base(request);
                match &request.destination {
                    Destination::Service { request, .. } if request.loses_a_name() => {
                        return Err(ApiError::unaddressable());
                    }
                    Destination::Signed { url } if site::is_own(url) || !is_as_safe(url, &base) => {
                        return Err(ApiError::wrong_storage());
                    }
                    Destination::Service { .. } | Destination::Signed { .. } => {}
                }
                let key = self.key()?;
                let answer = upload::send(&base, request, key.as_ref(), file, on_moved, abort).await?;
                Ok(api::masked(answer, key.as_ref()))
            }
            Transport::Demo => self.send_to_demo(request, file, on_moved, abort).await,
        }
    }

    /// Returns true if the progress of this request is unknown.
    pub fn is_unmeasured(&self, request: &FileRequest) -> bool {
        self.connection.transport == Transport::Network
            && upload::is_unmeasured(&self.file_base(request), request)
    }

    fn file_base(&self, request: &FileRequest) -> Cow<'_, str> {
        api::base_of(self.connection.provider, &self.connection.base_url, request.destination.path())
    }

    async fn send_to_demo(
        &self,
        request: &FileRequest,
        file: &LocalFile,
        on_moved: Rc<dyn Fn(u64)>,
        abort: &Abort,
    ) -> Result<HttpResponse, ApiError> {
        let n_bytes = request.n_bytes();
        let head = file.read(request.from, request.to.min(request.from + DEMO_HEAD_BYTES)).await;
        let head = head.ok_or(TransportError::Blocked)?;
        let secs = (n_bytes as f64 / DEMO_RATE).min(DEMO_MAX_SECS);
        let n_ticks = (secs / DEMO_TICK_SECS).ceil().max(1.0) as u64;
        for tick in 1..=n_ticks {
            timer::wait(DEMO_TICK_SECS).await;
            if abort.is_aborted() {
                return Err(TransportError::Aborted.into());
            }
            on_moved(n_bytes * tick / n_ticks);
        }
        let (call, form) = match &request.destination {
            Destination::Service { request, form } => {
                let base = api::base_of(self.connection.provider, &self.connection.base_url, &request.path);
                let path = format!("{base}{}", request.path);
                (HttpRequest { path, ..request.clone() }, Some(form))
            }
            Destination::Signed { url } => (Simulator::signed_request(url), None),
        };
        Ok(self.demo.receive(call, form, &head, n_bytes).await?)
    }
}

/// Returns whether an address of storage is by https, or its service is not either.
fn is_as_safe(url: &str, base: &str) -> bool {
    let is_https = |url: &str| url.get(..8).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https://"));
    is_https(url) || !is_https(base) && (base.contains("://") || !site::is_https())
}
