//! A file as the rules see it: Rust code without comments, without the text of strings, without unit tests.
//!
//! Parts that are left out are replaced by spaces, so that line numbers hold.

use std::{path::Path, sync::LazyLock};

use regex::{Match, Regex};

/// A file and its views.
pub struct Source {
    /// From the top of the repository, with `/`.
    pub path: String,
    /// As it is.
    pub text: String,
    /// Without comments and without items under `#[cfg(test)]`.
    pub code: String,
    /// As `code`, without strings and characters.
    pub bare: String,
}

/// Comments, strings and characters of Rust. A lifetime has no quote behind it.
static TOKENS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
    "(?s)//[^\\n]*|/\\*.*?\\*/|\\b[bc]?r##\".*?\"##|\\b[bc]?r#\".*?\"#|\\b[bc]?r\"[^\"]*\"|\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\\\n]|\\\\[^\\n]{1,9}?)'",
).unwrap()
});

/// An item under `#[cfg(test)]`, which as the formatter has it ends in its first line or with a brace at the margin.
static TESTS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)^#\[cfg\((?:all\()?test\b.*\]\n(?:#.*\n)*(?:.*[;}]$|(?s:.*?)^\})").unwrap()
});

/// Comments of style sheets.
static CSS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?s)/\*.*?\*/").unwrap());

impl Source {
    /// The views of a file.
    pub fn new(path: &str, text: &str) -> Self {
        let (mut code, mut bare) = (text.to_owned(), text.to_owned());
        if path.ends_with(".rs") {
            code = blanked(text, TOKENS.find_iter(text).filter(|token| token.as_str().starts_with('/')));
            bare = blanked(text, TOKENS.find_iter(text));
            let tests = bare.clone();
            code = blanked(&code, TESTS.find_iter(&tests));
            bare = blanked(&bare, TESTS.find_iter(&tests));
        } else if path.ends_with(".css") {
            code = blanked(text, CSS.find_iter(text));
        }
        Self { path: path.to_owned(), text: text.to_owned(), code, bare }
    }

    /// Reads a file of the repository.
    pub fn read(path: &str) -> Self {
        Self::new(path, &std::fs::read_to_string(root().join(path)).unwrap())
    }

    /// Returns true if the whole file is tests.
    pub fn is_test(&self) -> bool {
        self.path.starts_with("tests/") || self.path.ends_with("/tests.rs") || self.path.contains("/tests/")
    }

    /// The line of a byte position in any view.
    pub fn line(&self, position: usize) -> usize {
        self.text.as_bytes()[..position].iter().filter(|byte| **byte == b'\n').count() + 1
    }
}

/// A text with spaces in the place of what was found, but for line ends.
fn blanked<'a>(text: &str, found: impl Iterator<Item = Match<'a>>) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for byte in found.flat_map(|found| found.range()) {
        if bytes[byte] != b'\n' {
            bytes[byte] = b' ';
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// Every Rust file of the repository, read once.
pub fn rust() -> &'static [Source] {
    static SOURCES: LazyLock<Vec<Source>> = LazyLock::new(|| {
        let folders = ["src", "tests", "xtask"].into_iter();
        folders.flat_map(|folder| files(folder, &[".rs"])).map(|path| Source::read(&path)).collect()
    });
    &SOURCES
}

/// The top of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below `folder` whose name ends with one of `endings`, sorted; paths from the top.
pub fn files(folder: &str, endings: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(root().join(folder)).unwrap().map(Result::unwrap) {
        let path = format!("{folder}/{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            found.extend(files(&path, endings));
        } else if endings.iter().any(|ending| path.ends_with(ending)) {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[test]
fn comments_strings_and_unit_tests_are_left_out() {
    let text = "//! x\n/// y\nfn a<'g>() { /* b */ \"c // \\\" d\"; r#\"i \" j\"#; '\\''; } // e\n#[cfg(test)]\nmod t;\n\
                #[cfg(test)]\nmod t { fn b() {} }\n#[must_use]\nfn é() {} // ü";
    let source = Source::new("src/x.rs", text);
    let bare: String = source.bare.split_whitespace().collect();
    assert_eq!(bare, "fna<'g>(){;;;}#[must_use]fné(){}");
    assert!(source.code.contains("c // \\\" d") && !source.code.contains('b'), "{}", source.code);
    assert_eq!(source.line(text.find('é').unwrap()), 9);
}
