//! JSON read in place: objects and lists are handed out as slices of the text, never as a tree of values.
//!
//! What is accepted is RFC 8259, no more and no less. Numbers stay text, so that integers beyond 2^53 and
//! figures keep every digit until a caller parses them.

pub use kernel::float;

use std::borrow::Cow;

/// Position at which a text stops being JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Malformed {
    /// From 1.
    pub line: usize,
    /// Bytes from the start of the line to the one that cannot be, which is counted.
    pub column: usize,
    /// All there is could be the beginning of JSON: the rest is missing.
    pub is_cut_off: bool,
}

/// Checks that `text` is one JSON value.
///
/// # Errors
/// Where it is not.
pub fn check(text: &str) -> Result<(), Malformed> {
    let mut scan = Scan { text, at: 0 };
    let is_whole = scan.value().is_some() && {
        scan.space();
        scan.at == text.len()
    };
    if is_whole {
        return Ok(());
    }
    let before = &text.as_bytes()[..scan.at];
    let line_start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
    Err(Malformed {
        line: 1 + before.iter().filter(|byte| **byte == b'\n').count(),
        column: (scan.at + 1).min(text.len()) - line_start,
        is_cut_off: scan.at == text.len(),
    })
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
    let mut scan = Scan::inside(text, b'{')?;
    let mut members = Vec::new();
    scan.each(b'}', |scan| {
        let name = string(scan.name()?)?;
        members.push((name, scan.value()?));
        Some(())
    })?;
    Some(Members(members))
}

/// The items of a list, each as text; `None` for anything else.
pub fn items(text: &str) -> Option<Vec<&str>> {
    let mut scan = Scan::inside(text, b'[')?;
    let mut items = Vec::new();
    scan.each(b']', |scan| {
        items.push(scan.value()?);
        Some(())
    })?;
    Some(items)
}

/// The value that a text begins with, whatever follows.
pub fn leading(text: &str) -> Option<&str> {
    Scan { text, at: 0 }.value()
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

/// A place in a text. Each method reads one thing and stops behind it; `None` leaves the place where the
/// text stopped being JSON.
struct Scan<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scan<'a> {
    /// Behind the opening bracket of a text that begins with it.
    fn inside(text: &'a str, open: u8) -> Option<Self> {
        let mut scan = Self { text, at: 0 };
        scan.space();
        scan.take(open).then_some(scan)
    }

    /// Reads the items between brackets and commas, up to the end of the text behind the closing bracket.
    fn each(&mut self, close: u8, mut read: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.space();
        if !self.take(close) {
            loop {
                read(self)?;
                self.space();
                if self.take(close) {
                    break;
                }
                self.expect(b',')?;
            }
        }
        self.space();
        (self.at == self.text.len()).then_some(())
    }

    /// A value with all that is in it, as text. Nesting costs memory, not stack.
    fn value(&mut self) -> Option<&'a str> {
        self.space();
        let start = self.at;
        // The brackets that are still to come, the innermost last.
        let mut closing = Vec::new();
        loop {
            self.space();
            let is_over = match self.peek()? {
                b'{' => {
                    self.at += 1;
                    self.space();
                    let is_empty = self.take(b'}');
                    if !is_empty {
                        closing.push(b'}');
                        self.name()?;
                    }
                    is_empty
                }
                b'[' => {
                    self.at += 1;
                    self.space();
                    let is_empty = self.take(b']');
                    if !is_empty {
                        closing.push(b']');
                    }
                    is_empty
                }
                _ => self.simple().map(|()| true)?,
            };
            if !is_over {
                continue;
            }
            loop {
                let Some(&close) = closing.last() else { return self.text.get(start..self.at) };
                self.space();
                if self.take(close) {
                    closing.pop();
                    continue;
                }
                self.expect(b',')?;
                if close == b'}' {
                    self.name()?;
                }
                break;
            }
        }
    }

    /// A member's name, quotes included, and the colon behind it.
    fn name(&mut self) -> Option<&'a str> {
        self.space();
        let start = self.at;
        self.quoted()?;
        let name = self.text.get(start..self.at)?;
        self.space();
        self.expect(b':')?;
        Some(name)
    }

    fn simple(&mut self) -> Option<()> {
        match self.peek()? {
            b'"' => self.quoted(),
            b't' => self.word("true"),
            b'f' => self.word("false"),
            b'n' => self.word("null"),
            _ => self.number(),
        }
    }

    fn quoted(&mut self) -> Option<()> {
        self.expect(b'"')?;
        loop {
            match self.peek()? {
                b'"' => {
                    self.at += 1;
                    return Some(());
                }
                b'\\' => {
                    self.at += 1;
                    match self.peek()? {
                        b'u' => {
                            self.at += 1;
                            for _ in 0..4 {
                                self.one_of(|byte| byte.is_ascii_hexdigit())?;
                            }
                        }
                        _ => self.one_of(|byte| br#""\/bfnrt"#.contains(&byte))?,
                    }
                }
                // Bytes of longer characters are above all that is looked for.
                _ => self.one_of(|byte| 0x20 <= byte)?,
            }
        }
    }

    fn number(&mut self) -> Option<()> {
        self.take(b'-');
        if !self.take(b'0') {
            self.digits()?;
        }
        if self.take(b'.') {
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            let _sign = self.take(b'+') || self.take(b'-');
            self.digits()?;
        }
        Some(())
    }

    /// At least one.
    fn digits(&mut self) -> Option<()> {
        self.one_of(|byte| byte.is_ascii_digit())?;
        while self.one_of(|byte| byte.is_ascii_digit()).is_some() {}
        Some(())
    }

    fn word(&mut self, word: &str) -> Option<()> {
        word.bytes().try_for_each(|byte| self.expect(byte))
    }

    fn space(&mut self) {
        while self.one_of(|byte| matches!(byte, b' ' | b'\n' | b'\t' | b'\r')).is_some() {}
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        self.one_of(|found| found == byte)
    }

    fn take(&mut self, byte: u8) -> bool {
        self.expect(byte).is_some()
    }

    fn one_of(&mut self, is_wanted: impl FnOnce(u8) -> bool) -> Option<()> {
        is_wanted(self.peek()?).then(|| self.at += 1)
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }
}

#[cfg(test)]
mod tests;
