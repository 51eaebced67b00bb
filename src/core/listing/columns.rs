//! Columns of the job table and their order: the user's choice, as a text for links and for this device.
//!
//! Contract: every column has one place, and the name is always shown. What a text does not name keeps its usual place
//! and is shown, so that whoever has chosen before a column was there sees it too; what it names beyond that is left
//! out.

use std::collections::BTreeSet;

use super::Column;

/// The choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    /// In order, each with whether it is shown. INVARIANT: every column once, the name shown.
    places: Vec<(Column, bool)>,
}

impl Default for Columns {
    /// All of them, in their usual order.
    fn default() -> Self {
        Self::parse("")
    }
}

impl Columns {
    /// From a text such as `name,status,-elapsed`, with `-` before what is hidden; inverse of [`Columns::to_text`].
    pub fn parse(text: &str) -> Self {
        let mut places: Vec<(Column, bool)> = Vec::new();
        let has = |places: &[(Column, bool)], column| places.iter().any(|(known, _)| *known == column);
        for word in text.split(',') {
            let slug = word.strip_prefix('-');
            if let Some(column) = Column::from_slug(slug.unwrap_or(word))
                && !has(&places, column)
            {
                places.push((column, slug.is_none() || column.is_fixed()));
            }
        }
        let mut before = None;
        for column in Column::ALL {
            if !has(&places, column) {
                // After the one it usually follows.
                let place = places.iter().position(|(known, _)| Some(*known) == before);
                places.insert(place.map_or(0, |place| place + 1), (column, true));
            }
            before = Some(column);
        }
        Self { places }
    }

    /// As it stands in a link and is kept on this device.
    pub fn to_text(&self) -> String {
        let words = self.iter().map(|(column, is_shown)| {
            let sign = if is_shown { "" } else { "-" };
            format!("{sign}{}", column.slug())
        });
        words.collect::<Vec<_>>().join(",")
    }

    /// Every column in order, with whether it is shown.
    pub fn iter(&self) -> impl Iterator<Item = (Column, bool)> {
        self.places.iter().copied()
    }

    /// The widths of those that are shown, as the style sheet names them; a name that stands for nothing there takes
    /// no place.
    pub fn tracks(&self) -> String {
        let shown = self.iter().filter(|(_, is_shown)| *is_shown);
        shown.map(|(column, _)| format!("var(--track-{},) ", column.slug())).collect()
    }

    /// The same with this column shown if it was hidden, and hidden if it was shown.
    #[must_use]
    pub fn toggled(mut self, column: Column) -> Self {
        for (known, is_shown) in &mut self.places {
            *is_shown ^= *known == column && !column.is_fixed();
        }
        self
    }

    /// The same with this column at another place, counted from 0 without it; beyond the last is the last.
    #[must_use]
    pub fn moved(mut self, column: Column, place: usize) -> Self {
        if let Some(old) = self.places.iter().position(|(known, _)| *known == column) {
            let moved = self.places.remove(old);
            self.places.insert(place.min(self.places.len()), moved);
        }
        self
    }

    /// A choice from before columns had an order: the slugs of those that are hidden.
    pub fn from_hidden(slugs: &str) -> Self {
        let hidden: BTreeSet<Column> = slugs.split(',').filter_map(Column::from_slug).collect();
        hidden.into_iter().fold(Self::default(), Self::toggled)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::listing::tests::column;

    /// Any choice there can be.
    fn choice() -> impl Strategy<Value = Columns> {
        let order = Just(Column::ALL.to_vec()).prop_shuffle();
        (order, any::<[bool; Column::ALL.len()]>()).prop_map(|(order, shown)| Columns {
            places: order
                .into_iter()
                .zip(shown)
                .map(|(column, is_shown)| (column, is_shown || column.is_fixed()))
                .collect(),
        })
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(Columns::parse(text).to_text(), expected, "{text}");
    }

    const USUAL: &str = "status,name,provider,model,progress,loss,eval,best,finding,created,elapsed,left";

    #[test]
    fn texts_choose_columns() {
        check("", USUAL);
        check("nonsense,,-", USUAL);
        check(
            "left,name,status,provider,model,progress,loss,created,elapsed",
            "left,name,status,provider,model,progress,loss,eval,best,finding,created,elapsed",
        );
        // What is not named comes after what it usually follows.
        check("name,created", USUAL);
        check(
            "created,-loss,name",
            "status,created,elapsed,left,-loss,eval,best,finding,name,provider,model,progress",
        );
        check(
            "-left,left,-left",
            "status,name,provider,model,progress,loss,eval,best,finding,created,elapsed,-left",
        );
        // A link of an earlier release.
        check("-took", "status,name,provider,model,progress,loss,eval,best,finding,created,-elapsed,left");
        // The name is always there.
        check("-name", USUAL);
    }

    #[test]
    fn columns_are_hidden_and_moved() {
        let usual = Columns::default();
        assert_eq!(usual.clone().toggled(column("name")), usual);
        assert_eq!(usual.clone().toggled(column("loss")).toggled(column("loss")), usual);
        let moved = usual.clone().moved(column("left"), 0).moved(column("status"), 99);
        assert_eq!(
            moved.to_text(),
            "left,name,provider,model,progress,loss,eval,best,finding,created,elapsed,status"
        );
        let few = Columns::from_hidden("status,provider,model,progress,loss,eval,best,finding,elapsed")
            .moved(column("left"), 0);
        assert_eq!(few.tracks().trim(), "var(--track-left,) var(--track-name,) var(--track-created,)");
        assert_eq!(Columns::from_hidden("took,,nonsense,name"), usual.toggled(column("elapsed")));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(columns in choice()) {
            prop_assert_eq!(Columns::parse(&columns.to_text()), columns);
        }

        #[test]
        fn any_text_gives_every_column_once_and_the_name(text in "[a-z,-]{0,60}", named in choice(), n in 0..60_usize) {
            // Any text, and one of ours that is cut off.
            let cut: String = named.to_text().chars().take(n).collect();
            for text in [text, cut] {
                let columns = Columns::parse(&text);
                let mut sorted: Vec<Column> = columns.iter().map(|(column, _)| column).collect();
                sorted.sort();
                prop_assert_eq!(sorted, Column::ALL);
                prop_assert!(columns.iter().any(|place| place == (column("name"), true)));
            }
        }

        #[test]
        fn what_is_not_known_changes_nothing(columns in choice(), place in 0..9_usize, word in "[A-Z]{0,8}") {
            let text = columns.to_text();
            let mut words: Vec<&str> = text.split(',').collect();
            words.insert(place.min(words.len()), &word);
            prop_assert_eq!(Columns::parse(&words.join(",")), columns);
        }

        #[test]
        fn who_has_chosen_before_a_column_was_there_keeps_the_order(columns in choice(), missing in 0..Column::ALL.len()) {
            let places: Vec<_> = columns.iter().filter(|(column, _)| *column != Column::ALL[missing]).collect();
            let text = Columns { places: places.clone() }.to_text();
            let read: Vec<_> = Columns::parse(&text).iter().filter(|(column, _)| *column != Column::ALL[missing]).collect();
            prop_assert_eq!(read, places);
            prop_assert!(Columns::parse(&text).iter().any(|place| place == (Column::ALL[missing], true)));
        }
    }
}
