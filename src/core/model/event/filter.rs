//! Filter of a job's log by severity and text.

use crate::model::{EventLevel, JobEvent};

/// A wish for events. The default is for all of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EventFilter {
    /// Only these and graver ones; `None` for all.
    pub level: Option<EventLevel>,
    /// Only those with all of these words, in lower case, in their type or text.
    words: Vec<String>,
}

impl EventFilter {
    /// From a level's slug and a text as typed; an unknown slug stands for all levels.
    pub fn new(level: Option<&str>, typed: &str) -> Self {
        let level = match level {
            Some("warning") => Some(EventLevel::Warning),
            Some("error") => Some(EventLevel::Error),
            _ => None,
        };
        Self { level, words: typed.split_whitespace().map(str::to_lowercase).collect() }
    }

    /// Returns true if the filter shows the event.
    pub fn admits(&self, event: &JobEvent) -> bool {
        if self.level.is_some_and(|level| event.level < level) {
            return false;
        }
        let (kind, message) = (event.kind.to_lowercase(), event.message.to_lowercase());
        self.words.iter().all(|word| kind.contains(word) || message.contains(word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(level: Option<&str>, typed: &str, expected: &str) {
        let filter = EventFilter::new(level, typed);
        let all = [
            ("a", EventLevel::Info, "training_start", "Training started"),
            ("b", EventLevel::Info, "CHECKPOINT_SAVE", "Checkpoint saved at step 100"),
            ("c", EventLevel::Warning, "warning", "Loss is not finite"),
            ("d", EventLevel::Error, "job_error", "Out of memory at step 100"),
        ];
        let admitted = all.into_iter().filter(|(_, level, kind, message)| {
            filter.admits(&JobEvent {
                at: None,
                level: *level,
                kind: (*kind).into(),
                message: (*message).to_owned(),
                step: None,
                n_steps_total: None,
            })
        });
        assert_eq!(admitted.map(|(name, ..)| name).collect::<String>(), expected, "{level:?} {typed:?}");
    }

    #[test]
    fn a_filter_is_by_level_and_words() {
        check(None, "", "abcd");
        check(None, "  ", "abcd");
        check(Some("loud"), "", "abcd");
        check(Some("warning"), "", "cd");
        check(Some("error"), "", "d");
        check(None, "step 100", "bd");
        check(None, "100 Checkpoint_save", "b");
        check(None, "TRAINING", "a");
        check(Some("error"), "checkpoint", "");
    }
}
