//! A page that sends one file, without a browser: it carries out an upload's commands against the simulator.
//!
//! Bytes take their time; what the service does to them happens when they are there, so that a request which is
//! given up on the way has had no effect.

use tuneboard_core::{
    api::{ApiError, Destination, FileRequest, HttpRequest, HttpResponse, UploadFile},
    model::{Provider, Timestamp},
    upload::{Command, Event, Resumption, Stage, Ticket, Unfinished, Upload},
};
use tuneboard_simulator::{Admission, Content, Delivery, Fault, Options, Reply, Simulator};

use super::network::{LATENCY_SECS, delivered};
use crate::clock::{self, FakeClock};

/// Bytes per second of the line, for each request by itself.
const LINE_RATE: f64 = 20_000.0;

/// Something on its way.
enum Due {
    Moved(u64),
    /// All bytes are there, or as many as ever will be.
    Landed(FileRequest, Box<HttpRequest>, Admission),
    Answer(Result<HttpResponse, ApiError>),
}

pub struct Sender {
    pub provider: Provider,
    pub service: Simulator,
    clock: FakeClock<(Ticket, Due)>,
    pub upload: Upload,
    pub bytes: Vec<u8>,
    /// When the file was last changed.
    pub modified_at_millis: i64,
    resumption: Resumption,
    /// Text that the device keeps of unfinished uploads.
    pub device: String,
    /// Method and path of every request, in order.
    pub sent: Vec<String>,
    /// Every figure the progress bar showed.
    pub shown: Vec<u64>,
}

/// Bytes that look like lines of a data set; each place has its own.
pub fn lines(n_bytes: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    for i in 0_u32.. {
        if n_bytes <= bytes.len() {
            break;
        }
        bytes.extend(format!("{{\"text\":\"example {i}\"}}\n").bytes());
    }
    bytes.truncate(n_bytes);
    bytes
}

impl Sender {
    pub fn new(provider: Provider, name: &str, n_bytes: usize, seed: u64, faults: &str) -> Self {
        let clock = FakeClock::default();
        let options = Options { seed, n_jobs: 0, ..Options::demo(seed) };
        let mut service = Simulator::new(options, clock.now());
        service.set_faults(Fault::parse_list(faults).unwrap());
        let file = UploadFile { name: name.into(), n_bytes: n_bytes as u64 };
        Self {
            provider,
            service,
            clock,
            upload: Upload::new(provider, file.clone(), Vec::new(), None),
            bytes: lines(n_bytes),
            modified_at_millis: 7,
            resumption: Resumption::find(&file, 7, Vec::new()),
            device: "[]".into(),
            sent: Vec::new(),
            shown: Vec::new(),
        }
    }

    pub fn set_faults(&mut self, faults: &str) {
        self.service.set_faults(Fault::parse_list(faults).unwrap());
    }

    /// The page is reloaded: all that was under way is gone, and only what the device keeps is left.
    pub fn reload(&mut self) {
        self.clock.retain(|_| false);
        self.clock.set_timer(None);
        let file = self.upload.file().clone();
        self.resumption =
            Resumption::find(&file, self.modified_at_millis, Unfinished::from_json(&self.device));
        self.upload = Upload::new(self.provider, file, Vec::new(), self.resumption.kept());
        self.shown.clear();
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub fn on(&mut self, event: Event) {
        for command in self.upload.on(event, self.now()) {
            match command {
                Command::Call(ticket, request) => self.call(ticket, request),
                Command::Send(ticket, request) => self.send(ticket, request),
                Command::Abort(ticket) => self.clock.retain(|(own, _)| *own != ticket),
                Command::WakeAt(at) => self.clock.set_timer(Some(at)),
            }
        }
        if let Some(change) = self.resumption.follow(&self.upload) {
            let mut kept = Unfinished::from_json(&self.device);
            change.apply(&mut kept);
            self.device = Unfinished::to_json(&kept);
        }
    }

    /// Runs until nothing more happens, or `is_enough`; at most for a day.
    pub fn run_until(&mut self, is_enough: impl Fn(&Self) -> bool) {
        let end = self.now().plus_secs(86_400.0);
        while self.now() < end && !is_enough(self) {
            match self.clock.next_until(end) {
                Some(clock::Due::Timer) => self.on(Event::Woke),
                Some(clock::Due::Event((ticket, due))) => self.happen(ticket, due),
                None => return,
            }
            self.shown.push(self.upload.progress(self.now()).n_sent);
        }
    }

    pub fn run(&mut self) {
        self.run_until(|_| false);
    }

    fn later(&mut self, secs: f64, ticket: Ticket, due: Due) {
        self.clock.schedule(secs, (ticket, due));
    }

    fn happen(&mut self, ticket: Ticket, due: Due) {
        match due {
            Due::Moved(n_bytes) => self.on(Event::Moved(ticket, n_bytes)),
            Due::Answer(answer) => self.on(Event::Answered(ticket, answer)),
            Due::Landed(file, request, admission) => {
                let mut content = Content::default();
                content.push(&self.bytes[file.from as usize..file.to as usize]);
                if let Destination::Service { form, .. } = &file.destination {
                    content.put_form(form);
                }
                let reply = self.service.finish(admission, &request, &content, self.now());
                self.deliver(ticket, reply, false);
            }
        }
    }

    fn call(&mut self, ticket: Ticket, mut request: HttpRequest) {
        request.path = format!("{}{}", Simulator::base_path(self.provider), request.path);
        request.bearer = Simulator::key("key");
        self.sent.push(format!("{} {}", request.method.as_str(), request.path));
        let reply = self.service.handle(&request, self.now());
        self.deliver(ticket, reply, true);
    }

    fn send(&mut self, ticket: Ticket, file: FileRequest) {
        let request = match &file.destination {
            Destination::Service { request, .. } => {
                let mut request = request.clone();
                request.path = format!("{}{}", Simulator::base_path(self.provider), request.path);
                request.bearer = Simulator::key("key");
                request
            }
            Destination::Signed { url } => Simulator::signed_request(url),
        };
        self.sent.push(format!("{} {}", request.method.as_str(), request.path));
        let admission = self.service.admit(&request);
        let share = admission.breaks_at().unwrap_or(1.0);
        let n_bytes = file.n_bytes() as f64 * share;
        for eighth in 1..=8_u32 {
            let n_moved = n_bytes * f64::from(eighth) / 8.0;
            self.later(n_moved / LINE_RATE, ticket, Due::Moved(n_moved as u64));
        }
        self.later(n_bytes / LINE_RATE, ticket, Due::Landed(file, Box::new(request), admission));
    }

    fn deliver(&mut self, ticket: Ticket, reply: Reply, has_timeout: bool) {
        let secs = LATENCY_SECS + reply.delay_secs;
        // Bytes have no time limit of their own: the upload has to notice.
        if !has_timeout && reply.delivery == Delivery::Never {
            return;
        }
        let (secs, answer) = delivered(reply, secs, has_timeout);
        self.later(secs, ticket, Due::Answer(answer));
    }

    /// Returns the jobs that have arrived under the names that this page may have given them.
    pub fn arrived(&self) -> Vec<(String, u64, u64)> {
        self.service.arrived_files(self.provider)
    }

    pub fn is_done(&self) -> bool {
        matches!(self.upload.stage(), Stage::Done(_))
    }
}
