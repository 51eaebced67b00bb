//! Columns of the job table and its order.
//!
//! [`super::column_table`] has one entry per column. Headings, cells, order, files, the menu, the skeleton in
//! `index.html` and the widths in `style/table-columns.css` follow from the entries.

use super::{
    column_entry::{Binding, ColumnEntry, Export},
    column_table::{COLUMNS, EXPORTS},
};

/// A column of the job table. Its order is the display order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Column(u8);

/// Slugs of earlier releases, in links and stored settings, and the columns that took their place.
const RENAMED: [(&str, &str); 1] = [("took", "elapsed")];

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

    /// Returns true if the table has room for it in a window so many CSS pixels wide, where rows name their connection or do not.
    pub fn has_room(self, window_px: u16, has_places: bool) -> bool {
        self.entry().width.has_room(window_px, has_places)
    }

    /// Names and values in files.
    pub(super) fn exports(self) -> &'static [Export] {
        EXPORTS.iter().find(|(slug, _)| *slug == self.slug()).map_or(&[], |(_, exports)| exports)
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
