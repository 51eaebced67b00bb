//! Tests of the beginning of a job: a base model, a checkpoint, or weights from Hugging Face; and the secrets
//! that go with it.

use super::*;

#[test]
fn a_job_begins_with_exactly_one_thing() {
    let model = draft(true, &[(FromCheckpoint, "ft-1:5"), (HfModel, "acme/own")]).validate().unwrap();
    assert_eq!(
        (&*model.base_model, model.from_checkpoint, model.hugging_face),
        ("acme/model-8B", None, None)
    );
    let checkpoint = draft(true, &[(Start, "checkpoint"), (FromCheckpoint, " ft-1:5 ")]).validate().unwrap();
    assert_eq!((&*checkpoint.base_model, checkpoint.from_checkpoint.as_deref()), ("", Some("ft-1:5")));
    // Its weights are those of the job it goes on from.
    assert_eq!(checkpoint.hyperparameters.unwrap().weights, Which::Inherited);
    let hub = draft(true, &[(Start, "hugging_face"), (HfModel, "acme/own"), (HfRevision, "v2")]);
    let spec = hub.validate().unwrap();
    let hub = spec.hugging_face.unwrap();
    assert_eq!((&*spec.base_model, hub.model.as_deref()), ("acme/model-8B", Some("acme/own")));
    assert_eq!(hub.revision.as_deref(), Some("v2"));
}

#[test]
fn what_it_begins_with_is_asked_for() {
    check(&draft(true, &[(Start, "checkpoint")]), &[(FromCheckpoint, "ft-1234:200")]);
    check(&draft(true, &[(Start, "hugging_face")]), &[(HfModel, "owner/name")]);
    check(&draft(true, &[(HfRepo, "acme/result")]), &[(HfRepo, "token")]);
    check(&draft(true, &[(HfRepo, "acme/result"), (HfToken, "hf_1")]), &[]);
}

#[test]
fn secrets_are_in_no_preview_draft_or_debug_text() {
    let secrets = [(WandBKey, "wandb-very-secret"), (HfToken, "hf-very-secret"), (HfRepo, "acme/result")];
    let draft = draft(true, &secrets);
    let texts = [draft.to_json(), format!("{draft:?}"), format!("{:?}", draft.sketch())];
    assert!(texts.iter().all(|text| !text.contains("very-secret")), "{texts:?}");
    assert_eq!(JobDraft::from_json(&texts[0]).unwrap().get(HfToken), "");
    let hub = draft.sketch().hugging_face.unwrap();
    assert_eq!(hub.token.unwrap().expose(), "$HF_TOKEN");
}

#[track_caller]
fn check_examples(texts: &[(SpecField, &str)], n_examples: u64, part: Option<&str>) {
    let more = |n| draft(true, texts).warnings(n);
    let known = more(None);
    let found: Vec<_> = more(Some(n_examples)).into_iter().filter(|text| !known.contains(text)).collect();
    match part {
        Some(part) => assert!(found.iter().any(|text| text.contains(part)), "{part} in {found:?}"),
        None => assert_eq!(found, [""; 0]),
    }
}

#[test]
fn too_few_and_too_many_examples_are_worth_a_word() {
    check_examples(&[(Epochs, "3")], 1_000, None);
    check_examples(&[(Epochs, "3")], 9, Some("fewer than 10"));
    check_examples(&[(Epochs, "3"), (BatchSize, "32")], 320, None);
    check_examples(&[(Epochs, "1"), (BatchSize, "32")], 100, Some("takes 4 steps in all"));
    check_examples(&[(Epochs, "1"), (BatchSize, "32")], 20, Some("takes 1 step in all"));
    check_examples(&[(Epochs, "20")], 2_000_000, Some("20 million"));
    check_examples(&[(WandBKey, "k"), (Epochs, "2")], 1_000, None);
    assert!(draft(true, &[(WandBKey, "k")]).warnings(None).iter().any(|text| text.contains("no project")));
}
