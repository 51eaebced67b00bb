//! Excerpt of a line: its beginning, or the text around a position in it, however long the line is.

/// Bytes shown of a line's beginning.
const HEAD_BYTES: usize = 160;
/// Bytes shown before a place.
const BEFORE_BYTES: usize = 60;
/// Bytes shown behind it.
const AFTER_BYTES: usize = 60;

/// A few bytes of a line as text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Excerpt {
    /// Without ends of lines; what is no UTF-8 shows as U+FFFD.
    pub text: String,
    /// There is more of the line before it.
    pub is_cut_before: bool,
    /// There is more of the line behind it.
    pub is_cut_after: bool,
}

/// Collects what may be shown of a line while it passes.
#[derive(Debug, Default)]
pub(super) struct LineText {
    n_bytes: u64,
    head: Vec<u8>,
    /// The last bytes of earlier pieces.
    recent: Vec<u8>,
    place: Option<Place>,
}

#[derive(Debug)]
struct Place {
    around: Vec<u8>,
    n_wanted: usize,
    is_cut_before: bool,
    is_cut_after: bool,
}

impl LineText {
    /// Begins another line.
    pub(super) fn restart(&mut self) {
        self.n_bytes = 0;
        self.head.clear();
        self.recent.clear();
        self.place = None;
    }

    /// The place to be shown is at `at` in the next piece, which is not passed yet. Only the first of a line counts.
    pub(super) fn mark(&mut self, piece: &[u8], at: usize) {
        if self.place.is_some() {
            return;
        }
        let before = piece.get(..at).unwrap_or(piece);
        let mut around = self.recent.clone();
        around.extend_from_slice(tail(before, BEFORE_BYTES));
        let n_more = around.len().saturating_sub(BEFORE_BYTES);
        around.drain(..n_more);
        let n_place = self.n_bytes + before.len() as u64;
        let n_before = around.len() as u64;
        self.place = Some(Place {
            around,
            // The piece itself follows, from its beginning.
            n_wanted: AFTER_BYTES,
            is_cut_before: n_before < n_place,
            is_cut_after: false,
        });
        let after = piece.get(at..).unwrap_or_default();
        self.follow(after);
    }

    /// A piece has passed, in which the place was marked or not.
    pub(super) fn pass(&mut self, piece: &[u8], is_marked_in_it: bool, goes_on: bool) {
        let free = HEAD_BYTES.saturating_sub(self.head.len());
        self.head.extend_from_slice(piece.get(..free).unwrap_or(piece));
        self.n_bytes += piece.len() as u64;
        if !is_marked_in_it {
            self.follow(piece);
        }
        if goes_on {
            self.recent.extend_from_slice(tail(piece, BEFORE_BYTES));
            let n_more = self.recent.len().saturating_sub(BEFORE_BYTES);
            self.recent.drain(..n_more);
        }
    }

    /// Bytes of the line so far.
    pub(super) fn n_bytes(&self) -> u64 {
        self.n_bytes
    }

    /// Returns the line as it begins.
    pub(super) fn head(&self) -> Excerpt {
        excerpt(&self.head, false, (self.head.len() as u64) < self.n_bytes)
    }

    /// Returns the excerpt around the marked position; the beginning if there is none.
    pub(super) fn around(&self) -> Excerpt {
        let Some(place) = &self.place else { return self.head() };
        excerpt(&place.around, place.is_cut_before, place.is_cut_after)
    }

    fn follow(&mut self, after: &[u8]) {
        let Some(place) = &mut self.place else { return };
        let n = place.n_wanted.min(after.len());
        place.around.extend_from_slice(after.get(..n).unwrap_or_default());
        place.n_wanted -= n;
        place.is_cut_after |= n < after.len();
    }
}

fn tail(bytes: &[u8], n: usize) -> &[u8] {
    bytes.get(bytes.len().saturating_sub(n)..).unwrap_or_default()
}

/// Bytes as text; half a character at an end that is cut is left out.
fn excerpt(bytes: &[u8], is_cut_before: bool, is_cut_after: bool) -> Excerpt {
    let is_continuing = |byte: &&u8| **byte & 0xc0 == 0x80;
    let n_half = if is_cut_before { bytes.iter().take_while(is_continuing).count().min(3) } else { 0 };
    let mut bytes = bytes.get(n_half..).unwrap_or_default();
    if is_cut_after
        && let Some(start) = bytes.iter().rposition(|byte| byte & 0xc0 != 0x80)
        && std::str::from_utf8(bytes.get(start..).unwrap_or_default()).is_err()
    {
        bytes = bytes.get(..start).unwrap_or_default();
    }
    let text = String::from_utf8_lossy(bytes);
    Excerpt { text: text.trim_end_matches(['\r', '\n']).to_owned(), is_cut_before, is_cut_after }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Shows the place `at` of a line that comes in pieces of `size`.
    fn around(line: &str, at: usize, size: usize) -> (Excerpt, Excerpt) {
        let mut text = LineText::default();
        let n_pieces = line.len().div_ceil(size);
        for (idx, piece) in line.as_bytes().chunks(size).enumerate() {
            let is_here = at / size == idx;
            if is_here {
                text.mark(piece, at % size);
            }
            text.pass(piece, is_here, idx + 1 < n_pieces);
        }
        (text.around(), text.head())
    }

    #[test]
    fn a_place_is_shown_with_what_is_around_it_whatever_the_pieces() {
        let line: String = (0..400).map(|n| format!("{n},")).collect();
        for at in [0, 30, 61, 500, line.len() - 1] {
            let expected = around(&line, at, line.len());
            let from = at.saturating_sub(BEFORE_BYTES);
            let to = (at + AFTER_BYTES).min(line.len());
            assert_eq!(expected.0.text, line[from..to]);
            assert_eq!((expected.0.is_cut_before, expected.0.is_cut_after), (0 < from, to < line.len()));
            assert_eq!(expected.1.text, line[..HEAD_BYTES]);
            for size in [1, 7, 59, 60, 61, 64, 300] {
                assert_eq!(around(&line, at, size), expected, "{at} in pieces of {size}");
            }
        }
    }

    #[test]
    fn characters_are_whole() {
        let line = "家".repeat(200);
        let (place, head) = around(&line, 301, 50);
        assert!(place.text.chars().all(|c| c == '家'), "{}", place.text);
        assert_eq!(head.text.chars().count(), HEAD_BYTES / 3);
    }
}
