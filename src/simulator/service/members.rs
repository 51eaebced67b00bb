//! The members of a JSON object, their values with the text as sent.

use tuneboard_core::json;

/// Of a repeated name the last value counts.
#[derive(Debug, Clone, Default)]
pub(crate) struct Members(Vec<(String, String)>);

impl Members {
    /// Reads an object; `None` for anything else.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        json::check(text).ok()?;
        let members = json::members(text)?;
        Some(Self(members.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()))
    }

    /// Returns a value's JSON text.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.iter().rev().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Returns a value's JSON text, unless it is `null`.
    pub(crate) fn given(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| *value != "null")
    }

    /// Takes the member of a name out, and returns it as [`Members::get`] does.
    pub(crate) fn take(&mut self, name: &str) -> Option<String> {
        let place = self.0.iter().rposition(|(known, _)| known == name)?;
        Some(self.0.remove(place).1)
    }

    /// Adds all of another object's.
    pub(crate) fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Returns true if there is no member.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Drops the members whose names `is_kept` refuses.
    pub(crate) fn retain(&mut self, is_kept: impl Fn(&str) -> bool) {
        self.0.retain(|(name, _)| is_kept(name));
    }

    /// Names and JSON texts, in the order sent.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// Returns the content of a JSON string; `None` for any other value.
pub(crate) fn said(value: &str) -> Option<String> {
    json::string(value).map(std::borrow::Cow::into_owned)
}
