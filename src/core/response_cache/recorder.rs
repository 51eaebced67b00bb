//! Copy of a response on its way to its reader, as far as it differs from the cached one.

use std::rc::Rc;

use kernel::begins_with;

use super::{Answer, RECORD_BYTES};
use crate::api::{HttpResponse, Receiver};

/// Hands a response on and remembers it. Most answers to a question say what the last one said, and of those nothing
/// is copied.
pub struct CacheRecorder<'a> {
    to: &'a mut dyn Receiver,
    /// True while the response repeats `known`: nothing is handed on until it differs.
    is_withheld: bool,
    /// The kept response to the same question, as long as this one goes like it.
    known: Option<Rc<Answer>>,
    /// Copy of the arrived bytes, but for those in `known`. `None` if they are too large to keep.
    copy: Option<HttpResponse>,
    n_bytes: usize,
}

/// Outcome of a copied response.
#[derive(Debug, PartialEq, Eq)]
pub enum Copied {
    /// The same as the kept response, but for when it came.
    Known(Rc<Answer>),
    /// Another one.
    New(HttpResponse),
}

impl<'a> CacheRecorder<'a> {
    /// Starts a copy of a response on its way to `to`; `known` is the cached response to the same request. If
    /// `is_whole`, `to` has no use for a part of it, and of the body of a response that turns out to be
    /// [`Copied::Known`] it gets nothing.
    pub fn new(to: &'a mut dyn Receiver, known: Option<Rc<Answer>>, is_whole: bool) -> Self {
        Self { to, is_withheld: is_whole, known, copy: Some(HttpResponse::default()), n_bytes: 0 }
    }

    /// Returns the copy; `None` if it is larger than a record may be.
    pub fn into_copied(mut self) -> Option<Copied> {
        match self.known.take() {
            Some(known) if known.response.body.len() == self.n_bytes => Some(Copied::Known(known)),
            known => {
                self.part_from(known);
                self.copy.map(Copied::New)
            }
        }
    }

    /// Records that the response differs from `known` from here on.
    fn part_from(&mut self, known: Option<Rc<Answer>>) {
        if let (Some(copy), Some(same)) =
            (&mut self.copy, known.as_ref().and_then(|it| it.response.body.get(..self.n_bytes)))
        {
            copy.push(same);
            if self.is_withheld {
                self.to.push(same);
            }
        }
    }
}

impl Receiver for CacheRecorder<'_> {
    fn begin(&mut self, status: u16, headers: Vec<(String, String)>) {
        if let Some(copy) = &mut self.copy {
            copy.begin(status, headers.clone());
            self.known = self.known.take().filter(|known| known.is_like(copy));
        }
        self.to.begin(status, headers);
    }

    fn push(&mut self, piece: &[u8]) {
        let goes_on = |known: &Rc<Answer>| {
            known.response.body.get(self.n_bytes..).is_some_and(|rest| begins_with(rest, piece))
        };
        let is_known = self.known.as_ref().is_some_and(goes_on);
        if !is_known {
            let known = self.known.take();
            self.part_from(known);
            self.copy = self.copy.take().filter(|_| self.n_bytes + piece.len() <= RECORD_BYTES);
            if let Some(copy) = &mut self.copy {
                copy.push(piece);
            }
        }
        self.n_bytes += piece.len();
        if !(is_known && self.is_withheld) {
            self.to.push(piece);
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::Timestamp;

    fn answer(response: HttpResponse) -> Rc<Answer> {
        Rc::new(Answer::new("/a", Timestamp::from_unix_secs(1), response))
    }

    /// Returns the copy of a response that arrives in pieces. Checks that everything is handed on, except a
    /// repetition of `known` to a reader that wants the whole only.
    fn copied(known: Option<&Rc<Answer>>, response: &HttpResponse, n_piece: usize) -> Option<Copied> {
        let [first, second] = [true, false].map(|is_whole| {
            let mut got = HttpResponse::default();
            let mut recorder = CacheRecorder::new(&mut got, known.cloned(), is_whole);
            recorder.begin(response.status, response.headers.clone());
            response.body.chunks(n_piece).for_each(|piece| recorder.push(piece));
            let copied = recorder.into_copied();
            if is_whole && matches!(copied, Some(Copied::Known(_))) {
                assert_eq!(got.body, b"");
            } else {
                assert_eq!(got, *response);
            }
            copied
        });
        assert_eq!(first, second);
        first
    }

    #[test]
    fn only_the_time_may_differ() {
        let dated = |status, date: &str, kind: &str| HttpResponse {
            status,
            headers: vec![("content-type".into(), kind.into()), ("date".into(), date.into())],
            body: b"[1]".to_vec(),
        };
        let known = answer(dated(200, "Mon", "application/json"));
        let is_known = |response: &HttpResponse| {
            copied(Some(&known), response, 2) == Some(Copied::Known(Rc::clone(&known)))
        };
        assert!(is_known(&dated(200, "Tue", "application/json")));
        assert!(!is_known(&dated(500, "Mon", "application/json")));
        assert!(!is_known(&dated(200, "Mon", "text/html")));
    }

    #[test]
    fn what_is_too_large_is_handed_on_all_the_same() {
        let large = HttpResponse::json(200, vec![b' '; RECORD_BYTES + 1]);
        assert_eq!(copied(None, &large, 1 << 20), None);
        let fits = HttpResponse::json(200, vec![b' '; RECORD_BYTES]);
        assert_eq!(copied(Some(&answer(fits)), &large, 1 << 20), None);
    }

    proptest! {
        #[test]
        fn a_copy_is_what_came_and_is_known_if_it_was(
            kept in "[ab]{0,9}", sent in "[ab]{0,9}", is_same in any::<bool>(), n_piece in 1_usize..5,
        ) {
            let sent = HttpResponse::json(200, if is_same { kept.clone() } else { sent });
            let kept = HttpResponse::json(200, kept);
            let expected = if sent == kept { Copied::Known(answer(kept.clone())) } else { Copied::New(sent.clone()) };
            prop_assert_eq!(copied(Some(&answer(kept)), &sent, n_piece), Some(expected));
            prop_assert_eq!(copied(None, &sent, n_piece), Some(Copied::New(sent)));
        }
    }
}
