//! The records in use, and when they are written.

use std::{collections::BTreeMap, rc::Rc};

use super::{Account, Answer, Label, Record};
use crate::{api::ApiKey, model::Timestamp};

/// Bytes written per second, on average, while the page is in view: a list of ten thousand jobs whose every response
/// brings something new does not wear out a disk.
const BYTES_PER_SEC: f64 = 100_000.0;

/// Seconds without a response after which a record is on the disk alone.
const IDLE_SECS: f64 = 120.0;

/// Records by name. Everything that is in use is held, so that parts can be added to it.
///
/// ```
/// use tuneboard_core::{api::HttpResponse, model::Timestamp, response_cache::{Answer, RecordStore, StoreWrite}};
///
/// let (mut store, now) = (RecordStore::default(), Timestamp::from_unix_secs(1_785_000_000));
/// store.put("jobs", Answer::new("/jobs", now, HttpResponse::json(200, "[]")), None, true);
/// let mut n_written = 0;
/// store.write(|_| true, now, true, |write| n_written += usize::from(matches!(write, StoreWrite::Put { .. })));
/// assert_eq!((n_written, store.has_unwritten()), (1, false));
/// ```
#[derive(Debug, Default)]
pub struct RecordStore {
    held: BTreeMap<String, Held>,
}

#[derive(Debug)]
struct Held {
    record: Record,
    /// Key of the request, which the response must not repeat; checked when the response is written.
    key: Option<ApiKey>,
    at: Timestamp,
    /// Its bytes differ from those written.
    is_new: bool,
    /// When they are to be written, if they differ.
    due_at: Timestamp,
    /// Its time does.
    is_confirmed: bool,
}

/// A change on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreWrite<'a> {
    /// The record of this name gets a label, and bytes if they differ from those written before.
    Put {
        /// Name of the record.
        name: &'a str,
        /// The record; see [`Record::encode`].
        bytes: Option<&'a [u8]>,
        /// See [`Label::encode`].
        label: &'a str,
    },
    /// The record of this name goes: it has a secret in it.
    Remove {
        /// Name of the record.
        name: &'a str,
    },
}

/// Cached responses of one resource, which are taken before its first request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CachedResponses {
    record: Record,
    confirmed_at: Timestamp,
}

impl CachedResponses {
    /// Takes the response to the next question, and the time it was last known to hold; `None` ends it. The last one was
    /// confirmed by every response since.
    pub fn next(&mut self, target: &str) -> Option<(Rc<Answer>, Timestamp)> {
        let answer = self.record.take(target)?;
        let at = if self.record.is_empty() { self.confirmed_at } else { answer.at };
        Some((answer, at))
    }
}

impl Held {
    fn new(record: Record, at: Timestamp) -> Self {
        Self { record, key: None, at, is_new: false, due_at: at, is_confirmed: false }
    }

    fn responses(&self) -> CachedResponses {
        CachedResponses { record: self.record.clone(), confirmed_at: self.at }
    }
}

impl RecordStore {
    /// Returns the responses of a record that is held.
    pub fn held(&self, name: &str) -> Option<CachedResponses> {
        self.held.get(name).map(Held::responses)
    }

    /// Takes in a record from the disk, unless a response has come meanwhile. `None` if it cannot be read.
    pub fn read(&mut self, name: &str, bytes: &[u8], label: &str) -> Option<CachedResponses> {
        let (record, label) = (Record::decode(bytes)?, Label::decode(label)?);
        let held = self.held.entry(name.to_owned()).or_insert_with(|| Held::new(record, label.at));
        Some(held.responses())
    }

    /// Returns the response to a question that is held at the moment.
    pub fn known(&self, name: &str, target: &str) -> Option<&Rc<Answer>> {
        self.held.get(name)?.record.get(target)
    }

    /// Confirms that the held response was the service's response at `at`.
    pub fn confirm(&mut self, name: &str, at: Timestamp) {
        if let Some(held) = self.held.get_mut(name) {
            (held.at, held.is_confirmed) = (at, true);
        }
    }

    /// Keeps a response to what was asked with `key`, if it is a success; `is_own`: and writes it, which no other tab does.
    pub fn put(&mut self, name: &str, answer: Answer, key: Option<&ApiKey>, is_own: bool) {
        if !answer.response.is_success() {
            return;
        }
        let held =
            self.held.entry(name.to_owned()).or_insert_with(|| Held::new(Record::default(), answer.at));
        held.at = answer.at;
        held.key = key.cloned().or(held.key.take());
        let known = held.record.get(&answer.target);
        if !known.is_some_and(|known| known.is_same(&answer.response)) {
            held.record.put(answer);
            if !held.is_new {
                held.due_at = held.at.plus_secs(held.record.n_bytes() as f64 / BYTES_PER_SEC);
            }
            held.is_new = true;
        }
        held.is_confirmed |= is_own;
    }

    /// Returns true if something is to be written, now or later.
    pub fn has_unwritten(&self) -> bool {
        self.held.values().any(|held| held.is_confirmed)
    }

