//! The page without a browser: it carries out the poller's commands against the simulator.

use tuneboard_core::{
    api::{self, ApiError, HttpRequest, HttpResponse, Method, RefusedParameters},
    model::{Dataset, Job, JobId, JobSpec, JobVerb, Provider, Split, Timestamp},
    monitor::{Arrival, MetricsResponse},
    polling::{Command, Outcome, Pace, PollEvent, Poller, ResourceStatus, Ticket},
};
use tuneboard_simulator::{Fault, Options, Simulator};

pub use super::resource::Resource;
use super::{
    cache::Cache,
    job_list::JobList,
    network::{Carried, Network, delivered},
    watched_job::WatchedJob,
};
use crate::{
    clock::{Due, FakeClock},
    convergence::Audit,
};

/// A request that the poller wanted.
#[derive(Debug, Clone, PartialEq)]
pub struct Sent {
    /// Real time, whatever the page's clock says.
    pub at: Timestamp,
    pub resource: Resource,
    /// Path and query.
    pub target: String,
    /// Size of the answer's body.
    pub n_bytes: usize,
}

/// A request that is under way.
struct Flight {
    ticket: Ticket,
    resource: Resource,
    sent_at: Timestamp,
    /// Path and query.
    target: String,
    /// Receives the response, if that has metrics.
    receiver: Option<MetricsResponse>,
    carried: Carried,
}

/// A page of one provider, and the world around it.
pub struct Page {
    pub provider: Provider,
    pub service: Simulator,
    /// The time that passes, the poller's timer, and the requests under way.
    clock: FakeClock<Flight>,
    /// Lead of the page's own clock, seconds.
    pub skew_secs: f64,
    /// Lead of the service's clock, seconds.
    pub service_skew_secs: f64,
    pub network: Network,
    pub key: &'static str,
    poller: Poller<Resource>,
    /// Everything that was asked for by itself, in order.
    pub sent: Vec<Sent>,
    pub(super) open: Option<WatchedJob>,
    pub(super) cache: Cache,
    /// The job list as last read.
    pub jobs: Vec<Job>,
    pub jobs_error: Option<ApiError>,
    pub list: JobList,
    list_goes_on: bool,
    refused: RefusedParameters,
    /// Questions that were asked more plainly at once because they were refused.
    pub refusals: Vec<String>,
    /// Answers that were failures.
    pub n_failures: usize,
    /// Requests that have been answered or given up, some of which are answered once more.
    pub stale: Vec<Ticket>,
    /// Looks at each answer with metrics.
    pub audit: Option<Audit>,
    /// Requests that were no reading.
    pub n_actions: usize,
}

impl Page {
    pub fn new(provider: Provider, options: Options) -> Self {
        let clock = FakeClock::default();
        Self {
            provider,
            service: Simulator::new(options, clock.now()),
            clock,
            skew_secs: 0.0,
            service_skew_secs: 0.0,
            network: Network::default(),
            key: "key",
            poller: Poller::new(3),
            sent: Vec::new(),
            open: None,
            cache: Cache::default(),
            jobs: Vec::new(),
            jobs_error: None,
            list: JobList::new(provider),
            list_goes_on: false,
            refused: RefusedParameters::default(),
            refusals: Vec::new(),
            n_failures: 0,
            stale: Vec::new(),
            audit: None,
            n_actions: 0,
        }
    }

    /// An account without jobs whose time passes `speed` times as fast, and a page that has just created
    /// one and opened it.
    pub fn with_new_job(provider: Provider, name: &str, speed: f64) -> Self {
        let mut page = Self::new(provider, Options { n_jobs: 0, speed, ..Options::demo(5) });
        let job = page.create(name);
        page.open(job.id.clone(), Some(job));
        page
    }

    pub fn job(&self) -> &WatchedJob {
        self.open.as_ref().unwrap()
    }

    /// Faults, with `metrics` for whatever endpoint has the provider's figures.
    pub fn set_faults(&mut self, spec: &str) {
        let endpoint = match self.provider {
            Provider::Archetype | Provider::Together => "metrics",
            Provider::OpenAi => "events",
            Provider::ArchetypeV06 => "checkpoints",
        };
        self.service.set_faults(Fault::parse_list(&spec.replace("metrics", endpoint)).unwrap());
    }

    /// Creates a job as the new-job form does.
    pub fn create(&mut self, name: &str) -> Job {
        let file = |split: Split, id: &str| Dataset { name: id.into(), split, file_ids: vec![id.into()] };
        let models = self.provider.known_models();
        let spec = JobSpec {
            name: Some(name.into()),
            id: None,
            base_model: models[0].into(),
            datasets: vec![file(Split::Train, "file-1"), file(Split::Eval, "file-2")],
            hyperparameters: None,
            wandb: None,
            ..JobSpec::default()
        };
        let response = self.ask(api::create_job(self.provider, &spec)).unwrap();
        api::decode_job(self.provider, &response).unwrap()
    }

