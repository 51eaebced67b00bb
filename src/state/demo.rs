//! The demo: the simulator inside the page, behind the same requests and decoders as a real service.

use std::{cell::RefCell, rc::Rc};

use crate::{
    browser::{clock, timer},
    lazy_chunk::{NotLoaded, lazy_chunk},
};
use tuneboard_core::{
    api::{Form, HttpRequest, HttpResponse, TransportError},
    config::DEMO_PREFIX,
    model::{Connection, ConnectionId, KeyKeeping, Timestamp, Transport},
};
use tuneboard_simulator::{Content, Options, Simulator};

/// The same world for everybody, so that screenshots and help texts match.
const SEED: u64 = 7;

/// A plausible network, in seconds each way.
const LATENCY_SECS: f64 = 0.06;

/// One for the lists, in seconds each way: the first screen must not wait, and what asks, answers
/// and reads does so in turns of its own.
const LIST_LATENCY_SECS: f64 = 0.01;

/// The simulator, fetched and made when it is first asked.
#[derive(Clone, Default)]
pub struct Demo(Rc<RefCell<Option<Simulator>>>);

/// The part of the demo that shows the job list.
struct Lists {
    make: fn(Timestamp) -> Simulator,
    list: fn(&mut Simulator, &HttpRequest, Timestamp) -> Option<HttpResponse>,
}

/// The part of the demo that answers all other requests.
struct Rest {
    respond: fn(&mut Simulator, &HttpRequest, Timestamp) -> HttpResponse,
    receive: fn(&mut Simulator, &HttpRequest, &Content, Timestamp) -> HttpResponse,
}

lazy_chunk! {
    /// The simulator is not for those who have a key.
    demo: fn load() -> Lists {
        Lists {
            make: |now| Simulator::new(Options::demo(SEED), now),
            list: Simulator::list_jobs,
        }
    }
}

lazy_chunk! {
    /// All that is asked after the list.
    demo_rest: fn load_rest() -> Rest {
        Rest { respond: Simulator::respond, receive: Simulator::receive }
    }
}

impl Demo {
    /// Returns one connection per provider of the demo.
    pub fn connections() -> impl Iterator<Item = Connection> {
        Simulator::DEMO.into_iter().map(|provider| Connection {
            id: ConnectionId(format!("{DEMO_PREFIX}-{}", provider.slug()).into()),
            provider,
            label: "demo".into(),
            base_url: Simulator::base_path(provider).into(),
            transport: Transport::Demo,
            key_keeping: KeyKeeping::Proxy,
        })
    }

    /// Answers as the service at `base_path` would.
    ///
    /// # Errors
    /// When the simulator cannot be fetched.
    pub async fn answer(
        &self,
        base_path: &str,
        request: &HttpRequest,
    ) -> Result<HttpResponse, TransportError> {
        let lists = load().await.map_err(|NotLoaded| TransportError::Blocked)?;
        timer::wait(LIST_LATENCY_SECS).await;
        let mut request = request.clone();
        request.path = format!("{base_path}{}", request.path);
        request.bearer = Simulator::key("demo");
        let now = clock::now();
        let listed = {
            let mut simulator = self.0.borrow_mut();
            (lists.list)(simulator.get_or_insert_with(|| (lists.make)(now)), &request, now)
        };
        if let Some(listed) = listed {
            timer::wait(LIST_LATENCY_SECS).await;
            return Ok(listed);
        }
        let rest = load_rest().await.map_err(|NotLoaded| TransportError::Blocked)?;
        timer::wait(LATENCY_SECS).await;
        let answer = {
            let (mut simulator, now) = (self.0.borrow_mut(), clock::now());
            (rest.respond)(simulator.get_or_insert_with(|| (lists.make)(now)), &request, now)
        };
        timer::wait(LATENCY_SECS).await;
        Ok(answer)
    }

    /// Takes a file of `n_bytes`, or a part of one, of which `head` is seen; `request` has its whole path.
    ///
    /// # Errors
    /// When the simulator cannot be fetched.
    pub async fn receive(
        &self,
        mut request: HttpRequest,
        form: Option<&Form>,
        head: &[u8],
        n_bytes: u64,
    ) -> Result<HttpResponse, TransportError> {
        let not_loaded = |NotLoaded| TransportError::Blocked;
        let (lists, rest) = (load().await.map_err(not_loaded)?, load_rest().await.map_err(not_loaded)?);
        let mut content = Content::default();
        content.push(head);
        // What is not seen is like what is.
        content.n_newlines = content.n_newlines * n_bytes / (head.len() as u64).max(1);
        content.n_bytes = n_bytes;
        if let Some(form) = form {
            request.bearer = Simulator::key("demo");
            content.put_form(form);
        }
        let now = clock::now();
        let mut simulator = self.0.borrow_mut();
        Ok((rest.receive)(simulator.get_or_insert_with(|| (lists.make)(now)), &request, &content, now))
    }
}
