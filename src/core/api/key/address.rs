//! Address of a key: the provider and the base URL that it may be sent to.

use crate::model::{Connection, Provider, leads_elsewhere};

/// A provider at a base URL: what a key was pasted for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct KeyAddress {
    provider: Provider,
    base_url: Box<str>,
}

impl KeyAddress {
    /// Returns the address of a provider's API below `base_url`, in the form of [`Connection::base_url`].
    pub fn new(provider: Provider, base_url: &str) -> Self {
        Self { provider, base_url: base_url.into() }
    }

    /// Address that a connection leads to.
    pub fn of(connection: &Connection) -> Self {
        Self::new(connection.provider, &connection.base_url)
    }

    /// Returns whether `url` is the base URL or below it. A provider with several generations of its API has them side by
    /// side (`…/v0.5`, `…/v0.6`), and one key for all.
    pub fn covers(&self, url: &str) -> bool {
        let below = |base: &str| {
            let rest = url.strip_prefix(base)?;
            let is_path = rest.is_empty() || rest.starts_with(['/', '?']);
            // Browsers and servers resolve these, and so would leave the base.
            let path = rest.split('?').next().unwrap_or_default();
            Some(is_path && !leads_elsewhere(path))
        };
        let siblings = self.base_url.strip_suffix(self.provider.version()).filter(|root| root.ends_with('/'));
        below(&self.base_url) == Some(true)
            || siblings.is_some_and(|root| {
                let generations = self.provider.generations().iter();
                generations
                    .map(|other| format!("{root}{}", other.version()))
                    .any(|base| below(&base) == Some(true))
            })
    }

    /// Returns the address as one text, under which keys are stored.
    pub(in crate::api) fn to_stored(&self) -> String {
        format!("{}\n{}", self.provider.slug(), self.base_url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(base_url: &str, url: &str, expected: bool) {
        for provider in [Provider::Archetype, Provider::ArchetypeV06] {
            assert_eq!(
                KeyAddress::new(provider, base_url).covers(url),
                expected,
                "{provider:?} {base_url} {url}"
            );
        }
    }

    #[test]
    fn only_what_is_below_the_base_url_is_covered() {
        let base = "https://api.example.org/lab";
        check(base, "https://api.example.org/lab", true);
        check(base, "https://api.example.org/lab/fine-tune/jobs?limit=1", true);
        check(base, "https://api.example.org/lab?x=/../", true);
        check(base, "https://api.example.org/labour/jobs", false);
        check(base, "https://api.example.org/other/jobs", false);
        check(base, "https://api.example.org.evil/lab/jobs", false);
        check(base, "http://api.example.org/lab/jobs", false);
        check(base, "//api.example.org/lab/jobs", false);
        check(base, "/lab/jobs", false);
        check("/proxy", "/proxy/jobs", true);
        check("/proxy", "/proxyevil/jobs", false);
        check("/proxy", "https://evil.example/proxy/jobs", false);
    }

    #[test]
    fn what_a_browser_would_lead_elsewhere_is_not_covered() {
        let base = "https://api.example.org/lab";
        for rest in [
            "/../steal",
            "/x/../../steal",
            "/%2e%2E/steal",
            "/.%2e/steal",
            "/..",
            "/..?x",
            "\\..\\steal",
            "/x%2F..%2F..%2Fsteal",
            "/.\t./steal",
        ] {
            check(base, &format!("{base}{rest}"), false);
        }
        check(base, "https://api.example.org/lab/a..b/.hidden", true);
    }

    #[test]
    fn generations_side_by_side_have_one_key() {
        let newer = KeyAddress::new(Provider::ArchetypeV06, "https://api.example.org/v0.6");
        assert!(newer.covers("https://api.example.org/v0.6/jobs"));
        assert!(newer.covers("https://api.example.org/v0.5/files"));
        assert!(!newer.covers("https://api.example.org/v1/files"));
        // Together has one generation only.
        let one = KeyAddress::new(Provider::Together, "https://api.example.org/v1");
        assert!(!one.covers("https://api.example.org/v0.5/files"));
    }
}
