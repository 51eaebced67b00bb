//! The style of a table: delimiter and number format.

/// Delimiter and number format of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Style {
    pub delimiter: u8,
    /// Numbers have a decimal comma, and perhaps points between groups of three digits.
    pub has_decimal_comma: bool,
}
