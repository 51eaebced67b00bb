//! Jobs that are created through trouble: never two of them.

use tuneboard_core::{
    api::{self, ApiError, HttpRequest, HttpResponse, JobsQuery},
    creation::{Creation, End, Step, made_id},
    model::{Dataset, Job, JobSpec, Provider, SpecField, Split},
};
use tuneboard_simulator::{Fault, Options, Simulator};

use crate::{clock::FakeClock, harness::network::delivered};

/// The services and whether a job can be named by the client there.
const SERVICES: [(Provider, bool); 4] = [
    (Provider::Archetype, true),
    (Provider::Together, false),
    (Provider::OpenAi, false),
    (Provider::ArchetypeV06, false),
];

/// Troubles that leave the outcome unknown, and whether the request had its effect.
const TROUBLES: [(&str, bool); 6] = [
    ("never", true),
    ("cut", true),
    ("malformed", true),
    ("nocors", true),
    ("500", false),
    ("html502", false),
];

pub struct Creator {
    provider: Provider,
    service: Simulator,
    pub clock: FakeClock,
    pub n_creates: usize,
}

impl Creator {
    pub fn new(provider: Provider, faults: &str) -> Self {
        let clock = FakeClock::default();
        let options = Options { seed: 1, n_jobs: 0, ..Options::demo(1) };
        let service = Simulator::new(options, clock.now());
        let mut creator = Self { provider, service, clock, n_creates: 0 };
        creator.service.set_faults(Fault::parse_list(faults).unwrap());
        creator
    }

    fn send(&mut self, mut request: HttpRequest) -> Result<HttpResponse, ApiError> {
        self.n_creates += usize::from(request.method == api::Method::Post);
        request.path = format!("{}{}", Simulator::base_path(self.provider), request.path);
        request.bearer = Simulator::key("key");
        let reply = self.service.handle(&request, self.clock.now());
        self.clock.pass(0.2);
        let secs = reply.delay_secs;
        delivered(reply, secs, true).1
    }

    pub fn run(&mut self, creation: &mut Creation, mut step: Step) -> End {
        loop {
            match step {
                Step::Done(end) => return end,
                Step::Send(secs, request) => {
                    self.clock.pass(secs);
                    let answer = self.send(request);
                    step = creation.take(answer);
                }
            }
        }
    }

    pub fn set_faults(&mut self, faults: &str) {
        self.service.set_faults(Fault::parse_list(faults).unwrap());
    }

    /// Number of jobs that are there, looked at without trouble.
    pub fn n_jobs(&mut self) -> usize {
        self.jobs().len()
    }

    /// The jobs that are there, without trouble.
    fn jobs(&mut self) -> Vec<Job> {
        self.service.set_faults(Vec::new());
        let response = self.send(api::list_jobs(self.provider, &JobsQuery::default())).unwrap();
        api::decode_jobs(self.provider, &response).unwrap().value.jobs
    }

    pub fn spec(&self, id: Option<&str>) -> JobSpec {
        let dataset =
            |split, name: &str, id: &str| Dataset { name: name.into(), split, file_ids: vec![id.into()] };
        JobSpec {
            name: Some("safe".into()),
            id: id.map(str::to_owned),
            base_model: self.provider.known_models()[0].into(),
            datasets: vec![dataset(Split::Train, "train", "file-1"), dataset(Split::Eval, "eval", "file-2")],
            ..JobSpec::default()
        }
    }

    fn begin(&mut self, has_id: bool) -> (Creation, End) {
        let known: Vec<_> = self.service_ids();
        let id = has_id.then(|| made_id(7));
        let (mut creation, step) =
            Creation::begin(self.provider, self.spec(id.as_deref()), known, has_id, self.clock.now());
        let end = self.run(&mut creation, step);
        (creation, end)
    }

    fn service_ids(&mut self) -> Vec<tuneboard_core::model::JobId> {
        let response = self.send(api::list_jobs(self.provider, &JobsQuery::default()));
        let list = response.and_then(|response| api::decode_jobs(self.provider, &response));
        list.map(|list| list.value.jobs.into_iter().map(|job| job.id).collect()).unwrap_or_default()
    }
}

#[test]
fn a_job_is_created_once_when_nothing_goes_wrong() {
    for (provider, has_id) in SERVICES {
        let mut creator = Creator::new(provider, "");
        let n_before = creator.jobs().len();
        let (_, end) = creator.begin(has_id);
        assert!(matches!(end, End::Created(_)), "{provider:?} {end:?}");
        assert_eq!((creator.jobs().len(), creator.n_creates), (n_before + 1, 1));
    }
}

