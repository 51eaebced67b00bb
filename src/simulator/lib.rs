//! A simulator of all providers: requests in, answers out, worlds of jobs that go on with time.
//!
//! It serves as the demo inside the page and, over HTTP (`cargo xtask simulate`), as a stand-in for the
//! services. It writes its own JSON and does not use the client's adapters, so that a mistake there
//! cannot hide here.
//!
//! Everything follows from the seed, the requests and their times: a job's record is computed from its
//! plan, there is no ticking, and only what users do is kept. Accepted keys are all but `invalid`
//! (401); `forbidden` is refused (403), and `empty` opens an account without jobs.
//!
//! A created job takes about two minutes at speed 1. If its name or suffix contains `fail`, it fails
//! half-way; with `nan`, it diverges. File ids are taken on trust, except those that begin with
//! `missing` or `file-missing`.

mod archetype;
mod archetype_v06;
mod clock;
mod curated;
mod curve;
pub mod fault;
mod kit;
mod openai;
mod plan;
mod random;
mod replay;
mod route;
#[cfg(feature = "server")]
pub mod server;
mod service;
pub mod showcase;
#[cfg(test)]
mod tests;
mod together;
mod trouble;
mod world;

use std::sync::Arc;

pub use self::service::content::{Content, digest_of_parts};
pub use fault::{Fault, FaultError};
pub use replay::{ReplayError, ReplayLog};

use self::{
    clock::Clock,
    fault::FaultKind,
    kit::Kit,
    route::{Endpoint, Route},
    trouble::ListTrouble,
    world::World,
};
use tuneboard_core::{
    api::{ApiKey, HttpRequest, HttpResponse, KeyAddress},
    model::{Provider, Timestamp},
};

/// Options of the simulated worlds.
#[derive(Debug, Clone)]
pub struct Options {
    /// The same seed gives the same worlds.
    pub seed: u64,
    /// Jobs per provider at the start; at least the curated ones (fewer than 20), unless it is 0, which
    /// leaves the worlds empty but for replayed and created jobs.
    pub n_jobs: usize,
    /// Simulated seconds per second, above 0; anything else counts as 1.
    pub speed: f64,
    /// A new job arrives about every ten minutes of a real clock, whatever the speed; none do where `n_jobs` is 0.
    pub has_arrivals: bool,
    /// Real logs; each becomes a job of every provider that begins at the start.
    pub replay: Vec<ReplayLog>,
    /// Trouble, in order of precedence.
    pub faults: Vec<Fault>,
}

impl Options {
    /// The demo: only the curated jobs, at the pace of real life, without trouble.
    pub fn demo(seed: u64) -> Self {
        Self { seed, n_jobs: 12, speed: 1.0, has_arrivals: true, replay: Vec::new(), faults: Vec::new() }
    }

    fn usable_speed(&self) -> f64 {
        if self.speed.is_finite() && 0.0 < self.speed { self.speed } else { 1.0 }
    }
}

/// All services.
pub struct Simulator {
    clock: Clock,
    options: Options,
    logs: Vec<Arc<ReplayLog>>,
    /// Origin by which the simulator is reached from outside, for signed addresses.
    origin: String,
    archetype: World,
    together: World,
    /// Worlds of the other providers, made when they are first asked.
    others: Vec<World>,
    /// Faults of the request in progress.
    lists: ListTrouble,
}

/// An answer, and how it is to arrive.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// Status, headers and body (already cut short for [`Delivery::CutOff`]).
    pub response: HttpResponse,
    /// Seconds to wait before answering.
    pub delay_secs: f64,
    /// Faults of the transport.
    pub delivery: Delivery,
}

/// Faults of the transport in a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// Arrives as it is.
    Whole,
    /// The body is truncated and the connection breaks.
    CutOff,
    /// Never arrives.
    Never,
    /// The connection broke while the request was sent. It had no effect.
    Dropped,
    /// Arrives without CORS headers, so that a browser may not read it.
    WithoutCors,
}

/// A request whose fate is decided, before its content is read.
pub struct Admission {
    route: Route,
    delay_secs: f64,
    struck: Option<FaultKind>,
}

impl Admission {
    /// The share of the request after which its connection breaks; `None` if it does not.
    pub fn breaks_at(&self) -> Option<f64> {
        (self.struck == Some(FaultKind::Drop)).then_some(0.6)
    }

