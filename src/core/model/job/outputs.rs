//! Outputs of a job: those that it has made, and those that it will make.

use crate::model::{Job, JobOutput, OutputKind, StatusClass};

impl Job {
    /// Returns the outputs that the job has or will have, in the order of [`OutputKind`]. Names of weights are left out once it is
    /// certain that there will be none.
    pub fn outputs(&self) -> Vec<JobOutput> {
        let model = self.output_model.as_ref().map(|name| JobOutput::new(OutputKind::Model, name));
        let config = self.inference_config_path.as_ref();
        let config = config.map(|path| JobOutput::new(OutputKind::InferenceConfig, path));
        let mut outputs: Vec<JobOutput> =
            model.into_iter().chain(config).chain(self.more_outputs.iter().cloned()).collect();
        let has_no_weights = matches!(self.status.class, StatusClass::Failed | StatusClass::Cancelled);
        outputs.retain(|output| !(has_no_weights && output.kind.is_weights()));
        outputs.sort_by_key(|output| output.kind);
        outputs
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{JobId, JobStatus};

    /// Outputs as `kind name`, of a job that has one of each kind.
    #[track_caller]
    fn check(class: StatusClass, expected: &[&str]) {
        let status = JobStatus { class, raw: "x".into() };
        let job = Job {
            output_model: Some("m".into()),
            inference_config_path: Some("s3://c.yaml".into()),
            more_outputs: vec![
                JobOutput::new(OutputKind::TokenizedDataset, "s3://t.tar"),
                JobOutput::new(OutputKind::RegisteredAdapter, "ra"),
                JobOutput::new(OutputKind::Adapter, "a"),
                JobOutput::new(OutputKind::RegisteredModel, "rm"),
            ],
            ..Job::bare(JobId::from("1"), status)
        };
        let shown: Vec<String> = job.outputs().iter().map(|o| format!("{:?} {}", o.kind, o.name)).collect();
        assert_eq!(shown, expected, "{class:?}");
    }

    #[test]
    fn storage_paths_are_shown_whatever_became_of_the_job() {
        let kept = ["InferenceConfig s3://c.yaml", "TokenizedDataset s3://t.tar"];
        check(StatusClass::Failed, &kept);
        check(StatusClass::Cancelled, &kept);
        let all = ["Model m", "RegisteredModel rm", "Adapter a", "RegisteredAdapter ra", kept[0], kept[1]];
        for class in [
            StatusClass::Waiting,
            StatusClass::Running,
            StatusClass::Stopped,
            StatusClass::Completed,
            StatusClass::Unknown,
        ] {
            check(class, &all);
        }
    }
}
