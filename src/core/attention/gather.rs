//! Items gathered from the job list.

use std::collections::BTreeMap;

use super::{Dismissals, Item, ItemKind, stuck::Usual};
use crate::{
    format,
    insight::Severity,
    listing::JobFacts,
    model::{
        ConnectionId, JobId, JobKey, Provider, Shutdown, Shutdowns, StatusClass, Timestamp, percent_encode,
    },
    route::{Location, Route},
};

/// Models that an item names; of more, the rest is counted.
const MAX_NAMED: usize = 2;

/// A connection whose jobs are looked at.
#[derive(Debug, Clone, Copy)]
pub struct Account<'a> {
    /// The connection.
    pub connection: &'a ConnectionId,
    /// Its provider.
    pub provider: Provider,
    /// Announced shutdowns; `None` where the service announces none, or has not been asked.
    pub shutdowns: Option<&'a Shutdowns>,
}

/// Models of an account that are shut down on one day.
#[derive(Debug, Default)]
struct Ending<'a> {
    models: Vec<&'a str>,
    n_jobs: usize,
}

/// Returns what needs a person and was not dismissed, the most severe first. Linear in the number of jobs.
pub fn gather<'a, J: Iterator<Item = JobFacts<'a>>>(
    accounts: &[Account<'_>],
    jobs: impl Fn() -> J,
    dismissals: &Dismissals,
    now: Timestamp,
) -> Vec<Item> {
    let mut items = Vec::new();
    for account in accounts {
        let since = dismissals.since(account.connection);
        let own = || jobs().filter(|job| job.connection == account.connection);
        let usual = Usual::of(own());
        for job in own() {
            items.extend(of_job(&job, since));
            let stuck = usual.objection(&job, account.provider, now);
            items.extend(stuck.map(|why| {
                item(ItemKind::Stuck, &job, 1, Severity::Warning, format!("{} {why}.", job.name), None)
            }));
        }
        if let Some(shutdowns) = account.shutdowns {
            items.extend(endings(account.connection, own(), shutdowns, since, now));
        }
    }
    items.retain(|item| !dismissals.has(item));
    items.sort_by(|a, b| b.severity.cmp(&a.severity).then(a.kind.cmp(&b.kind)));
    items
}

/// Item that one job gives by itself.
fn of_job(job: &JobFacts<'_>, since: Option<Timestamp>) -> Option<Item> {
    let is_new = since.is_some_and(|since| Some(since) <= job.updated_at.or(job.created_at));
    let name = job.name;
    match job.class {
        StatusClass::Failed if is_new => {
            Some(item(ItemKind::Failed, job, 1, Severity::Error, format!("{name} has failed."), None))
        }
        StatusClass::Paused => {
            let text = format!("{name} is paused and waits to be resumed.");
            Some(item(ItemKind::Paused, job, 1, Severity::Warning, text, None))
        }
        _ => {
            let finding = job.finding.filter(|finding| Severity::Warning <= finding.severity)?;
            let is_current = !job.class.is_terminal() || is_new;
            let level = if finding.severity == Severity::Error { 2 } else { 1 };
            let text = format!("{name}: {}", finding.sentence);
            is_current.then(|| item(ItemKind::Finding, job, level, finding.severity, text, Some("findings")))
        }
    }
}

fn item(
    kind: ItemKind,
    job: &JobFacts<'_>,
    level: u8,
    severity: Severity,
    text: String,
    tab: Option<&str>,
) -> Item {
    let key = JobKey { connection: job.connection.clone(), id: JobId::from(job.id) };
    Item {
        kind,
        id: id_of(kind, &key.connection, job.id),
        job: Some(key.clone()),
        level,
        severity,
        text,
        action: "Open",
        href: Location::of(Route::Job(key)).with("tab", tab).to_hash(),
    }
}

/// Names an item; no part of a name has a slash or a space.
fn id_of(kind: ItemKind, connection: &ConnectionId, id: &str) -> String {
    format!("{}/{}/{}", kind.slug(), percent_encode(&connection.0), percent_encode(id))
}

/// One item per day on which models of an account are shut down, as far as jobs were or are tuned from them.
fn endings<'a>(
    connection: &ConnectionId,
    jobs: impl Iterator<Item = JobFacts<'a>>,
    shutdowns: &Shutdowns,
    since: Option<Timestamp>,
    now: Timestamp,
) -> Vec<Item> {
    let mut days: BTreeMap<Shutdown, Ending<'a>> = BTreeMap::new();
    for job in jobs.filter(|job| job.output.is_some() || !job.class.is_terminal()) {
        let Some(day) = shutdowns.of_models(job.model, job.output).filter(|day| day.is_near(now)) else {
            continue;
        };
        let ending = days.entry(day).or_default();
        ending.n_jobs += 1;
        if let Some(model) = job.model.or(job.output).filter(|model| !ending.models.contains(model)) {
            ending.models.push(model);
        }
    }
    let is_new = |day: &Shutdown| since.is_none_or(|since| 0 <= day.days_left(since));
    let days = days.into_iter().filter(|(day, _)| 0 <= day.days_left(now) || is_new(day));
    days.map(|(day, ending)| ending.item(connection, day, now)).collect()
}

