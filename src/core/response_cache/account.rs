//! Account that cached responses belong to.

use crate::model::{Connection, KeyKeeping, Transport};

/// One account as all tabs of a browser know it: provider, base URL, the connection's id, and the mark of its key.
/// A replaced key is another account, so that one never sees what the other got.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Account(String);

impl Account {
    /// Returns the account of a connection; `None` if its answers are to stay in their page: the demo's, and those of a key
    /// that is kept in memory or in one tab, of which no other page could tell whether it is the same key.
    ///
    /// `mark` names the key on this device without telling anything of it: a random word, made when the key was
    /// stored and stored beside it.
    pub fn of(connection: &Connection, mark: Option<&str>) -> Option<Self> {
        let mark = match (connection.transport, connection.key_keeping) {
            (Transport::Demo, _) | (_, KeyKeeping::Memory | KeyKeeping::Tab) => return None,
            (Transport::Network, KeyKeeping::Proxy) => "",
            (Transport::Network, KeyKeeping::Device) => mark.filter(|mark| !mark.is_empty())?,
        };
        let (provider, base_url) = (connection.provider.slug(), &connection.base_url);
        Some(Self(format!("{}\n{provider}\n{base_url}\n{mark}", connection.id)))
    }

    /// Returns the name of what is kept of one of its resources (`jobs`, `job/ft-1`).
    pub fn name(&self, resource: &str) -> String {
        format!("{}\n\n{resource}", self.0)
    }

    /// Returns true if a cache entry of this name belongs to the account.
    pub fn owns(&self, name: &str) -> bool {
        name.strip_prefix(&*self.0).is_some_and(|rest| rest.starts_with("\n\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn connection(key: &str, base_url: &str) -> Connection {
        let text = format!(
            r#"{{"connections":[{{"provider":"together","id":"a","base_url":"{base_url}","key":"{key}"}}]}}"#
        );
        Config::parse(&text).unwrap().connections.remove(0)
    }

    #[test]
    fn only_what_outlives_the_page_has_an_account() {
        let name =
            |key: &str, mark: Option<&str>| Account::of(&connection(key, "/p"), mark).map(|known| known.0);
        assert_eq!(name("memory", Some("m")), None);
        assert_eq!(name("tab", Some("m")), None);
        assert_eq!(name("device", None), None);
        assert_eq!(name("device", Some("")), None);
        assert_eq!(name("device", Some("m")).as_deref(), Some("a\ntogether\n/p\nm"));
        assert_eq!(name("proxy", None).as_deref(), Some("a\ntogether\n/p\n"));
        let demo = Connection { transport: Transport::Demo, ..connection("proxy", "/p") };
        assert_eq!(Account::of(&demo, Some("m")), None);
    }

    #[test]
    fn another_key_or_address_is_another_account() {
        let account =
            |base_url: &str, mark: &str| Account::of(&connection("device", base_url), Some(mark)).unwrap();
        let one = account("/p", "m");
        assert_eq!(one, account("/p", "m"));
        assert!(one.owns(&one.name("jobs")));
        for other in [account("/p", "m2"), account("/q", "m"), account("/p", "n")] {
            assert_ne!(one, other);
            assert!(!one.owns(&other.name("jobs")) && !other.owns(&one.name("jobs")));
        }
    }
}
