//! Figures as people type them: `0.0002`, `2e-4`, ` 3 `; and what to say about those that cannot be read.

/// Reads a decimal number.
///
/// # Errors
/// Reason, as the end of a sentence that begins with the field's name.
pub(super) fn decimal(text: &str) -> Result<f64, String> {
    let text = text.trim();
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(value),
        // `parse` accepts the words for infinity and NaN too, which are no slip of the exponent.
        Ok(_) if text.contains(|c: char| c.is_ascii_digit()) => {
            Err("is too large to be a number. Check the exponent.".to_owned())
        }
        Ok(_) | Err(_) => Err(unreadable(text, "must be a number, such as 0.0002 or 2e-4.")),
    }
}

/// Reads a whole number.
///
/// # Errors
/// Reason, as the end of a sentence that begins with the field's name.
pub(super) fn whole(text: &str) -> Result<i64, String> {
    let text = text.trim();
    text.parse().map_err(|_| {
        let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
        if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
            "has too many digits.".to_owned()
        } else {
            unreadable(text, "must be a whole number, such as 3.")
        }
    })
}

/// Names the most likely slip: a comma. Which it was, a decimal comma or thousands set apart, only the one
/// who typed it knows.
fn unreadable(text: &str, otherwise: &str) -> String {
    let is_with_commas = text.contains(',')
        && text.bytes().any(|b| b.is_ascii_digit())
        && text.bytes().all(|b| b.is_ascii_digit() || b",+-.eE".contains(&b));
    if is_with_commas {
        "has a comma. Write decimals with a point (0.001) and thousands without a mark (1000).".to_owned()
    } else {
        otherwise.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read_as_people_write_them() {
        for (text, value) in [
            ("2e-4", 2e-4),
            (" 0.5 ", 0.5),
            ("1E-5", 1e-5),
            (".5", 0.5),
            ("3.", 3.0),
            ("+2", 2.0),
            ("-1", -1.0),
            ("1e-400", 0.0),
        ] {
            assert_eq!(decimal(text), Ok(value), "{text}");
        }
        for (text, value) in [("3", 3), (" 12 ", 12), ("-7", -7), ("+7", 7), ("007", 7)] {
            assert_eq!(whole(text), Ok(value), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_read_says_what_to_write() {
        for (text, hint) in [
            ("", "such as"),
            ("NaN", "such as"),
            ("inf", "such as"),
            ("-infinity", "such as"),
            ("1e999", "too large"),
            ("0,001", "a point"),
            ("1,000", "thousands"),
            ("two", "such as"),
            ("1 000", "such as"),
            ("a,b", "such as"),
            ("0x10", "such as"),
        ] {
            let message = decimal(text).unwrap_err();
            assert!(message.contains(hint), "{text}: {message}");
        }
        for (text, hint) in [
            ("", "such as"),
            ("1.5", "whole"),
            ("1e3", "whole"),
            ("1,000", "thousands"),
            ("99999999999999999999", "digits"),
        ] {
            let message = whole(text).unwrap_err();
            assert!(message.contains(hint), "{text}: {message}");
        }
    }
}
