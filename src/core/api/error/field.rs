//! Form fields that a provider's refusal names, so that its words appear beside the input.

use crate::model::{Provider, SpecField};

/// Returns the form field of a provider's field name: dotted (`training_type.lora_r`), with indices
/// (`config.datasets.0.file_ids` or `datasets[0]`), with or without a leading `body`. `None` for a name this
/// form has no field for.
///
/// `n_train` are the datasets for training in the request that was refused.
pub fn field_of(provider: Provider, wire_name: &str, n_train: usize) -> Option<SpecField> {
    // The innermost name that is known decides: validators put the names of alternatives in between
    // (`training_type.LoRATrainingType.lora_r`).
    let parts: Vec<&str> = wire_name.split(['.', '[', ']']).filter(|part| !part.is_empty()).collect();
    match provider {
        Provider::Archetype => archetype_field(&parts, n_train),
        Provider::Together => parts.iter().rev().find_map(|part| together_field(part)),
        Provider::OpenAi => parts.iter().rev().find_map(|part| openai_field(part)),
        Provider::ArchetypeV06 => parts.iter().rev().find_map(|part| archetype_v06_field(part)),
    }
}

fn archetype_field(parts: &[&str], n_train: usize) -> Option<SpecField> {
    if let Some(at) = parts.iter().position(|part| *part == "datasets") {
        // Datasets for training are sent first.
        let index = parts[at..].iter().find_map(|part| part.parse::<usize>().ok());
        let is_eval = index.is_some_and(|index| n_train <= index);
        let is_name = parts[at..].contains(&"name");
        return Some(match (is_eval, is_name) {
            (false, false) => SpecField::TrainFiles,
            (false, true) => SpecField::TrainName,
            (true, false) => SpecField::EvalFiles,
            (true, true) => SpecField::EvalName,
        });
    }
    parts.iter().rev().find_map(|part| match *part {
        "name" => Some(SpecField::Name),
        "id" => Some(SpecField::Id),
        "model" => Some(SpecField::BaseModel),
        _ => None,
    })
}

fn together_field(part: &str) -> Option<SpecField> {
    Some(match part {
        "suffix" => SpecField::Name,
        "model" => SpecField::BaseModel,
        "training_file" => SpecField::TrainFiles,
        "validation_file" => SpecField::EvalFiles,
        "n_epochs" => SpecField::Epochs,
        "n_evals" => SpecField::Evals,
        "n_checkpoints" => SpecField::Checkpoints,
        "batch_size" => SpecField::BatchSize,
        "learning_rate" => SpecField::LearningRate,
        "lr_scheduler" | "lr_scheduler_type" | "lr_scheduler_args" => SpecField::Scheduler,
        "min_lr_ratio" => SpecField::MinLrRatio,
        "num_cycles" => SpecField::Cycles,
        "warmup_ratio" => SpecField::WarmupRatio,
        "max_grad_norm" => SpecField::MaxGradNorm,
        "weight_decay" => SpecField::WeightDecay,
        "training_method" => SpecField::Method,
        "train_on_inputs" => SpecField::TrainOnInputs,
        "rpo_alpha" => SpecField::RpoAlpha,
        "simpo_gamma" => SpecField::SimpoGamma,
        "dpo_normalize_logratios_by_length" => SpecField::DpoNormalize,
        "dpo_reference_free" => SpecField::DpoReferenceFree,
        "dpo_beta" => SpecField::DpoBeta,
        "training_type" => SpecField::Weights,
        "lora_trainable_modules" => SpecField::LoraModules,
        "from_checkpoint" => SpecField::FromCheckpoint,
        "from_hf_model" => SpecField::HfModel,
        "hf_model_revision" => SpecField::HfRevision,
        "hf_api_token" => SpecField::HfToken,
        "hf_output_repo_name" => SpecField::HfRepo,
        "packing" => SpecField::Packing,
        "max_seq_length" => SpecField::SeqLength,
        "gradient_accumulation_steps" => SpecField::Accumulation,
        "multimodal_params" | "train_vision" => SpecField::TrainVision,
        "lora_r" => SpecField::LoraR,
        "lora_alpha" => SpecField::LoraAlpha,
        "lora_dropout" => SpecField::LoraDropout,
        "early_stopping_enabled" => SpecField::EarlyStopping,
        "early_stopping_patience" => SpecField::Patience,
        "early_stopping_min_delta" => SpecField::MinDelta,
        "early_stopping_warmup_evals" => SpecField::WarmupEvals,
        "wandb_api_key" => SpecField::WandBKey,
        "wandb_project_name" => SpecField::WandBProject,
        "wandb_name" => SpecField::WandBName,
        "wandb_entity" => SpecField::WandBEntity,
        "wandb_base_url" => SpecField::WandBUrl,
        "random_seed" => SpecField::Seed,
        _ => return None,
    })
}

