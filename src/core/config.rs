//! The deployer's `config.json`, and the user's own connections in the same form.
//!
//! ```json
//! {"version": 1, "demo": true, "connections": [
//!   {"id": "prod", "label": "production", "provider": "together",
//!    "base_url": "/proxy/together/v1", "key": "proxy"}]}
//! ```
//!
//! `demo` (default true) offers the built-in demo. Of a connection only `provider` is required: `label`
//! defaults to the provider's name, `id` to one made from the label, `base_url` to the provider's own, and
//! `key` (`memory`, `tab`, `device` or `proxy`) to `memory`. A key itself is never part of it.

mod account;
mod destination;
mod keeping;
mod presets;

pub use account::{Account, Gap, account_name, account_names};
pub use destination::{KeyDestination, host};
pub use keeping::keeping_advice;
pub use presets::Presets;

use std::borrow::Cow;

use serde_json::{Value, json};

use crate::json::{self, Fault, Members};
use crate::model::{self, Connection, ConnectionId, KeyKeeping, Provider, Transport};

/// Configuration by the deployer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Connections every visitor sees.
    pub connections: Vec<Connection>,
    /// True if the built-in demo is offered.
    pub offers_demo: bool,
}

/// Reason why a config could not be read; names the field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {message}")]
pub struct ConfigError {
    /// Dotted path (`connections.0.provider`), or `config.json` for the whole.
    pub field: String,
    /// The mistake and the correct form.
    pub message: String,
}

impl Default for Config {
    /// Only the demo.
    fn default() -> Self {
        Self { connections: Vec::new(), offers_demo: true }
    }
}

impl Config {
    /// Reads the text of a config.
    ///
    /// # Errors
    /// The first field that cannot be understood.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let whole = |message: &str| problem("config.json", message);
        if let Err(Fault { line, column, .. }) = json::check(text) {
            return Err(whole(&format!("is not JSON at line {line}, column {column}")));
        }
        let object = json::members(text).ok_or_else(|| whole("must be an object"))?;
        let offers_demo = match object.get("demo") {
            None | Some("true") => true,
            Some("false") => false,
            Some(_) => return Err(problem("demo", "must be true or false")),
        };
        let mut config = Self { connections: Vec::new(), offers_demo };
        if let Some(list) = object.get("connections") {
            let items = json::items(list).ok_or_else(|| problem("connections", "must be a list"))?;
            for (i, item) in items.into_iter().enumerate() {
                let connection = read_connection(item, &format!("connections.{i}"), &config.connections)?;
                config.connections.push(connection);
            }
        }
        Ok(config)
    }

    /// Text that [`Config::parse`] reads back as the same config.
    pub fn to_json(&self) -> String {
        let connections: Vec<Value> = self.connections.iter().map(write_connection).collect();
        json!({"version": 1, "demo": self.offers_demo, "connections": connections}).to_string()
    }
}

