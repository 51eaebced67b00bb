//! Quota of the cache, and the records that are evicted beyond it.

use crate::model::Timestamp;

/// Most bytes of all records together. Browsers give a page some hundred megabytes at least.
pub const ROOM_BYTES: u64 = 48 << 20;

/// Nothing is kept for longer without having been confirmed by a response: 30 days.
const LONGEST_SECS: f64 = 30.0 * 86_400.0;

/// Properties of a record, known without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label {
    /// The last response about it, also one that changed nothing.
    pub at: Timestamp,
    /// Its size.
    pub n_bytes: u64,
}

impl Label {
    /// Encodes the label for storage.
    pub fn encode(self) -> String {
        format!("{} {}", self.at.unix_millis(), self.n_bytes)
    }

    /// As [`Label::encode`], with a text behind it, which [`Label::text`] returns.
    pub fn encode_with(self, text: &str) -> String {
        format!("{} {text}", self.encode())
    }

    /// Returns the text behind an encoded label; empty if there is none.
    pub fn text(encoded: &str) -> &str {
        encoded.splitn(3, ' ').nth(2).unwrap_or_default()
    }

    /// Reads what [`Label::encode`] or [`Label::encode_with`] wrote; `None` for anything else.
    pub fn decode(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        let (at, n_bytes) = (words.next()?, words.next()?);
        let at = Timestamp::from_unix_millis(at.parse().ok()?);
        Some(Self { at, n_bytes: n_bytes.parse().ok()? })
    }
}

/// Names of the records that have to go at `now`: those that are too old, and of the others those confirmed longest
/// ago until the rest has room. A record from the future, by a clock that has been put right, counts as new.
pub fn evicted(records: &[(String, Label)], now: Timestamp) -> Vec<&str> {
    let mut newest_first: Vec<&(String, Label)> = records.iter().collect();
    newest_first.sort_by_key(|(name, label)| (std::cmp::Reverse(label.at), name));
    let mut n_bytes = 0_u64;
    let mut is_out = |label: &Label| {
        n_bytes = n_bytes.saturating_add(label.n_bytes);
        ROOM_BYTES < n_bytes || LONGEST_SECS < now.secs_since(label.at)
    };
    newest_first.into_iter().filter(|(_, label)| is_out(label)).map(|(name, _)| &**name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000;

    #[track_caller]
    fn check(records: &[(&str, i64, u64)], expected: &[&str]) {
        let label = |ago: i64, n_bytes| Label { at: Timestamp::from_unix_secs(NOW - ago), n_bytes };
        let records: Vec<_> =
            records.iter().map(|(name, ago, n_bytes)| ((*name).to_owned(), label(*ago, *n_bytes))).collect();
        assert_eq!(evicted(&records, Timestamp::from_unix_secs(NOW)), expected);
    }

    #[test]
    fn what_was_confirmed_longest_ago_goes_first() {
        check(&[], &[]);
        check(&[("a", 10, 1), ("b", 20, 1)], &[]);
        check(&[("a", 10, ROOM_BYTES)], &[]);
        check(&[("a", 20, ROOM_BYTES), ("b", 10, 1)], &["a"]);
        check(&[("a", 20, 1), ("b", 10, ROOM_BYTES), ("c", 30, 1)], &["a", "c"]);
        check(&[("a", 31 * 86_400, 1), ("b", 29 * 86_400, 1)], &["a"]);
        check(&[("a", -86_400, 1), ("b", 0, ROOM_BYTES)], &["b"]);
        check(&[("a", 5, u64::MAX), ("b", 6, u64::MAX)], &["a", "b"]);
    }

    #[test]
    fn labels_are_read_back() {
        let label = Label { at: Timestamp::from_unix_millis(1_800_000_000_123), n_bytes: 7 };
        assert_eq!(Label::decode(&label.encode()), Some(label));
        for behind in ["", "overfitting:error spike:warning", " "] {
            let encoded = label.encode_with(behind);
            assert_eq!((Label::decode(&encoded), Label::text(&encoded)), (Some(label), behind));
        }
        assert_eq!(Label::text(&label.encode()), "");
        for text in ["", "1", "1 x", "x 1", "1 -1"] {
            assert_eq!(Label::decode(text), None, "{text}");
        }
    }
}
