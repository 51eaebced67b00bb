//! Texts of the cells of a row.

use super::{
    super::{
        Target,
        tests::{column, finding, job},
    },
    *,
};
use crate::insight::{EvalFigures, Severity};
use crate::model::{Job, Progress, Provider};

const CREATED: i64 = 1_000_000;

fn reader(secs: i64) -> Reader {
    Reader { now: Timestamp::from_unix_secs(CREATED + secs), utc_offset_secs: |_| 3600 }
}

fn running(progress: Progress) -> Listed {
    let mut row = job("ft-1", "triage", StatusClass::Running, CREATED);
    let mut changed = (*row.job).clone();
    changed.progress = progress;
    row.job = changed.into();
    row
}

fn row_of(listed: &Listed, secs: i64) -> Row<'_> {
    Row {
        listed,
        href: "#",
        connection: None,
        place: None,
        stale_since: None,
        model_note: None,
        reader: reader(secs),
    }
}

/// Returns the value that the row writes at a place of a column.
fn written(row: &Row<'_>, slug: &str, selector: &str, target: Target) -> Option<String> {
    let mut bindings = column(slug).bindings().iter();
    let binding = bindings.find(|binding| binding.selector == selector && binding.target == target);
    (binding.expect("a binding").value)(row).map(Cow::into_owned)
}

/// The text of a column of one line.
fn text(listed: &Listed, slug: &str, secs: i64) -> String {
    written(&row_of(listed, secs), slug, "", Target::Text).unwrap_or_default()
}

#[test]
fn the_best_evaluation_is_named_with_its_step() {
    let mut row = running(Progress::default());
    let texts = |row: &Listed| [text(row, "eval", 0), text(row, "best", 0)];
    assert_eq!(texts(&row), ["–", "–"]);
    row.evals = Some(EvalFigures { last: 1.945, lowest: 0.9448, lowest_step: 12_600 });
    assert_eq!(texts(&row), ["1.945", "0.9448 at 12.6k"]);
    let title = written(&row_of(&row, 0), "best", "", Target::Attribute("title"));
    assert_eq!(title.as_deref(), Some("The lowest evaluation loss, 0.9448, was at step 12,600."));
}

#[test]
fn a_model_that_is_shut_down_soon_is_said_where_there_is_something_to_lose() {
    let note = ModelNote {
        connection: ConnectionId("a".into()),
        model: "m".to_owned(),
        text: "20 d left (model)".to_owned(),
        sentence: "m is shut down in 20 days.".to_owned(),
    };
    for (class, output, model_note, is_said) in [
        (StatusClass::Running, None, Some(&note), true),
        (StatusClass::Completed, Some("ft:m"), Some(&note), true),
        (StatusClass::Failed, None, Some(&note), false),
        (StatusClass::Running, None, None, false),
    ] {
        let mut listed = job("ft-1", "triage", class, CREATED);
        let mut changed = (*listed.job).clone();
        changed.output_model = output.map(str::to_owned);
        listed.job = changed.into();
        let row = Row { model_note, ..row_of(&listed, 0) };
        let text = written(&row, "name", ".shutdown", Target::Text);
        assert_eq!(text.as_deref(), is_said.then_some("20 d left (model)"), "{class:?}");
        assert_eq!(written(&row, "name", ".shutdown", Target::Attribute("title")).is_some(), is_said);
    }
}

#[test]
fn a_row_says_what_is_known() {
    let mut row = running(Progress { n_steps_done: Some(1234), ..Progress::default() });
    row.last_loss = Some(0.831_25);
    let view = row_of(&row, 300);
    #[track_caller]
    fn check(view: &Row<'_>, slug: &str, selector: &str, target: Target, expected: Option<&str>) {
        assert_eq!(
            written(view, slug, selector, target).as_deref(),
            expected,
            "{slug} {selector} {target:?}"
        );
    }
    let (text, title) = (Target::Text, Target::Attribute("title"));
    check(&view, "name", ".name", text, Some("triage"));
    check(&view, "name", ".id", text, Some("ft-1"));
    check(&view, "name", ".stale-age", Target::Attribute("hidden"), Some(""));
    check(&view, "model", "", text, Some("base-of-ft-1"));
    check(&view, "model", "", title, Some("base-of-ft-1"));
    check(&view, "progress", ".bar span", text, Some("step 1.23k"));
    check(&view, "progress", ".bar i", Target::Attribute("hidden"), None);
    check(&view, "progress", ".bar i", Target::Property("--share"), None);
    check(&view, "loss", "span", text, Some("0.8313"));
    check(&view, "loss", "span", Target::Attribute("data-words"), None);
    check(&view, "created", "time", text, Some("5 min ago"));
    check(&view, "created", "time", title, Some("1970-01-12 14:46:40 UTC+1"));
    check(&view, "created", "time", Target::Attribute("datetime"), Some("1970-01-12T13:46:40Z"));
    check(&view, "elapsed", "", text, Some("5 min"));
    check(&view, "left", "span", text, Some("–"));
    check(&view, "progress", ".bar i", Target::Attribute("data-unknown"), Some(""));
}

