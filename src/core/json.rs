//! JSON read in place: objects and lists are handed out as slices of the text, never as a tree of values.
//!
//! The reader accepts RFC 8259, no more and no less. Numbers stay text, so that integers beyond 2^53 and
//! figures keep every digit until a caller parses them.

pub use kernel::float;

pub use kernel::Fault;

use std::{borrow::Cow, fmt::Write as _};

use kernel::{Event, Syntax};

/// Checks that `text` is one JSON value.
///
/// # Errors
/// Position at which the text is not JSON.
pub fn check(text: &str) -> Result<(), Fault> {
    let (mut syntax, mut at) = (Syntax::strict(), 0);
    loop {
        match syntax.next(text.as_bytes(), &mut at) {
            Event::More => return syntax.end(at).map_or(Ok(()), Err),
            Event::Malformed(fault) => return Err(fault),
            _ => {}
        }
    }
}

/// The members of an object in the order sent, their values still as text.
#[derive(Debug)]
pub struct Members<'a>(Vec<(Cow<'a, str>, &'a str)>);

impl<'a> Members<'a> {
    /// A value's text; of a repeated name the last one counts.
    pub fn get(&self, name: &str) -> Option<&'a str> {
        self.0.iter().rev().find(|(known, _)| known == name).map(|(_, value)| *value)
    }

    /// Names and values.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &'a str)> {
        self.0.iter().map(|(name, value)| (name.as_ref(), *value))
    }
}

/// The members of an object; `None` for anything else.
pub fn members(text: &str) -> Option<Members<'_>> {
    let mut members = Vec::new();
    each(text, b'{', |name, value| {
        members.push((string(name)?, value));
        Some(())
    })?;
    Some(Members(members))
}

/// The items of a list, each as text; `None` for anything else.
pub fn items(text: &str) -> Option<Vec<&str>> {
    let mut items = Vec::new();
    each(text, b'[', |_, value| {
        items.push(value);
        Some(())
    })?;
    Some(items)
}

/// Hands out the members or items of a text that begins with `open`, names in their quotes.
fn each<'a>(text: &'a str, open: u8, mut part: impl FnMut(&'a str, &'a str) -> Option<()>) -> Option<()> {
    let bytes = text.as_bytes();
    let (mut syntax, mut at) = (Syntax::strict(), 0);
    let (mut name, mut from) = ("", 0);
    loop {
        match syntax.next(bytes, &mut at) {
            Event::ValueBegins if syntax.depth() == 0 && bytes.get(at) != Some(&open) => return None,
            Event::NameBegins | Event::ValueBegins => from = at,
            Event::NameEnded => name = text.get(from..at)?,
            Event::ValueEnded if syntax.depth() == 1 => part(name, text.get(from..at)?)?,
            Event::ValueEnded => {}
            Event::More => return syntax.end(at).is_none().then_some(()),
            Event::Malformed(_) => return None,
        }
    }
}

/// The value that a text begins with, whatever follows.
pub fn leading(text: &str) -> Option<&str> {
    let (mut syntax, mut at, mut from) = (Syntax::strict(), 0, 0);
    loop {
        match syntax.next(text.as_bytes(), &mut at) {
            Event::ValueBegins if syntax.depth() == 0 => from = at,
            Event::ValueEnded if syntax.depth() == 0 => return text.get(from..at),
            // A number ends with the text.
            Event::More => return syntax.end(at).is_none().then(|| text.get(from..at)).flatten(),
            Event::Malformed(_) => return None,
            _ => {}
        }
    }
}

/// Appends a text as JSON writes it, in its quotes.
pub fn quote(text: &str, into: &mut String) {
    into.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => into.extend(['\\', c]),
            '\n' => into.push_str("\\n"),
            // Writing to a string cannot fail.
            c if c < ' ' => write!(into, "\\u{:04x}", u32::from(c)).unwrap_or_default(),
            c => into.push(c),
        }
    }
    into.push('"');
}

/// A text as JSON writes it, in its quotes.
pub fn quoted(text: &str) -> String {
    let mut json = String::with_capacity(text.len() + 2);
    quote(text, &mut json);
    json
}

/// Returns the content of a string; `None` for any other value. Half a surrogate pair, which is no character,
/// becomes U+FFFD.
pub fn string(text: &str) -> Option<Cow<'_, str>> {
    let inner = text.trim().strip_prefix('"')?.strip_suffix('"')?;
    if !inner.contains('\\') {
        return Some(Cow::Borrowed(inner));
    }
    let mut said = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some((plain, escaped)) = rest.split_once('\\') {
        said.push_str(plain);
        let mut chars = escaped.chars();
        match chars.next()? {
            'b' => said.push('\u{8}'),
            'f' => said.push('\u{c}'),
            'n' => said.push('\n'),
            'r' => said.push('\r'),
            't' => said.push('\t'),
            'u' => {
                let high = hex(&escaped[1..])?;
                let after = &escaped[5..];
                let low =
                    after.strip_prefix("\\u").and_then(hex).filter(|low| (0xDC00..0xE000).contains(low));
                let pair = low.filter(|_| (0xD800..0xDC00).contains(&high));
                let code = pair.map_or(high, |low| 0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00));
                said.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
                rest = if pair.is_some() { &after[6..] } else { after };
                continue;
            }
            itself => said.push(itself),
        }
        rest = chars.as_str();
    }
    said.push_str(rest);
    Some(Cow::Owned(said))
}

fn hex(text: &str) -> Option<u32> {
    u32::from_str_radix(text.get(..4).filter(|digits| !digits.starts_with('+'))?, 16).ok()
}

#[cfg(test)]
mod tests;
