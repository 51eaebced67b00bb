//! The job table's filter, order and counts.

use proptest::prelude::*;

use super::*;
use crate::model::JobStatus;
use crate::route::Location;

pub(super) fn job(id: &str, name: &str, class: StatusClass, created_secs: i64) -> Listed {
    let job = Job {
        name: name.into(),
        base_model: Some(format!("base-of-{id}")),
        created_at: Some(Timestamp::from_unix_secs(created_secs)),
        updated_at: Some(Timestamp::from_unix_secs(created_secs + 60)),
        ..Job::bare(id.into(), JobStatus { class, raw: class.slug().into() })
    };
    let key = JobKey { connection: ConnectionId("c".into()), id: id.into() };
    Listed {
        key,
        provider: Provider::ALL[0],
        job: Arc::new(job),
        last_loss: None,
        share: None,
        ends_at: None,
        line: None,
        line_of: None,
        finding: None,
        is_judged_whole: false,
        evals: None,
    }
}

/// An open finding.
pub(super) fn finding(severity: Severity, sentence: &str) -> Option<Arc<OpenFinding>> {
    Some(Arc::new(OpenFinding { severity, sentence: sentence.into() }))
}

/// The column of a slug.
pub(super) fn column(slug: &str) -> Column {
    Column::from_slug(slug).unwrap()
}

/// All of these, as they would be after their lists and what else was told.
pub(super) fn job_table(rows: &[Listed]) -> JobTable {
    let mut job_table = JobTable::default();
    for row in rows {
        job_table.put(&row.key, row.provider, Job::clone(&row.job));
        job_table.replace(row);
    }
    job_table
}

/// Ids in order.
fn arranged(rows: &[Listed], query: &ListQuery, now_secs: i64) -> Vec<String> {
    let job_table = job_table(rows);
    let slots = job_table.arrange(query, Timestamp::from_unix_secs(now_secs));
    slots.into_iter().filter_map(|slot| Some(job_table.key(slot)?.id.to_string())).collect()
}

fn jobs() -> Vec<Listed> {
    let mut jobs = vec![
        job("a", "Beta", StatusClass::Running, 100),
        job("b", "alpha", StatusClass::Failed, 300),
        job("c", "gamma", StatusClass::Waiting, 200),
    ];
    jobs[0].last_loss = Some(0.5);
    jobs[1].last_loss = Some(f64::NAN);
    jobs[2].last_loss = Some(0.25);
    jobs[0].evals = Some(EvalFigures { last: 0.9, lowest: 0.3, lowest_step: 5 });
    jobs[2].evals = Some(EvalFigures { last: 0.5, lowest: 0.4, lowest_step: 9 });
    jobs
}

#[track_caller]
fn check(hash: &str, expected: &str) {
    let query = ListQuery::from_query(&Location::parse(hash).query);
    assert_eq!(arranged(&jobs(), &query, 1_000).concat(), expected, "{hash}");
}

#[test]
fn search_finds_the_label_of_a_connection_that_rows_name() {
    let row = |connection: &str, id: &str| {
        let mut row = job(id, id, StatusClass::Running, 0);
        row.key.connection = ConnectionId(connection.into());
        row
    };
    let rows = [row("c", "a"), row("d", "b"), row("gone", "x")];
    let place = |id: &str, label: Option<&str>| Place {
        connection: ConnectionId(id.into()),
        label: label.map(str::to_owned),
        name: String::new(),
    };
    let check = |typed: &str, labels: [Option<&str>; 2], expected: &str| {
        let query = Location::parse(&format!("#/jobs?q={typed}&sort=name")).query;
        let query =
            ListQuery::from_query(&query).with_places(&[place("c", labels[0]), place("d", labels[1])]);
        assert_eq!(arranged(&rows, &query, 0).concat(), expected, "{typed}");
    };
    let both = [Some("EU production"), Some("US production")];
    check("production", both, "ab");
    check("us", both, "b");
    check("PRODUCTION%20of-a", both, "a");
    check("eu%20us", both, "");
    check("production", [None, None], "");
    check("", both, "abx");
    check("base-of-x", both, "x");
}

