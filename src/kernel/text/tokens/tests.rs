//! Tokens of whole texts, of pieces, and what strings say.

use proptest::prelude::*;

use super::*;

/// A token, how what it said begins, its characters and its hash.
type Told = (Token, String, u64, u64);

/// Tokens with what was said, of a text cut at every place that `is_cut` says, and whether it is JSON.
fn read(text: &[u8], is_cut: impl Fn(usize) -> bool) -> (Vec<Told>, u64, Option<Fault>) {
    let mut tokens = Tokens::default();
    let mut told = Vec::new();
    let mut start = 0;
    for end in (1..=text.len()).filter(|&end| end == text.len() || is_cut(end)) {
        let piece = &text[start..end];
        let mut at = 0;
        loop {
            match tokens.next(piece, &mut at) {
                Token::More => break,
                Token::Malformed(fault) => return (told, tokens.hash(), Some(fault)),
                token => {
                    let said = tokens.said().clone();
                    told.push((
                        token,
                        String::from_utf8_lossy(said.head()).into_owned(),
                        said.n_chars,
                        said.hash,
                    ));
                }
            }
        }
        start = end;
    }
    let hash = tokens.hash();
    (told, hash, tokens.end().err())
}

fn said(string: &str) -> StringToken {
    let text = format!("\"{string}\"");
    let (mut tokens, mut at) = (Tokens::default(), 0);
    assert_eq!(tokens.next(text.as_bytes(), &mut at), Token::Text, "{text}");
    tokens.said().clone()
}

#[test]
fn every_name_and_value_is_told_at_any_depth() {
    let (told, _, fault) =
        read(br#" {"a": [1, {"b": [[null, true]], "c": -Infinity}], "d": "e"}"#, |_| false);
    let tokens: Vec<Token> = told.iter().map(|(token, ..)| *token).collect();
    use Token::{Bare, Bool, Close, List, Name, Null, Number, Object, Text};
    let expected = [
        Object, Name, List, Number, Object, Name, List, List, Null, Bool, Close, Close, Name, Bare, Close,
        Close, Name, Text, Close,
    ];
    assert_eq!((tokens.as_slice(), fault), (&expected[..], None));
    let heads: Vec<&str> =
        told.iter().filter(|(token, ..)| *token == Name).map(|(_, head, ..)| &**head).collect();
    assert_eq!(heads, ["a", "b", "c", "d"]);
}

#[test]
fn characters_are_what_a_person_would_count() {
    let check = |text: &str, n: u64, has_ink: bool| {
        let said = said(text);
        assert_eq!((said.n_chars, said.has_ink, said.n_bytes), (n, has_ink, text.len() as u64), "{text}");
    };
    check("", 0, false);
    check("abc", 3, true);
    check("  \\n\\t ", 5, false);
    check("           ", 11, false);
    check("\\u00e9\\\\\\\"x", 4, true);
    check("дом, 家, naïve façade", 20, true);
    check(&"a\\n".repeat(50), 100, true);
    check(&"家".repeat(50), 50, true);
}

#[test]
fn names_are_strings_and_depth_has_an_end() {
    assert_eq!(read(b"{NaN:1}", |_| false).2.map(|fault| fault.column), Some(2));
    let deep = "[".repeat(TOO_DEEP + 1);
    assert_eq!(read(deep.as_bytes(), |_| false).2.map(|fault| fault.column), Some(TOO_DEEP + 1));
    let fits = "[".repeat(TOO_DEEP) + &"]".repeat(TOO_DEEP);
    assert_eq!(read(fits.as_bytes(), |_| false).2, None);
}

#[test]
fn a_hash_is_of_what_is_said_and_not_of_the_space_around_it() {
    let hash = |text: &str| read(text.as_bytes(), |_| false).1;
    let same = hash(r#"{"a":[1,"b c"]}"#);
    assert_eq!(hash("{ \"a\" :\t[ 1 , \"b c\" ] } "), same);
    for other in
        [r#"{"a":[1,"bc"]}"#, r#"{"a":["1","b c"]}"#, r#"{"a":[1],"b c":{}}"#, r#"{"a":[1,"b c",""]}"#]
    {
        assert_ne!(hash(other), same, "{other}");
    }
    assert_ne!(said("").hash, said(" ").hash);
    assert_ne!(said("12345678").hash, said("1234567812345678").hash);
}

#[test]
fn a_second_text_begins_anew() {
    let mut tokens = Tokens::default();
    for text in ["{\"a", "[1]", "{}"] {
        let mut at = 0;
        while tokens.next(text.as_bytes(), &mut at) != Token::More {}
        let fault = tokens.end().err();
        assert_eq!(
            fault.map(|fault| (fault.line, fault.column, fault.is_cut_off)),
            (text == "{\"a").then_some((1, 3, true))
        );
    }
}

proptest! {
    #[test]
    fn pieces_do_not_matter(text in "[\\[\\]{}:, \"\\\\NaIu0-9.e+a-fé家-]{0,60}", cuts: u64) {
        let cut = |at: usize| cuts >> (at % 64) & 1 == 1;
        prop_assert_eq!(read(text.as_bytes(), cut), read(text.as_bytes(), |_| false));
    }

    #[test]
    fn strings_do_not_matter_either(text in "[ a-zé家\\\\nu0-9\"]{0,90}", cuts: u64) {
        let text = format!("[\"{text}\"]");
        let cut = |at: usize| cuts >> (at % 64) & 1 == 1;
        prop_assert_eq!(read(text.as_bytes(), cut), read(text.as_bytes(), |_| false));
    }
}

/// Parts of strings as written, and what each says as UTF-16.
const PARTS: [(&str, &[u16]); 9] = [
    ("\\ud83d", &[0xd83d]),
    ("\\uDBFF", &[0xdbff]),
    ("\\ude00", &[0xde00]),
    ("\\udC00", &[0xdc00]),
    ("\\u0041", &[0x41]),
    ("\\n", &[10]),
    ("\\\\", &[0x5c]),
    ("some words ", &[0x20]),
    ("é", &[0xe9]),
];

proptest! {
    #[test]
    fn a_half_of_a_character_is_found_wherever_it_is(parts in prop::collection::vec(prop::sample::select(PARTS.to_vec()), 0..12)) {
        let text: String = parts.iter().map(|(text, _)| *text).collect();
        let units: Vec<u16> = parts.iter().flat_map(|(_, units)| units.iter().copied()).collect();
        prop_assert_eq!(said(&text).has_half, String::from_utf16(&units).is_err(), "{}", text);
        let pieces = said_in(&text, 7);
        prop_assert_eq!(pieces, String::from_utf16(&units).is_err(), "{}", text);
    }
}

/// Returns whether a string that comes in pieces of `n` bytes has half of a character.
fn said_in(text: &str, n: usize) -> bool {
    let mut said = StringToken::default();
    text.as_bytes().chunks(n).for_each(|piece| said.feed(piece));
    said.end();
    said.has_half
}
