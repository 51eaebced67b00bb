//! A growing list in pieces, so that appending never moves what is there and a clone shares it.

use std::{ops::Range, sync::Arc};

/// Items per piece; a multiple of every pyramid level's fan-out.
pub(crate) const CHUNK: usize = 4096;

/// A list whose clone costs one reference count per 4,096 items. Writing to the end of one that is shared
/// copies the last piece alone.
#[derive(Debug, Clone)]
pub struct Chunked<T> {
    /// All but the last are full; none is empty.
    chunks: Vec<Arc<Vec<T>>>,
    len: usize,
}

impl<T> Default for Chunked<T> {
    fn default() -> Self {
        Self { chunks: Vec::new(), len: 0 }
    }
}

impl<T: Copy> Chunked<T> {
    /// Returns the number of items.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Returns true if there is no item.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Returns the item at `idx`.
    #[inline]
    pub fn get(&self, idx: usize) -> Option<T> {
        self.chunks.get(idx / CHUNK)?.get(idx % CHUNK).copied()
    }

    /// Returns the last item.
    pub fn last(&self) -> Option<T> {
        self.get(self.len.checked_sub(1)?)
    }

    /// Appends an item.
    #[inline]
    pub fn push(&mut self, item: T) {
        if self.len.is_multiple_of(CHUNK) {
            self.chunks.push(Arc::default());
        }
        if let Some(last) = self.chunks.last_mut() {
            Arc::make_mut(last).push(item);
            self.len += 1;
        }
    }

    /// Appends all of them.
    pub fn append(&mut self, items: &[T]) {
        let mut rest = items;
        while !rest.is_empty() {
            let n_last = self.len % CHUNK;
            if n_last == 0 {
                // The first piece of a list grows as it must; who fills one will fill the next.
                let room = if self.chunks.is_empty() { 0 } else { CHUNK };
                self.chunks.push(Arc::new(Vec::with_capacity(room)));
            }
            let (fitting, after) = rest.split_at(rest.len().min(CHUNK - n_last));
            if let Some(last) = self.chunks.last_mut() {
                Arc::make_mut(last).extend_from_slice(fitting);
                self.len += fitting.len();
            }
            rest = after;
        }
    }

    /// Changes the last item, if there is one.
    #[inline]
    pub(crate) fn update_last(&mut self, change: impl FnOnce(&mut T)) {
        if let Some(last) = self.chunks.last_mut().and_then(|chunk| Arc::make_mut(chunk).last_mut()) {
            change(last);
        }
    }

    /// Keeps the first `len` items.
    pub fn truncate(&mut self, len: usize) {
        if self.len <= len {
            return;
        }
        self.chunks.truncate(len.div_ceil(CHUNK));
        if let Some(last) = self.chunks.last_mut().filter(|_| !len.is_multiple_of(CHUNK)) {
            Arc::make_mut(last).truncate(len % CHUNK);
        }
        self.len = len;
    }

    /// Returns the items of a range, piece by piece; what lies beyond the end is left out.
    pub fn slices(&self, range: Range<usize>) -> impl Iterator<Item = &[T]> {
        let Range { start, end } = range.start..range.end.min(self.len);
        let last_chunk = if start < end { end.div_ceil(CHUNK) } else { start / CHUNK };
        (start / CHUNK..last_chunk).filter_map(move |idx| {
            let base = idx * CHUNK;
            let chunk = self.chunks.get(idx)?;
            chunk.get(start.max(base) - base..(end - base).min(chunk.len()))
        })
    }

    /// Returns every item in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = T> {
        self.chunks.iter().flat_map(|chunk| chunk.iter().copied())
    }

    /// Returns true if `self` begins with everything of `other`, judged by the memory they share: `false` may
    /// also mean that equal items were written twice. Looks at one piece of items at most.
    pub fn extends(&self, other: &Self, is_same: impl Fn(&T, &T) -> bool) -> bool {
        let n_full = other.len / CHUNK;
        let is_shared = |(own, others): (&Arc<Vec<T>>, &Arc<Vec<T>>)| Arc::ptr_eq(own, others);
        let tail = other.chunks.get(n_full).map_or(&[][..], |chunk| chunk);
        let own_tail = self.chunks.get(n_full).and_then(|chunk| chunk.get(..tail.len()));
        other.len <= self.len
            && self.chunks.iter().zip(&other.chunks).take(n_full).all(is_shared)
            && (tail.is_empty()
                || own_tail.is_some_and(|own| own.iter().zip(tail).all(|(a, b)| is_same(a, b))))
    }
}

impl<T: Copy> Extend<T> for Chunked<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        items.into_iter().for_each(|item| self.push(item));
    }
}

impl<T: Copy> FromIterator<T> for Chunked<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut list = Self::default();
        list.extend(items);
        list
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn it_is_a_list(
            n in 0..3 * CHUNK, cut in 0..3 * CHUNK, n_more in 0..CHUNK, from in 0..3 * CHUNK, to in 0..4 * CHUNK,
            appended in prop::collection::vec(0..9_usize, 0..3 * CHUNK),
        ) {
            let mut expected: Vec<usize> = (0..n).collect();
            let mut list: Chunked<usize> = (0..n).collect();
            let snapshot = list.clone();
            prop_assert!(list.extends(&snapshot, usize::eq) && snapshot.extends(&list, usize::eq));
            expected.truncate(cut);
            list.truncate(cut);
            for item in 0..n_more {
                expected.push(item * 7 + 1);
                list.push(item * 7 + 1);
            }
            expected.extend(&appended);
            list.append(&appended);
            prop_assert_eq!(list.iter().collect::<Vec<_>>(), &expected[..]);
            prop_assert_eq!((list.len(), list.last()), (expected.len(), expected.last().copied()));
            let sliced: Vec<usize> = list.slices(from..to).flatten().copied().collect();
            let end = to.min(expected.len());
            prop_assert_eq!(&sliced[..], expected.get(from..end.max(from)).unwrap_or(&[]));
            prop_assert_eq!(snapshot.iter().collect::<Vec<_>>(), (0..n).collect::<Vec<_>>(), "a snapshot stays");
            prop_assert_eq!(list.extends(&snapshot, usize::eq), n <= cut && snapshot.len() <= list.len());
        }
    }
}
