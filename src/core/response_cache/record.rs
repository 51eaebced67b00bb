//! Cache record of one resource.

use std::rc::Rc;

use super::answer::{Answer, Bytes, Cursor};
use crate::{api::ApiKey, model::Timestamp};

/// The latest response to each question about one resource: one for a list, several for what is read in parts. Whoever
/// asks the same questions in the same order gets where it was.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Record {
    /// In the order they were first asked; no target twice.
    answers: Vec<Rc<Answer>>,
}

/// Most bytes of a record: a list of ten thousand jobs, the log of a long job.
pub const RECORD_BYTES: usize = 16 << 20;

/// First byte of the form; another form gets another one, and is then not read.
const FORM: u8 = 1;

impl Record {
    /// Takes in a response. Where there is no room for it, nothing of the resource is kept: a part without what it goes
    /// on from is of no use.
    pub fn put(&mut self, answer: Answer) {
        let answer = Rc::new(answer);
        match self.answers.iter_mut().find(|known| known.target == answer.target) {
            Some(known) => *known = answer,
            None => self.answers.push(answer),
        }
        if RECORD_BYTES < self.n_bytes() {
            self.answers.clear();
        }
    }

    /// Returns the response to a question.
    pub fn get(&self, target: &str) -> Option<&Rc<Answer>> {
        self.answers.iter().find(|known| *known.target == *target)
    }

    /// Takes out the response to a question.
    pub fn take(&mut self, target: &str) -> Option<Rc<Answer>> {
        let place = self.answers.iter().position(|known| *known.target == *target)?;
        Some(self.answers.remove(place))
    }

    /// Returns true if all of the record may be stored outside the page that got it; see [`Answer::is_fit`].
    pub fn is_fit(&self, key: Option<&ApiKey>) -> bool {
        self.answers.iter().all(|answer| answer.is_fit(key))
    }

    /// Returns true if nothing is stored.
    pub fn is_empty(&self) -> bool {
        self.answers.is_empty()
    }

    /// Returns the time of the latest response; `None` if there is none.
    pub fn at(&self) -> Option<Timestamp> {
        self.answers.iter().map(|answer| answer.at).max()
    }

    /// Returns the approximate size in bytes.
    pub fn n_bytes(&self) -> usize {
        self.answers.iter().map(|answer| answer.n_bytes()).sum()
    }

    /// Encodes the record for storage.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Bytes(vec![FORM]);
        bytes.number(self.answers.len() as u64);
        self.answers.iter().for_each(|answer| answer.write(&mut bytes));
        bytes.0
    }

    /// Reads what [`Record::encode`] wrote; `None` for anything else.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let mut cursor = Cursor(bytes.strip_prefix(&[FORM])?);
        let mut record = Self::default();
        for _ in 0..cursor.number()? {
            record.answers.push(Rc::new(Answer::read(&mut cursor)?));
        }
        cursor.0.is_empty().then_some(record)
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::api::HttpResponse;

    fn answer(target: &str, secs: i64, body: &[u8]) -> Answer {
        let mut response = HttpResponse::json(200, body);
        response.headers.push(("x-request-id".into(), "7".into()));
        Answer::new(target, Timestamp::from_unix_secs(secs), response)
    }

    #[test]
    fn the_latest_answer_to_each_question_is_kept() {
        let mut record = Record::default();
        record.put(answer("/a", 1, b"[1]"));
        record.put(answer("/a?offset=1", 2, b"[2]"));
        record.put(answer("/a", 3, b"[1]"));
        record.put(answer("/a?offset=1", 4, b"[2,3]"));
        assert_eq!(record.at(), Some(Timestamp::from_unix_secs(4)));
        assert_eq!(record.get("/a").map(|kept| &**kept), Some(&answer("/a", 3, b"[1]")));
        assert_eq!(record.take("/a"), Some(Rc::new(answer("/a", 3, b"[1]"))));
        assert_eq!(record.take("/a?offset=1"), Some(Rc::new(answer("/a?offset=1", 4, b"[2,3]"))));
        assert_eq!(record.take("/a"), None);
    }

    #[test]
    fn what_has_no_room_is_not_kept() {
        let mut record = Record::default();
        record.put(answer("/a", 1, b"[]"));
        record.put(answer("/b", 1, &vec![b' '; RECORD_BYTES]));
        assert!(record.is_empty());
        assert_eq!(record.at(), None);
    }

    #[test]
    fn headers_that_nobody_reads_are_not_kept() {
        let names: Vec<_> = answer("/a", 1, b"").response.headers.into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["content-type"]);
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_decoded_and_nothing_else_is(
            answers in prop::collection::vec((".{0,9}", 0..1_i64 << 32, prop::collection::vec(any::<u8>(), 0..40)), 0..5),
            cut in any::<prop::sample::Index>(),
        ) {
            let mut record = Record::default();
            for (target, secs, body) in &answers {
                record.put(answer(target, *secs, body));
            }
            let bytes = record.encode();
            prop_assert_eq!(Record::decode(&bytes), Some(record));
            prop_assert_eq!(Record::decode(&bytes[..cut.index(bytes.len())]), None);
            let mut longer = bytes.clone();
            longer.push(0);
            prop_assert_eq!(Record::decode(&longer), None);
        }

        #[test]
        fn any_bytes_at_all_are_read_without_harm(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            drop(Record::decode(&bytes));
        }
    }
}
