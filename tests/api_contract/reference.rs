//! What an answer with metrics says, read a second time: as values of `serde_json`, with the standard library's
//! numbers, and all at once. Slow and short; shares no code with the reader that is tried against it but instants
//! and errors.

use std::borrow::Cow;
use std::fmt;

use serde_json::value::RawValue;
use tuneboard::api::{ApiError, ErrorKind, HttpResponse};
use tuneboard::json;
use tuneboard::model::{MetricKey, MetricRow, MetricsSummary, PageEnd, Split, Timestamp};

/// Rows, what was told of them, and the warnings.
pub type Read = (Vec<MetricRow>, MetricsSummary, Vec<(usize, String)>);

/// Why there are none: the sort of failure, and its words where they do not depend on who reads.
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
            let what = if place.is_cut_off { "The answer broke off" } else { "The answer is not valid JSON" };
            format!("{what} at line {}, column {}", place.line, place.column)
        });
        return Err((ErrorKind::Unreadable, words));
    };
    let Json::Object(members) = Json::of(&whole) else {
        return Err(unreadable("The answer is not the expected list of metrics"));
    };
    let last = |wanted: &str| members.iter().rev().find(|(name, _)| name == wanted).map(|(_, value)| value);
    let items = match last("metrics").map(|value| Json::of(value)) {
        None | Some(Json::Null) => Vec::new(),
        Some(Json::List(items)) => items,
        Some(_) => return Err(unreadable("The answer holds no list of metrics (\"metrics\")")),
    };
    let checkpoint = last("last_checkpoint_step").and_then(|value| Json::of(value).count());
    let (mut rows, mut warnings) = (Vec::new(), Vec::new());
    for (idx, item) in items.iter().enumerate() {
        match row(item) {
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

enum Json {
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

    fn count(&self) -> Option<u64> {
        let integral = |n: f64| (n.fract() == 0.0 && 0.0 <= n && n < 2_f64.powi(53)).then_some(n as u64);
        match self {
            Self::Int(n) => (*n).try_into().ok(),
            Self::Float(n) => integral(*n),
            Self::Text(text) => text.trim().parse().ok().or_else(|| integral(number(text.trim())?)),
            _ => None,
        }
    }

    fn number(&self) -> Option<f64> {
        let number = match self {
            Self::Int(n) => *n as f64,
            Self::Float(n) => *n,
            Self::Text(text) => number(text.trim())?,
            _ => return None,
        };
        number.is_finite().then_some(number)
    }

    fn figure(&self) -> Option<f64> {
        let figure = match self {
            Self::Text(text) => text.trim().parse().ok()?,
            Self::Null => f64::NAN,
            Self::Int(n) => *n as f64,
            Self::Float(n) => *n,
            _ => return None,
        };
        Some(if figure.is_finite() { figure } else { f64::NAN })
    }

    fn time(&self) -> Option<Timestamp> {
        match self {
            Self::Int(n) => (*n != 0).then(|| Timestamp::from_unix_guessed(*n)),
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

fn row(json: &RawValue) -> Result<MetricRow, &'static str> {
    let Json::Object(members) = Json::of(json) else { return Err("it is no object") };
    // Of several that say the same the first of the list counts, and of the same name the last.
    fn best<T>(
        members: &[(String, Box<RawValue>)],
        names: &[&str],
        read: fn(&Json) -> Option<T>,
    ) -> Option<T> {
        let of_name = |name: &&str| {
            members.iter().rev().filter(|(key, _)| key == name).find_map(|(_, value)| read(&Json::of(value)))
        };
        names.iter().find_map(of_name)
    }
    let steps = ["train/global_step", "eval/global_step", "global_step", "step"];
    let mut row = MetricRow {
        step: best(&members, &steps, Json::count).ok_or("it has no step")?,
        epoch: best(&members, &["train/epoch", "eval/epoch", "epoch"], Json::number),
        logged_at: best(&members, &["timestamp", "logged_at"], Json::time),
        elapsed_secs: best(&members, &["wall_time_sec"], Json::number),
        values: Vec::new(),
    };
    for (name, value) in &members {
        let (Some(key), Some(figure)) = (key_of(name), Json::of(value).figure()) else { continue };
        match row.values.iter_mut().find(|(known, _)| *known == key) {
            Some((_, held)) => *held = figure,
            None => row.values.push((key, figure)),
        }
    }
    Ok(row)
}

fn key_of(name: &str) -> Option<MetricKey> {
    let evaluated = ["eval/", "eval_"].iter().find_map(|prefix| name.strip_prefix(prefix));
    let (split, inner) = match (name.strip_prefix("train/"), evaluated) {
        (Some(inner), _) => (Split::Train, inner),
        (None, Some(inner)) => (Split::Eval, inner),
        (None, None) => (Split::Train, name),
    };
    let base = &inner[inner.rfind('/').map_or(0, |at| at + 1)..];
    let is_axis =
        ["", "timestamp", "step", "global_step", "epoch", "wall_time_sec", "logged_at"].contains(&base);
    let is_counter = base.ends_with("_step") || base.ends_with("_epoch");
    (!is_axis && !is_counter).then(|| MetricKey { split, name: inner.into() })
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
