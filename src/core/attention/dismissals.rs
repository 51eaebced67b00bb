//! Dismissals of the user of this device, and since when its connections have been looked at.
//!
//! Contract: as text it is read back, and two tabs that each changed it come to the same by [`Dismissals::merge`], in any order.

use super::Item;
use crate::model::{ConnectionId, Timestamp, percent_decode, percent_encode};

/// Dismissals that are kept, the newest.
const MOST: usize = 500;

/// Dismissed items and the beginnings of connections. Both are sorted lists: maps would put their code into the first visit's
/// program, which holds an empty one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dismissals {
    /// First look at each connection on this device, in whole seconds since 1970.
    since: Vec<(ConnectionId, i64)>,
    /// Name of each dismissed item, its level, and its last dismissal, in whole seconds since 1970.
    dismissed: Vec<(String, (u8, i64))>,
}

impl Dismissals {
    /// Reads what [`Dismissals::to_text`] wrote; lines that are neither are left out.
    pub fn parse(text: &str) -> Self {
        let mut read = Self::default();
        for line in text.lines() {
            let mut words = line.splitn(4, ' ');
            let mut next = || words.next();
            match (next(), next(), next(), next()) {
                (Some("since"), Some(secs), Some(id), None) => {
                    if let Ok(secs) = secs.parse() {
                        read.put_since(ConnectionId(percent_decode(id).into()), secs);
                    }
                }
                (Some("seen"), Some(level), Some(secs), Some(id)) => {
                    if let (Ok(level), Ok(secs)) = (level.parse(), secs.parse()) {
                        read.put(id.to_owned(), (level, secs));
                    }
                }
                _ => {}
            }
        }
        read
    }

    /// Writes a line per connection and per item; inverse of [`Dismissals::parse`].
    pub fn to_text(&self) -> String {
        let since = self.since.iter().map(|(id, secs)| format!("since {secs} {}\n", percent_encode(&id.0)));
        let seen = self.dismissed.iter().map(|(id, (level, secs))| format!("seen {level} {secs} {id}\n"));
        since.chain(seen).collect()
    }

    /// Notes that a connection is looked at from now on; returns whether that was new.
    pub fn begin(&mut self, connection: &ConnectionId, now: Timestamp) -> bool {
        let is_new = self.since(connection).is_none();
        if is_new {
            self.put_since(connection.clone(), secs(now));
        }
        is_new
    }

    /// Returns when a connection was first looked at.
    pub fn since(&self, connection: &ConnectionId) -> Option<Timestamp> {
        let known = self.since.iter().find(|(id, _)| id == connection);
        known.map(|(_, secs)| Timestamp::from_unix_secs(*secs))
    }

    /// Dismisses an item until it is worse.
    pub fn dismiss(&mut self, item: &Item, now: Timestamp) {
        self.put(item.id.clone(), (item.level, secs(now)));
        self.shrink();
    }

    /// Returns whether an item was dismissed, and is no worse since.
    pub fn has(&self, item: &Item) -> bool {
        let known = self.dismissed.binary_search_by(|(id, _)| id.cmp(&item.id));
        known.is_ok_and(|place| item.level <= self.dismissed[place].1.0)
    }

    /// Forgets a connection and its items, whose names have it between slashes.
    pub fn forget(&mut self, connection: &ConnectionId) {
        self.since.retain(|(id, _)| id != connection);
        let name = percent_encode(&connection.0);
        self.dismissed.retain(|(id, _)| id.split('/').nth(1) != Some(&*name));
    }

    /// Takes over what another tab has added.
    pub fn merge(&mut self, other: Self) {
        other.since.into_iter().for_each(|(id, secs)| self.put_since(id, secs));
        other.dismissed.into_iter().for_each(|(id, seen)| self.put(id, seen));
        self.shrink();
    }

    fn put_since(&mut self, id: ConnectionId, secs: i64) {
        match self.since.binary_search_by(|(known, _)| known.cmp(&id)) {
            Ok(place) => self.since[place].1 = secs.min(self.since[place].1),
            Err(place) => self.since.insert(place, (id, secs)),
        }
    }

    fn put(&mut self, id: String, (level, secs): (u8, i64)) {
        match self.dismissed.binary_search_by(|(known, _)| known.cmp(&id)) {
            Ok(place) => {
                let known = &mut self.dismissed[place].1;
                *known = (level.max(known.0), secs.max(known.1));
            }
            Err(place) => self.dismissed.insert(place, (id, (level, secs))),
        }
    }

