//! Tests of texts that pass, texts that cannot be, and pieces.

use proptest::prelude::*;

use super::*;

/// Follows a text cut at every place that `is_cut` says.
fn follow(text: &[u8], is_cut: impl Fn(usize) -> bool) -> (Vec<(Event, usize)>, Option<Fault>) {
    let mut syntax = Syntax::default();
    let mut told = Vec::new();
    let mut start = 0;
    for end in (1..=text.len()).filter(|&end| end == text.len() || is_cut(end)) {
        let piece = &text[start..end];
        let mut at = 0;
        loop {
            match syntax.next(piece, &mut at) {
                Event::More => break,
                Event::Malformed(fault) => return (told, Some(fault)),
                event => told.push((event, start + at)),
            }
        }
        syntax.go_on(piece.len());
        start = end;
    }
    (told, syntax.end(0))
}

#[track_caller]
fn check(text: &str, expected: Option<(usize, usize, bool)>) {
    let expected = expected.map(|(line, column, is_cut_off)| Fault { line, column, is_cut_off });
    let whole = follow(text.as_bytes(), |_| false);
    assert_eq!(whole.1, expected, "{text}");
    assert_eq!(follow(text.as_bytes(), |_| true), whole, "{text}, byte by byte");
}

#[test]
fn what_is_json_passes() {
    for text in ["0", "-0.5e+7", " [ ] ", "{}", r#"{"a":[1,{"b":null}],"c":"\u00e9\\"}"#, "true\n", "\"ö\""]
    {
        check(text, None);
    }
    for text in ["NaN", "[NaN,Infinity,-Infinity]", r#"{NaN:1,Infinity:2,-Infinity:{"a":NaN}}"#] {
        check(text, None);
    }
}

#[test]
fn what_cannot_be_is_found_where_it_is() {
    check("[1,]", Some((1, 4, false)));
    check("{\"a\":\n 01}", Some((2, 3, false)));
    check("[1\n,\n2", Some((3, 1, true)));
    check("{\"a\" 1}", Some((1, 6, false)));
    check("trux", Some((1, 4, false)));
    check("tru", Some((1, 3, true)));
    check("{} x", Some((1, 4, false)));
    check("\"a\nb\"", Some((1, 3, false)));
    check(r#""\u12g4""#, Some((1, 6, false)));
    check("-", Some((1, 1, true)));
    check("[1.]", Some((1, 4, false)));
    // A word that is not one of the three was never more than its first letter.
    check("[Nan]", Some((1, 2, false)));
    check("[-Infinite]", Some((1, 3, false)));
    check("{-Inf", Some((1, 2, false)));
    check("[Na", Some((1, 2, false)));
}

proptest! {
    #[test]
    fn pieces_do_not_matter(text in "[\\[\\]{}:, \n\"\\\\NaIu0-9.e+-]{0,40}", cuts: u64) {
        let cut = |at: usize| cuts >> (at % 64) & 1 == 1;
        prop_assert_eq!(follow(text.as_bytes(), cut), follow(text.as_bytes(), |_| false));
    }
}
