//! Tokens of one JSON text, in pieces that may end anywhere: each string is given as its size, its beginning and
//! a hash, so that a string of any length costs no memory.
//!
//! Contract: RFC 8259, and bare `NaN` and `Infinity` as values, which are told apart. Pieces make no difference.

use super::words::{all_of, is_byte, n_continuing, plain_len};
use crate::{Event, Fault, Syntax};

/// Deepest nesting of lists and objects: no real file is deeper, and each level costs a byte.
const TOO_DEEP: usize = 256;

/// Bytes that are kept of a string's beginning; more than the longest name that means something.
const HEAD_BYTES: usize = 32;

/// Next token of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token {
    /// `{`.
    Object,
    /// `[`.
    List,
    /// `}` or `]`.
    Close,
    /// A member's name, which was said in full.
    Name,
    /// A string, which was said in full.
    Text,
    /// A number; its digits were said.
    Number,
    /// `true` or `false`.
    Bool,
    /// `null`.
    Null,
    /// `NaN`, `Infinity` or `-Infinity`, which are no JSON.
    Bare,
    /// The piece is over.
    More,
    /// The next byte cannot be.
    Malformed(Fault),
}

/// Reads the tokens of one text after the other.
#[derive(Debug)]
pub struct Tokens {
    syntax: Syntax,
    said: StringToken,
    /// The token that has begun; `None` between tokens.
    begun: Option<Token>,
    hash: u64,
}

impl Default for Tokens {
    fn default() -> Self {
        Self { syntax: Syntax::telling_all(TOO_DEEP), said: StringToken::default(), begun: None, hash: 0 }
    }
}

impl Tokens {
    /// Goes on in `bytes` from `at`, which is moved, up to the next token. After [`Token::More`] the next piece
    /// begins at 0.
    #[inline(never)]
    pub fn next(&mut self, bytes: &[u8], at: &mut usize) -> Token {
        // Where what is said begins in this piece.
        let mut from = *at;
        loop {
            match self.syntax.next(bytes, at) {
                Event::NameBegins => {
                    if bytes.get(*at) != Some(&b'"') {
                        return Token::Malformed(self.syntax.fault_at(*at));
                    }
                    if self.plain(bytes, at) {
                        self.syntax.pass_name();
                        return self.told(Token::Name);
                    }
                    from = *at + 1;
                    self.begin(Token::Name);
                }
                Event::ValueBegins => {
                    let token = match bytes.get(*at) {
                        Some(b'{') => return self.told(Token::Object),
                        Some(b'[') => return self.told(Token::List),
                        Some(b'"') if self.plain(bytes, at) => {
                            self.syntax.pass_value();
                            return self.told(Token::Text);
                        }
                        Some(b'"') => Token::Text,
                        Some(b't' | b'f') => Token::Bool,
                        Some(b'n') => Token::Null,
                        Some(b'N' | b'I') => Token::Bare,
                        _ => Token::Number,
                    };
                    from = *at + usize::from(token == Token::Text);
                    self.begin(token);
                }
                Event::NameEnded | Event::ValueEnded => {
                    let Some(token) = self.begun.take() else { return self.told(Token::Close) };
                    let n_quotes = usize::from(matches!(token, Token::Name | Token::Text));
                    self.said.feed(bytes.get(from..*at - n_quotes).unwrap_or_default());
                    self.said.end();
                    let is_bare = token == Token::Number && self.said.head().contains(&b'I');
                    return self.told(if is_bare { Token::Bare } else { token });
                }
                Event::More => {
                    if self.begun.is_some() {
                        self.said.feed(bytes.get(from..).unwrap_or_default());
                    }
                    self.syntax.go_on(bytes.len());
                    return Token::More;
                }
                Event::Malformed(fault) => return Token::Malformed(fault),
            }
        }
    }

    /// Ends the text, and begins the next one. A number at the very end is no token.
    ///
    /// # Errors
    /// The fault, if the text so far is no JSON.
    pub fn end(&mut self) -> Result<(), Fault> {
        let fault = self.syntax.end(0);
        self.syntax.restart();
        (self.begun, self.hash) = (None, 0);
        fault.map_or(Ok(()), Err)
    }

    /// Returns the content of the last name, string, number or word.
    pub fn said(&self) -> &StringToken {
        &self.said
    }