#[test]
fn links_choose_and_order_rows() {
    check("#/jobs", "bca");
    check("#/jobs?sort=created", "acb");
    check("#/jobs?sort=name", "bac");
    check("#/jobs?sort=-name", "cab");
    check("#/jobs?sort=status", "cab");
    check("#/jobs?sort=loss", "cab");
    check("#/jobs?sort=-loss", "acb");
    check("#/jobs?sort=eval", "cab");
    check("#/jobs?sort=best", "acb");
    check("#/jobs?sort=elapsed", "bca");
    check("#/jobs?sort=-elapsed", "acb");
    // A link of an earlier release.
    check("#/jobs?sort=-took", "acb");
    check("#/jobs?sort=nonsense", "bca");
    check("#/jobs?status=running,waiting", "ca");
    check("#/jobs?status=nonsense", "bca");
    check("#/jobs?q=ALPHA", "b");
    check("#/jobs?q=base%20gam", "c");
    check("#/jobs?connection=elsewhere", "");
}

#[test]
fn time_left_sorts_by_what_it_shows_and_the_unknown_comes_last() {
    let mut rows = jobs();
    rows[0].ends_at = Some(Timestamp::from_unix_secs(1_500));
    rows[2].ends_at = Some(Timestamp::from_unix_secs(1_200));
    let order = |slug: &str, now| {
        let query = ListQuery { sort: Sort::from_slug(slug).unwrap(), ..ListQuery::default() };
        arranged(&rows, &query, now).concat()
    };
    assert_eq!((order("left", 1_000), order("-left", 1_000)), ("cab".into(), "acb".into()));
    assert_eq!(order("-left", 1_300), "abc", "an expected end that has passed is unknown");
    assert_eq!(Sort::default().pressed(column("left")).to_slug(), "left", "the first to end first");
}

#[test]
fn counts_ignore_the_status_filter_but_not_the_search() {
    let query = ListQuery::from_query(&Location::parse("#/jobs?status=running&q=alpha").query);
    assert_eq!(
        job_table(&jobs()).class_counts(&query),
        [(StatusClass::Running, 0), (StatusClass::Failed, 1)]
    );
}

/// Jobs of which one has each severity, and one none.
fn judged() -> Vec<Listed> {
    let mut rows = jobs();
    rows.push(job("d", "delta", StatusClass::Running, 400));
    let severities = [Some(Severity::Note), Some(Severity::Error), None, Some(Severity::Warning)];
    for (row, severity) in rows.iter_mut().zip(severities) {
        row.finding = severity.and_then(|severity| finding(severity, "Spike since step 4: loss jumped"));
    }
    rows
}

#[test]
fn findings_choose_and_order_rows() {
    #[track_caller]
    fn check(hash: &str, expected: &str, n_in_need: usize) {
        let query = ListQuery::from_query(&Location::parse(hash).query);
        assert_eq!(arranged(&judged(), &query, 1_000).concat(), expected, "{hash}");
        assert_eq!(job_table(&judged()).n_in_need(&query), n_in_need, "{hash}");
    }
    check("#/jobs?sort=-finding", "bdac", 2);
    check("#/jobs?sort=finding", "adbc", 2);
    check("#/jobs?finding=warning&sort=-finding", "bd", 2);
    check("#/jobs?finding=error", "b", 2);
    check("#/jobs?finding=note", "dba", 2);
    check("#/jobs?finding=nonsense", "dbca", 2);
    check("#/jobs?finding=warning&status=running", "d", 2);
    check("#/jobs?finding=warning&q=alpha", "b", 1);
    let query = |hash: &str| ListQuery::from_query(&Location::parse(hash).query);

    assert_eq!(job_table(&judged()).class_counts(&query("#/jobs?finding=error")).len(), 3);
    assert_eq!(Sort::default().pressed(column("finding")).to_slug(), "-finding", "the worst first");
}

#[test]
fn a_judgement_goes_when_the_record_says_that_the_job_has_moved_on() {
    use StatusClass::{Completed, Running};
    /// Judged in the first class, then listed in the second one and so many seconds after its last change.
    #[track_caller]
    fn check(before: StatusClass, after: StatusClass, later_secs: i64, is_kept: bool, is_line_known: bool) {
        let mut row = job("a", "a", before, 0);
        (row.finding, row.line_of) = (finding(Severity::Error, "Diverged"), Some(before));
        let mut table = job_table(&[row.clone()]);
        let mut next = job("a", "a", after, 0).job.as_ref().clone();
        next.updated_at = next.updated_at.map(|at| at.plus_secs(later_secs as f64));
        table.put(&row.key, row.provider, next);
        let row = table.get(&row.key).unwrap();
        assert_eq!(row.finding.is_some(), is_kept, "{before:?} {after:?} {later_secs}");
        assert_eq!(row.line_of == Some(after), is_line_known, "{before:?} {after:?} {later_secs}");
    }
    check(Running, Running, 0, true, true);
    check(Running, Running, 9, true, true);
    check(Running, Completed, 9, false, false);
    check(Completed, Completed, 0, true, true);
    check(Completed, Completed, 9, false, false);
}

