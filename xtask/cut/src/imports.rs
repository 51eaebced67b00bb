//! Shorter names between the program and its JavaScript: wasm-bindgen ends each with sixteen digits that tell
//! versions of a crate apart, which no compression makes smaller.

use std::collections::HashMap;

use crate::sections::{Broken, number, text, with_number};

/// The kinds of what is imported, as numbered in a wasm file, and how they are described.
const FUNCTION: u8 = 0;
const TABLE: u8 = 1;
const MEMORY: u8 = 2;
const GLOBAL: u8 = 3;

/// Names with their digits, and without.
pub type Renamed = Vec<(String, String)>;

/// The body of an import section with shorter names, and what the script has to call them: from, to.
///
/// # Errors
/// When this is no such body.
pub fn shorten(body: &[u8]) -> Result<(Vec<u8>, Renamed), Broken> {
    let (n_imports, mut rest) = number(body)?;
    let mut shortened = with_number(n_imports);
    let mut renamed = Vec::new();
    let mut n_alike: HashMap<String, usize> = HashMap::new();
    for _ in 0..n_imports {
        let (module, after) = text(rest)?;
        let (name, after) = text(after)?;
        let described = description_len(after)?;
        let short = match without_digits(name) {
            None => name.to_owned(),
            Some(stem) => {
                let n = n_alike.entry(stem.to_owned()).or_default();
                *n += 1;
                let short = if *n == 1 { stem.to_owned() } else { format!("{stem}${n}") };
                renamed.push((name.to_owned(), short.clone()));
                short
            }
        };
        for text in [module, &short] {
            shortened.extend(with_number(text.len()));
            shortened.extend(text.as_bytes());
        }
        shortened.extend(after.get(..described).ok_or(Broken)?);
        rest = &after[described..];
    }
    if rest.is_empty() { Ok((shortened, renamed)) } else { Err(Broken) }
}

/// `__wbg_abort` of `__wbg_abort_f8d1589eb0c65ee2`; `None` for a name of another form.
fn without_digits(name: &str) -> Option<&str> {
    let (stem, digits) = name.rsplit_once('_')?;
    let is_hash = digits.len() == 16 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    (is_hash && stem.starts_with("__wbg_")).then_some(stem)
}

/// Returns the number of bytes that describe an import's type.
fn description_len(bytes: &[u8]) -> Result<usize, Broken> {
    let (kind, rest) = bytes.split_first().ok_or(Broken)?;
    let after = match *kind {
        FUNCTION => number(rest)?.1,
        TABLE => limits(rest.get(1..).ok_or(Broken)?)?,
        MEMORY => limits(rest)?,
        GLOBAL => rest.get(2..).ok_or(Broken)?,
        _ => return Err(Broken),
    };
    Ok(bytes.len() - after.len())
}

/// Returns the bytes after a lower limit and, where the first byte is odd, an upper one.
fn limits(bytes: &[u8]) -> Result<&[u8], Broken> {
    let (flags, rest) = bytes.split_first().ok_or(Broken)?;
    let (_, rest) = number(rest)?;
    if flags & 1 == 1 { Ok(number(rest)?.1) } else { Ok(rest) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Functions `a.NAME` of type 5.
    fn section(names: &[&str]) -> Vec<u8> {
        let mut body = vec![names.len() as u8];
        for name in names {
            body.extend([1, b'a', name.len() as u8]);
            body.extend(name.as_bytes());
            body.extend([FUNCTION, 5]);
        }
        body
    }

    #[test]
    fn names_lose_their_digits_and_stay_apart() {
        let long = [
            "__wbg_get_0123456789abcdef",
            "memory_0123456789abcdef",
            "__wbg_get_fedcba9876543210",
            "__wbg_get_12",
        ];
        let (body, renamed) = shorten(&section(&long)).unwrap();
        assert_eq!(body, section(&["__wbg_get", "memory_0123456789abcdef", "__wbg_get$2", "__wbg_get_12"]));
        let renamed: Vec<_> = renamed.iter().map(|(from, to)| (from.as_str(), to.as_str())).collect();
        assert_eq!(renamed, [(long[0], "__wbg_get"), (long[2], "__wbg_get$2")]);
    }

    #[test]
    fn other_imports_are_kept() {
        let body = b"\x03\x01a\x01t\x01\x70\x01\x02\x03\x01a\x01m\x02\x00\x11\x01a\x01g\x03\x7f\x01";
        assert_eq!(shorten(body), Ok((body.to_vec(), Vec::new())));
    }

    #[test]
    fn what_is_no_section_of_imports_is_refused() {
        let whole = section(&["__wbg_get_0123456789abcdef"]);
        for len in 0..whole.len() {
            assert_eq!(shorten(&whole[..len]), Err(Broken), "{len}");
        }
        assert_eq!(shorten(&[&whole[..], &[0]].concat()), Err(Broken));
    }
}
