//! Reference reader of metrics responses: as values of `serde_json`, with the standard library's numbers, and all
//! at once. Slow and short; shares only instants and errors with the reader that is tried against it.

use std::borrow::Cow;
use std::fmt;

use serde_json::value::RawValue;
use tuneboard_core::api::{ApiError, ErrorKind, HttpResponse};
use tuneboard_core::json;
use tuneboard_core::model::{MetricRow, MetricsSummary, PageEnd, Timestamp};

use super::reference_names::{Names, Role};

/// Rows, what was told of them, and the warnings.
pub type Read = (Vec<MetricRow>, MetricsSummary, Vec<(usize, String)>);

/// Reason why there are no rows: the sort of failure, and its words where they do not depend on the reader.
pub type Refused = (ErrorKind, Option<String>);

pub fn decode(response: &HttpResponse) -> Result<Read, Refused> {
    if !response.is_success() {
        let error = ApiError::from_response(response);
        return Err((error.kind, Some(error.message)));
    }
    let text = String::from_utf8_lossy(&response.body);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    if text.trim_start().starts_with('<') {
        return Err((ErrorKind::NotTheApi, None));
    }
    let unreadable = |message: &str| (ErrorKind::Unreadable, Some(message.to_owned()));
    if text.trim_start().is_empty() {
        return Err(unreadable("The answer is empty"));
    }
    let quoted = quoted(text);
    let Ok(whole) = raw(text).or_else(|_| raw(&quoted)) else {
        let is_as_sent = quoted == text && std::str::from_utf8(&response.body).is_ok();
        let words = json::check(text).err().filter(|_| is_as_sent).map(|place| {
            let what =
                if place.is_cut_off { "The response was cut off" } else { "The answer is not valid JSON" };
            format!("{what} at line {}, column {}", place.line, place.column)
        });
        return Err((ErrorKind::Unreadable, words));
    };
    let Json::Object(members) = Json::of(&whole) else {
        return Err(unreadable("The answer is not the expected list of metrics"));
    };
    let last = |wanted: &str| members.iter().rev().find(|(name, _)| name == wanted).map(|(_, value)| value);
    let items = match last("metrics").map(|value| Json::of(value)) {
        None if members.iter().any(|(name, value)| holds_rows(name, value)) => {
            return Err(unreadable("The answer holds no list of metrics (\"metrics\")"));
        }
        None | Some(Json::Null) => Vec::new(),
        Some(Json::List(items)) => items,
        Some(_) => return Err(unreadable("The answer holds no list of metrics (\"metrics\")")),
    };
    let checkpoint = last("last_checkpoint_step").and_then(|value| Json::of(value).count());
    let (mut rows, mut warnings) = (Vec::new(), Vec::new());
    let mut names = Names::default();
    for (idx, item) in items.iter().enumerate() {
        match row(item, &mut names) {
            Ok(row) => rows.push(row),
            Err(why) => warnings.push((idx, format!("row {}: {why}", idx + 1))),
        }
    }
    let summary = MetricsSummary {
        n_received: items.len(),
        n_unreadable: warnings.len(),
        last_checkpoint_step: checkpoint.filter(|step| 0 < *step),
        n_steps_total: None,
        page: PageEnd::default(),
        n_without_step: warnings.iter().filter(|(_, why)| why.ends_with("it has no step")).count(),
        n_with_unusable_step: warnings.iter().filter(|(_, why)| why.contains(": its step is ")).count(),
        n_without_figures: rows.iter().filter(|row: &&MetricRow| row.values.is_empty()).count(),
        left_out: names.left_out,
    };
    warnings.truncate(100);
    Ok((rows, summary, warnings))
}

fn raw(text: &str) -> serde_json::Result<Box<RawValue>> {
    serde_json::from_str(text)
}

