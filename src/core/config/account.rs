//! Account of a new job. Files and jobs go there and are paid there, so another account never
//! stands in for one that was named.

use super::destination::{host, is_own_host};
use crate::model::{Connection, ConnectionId, Transport, places};

/// The account of a new job, or what stands in its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Account {
    /// This one.
    Chosen(Connection),
    /// None yet.
    Open(Gap),
}

/// Reason why there is no account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gap {
    /// The deployer's file is not there yet, and may name it.
    Waiting,
    /// No connection can be used, and none was named.
    NoneUsable,
    /// The one that was named has no key; its label.
    NeedsKey(String),
    /// There is none of the id that was named.
    Unknown(String),
}

impl Account {
    /// Returns the account that a link names by `wanted`; the first usable one of `connections` if it names none.
    /// `is_complete` says that no further connections are to come.
    pub fn find(
        wanted: Option<&str>,
        connections: &[Connection],
        is_usable: impl Fn(&Connection) -> bool,
        is_complete: bool,
    ) -> Self {
        let gap = |gap| if is_complete { Self::Open(gap) } else { Self::Open(Gap::Waiting) };
        let Some(wanted) = wanted else {
            let first = connections.iter().find(|known| is_usable(known));
            // What comes yet may come first; a choice that was shown does not change by itself.
            return match first.filter(|_| is_complete) {
                Some(first) => Self::Chosen(first.clone()),
                None => gap(Gap::NoneUsable),
            };
        };
        match connections.iter().find(|known| *known.id.0 == *wanted) {
            Some(known) if is_usable(known) => Self::Chosen(known.clone()),
            Some(known) => Self::Open(Gap::NeedsKey(known.label.clone())),
            None => gap(Gap::Unknown(wanted.to_owned())),
        }
    }
}

/// Returns the name of a connection's account where something is sent or paid: `Together · production`. The id is added
/// where another one's label reads alike, the host as well there and wherever it is not the provider's own. `connections`
/// are all of the page.
pub fn account_name(connection: &Connection, connections: &[Connection]) -> String {
    let provider = connection.provider.short_label();
    let is_alike = |other: &Connection| {
        other.id != connection.id
            && other.provider.short_label() == provider
            && folded(&other.label) == folded(&connection.label)
    };
    let is_ambiguous = connections.iter().any(is_alike);
    let place = places(connections).into_iter().find(|place| place.connection == connection.id);
    let label = match place.and_then(|place| place.label) {
        Some(label) if label != connection.label => label,
        _ if is_ambiguous => format!("{} ({})", connection.label, connection.id),
        _ => connection.label.clone(),
    };
    let is_network = connection.transport == Transport::Network;
    let is_elsewhere = is_ambiguous || !is_own_host(connection.provider, &connection.base_url);
    match host(&connection.base_url) {
        _ if !is_network || !is_elsewhere => format!("{provider} · {label}"),
        Some(host) => format!("{provider} · {label} at {host}"),
        None => format!("{provider} · {label} at this page's server"),
    }
}

/// Returns the id and name of each of `usable`, in the same order.
pub fn account_names(usable: &[Connection], connections: &[Connection]) -> Vec<(ConnectionId, String)> {
    usable.iter().map(|known| (known.id.clone(), account_name(known, connections))).collect()
}

/// Returns a label as it is read in passing.
fn folded(label: &str) -> String {
    label.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    /// Returns three connections: `shared` and `spare` can be used, `private` has no key.
    fn connections() -> Vec<Connection> {
        let own = |id: &str| format!(r#"{{"id":"{id}","label":"my {id}","provider":"together"}}"#);
        let config = format!(r#"{{"connections":[{},{},{}]}}"#, own("private"), own("shared"), own("spare"));
        Config::parse(&config).unwrap().connections
    }

    #[track_caller]
    fn check(wanted: Option<&str>, unusable: &[&str], is_complete: bool, expected: Result<&str, Gap>) {
        let is_usable = |known: &Connection| !unusable.contains(&&*known.id.0);
        let found = Account::find(wanted, &connections(), is_usable, is_complete);
        let found = match &found {
            Account::Chosen(known) => Ok(&*known.id.0),
            Account::Open(gap) => Err(gap.clone()),
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn an_account_that_was_named_is_never_replaced_by_another() {
        check(Some("shared"), &["private"], true, Ok("shared"));
        check(Some("shared"), &["private"], false, Ok("shared"));
        check(Some("private"), &["private"], true, Err(Gap::NeedsKey("my private".into())));
        check(Some("private"), &["private"], false, Err(Gap::NeedsKey("my private".into())));
        let none = ["private", "shared", "spare"];
        check(Some("spare"), &none, true, Err(Gap::NeedsKey("my spare".into())));
        // Neither a label nor a part of an id names it.
        for wanted in ["gone", "my private", "SHARED", "share", ""] {
            check(Some(wanted), &[], true, Err(Gap::Unknown(wanted.into())));
            check(Some(wanted), &[], false, Err(Gap::Waiting));
        }
    }

    #[test]
    fn where_none_is_named_the_first_usable_one_counts_once_all_are_there() {
        check(None, &[], true, Ok("private"));
        check(None, &["private"], true, Ok("shared"));
        check(None, &["private"], false, Err(Gap::Waiting));
        check(None, &["private", "shared", "spare"], true, Err(Gap::NoneUsable));
        check(None, &["private", "shared", "spare"], false, Err(Gap::Waiting));
    }

    /// The names of connections to Together, given as label and address.
    #[track_caller]
    fn check_names(connections: &[(&str, &str)], expected: &[&str]) {
        let object = |(label, url): &(&str, &str)| {
            format!(r#"{{"label":"{label}","provider":"together","base_url":"{url}"}}"#)
        };
        let objects: Vec<_> = connections.iter().map(object).collect();
        let config = Config::parse(&format!(r#"{{"connections":[{}]}}"#, objects.join(","))).unwrap();
        let all = config.connections;
        let names: Vec<_> = account_names(&all, &all).into_iter().map(|(_, name)| name).collect();
        assert_eq!(names, expected);
    }

    #[test]
    fn accounts_are_told_apart_by_id_and_host_where_their_labels_are_alike() {
        let own = "https://api.together.ai/v1";
        check_names(&[("production", own)], &["Together · production"]);
        check_names(&[("lab", own), ("production", own)], &["Together · lab", "Together · production"]);
        check_names(
            &[("production", own), ("production", "https://lab.example/v1")],
            &[
                "Together · production (production) at api.together.ai",
                "Together · production (production-2) at lab.example",
            ],
        );
        check_names(
            &[("production", own), ("Production ", own)],
            &[
                "Together · production (production) at api.together.ai",
                "Together · Production (production-2) at api.together.ai",
            ],
        );
        check_names(&[("lab", "http://127.0.0.1:9100/v1")], &["Together · lab at 127.0.0.1:9100"]);
        check_names(&[("lab", "/proxy/v1")], &["Together · lab at this page's server"]);
    }
}
