//! Lists that come in pages: where the next page begins, and when a list has been read far enough.

use super::Timestamp;

/// Token of the next page of a list. Made by the adapter that reads pages, and only understood by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageToken {
    /// Opaque text.
    pub text: Box<str>,
    /// The service may turn out not to have this page; the list then ends before it. Only a way to the end of
    /// the list asks for it.
    pub is_optional: bool,
}

/// Facts that a page gives about the whole list. The default is that of a list in one response.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PageEnd {
    /// Token of the next page; `None` at the end of the list.
    pub next: Option<PageToken>,
    /// Time of the newest entry of the page.
    pub newest_at: Option<Timestamp>,
    /// Time of the oldest one.
    pub oldest_at: Option<Timestamp>,
}

/// Walks through a list that comes newest first and only grows: to its end the first time and when asked to,
/// else as far as the entries held already.
///
/// Contract: an entry is passed over only if it is older than the newest one of an earlier way. Entries of the
/// same instant are read again, so the receiver must accept repeated ones.
#[derive(Debug, Clone, Default)]
pub struct PageWalk {
    /// Token of the page at which the walk continues; `None` before its first page.
    next: Option<PageToken>,
    /// Entries older than this are held; `None` before the end of the first walk.
    held_to: Option<Timestamp>,
    newest_at: Option<Timestamp>,
    /// The present way goes to the end of the list.
    wants_end: bool,
}

/// Outcome of one page of a [`PageWalk`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WalkResult {
    /// There is more to ask for.
    On,
    /// A held record was reached: everything newer has been read.
    ToHeld,
    /// The whole list has been read.
    ToEnd,
}

impl PageWalk {
    /// Returns the page to ask for; `None` for the newest one.
    pub fn next(&self) -> Option<&PageToken> {
        self.next.as_ref()
    }

    /// The next way goes to the end of the list. One that has begun goes on as it is, so that asking again and
    /// again does not keep it from arriving.
    pub fn request_end(&mut self) {
        if self.next.is_none() {
            self.wants_end = true;
        }
    }

    /// Returns true if the present or next walk goes to the end of the list.
    pub fn is_to_end(&self) -> bool {
        self.wants_end || self.held_to.is_none()
    }

    /// Takes what the page that was asked for tells.
    pub fn accept(&mut self, page: PageEnd) -> WalkResult {
        self.newest_at = self.newest_at.max(page.newest_at);
        let is_held = self.held_to.zip(page.oldest_at).is_some_and(|(held_to, oldest)| oldest < held_to);
        let walked = match page.next {
            Some(_) if is_held && !self.is_to_end() => WalkResult::ToHeld,
            // What may not be there at all is not worth a request at each poll.
            Some(next) if next.is_optional && !self.is_to_end() => WalkResult::ToHeld,
            // A service that never gets further must not be asked for ever.
            Some(next) if self.next.as_ref() != Some(&next) => {
                self.next = Some(next);
                return WalkResult::On;
            }
            Some(_) | None => WalkResult::ToEnd,
        };
        self.held_to = self.newest_at.or(self.held_to);
        self.next = None;
        self.wants_end = false;
        walked
    }

    /// The page that was asked for could not be read. The way begins anew: the place may be gone.
    pub fn give_up(&mut self) {
        *self = Self { held_to: self.held_to, wants_end: self.wants_end, ..Self::default() };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns a page of entries `newest..=oldest` (seconds), and the token of the next.
    fn page(newest: i64, oldest: i64, next: Option<&str>) -> PageEnd {
        let at = |secs| Some(Timestamp::from_unix_secs(secs));
        let token = |text: &str| PageToken { text: text.into(), is_optional: false };
        PageEnd { next: next.map(token), newest_at: at(newest), oldest_at: at(oldest) }
    }

    #[test]
    fn the_first_way_goes_to_the_end_and_the_next_ones_to_what_is_held() {
        let mut walk = PageWalk::default();
        assert_eq!(walk.accept(page(90, 60, Some("60"))), WalkResult::On);
        assert_eq!(walk.next().map(|next| &*next.text), Some("60"));
        assert_eq!(walk.accept(page(59, 30, None)), WalkResult::ToEnd);
        assert_eq!(walk.next(), None);
        // Newer entries push the held ones to the next page.
        assert_eq!(walk.accept(page(120, 91, Some("91"))), WalkResult::On);
        assert_eq!(walk.accept(page(90, 61, Some("61"))), WalkResult::ToHeld);
        assert_eq!(walk.accept(page(120, 119, Some("119"))), WalkResult::ToHeld);
        // All of one instant: there may be more of it.
        assert_eq!(walk.accept(page(120, 120, Some("120"))), WalkResult::On);
        assert_eq!(walk.accept(page(120, 119, Some("119"))), WalkResult::ToHeld);
    }

    #[test]
    fn a_way_to_the_end_is_made_once_however_often_it_is_asked_for() {
        let mut walk = PageWalk::default();
        walk.accept(page(90, 30, None));
        walk.request_end();
        for (next, walked) in
            [(Some("60"), WalkResult::On), (Some("30"), WalkResult::On), (None, WalkResult::ToEnd)]
        {
            assert_eq!(walk.accept(page(90, 30, next)), walked);
            walk.request_end();
        }
        assert!(walk.is_to_end());
    }

    #[test]
    fn what_may_not_be_there_is_asked_for_on_ways_to_the_end_only() {
        let optional = |end: PageEnd| {
            let next = end.next.map(|next| PageToken { is_optional: true, ..next });
            PageEnd { next, ..end }
        };
        let mut walk = PageWalk::default();
        assert_eq!(walk.accept(optional(page(90, 90, Some("x")))), WalkResult::On);
        assert_eq!(walk.accept(PageEnd::default()), WalkResult::ToEnd);
        assert_eq!(walk.accept(optional(page(90, 90, Some("x")))), WalkResult::ToHeld);
        walk.request_end();
        assert_eq!(walk.accept(optional(page(90, 90, Some("x")))), WalkResult::On);
    }

    #[test]
    fn a_service_that_turns_in_circles_is_left() {
        let mut walk = PageWalk::default();
        assert_eq!(walk.accept(page(90, 60, Some("x"))), WalkResult::On);
        assert_eq!(walk.accept(page(90, 60, Some("x"))), WalkResult::ToEnd);
    }

    #[test]
    fn a_lost_place_begins_the_way_anew() {
        let mut walk = PageWalk::default();
        walk.accept(page(90, 60, Some("60")));
        walk.give_up();
        assert_eq!((walk.next(), walk.is_to_end()), (None, true));
        walk.accept(page(90, 60, None));
        walk.accept(page(130, 100, Some("100")));
        walk.give_up();
        assert_eq!((walk.next(), walk.is_to_end()), (None, false));
        assert_eq!(walk.accept(page(130, 80, Some("80"))), WalkResult::ToHeld);
    }
}
