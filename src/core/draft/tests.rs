//! Drafts as typed: what they amount to, and what is wrong with them.

mod auto;
mod origin;
mod properties;
mod signal;

use std::collections::BTreeSet;

use super::field_table::{describe, order};
use super::*;
use crate::model::SpecField::*;
use crate::model::{BatchSize as Batch, Dataset, Job, Split};
use crate::model::{EarlyStopping as Early, Method as How, Scheduler as Schedule, Weights as Which};

/// The provider of each sort; tests speak of what it can do.
fn provider(has_hyperparameters: bool) -> Provider {
    Provider::ALL
        .into_iter()
        .find(|provider| provider.capabilities().has_hyperparameters() == has_hyperparameters)
        .unwrap()
}

/// The shortest valid draft of a provider, with further texts on top.
fn draft(has_hyperparameters: bool, texts: &[(SpecField, &str)]) -> JobDraft {
    let mut draft = JobDraft::new(provider(has_hyperparameters));
    draft.set(BaseModel, "acme/model-8B");
    draft.set(TrainFiles, "file-1");
    if !has_hyperparameters {
        draft.set(Name, "pumps");
    }
    for (field, text) in texts {
        draft.set(*field, *text);
    }
    draft
}

/// Checks the fields that have problems, each with a part of its message.
#[track_caller]
fn check(draft: &JobDraft, expected: &[(SpecField, &str)]) {
    let problems = draft.validate().err().unwrap_or_default();
    let found: Vec<_> = problems.iter().map(|problem| problem.field.unwrap()).collect();
    let wanted: Vec<_> = expected.iter().map(|(field, _)| *field).collect();
    assert_eq!(found, wanted, "{problems:?}");
    for (problem, (_, part)) in problems.iter().zip(expected) {
        assert!(problem.message.contains(part), "{:?} lacks {part:?}", problem.message);
        assert!(problem.message.ends_with('.'), "{:?}", problem.message);
    }
}

#[track_caller]
fn chosen(texts: &[(SpecField, &str)]) -> crate::model::Hyperparameters {
    draft(true, texts).validate().unwrap().hyperparameters.unwrap()
}

#[test]
fn every_field_is_in_the_form_once_and_has_words() {
    let fields: BTreeSet<SpecField> = order().collect();
    // `Seed` is the last variant.
    assert_eq!(fields.len(), Seed as usize + 1);
    let slugs: BTreeSet<&str> = order().map(|field| describe(field).slug).collect();
    assert_eq!(slugs.len(), fields.len());
    for provider in Provider::ALL {
        for spec in JobDraft::new(provider).fields() {
            assert!(!spec.label.is_empty() && spec.help.ends_with('.'), "{spec:?}");
            if let FieldKind::Choice(options) = spec.kind {
                assert!(options.iter().any(|(value, _)| *value == spec.default), "{spec:?}");
            }
        }
    }
}

#[test]
fn a_question_waits_only_for_what_it_asks_about() {
    let mut draft = JobDraft::new(provider(true));
    let has_no_part = |field| matches!(field, LearningRate | Name);
    assert_eq!(draft.spec_but_for(has_no_part), None, "nothing is chosen yet");
    draft.set(BaseModel, "m");
    draft.set(TrainFiles, "file-1");
    assert_eq!(draft.spec_but_for(has_no_part), draft.validate().ok());
    draft.set(LearningRate, "fast");
    assert!(draft.validate().is_err());
    assert_eq!(draft.spec_but_for(has_no_part).map(|spec| spec.base_model), Some("m".to_owned()));
    draft.set(Epochs, "many");
    assert_eq!(draft.spec_but_for(has_no_part), None);
}

#[test]
fn sections_do_not_interleave() {
    for provider in Provider::ALL {
        let sections: Vec<Section> =
            JobDraft::new(provider).fields().iter().map(|spec| spec.section).collect();
        assert!(sections.is_sorted(), "{sections:?}");
    }
}

#[test]
fn fields_follow_what_the_provider_can_do() {
    let bare: Vec<_> = JobDraft::new(provider(false)).fields().iter().map(|spec| spec.field).collect();
    assert_eq!(bare, [BaseModel, Name, Id, TrainFiles, TrainName, EvalFiles, EvalName]);
    let required = |draft: &JobDraft| -> Vec<SpecField> {
        draft.fields().iter().filter(|spec| spec.is_required).map(|spec| spec.field).collect()
    };
    assert_eq!(required(&JobDraft::new(provider(false))), [BaseModel, Name, TrainFiles]);
    assert_eq!(required(&JobDraft::new(provider(true))), [BaseModel, TrainFiles]);
}