    /// The request carries a file, or a part of one, or a form.
    pub fn has_file(&self) -> bool {
        let is_form = (self.route.provider, self.route.endpoint) == (Provider::Together, Endpoint::Initiate);
        is_form || matches!(self.route.endpoint, Endpoint::Upload | Endpoint::Part)
    }
}

/// Origin of signed addresses until one is set.
const DEFAULT_ORIGIN: &str = "https://simulator.invalid";

/// Input of an endpoint.
struct Call<'a> {
    request: &'a HttpRequest,
    id: &'a str,
    clock: Clock,
    /// Beginning of signed addresses.
    origin: &'a str,
    /// The file, or part of one, that comes with the request.
    content: &'a Content,
    /// Simulated seconds.
    sim: f64,
    /// True if the key opens the account that begins without jobs.
    is_empty_account: bool,
    /// Faults of lists.
    lists: ListTrouble,
}

impl Call<'_> {
    /// Returns how many records of a list are given at once if so many are asked for.
    fn most(&self, n_asked: usize) -> usize {
        self.lists.clamp.map_or(n_asked, |clamp| clamp.min(n_asked))
    }

    /// The record of this place, from 0, is to be none.
    fn is_bad(&self, place: usize) -> bool {
        self.lists.bad_record == Some(place + 1)
    }

    /// The first query parameter of this name.
    fn query(&self, name: &str) -> Option<&str> {
        self.request.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    fn body(&self) -> &str {
        self.request.body.as_deref().unwrap_or_default()
    }
}

impl Simulator {
    /// A key as its clients send it, below all of its paths; `None` if the text is no key.
    pub fn key(text: &str) -> Option<ApiKey> {
        ApiKey::new(text, KeyAddress::new(Provider::Archetype, ""))
    }

