//! Selecting, against a plain set of names.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::{
    listing::tests::{job, job_table},
    model::{ConnectionId, Job, JobKey, StatusClass},
};

/// Jobs named by letters, created in this order.
fn jobs(names: &str) -> JobTable {
    let rows: Vec<_> =
        names.chars().map(|name| job(&name.to_string(), "n", StatusClass::Running, 0)).collect();
    job_table(&rows)
}

fn key(name: char) -> JobKey {
    JobKey { connection: ConnectionId("c".into()), id: name.to_string().as_str().into() }
}

fn order(job_table: &JobTable, names: &str) -> Vec<Slot> {
    names.chars().filter_map(|name| job_table.slot(&key(name))).collect()
}

fn selected(selection: &Selection, job_table: &JobTable) -> String {
    let names = selection.slots().filter_map(|slot| job_table.key(slot)).map(|key| key.id.to_string());
    names.collect::<BTreeSet<_>>().into_iter().collect()
}

/// Does what a text says, over rows as they are shown: `c` toggles a job, `>c` extends to it, `+` selects all that are
/// shown, `-` none of them, `!` nothing at all.
#[track_caller]
fn check(shown: &str, acts: &str, expected: &str) {
    let job_table = jobs("abcdefgh");
    let (order, mut selection) = (order(&job_table, shown), Selection::default());
    let mut acts = acts.chars();
    while let Some(act) = acts.next() {
        let slot = |name| job_table.slot(&key(name)).unwrap();
        match act {
            '>' => {
                let to = slot(acts.next().unwrap());
                selection.extend(&job_table, &order, to, to);
            }
            '+' => selection.add(&job_table, &order),
            '-' => selection.remove(&job_table, &order),
            '!' => selection.clear(),
            name => selection.toggle(&job_table, slot(name)),
        }
    }
    assert_eq!(selected(&selection, &job_table), expected);
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
    let job_table = jobs("abcdefgh");
    let order = order(&job_table, "abcdef");
    let mut selection = Selection::default();
    selection.extend(&job_table, &order, order[3], order[1]);
    assert_eq!(selected(&selection, &job_table), "bcd");
    selection.extend(&job_table, &order, order[4], order[0]);
    assert_eq!(selected(&selection, &job_table), "bcde", "it has one by now");
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
    let job_table = jobs("ab");
    let mut selection = Selection::default();
    assert!(!selection.is_choosing());
    selection.choose();
    assert!(selection.is_choosing() && selection.revision() != 0);
    selection.add(&job_table, &order(&job_table, "a"));
    selection.remove(&job_table, &order(&job_table, "a"));
    assert!(selection.is_choosing());
    selection.clear();
    assert!(!selection.is_choosing());
    selection.add(&job_table, &order(&job_table, "a"));
    assert!(selection.is_choosing());
}

#[test]
fn a_job_that_is_gone_is_selected_no_more_and_its_slot_is_nobody_elses() {
    let mut job_table = jobs("abc");
    let mut selection = Selection::default();
    selection.add(&job_table, &order(&job_table, "abc"));
    let revision = selection.revision();
    let slot = job_table.slot(&key('b')).unwrap();
    job_table.remove(&key('b'));
    assert!(!selection.has(&job_table, slot));
    assert!(selection.settle(&job_table) && selection.revision() != revision);
    assert!(!selection.settle(&job_table));
    assert_eq!(selected(&selection, &job_table), "ac");

    // So many come and go that a slot is given away while nobody looks.
    let slot = job_table.slot(&key('a')).unwrap();
    job_table.remove(&key('a'));
    for n in 0..3_000 {
        let new = job(&format!("x{n}"), "n", StatusClass::Running, 0);
        job_table.put(&new.key, new.provider, Job::clone(&new.job));
        if job_table.slot(&new.key) == Some(slot) {
            break;
        }
        job_table.remove(&new.key);
    }
    assert!(job_table.key(slot).is_some(), "the slot is given away");
    assert!(!selection.has(&job_table, slot));
    selection.settle(&job_table);
    assert_eq!(selected(&selection, &job_table), "c");
}

proptest! {
    #[test]
    fn newer_lists_and_filters_take_nothing_from_it(
        acts in proptest::collection::vec((0..8_usize, 0..6_u8), 0..40),
        shown in Just("abcdefgh".chars().collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let names: Vec<char> = "abcdefgh".chars().collect();
        let (mut job_table, mut selection, mut model) = (jobs("abcdefgh"), Selection::default(), BTreeSet::new());
        for (i, act) in acts {
            let name = names[i];
            // Filters leave some of them.
            let shown: String = shown.iter().filter(|shown| **shown <= name).collect();
            match (act, job_table.slot(&key(name))) {
                (0 | 1, Some(slot)) => {
                    selection.toggle(&job_table, slot);
                    if !model.remove(&name) {
                        model.insert(name);
                    }
                }
                (2, _) => {
                    selection.add(&job_table, &order(&job_table, &shown));
                    model.extend(shown.chars().filter(|name| job_table.slot(&key(*name)).is_some()));
                }
                (3, _) => {
                    selection.remove(&job_table, &order(&job_table, &shown));
                    model.retain(|name| !shown.contains(*name));
                }
                (4, Some(_)) => {
                    job_table.remove(&key(name));
                    selection.settle(&job_table);
                    model.remove(&name);
                }
                _ => {
                    let new = job(&name.to_string(), "newer", StatusClass::Completed, 9);
                    job_table.put(&new.key, new.provider, Job::clone(&new.job));
                }
            }
            prop_assert_eq!(selected(&selection, &job_table), model.iter().collect::<String>());
            prop_assert_eq!(selection.len(), model.len());
            prop_assert_eq!(selection.count(&job_table, &order(&job_table, "abcdefgh")), model.len());
        }
    }
}
