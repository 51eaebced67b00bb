//! Dates of tables in the forms that spreadsheets write and ISO 8601 does not know.

use std::borrow::Cow;

use crate::api::reading::lenient::Scalar;

/// Returns a date that is read as it stands, or in the form of ISO 8601; `None` if it cannot be read, as `03/04/2026`,
/// which has two readings.
pub(super) fn readable(cell: &str) -> Option<Cow<'_, str>> {
    let is_time = |text: &str| Scalar::Text(text.into()).as_time().is_some();
    if is_time(cell) {
        return Some(Cow::Borrowed(cell));
    }
    let (date, time) = cell.split_once([' ', 'T']).unwrap_or((cell, ""));
    let date = match *date.split(['.', '/']).collect::<Vec<_>>() {
        // With points the day comes first.
        [day, month, year] if date.contains('.') && year.len() == 4 => {
            format!("{year}-{month:0>2}-{day:0>2}")
        }
        [year, month, day] if year.len() == 4 => format!("{year}-{month:0>2}-{day:0>2}"),
        _ => return None,
    };
    let iso = if time.is_empty() { date } else { format!("{date}T{}", time.trim()) };
    is_time(&iso).then_some(Cow::Owned(iso))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_spreadsheets_are_read() {
        for (cell, expected) in [
            ("2026-02-01 10:00", Some("2026-02-01 10:00")),
            ("01.02.2026 10:00", Some("2026-02-01T10:00")),
            ("1.2.2026", Some("2026-02-01")),
            ("2026/02/01 10:00:05", Some("2026-02-01T10:00:05")),
            ("29/03/2026", None),
            ("1.2.26", None),
            ("31.13.2026", None),
            ("yesterday", None),
            ("", None),
        ] {
            assert_eq!(readable(cell).as_deref(), expected, "{cell}");
        }
    }
}
