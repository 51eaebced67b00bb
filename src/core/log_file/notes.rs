//! Notes on the columns and cells of a table.

/// Columns and cells of a table that were left out, or read in one of several ways.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TableNotes {
    /// Quotes before a cell that never end; they are read as they stand.
    pub n_open_quotes: usize,
    /// Row of the first such quote, from 1 below the header.
    pub first_open_quote: Option<usize>,
    /// Cells with a text that are beyond the last column of the header.
    pub n_beyond: usize,
    /// Header rows in the middle of the table with other names than those before.
    pub n_new_headers: usize,
    /// Columns that hold no number.
    pub without_numbers: Vec<String>,
    /// Columns beside the one that counts: a second step, a time or a run, or one without a name.
    pub spare: Vec<String>,
    /// Columns with percent signs; 10% was read as 10.
    pub percents: Vec<String>,
    /// Columns whose marks may be before decimals or between groups of digits: name, a cell, and the number it was read as.
    pub open_marks: Vec<(String, String, String)>,
    /// Columns that were read, if there were more.
    pub most_columns: Option<usize>,
    /// Times that could not be read: their number, the column and the first of them.
    pub unread_times: Option<(usize, String, String)>,
}