#[test]
fn a_row_says_so_where_nothing_is_known() {
    let mut row = running(Progress::default());
    let mut bare = (*row.job).clone();
    (bare.created_at, bare.updated_at, bare.base_model) = (None, None, None);
    bare.name = "ft-1".into();
    row.job = bare.into();
    let view = row_of(&row, 0);
    assert_eq!((view.id(), &*view.created(), text(&row, "elapsed", 0).as_str()), (None, "–", "–"));
    assert_eq!((view.progress().as_str(), view.has_bar()), ("–", false));
    assert_eq!((&*view.loss(), text(&row, "model", 0).as_str()), ("–", ""));
    assert_eq!(text(&row, "provider", 0), Provider::ALL[0].short_label());
    assert_eq!(Row { place: Some("Together · eu"), ..view }.place(), "Together · eu");
}

#[test]
fn a_finding_is_a_link_with_its_severity_and_sentence() {
    let (text, title) = (Target::Text, Target::Attribute("title"));
    let mut row = running(Progress::default());
    let said = |row: &Listed| {
        let view = row_of(row, 0);
        [
            written(&view, "finding", ".finding-mark span", text),
            written(&view, "finding", ".finding-mark", title),
            written(&view, "finding", ".finding-mark", Target::Attribute("data-severity")),
            written(&view, "finding", ".finding-mark", Target::Attribute("href")),
            written(&view, "finding", ".finding-mark + span", text),
        ]
        .map(Option::unwrap_or_default)
    };
    assert_eq!(said(&row), ["", "", "", "", "–"]);
    row.finding = finding(Severity::Warning, "Spike since step 4: loss jumped");
    let href = format!("{}?tab=findings", row_of(&row, 0).href);
    assert_eq!(said(&row), ["Warning", "Spike since step 4: loss jumped", "warning", &*href, ""]);
}

#[test]
fn time_left_is_not_told_from_the_first_steps() {
    #[track_caller]
    fn check(share: Option<f64>, secs_left: f64, words: &str) {
        let mut row = running(Progress::default());
        (row.share, row.ends_at) = (share, Some(Timestamp::from_unix_secs(CREATED).plus_secs(secs_left)));
        assert_eq!(row_of(&row, 0).time_left(), words, "{share:?} {secs_left}");
    }
    check(Some(0.004), 0.4, "estimating…");
    check(Some(0.004), 90.0, "~2 min left");
    check(Some(0.99), 0.4, "< 1 s left");
    check(None, 0.4, "< 1 s left");
}

#[test]
fn a_row_of_a_silent_connection_says_how_old_it_is() {
    let row = running(Progress::default());
    let stale = |secs: i64| {
        Row { stale_since: Some(Timestamp::from_unix_secs(CREATED)), ..row_of(&row, secs) }.stale_age()
    };
    assert_eq!(stale(240).as_deref(), Some("4 min old"));
    assert_eq!(stale(1).as_deref(), Some("just now"));
}

#[test]
fn what_is_left_counts_down_and_is_marked_as_an_estimate() {
    let mut row = running(Progress::default());
    row.ends_at = Some(Timestamp::from_unix_secs(CREATED + 1020));
    let left = |row: &Listed, secs| {
        let view = row_of(row, secs);
        let written = |selector, target| written(&view, "left", selector, target).unwrap_or_default();
        [
            written("span", Target::Text),
            written(".clock", Target::Text),
            written("", Target::Attribute("title")),
        ]
    };
    // At 1970-01-12 14:46:40 local time.
    let title = "~12 min left, about 15:03. This is an estimate.";
    assert_eq!(left(&row, 300), ["~12 min left", ", about 15:03", title]);
    assert_eq!(left(&row, 420)[0], "~10 min left");
    assert_eq!(left(&row, 1200), ["–", "", ""], "an estimate that has passed is none");
    assert_eq!(text(&row, "elapsed", 300), "5 min", "time left is no reason to hide the time elapsed");
    row.ends_at = Some(Timestamp::from_unix_secs(CREATED + 100_000));
    assert_eq!(left(&row, 0)[..2], ["~27.8 h left", ", about Jan 13, 18:33"]);
    row.ends_at = Some(Timestamp::from_unix_secs(CREATED + 2_500_000_000));
    assert_eq!(left(&row, 0)[..2], ["more than 10 years left", ""]);
    let mut ended = Job::clone(&row.job);
    ended.status.class = StatusClass::Cancelled;
    row.job = ended.into();
    assert_eq!(left(&row, 0), ["–", "", ""], "a job that has ended has no time left");
}

#[test]
fn progress_is_a_share_then_steps_then_a_reason() {
    #[track_caller]
    fn check(class: StatusClass, share: Option<f64>, progress: Progress, words: &str, bar: bool) {
        let mut row = running(progress);
        let mut changed = (*row.job).clone();
        changed.status.class = class;
        (row.job, row.share) = (changed.into(), share);
        let view = row_of(&row, 0);
        assert_eq!((view.progress().as_str(), view.has_bar()), (words, bar), "{class:?}");
    }
    let none = Progress::default;
    check(StatusClass::Running, Some(0.615), none(), "61 %", true);
    check(StatusClass::Waiting, None, Progress { queue_depth: Some(3), ..none() }, "3 ahead", false);
    check(StatusClass::Waiting, None, none(), "Not started", false);
    check(StatusClass::Starting, None, none(), "Preparing", false);
    check(StatusClass::Failed, None, none(), "–", false);
    check(
        StatusClass::Completed,
        None,
        Progress { n_epochs_total: Some(3.0), ..none() },
        "3 of 3 epochs",
        true,
    );
    check(
        StatusClass::Completed,
        None,
        Progress { n_epochs_total: Some(1.0), ..none() },
        "1 of 1 epoch",
        true,
    );
}
