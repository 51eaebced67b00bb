//! The JavaScript that wasm-bindgen writes, with shorter names and without classes nobody uses.

/// A copy with other names, and without the classes that streams of server functions would be of.
pub fn tidied(script: &str, renamed: &[(String, String)]) -> String {
    renamed.iter().fold(without_classes(script), |script, (from, to)| script.replace(from, to))
}

/// A copy without the classes that streams of server functions would be of; see [`crate::module`].
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
    fn names_are_shortened_wherever_they_stand() {
        let renamed = [("__wbg_a_01".to_owned(), "__wbg_a".to_owned())];
        assert_eq!(tidied("__wbg_a_01: f(__wbg_a_01);\n", &renamed), "__wbg_a: f(__wbg_a);\n");
    }

    #[test]
    fn classes_of_streams_are_left_out() {
        let script = "export class IntoUnderlyingSink {\n    free() {\n    }\n}\n\
                      if (Symbol.dispose) IntoUnderlyingSink.prototype.free;\nexport class Other {\n}\n\
                      const IntoUnderlyingSinkFinalization = (a)\n    ? b\n    : c;\nlet d;\n";
        assert_eq!(tidied(script, &[]), "export class Other {\n}\nlet d;\n");
    }
}
