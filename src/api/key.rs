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

    /// The key itself, for the transport that sends it and the storage the user chose.
    pub fn expose(&self) -> &str {
        &self.0
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
    fn what_no_header_can_carry_is_refused() {
        for pasted in ["", "  ", "a b", "clé", "two\nlines"] {
            assert_eq!(ApiKey::new(pasted), None, "{pasted:?}");
        }
    }
}