fn openai_field(part: &str) -> Option<SpecField> {
    Some(match part {
        "suffix" => SpecField::Name,
        "model" => SpecField::BaseModel,
        "training_file" => SpecField::TrainFiles,
        "validation_file" => SpecField::EvalFiles,
        "n_epochs" => SpecField::Epochs,
        "batch_size" => SpecField::BatchSize,
        "learning_rate_multiplier" => SpecField::RateMultiplier,
        "beta" => SpecField::DpoBeta,
        "method" | "supervised" | "dpo" => SpecField::Method,
        "seed" => SpecField::Seed,
        _ => return None,
    })
}

fn archetype_v06_field(part: &str) -> Option<SpecField> {
    Some(match part {
        "name" => SpecField::Name,
        "model" => SpecField::BaseModel,
        "training_files" => SpecField::TrainFiles,
        "validation_files" => SpecField::EvalFiles,
        "n_epochs" => SpecField::Epochs,
        "batch_size" => SpecField::BatchSize,
        "method" | "head" | "knn" => SpecField::Classifier,
        "n_neighbors" => SpecField::NeighborCount,
        "metric" => SpecField::NeighborMetric,
        "weights" => SpecField::NeighborWeights,
        "normalize_embeddings" => SpecField::NormalizeEmbeddings,
        "window_size" => SpecField::WindowSize,
        "step_size" => SpecField::StepSize,
        "data_columns" => SpecField::DataColumns,
        "seed" => SpecField::Seed,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(provider: Provider, wire_name: &str, expected: Option<SpecField>) {
        assert_eq!(field_of(provider, wire_name, 1), expected, "{wire_name}");
    }

    #[test]
    fn dataset_fields_are_told_apart_by_index() {
        let check = |wire_name, expected| check(Provider::Archetype, wire_name, expected);
        check("name", Some(SpecField::Name));
        check("body.name", Some(SpecField::Name));
        check("id", Some(SpecField::Id));
        check("config.model", Some(SpecField::BaseModel));
        check("config.datasets", Some(SpecField::TrainFiles));
        check("config.datasets.0.file_ids", Some(SpecField::TrainFiles));
        check("config.datasets.0.file_ids.3", Some(SpecField::TrainFiles));
        check("body.config.datasets.0.name", Some(SpecField::TrainName));
        check("config.datasets[1].file_ids[0]", Some(SpecField::EvalFiles));
        check("datasets.1.name", Some(SpecField::EvalName));
        check("config", None);
        check("", None);
        let second = |n_train| field_of(Provider::Archetype, "config.datasets.1.name", n_train);
        assert_eq!((second(1), second(2)), (Some(SpecField::EvalName), Some(SpecField::TrainName)));
    }

    #[test]
    fn names_below_a_method_are_known() {
        let check = |wire_name, expected| {
            check(Provider::OpenAi, wire_name, expected);
            check(Provider::ArchetypeV06, wire_name, expected);
        };
        check("model", Some(SpecField::BaseModel));
        check("seed", Some(SpecField::Seed));
        check("method.head.hyperparameters.n_epochs", Some(SpecField::Epochs));
        check("hyperparameters", None);
        let check = |wire_name, expected| super::tests::check(Provider::ArchetypeV06, wire_name, expected);
        check("method.type", Some(SpecField::Classifier));
        check("body.method.knn.hyperparameters.weights", Some(SpecField::NeighborWeights));
        check("body.method.knn.hyperparameters.metric", Some(SpecField::NeighborMetric));
        check("body.method.head.reader.data_columns.2", Some(SpecField::DataColumns));
        let check = |wire_name, expected| super::tests::check(Provider::OpenAi, wire_name, expected);
        check("method.dpo.hyperparameters.beta", Some(SpecField::DpoBeta));
        check("method.supervised.hyperparameters.learning_rate_multiplier", Some(SpecField::RateMultiplier));
        check("method.type", Some(SpecField::Method));
        check("training_file", Some(SpecField::TrainFiles));
    }

    #[test]
    fn nested_and_flat_names_are_known() {
        let check = |wire_name, expected| check(Provider::Together, wire_name, expected);
        check("n_epochs", Some(SpecField::Epochs));
        check("body.n_epochs", Some(SpecField::Epochs));
        check("training_type.lora_r", Some(SpecField::LoraR));
        check("body.training_type.LoRATrainingType.lora_dropout", Some(SpecField::LoraDropout));
        check("training_type.type", Some(SpecField::Weights));
        check("training_method.method", Some(SpecField::Method));
        check("lr_scheduler.lr_scheduler_args.num_cycles", Some(SpecField::Cycles));
        check("from_hf_model", Some(SpecField::HfModel));
        check("multimodal_params.train_vision", Some(SpecField::TrainVision));
        check("hash", None);
        check("body", None);
    }
}