    /// Hands what differs from what is written to `put`, as far as it is due, or all of it if this is the last chance. Records
    /// that nobody owns any more are forgotten, and so are those that have been idle.
    pub fn write(
        &mut self,
        is_owned: impl Fn(&str) -> bool,
        now: Timestamp,
        is_last: bool,
        mut put: impl FnMut(StoreWrite<'_>),
    ) {
        self.held.retain(|name, held| {
            // Forgotten meanwhile, perhaps in another tab.
            if !is_owned(name) {
                return false;
            }
            if held.is_confirmed && (!held.is_new || is_last || held.due_at <= now) {
                if held.is_new && !held.record.is_fit(held.key.as_ref()) {
                    put(StoreWrite::Remove { name });
                    return false;
                }
                let label = Label { at: held.at, n_bytes: held.record.n_bytes() as u64 }.encode();
                let bytes = held.is_new.then(|| held.record.encode());
                put(StoreWrite::Put { name, bytes: bytes.as_deref(), label: &label });
                (held.is_new, held.is_confirmed) = (false, false);
            }
            held.is_confirmed || now.secs_since(held.at) < IDLE_SECS
        });
    }
}

/// Returns true if one of the accounts owns a record.
pub fn is_owned(accounts: &[Account], name: &str) -> bool {
    accounts.iter().any(|account| account.owns(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{api::HttpResponse, test_clock::at};

    fn answer(secs: f64, body: &str) -> Answer {
        Answer::new("/a", at(secs), HttpResponse::json(200, body))
    }

    /// Writes what is due, and returns it in short: `name bytes?`, `-name`.
    fn written(store: &mut RecordStore, secs: f64, is_last: bool) -> Vec<String> {
        let mut written = Vec::new();
        store.write(
            |name| !name.starts_with("gone"),
            at(secs),
            is_last,
            |write| {
                written.push(match write {
                    StoreWrite::Put { name, bytes, .. } => format!("{name} {}", bytes.is_some()),
                    StoreWrite::Remove { name } => format!("-{name}"),
                });
            },
        );
        written
    }

    #[test]
    fn large_records_are_written_seldom_and_all_when_the_page_is_hidden() {
        let large = format!("[{}]", " ".repeat(1_000_000));
        let mut store = RecordStore::default();
        store.put("small", answer(0.0, "[]"), None, true);
        store.put("large", answer(0.0, &large), None, true);
        assert_eq!(written(&mut store, 2.0, false), ["small true"]);
        assert!(store.has_unwritten());
        assert_eq!(written(&mut store, 9.0, false), [""; 0]);
        assert_eq!(written(&mut store, 11.0, false), ["large true"]);
        store.put("large", answer(12.0, &format!("{large} ")), None, true);
        assert_eq!(written(&mut store, 12.0, true), ["large true"]);
        assert!(!store.has_unwritten());
    }

    #[test]
    fn what_repeats_is_confirmed_without_its_bytes() {
        let mut store = RecordStore::default();
        store.put("a", answer(0.0, "[]"), None, true);
        assert_eq!(written(&mut store, 2.0, false), ["a true"]);
        store.put("a", answer(10.0, "[]"), None, true);
        assert_eq!(written(&mut store, 12.0, false), ["a false"]);
        store.confirm("a", at(20.0));
        assert_eq!(written(&mut store, 22.0, false), ["a false"]);
        assert_eq!(store.held("a").and_then(|mut held| held.next("/a")).map(|it| it.1), Some(at(20.0)));
        // What another tab received is written by that one; what is idle is held no longer.
        store.put("a", answer(30.0, "[1]"), None, false);
        assert_eq!(written(&mut store, 32.0, true), [""; 0]);
        assert!(store.known("a", "/a").is_some());
        assert_eq!(written(&mut store, 151.0, true), [""; 0]);
        assert!(store.known("a", "/a").is_none());
    }

    #[test]
    fn failures_secrets_and_forgotten_accounts_are_not_written() {
        let mut store = RecordStore::default();
        let failed = Answer::new("/a", at(0.0), HttpResponse::json(500, "[]"));
        store.put("failed", failed, None, true);
        store.put("gone", answer(0.0, "[]"), None, true);
        store.put("secret", answer(0.0, r#"{"wandb_api_key":"x"}"#), None, true);
        assert_eq!(written(&mut store, 2.0, false), ["-secret"]);
        assert!(!store.has_unwritten());
    }

    #[test]
    fn a_response_that_came_meanwhile_counts_more_than_the_disk() {
        let mut store = RecordStore::default();
        store.put("a", answer(0.0, "[]"), None, true);
        let mut disk = None;
        store.write(
            |_| true,
            at(0.0),
            true,
            |write| {
                if let StoreWrite::Put { bytes, label, .. } = write {
                    disk = Some((bytes.map(<[u8]>::to_vec).unwrap_or_default(), label.to_owned()));
                }
            },
        );
        let (bytes, label) = disk.unwrap();
        let mut store = RecordStore::default();
        assert_eq!(store.read("a", b"else", &label), None);
        let mut read = store.read("a", &bytes, &label).unwrap();
        assert_eq!(read.next("/b"), None);
        assert_eq!(
            read.next("/a").map(|(answer, at)| (answer.response.body.clone(), at)),
            Some((b"[]".to_vec(), at(0.0)))
        );
        let mut store = RecordStore::default();
        store.put("a", answer(5.0, "[1]"), None, true);
        let mut read = store.read("a", &bytes, &label).unwrap();
        let known = read.next("/a").map(|(answer, known_at)| (answer.response.body.clone(), known_at));
        assert_eq!(known, Some((b"[1]".to_vec(), at(5.0))));
    }
}
