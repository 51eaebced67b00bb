//! Reference to a job in a link: `{connection}/{id}`, or the newest one there is.

use crate::model::{ConnectionId, JobKey, percent_decode, percent_encode};

/// The word for the newest job.
const LATEST: &str = "latest";

/// One `job=` of a link.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum JobRef {
    /// This job.
    Key(JobKey),
    /// The newest job of a connection; of all, if `None`.
    Latest(Option<ConnectionId>),
    /// Names no job; as it stood in the link.
    Unreadable(String),
}

impl JobRef {
    /// From a link; inverse of [`JobRef::to_text`].
    pub fn parse(text: &str) -> Self {
        if text == LATEST {
            return Self::Latest(None);
        }
        match text.split_once('/') {
            Some((connection, id)) if !connection.is_empty() && !id.is_empty() => {
                let connection = ConnectionId(percent_decode(connection).as_str().into());
                match id {
                    LATEST => Self::Latest(Some(connection)),
                    id => Self::Key(JobKey { connection, id: percent_decode(id).as_str().into() }),
                }
            }
            _ => Self::Unreadable(text.to_owned()),
        }
    }

    /// For a link, before the link's own percent coding.
    pub fn to_text(&self) -> String {
        match self {
            Self::Key(key) => {
                let id = percent_encode(&key.id.0);
                // A job may be called so.
                let id = if id == LATEST { "%6Catest".to_owned() } else { id };
                format!("{}/{id}", percent_encode(&key.connection.0))
            }
            Self::Latest(None) => LATEST.to_owned(),
            Self::Latest(Some(connection)) => format!("{}/{LATEST}", percent_encode(&connection.0)),
            Self::Unreadable(text) => text.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key(connection: &str, id: &str) -> JobRef {
        JobRef::Key(JobKey { connection: ConnectionId(connection.into()), id: id.into() })
    }

    #[test]
    fn links_name_jobs_or_the_newest() {
        for (text, expected) in [
            ("demo/ft-1", key("demo", "ft-1")),
            ("demo/a%2Fb%25", key("demo", "a/b%")),
            ("demo/a/b", key("demo", "a/b")),
            ("a%2Fb/c", key("a/b", "c")),
            ("latest", JobRef::Latest(None)),
            ("demo/latest", JobRef::Latest(Some(ConnectionId("demo".into())))),
            ("demo/%6Catest", key("demo", "latest")),
            ("demo", JobRef::Unreadable("demo".into())),
            ("demo/", JobRef::Unreadable("demo/".into())),
            ("/x", JobRef::Unreadable("/x".into())),
            ("", JobRef::Unreadable(String::new())),
        ] {
            assert_eq!(JobRef::parse(text), expected, "{text}");
            assert_eq!(JobRef::parse(&expected.to_text()), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_key_comes_back(connection in "\\PC{1,20}", id in "\\PC{1,40}") {
            prop_assert_eq!(JobRef::parse(&key(&connection, &id).to_text()), key(&connection, &id));
        }

        #[test]
        fn any_text_is_printed_as_something_that_means_the_same(text in "\\PC{0,40}") {
            let parsed = JobRef::parse(&text);
            prop_assert_eq!(JobRef::parse(&parsed.to_text()), parsed);
        }
    }
}
