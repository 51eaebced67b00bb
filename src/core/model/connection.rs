//! A provider, where it is reached, and how its key is kept.

use std::sync::Arc;

use super::Provider;

/// Names a connection in links and stored settings: lower-case letters, digits and `-`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnectionId(pub Arc<str>);

impl std::fmt::Display for ConnectionId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// One account at one provider. The key is not part of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Connection {
    /// Stable, unique on this page.
    pub id: ConnectionId,
    /// The provider whose API the connection speaks.
    pub provider: Provider,
    /// The user's word for it (`production`).
    pub label: String,
    /// Absolute URL, or a path on this page's own host (`/proxy/together/v1`); no trailing slash.
    pub base_url: String,
    /// Transport of the connection's requests.
    pub transport: Transport,
    /// Place where the connection's key is kept.
    pub key_keeping: KeyKeeping,
}

/// Origin of a job, as people tell the connections of a page apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The connection.
    pub connection: ConnectionId,
    /// The connection's label, with its id where another one of the provider has the same; `None` for the provider's
    /// only connection.
    pub label: Option<String>,
    /// `Together`, or `Together · production` as soon as the provider has more than one connection.
    pub name: String,
}

/// Returns the place of each connection, in the same order.
pub fn places(connections: &[Connection]) -> Vec<Place> {
    let place = |connection: &Connection| {
        let provider = connection.provider.short_label();
        let siblings = || {
            let others = connections.iter().filter(|other| other.id != connection.id);
            others.filter(|other| other.provider.short_label() == provider)
        };
        let is_ambiguous = || siblings().any(|other| other.label == connection.label);
        let label = siblings().next().map(|_| match is_ambiguous() {
            true => format!("{} ({})", connection.label, connection.id),
            false => connection.label.clone(),
        });
        let name = match &label {
            Some(label) => format!("{provider} · {label}"),
            None => provider.to_owned(),
        };
        Place { connection: connection.id.clone(), label, name }
    };
    connections.iter().map(place).collect()
}

/// Transport of a connection's requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Transport {
    /// To the simulator inside this page.
    Demo,
    /// Over the network.
    Network,
}

/// Place where a connection's key is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyKeeping {
    /// Until the page is closed or reloaded.
    Memory,
    /// In this tab, over reloads.
    Tab,
    /// On this device, until forgotten.
    Device,
    /// Nowhere: the proxy at the base URL adds it.
    Proxy,
}

impl KeyKeeping {
    /// Every place, the safest first.
    pub const ALL: [Self; 4] = [Self::Memory, Self::Tab, Self::Device, Self::Proxy];

    /// Returns the word in stored settings.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::Tab => "tab",
            Self::Device => "device",
            Self::Proxy => "proxy",
        }
    }

    /// Returns the place of a slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|keeping| keeping.slug() == slug)
    }

    /// Returns the place as a label for people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Memory => "Until this page is reloaded",
            Self::Tab => "In this tab",
            Self::Device => "On this device",
            Self::Proxy => "The proxy adds it",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Connections as `provider label`, their places as expected.
    #[track_caller]
    fn check(connections: &[(Provider, &str)], expected: &[&str]) {
        let connection = |(i, (provider, label)): (usize, &(Provider, &str))| Connection {
            id: ConnectionId(format!("c{i}").into()),
            provider: *provider,
            label: (*label).to_owned(),
            base_url: String::new(),
            transport: Transport::Network,
            key_keeping: KeyKeeping::Memory,
        };
        let connections: Vec<_> = connections.iter().enumerate().map(connection).collect();
        let names: Vec<_> = places(&connections).into_iter().map(|place| place.name).collect();
        assert_eq!(names, expected);
    }

    #[test]
    fn place_names_the_connection_once_its_provider_has_several() {
        let [first, second, ..] = Provider::ALL;
        let name = |provider: Provider, label: &str| format!("{} · {label}", provider.short_label());
        check(&[], &[]);
        check(&[(first, "a"), (second, "a")], &[first.short_label(), second.short_label()]);
        let (eu, us) = (name(first, "eu"), name(first, "us"));
        check(&[(first, "eu"), (second, "eu"), (first, "us")], &[&eu, second.short_label(), &us]);
        let same = [name(first, "x (c0)"), name(first, "x (c1)"), name(first, "y")];
        check(&[(first, "x"), (first, "x"), (first, "y")], &[&same[0], &same[1], &same[2]]);
    }
}