    fn shrink(&mut self) {
        while MOST < self.dismissed.len() {
            let oldest = self.dismissed.iter().enumerate().min_by_key(|(_, (id, (_, secs)))| (*secs, id));
            let Some((oldest, _)) = oldest else { return };
            self.dismissed.remove(oldest);
        }
    }
}

fn secs(at: Timestamp) -> i64 {
    at.unix_millis().div_euclid(1_000)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{attention::ItemKind, insight::Severity};

    fn item(id: &str, level: u8) -> Item {
        Item {
            kind: ItemKind::Finding,
            id: id.to_owned(),
            job: None,
            level,
            severity: Severity::Warning,
            text: String::new(),
            action: "Open",
            href: String::new(),
        }
    }

    fn at(secs: i64) -> Timestamp {
        Timestamp::from_unix_secs(secs)
    }

    #[test]
    fn what_is_dismissed_comes_back_only_when_it_is_worse() {
        let mut dismissals = Dismissals::default();
        let [mild, bad] = [1, 2].map(|level| item("finding/lab/ft 1", level));
        assert!(!dismissals.has(&mild));
        dismissals.dismiss(&mild, at(10));
        assert!(dismissals.has(&mild) && !dismissals.has(&bad));
        dismissals.dismiss(&bad, at(20));
        dismissals.dismiss(&mild, at(30));
        assert!(dismissals.has(&bad));
        assert!(!dismissals.has(&item("finding/lab/ft 2", 1)));
    }

    #[test]
    fn a_connection_begins_once_and_is_forgotten_whole() {
        let (lab, other) = (ConnectionId("lab".into()), ConnectionId("other".into()));
        let mut dismissals = Dismissals::default();
        assert!(dismissals.begin(&lab, at(10)) && !dismissals.begin(&lab, at(20)));
        assert_eq!(dismissals.since(&lab), Some(at(10)));
        dismissals.dismiss(&item("finding/lab/a", 1), at(1));
        dismissals.dismiss(&item("finding/other/lab/a", 1), at(1));
        dismissals.forget(&lab);
        assert_eq!((dismissals.since(&lab), dismissals.since(&other)), (None, None));
        assert_eq!(dismissals.to_text(), "seen 1 1 finding/other/lab/a\n");
    }

    #[test]
    fn the_oldest_dismissals_go_first() {
        let mut dismissals = Dismissals::default();
        for n in 0..=MOST as i64 {
            dismissals.dismiss(&item(&format!("finding/lab/{n}"), 1), at(n));
        }
        assert!(!dismissals.has(&item("finding/lab/0", 1)) && dismissals.has(&item("finding/lab/1", 1)));
        assert_eq!(
            Dismissals::parse("nonsense\nsince soon lab\nseen 1 x a\nseen 300 1 a\n\n"),
            Dismissals::default()
        );
    }

    fn dismissals() -> impl Strategy<Value = Dismissals> {
        let since = prop::collection::btree_map("[a-c é/]{1,2}", 0_i64..50, 0..3);
        let seen = prop::collection::btree_map("[a-c]/[a-c]/[a-c é/]{1,2}", (any::<u8>(), -5_i64..50), 0..8);
        (since, seen).prop_map(|(since, dismissed)| Dismissals {
            since: since.into_iter().map(|(id, secs)| (ConnectionId(id.into()), secs)).collect(),
            dismissed: dismissed.into_iter().collect(),
        })
    }

    proptest! {
        #[test]
        fn texts_are_read_back(dismissals in dismissals()) {
            prop_assert_eq!(Dismissals::parse(&dismissals.to_text()), dismissals);
        }

        #[test]
        fn tabs_come_to_the_same_in_any_order(a in dismissals(), b in dismissals(), c in dismissals()) {
            let merged = |all: [&Dismissals; 3]| {
                let mut merged = Dismissals::default();
                all.into_iter().for_each(|one| merged.merge(one.clone()));
                merged
            };
            let expected = merged([&a, &b, &c]);
            prop_assert_eq!(&merged([&c, &a, &b]), &expected);
            prop_assert_eq!(&merged([&expected, &b, &expected]), &expected);
        }
    }
}
