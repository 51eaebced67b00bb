//! What a row of the job table says, cell by cell: words ready to be written, and nothing else.

use super::{Listed, took_secs};
use crate::{
    format,
    model::{StatusClass, Timestamp},
};

/// The words of one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowText {
    /// Status, as icon, word and colour.
    pub class: StatusClass,
    /// The provider's own word for it, where that says more.
    pub status_detail: Option<String>,
    /// Name.
    pub name: String,
    /// Id; `None` where it is the name.
    pub id: Option<String>,
    /// Age of the row if its connection could not be asked: `4 m old`.
    pub stale: Option<String>,
    /// Provider, and its connection where it has several.
    pub place: String,
    /// Base model, short.
    pub model: String,
    /// Base model in full.
    pub model_full: String,
    /// Length of the progress bar, as a CSS percentage; `None` leaves it empty.
    pub share: Option<String>,
    /// Progress in words.
    pub progress: String,
    /// A bar stands before the words. A job that has not begun has no progress to draw, only a reason.
    pub has_bar: bool,
    /// Last train loss, or why there is none.
    pub loss: String,
    /// `loss` is a figure.
    pub has_loss: bool,
    /// Time of creation, as seen from now.
    pub created: String,
    /// Exact local time of creation.
    pub created_exact: Option<String>,
    /// Time of creation for machines, RFC 3339.
    pub created_stamp: Option<String>,
    /// How long it took or has taken; for a running job what is left, where that can be known.
    pub took: String,
    /// What `took` rests on, where it is an estimate.
    pub took_basis: Option<String>,
}

/// When and where the table is read.
#[derive(Debug, Clone, Copy)]
pub struct Reader {
    /// The present.
    pub now: Timestamp,
    /// Seconds local time is ahead of UTC at an instant.
    pub utc_offset_secs: fn(Timestamp) -> i32,
}

impl RowText {
    /// The words of `listed`. `place` is where it comes from, and the provider alone if that is not known; `stale_since`
    /// is when its connection was last read, if it cannot be now.
    pub fn of(listed: &Listed, place: Option<&str>, stale_since: Option<Timestamp>, reader: Reader) -> Self {
        let job = &listed.job;
        let class = job.status.class;
        let id = job.id.to_string();
        let model_full = job.base_model.clone().unwrap_or_default();
        let progress = progress_words(listed);
        let share = if class == StatusClass::Completed { Some(1.0) } else { listed.share };
        let is_waiting = matches!(class, StatusClass::Waiting | StatusClass::Starting);
        let created_at = job.created_at;
        // A job that has not begun has none; of the others nobody knows before their line was asked for.
        let is_loss_known = is_waiting || listed.line_of.is_some();
        let missing_loss = if is_loss_known && !class.is_terminal() { "none yet" } else { NOTHING };
        let (took, took_basis) = took_words(listed, reader.now);
        Self {
            class,
            status_detail: job.status.detail(),
            id: (id != job.name).then_some(id),
            name: job.name.clone(),
            stale: stale_since.map(|at| {
                let age = format::age(reader.now.secs_since(at));
                age.strip_suffix(" ago").map_or_else(|| age.clone(), |age| format!("{age} old"))
            }),
            place: place.unwrap_or_else(|| listed.provider.short_label()).to_owned(),
            model: format::model_name(&model_full),
            model_full,
            share: share.map(|share| format!("{}%", format::fixed(share.clamp(0.0, 1.0) * 100.0, 1))),
            has_bar: !is_waiting && progress != NOTHING,
            progress,
            has_loss: listed.last_loss.is_some(),
            loss: listed.last_loss.map_or_else(|| missing_loss.to_owned(), format::number),
            created: created_at.map_or_else(
                || NOTHING.to_owned(),
                |at| format::relative(at, reader.now, (reader.utc_offset_secs)(at)),
            ),
            created_exact: created_at.map(|at| format::date_time(at, (reader.utc_offset_secs)(at))),
            created_stamp: created_at.map(Timestamp::to_rfc3339),
            took,
            took_basis,
        }
    }
}

/// Stands where there is nothing to say.
const NOTHING: &str = "–";

/// Percent where it can be known, else steps, else what it waits for.
fn progress_words(listed: &Listed) -> String {
    let progress = &listed.job.progress;
    match (listed.job.status.class, listed.share, progress.n_steps_done, progress.queue_depth) {
        (StatusClass::Completed, _, _, _) if progress.n_epochs_total.is_some() => {
            let n = progress.n_epochs_total.unwrap_or_default();
            let done = format::number(progress.n_epochs_done.unwrap_or(n));
            format!("{done} of {}", format::number_of(n, "epoch", "epochs"))
        }
        (StatusClass::Waiting, _, _, Some(depth)) => format!("{} ahead", format::count(depth)),
        (StatusClass::Waiting, _, None | Some(0), _) => "not begun".to_owned(),
        (_, Some(share), _, _) => format::percent(share),
        (_, None, Some(steps), _) => format!("step {}", format::steps(steps)),
        (StatusClass::Starting, None, None, _) => "preparing".to_owned(),
        (_, None, None, _) => NOTHING.to_owned(),
    }
}

