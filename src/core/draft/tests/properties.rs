//! Properties of any draft.

use proptest::prelude::*;

use super::*;
use crate::draft::is_secret;

fn any_draft() -> impl Strategy<Value = JobDraft> {
    let text = prop_oneof![
        "[ -~\n]{0,70}",
        any::<String>(),
        prop::sample::select(vec![
            "",
            "1",
            "3",
            "0",
            "-1",
            "0.5",
            "2e-4",
            "max",
            "true",
            "dpo",
            "knn",
            "full",
            "lora",
            "linear",
            "cosine",
            "NaN",
            "1e999",
            "file-1, file-2",
            "0,5",
        ])
        .prop_map(str::to_owned),
    ];
    let texts = prop::collection::vec((prop::sample::select(order().collect::<Vec<_>>()), text), 0..40);
    (prop::sample::select(Provider::ALL.to_vec()), texts).prop_map(|(provider, texts)| {
        let mut draft = JobDraft::new(provider);
        for (i, (field, text)) in texts.into_iter().enumerate() {
            // Some of the model and file names belong to other providers.
            draft = draft.with_provider(Provider::ALL[i % Provider::ALL.len()]);
            draft.set(field, text);
        }
        draft.with_provider(provider)
    })
}

/// Drafts most of which are valid: each field has only texts that are good by themselves.
fn good_draft() -> impl Strategy<Value = JobDraft> {
    let texts = order().map(|field| {
        let good: &[&str] = match field {
            Start => &["model", "checkpoint", "hugging_face"],
            FromCheckpoint => &["ft-1:200"],
            HfModel => &["acme/own-8B"],
            HfToken | HfRepo => &[""],
            HfRevision | WandBName | WandBEntity | WandBUrl => &["", "mine"],
            Packing | TrainVision | DpoNormalize | DpoReferenceFree => &["true", "false"],
            TrainOnInputs => &["auto", "true", "false"],
            LoraModules => &["all-linear", "q_proj,v_proj"],
            Accumulation | SeqLength => &["", "512"],
            RpoAlpha | SimpoGamma => &["0", "0.5"],
            BaseModel => &["acme/model-8B"],
            TrainFiles => &["file-1"],
            EvalFiles => &["", "file-2"],
            Name => &["pumps", "triage-v2"],
            Id | WandBKey | WandBProject => &["", "mine"],
            TrainName | EvalName => &["data"],
            Classifier => &["head", "knn"],
            NeighborCount | WindowSize | StepSize => &["auto", "5"],
            NeighborMetric => &["", "cosine"],
            NeighborWeights => &["", "uniform"],
            NormalizeEmbeddings => &["", "true", "false"],
            DataColumns => &["", "flow, pressure"],
            Method => &["sft", "dpo"],
            Weights => &["lora", "full"],
            Scheduler => &["", "linear", "cosine"],
            EarlyStopping => &["true", "false"],
            BatchSize => &["max", "8"],
            Evals => &["0", "3", "9"],
            LearningRate | DpoBeta | Cycles | MinLrRatio | LoraDropout => &["0.1", "2e-4", "0.00001"],
            WarmupRatio | MaxGradNorm | WeightDecay | MinDelta => &["0", "0.5"],
            WarmupEvals => &["0", "1"],
            RateMultiplier => &["auto", "1.8"],
            Epochs | Checkpoints | LoraR | LoraAlpha | Patience | Seed => &["1", "4"],
        };
        prop::sample::select(good).prop_map(move |text| (field, text))
    });
    (any::<bool>(), texts.collect::<Vec<_>>())
        .prop_map(|(has_hyperparameters, texts)| draft(has_hyperparameters, &texts))
}

proptest! {
    // A draft has fifty fields of any text, so each case is many.
    #![proptest_config(ProptestConfig::with_cases(80))]

    #[test]
    fn any_text_is_read_without_a_panic(draft in any_draft()) {
        let problems = draft.validate().err().unwrap_or_default();
        let shown: Vec<SpecField> = draft.fields().iter().map(|spec| spec.field).collect();
        prop_assert!(problems.iter().all(|problem| problem.field.is_some_and(|field| shown.contains(&field))));
        draft.sketch();
        draft.warnings(None);
    }

    #[test]
    fn stored_drafts_come_back_without_secrets(draft in any_draft()) {
        let mut expected = draft.clone();
        expected.texts.retain(|(_, field), _| !is_secret(*field));
        let json = draft.to_json();
        prop_assert_eq!(JobDraft::from_json(&json), Some(expected));
        let key = draft.get(WandBKey);
        let is_elsewhere = draft.texts.iter().any(|((_, field), text)| !is_secret(*field) && text.contains(key));
        prop_assert!(key.len() < 8 || is_elsewhere || !json.contains(key));
    }

    #[test]
    fn a_valid_draft_drafted_again_is_valid_and_asks_for_the_same(draft in good_draft()) {
        let Ok(spec) = draft.validate() else { return Ok(()) };
        let again = crate::draft::clone::tests::job_of(&spec);
        let (mut copy, _) = JobDraft::from_job(&again, draft.provider());
        copy.set(Name, draft.get(Name));
        copy.set(Id, draft.get(Id));
        copy.set(WandBKey, draft.get(WandBKey));
        for field in [WandBProject, WandBName, WandBEntity, WandBUrl] {
            copy.set(field, draft.get(field));
        }
        prop_assert_eq!(copy.validate(), Ok(spec));
    }

    #[test]
    fn any_draft_from_any_text_is_none_or_a_draft(text: String) {
        prop_assert!(JobDraft::from_json(&text).is_none());
    }
}
