//! How files look: their length, their first line, and where colours are.

use super::{
    check, enforce,
    source::{Source, Violation, files, rust},
};

/// Longest file, lines.
const MOST_LINES: usize = 400;

fn length(source: &Source) -> Vec<Violation> {
    let n_lines = source.text.lines().count();
    let message =
        format!("{n_lines} lines, at most {MOST_LINES}: split it by noun, or move its tests to a file");
    if MOST_LINES < n_lines {
        vec![Violation { path: source.path.clone(), line: n_lines, message }]
    } else {
        Vec::new()
    }
}

fn module_doc(source: &Source) -> Vec<Violation> {
    if source.text.starts_with("//! ") {
        return Vec::new();
    }
    vec![source.at(0, "begin the file with `//!`: what it is for, then what it guarantees")]
}

/// Colours exist in the tokens and in the chart's theme.
fn colours(source: &Source) -> Vec<Violation> {
    if ["style/tokens.css", "src/core/chart/drawing/theme.rs"].contains(&source.path.as_str()) {
        return Vec::new();
    }
    let text =
        if source.path.ends_with(".css") { without_css_comments(&source.text) } else { source.code.clone() };
    let text = text.to_ascii_lowercase();
    let mut found: Vec<usize> = Vec::new();
    for (at, _) in text.match_indices('#') {
        // `url(#id)` of drawings and the favicon's `%23` are no colours; a favicon is a document of its own.
        let digits: String =
            text[at + 1..].chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
        if matches!(digits.len(), 3 | 4 | 6 | 8) && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            found.push(at);
        }
    }
    for function in
        ["rgb(", "rgba(", "hsl(", "hsla(", "hwb(", "lab(", "lch(", "oklab(", "oklch(", "rgbcolor("]
    {
        let is_whole =
            |at: &usize| !text[..*at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-');
        found.extend(text.match_indices(function).map(|(at, _)| at).filter(is_whole));
    }
    if source.path.ends_with(".css") {
        for name in ["white", "black", "red", "green", "blue", "gray", "grey", "orange", "yellow", "purple"] {
            let is_value = |at: &usize| {
                let before = text[..*at].trim_end().ends_with([':', ',', '(']) || text[..*at].ends_with(' ');
                let after = text[at + name.len()..].starts_with([';', ' ', ',', ')', '}']);
                // Within a declaration, not in a selector.
                before
                    && after
                    && text[..*at]
                        .rfind([':', ';', '{', '}'])
                        .is_some_and(|sign| text.as_bytes()[sign] == b':')
            };
            found.extend(text.match_indices(name).map(|(at, _)| at).filter(is_value));
        }
    }
    let advice = "a colour outside style/tokens.css and src/core/chart/drawing/theme.rs: use a token, or a field of the theme";
    found.sort_unstable();
    found.into_iter().map(|at| source.at(at, advice)).collect()
}

/// A browser looks rules up by the class, kind or attribute that their last part names; one that names none it tries on
/// every element. The one that is about everything says so: `*`.
fn selectors(source: &Source) -> Vec<Violation> {
    let css = without_css_comments(&source.text);
    let is_tried_on_all = |line: &str| {
        let Some(selector) = line.trim().strip_suffix(['{', ',']) else { return false };
        let mut depth = 0;
        let last = selector.trim_end().rsplit(|c: char| {
            depth += i32::from(c == ')') - i32::from(c == '(');
            depth == 0 && c == ' '
        });
        let last = last.take(1).collect::<String>();
        let names =
            ["*", ":is(", ":not(", ":has(", ":first", ":last", ":nth", ":disabled", ":hover", ":checked"];
        selector.trim() != "*" && names.iter().any(|name| last.starts_with(name))
    };
    let advice = "a rule that is tried on every element: end its selector in a class, a kind or an attribute";
    let found = css.lines().enumerate().filter(|(_, line)| is_tried_on_all(line));
    found.map(|(i, _)| Violation { path: source.path.clone(), line: i + 1, message: advice.into() }).collect()
}

fn without_css_comments(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find("/*") {
        let (before, comment) = rest.split_at(open);
        let (comment, after) = comment.split_at(comment.find("*/").map_or(comment.len(), |at| at + 2));
        kept.push_str(before);
        kept.extend(comment.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
        rest = after;
    }
    kept + rest
}

#[test]
fn no_file_is_too_long() {
    enforce(rust().iter().flat_map(length));
    check(length, "src/x.rs", &"x\n".repeat(401), &[401]);
    check(length, "src/x.rs", &"x\n".repeat(400), &[]);
}

#[test]
fn every_file_says_what_it_is_for() {
    enforce(rust().iter().flat_map(module_doc));
    check(module_doc, "src/x.rs", "use a::b;\n//! Late.", &[1]);
    check(module_doc, "src/x.rs", "//! What for.\nuse a::b;", &[]);
}

#[test]
fn colours_are_in_the_tokens_and_the_theme() {
    let styles = files("style", &[".css", ".js"]).into_iter().chain(["index.html".to_owned()]);
    let styles: Vec<Source> = styles.map(|path| Source::read(&path)).collect();
    let code = rust().iter().filter(|source| source.path.starts_with("src/"));
    enforce(styles.iter().chain(code).flat_map(colours));
    let css = "a { color: #fff; }\n/* #abc */ #jobs { fill: url(#grid) }\nb { color: oklch(1 0 0); }\n\
               .red > p { color: var(--red); border: 1px solid red }\nc { color: RGBA(0,0,0,.5) }";
    check(colours, "style/base.css", css, &[1, 3, 4, 5]);
    check(colours, "style/tokens.css", css, &[]);
    let code =
        "// #fff\nlet a = \"#1a2b3c\";\nlet b = RGBColor(1, 2, 3);\nlet c = \"#/jobs\";\nlet d = r#\"x\"#;";
    check(colours, "src/pages/job.rs", code, &[2, 3]);
    check(colours, "src/core/chart/drawing/theme.rs", code, &[]);
}

#[test]
fn no_rule_is_tried_on_every_element() {
    let styles: Vec<Source> = files("style", &[".css"]).iter().map(|path| Source::read(path)).collect();
    enforce(styles.iter().flat_map(selectors));
    let css = ".a > * {\n& > :not(.b) {\n* {\n& .c:is(td, th) {\n& :is(td,\nth) {\n& > :first-child,\n.d {\n\
               color: mix(red 1%, blue);\n::selection {\n/* & > * { */\n& td :is(b, i):hover {";
    check(selectors, "style/x.css", css, &[1, 2, 7, 12]);
}
