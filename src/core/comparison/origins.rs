//! Jobs and the jobs that they were cloned from: by the record of one that continues from a checkpoint, and by a list that this
//! browser keeps of the clones that it has made.

use crate::{
    comparison::JobRef,
    json,
    model::{ConnectionId, Job, JobId, JobKey},
};

/// Clones that are kept, the newest.
const MOST: usize = 200;

/// The clones that this browser has made, each with its origin.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origins(Vec<(JobKey, JobKey)>);

impl Origins {
    /// Reads a list; inverse of [`Origins::to_text`]. Lines that name no two jobs are left out.
    pub fn parse(text: &str) -> Self {
        let key = |text: &str| match JobRef::parse(text) {
            JobRef::Key(key) => Some(key),
            JobRef::Latest(_) | JobRef::Unreadable(_) => None,
        };
        let pair =
            |line: &str| line.split_once(' ').and_then(|(clone, origin)| Some((key(clone)?, key(origin)?)));
        Self(text.lines().filter_map(pair).collect())
    }

    /// The list as text: a line per clone.
    pub fn to_text(&self) -> String {
        let text = |key: &JobKey| JobRef::Key(key.clone()).to_text();
        self.0.iter().map(|(clone, origin)| format!("{} {}\n", text(clone), text(origin))).collect()
    }

    /// Adds a clone.
    pub fn add(&mut self, clone: JobKey, origin: JobKey) {
        self.0.retain(|(known, _)| *known != clone);
        self.0.push((clone, origin));
        self.0.drain(..self.0.len().saturating_sub(MOST));
    }

    /// Leaves out the pairs with a job of this connection.
    pub fn forget(&mut self, connection: &ConnectionId) {
        self.0
            .retain(|(clone, origin)| ![clone, origin].into_iter().any(|key| key.connection == *connection));
    }

    /// Returns the job that this one was made from, as far as is known.
    pub fn of(&self, key: &JobKey, job: &Job) -> Option<JobKey> {
        let kept = self.0.iter().find(|(clone, _)| clone == key).map(|(_, origin)| origin.clone());
        kept.or_else(|| Some(JobKey { connection: key.connection.clone(), id: continued(job)? }))
    }
}

/// The job whose checkpoint a job continues from: records name it as `from_checkpoint`, the job's id and perhaps a step behind a
/// colon.
fn continued(job: &Job) -> Option<JobId> {
    // Most records have none, and need not be read for it.
    job.raw.contains("\"from_checkpoint\"").then_some(())?;
    let record = json::members(&job.raw)?;
    let text = json::string(record.get("from_checkpoint")?)?;
    let (id, _) = text.split_once(':').unwrap_or((&*text, ""));
    (!id.is_empty()).then(|| id.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::JobStatus;

    fn key(id: &str) -> JobKey {
        JobKey { connection: ConnectionId("my lab".into()), id: id.into() }
    }

    fn job(raw: &str) -> Job {
        Job { raw: raw.into(), ..Job::bare("ft-2".into(), JobStatus::of_word("completed")) }
    }

    #[test]
    fn kept_clones_read_back() {
        let mut origins = Origins::default();
        origins.add(key("b"), key("a/1"));
        origins.add(key("c"), key("b"));
        origins.add(key("b"), key("a 2"));
        let read = Origins::parse(&format!("{}what\nlatest my%20lab/x\n", origins.to_text()));
        assert_eq!(read, origins);
        let of = |id: &str| read.of(&key(id), &job("{}")).map(|key| key.id.to_string());
        assert_eq!((of("b").as_deref(), of("c").as_deref(), of("a")), (Some("a 2"), Some("b"), None));
        for n in 0..MOST {
            origins.add(key(&format!("clone {n}")), key("a"));
        }
        assert_eq!((origins.0.len(), origins.of(&key("b"), &job("{}"))), (MOST, None));
    }

    #[test]
    fn a_connection_that_is_removed_takes_its_clones_along() {
        let at = |connection: &str, id: &str| JobKey {
            connection: ConnectionId(connection.into()),
            id: id.into(),
        };
        let mut origins = Origins::default();
        for (clone, origin) in [
            (at("lab", "b"), at("lab", "a")),
            (at("lab", "c"), at("other", "a")),
            (at("other", "d"), at("lab", "a")),
            (at("other", "e"), at("other", "lab")),
        ] {
            origins.add(clone, origin);
        }
        origins.forget(&ConnectionId("lab".into()));
        assert_eq!(origins.0, [(at("other", "e"), at("other", "lab"))]);
    }

    #[test]
    fn record_of_a_job_that_continues_names_its_origin() {
        let check = |raw: &str, expected: Option<&str>| {
            let found = Origins::default().of(&key("ft-2"), &job(raw));
            assert_eq!(found, expected.map(key), "{raw}");
        };
        check(r#"{"from_checkpoint": "ft-1:20"}"#, Some("ft-1"));
        check(r#"{"from_checkpoint": "ft-1"}"#, Some("ft-1"));
        check(r#"{"from_checkpoint": ""}"#, None);
        check(r#"{"from_checkpoint": null}"#, None);
        check(r#"{"from_checkpoint": 7}"#, None);
        check(r#"{"model": "from_checkpoint"}"#, None);
        check("no json \"from_checkpoint\"", None);
    }
}
