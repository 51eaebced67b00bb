//! A draft against the limits of the chosen model: what the service would refuse, and what to show beside the
//! fields. What the limits do not say is no problem.

use super::field_table::{ModelRange, describe, order};
use super::{JobDraft, Problem, number};
use crate::format::setting;
use crate::model::SpecField::{self, *};
use crate::model::{BatchSize as Batch, ModelLimits};

impl JobDraft {
    /// The model whose limits count, once one is named.
    pub fn limiting_model(&self) -> Option<&str> {
        let field = if self.has(BaseModel) { BaseModel } else { FromCheckpoint };
        let text = self.get(field).trim();
        // The limits of a checkpoint are those of the job it is of.
        let text = if field == BaseModel { text } else { text.split(':').next().unwrap_or_default() };
        Some(text).filter(|text| !text.is_empty())
    }

    /// Returns the values beyond the limits, in the order of the form; nothing if they are another model's.
    pub fn problems_within(&self, limits: &ModelLimits) -> Vec<Problem> {
        if self.limiting_model() != Some(limits.model.as_str()) {
            return Vec::new();
        }
        let mut problems = Vec::new();
        for field in order().filter(|field| self.has(*field)) {
            if let Some(message) = self.beyond(field, limits) {
                problems.push(Problem { field: Some(field), message });
            }
        }
        problems
    }

    /// The range of a field with this model, to stand beside it; `None` if nothing is known.
    pub fn hint(&self, field: SpecField, limits: &ModelLimits) -> Option<String> {
        if self.limiting_model() != Some(limits.model.as_str()) {
            return None;
        }
        match field {
            Weights if limits.has_full == Some(false) => {
                Some("This model can be tuned with LoRA only.".into())
            }
            TrainVision if limits.has_vision == Some(false) => {
                Some("This model does not see pictures.".into())
            }
            LoraModules if !limits.modules.is_empty() => {
                Some(format!("This model has {}.", limits.modules.join(", ")))
            }
            Accumulation => limits.default_accumulation.map(|n| format!("This model's own choice is {n}.")),
            _ => words(self.range(field, limits)).map(|range| format!("This model takes {range}.")),
        }
    }

    fn beyond(&self, field: SpecField, limits: &ModelLimits) -> Option<String> {
        match field {
            Weights if limits.has_full == Some(false) && self.get(Weights) == "full" => {
                return Some("This model cannot be trained in full. Choose LoRA.".into());
            }
            TrainVision if limits.has_vision == Some(false) && self.get(TrainVision) == "true" => {
                return Some("This model does not see pictures. Switch this off.".into());
            }
            LoraModules if !limits.modules.is_empty() => {
                let names = self.get(LoraModules).split(',').map(str::trim).filter(|name| !name.is_empty());
                let is_known =
                    |name: &str| name == "all-linear" || limits.modules.iter().any(|own| own == name);
                let unknown: Vec<&str> = names.filter(|name| !is_known(name)).collect();
                return (!unknown.is_empty())
                    .then(|| format!("This model has no {}.", unknown.join(" and no ")));
            }
            _ => {}
        }
        let range = self.range(field, limits);
        let text = self.get(field);
        let is_word = field == BatchSize && self.sketched_batch().is_none();
        let value = number::decimal(text).ok().filter(|_| !is_word)?;
        let is_within =
            range.0.is_none_or(|least| least <= value) && range.1.is_none_or(|most| value <= most);
        if is_within {
            return None;
        }
        let label = self.spec_of(field).label;
        words(range).map(|range| format!("{label} is out of this model's range: it takes {range}."))
    }

    /// The batch size if it is a number.
    fn sketched_batch(&self) -> Option<u32> {
        match self.sketch().hyperparameters?.batch_size {
            Batch::Fixed(n) => Some(n),
            Batch::Auto | Batch::Max => None,
        }
    }

    fn range(&self, field: SpecField, limits: &ModelLimits) -> ModelRange {
        (describe(field).model_range)(self, limits)
    }
}