fn took_words(listed: &Listed, now: Timestamp) -> (String, Option<String>) {
    let took = took_secs(&listed.job, now).map(format::duration);
    let left = listed.ends_at.map(|at| at.secs_since(now)).filter(|secs| 0.0 < *secs);
    match (left, took) {
        (Some(left), took) => {
            let so_far = took.map(|took| format!("{took} so far; "));
            let basis = format!("{}what is left is an estimate", so_far.unwrap_or_default());
            (format!("{} left", format::estimate(left)), Some(basis))
        }
        (None, Some(took)) => (took, None),
        (None, None) => (NOTHING.to_owned(), None),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::tests::job, *};
    use crate::model::{Progress, Provider};

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

    #[test]
    fn a_row_says_what_is_known() {
        let mut row = running(Progress { n_steps_done: Some(1234), ..Progress::default() });
        row.last_loss = Some(0.831_25);
        let text = RowText::of(&row, None, None, reader(300));
        assert_eq!((text.name.as_str(), text.id.as_deref(), text.stale), ("triage", Some("ft-1"), None));
        assert_eq!((text.model.as_str(), text.model_full.as_str()), ("base-of-ft-1", "base-of-ft-1"));
        assert_eq!((text.progress.as_str(), text.has_bar, text.share), ("step 1.23k", true, None));
        assert_eq!((text.loss.as_str(), text.has_loss), ("0.8313", true));
        assert_eq!((text.created.as_str(), text.took.as_str()), ("5 m ago", "5 m"));
        assert_eq!(text.created_exact.as_deref(), Some("1970-01-12 14:46:40 UTC+1"));
        assert_eq!(text.created_stamp.as_deref(), Some("1970-01-12T13:46:40Z"));
    }

    #[test]
    fn a_row_says_so_where_nothing_is_known() {
        let mut row = running(Progress::default());
        let mut bare = (*row.job).clone();
        (bare.created_at, bare.updated_at, bare.base_model) = (None, None, None);
        bare.name = "ft-1".into();
        row.job = bare.into();
        let text = RowText::of(&row, None, None, reader(0));
        assert_eq!((text.id, text.created.as_str(), text.took.as_str()), (None, "–", "–"));
        assert_eq!((text.progress.as_str(), text.has_bar), ("–", false));
        assert_eq!((text.loss.as_str(), text.model.as_str()), ("–", ""));
        assert_eq!(text.place, Provider::ALL[0].short_label());
        assert_eq!(RowText::of(&row, Some("Together · eu"), None, reader(0)).place, "Together · eu");
    }

    #[test]
    fn a_loss_that_nobody_asked_for_is_not_said_to_be_missing() {
        #[track_caller]
        fn check(class: StatusClass, is_asked: bool, words: &str) {
            let mut row = running(Progress::default());
            let mut changed = (*row.job).clone();
            changed.status.class = class;
            (row.job, row.line_of) = (changed.into(), is_asked.then_some(class));
            assert_eq!(RowText::of(&row, None, None, reader(0)).loss, words, "{class:?}");
        }
        check(StatusClass::Running, false, "–");
        check(StatusClass::Running, true, "none yet");
        check(StatusClass::Waiting, false, "none yet");
        check(StatusClass::Starting, false, "none yet");
        check(StatusClass::Failed, true, "–");
    }

    #[test]
    fn a_row_of_a_silent_connection_says_how_old_it_is() {
        let row = running(Progress::default());
        let stale =
            |secs: i64| RowText::of(&row, None, Some(Timestamp::from_unix_secs(CREATED)), reader(secs)).stale;
        assert_eq!(stale(240).as_deref(), Some("4 m old"));
        assert_eq!(stale(1).as_deref(), Some("just now"));
    }

    #[test]
    fn what_is_left_counts_down_and_is_marked_as_an_estimate() {
        let mut row = running(Progress::default());
        row.ends_at = Some(Timestamp::from_unix_secs(CREATED + 1020));
        let took = |row: &Listed, secs| {
            let text = RowText::of(row, None, None, reader(secs));
            (text.took, text.took_basis)
        };
        let basis = Some("5 m so far; what is left is an estimate".into());
        assert_eq!(took(&row, 300), ("~12 m left".into(), basis));
        assert_eq!(took(&row, 420).0, "~10 m left");
        assert_eq!(took(&row, 1200), ("20 m".into(), None), "an estimate that has passed is none");
        row.ends_at = Some(Timestamp::from_unix_secs(CREATED + 11_700));
        assert_eq!(took(&row, 0).0, "~3.2 h left");
        row.ends_at = Some(Timestamp::from_unix_secs(CREATED + 2_500_000_000));
        assert_eq!(took(&row, 0).0, "more than 10 years left");
    }

    #[test]
    fn progress_is_a_share_then_steps_then_a_reason() {
        #[track_caller]
        fn check(class: StatusClass, share: Option<f64>, progress: Progress, words: &str, bar: bool) {
            let mut row = running(progress);
            let mut changed = (*row.job).clone();
            changed.status.class = class;
            (row.job, row.share) = (changed.into(), share);
            let text = RowText::of(&row, None, None, reader(0));
            assert_eq!((text.progress.as_str(), text.has_bar), (words, bar), "{class:?}");
        }
        let none = Progress::default;
        check(StatusClass::Running, Some(0.615), none(), "61 %", true);
        check(StatusClass::Waiting, None, Progress { queue_depth: Some(3), ..none() }, "3 ahead", false);
        check(StatusClass::Waiting, None, none(), "not begun", false);
        check(StatusClass::Starting, None, none(), "preparing", false);
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
}
