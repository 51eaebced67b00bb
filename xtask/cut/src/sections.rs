//! The sections of a wasm file: which custom ones there are, and copies without some or with another content.

/// The length of the magic number and the version, before the first section.
const HEADER: usize = 8;

/// The id of every custom section; these have a name.
const CUSTOM: u8 = 0;

/// The file ends where it should not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Broken;

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("is not a whole wasm file")
    }
}

impl std::error::Error for Broken {}

/// One section with its head.
struct Section<'a> {
    id: u8,
    body: &'a [u8],
    /// Name of a custom section.
    name: Option<&'a str>,
    bytes: &'a [u8],
}

/// The names of the custom sections.
///
/// # Errors
/// When this is no wasm file.
pub fn names(wasm: &[u8]) -> Result<impl Iterator<Item = &str>, Broken> {
    Ok(sections(wasm)?.into_iter().filter_map(|section| section.name))
}

/// A copy without the custom sections of these names.
///
/// # Errors
/// When this is no wasm file.
pub fn without(wasm: &[u8], unwanted: &[&str]) -> Result<Vec<u8>, Broken> {
    let mut kept = wasm.get(..HEADER).ok_or(Broken)?.to_vec();
    for section in sections(wasm)? {
        if !section.name.is_some_and(|name| unwanted.contains(&name)) {
            kept.extend_from_slice(section.bytes);
        }
    }
    Ok(kept)
}

/// A copy in which `change` has replaced the body of the section of this id, and what else it gives; `None` if
/// there is no such section.
///
/// # Errors
/// When this is no wasm file, or `change` fails.
pub fn replaced<T>(
    wasm: &[u8],
    id: u8,
    change: impl FnOnce(&[u8]) -> Result<(Vec<u8>, T), Broken>,
) -> Result<Option<(Vec<u8>, T)>, Broken> {
    let sections = sections(wasm)?;
    let Some(section) = sections.iter().find(|section| section.id == id) else { return Ok(None) };
    let (body, told) = change(section.body)?;
    let mut copy = wasm.get(..HEADER).ok_or(Broken)?.to_vec();
    for section in sections {
        if section.id == id {
            copy.push(id);
            copy.extend(with_number(body.len()));
            copy.extend(&body);
        } else {
            copy.extend_from_slice(section.bytes);
        }
    }
    Ok(Some((copy, told)))
}

fn sections(wasm: &[u8]) -> Result<Vec<Section<'_>>, Broken> {
    let mut rest = wasm.strip_prefix(b"\0asm").and_then(|rest| rest.get(4..)).ok_or(Broken)?;
    let mut sections = Vec::new();
    while let [id, after_id @ ..] = rest {
        let (len, after_head) = number(after_id)?;
        let body = after_head.get(..len).ok_or(Broken)?;
        let name = if *id == CUSTOM { Some(text(body)?.0) } else { None };
        let (bytes, next) = rest.split_at(rest.len() - after_head.len() + len);
        sections.push(Section { id: *id, body, name, bytes });
        rest = next;
    }
    Ok(sections)
}

/// A text with its length before it, and what comes after it.
///
/// # Errors
/// When it is none.
pub fn text(bytes: &[u8]) -> Result<(&str, &[u8]), Broken> {
    let (len, rest) = number(bytes)?;
    let (text, after) = rest.split_at_checked(len).ok_or(Broken)?;
    Ok((std::str::from_utf8(text).map_err(|_| Broken)?, after))
}

/// The bytes of a number, as [`number`] reads them.
pub fn with_number(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number > 0x7f {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

/// A length in LEB128, seven bits a byte, and what comes after it.
///
/// # Errors
/// When the bytes end within it.
pub fn number(bytes: &[u8]) -> Result<(usize, &[u8]), Broken> {
    let mut number = 0;
    for (at, byte) in bytes.iter().enumerate().take(5) {
        number |= usize::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return Ok((number, &bytes[at + 1..]));
        }
    }
    Err(Broken)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A custom section `name`, an empty section of types with a length of two bytes, a custom section `x`.
    const WASM: &[u8] = b"\0asm\x01\0\0\0\x00\x06\x04name!\x01\x80\x00\x00\x02\x01x";

    #[test]
    fn custom_sections_are_known_by_their_names() {
        assert_eq!(names(WASM).map(Iterator::collect::<Vec<_>>), Ok(vec!["name", "x"]));
    }

    #[test]
    fn what_is_taken_out_leaves_the_rest_as_it_was() {
        let without_name = b"\0asm\x01\0\0\0\x01\x80\x00\x00\x02\x01x".to_vec();
        assert_eq!(without(WASM, &["name", "producers"]), Ok(without_name));
        assert_eq!(without(WASM, &[]), Ok(WASM.to_vec()));
    }

    #[test]
    fn a_section_gets_another_content() {
        let copy = replaced(WASM, 1, |body| Ok((vec![7; 200], body.len())));
        let expected = [&WASM[..16], b"\x01\xc8\x01", &[7; 200], b"\x00\x02\x01x"].concat();
        assert_eq!(copy, Ok(Some((expected, 0))));
        assert_eq!(replaced(WASM, 2, |_| Ok((Vec::new(), ()))), Ok(None));
    }

    #[test]
    fn a_file_that_was_cut_short_is_refused() {
        for len in [0, 3, 7, 10, WASM.len() - 1] {
            assert_eq!(without(&WASM[..len], &[]), Err(Broken), "{len}");
        }
    }
}