/// A file may be deleted, here or elsewhere, between its choice and the job.
#[test]
fn a_file_that_was_deleted_meanwhile_is_named_and_nothing_is_created() {
    for (provider, folder, field) in [
        (Provider::Archetype, "files/delete", None),
        (Provider::Together, "files", Some(SpecField::TrainFiles)),
        (Provider::OpenAi, "files", Some(SpecField::TrainFiles)),
    ] {
        let mut creator = Creator::new(provider, "");
        let mut files = || {
            let response = creator.send(api::list_files(provider, 0)).unwrap();
            api::decode_files(provider, &response).unwrap().files.value
        };
        let chosen = files()[0].id.clone();
        let delete = |id: &str| HttpRequest::new(api::Method::Delete, format!("/{folder}/{id}"));
        assert_eq!(creator.send(delete(&chosen)).unwrap().status, 200);
        assert_eq!(creator.send(delete(&chosen)).unwrap().status, 404, "only once");
        let mut spec = creator.spec(None);
        spec.datasets[0].file_ids = vec![chosen];
        let (mut creation, step) = Creation::begin(provider, spec, [], false, creator.clock.now());
        let End::Refused(error) = creator.run(&mut creation, step) else { panic!("{provider:?} took it") };
        assert!(error.message.contains("exist") || error.message.contains("File"), "{error}");
        let named = error.fields.first().and_then(|problem| api::field_of(provider, &problem.wire_name, 1));
        assert_eq!((named, creator.jobs().len()), (field, 0), "{error:?}");
    }
}

#[test]
fn an_unknown_outcome_never_gives_two() {
    for (provider, has_id) in SERVICES {
        for (trouble, has_effect) in TROUBLES {
            let context = format!("{provider:?} {trouble}");
            let mut creator = Creator::new(provider, "");
            let n_before = creator.jobs().len();
            creator.service.set_faults(Fault::parse_list(&format!("create:{trouble}#1")).unwrap());
            let (mut creation, end) = creator.begin(has_id);
            if has_effect {
                assert!(matches!(end, End::Found(_)), "{context} {end:?}");
            } else {
                assert!(matches!(end, End::Absent(_)), "{context} {end:?}");
                let step = creation.again();
                let end = creator.run(&mut creation, step);
                assert!(matches!(end, End::Created(_)), "{context} {end:?}");
            }
            assert_eq!(creator.jobs().len(), n_before + 1, "{context}");
        }
    }
}

#[test]
fn nobody_sends_again_who_could_not_look() {
    for (provider, has_id) in SERVICES {
        let mut creator = Creator::new(provider, "");
        let n_before = creator.jobs().len();
        creator.service.set_faults(Fault::parse_list("create:never#1,jobs:500,job:500").unwrap());
        let (mut creation, end) = creator.begin(has_id);
        assert!(matches!(end, End::Unknown(_)), "{provider:?} {end:?}");
        creator.service.set_faults(Vec::new());
        let step = creation.look();
        let end = creator.run(&mut creation, step);
        assert!(matches!(end, End::Found(_)), "{provider:?} {end:?}");
        assert_eq!((creator.jobs().len(), creator.n_creates), (n_before + 1, 1));
    }
}

#[test]
fn an_id_of_ours_that_exists_is_opened_and_a_typed_one_is_refused() {
    let mut creator = Creator::new(Provider::Archetype, "");
    creator.begin(true);
    let n_jobs = creator.jobs().len();
    // The page was reloaded in between, so nothing but the id is left of the first attempt.
    let (_, end) = creator.begin(true);
    assert!(matches!(&end, End::Found(job) if *job.id.0 == *made_id(7)), "{end:?}");
    let (mut creation, step) =
        Creation::begin(creator.provider, creator.spec(Some(&made_id(7))), [], false, creator.clock.now());
    let end = creator.run(&mut creation, step);
    assert!(matches!(end, End::Refused(_)), "{end:?}");
    assert_eq!(creator.jobs().len(), n_jobs);
}

#[test]
fn a_job_like_it_that_was_there_before_is_not_taken_for_it() {
    for (provider, has_id) in SERVICES.into_iter().filter(|(_, has_id)| !has_id) {
        let mut creator = Creator::new(provider, "");
        creator.begin(has_id);
        creator.service.set_faults(Fault::parse_list("create:500#1").unwrap());
        let (_, end) = creator.begin(has_id);
        assert!(matches!(end, End::Absent(_)), "{provider:?} {end:?}");
    }
}
