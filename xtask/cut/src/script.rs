//! The JavaScript that wasm-bindgen writes, without comments and unused classes.

/// A copy with other names, without indentation and without lines that are comments. Each line that is left
/// stays one, so that a report of an error still names it.
pub fn tidied(script: &str, renamed: &[(String, String)]) -> String {
    let is_comment = |line: &&str| line.starts_with("/*") || line.starts_with('*') || line.starts_with("//");
    let script = without_classes(script);
    let lines = script.lines().map(str::trim).filter(|line| !line.is_empty() && !is_comment(line));
    let mut tidied: String = lines.flat_map(|line| [line, "\n"]).collect();
    for (from, to) in renamed {
        tidied = tidied.replace(from, to);
    }
    tidied
}

/// A copy without the classes that streams of server functions would be of; see [`crate::exports`].
fn without_classes(script: &str) -> String {
    let mut kept = String::with_capacity(script.len());
    // What the last line of that which is being left out looks like.
    let mut until: Option<fn(&str) -> bool> = None;
    for line in script.lines() {
        let statement: fn(&str) -> bool = |line| line.ends_with(';');
        until = until.or(if line.starts_with("export class IntoUnderlying") {
            Some(|line| line == "}")
        } else if line.starts_with("const IntoUnderlying")
            || line.starts_with("if (Symbol.dispose) IntoUnderlying")
        {
            Some(statement)
        } else {
            None
        });
        match until {
            None => kept.extend([line, "\n"]),
            Some(is_last) => until = until.filter(|_| !is_last(line)),
        }
    }
    kept
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

    #[test]
    fn classes_of_streams_are_left_out() {
        let script = "export class IntoUnderlyingSink {\n    free() {\n    }\n}\n\
                      if (Symbol.dispose) IntoUnderlyingSink.prototype.free;\nexport class Other {\n}\n\
                      const IntoUnderlyingSinkFinalization = (a)\n    ? b\n    : c;\nlet d;\n";
        assert_eq!(tidied(script, &[]), "export class Other {\n}\nlet d;\n");
    }
}
