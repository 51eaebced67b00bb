//! The custom sections of a wasm file: which there are, and a copy without some of them.

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
    /// Of a custom one.
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

fn sections(wasm: &[u8]) -> Result<Vec<Section<'_>>, Broken> {
    let mut rest = wasm.strip_prefix(b"\0asm").and_then(|rest| rest.get(4..)).ok_or(Broken)?;
    let mut sections = Vec::new();
    while let [id, after_id @ ..] = rest {
        let (len, after_head) = number(after_id)?;
        let body = after_head.get(..len).ok_or(Broken)?;
        let name = if *id == CUSTOM { Some(name_of(body)?) } else { None };
        let (bytes, next) = rest.split_at(rest.len() - after_head.len() + len);
        sections.push(Section { name, bytes });
        rest = next;
    }
    Ok(sections)
}

fn name_of(body: &[u8]) -> Result<&str, Broken> {
    let (len, rest) = number(body)?;
    rest.get(..len).and_then(|name| std::str::from_utf8(name).ok()).ok_or(Broken)
}

/// A length in LEB128, seven bits a byte, and what comes after it.
fn number(bytes: &[u8]) -> Result<(usize, &[u8]), Broken> {
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
    fn a_file_that_was_cut_short_is_refused() {
        for len in [0, 3, 7, 10, WASM.len() - 1] {
            assert_eq!(without(&WASM[..len], &[]), Err(Broken), "{len}");
        }
    }
}
