//! A file as the rules see it: Rust code without comments, without the text of strings, without tests.
//!
//! What is left out is replaced by spaces, so that line numbers hold. This is no parser; it knows just
//! enough of Rust to tell code from comments and strings.

use std::{path::Path, sync::LazyLock};

/// A file and its views.
pub struct Source {
    /// From the top of the repository, with `/`.
    pub path: String,
    /// As it is.
    pub text: String,
    /// Without comments.
    pub code: String,
    /// Without comments and the text of strings.
    pub bare: String,
    /// Whether the whole file is tests.
    pub is_test: bool,
}

/// A rule that is broken, and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    /// The file.
    pub path: String,
    /// From 1; 0 for the file as a whole.
    pub line: usize,
    /// What is wrong, and what to do.
    pub message: String,
}

impl std::fmt::Display for Violation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.message)
    }
}

impl Source {
    /// The views of a file.
    pub fn new(path: &str, text: &str) -> Self {
        let (code, bare) =
            if path.ends_with(".rs") { views(text) } else { (text.to_owned(), text.to_owned()) };
        let is_test = path.starts_with("tests/")
            || path.ends_with("/tests.rs")
            || (path.starts_with("src/") && path.contains("/tests/"));
        Self { path: path.to_owned(), text: text.to_owned(), code, bare, is_test }
    }

    /// Reads a file of the repository.
    pub fn read(path: &str) -> Self {
        let text = std::fs::read(root().join(path)).unwrap();
        Self::new(path, &String::from_utf8_lossy(&text))
    }

    /// `view` without test modules; empty if the whole file is tests.
    pub fn without_tests(&self, view: &str) -> String {
        let mut kept = view.as_bytes().to_vec();
        let ranges = if self.is_test { vec![(0, kept.len())] } else { self.test_modules() };
        for (from, to) in ranges {
            for byte in &mut kept[from..to] {
                *byte = if *byte == b'\n' { b'\n' } else { b' ' };
            }
        }
        String::from_utf8(kept).unwrap()
    }

    /// A violation at a byte position of any view.
    pub fn at(&self, position: usize, message: impl Into<String>) -> Violation {
        let line = self.text.as_bytes()[..position].iter().filter(|byte| **byte == b'\n').count() + 1;
        Violation { path: self.path.clone(), line, message: message.into() }
    }

