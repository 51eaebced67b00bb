//! Columns of the job table and its order.
//!
//! [`super::column_table`] has one entry per column. Headings, cells, order, files, the menu, the skeleton in
//! `index.html` and the widths in `style/table-columns.css` follow from the entries.

use std::borrow::Cow;

use super::{Row, SheetRow, column_table::COLUMNS, compact_job::CompactJob};
use crate::model::Timestamp;

/// A column of the job table. Its order is the display order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Column(u8);

/// Slugs of earlier releases, in links and stored settings, and the columns that took their place.
const RENAMED: [(&str, &str); 1] = [("took", "elapsed")];

/// The entry of a column.
pub struct ColumnEntry {
    /// Word in links, stored settings, style sheets and `data-column`. Never changed once released.
    pub(super) slug: &'static str,
    /// Heading.
    pub(super) label: &'static str,
    /// Classes of the cells: `td`, `td text` for a cell that is one line of text, `td text num` for a figure that is
    /// compared by its last digit.
    pub(super) class: &'static str,
    /// Contents of an empty cell. Elements that most rows do without are `hidden`; they are copied when first written.
    pub(super) markup: &'static str,
    /// Text and attributes that a row writes in the cell.
    pub(super) bindings: &'static [Binding],
    /// Key of the order.
    pub(super) sort: SortKey,
    /// The first press on the heading puts the largest first.
    pub(super) is_descending_first: bool,
    /// Names and values in files.
    pub(super) exports: &'static [Export],
    /// Widths by the window's width.
    #[cfg_attr(not(test), expect(dead_code, reason = "the style sheet is made from it by a test"))]
    pub(super) width: Width,
}

/// Text or attribute of an element within a cell.
pub struct Binding {
    /// Selector within the cell; empty for the cell itself.
    pub selector: &'static str,
    /// Text, attribute or property.
    pub target: Target,
    /// Written with the row; other bindings wait until the view rests.
    pub is_seen: bool,
    /// Value; the attribute is removed, or the element hidden, while there is none.
    pub value: Value,
}

/// Target of a binding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// The text of the element, which is hidden while there is none.
    Text,
    /// An attribute.
    Attribute(&'static str),
    /// A property of the style.
    Property(&'static str),
}

/// Value of a binding in a row.
pub type Value = for<'a, 'r> fn(&'a Row<'r>) -> Option<Cow<'a, str>>;

/// A job as it is sorted.
pub(super) struct SortRow<'a> {
    /// The job.
    pub(super) job: &'a CompactJob,
    /// Rank of its connection: by provider, then by id.
    pub(super) connection_rank: u64,
    /// The present.
    pub(super) now: Timestamp,
}

/// Key by which a column sorts; rows without one come last in both directions.
pub(super) enum SortKey {
    /// A number that has the order of the figures, as [`kernel::place_of`] gives.
    Figure(for<'a> fn(&SortRow<'a>) -> Option<u64>),
    /// A text; A to Z as in lower case.
    Text(for<'a> fn(&'a CompactJob) -> Option<&'a str>),
}

/// A named value of a row in files.
pub(super) struct Export {
    /// Heading in a table, key in JSON. Never changed once released.
    pub(super) name: &'static str,
    /// The value.
    pub(super) value: fn(&SheetRow) -> ExportValue,
}

/// A value in a file.
#[derive(Debug)]
pub(super) enum ExportValue {
    /// A text.
    Text(String),
    /// A figure, as both formats write it.
    Figure(String),
    /// Unknown.
    Nothing,
}

/// Widths of a column as CSS grid tracks; [`HIDDEN`] leaves the column out. Each list has `(pixels, track)`.
#[cfg_attr(not(test), expect(dead_code, reason = "the style sheet is made from it by a test"))]
pub(super) struct Width {
    /// Usual track.
    pub(super) usual: &'static str,
    /// In windows of at least 1,600 px, if it differs.
    pub(super) wide: Option<&'static str>,
    /// In windows narrower than so many pixels, the widest first.
    pub(super) below: &'static [(u16, &'static str)],
    /// The same three where rows name the connection beside the provider, as far as they differ.
    pub(super) with_places: PlacesWidth,
    /// Shown on the cards that rows are in windows narrower than 640 px; `style/table-narrow.css` arranges them.
    pub(super) is_on_card: bool,
}