/// An id for a new connection: the label in lower-case letters, digits and `-`, made unique.
pub fn connection_id(label: &str, taken: &[Connection]) -> ConnectionId {
    let mut slug = String::new();
    for character in label.to_ascii_lowercase().chars() {
        if character.is_ascii_alphanumeric() {
            slug.push(character);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = match slug.trim_end_matches('-') {
        "" => "connection".to_owned(),
        // The demo's connections are called so.
        slug if slug == DEMO_PREFIX || slug.starts_with("demo-") => format!("my-{slug}"),
        slug => slug.to_owned(),
    };
    let is_free = |id: &str| taken.iter().all(|connection| *connection.id.0 != *id);
    let numbered = (2..).map(|n: usize| format!("{slug}-{n}"));
    let id = std::iter::once(slug.clone()).chain(numbered).find(|id| is_free(id));
    ConnectionId(id.unwrap_or_default().into())
}

/// Checks and tidies a base URL: http(s), or a path on this page's own host; without trailing slash.
///
/// # Errors
/// Reason, for people, if the text is no base URL.
pub fn base_url(typed: &str) -> Result<String, String> {
    let url = typed.trim().trim_end_matches('/');
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let is_own_path = url.starts_with('/') && !url.starts_with("//");
    if rest.is_none_or(str::is_empty) && !is_own_path {
        return Err("Begin with https://, or with / for a proxy on this page's own host.".into());
    }
    if rest.is_some_and(|rest| rest.split('/').next().is_some_and(|host| host.contains('@'))) {
        return Err("Leave out the user name and password; the key has its own field.".into());
    }
    if url.contains(['?', '#', '\\']) || url.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err("Leave out spaces, ?, # and \\; only the address up to the version belongs here.".into());
    }
    if !url.is_ascii() {
        return Err(
            "Use plain letters: a host of other letters has a form that begins with xn--, and a path has %…"
                .into(),
        );
    }
    if let Some(rest) = rest {
        let host = rest.split('/').next().unwrap_or_default();
        if !is_host(host) {
            return Err(
                "After :// comes a host, such as api.example.org or 127.0.0.1:9000, written as it is.".into(),
            );
        }
    }
    let path = rest.map_or(url, |rest| rest.find('/').map_or("", |at| &rest[at..]));
    if model::leads_elsewhere(path) || path.contains("//") {
        return Err("Leave out “.”, “..” and nothing between slashes; write the path as it is.".into());
    }
    Ok(url.to_owned())
}

/// Returns whether a text is a host, and a port perhaps, that means to a browser what it says to a reader: labels of letters, digits
/// and `-`, an IPv4 address of four numbers, or an IPv6 address in brackets. Browsers take `0x7f000001` and `2130706433` for
/// addresses too (URL Standard, *IPv4 parser*), which users would not notice.
fn is_host(text: &str) -> bool {
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (text, None),
    };
    if port.is_some_and(|port| port.parse::<u16>().is_err()) {
        return false;
    }
    if let Some(v6) = host.strip_prefix('[') {
        return v6.strip_suffix(']').is_some_and(|v6| v6.parse::<std::net::Ipv6Addr>().is_ok());
    }
    let is_label = |label: &str| {
        !label.is_empty()
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    let last = host.rsplit('.').next().unwrap_or_default();
    let is_numeric = last.starts_with(|c: char| c.is_ascii_digit());
    host.split('.').all(is_label) && (!is_numeric || host.parse::<std::net::Ipv4Addr>().is_ok())
}

/// The base URL after a change of provider: that of another generation of the same service keeps its place and changes its
/// version, every other provider begins at its own address. What was typed for one provider is never taken for another.
pub fn base_url_of(chosen: Provider, before: Provider, typed: &str) -> String {
    let root = typed.trim().trim_end_matches('/').strip_suffix(before.version());
    match root.filter(|root| root.ends_with('/') && chosen.generations() == before.generations()) {
        Some(root) => format!("{root}{}", chosen.version()),
        None => chosen.default_base_url().to_owned(),
    }
}

/// A connection in every generation of its provider, to be tried in this order: its own first, then the others at
/// the address that differs in the version alone.
pub fn generations(connection: &Connection) -> Vec<Connection> {
    let own = connection.provider;
    let base = connection.base_url.strip_suffix(own.version()).filter(|base| base.ends_with('/'));
    let others = own.generations().iter().filter(|other| **other != own).map(|other| Connection {
        provider: *other,
        base_url: base
            .map_or_else(|| connection.base_url.clone(), |base| format!("{base}{}", other.version())),
        ..connection.clone()
    });
    std::iter::once(connection.clone()).chain(others).collect()
}

/// Ids of the demo's connections begin like this.
pub const DEMO_PREFIX: &str = "demo";

fn read_connection(item: &str, path: &str, taken: &[Connection]) -> Result<Connection, ConfigError> {
    let object = json::members(item).ok_or_else(|| problem(path, "must be an object"))?;
    let text = |name: &str| text(&object, name, path);
    let at = |name: &str| format!("{path}.{name}");
    let slugs = Provider::ALL.map(|provider| format!("\"{}\"", provider.slug())).join(" or ");
    let provider = text("provider")?
        .and_then(|slug| Provider::from_slug(&slug))
        .ok_or_else(|| problem(&at("provider"), &format!("must be {slugs}")))?;
    let label = text("label")?.map_or_else(|| provider.label().into(), |label| label.trim().to_owned());
    let key_keeping = match text("key")? {
        None => KeyKeeping::Memory,
        Some(slug) => KeyKeeping::from_slug(&slug)
            .ok_or_else(|| problem(&at("key"), "must be \"memory\", \"tab\", \"device\" or \"proxy\""))?,
    };
    let base_url = base_url(text("base_url")?.as_deref().unwrap_or(provider.default_base_url()))
        .map_err(|message| problem(&at("base_url"), &message))?;
    let id = match text("id")? {
        None => connection_id(&label, taken),
        Some(id) => {
            let made = connection_id(&id, taken);
            if *made.0 != *id {
                return Err(problem(
                    &at("id"),
                    "must be unique, in lower-case letters, digits and -, and not begin with demo",
                ));
            }
            made
        }
    };
    Ok(Connection { id, provider, label, base_url, transport: Transport::Network, key_keeping })
}

fn write_connection(connection: &Connection) -> Value {
    json!({
        "id": &*connection.id.0,
        "label": connection.label,
        "provider": connection.provider.slug(),
        "base_url": connection.base_url,
        "key": connection.key_keeping.slug(),
    })
}

fn text<'a>(object: &Members<'a>, name: &str, path: &str) -> Result<Option<Cow<'a, str>>, ConfigError> {
    match object.get(name) {
        None | Some("null") => Ok(None),
        Some(value) => match json::string(value).filter(|text| !text.trim().is_empty()) {
            Some(text) => Ok(Some(text)),
            None => Err(problem(&format!("{path}.{name}"), "must be text")),
        },
    }
}