    /// Opens a job; `known` is its row of the list, if that was read.
    pub fn open(&mut self, id: JobId, known: Option<Job>) {
        self.open_as(WatchedJob::new(self.provider, id, known));
    }

    /// Opens a job that was prepared.
    pub fn open_as(&mut self, open: WatchedJob) {
        let resources = open.monitor.resources();
        let paced: Vec<_> = resources.into_iter().map(|it| (it.into(), open.monitor.pace(it))).collect();
        self.open = Some(open);
        for (key, pace) in paced {
            self.dispatch(PollEvent::Watch { key, pace });
        }
    }

    /// Everything that is polled of the open job.
    pub fn resources(&self) -> Vec<Resource> {
        self.job().monitor.resources().into_iter().map(Resource::from).collect()
    }

    pub fn watch_list(&mut self) {
        self.dispatch(PollEvent::Watch { key: Resource::Jobs, pace: Pace::List });
    }

    /// Ends the open job as the shell does, and hands on what the service said.
    pub fn end(&mut self, verb: JobVerb) -> Result<Option<Job>, ApiError> {
        let (provider, id) = (self.provider, self.job().id.clone());
        let reply = self.ask(api::steer_job(provider, &id, verb));
        let ended = reply.and_then(|response| api::decode_steered(provider, &id, &response));
        let arrival = self.arrival();
        self.open.as_mut().unwrap().on_action(verb, &ended, arrival);
        self.reset();
        ended
    }

    /// Starts over with everything about the open job: its key changed, or something was done to it.
    pub fn reset(&mut self) {
        for key in self.resources() {
            self.dispatch(PollEvent::Reset { key });
        }
    }

    pub fn show(&mut self, is_visible: bool) {
        self.dispatch(PollEvent::Visible(is_visible));
    }

    /// Returns the time that has passed here, whatever the page's own clock says.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The laptop sleeps: time passes, nothing happens.
    pub fn suspend(&mut self, secs: f64) {
        self.clock.pass(secs);
    }

    /// Time passes.
    pub fn run(&mut self, secs: f64) {
        let end = self.now().plus_secs(secs);
        for _ in 0..100_000 {
            match self.clock.next_until(end) {
                Some(Due::Timer) => self.dispatch(PollEvent::Woke),
                Some(Due::Event(flight)) => self.finish(flight),
                None => return self.clock.pass_until(end),
            }
        }
        panic!("the page does not come to rest");
    }

    /// Lets time pass, second by second, until something is so.
    #[track_caller]
    pub fn run_until(&mut self, limit_secs: u32, is_so: impl Fn(&Self) -> bool) {
        let is_reached = (0..limit_secs).any(|_| {
            let is_reached = is_so(self);
            if !is_reached {
                self.run(1.0);
            }
            is_reached
        });
        let last = self.job().statuses.last();
        assert!(is_reached, "not within {limit_secs} s; the job is {last:?}");
    }

    /// Sends a request without the poller; the answer comes at once.
    pub fn ask(&mut self, request: HttpRequest) -> Result<HttpResponse, ApiError> {
        self.n_actions += usize::from(request.method != Method::Get);
        let reply = self.service.handle(&self.addressed(request), self.now());
        let secs = reply.delay_secs;
        delivered(reply, secs, true).1
    }

    /// Returns the status of a watched resource.
    pub fn status(&self, resource: Resource) -> ResourceStatus {
        self.poller.status(&resource).unwrap()
    }

    /// Returns the last error of a resource.
    pub fn error(&self, resource: Resource) -> Option<&ApiError> {
        match resource.of_job() {
            None => self.jobs_error.as_ref(),
            Some(resource) => self.job().monitor.error(resource),
        }
    }

    /// Requests for a resource among `sent[from..]`.
    pub fn n_sent(&self, from: usize, resource: Resource) -> usize {
        self.sent[from..].iter().filter(|sent| sent.resource == resource).count()
    }

    /// Requests for each watched resource of the open job among `sent[from..]`.
    pub fn counts(&self, from: usize) -> Vec<usize> {
        self.resources().into_iter().map(|resource| self.n_sent(from, resource)).collect()
    }

