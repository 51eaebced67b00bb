//! Reading JSON whose types cannot be relied on: a field of a wrong type counts as absent, so that one odd
//! value never costs a whole record.
//!
//! A `Record` is an object with its values still unread, a `Scalar` one value of whatever type.

use std::borrow::Cow;

use crate::json;
use crate::model::Timestamp;

/// Reason why a value is no step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StepFault {
    /// Nothing was said: null, NaN, blank, or a word for nothing.
    Missing,
    /// A number from 0 on between two whole ones, so that steps may be counted in another unit.
    Fraction,
    /// Any other value: negative, too large, or no number.
    Unusable,
}

impl StepFault {
    /// The reason, as it ends a warning.
    pub(crate) const fn reason(self) -> &'static str {
        match self {
            Self::Missing => "it has no step",
            Self::Fraction | Self::Unusable => "its step is negative, fractional, too large or no number",
        }
    }
}

/// Words for an empty cell, in lower case.
const WORDS_FOR_NOTHING: [&str; 8] = ["", "-", "nan", "na", "n/a", "none", "null", "nil"];

/// One value: a number, a text, … or something nested, whose content is dropped.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Scalar<'a> {
    /// `null`.
    Null,
    /// A truth value.
    Bool(bool),
    /// An integer that fits; larger ones are floats.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// A string.
    Text(Cow<'a, str>),
    /// An array or object.
    Nested,
}

impl<'a> Scalar<'a> {
    /// Reads one value of a text that is JSON; `None` for what cannot be one.
    pub(crate) fn parse(json: &'a str) -> Option<Self> {
        let json = json.trim();
        Some(match json.as_bytes().first()? {
            b'"' => Self::Text(json::string(json)?),
            b'{' | b'[' => Self::Nested,
            b't' => Self::Bool(true),
            b'f' => Self::Bool(false),
            b'n' => Self::Null,
            // A minus zero is a float: no integer can say it.
            _ => match json.parse::<i64>() {
                Ok(n) if json != "-0" => Self::Int(n),
                Ok(_) | Err(_) => Self::Float(json::float(json)?),
            },
        })
    }

    /// A number from 0 on: an integer, an integral float, or either as text.
    pub(crate) fn as_count(&self) -> Option<u64> {
        // Above this, neighbouring integers are the same float, so it would count nothing.
        const EXACT_BELOW: f64 = 9_007_199_254_740_992.0;
        let from_float = |n: f64| ((0.0..EXACT_BELOW).contains(&n) && n.fract() == 0.0).then_some(n as u64);
        match self {
            Self::Int(n) => u64::try_from(*n).ok(),
            Self::Float(n) => from_float(*n),
            Self::Text(text) => {
                let text = text.trim();
                text.parse().ok().or_else(|| from_float(json::float(text)?))
            }
            Self::Null | Self::Bool(_) | Self::Nested => None,
        }
    }

    /// The fault of a value that should be a step; `None` for one that [`Scalar::as_count`] reads.
    pub(crate) fn step_fault(&self) -> Option<StepFault> {
        if self.as_count().is_some() {
            return None;
        }
        Some(match self {
            Self::Null => StepFault::Missing,
            Self::Float(n) if n.is_nan() => StepFault::Missing,
            Self::Text(text) if WORDS_FOR_NOTHING.contains(&&*text.trim().to_ascii_lowercase()) => {
                StepFault::Missing
            }
            _ => match self.as_number() {
                Some(number) if 0.0 < number && number.fract() != 0.0 => StepFault::Fraction,
                _ => StepFault::Unusable,
            },
        })
    }

    /// A finite number, possibly written as text.
    pub(crate) fn as_number(&self) -> Option<f64> {
        let number = match self {
            Self::Int(n) => *n as f64,
            Self::Float(n) => *n,
            Self::Text(text) => json::float(text.trim())?,
            Self::Null | Self::Bool(_) | Self::Nested => return None,
        };
        Some(number).filter(|n| n.is_finite())
    }

    /// A logged figure, NaN and both infinities in any spelling included; `None` for null, which says that nothing
    /// was logged, and for what is no figure at all.
    pub(crate) fn as_figure(&self) -> Option<f64> {
        match self {
            Self::Int(n) => Some(*n as f64),
            Self::Float(n) => Some(*n),
            // Rust's own parser knows nan, inf and infinity in any case, with or without a sign.
            Self::Text(text) => text.trim().parse().ok(),
            Self::Null | Self::Bool(_) | Self::Nested => None,
        }
    }

    /// An instant: text as [`Timestamp::parse_iso8601`] reads it, or a number since 1970 whose unit shows in
    /// its magnitude. 0 means "not set".
    pub(crate) fn as_time(&self) -> Option<Timestamp> {
        // Fractions occur with seconds only; all other units are integers.
        const SECS_BELOW: f64 = 1e11;
        match self {
            Self::Int(0) => None,
            Self::Int(n) => Some(Timestamp::from_unix_guessed(*n)),
            Self::Float(n) if !n.is_finite() => None,
            Self::Float(n) => Some(if n.abs() < SECS_BELOW {
                Timestamp::from_unix_secs(0).plus_secs(*n)
            } else {
                Timestamp::from_unix_guessed(*n as i64)
            }),
            Self::Text(text) => Timestamp::parse_iso8601(text),
            Self::Null | Self::Bool(_) | Self::Nested => None,
        }
    }
}

