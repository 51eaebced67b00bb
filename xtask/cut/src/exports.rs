//! Exports of the program to its JavaScript, without the unused ones: wasm-opt then removes the functions
//! behind them.

use crate::sections::{Broken, number, text, with_number};

/// Classes that leptos' server functions would stream with. This page has no server, but wasm-bindgen keeps what is
/// exported.
const UNUSED: [&str; 4] = [
    "intounderlying",
    "__wbg_intounderlyingsource",
    "__wbg_intounderlyingbytesource",
    "__wbg_intounderlyingsink",
];

/// The body of an export section without the functions of unused classes, and how many those were.
///
/// # Errors
/// When this is no such body.
pub fn used(body: &[u8]) -> Result<(Vec<u8>, usize), Broken> {
    let (n_exports, mut rest) = number(body)?;
    let mut kept = Vec::new();
    let mut n_kept = 0;
    for _ in 0..n_exports {
        let (name, after) = text(rest)?;
        let (_, after) = number(after.get(1..).ok_or(Broken)?)?;
        let (export, next) = rest.split_at(rest.len() - after.len());
        if !UNUSED.iter().any(|unused| name.starts_with(unused)) {
            kept.extend_from_slice(export);
            n_kept += 1;
        }
        rest = next;
    }
    let body = [with_number(n_kept), kept].concat();
    if rest.is_empty() { Ok((body, n_exports - n_kept)) } else { Err(Broken) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_unused_classes_are_left_out() {
        let body = b"\x03\x06memory\x02\x00\x13intounderlying_pull\x00\x85\x01\x04main\x00\x07";
        assert_eq!(used(body), Ok((b"\x02\x06memory\x02\x00\x04main\x00\x07".to_vec(), 1)));
        assert_eq!(used(b"\x00"), Ok((b"\x00".to_vec(), 0)));
        for len in 0..body.len() {
            assert_eq!(used(&body[..len]), Err(Broken), "{len}");
        }
    }
}