    /// Dispatches an event at the page's own time, and carries out what follows.
    pub fn dispatch(&mut self, event: PollEvent<Resource>) {
        let page_now = self.page_now();
        for command in self.poller.on(event, page_now) {
            match command {
                Command::Send { ticket, key } => self.send(ticket, key),
                Command::Abort { ticket } => {
                    self.clock.retain(|flight| flight.ticket != ticket);
                    self.stale.push(ticket);
                }
                Command::WakeAt(_) => {}
            }
        }
        // A timer is set for a number of seconds, and does not follow the clock.
        let wake = self.poller.next_wake();
        self.clock.set_timer(wake.map(|at| self.now().plus_secs(at.secs_since(page_now).max(0.0))));
    }

    fn send(&mut self, ticket: Ticket, resource: Resource) {
        let (request, receiver) = match resource.of_job() {
            None => (self.list.request(), None),
            Some(part) => self.request_after_restore(resource, part),
        };
        assert_eq!(request.method, Method::Get, "nothing but reading happens by itself");
        let service_now = self.service_now(self.now());
        let mut question = self.refused.question("service", request);
        let (target, reply) = loop {
            let target = question.request().target();
            let reply = self.service.handle(&self.addressed(question.request().clone()), service_now);
            match self.refused.on_status(question, reply.response.status) {
                Some(plainer) => question = plainer,
                None => break (target, reply),
            }
            self.refusals.push(target);
        };
        let n_bytes = reply.response.body.len();
        self.sent.push(Sent { at: self.now(), resource, target: target.clone(), n_bytes });
        let carried = self.network.carry(reply);
        let (secs, sent_at) = (carried.secs, self.now());
        assert!(self.clock.scheduled().all(|flight| flight.ticket != ticket));
        self.clock.schedule(secs, Flight { ticket, resource, sent_at, target, receiver, carried });
        let n_same = self.clock.scheduled().filter(|flight| flight.resource == resource).count();
        assert_eq!(n_same, 1, "two requests for {resource:?} are under way");
    }

    fn finish(&mut self, flight: Flight) {
        let Flight { ticket, resource, sent_at, target, receiver, carried } = flight;
        let Carried { answer, is_doubled, .. } = carried;
        let arrival = self.arrival();
        let response = answer.as_ref().ok().cloned();
        let (outcome, wanted) = match resource.of_job() {
            None => {
                let outcome = self.take_list(answer);
                (outcome, if self.list_goes_on { vec![Resource::Jobs] } else { Vec::new() })
            }
            Some(part) => {
                let update = self.open.as_mut().unwrap().respond(part, receiver, answer, arrival);
                let wanted = update.follow_ups.into_iter().map(Resource::from).collect();
                (update.outcome, wanted)
            }
        };
        self.n_failures += usize::from(!outcome.is_read());
        if let Some(response) = response.filter(|_| outcome.is_read()) {
            self.cache.keep(resource, &target, arrival.read_at, response);
        }
        if let Some(mut audit) = self.audit.take_if(|_| resource == Resource::Metrics) {
            audit.look(self, outcome, sent_at);
            self.audit = Some(audit);
        }
        self.stale.extend(is_doubled.then_some(ticket));
        // As in the shell: what else is wanted is asked for before this answer counts, itself after.
        let (own, others): (Vec<_>, Vec<_>) = wanted.into_iter().partition(|wanted| *wanted == resource);
        others.into_iter().for_each(|wanted| self.dispatch(PollEvent::RefreshOne(wanted)));
        self.dispatch(PollEvent::Responded { ticket, outcome });
        own.into_iter().for_each(|wanted| self.dispatch(PollEvent::RefreshOne(wanted)));
    }

    /// A response that arrives now, by the page's own clock.
    fn arrival(&self) -> Arrival {
        Arrival::fresh(self.page_now())
    }

    /// The page's own time.
    fn page_now(&self) -> Timestamp {
        self.now().plus_secs(self.skew_secs)
    }

    /// The service's time at a time that has passed here.
    pub fn service_now(&self, now: Timestamp) -> Timestamp {
        now.plus_secs(self.service_skew_secs)
    }

    fn take_list(&mut self, answer: Result<HttpResponse, ApiError>) -> Outcome {
        self.list_goes_on = false;
        match self.list.take(answer) {
            Ok((outcome, goes_on)) => {
                self.jobs_error = None;
                self.jobs.clone_from(&self.list.jobs);
                self.list_goes_on = goes_on;
                outcome
            }
            Err(error) => {
                let outcome = Outcome::Failed(error.retry);
                self.jobs_error = Some(error);
                outcome
            }
        }
    }

    pub fn addressed(&self, mut request: HttpRequest) -> HttpRequest {
        request.path = format!("{}{}", Simulator::base_path(self.provider), request.path);
        request.bearer = Simulator::key(self.key);
        request
    }
}