#[test]
fn conditional_fields_come_and_go() {
    let has = |draft: &JobDraft, field| draft.fields().iter().any(|spec| spec.field == field);
    let mut draft = JobDraft::new(provider(true));
    for (switch, on, off, dependent) in [
        (Method, "dpo", "sft", &[DpoBeta][..]),
        (Weights, "lora", "full", &[LoraR, LoraAlpha, LoraDropout]),
        (Scheduler, "cosine", "", &[MinLrRatio, Cycles]),
        (Scheduler, "linear", "", &[MinLrRatio]),
        (EarlyStopping, "true", "false", &[Patience, MinDelta, WarmupEvals]),
    ] {
        draft.set(switch, on);
        assert!(dependent.iter().all(|field| has(&draft, *field)), "{switch:?} {on}");
        draft.set(switch, off);
        assert!(!dependent.iter().any(|field| has(&draft, *field)), "{switch:?} {off}");
    }
}

#[test]
fn required_fields_are_asked_for() {
    let empty = |has_hyperparameters| JobDraft::new(provider(has_hyperparameters));
    check(&empty(false), &[(BaseModel, "model"), (Name, "name"), (TrainFiles, "training file")]);
    check(&empty(true), &[(BaseModel, "model"), (TrainFiles, "training file")]);
    check(&draft(false, &[(Name, "  ")]), &[(Name, "name")]);
    check(&draft(false, &[(TrainFiles, " ,\n, ")]), &[(TrainFiles, "training file")]);
    check(&draft(false, &[(TrainName, "")]), &[(TrainName, "name")]);
}

#[test]
fn a_bare_provider_gets_names_and_files_only() {
    let draft = draft(
        false,
        &[(Name, " pumps "), (Id, "my-id"), (TrainFiles, "a.jsonl, b c.jsonl\na.jsonl,"), (EvalFiles, "e")],
    );
    let spec = draft.validate().unwrap();
    assert_eq!((spec.name.as_deref(), spec.id.as_deref()), (Some("pumps"), Some("my-id")));
    let dataset = |name: &str, split, ids: &[&str]| Dataset {
        name: name.to_owned(),
        split,
        file_ids: ids.iter().map(|id| (*id).to_owned()).collect(),
    };
    assert_eq!(
        spec.datasets,
        [dataset("train", Split::Train, &["a.jsonl", "b c.jsonl"]), dataset("eval", Split::Eval, &["e"])]
    );
    assert_eq!(spec.hyperparameters, None);
    assert_eq!(spec.wandb, None);
}

#[test]
fn ids_and_suffixes_have_limits() {
    check(&draft(false, &[(Id, &"x".repeat(64))]), &[]);
    check(&draft(false, &[(Id, &"x".repeat(65))]), &[(Id, "65 characters")]);
    check(&draft(false, &[(Id, "two words")]), &[(Id, "spaces")]);
    check(&draft(false, &[(Id, ".")]), &[(Id, "no address can carry it")]);
    check(&draft(false, &[(Id, " .. ")]), &[(Id, "no address can carry it")]);
    check(&draft(false, &[(Id, "...")]), &[]);
    check(&draft(false, &[(Id, "%2e%2e")]), &[(Id, "no address can carry it")]);
    check(&draft(false, &[(Id, "x/../y")]), &[(Id, "no address can carry it")]);
    check(&draft(false, &[(Id, "a/b")]), &[]);
    check(&draft(true, &[(Name, &"ü".repeat(64))]), &[]);
    check(&draft(true, &[(Name, &"x".repeat(65))]), &[(Name, "at most 64")]);
    check(&draft(true, &[(TrainFiles, "a, b")]), &[(TrainFiles, "one file")]);
}

