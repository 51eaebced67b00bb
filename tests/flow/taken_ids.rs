//! An id that this page made, on a job that is another one.

use tuneboard_core::{
    creation::{Creation, End, made_id},
    model::{Dataset, JobSpec, Provider, Split},
};

use crate::creation::Creator;

/// End of a creation whose id is taken by the creator's usual job, made `secs` before; `change` makes the new job another.
fn end_of(is_made: bool, secs: f64, faults: &str, change: impl Fn(&mut JobSpec)) -> (End, usize) {
    let mut creator = Creator::new(Provider::Archetype, "");
    let id = if is_made { made_id(7) } else { "typed-1".to_owned() };
    let spec = creator.spec(Some(&id));
    let (mut creation, step) =
        Creation::begin(Provider::Archetype, spec.clone(), [], is_made, creator.clock.now());
    assert!(matches!(creator.run(&mut creation, step), End::Created(_)));
    creator.clock.pass(secs);
    creator.set_faults(faults);
    let mut other = spec;
    change(&mut other);
    let (mut creation, step) = Creation::begin(Provider::Archetype, other, [], is_made, creator.clock.now());
    let end = creator.run(&mut creation, step);
    (end, creator.n_jobs())
}

#[track_caller]
fn check(is_made: bool, secs: f64, faults: &str, change: impl Fn(&mut JobSpec), is_taken: bool) {
    let (end, n_jobs) = end_of(is_made, secs, faults, change);
    match &end {
        End::Taken(job) => assert!(is_taken && job.name == "safe", "{end:?}"),
        End::Found(_) => assert!(!is_taken, "{end:?}"),
        _ => panic!("{end:?}"),
    }
    assert_eq!(n_jobs, 1);
}

#[test]
fn another_job_of_an_id_of_ours_is_not_taken_for_ours() {
    let file = |id: &str| Dataset { name: "train".into(), split: Split::Train, file_ids: vec![id.into()] };
    check(true, 1.0, "", |spec| spec.name = Some("mine".into()), true);
    check(true, 1.0, "", |spec| spec.base_model = Provider::Archetype.known_models()[1].into(), true);
    check(true, 1.0, "", |spec| spec.datasets[0] = file("other.jsonl"), true);
    // Also where the response to our request never came.
    check(true, 1.0, "create:500#1", |spec| spec.name = Some("mine".into()), true);
}

#[test]
fn a_job_like_ours_of_an_id_of_ours_is_ours_however_old() {
    check(true, 1.0, "", |_| {}, false);
    check(true, 90_000.0, "", |_| {}, false);
}

#[test]
fn an_old_job_of_a_typed_id_is_not_ours() {
    check(false, 90_000.0, "create:500#1", |_| {}, true);
    check(false, 1.0, "create:500#1", |spec| spec.name = Some("mine".into()), true);
}
