//! Values of settings, such as a learning rate: exact, and small ones as a power of ten.

use std::borrow::Cow;

use super::exact;

/// Numbers below this are a power of ten, as in [`super::number`].
const SMALLEST_DECIMAL: f64 = 1e-3;

/// A value of a setting, which reads back as the same number: `0.001`, `5e-5`.
pub fn setting(value: f64) -> String {
    if value != 0.0 && value.abs() < SMALLEST_DECIMAL { format!("{value:e}") } else { exact(value) }
}

/// A number of a record as the service spells it, unless it is small: `0.00005` and `5e-05` become `5e-5`.
pub fn sent_setting(text: &str) -> Cow<'_, str> {
    match text.parse::<f64>() {
        Ok(value) if value != 0.0 && value.abs() < SMALLEST_DECIMAL => Cow::Owned(setting(value)),
        Ok(_) | Err(_) => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_values_are_powers_of_ten_and_others_are_exact() {
        for (value, shown) in [
            (0.0, "0"),
            (-0.0, "0"),
            (32_768.0, "32768"),
            (0.1, "0.1"),
            (0.001, "0.001"),
            (0.000_99, "9.9e-4"),
            (0.000_1, "1e-4"),
            (0.000_05, "5e-5"),
            (-0.000_012_5, "-1.25e-5"),
            (f64::NAN, "NaN"),
        ] {
            assert_eq!(setting(value), shown);
        }
    }

    #[test]
    fn what_a_service_sends_keeps_its_spelling_unless_it_is_small() {
        for (sent, shown) in [
            ("0.001", "0.001"),
            ("0.0010", "0.0010"),
            ("0.0002", "2e-4"),
            ("0.0001", "1e-4"),
            ("0.00005", "5e-5"),
            ("5e-05", "5e-5"),
            ("-1.50E-07", "-1.5e-7"),
            ("0.000123456789", "1.23456789e-4"),
            ("0.0", "0.0"),
            ("0e-9", "0e-9"),
            ("3.0", "3.0"),
            ("1e20", "1e20"),
            ("9007199254740993", "9007199254740993"),
            ("auto", "auto"),
            ("", ""),
        ] {
            assert_eq!(sent_setting(sent), shown, "{sent}");
        }
    }
}