/// See [`Width::with_places`].
#[cfg_attr(not(test), expect(dead_code, reason = "the style sheet is made from it by a test"))]
pub(super) struct PlacesWidth {
    pub(super) usual: Option<&'static str>,
    pub(super) wide: Option<&'static str>,
    pub(super) below: &'static [(u16, &'static str)],
}

/// Track of a column that is left out.
pub(super) const HIDDEN: &str = "initial";

/// A column and a direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    /// The column.
    pub column: Column,
    /// Largest first.
    pub is_descending: bool,
}

impl Default for Sort {
    /// Newest first.
    fn default() -> Self {
        Self { column: Column::from_slug("created").unwrap_or(Column(0)), is_descending: true }
    }
}

impl Column {
    /// Every column, in display order.
    pub const ALL: [Self; COLUMNS.len()] = {
        let mut all = [Self(0); COLUMNS.len()];
        let mut n = 0;
        while n < all.len() {
            all[n] = Self(n as u8);
            n += 1;
        }
        all
    };

    /// The column of a slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        let renamed = RENAMED.iter().find(|(before, _)| *before == slug);
        let slug = renamed.map_or(slug, |(_, now)| now);
        Self::ALL.into_iter().find(|column| column.slug() == slug)
    }

    /// Word in links and stored settings.
    pub fn slug(self) -> &'static str {
        self.entry().slug
    }

    /// Heading.
    pub fn label(self) -> &'static str {
        self.entry().label
    }

    /// Classes of its cells.
    pub fn class(self) -> &'static str {
        self.entry().class
    }

    /// Figures that are compared by their last digit stand at the end of the cell.
    pub fn is_number(self) -> bool {
        self.class().ends_with("num")
    }

    /// Bindings of its cells.
    pub fn bindings(self) -> &'static [Binding] {
        self.entry().bindings
    }

    /// Always shown: the name, which is the link to the job.
    pub fn is_fixed(self) -> bool {
        self.slug() == "name"
    }

    pub(super) fn entry(self) -> &'static ColumnEntry {
        &COLUMNS[usize::from(self.0)]
    }
}

impl Sort {
    /// From a link's text: the column's slug, with `-` before it for descending.
    pub fn from_slug(slug: &str) -> Option<Self> {
        let column = Column::from_slug(slug.strip_prefix('-').unwrap_or(slug))?;
        Some(Self { column, is_descending: slug.starts_with('-') })
    }

    /// Text for a link; inverse of [`Sort::from_slug`].
    pub fn to_slug(self) -> String {
        format!("{}{}", if self.is_descending { "-" } else { "" }, self.column.slug())
    }

    /// The order after a press on a column's heading: the other direction, or that column.
    #[must_use]
    pub fn pressed(self, column: Column) -> Self {
        let is_descending =
            if self.column == column { !self.is_descending } else { column.entry().is_descending_first };
        Self { column, is_descending }
    }
}

/// Returns the markup of an empty row: the cell of the checkbox and one per column.
pub fn row_markup() -> String {
    let cells = Column::ALL.map(|column| {
        let ColumnEntry { slug, class, markup, .. } = column.entry();
        format!("<div class=\"{class}\" role=\"cell\" data-column=\"{slug}\">{markup}</div>")
    });
    let check = "<div class=\"td\" role=\"cell\" data-column=\"select\">\
                 <span class=\"check\" role=\"checkbox\" tabindex=\"-1\"></span></div>";
    format!("<div class=\"tr\" role=\"row\">{check}{}</div>", cells.concat())
}
