//! Lists that come again and again: what is there afterwards, and what was read for it.

use std::cell::Cell;

use proptest::prelude::*;

use super::*;
use crate::json;
use crate::{
    listing::tests::job,
    model::{StatusClass, Timestamp},
};

/// A list's text: ids with a figure each.
fn body(jobs: &[(u8, u8)]) -> String {
    let items: Vec<String> = jobs.iter().map(|(id, n)| format!("{{\"id\": {id}, \"n\": {n}}}")).collect();
    format!("{{\"data\": [{}], \"object\": \"list\"}}", items.join(" , "))
}

/// As an adapter reads an item; an id of 13 is no job.
fn read(item: &str) -> Option<Job> {
    let members = json::members(item)?;
    let (id, n) = (members.get("id")?, members.get("n")?);
    let mut job = Job::clone(&job(id, id, StatusClass::Running, 0).job);
    job.progress.n_steps_done = n.parse().ok();
    job.raw = item.into();
    (id != "13").then_some(job)
}

fn connection() -> ConnectionId {
    ConnectionId("c".into())
}

/// Takes a list as a whole.
fn merge(job_table: &mut JobTable, text: &str) -> bool {
    let list = json::members(text).and_then(|whole| json::items(whole.get("data")?)).unwrap_or_default();
    let jobs = list.into_iter().filter_map(read).collect();
    job_table.merge((&connection(), Provider::ALL[0]), jobs, Some(text.as_bytes()))
}

/// Returns the held jobs, by id.
fn held(job_table: &JobTable) -> Vec<(String, Option<u64>)> {
    let mut held: Vec<_> = job_table
        .entries()
        .filter_map(|(slot, _)| job_table.listed(slot))
        .map(|row| (row.key.id.to_string(), row.job.progress.n_steps_done))
        .collect();
    held.sort();
    held
}

/// Follows `new` after `old`: how many jobs were read, and whether there was news; `None` if all have to be.
#[track_caller]
fn check(old: &[(u8, u8)], new: &str, expected: Option<(u32, bool)>) {
    let mut job_table = JobTable::default();
    merge(&mut job_table, &body(old));
    let before = held(&job_table);
    let n_read = Cell::new(0);
    let count = |item: &str| {
        n_read.set(n_read.get() + 1);
        read(item)
    };
    let news = job_table.follow(&connection(), new.as_bytes(), count);
    assert_eq!(news.map(|news| (n_read.get(), news)), expected, "{new}");
    if expected.is_some() {
        let mut whole = JobTable::default();
        merge(&mut whole, new);
        assert_eq!(held(&job_table), held(&whole), "{new}");
    } else {
        assert_eq!(held(&job_table), before, "{new}");
    }
}

#[test]
fn only_what_differs_is_read() {
    let old = [(3, 0), (2, 0), (1, 0)];
    check(&old, &body(&old), Some((0, false)));
    check(&old, &body(&[(3, 0), (2, 7), (1, 0)]), Some((1, true)));
    check(&old, &body(&[(4, 0), (3, 0), (2, 0), (1, 0)]), Some((1, true)));
    check(&old, &body(&[(3, 0), (1, 0)]), Some((1, true)));
    check(&old, &body(&[(3, 0)]), Some((0, true)));
    check(&old, &body(&old).replace("\"n\": 0", "\"n\":0"), Some((3, false)));
}

#[test]
fn what_cannot_be_told_by_its_parts_is_left_to_the_whole() {
    let old = [(3, 0), (2, 0), (1, 0)];
    let whole = body(&old);
    check(&old, &whole.replace("list", "last"), None);
    check(&old, &whole[..whole.len() - 5], None);
    check(&old, &whole.replacen(" , ", " ; ", 1), None);
    check(&old, &whole.replacen("{\"id\"", "{\"id", 1), None);
    check(&old, &body(&[(3, 0), (13, 0)]), None);
    check(&old, &body(&[]), None);
    check(&[], &body(&[]), None);
}

