//! Selecting, against a plain set of names.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::{
    listing::tests::{job, roster},
    model::{ConnectionId, Job, JobKey, StatusClass},
};

/// Jobs named by letters, created in this order.
fn jobs(names: &str) -> JobTable {
    let rows: Vec<_> =
        names.chars().map(|name| job(&name.to_string(), "n", StatusClass::Running, 0)).collect();
    roster(&rows)
}

fn key(name: char) -> JobKey {
    JobKey { connection: ConnectionId("c".into()), id: name.to_string().as_str().into() }
}

fn order(roster: &JobTable, names: &str) -> Vec<Slot> {
    names.chars().filter_map(|name| roster.slot(&key(name))).collect()
}

fn selected(selection: &Selection, roster: &JobTable) -> String {
    let names = selection.slots().filter_map(|slot| roster.key(slot)).map(|key| key.id.to_string());
    names.collect::<BTreeSet<_>>().into_iter().collect()
}

/// Does what a text says, over rows as they are shown: `c` toggles a job, `>c` extends to it, `+` selects all that are
/// shown, `-` none of them, `!` nothing at all.
#[track_caller]
fn check(shown: &str, acts: &str, expected: &str) {
    let roster = jobs("abcdefgh");
    let (order, mut selection) = (order(&roster, shown), Selection::default());
    let mut acts = acts.chars();
    while let Some(act) = acts.next() {
        let slot = |name| roster.slot(&key(name)).unwrap();
        match act {
            '>' => {
                let to = slot(acts.next().unwrap());
                selection.extend(&roster, &order, to, to);
            }
            '+' => selection.add(&roster, &order),
            '-' => selection.remove(&roster, &order),
            '!' => selection.clear(),
            name => selection.toggle(&roster, slot(name)),
        }
    }
    assert_eq!(selected(&selection, &roster), expected);
    assert_eq!(selection.len(), expected.len());
}

#[test]
fn jobs_are_selected_one_by_one_and_in_ranges() {
    check("abcdefgh", "", "");
    check("abcdefgh", "bd", "bd");
    check("abcdefgh", "bdb", "d");
    check("abcdefgh", "b>e", "bcde");
    check("abcdefgh", "e>b", "bcde");
    // As shown, not as created.
    check("hgfabcde", "g>b", "abfg");
    // Another range from the same beginning takes the place of the last one.
    check("abcdefgh", "d>g>b", "bcd");
    check("abcdefgh", "d>g>e", "de");
    // What was selected apart from it stays.
    check("abcdefgh", "ad>g>e", "ade");
    // A new beginning keeps the old range.
    check("abcdefgh", "b>cg>h", "bcgh");
    // Nothing before, or a beginning that is not shown: this job.
    check("abcdefgh", ">c", "c");
    check("defgh", "b>e>f", "bef");
    // A job that is not shown cannot be extended to.
    check("defgh", "d>b", "d");
}

#[test]
fn a_range_without_a_beginning_begins_where_it_is_told_to() {
    let roster = jobs("abcdefgh");
    let order = order(&roster, "abcdef");
    let mut selection = Selection::default();
    selection.extend(&roster, &order, order[3], order[1]);
    assert_eq!(selected(&selection, &roster), "bcd");
    selection.extend(&roster, &order, order[4], order[0]);
    assert_eq!(selected(&selection, &roster), "bcde", "it has one by now");
}

#[test]
fn all_that_are_shown_are_selected_and_let_go() {
    check("bcd", "+", "bcd");
    check("bcd", "g+", "bcdg");
    check("bcd", "g+-", "g");
    check("bcd", "g+!", "");
    check("", "g+", "g");
    // The range before does not shrink it.
    check("abcd", "a>c+>b", "abcd");
}

#[test]
fn choosing_lasts_until_all_is_let_go() {
    let roster = jobs("ab");
    let mut selection = Selection::default();
    assert!(!selection.is_choosing());
    selection.choose();
    assert!(selection.is_choosing() && selection.revision() != 0);
    selection.add(&roster, &order(&roster, "a"));
    selection.remove(&roster, &order(&roster, "a"));
    assert!(selection.is_choosing());
    selection.clear();
    assert!(!selection.is_choosing());
    selection.add(&roster, &order(&roster, "a"));
    assert!(selection.is_choosing());
}

#[test]
fn a_job_that_is_gone_is_selected_no_more_and_its_slot_is_nobody_elses() {
    let mut roster = jobs("abc");
    let mut selection = Selection::default();
    selection.add(&roster, &order(&roster, "abc"));
    let revision = selection.revision();
    let slot = roster.slot(&key('b')).unwrap();
    roster.remove(&key('b'));
    assert!(!selection.has(&roster, slot));
    assert!(selection.settle(&roster) && selection.revision() != revision);
    assert!(!selection.settle(&roster));
    assert_eq!(selected(&selection, &roster), "ac");

    // So many come and go that a slot is given away while nobody looks.
    let slot = roster.slot(&key('a')).unwrap();
    roster.remove(&key('a'));
    for n in 0..3_000 {
        let new = job(&format!("x{n}"), "n", StatusClass::Running, 0);
        roster.put(&new.key, new.provider, Job::clone(&new.job));
        if roster.slot(&new.key) == Some(slot) {
            break;
        }
        roster.remove(&new.key);
    }
    assert!(roster.key(slot).is_some(), "the slot is given away");
    assert!(!selection.has(&roster, slot));
    selection.settle(&roster);
    assert_eq!(selected(&selection, &roster), "c");
}

proptest! {
    #[test]
    fn newer_lists_and_filters_take_nothing_from_it(
        acts in proptest::collection::vec((0..8_usize, 0..6_u8), 0..40),
        shown in Just("abcdefgh".chars().collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let names: Vec<char> = "abcdefgh".chars().collect();
        let (mut roster, mut selection, mut model) = (jobs("abcdefgh"), Selection::default(), BTreeSet::new());
        for (i, act) in acts {
            let name = names[i];
            // Filters leave some of them.
            let shown: String = shown.iter().filter(|shown| **shown <= name).collect();
            match (act, roster.slot(&key(name))) {
                (0 | 1, Some(slot)) => {
                    selection.toggle(&roster, slot);
                    if !model.remove(&name) {
                        model.insert(name);
                    }
                }
                (2, _) => {
                    selection.add(&roster, &order(&roster, &shown));
                    model.extend(shown.chars().filter(|name| roster.slot(&key(*name)).is_some()));
                }
                (3, _) => {
                    selection.remove(&roster, &order(&roster, &shown));
                    model.retain(|name| !shown.contains(*name));
                }
                (4, Some(_)) => {
                    roster.remove(&key(name));
                    selection.settle(&roster);
                    model.remove(&name);
                }
                _ => {
                    let new = job(&name.to_string(), "newer", StatusClass::Completed, 9);
                    roster.put(&new.key, new.provider, Job::clone(&new.job));
                }
            }
            prop_assert_eq!(selected(&selection, &roster), model.iter().collect::<String>());
            prop_assert_eq!(selection.len(), model.len());
            prop_assert_eq!(selection.count(&roster, &order(&roster, "abcdefgh")), model.len());
        }
    }
}
