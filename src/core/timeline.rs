//! A job's stages with their durations: where it has been, where it is, what comes next.

use crate::model::{Job, JobEvent, StatusClass, Timestamp};

/// One stage of a job's life.
#[derive(Debug, Clone, PartialEq)]
pub struct Stage {
    /// The class the stage belongs to.
    pub class: StatusClass,
    /// Past, present or future.
    pub tense: Tense,
    /// Seconds spent in it so far; `None` where the service did not tell.
    pub secs: Option<f64>,
}

/// Position of a stage in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tense {
    /// Over.
    Past,
    /// The present one; for a finished job, its end.
    Now,
    /// Still to come.
    Next,
}

/// The ordinary way of a job.
const PATH: [StatusClass; 5] = [
    StatusClass::Waiting,
    StatusClass::Starting,
    StatusClass::Running,
    StatusClass::Finishing,
    StatusClass::Completed,
];

/// Events that begin a stage, lower case; each provider uses some of them.
const BEGINNINGS: [(&str, StatusClass); 8] = [
    ("job_start", StatusClass::Starting),
    ("model_downloading", StatusClass::Starting),
    ("training_data_downloading", StatusClass::Starting),
    ("training_start", StatusClass::Running),
    ("training_complete", StatusClass::Finishing),
    ("model_compressing", StatusClass::Finishing),
    ("model_uploading", StatusClass::Finishing),
    ("job_complete", StatusClass::Completed),
];

/// Returns the stages of `job` at `now`, oldest first. `has_trained` says that metrics prove it, which is all that
/// does where there is no log. Durations come from its stamps and, where there are any,
/// its `events`; what neither tells stays open. A stage that is known to be skipped is left out.
pub fn timeline(job: &Job, events: &[JobEvent], has_trained: bool, now: Timestamp) -> Vec<Stage> {
    let class = job.status.class;
    let begins = PATH.map(|stage| began_at(job, events, stage));
    let position = PATH.iter().position(|&stage| stage == class);
    // An end before its time, or an unknown word: how far it came shows in what was logged.
    let logged = begins.iter().rposition(Option::is_some).unwrap_or(0);
    let proven = PATH.iter().position(|&stage| has_trained && stage == StatusClass::Running).unwrap_or(0);
    let reached = position.unwrap_or(logged.max(proven));
    let is_over = class.is_terminal();
    let end = if is_over { job.updated_at } else { Some(now) };

    let mut stages = Vec::with_capacity(PATH.len() + 1);
    for (i, &stage) in PATH.iter().enumerate() {
        let is_off_path = position.is_none();
        if reached < i && (is_off_path || is_over) {
            break;
        }
        let next_begin = begins[i + 1..].iter().flatten().next().copied();
        let until = if i < reached { next_begin } else { end };
        let secs = begins[i].zip(until).map(|(from, to)| to.secs_since(from).max(0.0));
        let tense = match i.cmp(&reached) {
            std::cmp::Ordering::Less => Tense::Past,
            std::cmp::Ordering::Equal if is_off_path => Tense::Past,
            std::cmp::Ordering::Equal => Tense::Now,
            std::cmp::Ordering::Greater => Tense::Next,
        };
        let is_end = stage == StatusClass::Completed;
        let secs = if tense == Tense::Next || is_end { None } else { secs };
        stages.push(Stage { class: stage, tense, secs });
    }
    if position.is_none() {
        let secs = match class {
            StatusClass::Stopping => job.stage_started_at.map(|from| now.secs_since(from).max(0.0)),
            _ => None,
        };
        stages.push(Stage { class, tense: Tense::Now, secs });
    }
    stages
}

fn began_at(job: &Job, events: &[JobEvent], stage: StatusClass) -> Option<Timestamp> {
    let logged = events
        .iter()
        .filter(|event| BEGINNINGS.contains(&(event.kind_lower().as_str(), stage)))
        .find_map(|event| event.at);
    let stamped = match stage {
        StatusClass::Waiting => job.created_at,
        _ if stage == job.status.class => job.stage_started_at,
        _ => None,
    };
    logged.or(stamped)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{EventLevel, JobStatus};

    fn at(secs: i64) -> Timestamp {
        Timestamp::from_unix_secs(secs)
    }

    fn job(class: StatusClass) -> Job {
        let job = Job::bare("j".into(), JobStatus { class, raw: "".into() });
        Job { created_at: Some(at(0)), updated_at: Some(at(900)), ..job }
    }

    fn events(kinds: &[(&str, i64)]) -> Vec<JobEvent> {
        let event = |&(kind, secs): &(&str, i64)| JobEvent {
            at: Some(at(secs)),
            level: EventLevel::Info,
            kind: kind.into(),
            message: String::new(),
            step: None,
            n_steps_total: None,
        };
        kinds.iter().map(event).collect()
    }

    #[track_caller]
    fn check(class: StatusClass, kinds: &[(&str, i64)], expected: &str) {
        check_trained(class, kinds, false, expected);
    }

    #[track_caller]
    fn check_trained(class: StatusClass, kinds: &[(&str, i64)], has_trained: bool, expected: &str) {
        let stages = timeline(&job(class), &events(kinds), has_trained, at(1_000));
        let text: Vec<String> = stages
            .iter()
            .map(|stage| {
                let secs = stage.secs.map(|secs| format!(" {secs}")).unwrap_or_default();
                format!("{:?} {:?}{secs}", stage.tense, stage.class)
            })
            .collect();
        assert_eq!(text.join(", "), expected);
    }

    #[test]
    fn stages_have_the_durations_the_log_tells() {
        let log = [("JOB_START", 100), ("training_start", 250), ("training_complete", 700)];
        check(
            StatusClass::Running,
            &log[..2],
            "Past Waiting 100, Past Starting 150, Now Running 750, Next Finishing, Next Completed",
        );
        check(
            StatusClass::Finishing,
            &log,
            "Past Waiting 100, Past Starting 150, Past Running 450, Now Finishing 300, Next Completed",
        );
        check(
            StatusClass::Completed,
            &log,
            "Past Waiting 100, Past Starting 150, Past Running 450, Past Finishing, Now Completed",
        );
    }

    #[test]
    fn without_a_log_only_what_is_known_is_said() {
        check(
            StatusClass::Waiting,
            &[],
            "Now Waiting 1000, Next Starting, Next Running, Next Finishing, Next Completed",
        );
        check(
            StatusClass::Running,
            &[],
            "Past Waiting, Past Starting, Now Running, Next Finishing, Next Completed",
        );
        check(StatusClass::Cancelled, &[], "Past Waiting 900, Now Cancelled");
    }

    #[test]
    fn metrics_prove_that_it_trained() {
        check_trained(
            StatusClass::Failed,
            &[],
            true,
            "Past Waiting, Past Starting, Past Running, Now Failed",
        );
        check_trained(
            StatusClass::Waiting,
            &[],
            false,
            "Now Waiting 1000, Next Starting, Next Running, Next Finishing, Next Completed",
        );
    }

    #[test]
    fn an_early_end_shows_how_far_it_came() {
        check(
            StatusClass::Failed,
            &[("job_start", 100), ("training_start", 300)],
            "Past Waiting 100, Past Starting 200, Past Running 600, Now Failed",
        );
    }
}