    /// Returns the prefix of a provider's API in request paths.
    pub const fn base_path(provider: Provider) -> &'static str {
        match provider {
            Provider::Archetype => "/archetype/v0.5",
            Provider::Together => "/together/v1",
            Provider::OpenAi => "/openai/v1",
            Provider::ArchetypeV06 => "/archetype/v0.6",
        }
    }

    /// The providers whose jobs the demo shows.
    pub const DEMO: [Provider; 2] = [Provider::Archetype, Provider::Together];

    /// Worlds whose time begins at `started_at`.
    pub fn new(options: Options, started_at: Timestamp) -> Self {
        let logs: Vec<_> = options.replay.iter().cloned().map(Arc::new).collect();
        Self {
            clock: Clock::new(started_at, options.usable_speed()),
            archetype: World::new(&archetype::kit::KIT, &options, &logs),
            together: World::new(&together::kit::KIT, &options, &logs),
            others: Vec::new(),
            lists: ListTrouble::default(),
            options,
            logs,
            origin: DEFAULT_ORIGIN.into(),
        }
    }

    /// Replaces the faults; their counts begin anew.
    pub fn set_faults(&mut self, faults: Vec<Fault>) {
        self.options.faults = faults;
    }

    /// Sets the origin by which requests reach the simulator, without a slash at the end; signed addresses
    /// begin with it.
    pub fn set_origin(&mut self, origin: String) {
        self.origin = origin;
    }

    /// Answers a request whose path begins with the [`Simulator::base_path`] of a provider.
    ///
    /// `now` should not go back; if it does, jobs are answered for as they were, but what users did
    /// stays done.
    pub fn handle(&mut self, request: &HttpRequest, now: Timestamp) -> Reply {
        let admission = self.admit(request);
        self.finish(admission, request, &Content::default(), now)
    }

    /// Decides what becomes of a request before its content is there; [`Simulator::finish`] then answers it.
    pub fn admit(&mut self, request: &HttpRequest) -> Admission {
        let route = route::route(request);
        let Options { seed, faults, .. } = &mut self.options;
        let (delay_secs, struck) = trouble::strike(faults, *seed, &route);
        Admission { route, delay_secs, struck }
    }

    /// Answers a request that was admitted, with the file or part that it carries.
    pub fn finish(
        &mut self,
        Admission { route, delay_secs, struck }: Admission,
        request: &HttpRequest,
        content: &Content,
        now: Timestamp,
    ) -> Reply {
        if struck == Some(FaultKind::Drop) {
            return Reply { response: HttpResponse::default(), delay_secs, delivery: Delivery::Dropped };
        }
        let instead = struck.map(|kind| trouble::instead(kind, route.provider, request));
        let (response, delivery) = match instead {
            Some(Some(response)) => (response, Delivery::Whole),
            _ => {
                let clock = self.clock;
                let ahead_secs = if let Some(FaultKind::Clock(secs)) = struck { secs } else { 0.0 };
                self.clock = clock.ahead(ahead_secs);
                self.lists = ListTrouble::of(struck);
                let response = self.answer(request, &route, content, now.plus_secs(ahead_secs));
                self.clock = clock;
                self.lists = ListTrouble::default();
                trouble::spoil(response, struck)
            }
        };
        Reply { response, delay_secs, delivery }
    }

    /// Files that users have sent to a provider and that have arrived: name, bytes, and what follows from
    /// every byte, which for a file in parts is [`digest_of_parts`]. Not part of either API.
    pub fn arrived_files(&self, provider: Provider) -> Vec<(String, u64, u64)> {
        let word = route::provider_word(provider);
        let worlds = [&self.archetype, &self.together].into_iter().chain(&self.others);
        let stored = worlds.filter(|world| world.kit.word == word).flat_map(|world| &world.files.stored);
        stored.map(|file| (file.name.clone(), file.n_bytes, file.digest)).collect()
    }

    /// The job list of a provider of the demo, as [`Simulator::respond`] gives it for a good key; `None` for any
    /// other request. Apart, so that a page which shows these lists needs nothing else of this.
    pub fn list_jobs(&mut self, request: &HttpRequest, now: Timestamp) -> Option<HttpResponse> {
        let provider = route::listed(request)?;
        let (clock, sim) = (self.clock, self.clock.sim(now));
        let call = Call {
            request,
            id: "",
            clock,
            origin: &self.origin,
            content: &Content::default(),
            sim,
            is_empty_account: false,
            lists: self.lists,
        };
        let is_first = provider == Provider::Archetype;
        let world = if is_first { &mut self.archetype } else { &mut self.together };
        world.advance(sim);
        Some(if is_first { archetype::list(world, &call) } else { together::list(world, &call) })
    }

    /// As [`Simulator::handle`], but without the faults, whatever they are.
    pub fn respond(&mut self, request: &HttpRequest, now: Timestamp) -> HttpResponse {
        self.answer(request, &route::route(request), &Content::default(), now)
    }

    /// As [`Simulator::respond`], for a request that carries a file or a part of one.
    pub fn receive(&mut self, request: &HttpRequest, content: &Content, now: Timestamp) -> HttpResponse {
        self.answer(request, &route::route(request), content, now)
    }

    fn answer(
        &mut self,
        request: &HttpRequest,
        route: &Route,
        content: &Content,
        now: Timestamp,
    ) -> HttpResponse {
        let is_key = |text: &str| request.bearer.as_ref().is_some_and(|key| key.is(text));
        let status = match route.endpoint {
            // The storage goes by the address.
            Endpoint::Part | Endpoint::TokenizedFile => 200,
            _ if request.bearer.is_none() || is_key("invalid") => 401,
            _ if is_key("forbidden") => 403,
            Endpoint::Nowhere => 404,
            Endpoint::WrongMethod => 405,
            _ => 200,
        };
        if status != 200 {
            let (code, message) = service::answer::stock(status);
            return service::answer::error(route.provider, status, code, message);
        }
        let (clock, sim) = (self.clock, self.clock.sim(now));
        let (id, origin) = (route.id.as_str(), self.origin.clone());
        let is_empty_account = is_key("empty");
        let lists = self.lists;
        let call = Call { request, id, clock, origin: &origin, content, sim, is_empty_account, lists };
        type Answer = fn(&mut World, Endpoint, &Call<'_>) -> HttpResponse;
        let (world, answer): (&mut World, Answer) = match route.provider {
            Provider::Archetype => (&mut self.archetype, archetype::answer),
            Provider::Together => (&mut self.together, together::answer),
            Provider::OpenAi => (self.other(&openai::kit::KIT), openai::answer),
            Provider::ArchetypeV06 => (self.other(&archetype_v06::kit::KIT), archetype_v06::answer),
        };
        world.advance(sim);
        answer(world, route.endpoint, &call)
    }

    /// The world of a provider that may not have been asked before. Whenever it is made, it is the same.
    fn other(&mut self, kit: &'static Kit) -> &mut World {
        let place = self.others.iter().position(|world| world.kit.word == kit.word);
        let place = place.unwrap_or_else(|| {
            self.others.push(World::new(kit, &self.options, &self.logs));
            self.others.len() - 1
        });
        &mut self.others[place]
    }
}