    /// Returns a hash of all tokens so far and their content; the space between them makes no difference.
    /// Valid until the end.
    pub fn hash(&self) -> u64 {
        finished(self.hash)
    }

    /// Returns true if the nesting is at its limit.
    pub fn is_too_deep(&self) -> bool {
        TOO_DEEP <= self.syntax.depth()
    }

    /// Reads a string without escapes that begins `at` and ends in this piece, as nearly all do, and passes it.
    #[inline]
    fn plain(&mut self, bytes: &[u8], at: &mut usize) -> bool {
        let inside = bytes.get(*at + 1..).unwrap_or_default();
        let n = plain_len(inside);
        let is_plain = inside.get(n) == Some(&b'"');
        if is_plain {
            self.said = StringToken::default();
            self.said.take(inside.get(..n).unwrap_or_default());
            self.said.close();
            *at += n + 2;
        }
        is_plain
    }

    fn begin(&mut self, token: Token) {
        self.begun = Some(token);
        self.said = StringToken::default();
    }

    fn told(&mut self, token: Token) -> Token {
        let said = match token {
            Token::Object => 1,
            Token::List => 2,
            Token::Close => 3,
            Token::Name => self.said.hash ^ 4,
            Token::Text => self.said.hash ^ 5,
            _ => self.said.hash ^ 6,
        };
        self.hash = mixed(self.hash, said);
        token
    }
}

/// Content of a string, number or word.
#[derive(Debug, Clone, Default)]
pub struct StringToken {
    /// Bytes as written, escapes included.
    pub n_bytes: u64,
    /// Characters; an escape is one.
    pub n_chars: u64,
    /// True if there is anything but space.
    pub has_ink: bool,
    /// True if half of a surrogate pair is escaped without the other, so that no text can hold it.
    pub has_half: bool,
    /// The same for the same bytes as written.
    pub hash: u64,
    head: [u8; HEAD_BYTES],
    /// Bytes that do not fill a word yet, the lowest first.
    rest: u64,
    n_rest: u32,
    /// Bytes of an escape still to come; the first of them says how many.
    escape: Escape,
    /// Code unit of an escape, as far as its digits have come.
    code: u16,
    /// The character before is the first half of a pair.
    is_in_pair: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Escape {
    #[default]
    None,
    /// Behind the backslash.
    Begun,
    /// So many digits are to come.
    Hex(u8),
    /// Behind the first half of a pair.
    Half,
}

impl StringToken {
    /// Returns the first bytes as written, at most 32.
    pub fn head(&self) -> &[u8] {
        let n = usize::try_from(self.n_bytes).unwrap_or(usize::MAX).min(HEAD_BYTES);
        self.head.get(..n).unwrap_or_default()
    }

    /// Returns true if [`StringToken::head`] is the whole content.
    pub fn is_short(&self) -> bool {
        self.n_bytes <= HEAD_BYTES as u64
    }

    /// Takes the next bytes.
    #[inline(never)]
    pub fn feed(&mut self, bytes: &[u8]) {
        self.take(bytes);
    }

    /// Ends the token; before that the characters and the hash lack the last few bytes.
    #[inline(never)]
    pub fn end(&mut self) {
        self.close();
    }

    #[inline]
    fn take(&mut self, bytes: &[u8]) {
        if self.n_bytes < HEAD_BYTES as u64 {
            let free = self.head.get_mut(self.n_bytes as usize..).unwrap_or_default();
            let n = free.len().min(bytes.len());
            free.iter_mut().zip(bytes).take(n).for_each(|(to, from)| *to = *from);
        }
        self.n_bytes += bytes.len() as u64;
        let mut bytes = bytes;
        while 0 < self.n_rest
            && let Some((byte, after)) = bytes.split_first()
        {
            self.add(*byte);
            bytes = after;
        }
        let (words, after) = bytes.as_chunks::<8>();
        for word in words {
            self.word(u64::from_le_bytes(*word));
        }
        if self.n_rest == 0 {
            let mut rest = [0; 8];
            rest.iter_mut().zip(after).for_each(|(to, from)| *to = *from);
            (self.rest, self.n_rest) = (u64::from_le_bytes(rest), after.len() as u32);
        }
    }