#[test]
fn figures_have_limits() {
    for (field, good, bad) in [
        (Epochs, &["1", " 3 ", ""][..], &["0", "-1", "1.5", "99999999999", "x", "1,000"][..]),
        (Checkpoints, &["1", ""], &["0"]),
        (Evals, &["0", ""], &["-1", "x"]),
        (BatchSize, &["max", "MAX", "1", "64"], &["0", "", "-8", "1.5", "min"]),
        (LearningRate, &["2e-4", "0.0002", "1", ""], &["0", "-1e-5", "NaN", "inf", "0,0002", "1e999"]),
        (WarmupRatio, &["0", "0.03", "1"], &["-0.1", "1.01"]),
        (MaxGradNorm, &["0", "1"], &["-1"]),
        (WeightDecay, &["0", "0.1"], &["-1"]),
        (LoraR, &["1", "64"], &["0", "", "8.5"]),
        (LoraAlpha, &["1"], &["0", ""]),
        (LoraDropout, &["0", "0.99"], &["1", "-0.1", ""]),
        (Seed, &["42", "-1", ""], &["1.5", "x"]),
    ] {
        for text in good {
            check(&draft(true, &[(field, text)]), &[]);
        }
        for text in bad {
            check(&draft(true, &[(field, text)]), &[(field, "")]);
        }
    }
    for (field, switch, good, bad) in [
        (DpoBeta, (Method, "dpo"), &["0.1", ""][..], &["0", "-1"][..]),
        (MinLrRatio, (Scheduler, "linear"), &["0", "1"], &["1.1", ""]),
        (Cycles, (Scheduler, "cosine"), &["0.5", "3"], &["0", ""]),
    ] {
        for text in good {
            check(&draft(true, &[switch, (field, text)]), &[]);
        }
        for text in bad {
            check(&draft(true, &[switch, (field, text)]), &[(field, "")]);
            // Without the switch the field does not count.
            check(&draft(true, &[(field, text)]), &[]);
        }
    }
    check(&draft(true, &[(Method, "grpo")]), &[(Method, "Supervised")]);
}

#[test]
fn evaluations_need_a_file() {
    check(&draft(true, &[(Evals, "6")]), &[(Evals, "evaluation file")]);
    check(&draft(true, &[(Evals, "6"), (EvalFiles, "e")]), &[]);
}

#[test]
fn early_stopping_needs_a_file_and_enough_evaluations() {
    let on = (EarlyStopping, "true");
    check(&draft(true, &[on]), &[(Evals, "at least 4"), (EarlyStopping, "evaluation file")]);
    check(&draft(true, &[on, (EvalFiles, "e"), (Evals, "3")]), &[(Evals, "at least 4")]);
    check(&draft(true, &[on, (EvalFiles, "e"), (Evals, "4")]), &[]);
    check(&draft(true, &[on, (EvalFiles, "e"), (Evals, "4"), (Patience, "3")]), &[(Evals, "at least 5")]);
    check(&draft(true, &[on, (EvalFiles, "e"), (Evals, "4"), (Patience, "0")]), &[(Patience, "at least 1")]);
    check(
        &draft(true, &[on, (EvalFiles, "e"), (Evals, "9"), (Patience, "4294967295")]),
        &[(Evals, "4294967297")],
    );
}

#[test]
fn text_becomes_the_chosen_settings() {
    let defaults = chosen(&[]);
    assert_eq!((defaults.n_epochs, defaults.n_evals, defaults.n_checkpoints), (Some(1), Some(0), Some(1)));
    assert_eq!((defaults.batch_size, defaults.learning_rate), (Batch::Max, Some(1e-5)));
    assert_eq!((defaults.scheduler, defaults.method, defaults.seed), (None, How::Sft, None));
    assert_eq!(defaults.weights, Which::Lora { r: 16, alpha: 32, dropout: 0.0 });
    assert_eq!(defaults.early_stopping, None);

    let typed = chosen(&[
        (EvalFiles, "e"),
        (Evals, "6"),
        (BatchSize, "32"),
        (LearningRate, "2e-4"),
        (Method, "dpo"),
        (DpoBeta, "0.2"),
        (Weights, "full"),
        (Scheduler, "cosine"),
        (MinLrRatio, "0.1"),
        (EarlyStopping, "true"),
        (MinDelta, "0.01"),
        (Seed, "42"),
        (Epochs, ""),
    ]);
    assert_eq!((typed.n_epochs, typed.batch_size, typed.seed), (None, Batch::Fixed(32), Some(42)));
    assert_eq!((typed.learning_rate, typed.method), (Some(2e-4), How::Dpo { beta: Some(0.2) }));
    assert_eq!(typed.weights, Which::Full);
    assert_eq!(typed.scheduler, Some(Schedule::Cosine { min_lr_ratio: 0.1, n_cycles: 0.5 }));
    assert_eq!(typed.early_stopping, Some(Early { patience: 2, min_delta: 0.01, n_warmup_evals: 1 }));
}