#[test]
fn what_was_told_beyond_the_list_stays_until_the_job_moves_on() {
    let mut job_table = JobTable::default();
    merge(&mut job_table, &body(&[(1, 5)]));
    let key = JobKey { connection: connection(), id: "1".into() };
    let mut row = job_table.get(&key).unwrap();
    (row.last_loss, row.line, row.share) = (Some(0.5), Some("M0 0".into()), Some(0.25));
    assert!(job_table.replace(&row) && !job_table.replace(&row));
    assert!(merge(&mut job_table, &body(&[(1, 6)])));
    let row = job_table.get(&key).unwrap();
    assert_eq!((row.last_loss, row.line.as_deref(), row.share), (Some(0.5), Some("M0 0"), Some(0.25)));
    let mut moved = Job::clone(&row.job);
    moved.status.class = StatusClass::Failed;
    assert!(job_table.put(&key, Provider::ALL[0], moved));
    assert_eq!(job_table.get(&key).unwrap().share, None);
    // The list has not heard of it yet: what it says is read again, and not taken for known.
    assert_eq!(job_table.follow(&connection(), body(&[(1, 6)]).as_bytes(), read), Some(true));
}

#[test]
fn a_job_keeps_its_slot_and_a_slot_is_not_soon_anothers() {
    let mut job_table = JobTable::default();
    merge(&mut job_table, &body(&[(1, 0), (2, 0)]));
    let key = |id: &str| JobKey { connection: connection(), id: id.into() };
    let (one, two) = (job_table.slot(&key("1")).unwrap(), job_table.slot(&key("2")).unwrap());
    merge(&mut job_table, &body(&[(3, 0), (2, 0)]));
    assert_eq!(
        (job_table.slot(&key("2")), job_table.slot(&key("1")), job_table.key(one)),
        (Some(two), None, None)
    );
    assert_eq!(job_table.len(), 2);
    job_table.remove(&key("2"));
    job_table.remove_all(&connection());
    assert!(job_table.is_empty() && job_table.ids_of(&connection()).is_empty());
}

#[test]
fn a_long_list_keeps_rows_and_no_records() {
    let mut job_table = JobTable::default();
    let mut jobs: Vec<Job> = (0..=MOST_RECORDS)
        .map(|n| Job::clone(&job(&format!("j{n}"), "née\nother", StatusClass::Running, n as i64).job))
        .collect();
    jobs[7].output_model = Some("x".repeat(70_000));
    job_table.merge((&connection(), Provider::ALL[0]), jobs, None);
    let row = job_table.get(&JobKey { connection: connection(), id: "j7".into() }).unwrap();
    assert_eq!((row.job.name.as_str(), row.job.base_model.as_deref()), ("née\nother", Some("base-of-j7")));
    assert_eq!(row.job.created_at, Some(Timestamp::from_unix_secs(7)));
    assert_eq!(row.job.output_model.as_ref().map(String::len), Some(usize::from(u16::MAX)));
    assert_eq!(&*row.job.raw, "");
    let record = Job { raw: "{}".into(), ..Job::clone(&row.job) };
    job_table.put(&row.key, Provider::ALL[0], record);
    assert_eq!(&*job_table.get(&row.key).unwrap().job.raw, "{}", "who has opened a job has its record");
}

proptest! {
    #[test]
    fn following_is_merging(lists in proptest::collection::vec(proptest::collection::vec((0u8..12, 0u8..3), 1..10), 1..8)) {
        let (mut followed, mut merged) = (JobTable::default(), JobTable::default());
        for mut list in lists {
            let mut seen = std::collections::HashSet::new();
            list.retain(|(id, _)| seen.insert(*id));
            let text = body(&list);
            let before = held(&followed);
            let news = followed.follow(&connection(), text.as_bytes(), read);
            let news = news.unwrap_or_else(|| merge(&mut followed, &text));
            prop_assert_eq!(news, merge(&mut merged, &text));
            prop_assert_eq!(held(&followed), held(&merged));
            prop_assert_eq!(news, held(&followed) != before);
            for id in followed.ids_of(&connection()) {
                let key = JobKey { connection: connection(), id };
                prop_assert!(followed.slot(&key).is_some());
            }
        }
    }
}
