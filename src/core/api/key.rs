//! The user's API key, and the only address it may be sent to.

pub mod address;
pub mod mask;
pub mod ring;

use super::KeyAddress;

/// An API key: goes into the `Authorization` header of requests to its own address and nowhere else.
///
/// INVARIANT: no `Display`, no serde, and `Debug` shows nothing of it. Its text is given out for its address only
/// ([`ApiKey::expose_to`]).
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey {
    text: Box<str>,
    address: KeyAddress,
}

impl ApiKey {
    /// Takes over what was pasted for this address, without surrounding white space; `None` if nothing is left or it
    /// holds characters that no header can carry.
    pub fn new(pasted: &str, address: KeyAddress) -> Option<Self> {
        let text = pasted.trim();
        let is_sendable = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
        is_sendable.then(|| Self { text: text.into(), address })
    }

    /// Address that it may be sent to.
    pub fn address(&self) -> &KeyAddress {
        &self.address
    }

    /// Returns the text, for a request to `url`; `None` if that is not below the key's address.
    pub fn expose_to(&self, url: &str) -> Option<&str> {
        self.address.covers(url).then_some(&*self.text)
    }

    /// Compares its text, for services that take keys rather than send them.
    pub fn is(&self, text: &str) -> bool {
        *self.text == *text
    }

    /// Returns whether `body` repeats it, and so must not be kept.
    pub fn is_in(&self, body: &[u8]) -> bool {
        kernel::SubstringSearcher::new(self.text.as_bytes()).end_in(body, 0).is_some()
    }

    /// Returns the text for the storage that the user chose: the key, and the address it may be sent to.
    pub fn to_stored(&self) -> String {
        format!("{}\n{}", self.text, self.address.to_stored())
    }

    /// Returns the key that is kept for this address; `None` if it is for another one, as after the deployer has changed
    /// where a connection leads.
    pub fn from_stored(stored: &str, address: KeyAddress) -> Option<Self> {
        let (key, kept_for) = stored.split_once('\n')?;
        if kept_for == address.to_stored() { Self::new(key, address) } else { None }
    }
}

impl std::fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ApiKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Provider;

    fn key(pasted: &str, base_url: &str) -> Option<ApiKey> {
        ApiKey::new(pasted, KeyAddress::new(Provider::Together, base_url))
    }

    #[test]
    fn debug_shows_nothing_of_it() {
        let key = key(" sk-very-secret\n", "/p/v1").unwrap();
        assert_eq!(key.expose_to("/p/v1/fine-tunes"), Some("sk-very-secret"));
        assert_eq!(format!("{key:?}"), "ApiKey(…)");
    }

    #[test]
    fn a_kept_key_is_for_one_provider_at_one_base_url() {
        let base_url = "https://api.example.org/v1";
        let key = key("sk-1", base_url).unwrap();
        let stored = key.to_stored();
        let kept = |provider, base_url| ApiKey::from_stored(&stored, KeyAddress::new(provider, base_url));
        assert_eq!(kept(Provider::Together, base_url), Some(key));
        assert_eq!(kept(Provider::OpenAi, base_url), None);
        for other in
            ["https://api.example.org/v2", "https://api.example.org", "https://api.example.org.evil/v1", ""]
        {
            assert_eq!(kept(Provider::Together, other), None, "{other}");
        }
        let address = KeyAddress::new(Provider::Together, base_url);
        assert_eq!(ApiKey::from_stored("sk-1", address), None, "no word of what it is for");
    }

    #[test]
    fn what_no_header_can_carry_is_refused() {
        for pasted in ["", "  ", "a b", "clé", "two\nlines"] {
            assert_eq!(key(pasted, "/p"), None, "{pasted:?}");
        }
    }

    #[test]
    fn an_answer_that_repeats_it_is_found() {
        let key = key("sk-1", "/p").unwrap();
        assert!(key.is_in(b"{\"echo\": \"Bearer sk-1\"}"));
        assert!(!key.is_in(b"{\"echo\": \"sk-2\"}"));
    }
}
