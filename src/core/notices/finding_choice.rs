//! The choice of findings that are told.

use super::{Notice, NoticeEvent};
use crate::insight::Severity;

/// Findings that are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FindingChoice {
    /// Errors and warnings.
    #[default]
    ErrorsAndWarnings,
    /// Errors only.
    Errors,
    /// None.
    Never,
}

impl FindingChoice {
    /// Every choice.
    pub const ALL: [Self; 3] = [Self::ErrorsAndWarnings, Self::Errors, Self::Never];

    /// Word in storage.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::ErrorsAndWarnings => "warning",
            Self::Errors => "error",
            Self::Never => "never",
        }
    }

    /// Words for people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::ErrorsAndWarnings => "Errors and warnings",
            Self::Errors => "Errors",
            Self::Never => "Never",
        }
    }

    /// The choice of a word; the usual one for any other.
    pub fn of_slug(slug: Option<&str>) -> Self {
        Self::ALL.into_iter().find(|choice| Some(choice.slug()) == slug).unwrap_or_default()
    }

    /// Returns whether a notice is told. The end of a job is none of this choice's business.
    pub fn tells(self, notice: &Notice) -> bool {
        let NoticeEvent::Finding(trouble) = &notice.event else { return true };
        match self {
            Self::ErrorsAndWarnings => true,
            Self::Errors => trouble.severity == Severity::Error,
            Self::Never => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        insight::Rule,
        model::{ConnectionId, JobKey, StatusClass},
        notices::Trouble,
    };

    #[test]
    fn the_choice_tells_findings_by_their_severity_and_ends_always() {
        #[track_caller]
        fn check(slug: Option<&str>, expected: [bool; 3]) {
            let choice = FindingChoice::of_slug(slug);
            let found =
                |severity| NoticeEvent::Finding(Trouble { rule: Rule::Spike, severity, first_step: 1 });
            let events = [
                found(Severity::Warning),
                found(Severity::Error),
                NoticeEvent::Status(StatusClass::Completed),
            ];
            let tells = events.map(|event| {
                let key = JobKey { connection: ConnectionId("c".into()), id: "a".into() };
                choice.tells(&Notice { key, name: "a".into(), event })
            });
            assert_eq!(tells, expected, "{slug:?}");
        }
        check(None, [true, true, true]);
        check(Some("nonsense"), [true, true, true]);
        for choice in FindingChoice::ALL {
            assert_eq!(FindingChoice::of_slug(Some(choice.slug())), choice);
        }
        check(Some("error"), [false, true, true]);
        check(Some("never"), [false, false, true]);
    }
}