/// Returns whether a character leaves a mark or room for one: no white space, no control, none of those that only join or turn
/// others (Unicode's `Default_Ignorable_Code_Point`, its general ones).
fn is_visible(c: char) -> bool {
    let is_ignorable = matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{e0000}'..='\u{e0fff}'
    );
    !(c.is_whitespace() || c.is_control() || is_ignorable)
}

/// Returns whether a reader of the text would not see a character, or see it as another one: all but those that
/// [`is_visible`], and the plain space.
pub(crate) fn is_unseen(c: char) -> bool {
    c != ' ' && !is_visible(c)
}

/// An object whose values are read one by one, each as what it is hoped to be.
#[derive(Debug)]
pub(crate) struct Record<'a> {
    fields: json::Members<'a>,
}

impl<'a> Record<'a> {
    /// Reads an object; `None` for anything else.
    pub(crate) fn parse(json: &'a str) -> Option<Self> {
        Some(Self { fields: json::members(json)? })
    }

    /// Every field in the order sent, its value as JSON text.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (&str, &'a str)> {
        self.fields.iter()
    }

    /// The field's JSON text, `null` included; `None` if there is no such field.
    pub(crate) fn json(&self, name: &str) -> Option<&'a str> {
        self.fields.get(name)
    }

    /// The field as whatever it is; [`Scalar::Null`] if absent.
    pub(crate) fn scalar(&self, name: &str) -> Scalar<'a> {
        self.json(name).and_then(Scalar::parse).unwrap_or(Scalar::Null)
    }

    /// A string with something to see in it.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        match self.scalar(name) {
            Scalar::Text(text) if text.chars().any(is_visible) => Some(text.into_owned()),
            _ => None,
        }
    }

    /// Opaque text that may also be sent as a number; not empty.
    pub(crate) fn opaque(&self, name: &str) -> Option<String> {
        match self.scalar(name) {
            Scalar::Text(text) => Some(text.into_owned()).filter(|text| !text.trim().is_empty()),
            // Digits as sent: an integer beyond 2^53 must not change.
            Scalar::Int(_) | Scalar::Float(_) => self.json(name).map(str::to_owned),
            Scalar::Null | Scalar::Bool(_) | Scalar::Nested => None,
        }
    }

    /// An `http` or `https` address that leads where it seems to: any other scheme could run a script when followed, and a
    /// user name or letters of another script before the path can look like another host.
    pub(crate) fn web_link(&self, name: &str) -> Option<String> {
        let text = self.text(name)?;
        let url = text.trim();
        let (scheme, rest) = url.split_once("://")?;
        let is_web = ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        // A name before the host looks like a host; browsers take a backslash for a slash.
        let is_plain =
            !authority.is_empty() && authority.is_ascii() && !authority.contains('@') && !url.contains('\\');
        (is_web && is_plain && !url.contains(is_unseen)).then(|| url.to_owned())
    }

    /// A job's id, which may be empty: opaque text that may also be sent as a number. `None` if there is none.
    pub(crate) fn id(&self) -> Option<String> {
        match self.scalar("id") {
            Scalar::Text(text) => Some(text.into_owned()),
            _ => self.opaque("id"),
        }
    }

    /// A number from 0 on; see [`Scalar::as_count`].
    pub(crate) fn count(&self, name: &str) -> Option<u64> {
        self.scalar(name).as_count()
    }

    /// A step; see [`Scalar::as_count`].
    ///
    /// # Errors
    /// The reason why the field says none.
    pub(crate) fn step(&self, name: &str) -> Result<u64, &'static str> {
        let value = self.scalar(name);
        value.as_count().ok_or_else(|| value.step_fault().unwrap_or(StepFault::Missing).reason())
    }

    /// A finite number.
    pub(crate) fn number(&self, name: &str) -> Option<f64> {
        self.scalar(name).as_number()
    }

    /// An instant; see [`Scalar::as_time`]. None up to the beginning of 1970, where clocks and programs count from, and at
    /// the end of what can be told, where figures that are no times are cut off.
    pub(crate) fn time(&self, name: &str) -> Option<Timestamp> {
        self.scalar(name).as_time().filter(|at| (1..i64::MAX).contains(&at.unix_nanos()))
    }

    /// Returns true if the field is `true`.
    pub(crate) fn is_true(&self, name: &str) -> bool {
        self.scalar(name) == Scalar::Bool(true)
    }

    /// An object.
    pub(crate) fn record(&self, name: &str) -> Option<Self> {
        self.json(name).and_then(Self::parse)
    }

    /// The items of an array; empty for anything else.
    pub(crate) fn list(&self, name: &str) -> Vec<&'a str> {
        self.json(name).and_then(json::items).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_time(json: &str, expected: Option<&str>) {
        let time = Scalar::parse(json).and_then(|value| value.as_time()).map(Timestamp::to_rfc3339);
        assert_eq!(time.as_deref(), expected, "{json}");
    }

    #[test]
    fn instants_are_read_in_every_spelling() {
        check_time(r#""2026-06-02T08:11:40.120334Z""#, Some("2026-06-02T08:11:40.120334Z"));
        check_time(r#""2026-06-02T10:11:40+02:00""#, Some("2026-06-02T08:11:40Z"));
        check_time(r#""2026-06-02T08:11:40""#, Some("2026-06-02T08:11:40Z"));
        check_time(r#""2026-06-02 08:11:40""#, Some("2026-06-02T08:11:40Z"));
        check_time("1785575943112004123", Some("2026-08-01T09:19:03.112004123Z"));
        check_time(r#""1785575943112004123""#, Some("2026-08-01T09:19:03.112004123Z"));
        check_time("1785575943", Some("2026-08-01T09:19:03Z"));
        check_time("1785575943.5", Some("2026-08-01T09:19:03.5Z"));
        for absent in ["0", "null", "true", "[]", r#""""#, r#""soon""#, r#""0001-01-01T00:00:00Z""#] {
            check_time(absent, None);
        }
    }

    #[track_caller]
    fn check_count(json: &str, expected: Option<u64>) {
        assert_eq!(Scalar::parse(json).and_then(|value| value.as_count()), expected, "{json}");
    }

    #[test]
    fn counts_are_integers_in_any_clothing() {
        check_count("7", Some(7));
        check_count("7.0", Some(7));
        check_count("7e2", Some(700));
        check_count(r#"" 7 ""#, Some(7));
        check_count(r#""7.0""#, Some(7));
        for no_count in ["-1", "7.5", "1e300", r#""seven""#, r#""NaN""#, "true", "null", "[7]"] {
            check_count(no_count, None);
        }
    }

    #[test]
    fn of_a_repeated_field_the_last_counts() {
        let record = Record::parse(r#"{"a":1,"b":"x","a":2}"#).unwrap();
        assert_eq!(record.count("a"), Some(2));
    }

    #[test]
    fn text_without_anything_to_see_is_none() {
        let read = |json: &str| Record::parse(json).and_then(|record| record.text("a"));
        for text in
            ["", " ", "\\n\\t", "\u{a0}", "\u{200b}", "\u{202e}\u{2066}", "\\u0000", "\u{feff} ", "\u{3164}"]
        {
            assert_eq!(read(&format!("{{\"a\":\"{text}\"}}")), None, "{text:?}");
        }
        for text in ["-", " x ", "\u{200b}x", "完", "🦀", "\u{202e}gnp.exe"] {
            assert_eq!(read(&format!("{{\"a\":\"{text}\"}}")).as_deref(), Some(text));
        }
    }

    #[test]
    fn times_that_stand_for_none_are_none() {
        let read = |json: &str| {
            let json = format!("{{\"a\":{json}}}");
            Record::parse(&json).and_then(|record| record.time("a"))
        };
        for json in [
            "0",
            "0.0",
            "-1",
            "-62135596800",
            "1e300",
            "-1e300",
            "null",
            "\"\"",
            "\"0\"",
            "\"1970-01-01T00:00:00Z\"",
            "\"0001-01-01T00:00:00Z\"",
            "\"1969-12-31T23:59:59Z\"",
        ] {
            assert_eq!(read(json), None, "{json}");
        }
        for json in [
            "1785574000",
            "1785574000.5",
            "1785574000000",
            "\"2026-08-01T09:00:00Z\"",
            "\"1970-01-01T00:00:01Z\"",
        ] {
            assert!(read(json).is_some(), "{json}");
        }
    }

    #[test]
    fn only_web_addresses_are_links() {
        let read = |json: &str| Record::parse(json).and_then(|record| record.web_link("u"));
        assert_eq!(read(r#"{"u":"https://a/b?c"}"#).as_deref(), Some("https://a/b?c"));
        assert_eq!(read(r#"{"u":" HTTP://a"}"#).as_deref(), Some("HTTP://a"));
        for url in [
            "javascript:alert(1)",
            "javascript://a",
            "ftp://a",
            "//a",
            "/a",
            "https:a",
            "",
            "a",
            "https://",
            "https:///a",
            "https://wandb.ai@evil.example/x",
            "https://wandb.ai:x@evil.example",
            "https://wandb.ai\\\\@evil.example",
            "https://wandb.аi/x",
            "https://wandb.ai/\u{202e}x",
            "https://wandb.ai\\u0007",
        ] {
            assert_eq!(read(&format!("{{\"u\":\"{url}\"}}")), None, "{url}");
        }
        assert_eq!(read(r#"{"u":["https://a"]}"#), None);
    }

    #[test]
    fn a_numeric_id_keeps_its_digits() {
        let record = Record::parse(r#"{"id":12345678901234567890123}"#).unwrap();
        assert_eq!(record.opaque("id").as_deref(), Some("12345678901234567890123"));
    }
}
