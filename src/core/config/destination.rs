//! Destination of a key, in words, before the key goes there.

use crate::model::{Connection, Provider};

/// The host that gets a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyDestination {
    provider: Provider,
    /// Host and port; `None` for a path on the page's own host.
    host: Option<String>,
    kind: Kind,
    /// Everybody on the way can read what is sent.
    is_open: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The provider's own.
    Provider,
    /// Another one, which a connection to this provider has been made to before.
    Known,
    /// Any other.
    New,
}

impl KeyDestination {
    /// Returns the destination of a key for `provider` below `base_url`. `known` are the connections that
    /// have a key.
    pub fn of(provider: Provider, base_url: &str, known: &[Connection]) -> Self {
        let host = host(base_url);
        let is_provider = is_own_host(provider, base_url);
        let is_known = |known: &Connection| {
            known.provider.generations() == provider.generations()
                && origin(&known.base_url) == origin(base_url)
        };
        let kind = match () {
            () if is_provider => Kind::Provider,
            () if known.iter().any(is_known) => Kind::Known,
            () => Kind::New,
        };
        let name = host.map(|host| host.rsplit_once(':').map_or(host, |(name, _)| name));
        let is_here = name.is_some_and(|name| matches!(name, "localhost" | "127.0.0.1" | "[::1]"));
        let is_open = base_url.starts_with("http://") && !is_here;
        Self { provider, host: host.map(str::to_owned), kind, is_open }
    }

    /// Returns the words of the button that sends it. A host that is not the provider's is named on it, for the first time.
    pub fn button(&self) -> String {
        match (&self.host, self.kind) {
            (_, Kind::Provider | Kind::Known) => "Test and save".to_owned(),
            (Some(host), Kind::New) => format!("Send the key to {host} and save"),
            (None, Kind::New) => "Send the key to this page's server and save".to_owned(),
        }
    }

    /// Returns one or two sentences on where the key goes and who can read it.
    pub fn words(&self) -> String {
        let own = host(self.provider.default_base_url()).unwrap_or_default();
        let label = self.provider.generations()[0].label();
        let place = self.host.as_deref().unwrap_or("the server of this page");
        let mut words = match self.kind {
            Kind::Provider => format!("The key goes to {place}, the address of {label}."),
            Kind::Known | Kind::New => format!(
                "The key goes to {place}. That is not the address of {label} ({own}): whoever runs it can use the key."
            ),
        };
        if self.is_open {
            words.push_str(" It goes there unencrypted (http), so anyone on the way can read it.");
        }
        words
    }

    /// Returns whether the user should read the words twice.
    pub fn is_warning(&self) -> bool {
        self.is_open || self.kind != Kind::Provider
    }
}

/// Returns whether an address is at the provider's own host, of any of its versions.
pub(super) fn is_own_host(provider: Provider, base_url: &str) -> bool {
    provider.generations().iter().any(|own| origin(own.default_base_url()) == origin(base_url))
}

/// Returns the scheme, host and port; empty for a path on the page's own host.
fn origin(base_url: &str) -> String {
    let after = base_url.find("://").map_or(0, |at| at + 3);
    let end = base_url[after..].find('/').map_or(base_url.len(), |at| after + at);
    base_url[..end].to_ascii_lowercase()
}

/// Returns host and port of an address; `None` for a path on the page's own host.
pub fn host(base_url: &str) -> Option<&str> {
    let (_, rest) = base_url.split_once("://")?;
    rest.split('/').next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    /// The button and the words of a key for `provider` at `base_url`; a connection to Together at `https://lab.example/v1`
    /// is known.
    #[track_caller]
    fn check(provider: Provider, base_url: &str, button: &str, words: &[&str]) {
        let known = r#"{"connections":[{"provider":"together","base_url":"https://lab.example/v1"}]}"#;
        let known = Config::parse(known).unwrap().connections;
        let destination = KeyDestination::of(provider, base_url, &known);
        assert_eq!(destination.button(), button);
        let all = destination.words();
        words.iter().for_each(|words| assert!(all.contains(words), "{words}: {all}"));
        let is_plain = !all.contains("not the address") && !all.contains("unencrypted");
        assert_eq!(destination.is_warning(), !is_plain, "{all}");
    }

    #[test]
    fn the_host_is_named_before_a_key_goes_there() {
        let own = "the address of Together AI.";
        check(Provider::Together, "https://api.together.ai/v1", "Test and save", &["api.together.ai", own]);
        check(
            Provider::OpenAi,
            "https://api.together.ai/v1",
            "Send the key to api.together.ai and save",
            &["The key goes to api.together.ai.", "not the address of", "api.openai.com"],
        );
        check(
            Provider::Together,
            "https://lab.example/v2",
            "Test and save",
            &["The key goes to lab.example.", "whoever runs it"],
        );
        // Another provider's key was never sent there, and another port is another server.
        check(
            Provider::OpenAi,
            "https://lab.example/v1",
            "Send the key to lab.example and save",
            &["whoever runs it"],
        );
        check(
            Provider::Together,
            "https://lab.example:8443/v1",
            "Send the key to lab.example:8443 and save",
            &[],
        );
        check(
            Provider::Together,
            "/proxy/v1",
            "Send the key to this page's server and save",
            &["the server of this page"],
        );
        check(
            Provider::ArchetypeV06,
            "https://api.u1.archetypeai.app/v0.6",
            "Test and save",
            &["the address of Archetype"],
        );
    }

    #[test]
    fn what_everybody_can_read_on_the_way_is_told() {
        check(
            Provider::Together,
            "http://api.together.ai/v1",
            "Send the key to api.together.ai and save",
            &["unencrypted"],
        );
        for here in ["http://127.0.0.1:9100/v1", "http://localhost/v1", "http://[::1]:9/v1", "/proxy/v1"] {
            let words = KeyDestination::of(Provider::Together, here, &[]).words();
            assert!(!words.contains("unencrypted"), "{here}: {words}");
        }
    }
}
