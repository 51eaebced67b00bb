//! Links within the page: `#/jobs?status=running`, `#/jobs/{connection}/{id}`, `#/compare?job=a&job=b`, `#/new`,
//! `#/connections`, `#/log`.
//!
//! Everything after the `#`, so that every deep link works on any static host and under any sub-path.
//! Parsing never fails: what is not a link of ours is [`Route::NotFound`] with its text.

use crate::model::{ConnectionId, JobId, JobKey, percent_decode, percent_encode};

/// A screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// All jobs.
    Jobs,
    /// One job.
    Job(JobKey),
    /// Several jobs beside each other; [`crate::comparison::Lineup`] says which.
    Compare,
    /// The form for a new job.
    NewJob,
    /// Providers and keys.
    Connections,
    /// A metric log from a file.
    Log,
    /// A link that is not ours, as it stood in the address bar, without its settings.
    NotFound(String),
}

/// The user's location: a screen and its settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The screen.
    pub route: Route,
    /// Its settings.
    pub query: Query,
}

/// Setting of [`Location::connect_for`].
const NEXT: &str = "next";

/// Settings of a screen, in order; names are unique, but for [`Query::LIST`].
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
        let mut words: Vec<&str> = segments.iter().map(String::as_str).collect();
        // A job's id may be empty.
        if words.len() == 2 && words.first() == Some(&"jobs") && path.ends_with('/') {
            words.push("");
        }
        let route = match words.as_slice() {
            [] | ["jobs"] => Route::Jobs,
            ["jobs", connection, id] => {
                Route::Job(JobKey { connection: ConnectionId((*connection).into()), id: JobId::from(*id) })
            }
            ["compare"] => Route::Compare,
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
            Route::Compare => "#/compare".to_owned(),
            Route::NewJob => "#/new".to_owned(),
            Route::Connections => "#/connections".to_owned(),
            Route::Log => "#/log".to_owned(),
            Route::NotFound(text) => format!("#{text}"),
        };
        path + &self.query.to_text()
    }

    /// Screen of connections, on the way to `next`: the page goes there once a connection was saved.
    pub fn connect_for(next: &Self) -> Self {
        Self::of(Route::Connections).with(NEXT, Some(&next.to_hash()))
    }

    /// Place to go to once a connection was saved; `None` where no link led here on the way to one.
    pub fn next(&self) -> Option<Self> {
        let next = Self::parse(self.query.get(NEXT)?);
        (!matches!(next.route, Route::Connections | Route::NotFound(_))).then_some(next)
    }

    /// This place with another setting; `None` removes it.
    #[must_use]
    pub fn with(mut self, name: &str, value: Option<&str>) -> Self {
        self.query.set(name, value);
        self
    }
}

impl Query {
    /// The one setting that may have several values.
    pub const LIST: &str = "job";

    fn parse(text: &str) -> Self {
        let mut query = Self::default();
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (name, value) = (percent_decode(name), percent_decode(value));
            if name == Self::LIST {
                query.0.push((name, value));
            } else {
                query.set(&name, Some(&value));
            }
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

    /// All values of [`Query::LIST`], in their order.
    pub fn list(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter(|(key, _)| key == Self::LIST).map(|(_, value)| value.as_str())
    }

    /// Gives [`Query::LIST`] these values in place of those it has.
    pub fn set_list(&mut self, values: impl IntoIterator<Item = String>) {
        self.0.retain(|(key, _)| key != Self::LIST);
        self.0.extend(values.into_iter().map(|value| (Self::LIST.to_owned(), value)));
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
        check("#/jobs/demo/..", &job("demo", ".."));
        check("#/jobs/demo/", &job("demo", ""));
        check("#/compare?job=demo/ft-1&job=demo/ft-2", &Route::Compare);
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

    #[test]
    fn connections_know_the_place_that_led_to_them() {
        #[track_caller]
        fn check(hash: &str, next: Option<&str>) {
            let next = next.map(str::to_owned);
            assert_eq!(Location::parse(hash).next().map(|place| place.to_hash()), next, "{hash}");
        }
        let link = Location::parse("#/jobs/prod/a%2Fb?tab=events&steps=1-9");
        let connect = Location::connect_for(&link).to_hash();
        check(&connect, Some(&link.to_hash()));
        check("#/connections", None);
        // Neither itself nor another site.
        check("#/connections?next=%23%2Fconnections", None);
        check("#/connections?next=https%3A%2F%2Fevil.example%2F", None);
        check("#/connections?next=javascript%3Aalert(1)", None);
    }

    #[test]
    fn one_setting_may_have_several_values() {
        let mut place = Location::parse("#/compare?job=a&x=epoch&job=b%26c&x=step&job=a");
        assert_eq!(place.query.list().collect::<Vec<_>>(), ["a", "b&c", "a"]);
        assert_eq!(place.to_hash(), "#/compare?job=a&x=step&job=b%26c&job=a");
        place.query.set_list(["d".to_owned(), "e".to_owned()]);
        assert_eq!(place.to_hash(), "#/compare?x=step&job=d&job=e");
        place.query.set_list([]);
        assert_eq!(place.to_hash(), "#/compare?x=step");
    }

    proptest! {
        #[test]
        fn job_links_round_trip(connection in "[a-z0-9-]{1,12}", id in "\\PC{0,40}", value in "\\PC{0,20}") {
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
