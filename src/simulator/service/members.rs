//! The members of a JSON object, their values with the text as sent.

use crate::json;

/// Of a repeated name the last value counts.
#[derive(Debug, Clone, Default)]
pub(super) struct Members(Vec<(String, String)>);

impl Members {
    /// Reads an object; `None` for anything else.
    pub(super) fn parse(text: &str) -> Option<Self> {
        json::check(text).ok()?;
        let members = json::members(text)?;
        Some(Self(members.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()))
    }

    /// A value's JSON text.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.iter().rev().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// A value's JSON text, unless it is `null`.
    pub(super) fn given(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| *value != "null")
    }

    /// As [`Members::get`]; the member is gone then.
    pub(super) fn take(&mut self, name: &str) -> Option<String> {
        let place = self.0.iter().rposition(|(known, _)| known == name)?;
        Some(self.0.remove(place).1)
    }

    /// Adds all of another object's.
    pub(super) fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Nothing in it.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Drops the members whose names `is_kept` refuses.
    pub(super) fn retain(&mut self, is_kept: impl Fn(&str) -> bool) {
        self.0.retain(|(name, _)| is_kept(name));
    }

    /// Names and JSON texts, in the order sent.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// What a JSON string says; `None` for any other value.
pub(super) fn said(value: &str) -> Option<String> {
    json::string(value).map(std::borrow::Cow::into_owned)
}
