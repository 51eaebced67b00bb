//! Meaning of the members of job records, by their names alone: members that say how a job was set up, and names of
//! different services for the same setting.

/// Meaning of a record's member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordKey {
    /// A setting of the job, by a name that services have in common.
    Setting(String),
    /// Datasets or log; the model has both for all services alike.
    Elsewhere,
    /// State of the job: ids, times, progress, results.
    State,
}

/// Levels that only hold others together.
const WRAPPERS: [&str; 12] = [
    "config",
    "dpo",
    "head",
    "hyperparameters",
    "knn",
    "lr_scheduler",
    "lr_scheduler_args",
    "method",
    "reinforcement",
    "supervised",
    "training_method",
    "training_type",
];

/// Paths whose names say the same, or would say nothing without their level.
const SAME: [(&str, &str); 7] = [
    ("base_model", "base_model"),
    ("method.type", "method"),
    ("model", "base_model"),
    ("training_method.method", "method"),
    ("training_type.type", "training_type"),
    ("user_provided_suffix", "suffix"),
    ("wandb_project_name", "wandb_project"),
];

/// First levels that say what became of a job.
const STATE: [&str; 31] = [
    "checkpoints",
    "early_stopped",
    "early_stopping_best_metric",
    "early_stopping_best_step",
    "error",
    "estimated_finish",
    "fine_tuned_model",
    "id",
    "inference_config_path",
    "job_id",
    "name",
    "object",
    "organization_id",
    "owner_address",
    "param_count",
    "progress",
    "queue_depth",
    "result_files",
    "status",
    "token_count",
    "total_steps",
    "trained_tokens",
    "trainer_state",
    "trainingfile_numlines",
    "trainingfile_size",
    "trainingfilenumlines",
    "trainingfilesize",
    "user_id",
    "user_name",
    "uuid",
    "wandb_url",
];

/// Beginnings of first levels that say what became of a job: names and ids that the service makes up.
const STATE_BEGINS: [&str; 5] =
    ["adapter_object_", "adapter_output_", "model_object_", "model_output_", "tokenized_dataset_"];

/// Their ends: times, counts of what was done, charges, and ids of the account and of the record.
const STATE_ENDS: [&str; 5] = ["_at", "_completed", "_price", "_revision_id", "_uuid"];

/// First levels of what is told elsewhere.
const ELSEWHERE: [&str; 6] =
    ["datasets", "events", "training_file", "training_files", "validation_file", "validation_files"];

/// Returns the meaning of a record's leaf, by its dotted path.
pub fn record_key(path: &str) -> RecordKey {
    let path = path.strip_prefix("config.").unwrap_or(path);
    let first = path.split('.').next().unwrap_or(path);
    if ELSEWHERE.contains(&first) {
        return RecordKey::Elsewhere;
    }
    if STATE.iter().any(|known| known.eq_ignore_ascii_case(first))
        || STATE_BEGINS.iter().any(|begin| first.starts_with(begin))
        || STATE_ENDS.iter().any(|end| first.ends_with(end))
    {
        return RecordKey::State;
    }
    if let Some((_, name)) = SAME.iter().find(|(known, _)| *known == path) {
        return RecordKey::Setting((*name).to_owned());
    }
    let (levels, last) = path.rsplit_once('.').unwrap_or(("", path));
    let kept = levels.split('.').filter(|level| !level.is_empty() && !WRAPPERS.contains(level));
    RecordKey::Setting(kept.chain([last]).collect::<Vec<_>>().join("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, expected: &str) {
        let key = match record_key(path) {
            RecordKey::Setting(name) => name,
            RecordKey::Elsewhere => "(elsewhere)".to_owned(),
            RecordKey::State => "(state)".to_owned(),
        };
        assert_eq!(key, expected, "{path}");
    }

    #[test]
    fn settings_have_one_name_whoever_spells_them() {
        check("model", "base_model");
        check("config.model", "base_model");
        check("n_epochs", "n_epochs");
        check("hyperparameters.n_epochs", "n_epochs");
        check("method.supervised.hyperparameters.n_epochs", "n_epochs");
        check("method.head.hyperparameters.batch_size", "batch_size");
        check("method.head.reader.window_size", "reader.window_size");
        check("method.type", "method");
        check("training_method.method", "method");
        check("training_method.dpo_beta", "dpo_beta");
        check("training_type.type", "training_type");
        check("training_type.lora_r", "lora_r");
        check("lr_scheduler.lr_scheduler_type", "lr_scheduler_type");
        check("lr_scheduler.lr_scheduler_args.num_cycles", "num_cycles");
        check("user_provided_suffix", "suffix");
        check("what.nobody.knows", "what.nobody.knows");
        check("method", "method");
        check("", "");
    }

    #[test]
    fn what_became_of_a_job_is_no_setting() {
        for path in [
            "id",
            "uuid",
            "org_uuid",
            "status",
            "created_at",
            "progress.seconds_remaining",
            "steps_completed",
            "total_price",
            "estimated_total_price",
            "model_output_name",
            "model_object_revision_id",
            "adapter_object_name",
            "adapter_output_name",
            "tokenized_dataset_path",
            "tokenized_dataset_uploaded_at",
        ] {
            check(path, "(state)");
        }
        // What a user chooses, though it begins or ends like that.
        for path in ["adapter_type", "model_revision", "hub_model_id", "tokenized", "wandb_base_url"] {
            check(path, path);
        }
        for path in
            ["training_file", "events.0.message", "config.datasets.0.file_ids", "validation_files.1.label"]
        {
            check(path, "(elsewhere)");
        }
    }

    #[test]
    fn lists_are_in_order_so_that_none_is_in_one_twice() {
        assert!(WRAPPERS.is_sorted() && SAME.is_sorted() && ELSEWHERE.is_sorted());
        assert!(STATE.is_sorted());
    }
}
