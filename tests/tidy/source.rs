//! A file as the rules see it: Rust code without comments, without the text of strings, without unit tests.
//!
//! Parts that are left out are replaced by spaces, so that line numbers hold.

use std::{ops::Range, path::Path, sync::LazyLock};

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use regex::{Captures, Regex};

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

impl Source {
    /// The views of a file.
    pub fn new(path: &str, text: &str) -> Self {
        let (mut code, mut bare) = (text.to_owned(), text.to_owned());
        if path.ends_with(".rs") {
            let blank: Vec<u8> = text.bytes().map(|byte| if byte == b'\n' { byte } else { b' ' }).collect();
            let mut views = Views { text: text.as_bytes(), code: blank.clone(), bare: blank };
            views.fill(text.parse().unwrap_or_else(|error| panic!("{path}: {error}")));
            (code, bare) = (String::from_utf8(views.code).unwrap(), String::from_utf8(views.bare).unwrap());
        } else if path.ends_with(".css") {
            let blank = |comment: &Captures<'_>| comment[0].replace(|c: char| c != '\n', " ");
            code = Regex::new(r"(?s)/\*.*?\*/").unwrap().replace_all(text, blank).into_owned();
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

/// Blank texts into which the tokens of a file are put.
struct Views<'a> {
    text: &'a [u8],
    code: Vec<u8>,
    bare: Vec<u8>,
}

impl Views<'_> {
    fn fill(&mut self, stream: TokenStream) {
        let mut tokens = stream.into_iter().peekable();
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Punct(sign) if sign.as_char() == '#' => {
                    tokens.next_if(|next| matches!(next, TokenTree::Punct(sign) if sign.as_char() == '!'));
                    let Some(TokenTree::Group(attribute)) = tokens.next() else { continue };
                    let words = attribute.stream().to_string().replace(' ', "");
                    if words.starts_with("cfg(test") || words.starts_with("cfg(all(test") {
                        // The item ends with its body or, without one, at a semicolon.
                        tokens.by_ref().find(|next| match next {
                            TokenTree::Group(body) => body.delimiter() == Delimiter::Brace,
                            TokenTree::Punct(sign) => sign.as_char() == ';',
                            _ => false,
                        });
                    } else if !words.starts_with("doc=") {
                        self.fill(attribute.stream());
                    }
                }
                TokenTree::Group(group) => {
                    self.put(group.span_open().byte_range(), true);
                    self.put(group.span_close().byte_range(), true);
                    self.fill(group.stream());
                }
                TokenTree::Literal(literal) => {
                    let range = literal.span().byte_range();
                    let is_number = self.text[range.start].is_ascii_digit();
                    self.put(range, is_number);
                }
                TokenTree::Ident(_) | TokenTree::Punct(_) => self.put(token.span().byte_range(), true),
            }
        }
    }

    fn put(&mut self, range: Range<usize>, is_bare: bool) {
        self.code[range.clone()].copy_from_slice(&self.text[range.clone()]);
        if is_bare {
            self.bare[range.clone()].copy_from_slice(&self.text[range]);
        }
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

/// Names and numbers with their positions.
pub fn words(view: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let all = view.split(move |c| !is_part(c)).filter(|word| !word.is_empty());
    all.map(|word| (word.as_ptr().addr() - view.as_ptr().addr(), word))
}

#[test]
fn comments_strings_and_unit_tests_are_left_out() {
    let text = "//! x\n/// y\nfn a<'g>() { /* b */ \"c // \\\" d\"; r#\"i \" j\"#; '\\''; } // e\n#[cfg(test)]\nmod t;\n\
                #[cfg(test)]\nmod t { fn b() {} }\n#[must_use]\nfn é() {} // ü";
    let source = Source::new("src/x.rs", text);
    let bare: String = source.bare.split_whitespace().collect();
    assert_eq!(bare, "fna<'g>(){;;;}must_usefné(){}");
    assert!(source.code.contains("c // \\\" d") && !source.code.contains('b'), "{}", source.code);
    assert_eq!(source.line(text.find('é').unwrap()), 9);
    assert_eq!(words("é_1::a(bc)").collect::<Vec<_>>(), [(0, "é_1"), (6, "a"), (8, "bc")]);
}
