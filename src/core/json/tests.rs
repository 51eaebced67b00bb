//! JSON read in place, beside serde_json.

use proptest::prelude::*;
use serde_json::{Value, value::RawValue};

use super::*;

/// Texts that are JSON or nearly so.
fn nearly_json() -> impl Strategy<Value = String> {
    let token = prop_oneof![
        3 => prop::sample::select(vec!["{", "}", "[", "]", ",", ":", " ", "\n"]).prop_map(str::to_owned),
        2 => prop::sample::select(vec![
            "true", "false", "null", "nul", "-", "0", "01", "-0.5e-7", "1E+", "2.", "12345678901234567890", "NaN",
        ])
        .prop_map(str::to_owned),
        2 => prop::sample::select(vec![
            r#""a""#, r#""""#, r#""\u00e9\n""#, r#""\ud83d\ude00""#, r#""\u12""#, r#""\x""#, "\"\u{1}\"", "\"ö", r#""\\""#,
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(token, 0..14).prop_map(|tokens| tokens.concat())
}

/// Values of any shape.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((any::<String>(), inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// The tree that the slices amount to.
fn tree(text: &str) -> Value {
    if let Some(members) = members(text) {
        return members.iter().map(|(name, value)| (name.to_owned(), tree(value))).collect();
    }
    if let Some(items) = items(text) {
        return items.into_iter().map(tree).collect();
    }
    if let Some(said) = string(text) {
        return said.into_owned().into();
    }
    serde_json::from_str(text).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn exactly_json_is_accepted(text in nearly_json()) {
        let serde = serde_json::from_str::<&RawValue>(&text);
        match (check(&text), serde) {
            (Ok(()), Ok(_)) | (Err(_), Err(_)) => {}
            (own, serde) => prop_assert!(false, "{text}: {own:?}, {serde:?}"),
        }
    }

    #[test]
    fn slices_amount_to_the_value(value in value(), is_pretty: bool) {
        let text = if is_pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
        let text = text.unwrap();
        prop_assert_eq!(check(&text), Ok(()));
        prop_assert_eq!(tree(&text), value);
    }

    #[test]
    fn every_beginning_is_cut_off(value in value(), share in 0.0..1.0_f64) {
        let text = Value::Array(vec![value]).to_string();
        let mut end = (text.len() as f64 * share) as usize;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        prop_assert!(check(&text[..end]).is_err_and(|fault| fault.is_cut_off));
    }

    #[test]
    fn a_quoted_text_reads_back(text: String) {
        let json = quoted(&text);
        prop_assert_eq!(serde_json::from_str::<String>(&json).ok(), Some(text.clone()));
        prop_assert_eq!(string(&json).map(Cow::into_owned), Some(text));
    }

    #[test]
    fn any_text_can_be_asked_for_anything(text: String) {
        let _read = (check(&text), members(&text), items(&text), string(&text));
    }
}

#[track_caller]
fn check_place(text: &str, line: usize, column: usize, is_cut_off: bool) {
    assert_eq!(check(text), Err(Fault { line, column, is_cut_off }), "{text:?}");
}

#[test]
fn the_place_of_the_trouble_is_told() {
    check_place("", 1, 0, true);
    check_place("[x]", 1, 2, false);
    check_place("[1,\n 2,\n]", 3, 1, false);
    check_place("{\"a\":\n\"b", 2, 2, true);
    check_place("1 2", 1, 3, false);
    check_place("{\"a\" 1}", 1, 6, false);
}

#[test]
fn members_keep_their_order_and_their_text() {
    let text = " { \"b\" : 1.50 , \"a\\u0041\":[ 1, {\"x\":2} ], \"b\":12345678901234567890 } ";
    let members = members(text).unwrap();
    let told: Vec<_> = members.iter().collect();
    assert_eq!(told, [("b", "1.50"), ("aA", "[ 1, {\"x\":2} ]"), ("b", "12345678901234567890")]);
    assert_eq!((members.get("b"), members.get("c")), (Some("12345678901234567890"), None));
    assert_eq!(items("[ [], {} ,\"]\" ]").unwrap(), ["[]", "{}", "\"]\""]);
    assert!(items("{}").is_none() && super::members("[]").is_none() && string("1").is_none());
}

#[test]
fn half_a_pair_is_no_character() {
    assert_eq!(string(r#""a\ud83db""#).as_deref(), Some("a\u{fffd}b"));
    assert_eq!(string(r#""\ude00\ud83d\ud83d\ude00""#).as_deref(), Some("\u{fffd}\u{fffd}😀"));
    assert_eq!(string(r#""\ud83d\n""#).as_deref(), Some("\u{fffd}\n"));
}

#[test]
fn nesting_costs_no_stack() {
    let deep = "[".repeat(1_000_000);
    assert!(check(&deep).is_err_and(|fault| fault.is_cut_off));
    assert_eq!(check(&format!("{deep}{}", "]".repeat(1_000_000))), Ok(()));
}