    /// Where the bodies of items under `#[cfg(test)]` are.
    fn test_modules(&self) -> Vec<(usize, usize)> {
        let mut ranges = Vec::new();
        for start in ["#[cfg(test", "#[cfg(all(test"] {
            for (from, _) in self.bare.match_indices(start) {
                let rest = &self.bare[from..];
                let Some(open) = rest.find(['{', ';']).filter(|at| rest.as_bytes()[*at] == b'{') else {
                    continue;
                };
                let mut depth = 0_i32;
                let close = rest.bytes().skip(open).position(|byte| {
                    depth += i32::from(byte == b'{') - i32::from(byte == b'}');
                    depth == 0
                });
                ranges.push((from, from + close.map_or(rest.len(), |n| open + n + 1)));
            }
        }
        ranges
    }
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
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(root().join(&folder)).unwrap().map(Result::unwrap) {
            let path = format!("{folder}/{}", entry.file_name().to_str().unwrap());
            if entry.file_type().unwrap().is_dir() {
                folders.push(path);
            } else if endings.iter().any(|ending| path.ends_with(ending)) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Names and numbers with their positions, as Rust delimits them.
pub fn words(view: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let mut from = 0;
    view.split(move |c| !is_part(c)).filter_map(move |word| {
        let at = from;
        // Every separator that words are split at here is one character; its width is what lies between.
        from += word.len() + view[from + word.len()..].chars().next().map_or(0, char::len_utf8);
        (!word.is_empty()).then_some((at, word))
    })
}

/// The text without comments, and without comments and strings.
fn views(text: &str) -> (String, String) {
    let (mut code, mut bare) = (String::with_capacity(text.len()), String::with_capacity(text.len()));
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (len, kind) = token(rest, first, code.chars().next_back());
        let (token, after) = rest.split_at(len);
        code.push_str(&if kind == Kind::Comment { blank(token) } else { token.to_owned() });
        bare.push_str(&if kind == Kind::Code { token.to_owned() } else { blank(token) });
        rest = after;
    }
    (code, bare)
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Code,
    Comment,
    Text,
}

/// Length and kind of what `rest` begins with; `first` is its first character.
fn token(rest: &str, first: char, before: Option<char>) -> (usize, Kind) {
    let is_in_name = before.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let end = |at: Option<usize>| at.unwrap_or(rest.len());
    if rest.starts_with("//") {
        return (end(rest.find('\n')), Kind::Comment);
    }
    if rest.starts_with("/*") {
        return (end(rest.find("*/").map(|at| at + 2)), Kind::Comment);
    }
    if first == '"' {
        return (string_len(rest), Kind::Text);
    }
    if !is_in_name && (first == 'r' || rest.starts_with("br")) {
        let after = rest.trim_start_matches(['b', 'r']);
        let n_hashes = after.len() - after.trim_start_matches('#').len();
        if after[n_hashes..].starts_with('"') && rest.len() - after.len() <= 2 {
            let head = rest.len() - after.len() + n_hashes + 1;
            let close = format!("\"{}", "#".repeat(n_hashes));
            return (end(rest[head..].find(&close).map(|at| head + at + close.len())), Kind::Text);
        }
    }
    if first == '\'' {
        // A character, unless it is a lifetime.
        let mut chars = rest.char_indices().skip(1);
        return match (chars.next(), chars.next()) {
            (Some((_, '\\')), Some((at, c))) => {
                (end(rest[at + c.len_utf8()..].find('\'').map(|n| at + c.len_utf8() + n + 1)), Kind::Text)
            }
            (Some(_), Some((at, '\''))) => (at + 1, Kind::Text),
            _ => (1, Kind::Code),
        };
    }
    (first.len_utf8(), Kind::Code)
}

/// Bytes of the string that `rest` begins with.
fn string_len(rest: &str) -> usize {
    let mut is_escaped = false;
    for (at, byte) in rest.bytes().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

fn blank(text: &str) -> String {
    text.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect()
}

#[test]
fn code_comments_and_strings_are_told_apart() {
    let text =
        "a /* b */ \"c // \\\" d\" // e\n'f' 'g \"h\" r#\"i \" j\"# '\\'' k\nbr\"l\" for_r\"m\" é // ü";
    let source = Source::new("src/x.rs", text);
    let squeezed = |view: &str| view.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(squeezed(&source.bare), "a 'g k for_r é");
    assert!(source.code.contains("c // \\\" d") && !source.code.contains("/*"), "{}", source.code);
    assert_eq!((source.code.len(), source.bare.len()), (text.len(), text.len()));
    assert_eq!(source.at(text.find(" k").unwrap(), "").line, 2);
}

#[test]
fn test_modules_are_left_out_and_nothing_else() {
    let text =
        "fn a() {}\n#[cfg(test)]\nmod tests { fn b() { '}'; } }\nfn c() {}\n#[cfg(test)]\nmod t;\nfn d() {}";
    let source = Source::new("src/x.rs", text);
    let left: Vec<String> = words(&source.without_tests(&source.bare)).map(|(_, word)| word.into()).collect();
    assert_eq!(left, ["fn", "a", "fn", "c", "cfg", "test", "mod", "t", "fn", "d"]);
    assert_eq!(Source::new("src/x/tests.rs", "fn a() {}").without_tests("fn a() {}").trim(), "");
}

#[test]
fn words_have_their_positions() {
    let found: Vec<_> = words("é_1::a(bc)").collect();
    assert_eq!(found, [(0, "é_1"), (6, "a"), (8, "bc")]);
}