fn problem(field: &str, message: &str) -> ConfigError {
    ConfigError { field: field.into(), message: message.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refuses(text: &str, field: &str) {
        assert_eq!(Config::parse(text).unwrap_err().field, field, "{text}");
    }

    #[test]
    fn bad_files_name_the_field() {
        refuses("", "config.json");
        refuses("[]", "config.json");
        refuses(r#"{"demo": 1}"#, "demo");
        refuses(r#"{"connections": {}}"#, "connections");
        refuses(r#"{"connections": [1]}"#, "connections.0");
        refuses(r#"{"connections": [{}]}"#, "connections.0.provider");
        refuses(r#"{"connections": [{"provider": "acme"}]}"#, "connections.0.provider");
        refuses(r#"{"connections": [{"provider": 7}]}"#, "connections.0.provider");
        refuses(r#"{"connections": [{"provider": "together", "key": "sk-1"}]}"#, "connections.0.key");
        refuses(
            r#"{"connections": [{"provider": "together", "base_url": "ftp://x"}]}"#,
            "connections.0.base_url",
        );
        refuses(r#"{"connections": [{"provider": "together", "id": "Big One"}]}"#, "connections.0.id");
        refuses(
            r#"{"connections": [{"provider": "together", "id": "a"}, {"provider": "together", "id": "a"}]}"#,
            "connections.1.id",
        );
        refuses(r#"{"connections": [{"provider": "together", "id": "demo-together"}]}"#, "connections.0.id");
    }

    #[test]
    fn no_label_makes_an_id_of_the_demo() {
        for (label, expected) in [
            ("demo", "my-demo"),
            ("Demo Together", "my-demo-together"),
            ("demos", "demos"),
            ("-", "connection"),
        ] {
            assert_eq!(&*connection_id(label, &[]).0, expected, "{label}");
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        let text = r#"{"connections": [{"provider": "together"}, {"provider": "together", "label": "Lab é 2",
            "base_url": "/proxy/together/v1/", "key": "proxy"}, {"provider": "archetype", "key": "device"}]}"#;
        let config = Config::parse(text).unwrap();
        let ids: Vec<_> = config.connections.iter().map(|connection| &*connection.id.0).collect();
        assert_eq!(ids, ["together-ai", "lab-2", "archetype-ai"]);
        assert_eq!(config.connections[1].base_url, "/proxy/together/v1");
        assert_eq!(Config::parse(&config.to_json()).unwrap(), config);
    }

    #[test]
    fn other_generations_are_looked_for_at_their_own_version() {
        let provider = Provider::ALL.into_iter().find(|provider| 1 < provider.generations().len()).unwrap();
        let [old, new] = provider.generations() else { panic!("{provider:?}") };
        let text = format!(r#"{{"connections": [{{"provider": "{}"}}]}}"#, old.slug());
        let connection = Config::parse(&text).unwrap().connections.remove(0);
        for (base_url, expected) in [
            (old.default_base_url(), new.default_base_url()),
            ("/proxy/v0.5", "/proxy/v0.6"),
            ("/proxy/v0.6", "/proxy/v0.6"),
            ("/proxy/xv0.5", "/proxy/xv0.5"),
        ] {
            let tried = generations(&Connection { base_url: base_url.into(), ..connection.clone() });
            let tried: Vec<_> = tried.iter().map(|one| (one.provider, one.base_url.as_str())).collect();
            assert_eq!(tried, [(*old, base_url), (*new, expected)]);
        }
    }

    #[test]
    fn an_address_typed_for_one_provider_is_not_used_for_another() {
        use Provider::{Archetype, ArchetypeV06, OpenAi, Together};
        for (chosen, before, typed, expected) in [
            (OpenAi, Together, "http://127.0.0.1:9100/together/v1", OpenAi.default_base_url()),
            (Together, OpenAi, "https://evil.example/v1", Together.default_base_url()),
            (Together, Together, "https://lab.example/v1", "https://lab.example/v1"),
            (ArchetypeV06, Archetype, "/proxy/v0.5", "/proxy/v0.6"),
            (Archetype, ArchetypeV06, " https://lab.example/v0.6/ ", "https://lab.example/v0.5"),
            (ArchetypeV06, Archetype, "https://lab.example/x", ArchetypeV06.default_base_url()),
            (ArchetypeV06, Archetype, "https://lab.example/xv0.5", ArchetypeV06.default_base_url()),
        ] {
            assert_eq!(base_url_of(chosen, before, typed), expected, "{before:?} to {chosen:?}: {typed}");
        }
    }

    #[test]
    fn base_urls_are_tidied_or_refused() {
        for (typed, expected) in [
            (" https://a.b/v1/ ", Some("https://a.b/v1")),
            ("http://127.0.0.1:9000/x", Some("http://127.0.0.1:9000/x")),
            ("/proxy", Some("/proxy")),
            ("//evil.example", None),
            ("a.b/v1", None),
            ("https://", None),
            ("javascript:alert(1)", None),
            ("https://me:pw@a.b", None),
            ("https://a.b/v1?x", None),
            ("https://a.b\\@evil.example/v1", None),
            ("https://a.b/\u{1b}[201~", None),
            ("https://a.b/\u{202e}1v", None),
            ("https://аpi.together.ai/v1", None),
            ("https://a.b/v1/../x", None),
            ("/proxy/./v1", None),
            ("http:///evil.example/v1", None),
            ("https:////evil.example/v1", None),
            ("https://a.b/v1/%2e%2e/x", None),
            ("https://a.b//v1", None),
            ("http://0x7f000001/v1", None),
            ("http://2130706433/v1", None),
            ("http://127.1/v1", None),
            ("http://127%2e0.0.1/v1", None),
            ("http://127.0.0.1:99999/v1", None),
            ("http://a..b/v1", None),
            ("http://[::1]:9000/v1", Some("http://[::1]:9000/v1")),
            ("http://localhost:9000", Some("http://localhost:9000")),
            ("https://model_server.lab-2.example/v1", Some("https://model_server.lab-2.example/v1")),
            ("https://xn--80ak6aa92e.com/v1", Some("https://xn--80ak6aa92e.com/v1")),
        ] {
            assert_eq!(base_url(typed).ok().as_deref(), expected, "{typed}");
        }
    }
}