impl Ending<'_> {
    fn item(&self, connection: &ConnectionId, day: Shutdown, now: Timestamp) -> Item {
        let (level, severity) = match day.days_left(now) {
            ..0 => (6, Severity::Error),
            0..=1 => (5, Severity::Error),
            2..=7 => (4, Severity::Error),
            8..=14 => (3, Severity::Warning),
            15..=30 => (2, Severity::Warning),
            _ => (1, Severity::Warning),
        };
        let names: Vec<&str> = self.models.iter().take(MAX_NAMED).copied().collect();
        let others = match self.models.len().saturating_sub(MAX_NAMED) {
            0 => String::new(),
            n => format!(" and {n} more"),
        };
        let words = day.words(self.models.len(), now);
        let it = if self.models.len() == 1 { "it" } else { "them" };
        let made = format::count_of(self.n_jobs, "job", "jobs");
        let text = format!("{}{others} {words}, and with {it} the fine-tunes of {made}.", names.join(", "));
        let search = if let [model] = &self.models[..] { Some(*model) } else { None };
        Item {
            kind: ItemKind::Shutdown,
            id: id_of(ItemKind::Shutdown, connection, &day.date()),
            job: None,
            level,
            severity,
            text,
            action: "Show jobs",
            href: Location::of(Route::Jobs)
                .with("connection", Some(&connection.0))
                .with("q", search)
                .to_hash(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::OpenFinding;

    fn at(secs: i64) -> Timestamp {
        Timestamp::from_unix_secs(secs)
    }

    /// 1 December 2026, 10:00 UTC.
    const NOW: i64 = 1_796_119_200;
    const HOUR: i64 = 3_600;

    fn lab() -> ConnectionId {
        ConnectionId("lab".into())
    }

    fn job<'a>(connection: &'a ConnectionId, id: &'a str, class: StatusClass) -> JobFacts<'a> {
        let (created_at, updated_at) = (Some(at(NOW - HOUR / 2)), Some(at(NOW - 60)));
        JobFacts {
            connection,
            id,
            name: id,
            class,
            created_at,
            updated_at,
            model: None,
            output: None,
            finding: None,
        }
    }

    /// Texts of what needs a person, where `lab` was first seen at `since`.
    fn texts(
        provider: Provider,
        jobs: &[JobFacts<'_>],
        shutdowns: Option<&Shutdowns>,
        since: i64,
    ) -> Vec<String> {
        let lab = lab();
        let mut dismissals = Dismissals::default();
        dismissals.begin(&lab, at(since));
        let accounts = [Account { connection: &lab, provider, shutdowns }];
        let items = gather(&accounts, || jobs.iter().copied(), &dismissals, at(NOW));
        items.into_iter().map(|item| item.text).collect()
    }

    #[test]
    fn each_kind_has_its_sentence_and_the_worst_comes_first() {
        let lab = lab();
        let finding = |severity| OpenFinding { severity, sentence: "Loss has diverged.".into() };
        let (error, warning, note) =
            (finding(Severity::Error), finding(Severity::Warning), finding(Severity::Note));
        let found = |id, class, finding| JobFacts { finding: Some(finding), ..job(&lab, id, class) };
        let jobs = [
            job(&lab, "fine", StatusClass::Running),
            job(&lab, "resting", StatusClass::Paused),
            found("mild", StatusClass::Running, &warning),
            found("hot", StatusClass::Running, &error),
            found("noted", StatusClass::Running, &note),
            job(&lab, "broken", StatusClass::Failed),
            job(&lab, "done", StatusClass::Completed),
            found("over", StatusClass::Completed, &warning),
        ];
        let expected = [
            "broken has failed.",
            "hot: Loss has diverged.",
            "resting is paused and waits to be resumed.",
            "mild: Loss has diverged.",
            "over: Loss has diverged.",
        ];
        assert_eq!(texts(Provider::Together, &jobs, None, NOW - 2 * HOUR), expected);
        // What was over before the account was first looked at is history.
        let expected =
            expected.into_iter().filter(|text| !text.starts_with("broken") && !text.starts_with("over"));
        assert_eq!(texts(Provider::Together, &jobs, None, NOW), expected.collect::<Vec<_>>());
    }

    #[test]
    fn other_connections_are_not_looked_at() {
        let other = ConnectionId("other".into());
        let jobs = [job(&other, "resting", StatusClass::Paused)];
        assert!(texts(Provider::Together, &jobs, None, 0).is_empty());
    }

    #[test]
    fn a_job_is_stuck_by_its_own_accounts_measure_or_the_documented_one() {
        let lab = lab();
        let created = |id, class, model, secs| JobFacts {
            model: Some(model),
            created_at: Some(at(NOW - secs)),
            ..job(&lab, id, class)
        };
        // Completed jobs of a took 10 minutes each.
        let done = |n: usize| {
            (0..n).map(|_| JobFacts {
                updated_at: Some(at(NOW - HOUR + 600)),
                ..created("d", StatusClass::Completed, "a", HOUR)
            })
        };
        for (provider, class, model, n_done, secs, expected) in [
            (
                Provider::Archetype,
                StatusClass::Waiting,
                "a",
                5,
                3_001,
                "x has waited for 50 min; the 5 jobs of its model that completed here took 10 min in all (median).",
            ),
            (Provider::Archetype, StatusClass::Finishing, "a", 5, 90_000, ""),
            (Provider::Archetype, StatusClass::Waiting, "a", 5, 3_000, ""),
            (Provider::Archetype, StatusClass::Waiting, "a", 4, 90_000, ""),
            (Provider::Archetype, StatusClass::Waiting, "b", 5, 90_000, ""),
            // A job that trains may be a long one.
            (Provider::Archetype, StatusClass::Running, "a", 5, 90_000, ""),
            (
                Provider::Together,
                StatusClass::Waiting,
                "b",
                5,
                3_601,
                "x has waited for 1 h 00 min; Together AI says that jobs usually wait less than an hour.",
            ),
            (Provider::Together, StatusClass::Waiting, "b", 5, 3_600, ""),
            (Provider::Together, StatusClass::Starting, "b", 5, 90_000, ""),
            // Its own account knows better.
            (
                Provider::Together,
                StatusClass::Waiting,
                "a",
                5,
                3_001,
                "x has waited for 50 min; the 5 jobs of its model that completed here took 10 min in all (median).",
            ),
        ] {
            let jobs: Vec<_> = done(n_done).chain([created("x", class, model, secs)]).collect();
            let expected: Vec<_> = Some(expected).filter(|text| !text.is_empty()).into_iter().collect();
            assert_eq!(
                texts(provider, &jobs, None, NOW),
                expected,
                "{provider:?} {class:?} {model} {n_done} {secs}"
            );
        }
    }

    #[test]
    fn models_are_told_by_the_day_they_are_shut_down() {
        let lab = lab();
        let tuned = |class, model, output| JobFacts { model: Some(model), output, ..job(&lab, "x", class) };
        let done = |model| tuned(StatusClass::Completed, model, Some("ft:of"));
        let shutdowns = |text| Shutdowns::parse(text);
        let day = "2027-01-14 a\n2027-01-14 b\n2027-01-14 c\n2027-02-01 far";
        for (text, jobs, expected) in [
            (
                day,
                vec![done("a"), done("a")],
                vec!["a is shut down in 44 days, on 2027-01-14, and with it the fine-tunes of 2 jobs."],
            ),
            (
                day,
                vec![done("a"), done("b"), done("c")],
                vec![
                    "a, b and 1 more are shut down in 44 days, on 2027-01-14, and with them the fine-tunes of 3 jobs.",
                ],
            ),
            (
                day,
                vec![tuned(StatusClass::Running, "a", None)],
                vec!["a is shut down in 44 days, on 2027-01-14, and with it the fine-tunes of 1 job."],
            ),
            // Nothing of it is left.
            (day, vec![tuned(StatusClass::Cancelled, "a", None), done("far"), done("other")], vec![]),
            (
                "2026-12-02 a\n2026-12-01 b",
                vec![done("a"), done("b")],
                vec![
                    "b is shut down today, 2026-12-01, and with it the fine-tunes of 1 job.",
                    "a is shut down tomorrow, 2026-12-02, and with it the fine-tunes of 1 job.",
                ],
            ),
            ("2026-11-01 a", vec![done("a")], vec![]),
            (
                "2026-11-30 a",
                vec![done("a")],
                vec!["a was shut down on 2026-11-30, and with it the fine-tunes of 1 job."],
            ),
        ] {
            let found = texts(Provider::OpenAi, &jobs, Some(&shutdowns(text)), NOW - 24 * HOUR - 1);
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn a_dismissed_shutdown_comes_back_when_it_is_nearer() {
        let lab = lab();
        let shutdowns = Shutdowns::parse("2027-01-14 a");
        let accounts =
            [Account { connection: &lab, provider: Provider::OpenAi, shutdowns: Some(&shutdowns) }];
        let jobs = [JobFacts { model: Some("a"), ..job(&lab, "x", StatusClass::Running) }];
        let mut dismissals = Dismissals::default();
        let look = |dismissals: &Dismissals, days: i64| {
            gather(&accounts, || jobs.iter().copied(), dismissals, at(NOW + 24 * HOUR * days))
        };
        for days in [0, 14, 30, 37, 43, 45] {
            let items = look(&dismissals, days);
            assert_eq!(items.len(), 1, "after {days} days");
            assert_eq!(items[0].href, "#/jobs?connection=lab&q=a");
            dismissals.dismiss(&items[0], at(NOW));
            assert!(look(&dismissals, days).is_empty());
        }
        assert!(look(&dismissals, 400).is_empty());
    }
}
