//! The JavaScript that wasm-bindgen writes, without what only its readers need.

/// A copy with other names, without indentation and without lines that are comments. Each line that is left
/// stays one, so that a report of an error still names it.
pub fn tidied(script: &str, renamed: &[(String, String)]) -> String {
    let is_comment = |line: &&str| line.starts_with("/*") || line.starts_with('*') || line.starts_with("//");
    let lines = script.lines().map(str::trim).filter(|line| !line.is_empty() && !is_comment(line));
    let mut tidied: String = lines.flat_map(|line| [line, "\n"]).collect();
    for (from, to) in renamed {
        tidied = tidied.replace(from, to);
    }
    tidied
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_code_is_left() {
        let script =
            "/**\n * @returns {number}\n */\nfunction f() {\n    // note\n    __wbg_a_01: g(\"  \");\n\n}\n";
        let renamed = [("__wbg_a_01".to_owned(), "__wbg_a".to_owned())];
        assert_eq!(tidied(script, &renamed), "function f() {\n__wbg_a: g(\"  \");\n}\n");
    }
}