/// The text with strings in place of words that are no JSON.
fn quoted(text: &str) -> String {
    let (mut quoted, mut rest) = (String::new(), text);
    while let Some(first) = rest.chars().next() {
        let word = ["NaN", "Infinity", "-Infinity"].into_iter().find(|word| rest.starts_with(word));
        let len = match (first, word) {
            ('"', _) => {
                let inner = rest[1..].char_indices().scan(false, |is_escaped, (at, c)| {
                    let is_end = c == '"' && !*is_escaped;
                    *is_escaped = c == '\\' && !*is_escaped;
                    Some((at, is_end))
                });
                inner.into_iter().find(|(_, is_end)| *is_end).map_or(rest.len(), |(at, _)| at + 2)
            }
            (_, Some(word)) => {
                quoted.extend(["\"", word, "\""]);
                rest = &rest[word.len()..];
                continue;
            }
            _ => first.len_utf8(),
        };
        quoted.push_str(&rest[..len]);
        rest = &rest[len..];
    }
    quoted
}

/// Returns whether a member that is no list of metrics may hold rows all the same.
fn holds_rows(name: &str, value: &RawValue) -> bool {
    const OTHERS: [&str; 5] = ["last_checkpoint_step", "error", "errors", "detail", "message"];
    let is = |value: &RawValue, bracket: u8| value.get().as_bytes()[0] == bracket;
    !OTHERS.contains(&name)
        && match Json::of(value) {
            Json::List(items) => items.iter().any(|item| is(item, b'{')),
            Json::Object(members) => members.iter().any(|(_, value)| is(value, b'[')),
            _ => false,
        }
}

pub enum Json {
    Null,
    Truth,
    Int(i64),
    Float(f64),
    Text(String),
    List(Vec<Box<RawValue>>),
    Object(Vec<(String, Box<RawValue>)>),
}

impl Json {
    fn of(value: &RawValue) -> Self {
        let json = value.get();
        match json.as_bytes()[0] {
            b'n' => Self::Null,
            b't' | b'f' => Self::Truth,
            b'"' => Self::Text(serde_json::from_str::<Text>(json).unwrap().0),
            b'[' => Self::List(serde_json::from_str(json).unwrap()),
            b'{' => Self::Object(serde_json::from_str::<Members>(json).unwrap().0),
            _ => match json.parse() {
                Ok(n) if json != "-0" => Self::Int(n),
                _ => Self::Float(json.parse().unwrap()),
            },
        }
    }

    pub fn count(&self) -> Option<u64> {
        let integral = |n: f64| (n.fract() == 0.0 && 0.0 <= n && n < 2_f64.powi(53)).then_some(n as u64);
        match self {
            Self::Int(n) => (*n).try_into().ok(),
            Self::Float(n) => integral(*n),
            Self::Text(text) => text.trim().parse().ok().or_else(|| integral(number(text.trim())?)),
            _ => None,
        }
    }

    pub fn number(&self) -> Option<f64> {
        let number = match self {
            Self::Int(n) => *n as f64,
            Self::Float(n) => *n,
            Self::Text(text) => number(text.trim())?,
            _ => return None,
        };
        number.is_finite().then_some(number)
    }

    /// Returns whether it is anything but a word for nothing.
    fn says_something(&self) -> bool {
        let words = ["", "-", "nan", "na", "n/a", "none", "null", "nil"];
        match self {
            Self::Null => false,
            Self::Float(n) => !n.is_nan(),
            Self::Text(text) => !words.iter().any(|word| text.trim().eq_ignore_ascii_case(word)),
            _ => true,
        }
    }

    fn figure(&self) -> Option<f64> {
        match self {
            Self::Text(text) => text.trim().parse().ok(),
            Self::Int(n) => Some(*n as f64),
            Self::Float(n) => Some(*n),
            _ => None,
        }
    }

    fn time(&self) -> Option<Timestamp> {
        match self {
            Self::Int(n) => (*n != 0).then(|| Timestamp::from_unix_guessed(*n)),
            Self::Float(n) if !n.is_finite() => None,
            Self::Float(n) if n.abs() < 1e11 => Some(Timestamp::from_unix_secs(0).plus_secs(*n)),
            Self::Float(n) => Some(Timestamp::from_unix_guessed(*n as i64)),
            Self::Text(text) => Timestamp::parse_iso8601(text),
            _ => None,
        }
    }
}

