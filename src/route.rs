//! Links within the page: `#/jobs?status=running`, `#/jobs/{connection}/{id}`, `#/new`, `#/connections`,
//! `#/log`.
//!
//! Everything after the `#`, so that every deep link works on any static host and under any sub-path.
//! Parsing never fails: what is not a link of ours is [`Route::NotFound`] with its text.

use crate::{
    api::{percent_decode, percent_encode},
    model::{ConnectionId, JobId, JobKey},
};

/// A screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// All jobs.
    Jobs,
    /// One job.
    Job(JobKey),
    /// The form for a new job.
    NewJob,
    /// Providers and keys.
    Connections,
    /// A metric log from a file.
    Log,
    /// A link that is not ours, as it stood in the address bar, without its settings.
    NotFound(String),
}

/// Where the user is: a screen and its settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The screen.
    pub route: Route,
    /// Its settings.
    pub query: Query,
}

/// Settings of a screen, in order; names are unique.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query(Vec<(String, String)>);

impl Location {
    /// A screen with its default settings.
    pub fn of(route: Route) -> Self {
        Self { route, query: Query::default() }
    }

    /// From a hash, with or without its `#`.
    pub fn parse(hash: &str) -> Self {
        let hash = hash.strip_prefix('#').unwrap_or(hash);
        let (path, query) = hash.split_once('?').unwrap_or((hash, ""));
        let segments: Vec<String> =
            path.split('/').filter(|segment| !segment.is_empty()).map(percent_decode).collect();
        let words: Vec<&str> = segments.iter().map(String::as_str).collect();
        let route = match words.as_slice() {
            [] | ["jobs"] => Route::Jobs,
            ["jobs", connection, id] => {
                Route::Job(JobKey { connection: ConnectionId((*connection).into()), id: JobId::from(*id) })
            }
            ["new"] => Route::NewJob,
            ["connections"] => Route::Connections,
            ["log"] => Route::Log,
            _ => Route::NotFound(path.to_owned()),
        };
        Self { route, query: Query::parse(query) }
    }

    /// The hash of this place, beginning with `#`; inverse of [`Location::parse`].
    pub fn to_hash(&self) -> String {
        let path = match &self.route {
            Route::Jobs => "#/jobs".to_owned(),
            Route::Job(key) => {
                format!("#/jobs/{}/{}", percent_encode(&key.connection.0), percent_encode(&key.id.0))
            }
            Route::NewJob => "#/new".to_owned(),
            Route::Connections => "#/connections".to_owned(),
            Route::Log => "#/log".to_owned(),
            Route::NotFound(text) => format!("#{text}"),
        };
        path + &self.query.to_text()
    }

    /// This place with another setting; `None` removes it.
    #[must_use]
    pub fn with(mut self, name: &str, value: Option<&str>) -> Self {
        self.query.set(name, value);
        self
    }
}

impl Query {
    fn parse(text: &str) -> Self {
        let mut query = Self::default();
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            query.set(&percent_decode(name), Some(&percent_decode(value)));
        }
        query
    }

    fn to_text(&self) -> String {
        let mut text = String::new();
        for (i, (name, value)) in self.0.iter().enumerate() {
            text.push(if i == 0 { '?' } else { '&' });
            text.push_str(&percent_encode(name));
            text.push('=');
            text.push_str(&percent_encode(value));
        }
        text
    }

    /// The value of a setting.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Sets or, with `None`, removes a setting.
    pub fn set(&mut self, name: &str, value: Option<&str>) {
        let place = self.0.iter().position(|(key, _)| key == name);
        match (place, value) {
            (Some(place), Some(value)) => value.clone_into(&mut self.0[place].1),
            (Some(place), None) => drop(self.0.remove(place)),
            (None, Some(value)) => self.0.push((name.to_owned(), value.to_owned())),
            (None, None) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(hash: &str, route: &Route) {
        assert_eq!(Location::parse(hash).route, *route, "{hash}");
    }

    fn job(connection: &str, id: &str) -> Route {
        Route::Job(JobKey { connection: ConnectionId(connection.into()), id: id.into() })
    }

    #[test]
    fn hashes_name_screens() {
        check("", &Route::Jobs);
        check("#", &Route::Jobs);
        check("#/", &Route::Jobs);
        check("#/jobs?status=running", &Route::Jobs);
        check("#/jobs/demo/ft-1?tab=events", &job("demo", "ft-1"));
        check("#/jobs/demo/a%2Fb%20c", &job("demo", "a/b c"));
        check("#/new", &Route::NewJob);
        check("#/connections", &Route::Connections);
        check("#/jobs/demo", &Route::NotFound("/jobs/demo".into()));
        check("#/%%%", &Route::NotFound("/%%%".into()));
    }

    #[test]
    fn settings_are_kept_and_replaced() {
        let place = Location::parse("#/jobs?status=running,failed&q=a%26b&q=last");
        assert_eq!(place.query.get("status"), Some("running,failed"));
        assert_eq!(place.query.get("q"), Some("last"));
        assert_eq!(place.clone().with("q", None).to_hash(), "#/jobs?status=running%2Cfailed");
    }

    proptest! {
        #[test]
        fn job_links_round_trip(connection in "[a-z0-9-]{1,12}", id in "\\PC{1,40}", value in "\\PC{0,20}") {
            let place = Location::of(job(&connection, &id)).with("x y", Some(&value));
            prop_assert_eq!(Location::parse(&place.to_hash()), place);
        }

        #[test]
        fn any_text_is_some_place(hash in "\\PC{0,60}") {
            let place = Location::parse(&hash);
            prop_assert_eq!(Location::parse(&place.to_hash()).route, place.route);
        }
    }
}
