//! From lists of jobs to news.

use std::collections::HashMap;

use super::is_news;
use crate::model::{ConnectionId, JobId, StatusClass, Timestamp};

/// Compares each list with the one before. One per page. Remembers jobs that are under way or have ended since, so its
/// size does not follow that of the list.
#[derive(Debug, Default)]
pub struct StatusDiff {
    connections: Vec<(ConnectionId, Watched)>,
}

/// Status of a listed job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its status.
    pub class: StatusClass,
    /// When it was created, if known.
    pub created_at: Option<Timestamp>,
}

/// Jobs of a connection.
#[derive(Debug)]
struct Watched {
    /// When the newest job of the first list was created.
    newest_at: Option<Timestamp>,
    seen: HashMap<String, Seen>,
}

#[derive(Debug)]
struct Seen {
    class: StatusClass,
    /// Classes that a notice was given for.
    told: Vec<StatusClass>,
}

impl StatusDiff {
    /// Takes in a connection's whole list as it was just read; gives the news, in the list's order. Linear in its
    /// length.
    pub fn look<'a>(
        &mut self,
        connection: &ConnectionId,
        jobs: impl Iterator<Item = Standing<'a>> + Clone,
    ) -> Vec<(JobId, StatusClass)> {
        let place = self.connections.iter().position(|(known, _)| known == connection);
        let place = place.unwrap_or_else(|| {
            let newest_at = jobs.clone().filter_map(|job| job.created_at).max();
            let seen = HashMap::new();
            self.connections.push((connection.clone(), Watched { newest_at, seen }));
            self.connections.len() - 1
        });
        let watched = &mut self.connections[place].1;
        jobs.filter(|job| watched.is_news(job)).map(|job| (JobId(job.id.into()), job.class)).collect()
    }

    /// Forgets a connection that is no longer asked; its next list is a first one.
    pub fn forget(&mut self, connection: &ConnectionId) {
        self.connections.retain(|(known, _)| known != connection);
    }

    /// Connections whose list has been read.
    pub fn connections(&self) -> impl Iterator<Item = &ConnectionId> {
        self.connections.iter().map(|(id, _)| id)
    }
}

impl Watched {
    /// Takes a job in.
    fn is_news(&mut self, job: &Standing<'_>) -> bool {
        let class = job.class;
        let Some(seen) = self.seen.get_mut(job.id) else {
            // It was created since, and has got this far between two looks.
            let is_new = self.newest_at < job.created_at;
            let is_told = is_new && is_news(class);
            if is_new || !class.is_terminal() {
                let told = if is_told { vec![class] } else { Vec::new() };
                self.seen.insert(job.id.to_owned(), Seen { class, told });
            }
            return is_told;
        };
        let before = std::mem::replace(&mut seen.class, class);
        // What has ended has ended, whatever word is found for it later.
        let is_told =
            before != class && is_news(class) && !before.is_terminal() && !seen.told.contains(&class);
        if is_told {
            seen.told.push(class);
        }
        is_told
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns a list as `id class created_at`, the ones of one look parted by commas.
    fn list(text: &str) -> Vec<Standing<'_>> {
        let lines = text.split(',').map(str::trim).filter(|line| !line.is_empty());
        let jobs = lines.map(|line| {
            let words: Vec<&str> = line.split(' ').collect();
            let [id, class, at] = words[..] else { panic!("{line}") };
            let class = StatusClass::from_slug(class).unwrap();
            Standing { id, class, created_at: Some(Timestamp::from_unix_secs(at.parse().unwrap())) }
        });
        jobs.collect()
    }

    /// Checks the notices after each list: `id class`.
    #[track_caller]
    fn check(looks: &[(&str, &[&str])]) {
        let mut status_diff = StatusDiff::default();
        for (i, (text, expected)) in looks.iter().enumerate() {
            let news = status_diff.look(&ConnectionId("a".into()), list(text).into_iter());
            let news: Vec<_> = news.iter().map(|(id, class)| format!("{id} {}", class.slug())).collect();
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
        let mut status_diff = StatusDiff::default();
        let a = ConnectionId("a".into());
        let mut look = |text: &str, forgets: bool| {
            if forgets {
                status_diff.forget(&a);
            }
            status_diff.look(&a, list(text).into_iter()).len()
        };
        assert_eq!(look("x running 1", false), 0);
        assert_eq!(look("x failed 1", true), 0);
        assert_eq!(look("x failed 1, y failed 2", false), 1);
    }
}
