//! Text of others, with what cannot be seen in it made visible.

/// Returns the text with each character that is not to be seen, or that turns the direction of others, as its number:
/// `\u{202e}`.
pub fn visible(text: &str) -> String {
    let is_hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
    };
    let show = |c: char| match is_hidden(c) {
        true => c.escape_unicode().to_string(),
        false => c.to_string(),
    };
    text.chars().map(show).collect()
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn what_cannot_be_seen_is_told_by_its_number() {
        for (text, shown) in [
            ("", ""),
            ("acme/höhe-模型", "acme/höhe-模型"),
            ("a\u{202e}b", "a\\u{202e}b"),
            ("x\ny\u{200b}", "x\\u{a}y\\u{200b}"),
            ("\u{feff}z\u{e0041}", "\\u{feff}z\\u{e0041}"),
        ] {
            assert_eq!(visible(text), shown);
        }
    }
}
