//! Writes JSON text: far less code than a value tree, and figures can be put in as they were logged.
//!
//! INVARIANT (of callers): what is opened is closed, and members are written inside objects, items
//! inside arrays.

use tuneboard_core::json::quote;

/// JSON under construction.
#[derive(Default)]
pub(crate) struct Json(String);

impl Json {
    /// The finished text.
    pub(crate) fn finish(self) -> String {
        self.0
    }

    fn separate(&mut self) {
        if !matches!(self.0.as_bytes().last(), None | Some(b'{' | b'[')) {
            self.0.push(',');
        }
    }

    fn key(&mut self, key: &str) {
        self.separate();
        quote(key, &mut self.0);
        self.0.push(':');
    }

    /// Begins an object or array as an item or as the whole.
    pub(crate) fn open(&mut self, bracket: char) {
        self.separate();
        self.0.push(bracket);
    }

    /// Begins an object or array as a member.
    pub(crate) fn open_member(&mut self, key: &str, bracket: char) {
        self.key(key);
        self.0.push(bracket);
    }

    /// Ends an object or array.
    pub(crate) fn close(&mut self, bracket: char) {
        self.0.push(bracket);
    }

    /// A string member.
    pub(crate) fn text(&mut self, key: &str, value: &str) {
        self.key(key);
        quote(value, &mut self.0);
    }

    /// A member whose JSON text is at hand.
    pub(crate) fn raw(&mut self, key: &str, json: &str) {
        self.key(key);
        self.0.push_str(json);
    }

    /// An integer member.
    pub(crate) fn integer(&mut self, key: &str, value: i64) {
        self.raw(key, &value.to_string());
    }

    /// A count member.
    pub(crate) fn count(&mut self, key: &str, value: u64) {
        self.integer(key, value as i64);
    }

    /// A number member with all its digits; `not_finite` stands for NaN and the infinities.
    pub(crate) fn number(&mut self, key: &str, value: f64, not_finite: &str) {
        if value.is_finite() { self.raw(key, &value.to_string()) } else { self.raw(key, not_finite) }
    }

    /// A string item.
    pub(crate) fn item(&mut self, value: &str) {
        self.separate();
        quote(value, &mut self.0);
    }

    /// An item whose JSON text is at hand.
    pub(crate) fn raw_item(&mut self, json: &str) {
        self.separate();
        self.0.push_str(json);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        let mut json = Json::default();
        json.open('{');
        json.text("quote \"", "a\\b\n\u{1}ö,{");
        json.open_member("list", '[');
        json.item("[");
        json.open('{');
        json.close('}');
        json.raw_item("1");
        json.close(']');
        json.number("nan", f64::NAN, "null");
        json.number("x", 1e-7, "null");
        json.integer("big", i64::MAX);
        json.close('}');
        let value: serde_json::Value = serde_json::from_str(&json.finish()).unwrap();
        assert_eq!(
            value,
            serde_json::json!({"quote \"": "a\\b\n\u{1}ö,{", "list": ["[", {}, 1], "nan": null, "x": 1e-7, "big": i64::MAX})
        );
    }
}
