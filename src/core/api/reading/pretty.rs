//! JSON laid out for people, token by token as it was sent: no number or order of fields changes, which a
//! parse into numbers and maps could not promise.

/// `json` over several lines, indented by two spaces. Text that is no JSON comes back in some layout, never
/// with other characters than white space added or removed.
pub fn pretty_json(json: &str) -> String {
    let mut pretty = String::with_capacity(json.len() * 2);
    let mut depth = 0_usize;
    let mut is_in_string = false;
    let mut is_escaped = false;
    let mut chars = json.chars().peekable();
    while let Some(c) = chars.next() {
        if is_in_string {
            pretty.push(c);
            is_in_string = is_escaped || c != '"';
            is_escaped = !is_escaped && c == '\\';
            continue;
        }
        match c {
            ' ' | '\t' | '\r' | '\n' => {}
            '{' | '[' => {
                pretty.push(c);
                while chars.peek().is_some_and(char::is_ascii_whitespace) {
                    chars.next();
                }
                match chars.next_if(|&next| next == '}' || next == ']') {
                    Some(close) => pretty.push(close),
                    None => {
                        depth += 1;
                        break_line(&mut pretty, depth);
                    }
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                break_line(&mut pretty, depth);
                pretty.push(c);
            }
            ',' => {
                pretty.push(c);
                break_line(&mut pretty, depth);
            }
            ':' => pretty.push_str(": "),
            _ => {
                pretty.push(c);
                is_in_string = c == '"';
            }
        }
    }
    pretty
}

fn break_line(text: &mut String, depth: usize) {
    // Hostile nesting would otherwise cost its square in spaces.
    const DEEPEST_INDENT: usize = 32;
    text.push('\n');
    for _ in 0..depth.min(DEEPEST_INDENT) {
        text.push_str("  ");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layout_changes_and_tokens_do_not() {
        let json = r#"{"a": 1785575943112004000,"b":[ ],"c":{"d":"x, {y}: \"z\"","e":[1.0,null]},"f":{}}"#;
        let expected = r#"{
  "a": 1785575943112004000,
  "b": [],
  "c": {
    "d": "x, {y}: \"z\"",
    "e": [
      1.0,
      null
    ]
  },
  "f": {}
}"#;
        assert_eq!(pretty_json(json), expected);
        assert_eq!(pretty_json(expected), expected);
    }
}
