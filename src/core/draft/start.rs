//! Defaults of the chosen model: the LoRA rank that the service would choose for it.

use super::JobDraft;
use crate::model::ModelLimits;
use crate::model::SpecField::*;

impl JobDraft {
    /// Begins LoRA with the model's own rank, and with twice as much for alpha. What was typed, or taken from another
    /// job, stays; what an earlier model began with goes. Gives whether anything is different.
    pub fn begin_with(&mut self, limits: &ModelLimits) -> bool {
        let is_meant = self.limiting_model() == Some(limits.model.as_str());
        if !is_meant || !self.provider().capabilities().training_fields.contains(&Weights) {
            return false;
        }
        let usual: Option<u64> = super::field_table::describe(LoraR).default.parse().ok();
        // A model that takes less than the usual rank begins with the most it takes.
        let most = limits.max_rank.filter(|most| usual.is_none_or(|usual| *most < usual));
        let rank = limits.default_rank.filter(|rank| limits.max_rank.is_none_or(|most| *rank <= most));
        let rank = rank.or(most);
        let mut is_changed = false;
        for (field, figure) in [(LoraR, rank), (LoraAlpha, rank.and_then(|rank| rank.checked_mul(2)))] {
            let key = self.text_key(field);
            let before = self.texts.get(&key).cloned();
            if before.is_some() && before.as_ref() != self.begun_with.get(&field) {
                continue;
            }
            let text = figure.map(|figure| figure.to_string());
            is_changed |= before != text;
            match text {
                Some(text) => {
                    self.begun_with.insert(field, text.clone());
                    self.texts.insert(key, text);
                }
                None => {
                    self.begun_with.remove(&field);
                    self.texts.remove(&key);
                }
            }
        }
        is_changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::number;
    use crate::model::Provider;

    fn limits(model: &str, default_rank: Option<u64>, max_rank: Option<u64>) -> ModelLimits {
        ModelLimits { model: model.into(), default_rank, max_rank, ..ModelLimits::default() }
    }

    fn draft(model: &str) -> JobDraft {
        let has_lora = |provider: &Provider| provider.capabilities().training_fields.contains(&LoraModules);
        let mut draft = JobDraft::new(Provider::ALL.into_iter().find(has_lora).unwrap());
        draft.set(BaseModel, model);
        draft
    }

    #[track_caller]
    fn check(draft: &JobDraft, rank: &str, alpha: &str) {
        assert_eq!((draft.get(LoraR), draft.get(LoraAlpha)), (rank, alpha));
        assert!(number::whole(draft.get(LoraR)).is_ok());
    }

    #[test]
    fn untouched_rank_is_the_models_own() {
        let mut draft = draft("a");
        check(&draft, "16", "32");
        assert!(draft.begin_with(&limits("a", Some(64), Some(64))));
        check(&draft, "64", "128");
        assert!(!draft.begin_with(&limits("a", Some(64), Some(64))), "nothing is different");
        assert!(!draft.begin_with(&limits("other", Some(8), None)), "another model's limits");
        check(&draft, "64", "128");
        draft.set(BaseModel, "b");
        assert!(draft.begin_with(&limits("b", None, Some(8))));
        check(&draft, "8", "16");
        draft.set(BaseModel, "c");
        assert!(draft.begin_with(&limits("c", None, None)));
        check(&draft, "16", "32");
        assert!(!draft.begin_with(&limits("c", Some(128), Some(64))), "beyond the model's own most");
        check(&draft, "16", "32");
    }

    #[test]
    fn typed_rank_stays() {
        let mut draft = draft("a");
        draft.set(LoraR, "16");
        assert!(draft.begin_with(&limits("a", Some(64), None)));
        check(&draft, "16", "128");
        draft.set(LoraAlpha, "32");
        assert!(!draft.begin_with(&limits("a", Some(64), None)));
        check(&draft, "16", "32");
        let stored = JobDraft::from_json(&draft.to_json()).unwrap();
        let mut again = stored.clone();
        assert!(!again.begin_with(&limits("a", Some(64), None)));
        assert_eq!(again, stored, "over a reload, too");
    }

    #[test]
    fn cloned_rank_stays() {
        let raw = r#"{"training_type":{"type":"Lora","lora_r":16,"lora_alpha":32}}"#;
        let job = crate::draft::clone::tests::job("job-1", Vec::new(), raw);
        let (mut cloned, _) = JobDraft::from_job(&job, draft("a").provider());
        let model = cloned.limiting_model().unwrap().to_owned();
        assert!(!cloned.begin_with(&limits(&model, Some(64), None)));
        check(&cloned, "16", "32");
    }

    #[test]
    fn services_without_lora_begin_with_nothing() {
        for provider in Provider::ALL {
            if !provider.capabilities().training_fields.contains(&Weights) {
                let mut draft = JobDraft::new(provider);
                draft.set(BaseModel, "a");
                assert!(!draft.begin_with(&limits("a", Some(64), None)));
            }
        }
    }
}