    /// A byte that may not fill a word.
    fn add(&mut self, byte: u8) {
        self.rest |= u64::from(byte) << (8 * self.n_rest);
        self.n_rest += 1;
        if self.n_rest == 8 {
            let word = std::mem::take(&mut self.rest);
            self.n_rest = 0;
            self.word(word);
        }
    }

    #[inline]
    fn word(&mut self, word: u64) {
        self.hash = mixed(self.hash, word);
        if !self.has_ink || self.escape != Escape::None {
            word.to_le_bytes().iter().for_each(|byte| self.count(*byte));
            return;
        }
        if is_byte(word, b'\\') != 0 {
            return self.escapes(word);
        }
        self.n_chars += u64::from(8 - n_continuing(word));
    }

    /// A word with backslashes.
    fn escapes(&mut self, word: u64) {
        let mut backslashes = all_of(word, b'\\');
        let mut n_escaped = 0;
        while backslashes != 0 {
            let at = backslashes.trailing_zeros() / 8;
            if at == 7 {
                self.escape = Escape::Begun;
                break;
            }
            if (word >> (8 * at + 8)) as u8 == b'u' {
                word.to_le_bytes().iter().for_each(|byte| self.count(*byte));
                return;
            }
            n_escaped += 1;
            // What is escaped may be a backslash itself.
            backslashes &= !(0xffff << (8 * at));
        }
        self.n_chars += u64::from(8 - n_continuing(word) - n_escaped);
    }

    fn count(&mut self, byte: u8) {
        match self.escape {
            Escape::None => {
                self.n_chars += u64::from(byte & 0xc0 != 0x80);
                if byte == b'\\' {
                    self.escape = Escape::Begun;
                } else {
                    self.has_ink |= byte != b' ';
                }
            }
            Escape::Begun => {
                self.escape = if byte == b'u' { Escape::Hex(4) } else { Escape::None };
                self.code = 0;
                self.has_ink |= !matches!(byte, b'n' | b'r' | b't');
                if byte != b'u' {
                    self.leave_pair();
                }
            }
            Escape::Hex(n) => {
                let digit = char::from(byte).to_digit(16).unwrap_or(0);
                self.code = self.code << 4 | digit as u16;
                self.escape = if n <= 1 { self.unit() } else { Escape::Hex(n - 1) };
            }
            Escape::Half => {
                self.escape = Escape::None;
                if byte != b'\\' {
                    self.leave_pair();
                }
                self.count(byte);
            }
        }
    }

    /// Takes a UTF-16 unit whose digits have all come; returns the state behind it.
    fn unit(&mut self) -> Escape {
        match self.code {
            0xd800..0xdc00 => {
                self.leave_pair();
                self.is_in_pair = true;
                return Escape::Half;
            }
            0xdc00..0xe000 => self.has_half |= !std::mem::take(&mut self.is_in_pair),
            _ => self.leave_pair(),
        }
        Escape::None
    }

    /// Notes a first half whose second half does not come.
    fn leave_pair(&mut self) {
        self.has_half |= std::mem::take(&mut self.is_in_pair);
    }

    #[inline]
    fn close(&mut self) {
        let (rest, n_rest) = (self.rest, self.n_rest);
        if self.has_ink && self.escape == Escape::None && is_byte(rest, b'\\') == 0 {
            self.n_chars += u64::from(n_rest - n_continuing(rest));
        } else {
            rest.to_le_bytes().iter().take(n_rest as usize).for_each(|byte| self.count(*byte));
            self.leave_pair();
        }
        self.hash = finished(mixed(mixed(self.hash, rest), self.n_bytes));
    }
}

/// Puts eight bytes to a hash; every bit counts, in its place.
#[inline]
fn mixed(hash: u64, word: u64) -> u64 {
    let word = word.wrapping_mul(0x87c3_7b91_1142_53d5).rotate_left(31).wrapping_mul(0x4cf5_ad43_2745_937f);
    (hash ^ word).rotate_left(27).wrapping_mul(5).wrapping_add(0x52dc_e729)
}

/// Spreads what was put to a hash last over all its bits.
fn finished(hash: u64) -> u64 {
    let hash = (hash ^ hash >> 33).wrapping_mul(0xff51_afd7_ed55_8ccd);
    let hash = (hash ^ hash >> 33).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ hash >> 33
}

#[cfg(test)]
mod tests;
