//! The user's API key.

/// An API key: goes into the `Authorization` header of its own connection and nowhere else.
///
/// INVARIANT: no `Display`, no serde, and `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey(Box<str>);

impl ApiKey {
    /// Takes over what was pasted, without surrounding white space; `None` if nothing is left or it
    /// holds characters that no header can carry.
    pub fn new(pasted: &str) -> Option<Self> {
        let key = pasted.trim();
        let sendable = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_graphic());
        sendable.then(|| Self(key.into()))
    }

    /// The key itself, for the transport that sends it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What the storage that the user chose keeps: the key, and the base URL it may be sent to.
    pub fn to_stored(&self, base_url: &str) -> String {
        format!("{}\n{base_url}", self.0)
    }

    /// The key that is kept for this base URL; `None` if it is for another one, as after the deployer has changed
    /// where a connection leads.
    pub fn from_stored(stored: &str, base_url: &str) -> Option<Self> {
        let (key, kept_for) = stored.split_once('\n')?;
        if kept_for == base_url { Self::new(key) } else { None }
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

    #[test]
    fn debug_shows_nothing_of_it() {
        let key = ApiKey::new(" sk-very-secret\n").unwrap();
        assert_eq!(key.expose(), "sk-very-secret");
        assert_eq!(format!("{key:?}"), "ApiKey(…)");
    }

    #[test]
    fn a_kept_key_is_for_one_base_url() {
        let base_url = "https://api.example.org/v1";
        let key = ApiKey::new("sk-1").unwrap();
        let stored = key.to_stored(base_url);
        assert_eq!(ApiKey::from_stored(&stored, base_url), Some(key));
        for other in
            ["https://api.example.org/v2", "https://api.example.org", "https://api.example.org.evil/v1", ""]
        {
            assert_eq!(ApiKey::from_stored(&stored, other), None, "{other}");
        }
        assert_eq!(ApiKey::from_stored("sk-1", base_url), None, "no word of what it is for");
    }

    #[test]
    fn what_no_header_can_carry_is_refused() {
        for pasted in ["", "  ", "a b", "clé", "two\nlines"] {
            assert_eq!(ApiKey::new(pasted), None, "{pasted:?}");
        }
    }
}
