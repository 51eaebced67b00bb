//! A job on windows of signals: from the form to the service, from its record to the form again.

use proptest::prelude::*;
use tuneboard_core::{
    api::{self, HttpRequest},
    draft::JobDraft,
    model::{JobSpec, Provider, SpecField},
};
use tuneboard_simulator::{Options, Simulator};

use crate::clock::at;

const V06: Provider = Provider::ArchetypeV06;

/// Returns a count as it may be typed.
fn count() -> impl Strategy<Value = String> {
    prop_oneof![Just("auto".to_owned()), (1_u32..).prop_map(|n| n.to_string())]
}

/// Returns a word of one's own, or nothing.
fn word() -> impl Strategy<Value = String> {
    "([a-zé\"\\\\][ a-z0-9._\"\\\\/-]{0,12}[a-zé\"])?"
}

/// Returns a label, an id or a column's name: whatever can be told from its neighbours.
fn name() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9é\"\\\\_/][ a-z0-9._\"\\\\/-]{0,12}[a-z0-9é\"]"
}

fn files(n: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    let file = (name(), name()).prop_map(|(label, id)| format!("{label}: {id}"));
    prop::collection::vec(file, n).prop_map(|files| files.join("\n"))
}

fn any_draft() -> impl Strategy<Value = JobDraft> {
    use SpecField as F;
    let columns = prop::collection::vec(name(), 0..5).prop_map(|names| names.join(", "));
    let switch = |values: &'static [&str]| prop::sample::select(values).prop_map(str::to_owned);
    let texts: Vec<(F, BoxedStrategy<String>)> = vec![
        (F::Name, name().boxed()),
        (F::BaseModel, name().boxed()),
        (F::TrainFiles, files(1..5).boxed()),
        (F::EvalFiles, files(0..3).boxed()),
        (F::Classifier, switch(&["head", "knn"]).boxed()),
        (F::Epochs, count().boxed()),
        (F::BatchSize, count().boxed()),
        (F::NeighborCount, count().boxed()),
        (F::NeighborMetric, word().boxed()),
        (F::NeighborWeights, word().boxed()),
        (F::NormalizeEmbeddings, switch(&["", "true", "false"]).boxed()),
        (F::WindowSize, count().boxed()),
        (F::StepSize, count().boxed()),
        (F::DataColumns, columns.boxed()),
        (F::Seed, prop_oneof![Just(String::new()), any::<i64>().prop_map(|n| n.to_string())].boxed()),
    ];
    let fields: Vec<F> = texts.iter().map(|(field, _)| *field).collect();
    let texts: Vec<_> = texts.into_iter().map(|(_, text)| text).collect();
    texts.prop_map(move |texts| {
        let mut draft = JobDraft::new(V06);
        fields.iter().zip(texts).for_each(|(field, text)| draft.set(*field, text));
        draft
    })
}

/// Sends the job to the simulator, and drafts it again from the record that comes back.
fn sent_and_cloned(spec: &JobSpec) -> (JobDraft, Vec<String>) {
    let now = at(0.0);
    let mut service = Simulator::new(Options { n_jobs: 0, ..Options::demo(1) }, now);
    let mut send = |mut request: HttpRequest| {
        request.path = format!("{}{}", Simulator::base_path(V06), request.path);
        request.bearer = Simulator::key("key");
        api::decode_job(V06, &service.handle(&request, now).response).unwrap()
    };
    let created = send(api::create_job(V06, spec));
    let read = send(api::retrieve_job(V06, &created.id));
    assert_eq!(read.raw, created.raw);
    JobDraft::from_job(&read, V06)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_job_cloned_from_its_record_asks_for_the_same(draft in any_draft()) {
        let spec = draft.validate().unwrap();
        let (mut again, notes) = sent_and_cloned(&spec);
        prop_assert_eq!(notes, Vec::<String>::new());
        // The name counts up.
        again.set(SpecField::Name, draft.get(SpecField::Name));
        prop_assert_eq!(again.validate(), Ok(spec));
    }
}
