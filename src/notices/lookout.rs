//! From lists of jobs to news.

use std::collections::HashMap;

use super::{Notice, is_news};
use crate::model::{ConnectionId, Job, JobKey, StatusClass, Timestamp};

/// Compares each list with the one before. One per page.
#[derive(Debug, Default)]
pub struct Lookout {
    seen: HashMap<JobKey, Seen>,
    /// Connections whose list has been read, and when the newest job of the first list was created.
    begun: HashMap<ConnectionId, Option<Timestamp>>,
}

#[derive(Debug)]
struct Seen {
    class: StatusClass,
    /// What was told of it.
    told: Vec<StatusClass>,
}

impl Lookout {
    /// Takes in a connection's whole list as it was just read; gives the news, in the list's order. Linear in its
    /// length.
    pub fn look<'a>(
        &mut self,
        connection: &ConnectionId,
        jobs: impl Iterator<Item = (&'a JobKey, &'a Job)> + Clone,
    ) -> Vec<Notice> {
        let begun = self.begun.get(connection).copied();
        if begun.is_none() {
            let newest_at = jobs.clone().filter_map(|(_, job)| job.created_at).max();
            self.begun.insert(connection.clone(), newest_at);
        }
        let mut news = Vec::new();
        for (key, job) in jobs {
            let class = job.status.class;
            let Some(seen) = self.seen.get_mut(key) else {
                // It was created since, and has got this far between two looks.
                let is_new = begun.is_some_and(|newest_at| newest_at < job.created_at);
                let is_told = is_new && is_news(class);
                let told = if is_told { vec![class] } else { Vec::new() };
                news.extend(is_told.then(|| notice(key, job)));
                self.seen.insert(key.clone(), Seen { class, told });
                continue;
            };
            let before = std::mem::replace(&mut seen.class, class);
            // What has ended has ended, whatever word is found for it later.
            if before != class && is_news(class) && !before.is_terminal() && !seen.told.contains(&class) {
                seen.told.push(class);
                news.push(notice(key, job));
            }
        }
        news
    }

    /// Forgets a connection that is no longer asked; its next list is a first one.
    pub fn forget(&mut self, connection: &ConnectionId) {
        self.begun.remove(connection);
        self.seen.retain(|key, _| key.connection != *connection);
    }

    /// Connections whose list has been read.
    pub fn connections(&self) -> impl Iterator<Item = &ConnectionId> {
        self.begun.keys()
    }
}

fn notice(key: &JobKey, job: &Job) -> Notice {
    Notice { key: key.clone(), name: job.name.to_string(), class: job.status.class }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api;
    use crate::model::{JobStatus, Provider};

    /// A list as `id class created_at`, the ones of one look parted by commas.
    fn list(text: &str) -> Vec<(JobKey, Job)> {
        let lines = text.split(',').map(str::trim).filter(|line| !line.is_empty());
        let jobs = lines.map(|line| {
            let words: Vec<&str> = line.split(' ').collect();
            let [id, class, at] = words[..] else { panic!("{line}") };
            let record = format!(
                r#"{{"id":"{id}","status":"running","created_at":{}}}"#,
                1_800_000_000 + at.parse::<i64>().unwrap()
            );
            let response = api::HttpResponse::json(200, record);
            let mut job = api::decode_job(Provider::ALL[2], &response).unwrap();
            job.status = JobStatus { class: StatusClass::from_slug(class).unwrap(), raw: class.into() };
            (JobKey { connection: ConnectionId("a".into()), id: job.id.clone() }, job)
        });
        jobs.collect()
    }

    /// What each look tells: `id class`.
    #[track_caller]
    fn check(looks: &[(&str, &[&str])]) {
        let mut lookout = Lookout::default();
        for (i, (text, expected)) in looks.iter().enumerate() {
            let jobs = list(text);
            let news = lookout.look(&ConnectionId("a".into()), jobs.iter().map(|(key, job)| (key, job)));
            let news: Vec<_> =
                news.iter().map(|news| format!("{} {}", news.key.id, news.class.slug())).collect();
            assert_eq!(news, *expected, "look {i}");
        }
    }

    #[test]
    fn what_was_over_at_the_first_look_is_not_told() {
        check(&[
            ("x completed 1, y failed 2, z paused 3", &[]),
            ("x completed 1, y failed 2, z paused 3", &[]),
        ]);
    }

    #[test]
    fn an_end_is_told_once() {
        check(&[
            ("x running 1, y running 2", &[]),
            ("x completed 1, y running 2", &["x completed"]),
            ("x completed 1, y failed 2", &["y failed"]),
            ("x completed 1, y cancelled 2", &[]),
            ("y cancelled 2", &[]),
            ("x completed 1, y cancelled 2", &[]),
        ]);
    }

    #[test]
    fn a_job_that_stops_and_goes_is_told_once_of_each() {
        check(&[
            ("x running 1", &[]),
            ("x paused 1", &["x paused"]),
            ("x running 1", &[]),
            ("x paused 1", &[]),
            ("x unknown 1", &["x unknown"]),
            ("x running 1", &[]),
            ("x stopped 1", &["x stopped"]),
        ]);
        check(&[("x starting 1", &[]), ("x running 1", &[]), ("x finishing 1", &[]), ("x stopping 1", &[])]);
    }

    #[test]
    fn of_jobs_that_appear_only_the_new_ones_are_told() {
        check(&[
            ("x running 5", &[]),
            ("x running 5, old failed 4, new failed 6", &["new failed"]),
            ("x running 5, old failed 4, new failed 6", &[]),
        ]);
        check(&[("", &[]), ("new failed 6", &["new failed"])]);
    }

    #[test]
    fn a_connection_that_comes_back_begins_anew() {
        let mut lookout = Lookout::default();
        let a = ConnectionId("a".into());
        let mut look = |text: &str, forgets: bool| {
            if forgets {
                lookout.forget(&a);
            }
            let jobs = list(text);
            lookout.look(&a, jobs.iter().map(|(key, job)| (key, job))).len()
        };
        assert_eq!(look("x running 1", false), 0);
        assert_eq!(look("x failed 1", true), 0);
        assert_eq!(look("x failed 1, y failed 2", false), 1);
    }
}