fn number(text: &str) -> Option<f64> {
    let is_number = text.starts_with(|c: char| c == '-' || c.is_ascii_digit()) && raw(text).is_ok();
    text.parse().ok().filter(|_| is_number)
}

fn row(json: &RawValue, names: &mut Names) -> Result<MetricRow, &'static str> {
    let Json::Object(members) = Json::of(json) else { return Err("it is no object") };
    let mut flat: Vec<(String, Json)> = Vec::new();
    for (name, value) in &members {
        match Json::of(value) {
            Json::Object(inner) if !inner.is_empty() => {
                flat.extend(inner.iter().map(|(key, value)| (format!("{name}/{key}"), Json::of(value))));
            }
            value => flat.push((name.clone(), value)),
        }
    }
    names.learn(&flat);
    // Of several that say the same the best counts, and of equally good ones the last.
    fn best<T>(
        flat: &[(String, Json)],
        names: &Names,
        rank: fn(&Role) -> Option<usize>,
        read: fn(&Json) -> Option<T>,
    ) -> Option<T> {
        let said =
            flat.iter().rev().filter_map(|(name, value)| Some((rank(names.role(name))?, read(value)?)));
        said.min_by_key(|(rank, _)| *rank).map(|(_, value)| value)
    }
    let mut row = MetricRow {
        step: 0,
        epoch: best(
            &flat,
            names,
            |role| if let Role::Epoch(rank) = role { Some(*rank) } else { None },
            Json::number,
        ),
        logged_at: best(
            &flat,
            names,
            |role| if let Role::At(rank) = role { Some(*rank) } else { None },
            Json::time,
        ),
        elapsed_secs: best(
            &flat,
            names,
            |role| if let Role::Secs(rank) = role { Some(*rank) } else { None },
            Json::number,
        ),
        values: Vec::new(),
    };
    for (name, value) in &flat {
        let Role::Figure(key) = names.role(name).clone() else { continue };
        let Some(figure) = value.figure() else {
            let is_nested = matches!(value, Json::Truth | Json::List(_) | Json::Object(_));
            if is_nested
                && !matches!(value, Json::Truth)
                && names.left_out.len() < 8
                && !names.left_out.iter().any(|known| **known == **name)
            {
                names.left_out.push(name.as_str().into());
            }
            continue;
        };
        match row.values.iter_mut().find(|(known, _)| *known == key) {
            Some((_, held)) => *held = figure,
            None => row.values.push((key, figure)),
        }
    }
    let says_step = |(name, value): &(String, Json)| {
        matches!(names.role(name), Role::Step(_)) && value.count().is_none() && value.says_something()
    };
    let has_unusable = flat.iter().any(says_step);
    row.step = names.step(&flat).ok_or(if has_unusable {
        "its step is negative, fractional, too large or no number"
    } else {
        "it has no step"
    })?;
    Ok(row)
}

/// A string in which half a surrogate pair is one replacement character.
struct Text(String);

impl<'de> serde::Deserialize<'de> for Text {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = Text;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }
            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Text, E> {
                let mut text: Cow<'_, [u8]> = bytes.into();
                while let Some(at) = text.windows(2).position(|two| two[0] == 0xed && 0xa0 <= two[1]) {
                    text.to_mut().splice(at..at + 3, "\u{fffd}".bytes());
                }
                Ok(Text(String::from_utf8(text.into_owned()).unwrap()))
            }
        }
        deserializer.deserialize_bytes(Visitor)
    }
}

/// An object with all its members in order.
struct Members(Vec<(String, Box<RawValue>)>);

impl<'de> serde::Deserialize<'de> for Members {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Members;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some((Text(name), value)) = map.next_entry()? {
                    members.push((name, value));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Visitor)
    }
}