#[test]
fn a_sample_only_adds_what_is_worse_to_a_judgement_on_all_metrics() {
    /// Judgements, each on all metrics or on a sample, and the sentence that is left.
    #[track_caller]
    fn check(judgements: &[(bool, Option<(Severity, &str)>)], expected: Option<&str>) {
        let mut row = job("a", "a", StatusClass::Running, 0);
        for (is_whole, found) in judgements {
            let found = found.and_then(|(severity, sentence)| finding(severity, sentence));
            row.judge(*is_whole, found.as_deref().cloned(), None);
            let mut table = job_table(&[row.clone()]);
            row = table.get(&row.key).unwrap();
            table.remove(&row.key);
        }
        assert_eq!(row.finding.as_deref().map(|finding| &*finding.sentence), expected);
    }
    let (warning, error) = (Some((Severity::Warning, "warning")), Some((Severity::Error, "error")));
    let other = Some((Severity::Warning, "other"));
    check(&[(false, warning), (false, None)], None);
    check(&[(true, warning), (false, None)], Some("warning"));
    check(&[(true, warning), (false, other)], Some("warning"));
    check(&[(true, warning), (false, error)], Some("error"));
    check(&[(true, None), (false, warning)], Some("warning"));
    check(&[(true, None), (false, warning), (false, None)], None);
    check(&[(true, warning), (true, None)], None);
}

#[test]
fn evaluations_are_those_of_the_last_judgement_whatever_it_rests_on() {
    let evals = |last| Some(EvalFigures { last, lowest: 0.5, lowest_step: 600 });
    let mut row = job("a", "a", StatusClass::Running, 0);
    let warning = finding(Severity::Warning, "warning");
    for (is_whole, found, last, is_new) in
        [(true, &warning, 1.0, true), (false, &None, 1.5, true), (false, &None, 1.5, false)]
    {
        let is_changed = row.judge(is_whole, found.as_deref().cloned(), evals(last));
        let mut table = job_table(&[row.clone()]);
        row = table.get(&row.key).unwrap();
        table.remove(&row.key);
        assert_eq!((is_changed, row.evals, row.finding.is_some()), (is_new, evals(last), true), "{last}");
    }
}

#[test]
fn pressing_a_heading_turns_the_order() {
    let by_name = Sort::default().pressed(column("name"));
    assert_eq!(by_name.to_slug(), "name");
    assert_eq!(by_name.pressed(column("name")).to_slug(), "-name");
    assert_eq!(by_name.pressed(column("elapsed")).to_slug(), "-elapsed");
}

fn slots(ids: &str) -> Vec<Slot> {
    ids.chars().map(Slot::from).collect()
}

#[track_caller]
fn check_updates(old: &str, new: &str, expected: usize) {
    assert_eq!(count_updates(&slots(old), &slots(new)), expected, "{old} {new}");
}

#[test]
fn updates_are_rows_that_come_go_or_move() {
    check_updates("", "", 0);
    check_updates("abc", "abc", 0);
    check_updates("abc", "xabc", 1);
    check_updates("abc", "ac", 1);
    check_updates("abc", "acb", 2);
    check_updates("abc", "xcb", 4);
    check_updates("abc", "", 3);
    check_updates("", "abc", 3);
}

proptest! {
    #[test]
    fn order_does_not_depend_on_arrival(losses in proptest::collection::vec(proptest::option::of(-5i32..5), 0..12),
                                        column in 0..Column::ALL.len(), is_descending: bool, seed: u64) {
        let mut rows: Vec<Listed> = losses.iter().enumerate().map(|(i, loss)| {
            let mut row = job(&format!("j{i}"), "same", StatusClass::ALL[i % 10], (i as i64 % 3) * 10);
            row.last_loss = loss.map(f64::from);
            row
        }).collect();
        let query = ListQuery { sort: Sort { column: Column::ALL[column], is_descending }, ..ListQuery::default() };
        let expected = arranged(&rows, &query, 500);
        let n = rows.len().max(1);
        rows.rotate_left((seed % n as u64) as usize % n);
        rows.reverse();
        prop_assert_eq!(arranged(&rows, &query, 500), expected);
    }
}
