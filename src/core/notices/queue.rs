//! Notices on their way to the reader: one message at a time, and the others wait.

use super::{MAX_NAMED, Notice, NoticeEvent, Trouble, summary};
use crate::{
    insight::Severity,
    model::{JobKey, StatusClass},
};

/// A message as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its place among all messages of the page; no two are the same.
    pub number: u64,
    /// The words.
    pub text: String,
    /// The job; `None` for a message on several.
    pub key: Option<JobKey>,
    /// It stays until it is dismissed: a job has failed, or a finding is an error.
    pub is_error: bool,
}

/// Queue of notices, of which one message is shown. Notices follow one by one; if more wait than can be named, they become
/// one message.
#[derive(Debug, Clone, Default)]
pub struct NoticeQueue {
    /// Notices of the message that is shown; empty while none is.
    shown: Vec<Notice>,
    waiting: Vec<Notice>,
    n_shown: u64,
}

impl NoticeQueue {
    /// Adds notices, and shows the first of them if no message is shown.
    pub fn push(&mut self, news: Vec<Notice>) {
        self.waiting.extend(news);
        if self.shown.is_empty() {
            self.advance();
        }
    }

    /// Takes the message away; the next one takes its place.
    pub fn advance(&mut self) {
        let n_waiting = self.waiting.len();
        let n = if n_waiting <= MAX_NAMED { n_waiting.min(1) } else { n_waiting };
        self.shown = self.waiting.drain(..n).collect();
        self.n_shown += 1;
    }

    /// Returns the message that is shown.
    pub fn message(&self) -> Option<Message> {
        let key = match self.shown.as_slice() {
            [] => return None,
            [notice] => Some(notice.key.clone()),
            _ => None,
        };
        let is_error = self.shown.iter().any(is_error);
        Some(Message { number: self.n_shown, text: summary(&self.shown), key, is_error })
    }

    /// Returns the number of notices that wait.
    pub fn n_waiting(&self) -> usize {
        self.waiting.len()
    }
}

fn is_error(notice: &Notice) -> bool {
    match &notice.event {
        NoticeEvent::Status(class) => *class == StatusClass::Failed,
        NoticeEvent::Finding(Trouble { severity, .. }) => *severity == Severity::Error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ConnectionId;

    fn notice(name: &str, event: NoticeEvent) -> Notice {
        let key = JobKey { connection: ConnectionId("a".into()), id: name.into() };
        Notice { name: name.into(), key, event }
    }

    fn ended(names: &str) -> Vec<Notice> {
        let ended = |name| notice(name, NoticeEvent::Status(StatusClass::Completed));
        names.split(' ').map(ended).collect()
    }

    /// The message and how many notices wait: `a has completed. +1`; `!` after one that stays.
    fn words(queue: &NoticeQueue) -> String {
        let message = queue.message().map(|message| {
            assert_eq!(message.key.is_none(), message.text.contains(" jobs "), "{}", message.text);
            format!("{}{}", message.text, if message.is_error { "!" } else { "" })
        });
        format!("{} +{}", message.unwrap_or_default(), queue.n_waiting())
    }

    #[test]
    fn messages_follow_one_by_one_and_many_become_one() {
        #[track_caller]
        fn check(batches: &[&str], expected: &[&str]) {
            let mut queue = NoticeQueue::default();
            batches.iter().for_each(|names| queue.push(ended(names)));
            for expected in expected {
                assert_eq!(words(&queue), *expected, "{batches:?}");
                queue.advance();
            }
            assert_eq!(words(&queue), " +0", "{batches:?}");
        }
        check(&[], &[]);
        check(&["a"], &["a has completed. +0"]);
        check(&["a b c"], &["a has completed. +2", "b has completed. +1", "c has completed. +0"]);
        check(&["a", "b"], &["a has completed. +1", "b has completed. +0"]);
        let four = "4 jobs have ended or need a look: a, b, c and 1 more. +0";
        check(&["a b c d"], &[four]);
        check(&["x", "a b", "c d"], &["x has completed. +4", four]);
        check(&["a b c d", "x"], &[four.replace("+0", "+1").as_str(), "x has completed. +0"]);
    }

    #[test]
    fn messages_on_errors_stay() {
        #[track_caller]
        fn check(event: NoticeEvent, others: &str, stays: bool) {
            let mut queue = NoticeQueue::default();
            let others = if others.is_empty() { Vec::new() } else { ended(others) };
            queue.push([vec![notice("a", event)], others].concat());
            assert_eq!(queue.message().map(|message| message.is_error), Some(stays), "{event:?}");
        }
        let finding = |severity| {
            NoticeEvent::Finding(Trouble { rule: crate::insight::Rule::Spike, severity, first_step: 1 })
        };
        check(NoticeEvent::Status(StatusClass::Failed), "", true);
        check(NoticeEvent::Status(StatusClass::Failed), "b c d", true);
        check(NoticeEvent::Status(StatusClass::Cancelled), "", false);
        check(finding(Severity::Error), "b", true);
        check(finding(Severity::Warning), "b c d", false);
    }

    #[test]
    fn equal_messages_differ_by_their_number() {
        let mut queue = NoticeQueue::default();
        queue.push(ended("a"));
        let first = queue.message();
        queue.advance();
        queue.push(ended("a"));
        assert!(first.is_some() && queue.message() != first);
    }
}
