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
    /// Whose API it speaks.
    pub provider: Provider,
    /// The user's word for it (`production`).
    pub label: String,
    /// Absolute URL, or a path on this page's own host (`/proxy/together/v1`); no trailing slash.
    pub base_url: String,
    /// How requests travel.
    pub transport: Transport,
    /// Where its key is kept.
    pub key_keeping: KeyKeeping,
}

/// How a connection's requests travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Transport {
    /// To the simulator inside this page.
    Demo,
    /// Over the network.
    Network,
}

/// Where a connection's key is kept.
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

    /// Word in stored settings.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::Tab => "tab",
            Self::Device => "device",
            Self::Proxy => "proxy",
        }
    }

    /// The place of a slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|keeping| keeping.slug() == slug)
    }

    /// Where, for people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Memory => "Until this page is reloaded",
            Self::Tab => "In this tab",
            Self::Device => "On this device",
            Self::Proxy => "The proxy adds it",
        }
    }
}
