//! The order of the job table in words, for windows in which it has no header.

use super::{Sort, column_entry::SortKey};

impl Sort {
    /// Returns the order in words: `Newest first`, `Train loss, lowest first`, `Name, A to Z`.
    pub fn words(self) -> String {
        let entry = self.column.entry();
        let [ascending, descending] = match (entry.slug, &entry.sort) {
            ("created", _) => ["Oldest first", "Newest first"],
            ("elapsed" | "left", _) => ["shortest first", "longest first"],
            ("finding", _) => ["mildest first", "worst first"],
            ("status" | "provider", _) => ["", "reversed"],
            (_, SortKey::Text(_)) => ["A to Z", "Z to A"],
            (_, SortKey::Figure(_)) => ["lowest first", "highest first"],
        };
        let words = if self.is_descending { descending } else { ascending };
        match (entry.slug, words) {
            ("created", words) => words.to_owned(),
            (_, "") => entry.label.to_owned(),
            (_, words) => format!("{}, {words}", entry.label),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_order_has_its_words() {
        for (slug, words) in [
            ("-created", "Newest first"),
            ("created", "Oldest first"),
            ("status", "Status"),
            ("-status", "Status, reversed"),
            ("name", "Name, A to Z"),
            ("-model", "Base model, Z to A"),
            ("loss", "Train loss, lowest first"),
            ("-progress", "Progress, highest first"),
            ("-finding", "Finding, worst first"),
            ("left", "Time left, shortest first"),
            ("-elapsed", "Elapsed, longest first"),
        ] {
            assert_eq!(Sort::from_slug(slug).map(Sort::words).as_deref(), Some(words), "{slug}");
        }
        assert_eq!(Sort::default().words(), "Newest first");
    }
}