#[test]
fn a_preview_is_possible_at_any_time_and_shows_no_secret() {
    let empty = JobDraft::new(provider(true)).sketch();
    assert_eq!(empty.base_model, "<base model>");
    assert_eq!(empty.datasets[0].file_ids, ["<training file>"]);
    let typed = draft(true, &[(LearningRate, "fast"), (WandBKey, "s3cret")]);
    let sketch = typed.sketch();
    assert_eq!(sketch.hyperparameters.unwrap().learning_rate, None);
    assert_eq!(sketch.wandb.unwrap().key.expose(), "$WANDB_API_KEY");
    assert!(!format!("{typed:?}").contains("s3cret"));
    let sent = draft(true, &[(WandBKey, " s3cret ")]).validate().unwrap().wandb.unwrap();
    assert_eq!((sent.key.expose(), sent.project), ("s3cret", None));
}

#[test]
fn what_is_seldom_meant_is_said() {
    let warns = |has_hyperparameters, texts: &[(SpecField, &str)], part: &str| {
        draft(has_hyperparameters, texts).warnings(None).iter().any(|warning| warning.contains(part))
    };
    for (texts, part) in [
        (&[][..], "overfitting cannot be seen"),
        (&[(Name, "x".repeat(41).as_str())], "more than 40"),
        (&[(EvalFiles, "e")], "nothing is evaluated"),
        (&[(EvalFiles, "file-1")], "cannot show overfitting"),
        (&[(Epochs, "21")], "20 epochs"),
        (&[(LearningRate, "0.1")], "unusually high"),
        (&[(LearningRate, "1e-5")], "LoRA usually takes 1e-4 to 1e-3"),
        (&[(WandBProject, "p")], "no effect"),
        (&[(Method, "dpo"), (DpoBeta, "2")], "0.05"),
        (&[(LoraR, "128")], "64"),
    ] {
        assert!(warns(true, texts, part), "{part}");
    }
    assert!(warns(false, &[(Id, "ä")], "may refuse"));
    let fine = [
        (EvalFiles, "e"),
        (Evals, "4"),
        (WandBProject, "p"),
        (WandBKey, "k"),
        (Name, "fine"),
        (LearningRate, "1e-4"),
    ];
    assert_eq!(draft(true, &fine).warnings(None), [""; 0]);
    let full = [fine.as_slice(), &[(LearningRate, "1e-5"), (Weights, "full")]].concat();
    assert_eq!(draft(true, &full).warnings(None), [""; 0]);
    assert_eq!(draft(false, &[(EvalFiles, "e"), (Name, &"x".repeat(50))]).warnings(None), [""; 0]);
}

#[test]
fn switching_the_provider_and_back_loses_nothing() {
    let typed = draft(true, &[(Name, "triage"), (Epochs, "3"), (EvalFiles, "e")]);
    let other = typed.clone().with_provider(provider(false));
    assert_eq!((other.get(Name), other.get(BaseModel), other.get(TrainFiles)), ("triage", "", ""));
    assert!(!other.fields().iter().any(|spec| spec.field == Epochs));
    assert_eq!(other.with_provider(provider(true)), typed);
}

#[test]
fn defaults_count_as_untouched() {
    let mut draft = JobDraft::new(provider(true));
    assert!(draft.is_pristine());
    draft.set(Epochs, "3");
    assert!(!draft.is_pristine());
    draft.set(Epochs, "1");
    assert!(draft.is_pristine());
}

#[test]
fn stored_text_of_another_kind_is_refused() {
    let good = JobDraft::new(provider(true)).to_json();
    assert_eq!(JobDraft::from_json(&good), Some(JobDraft::new(provider(true))));
    for bad in ["", "null", "[]", "{}", &good.replace("\"version\":1", "\"version\":2"), &good[1..]] {
        assert_eq!(JobDraft::from_json(bad), None, "{bad}");
    }
    let smuggled = good.replace("\"texts\":{}", r#""texts":{"wandb_key":"s3cret","epochs":3,"new":"x"}"#);
    assert_eq!(JobDraft::from_json(&smuggled), Some(JobDraft::new(provider(true))));
}

mod named;
