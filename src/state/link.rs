//! A connection ready to be used: where it is, its key, and the way there.

use leptos::prelude::*;
use web_sys::Blob;

use std::{cell::RefCell, rc::Rc};

use super::Demo;
use crate::browser::{
    fetch::{self, Abort},
    files::archive,
    site,
};
use tuneboard_core::{
    api::{
        self, ApiError, ApiKey, HttpRequest, HttpResponse, KeyRing, NoArchive, Receiver, RefusedParameters,
    },
    model::{Connection, KeyKeeping, Transport},
};

/// Longest wait for a complete response, seconds: the official clients' own limit.
const TIMEOUT_SECS: f64 = 60.0;

/// Sends requests of one connection.
#[derive(Clone)]
pub struct Link {
    /// Connection to send to.
    pub connection: Connection,
    /// A key that is being tried, in place of the connection's own.
    pub tried: Option<ApiKey>,
    /// The keys of all connections: what is forgotten while something is under way is not sent again.
    pub keys: StoredValue<KeyRing>,
    /// Used for demo connections only.
    pub demo: Demo,
    /// Parameters that services were found to refuse, for all connections.
    pub refused: Rc<RefCell<RefusedParameters>>,
}

impl Link {
    /// Returns the connection's key as it is now; `None` if it needs none.
    ///
    /// # Errors
    /// It needs one, and has none or none any more.
    pub fn key(&self) -> Result<Option<ApiKey>, ApiError> {
        if self.connection.transport == Transport::Demo || self.connection.key_keeping == KeyKeeping::Proxy {
            return Ok(None);
        }
        let own = || self.keys.try_with_value(|keys| keys.get(&self.connection).cloned()).flatten();
        self.tried.clone().or_else(own).map(Some).ok_or_else(ApiError::no_key)
    }

    /// Sends `request` with this connection's key and waits for the response.
    ///
    /// # Errors
    /// No response with a status. A status that is no success is for the decoders.
    pub async fn send(&self, request: HttpRequest, abort: &Abort) -> Result<HttpResponse, ApiError> {
        let mut response = HttpResponse::default();
        self.send_to(&mut response, request, abort).await?;
        Ok(response)
    }

    /// Sends as [`Link::send`] does, but hands the response on while it arrives. A question that the service refuses is
    /// asked more plainly, if it can be; only the response to the last one is handed on.
    ///
    /// # Errors
    /// No complete response; part of one may have been handed on before. The request was not sent if its address would have
    /// been another one.
    pub async fn send_to(
        &self,
        receiver: &mut dyn Receiver,
        mut request: HttpRequest,
        abort: &Abort,
    ) -> Result<(), ApiError> {
        if request.loses_a_name() {
            return Err(ApiError::unaddressable());
        }
        if request.is_change() && site::is_framed() {
            return Err(ApiError::framed());
        }
        let base = &*api::base_of(self.connection.provider, &self.connection.base_url, &request.path);
        match self.connection.transport {
            Transport::Demo => {
                let answer = self.demo.answer(base, &request).await?;
                receiver.begin(answer.status, answer.headers);
                receiver.push(&answer.body);
                Ok(())
            }
            Transport::Network => {
                request.bearer = self.key()?;
                let mut question = self.refused.borrow().question(base, request);
                loop {
                    let mut gate = question.gate(receiver);
                    fetch::send(&mut gate, base, question.request(), TIMEOUT_SECS, abort).await?;
                    let status = gate.status();
                    match self.refused.borrow_mut().on_status(question, status) {
                        Some(plainer) => question = plainer,
                        None => return Ok(()),
                    }
                }
            }
        }
    }

    /// Fetches an archive of at most `most_bytes`, which may take as long as it goes on arriving; see
    /// [`archive::fetch`].
    ///
    /// # Errors
    /// See [`NoArchive`].
    pub async fn fetch_archive(
        &self,
        mut request: HttpRequest,
        most_bytes: u64,
        abort: &Abort,
        on_progress: impl FnMut(u64, Option<u64>),
    ) -> Result<Blob, NoArchive> {
        if request.loses_a_name() {
            return Err(NoArchive::Failed(ApiError::unaddressable()));
        }
        let base = &self.connection.base_url;
        match self.connection.transport {
            Transport::Demo => {
                let answer = self.demo.answer(base, &request).await?;
                if !answer.is_success() {
                    return Err(NoArchive::refused(&answer));
                }
                archive::whole(&answer.body, answer.header("content-type").unwrap_or_default())
            }
            Transport::Network => {
                request.bearer = self.key().map_err(NoArchive::Failed)?;
                archive::fetch(base, &request, most_bytes, abort, on_progress).await
            }
        }
    }
}
