//! No reader is forgotten: every public function that reads text from outside is in the table.

use std::{fs, path::Path};

use super::table::DECODERS;

/// Names of readers, or their beginnings.
const NAMES: [&str; 9] = [
    "decode_",
    "read_",
    "parse",
    "from_json",
    "from_slug",
    "from_word",
    "from_query",
    "from_response",
    "flatten",
];

/// Parts of the program that read nothing from outside by themselves, or only what others have read: the shell, the
/// numbers' crate, which has properties of its own, what judges figures that were read, and the adapters behind the functions of `api`.
const ELSEWHERE: [&str; 13] = [
    "browser",
    "state",
    "pages",
    "components",
    "kernel",
    "insight",
    "monitor",
    "archetype",
    "archetype_v06",
    "openai",
    "together",
    "tests",
    "simulator",
];

/// `file.rs function` of every public reader below `folder`.
fn readers(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            if !ELSEWHERE.contains(&name.as_str()) {
                readers(&path, found);
            }
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for line in text.lines() {
            let Some((_, rest)) = line.split_once("pub fn ") else { continue };
            let function: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if NAMES.iter().any(|known| function.starts_with(known)) && !line.trim_start().starts_with("//") {
                found.push(format!("{name} {function}"));
            }
        }
    }
}

#[test]
fn every_public_reader_is_in_the_table() {
    let mut found = Vec::new();
    readers(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    assert!(30 < found.len(), "{found:?}");
    let is_listed = |reader: &String| DECODERS.iter().any(|decoder| decoder.source == reader);
    let missing: Vec<&String> = found.iter().filter(|reader| !is_listed(reader)).collect();
    assert!(missing.is_empty(), "give each of these a row in tests/decoders/table.rs: {missing:?}");
}
