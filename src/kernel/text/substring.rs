//! A text looked for in a long one, without looking at each of its bytes (Horspool, "Practical fast searching in
//! strings", 1980).
//!
//! Contract: what is found is what comparing at every place finds; ASCII letters are the same in either case. An empty
//! text is nowhere.

/// A text to be looked for.
#[derive(Debug)]
pub struct SubstringSearcher<'a> {
    text: &'a [u8],
    /// By the byte at which a comparison ended: how much further the next place is at which it may stand.
    skip: [u8; 256],
}

impl<'a> SubstringSearcher<'a> {
    /// Looks for `text`.
    pub fn new(text: &'a [u8]) -> Self {
        let furthest = |n: usize| u8::try_from(n).unwrap_or(u8::MAX);
        let mut skip = [furthest(text.len()); 256];
        let before_last = text.split_last().map_or(text, |(_, before)| before);
        for (i, byte) in before_last.iter().enumerate() {
            let n = furthest(text.len() - 1 - i);
            skip[usize::from(byte.to_ascii_lowercase())] = n;
            skip[usize::from(byte.to_ascii_uppercase())] = n;
        }
        Self { text, skip }
    }

    /// The first place from `start` on where it ends.
    // Not to become part of a caller that is built for size.
    #[inline(never)]
    pub fn end_in(&self, bytes: &[u8], start: usize) -> Option<usize> {
        let last = self.text.last()?;
        let mut end = start.checked_add(self.text.len())?;
        loop {
            let byte = bytes.get(end - 1)?;
            if byte.eq_ignore_ascii_case(last)
                && bytes[end - self.text.len()..end].eq_ignore_ascii_case(self.text)
            {
                return Some(end);
            }
            end += usize::from(self.skip[usize::from(*byte)]);
        }
    }

    /// Returns all places where it ends, the next one behind the last.
    pub fn ends_in(&self, bytes: &[u8]) -> impl Iterator<Item = usize> {
        let next = |start: &usize| self.end_in(bytes, *start);
        std::iter::successors(self.end_in(bytes, 0), next)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_is_found_where_comparing_everywhere_finds_it(text in "[abA]{0,4}", bytes in "[abAB]{0,40}", start in 0_usize..50) {
            let (text, bytes) = (text.as_bytes(), bytes.as_bytes());
            let is_at = |at: usize| bytes.get(at..at + text.len()).is_some_and(|part| part.eq_ignore_ascii_case(text));
            let expected = (start..bytes.len()).find(|at| !text.is_empty() && is_at(*at)).map(|at| at + text.len());
            prop_assert_eq!(SubstringSearcher::new(text).end_in(bytes, start), expected);
        }
    }

    #[test]
    fn a_text_longer_than_its_table_is_found() {
        let text = "ab".repeat(300);
        let bytes = format!("{}{text}", "a".repeat(700));
        assert_eq!(SubstringSearcher::new(text.as_bytes()).end_in(bytes.as_bytes(), 0), Some(bytes.len()));
        assert_eq!(SubstringSearcher::new(text.as_bytes()).ends_in(bytes.as_bytes()).count(), 1);
    }
}