/// `8 to 128`, `1e-6 to 1`, `at most 20`.
fn words(range: ModelRange) -> Option<String> {
    match range {
        (Some(least), Some(most)) => Some(format!("{} to {}", setting(least), setting(most))),
        (None, Some(most)) => Some(format!("at most {}", setting(most))),
        (Some(least), None) => Some(format!("at least {}", setting(least))),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{BatchLimits, Provider};

    fn limits() -> ModelLimits {
        ModelLimits {
            model: "m".into(),
            has_full: Some(false),
            has_vision: Some(false),
            full: BatchLimits::default(),
            lora: BatchLimits { min: Some(8), max_sft: Some(128), max_dpo: Some(64) },
            max_rank: Some(16),
            modules: vec!["q_proj".into(), "v_proj".into()],
            max_epochs: Some(20),
            min_learning_rate: Some(1e-6),
            max_learning_rate: Some(1.0),
            max_seq_length_sft: Some(32_768),
            max_seq_length_dpo: Some(16_384),
            min_seq_length: Some(512),
            ..ModelLimits::default()
        }
    }

    fn draft(texts: &[(SpecField, &str)]) -> JobDraft {
        let is_tunable = |provider: &Provider| provider.capabilities().training_fields.contains(&LoraModules);
        let mut draft = JobDraft::new(Provider::ALL.into_iter().find(is_tunable).unwrap());
        draft.set(BaseModel, "m");
        draft.set(TrainFiles, "f");
        texts.iter().for_each(|(field, text)| draft.set(*field, *text));
        draft
    }

    #[track_caller]
    fn check(texts: &[(SpecField, &str)], expected: &[SpecField]) {
        let problems = draft(texts).problems_within(&limits());
        let found: Vec<_> = problems.iter().filter_map(|problem| problem.field).collect();
        assert_eq!(found, expected, "{problems:?}");
        assert!(problems.iter().all(|problem| problem.message.ends_with('.')));
    }

    #[test]
    fn what_the_model_cannot_do_is_a_problem_of_its_field() {
        check(&[], &[]);
        check(&[(BatchSize, "8")], &[]);
        check(&[(BatchSize, "128")], &[]);
        check(&[(BatchSize, "4")], &[BatchSize]);
        check(&[(BatchSize, "129")], &[BatchSize]);
        check(&[(BatchSize, "65")], &[]);
        check(&[(BatchSize, "65"), (Method, "dpo")], &[BatchSize]);
        check(&[(Weights, "full")], &[Weights]);
        check(&[(LoraR, "16")], &[]);
        check(&[(LoraR, "17")], &[LoraR]);
        check(&[(LoraR, "17"), (Weights, "full")], &[Weights]);
        check(&[(Epochs, "21"), (LearningRate, "2")], &[Epochs, LearningRate]);
        check(&[(LearningRate, "1e-7")], &[LearningRate]);
        check(&[(SeqLength, "511")], &[SeqLength]);
        check(&[(SeqLength, "16385")], &[]);
        check(&[(SeqLength, "16385"), (Method, "dpo")], &[SeqLength]);
        check(&[(TrainVision, "true")], &[TrainVision]);
        check(&[(LoraModules, "q_proj, o_proj")], &[LoraModules]);
        check(&[(Evals, "1000")], &[]);
        check(&[(BaseModel, "other"), (Epochs, "99")], &[]);
    }

    #[test]
    fn ranges_stand_beside_their_fields() {
        let hint = |field, texts: &[(SpecField, &str)]| draft(texts).hint(field, &limits());
        assert_eq!(hint(BatchSize, &[]).as_deref(), Some("This model takes 8 to 128."));
        assert_eq!(hint(BatchSize, &[(Method, "dpo")]).as_deref(), Some("This model takes 8 to 64."));
        assert_eq!(hint(LoraR, &[]).as_deref(), Some("This model takes at most 16."));
        assert_eq!(hint(LearningRate, &[]).as_deref(), Some("This model takes 1e-6 to 1."));
        assert_eq!(hint(Weights, &[]).as_deref(), Some("This model can be tuned with LoRA only."));
        assert_eq!(hint(Evals, &[]), None);
        assert_eq!(hint(BatchSize, &[(BaseModel, "other")]), None);
    }
}
