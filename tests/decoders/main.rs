//! Every reader of text that comes from outside, against whatever may come: none panics, none makes more of a text
//! than there is in it, and none takes for JSON what is not.
//!
//! `PROPTEST_CASES=100000 cargo test --test decoders` spends more than the usual budget. What it finds becomes a
//! line of `hostile::FOUND`.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "clippy knows the tests themselves, not the functions they share")]

mod hostile;
mod inputs;
mod listed;
mod table;

use proptest::prelude::*;
use serde_json::value::RawValue;
use tuneboard_core::json;

use table::{DECODERS, Decoder};

/// Runs one decoder and checks what must hold of any input.
#[track_caller]
fn check(decoder: &Decoder, input: &[u8]) {
    let read = (decoder.read)(input);
    // Everything that is made of a text stands in it somewhere. A factor for what is told in several ways.
    let most = 8 * input.len() + 256;
    assert!(read.n_made <= most, "{}: {} things of {} bytes", decoder.name, read.n_made, input.len());
    if decoder.is_json && read.is_taken {
        let text = String::from_utf8_lossy(input);
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        // Bare tokens that JSON lacks are read as what they mean.
        let has_tokens = text.contains("NaN") || text.contains("Infinity");
        assert!(has_tokens || is_json(text), "{} took what is no JSON: {text:?}", decoder.name);
    }
}

/// By serde's reckoning, whatever the depth.
fn is_json(text: &str) -> bool {
    serde_json::from_str::<&RawValue>(text).is_ok()
}

fn check_all(input: &[u8]) {
    DECODERS.iter().for_each(|decoder| check(decoder, input));
    if let Ok(text) = std::str::from_utf8(input) {
        assert_eq!(json::check(text).is_ok(), is_json(text), "{text:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_can_be_read(input in prop::collection::vec(any::<u8>(), 0..200)) {
        check_all(&input);
    }

    #[test]
    fn anything_like_an_answer_can_be_read(input in inputs::like_an_answer()) {
        check_all(input.as_bytes());
    }

    #[test]
    fn a_damaged_answer_can_be_read(input in inputs::damaged()) {
        check_all(&input);
    }
}

#[test]
fn what_was_found_once_stays_fixed() {
    hostile::FOUND.iter().for_each(|input| check_all(input.as_bytes()));
}

/// A reader whose work grows with the square of the input would not come to an end here.
#[test]
fn a_long_text_made_to_be_slow_is_read_like_any_other() {
    hostile::long().iter().for_each(|input| check_all(input.as_bytes()));
}
