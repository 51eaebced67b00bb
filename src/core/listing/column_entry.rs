//! The entry of a column of the job table: everything that differs from column to column.

use std::borrow::Cow;

use super::{Row, SheetRow, compact_job::CompactJob};
use crate::model::Timestamp;

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
    /// Widths by the window's width.
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
pub(super) struct Width {
    /// Usual track.
    pub(super) usual: &'static str,
    /// In windows of at least 1,600 px, if it differs.
    #[cfg_attr(not(test), expect(dead_code, reason = "the style sheet is made from it by a test"))]
    pub(super) wide: Option<&'static str>,
    /// In windows narrower than so many pixels, the widest first.
    pub(super) below: &'static [(u16, &'static str)],
    /// The same three where rows name the connection beside the provider, as far as they differ.
    pub(super) with_places: PlacesWidth,
    /// Shown on the cards that rows are in windows narrower than 640 px; `style/table-narrow.css` arranges them.
    pub(super) is_on_card: bool,
}

/// See [`Width::with_places`].
pub(super) struct PlacesWidth {
    pub(super) usual: Option<&'static str>,
    #[cfg_attr(not(test), expect(dead_code, reason = "the style sheet is made from it by a test"))]
    pub(super) wide: Option<&'static str>,
    pub(super) below: &'static [(u16, &'static str)],
}

/// Track of a column that is left out.
pub(super) const HIDDEN: &str = "initial";

/// Window width in CSS pixels below which rows are cards, which have no tracks.
pub(super) const CARDS: u16 = 640;

impl Width {
    /// Returns the track in windows narrower than `below` pixels, the usual one for `None`.
    pub(super) fn track(&self, below: Option<u16>, has_places: bool) -> &'static str {
        let narrow = |list: &[(u16, &'static str)]| {
            let mut applies = list.iter().filter(|(limit, _)| below.is_some_and(|below| below <= *limit));
            applies.next_back().map(|(_, track)| *track)
        };
        let places = &self.with_places;
        let own = has_places.then(|| narrow(places.below)).flatten();
        let usual = has_places.then_some(places.usual).flatten();
        own.or_else(|| narrow(self.below)).or(usual).unwrap_or(self.usual)
    }

    /// Returns true if a window so many pixels wide has room for the column.
    pub(super) fn has_room(&self, window_px: u16, has_places: bool) -> bool {
        match window_px < CARDS {
            true => self.is_on_card,
            false => self.track(Some(window_px.saturating_add(1)), has_places) != HIDDEN,
        }
    }
}
