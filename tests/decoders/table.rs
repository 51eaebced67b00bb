//! The table of all readers.

use tuneboard_core::{
    api::{self, ApiError, HttpResponse, UploadFile},
    attention::Dismissals,
    chart::axis::zoom,
    comparison::{JobRef, Origins},
    config::Config,
    dataset::Checker,
    draft::JobDraft,
    json,
    listing::{Column, Columns, ListQuery, Sort},
    log_file,
    metrics::{self, RunIntake, XAxis},
    model::{JobId, KeyKeeping, MetricKey, Provider, Shutdown, Shutdowns, Split, StatusClass, Timestamp},
    polling::Interval,
    record,
    route::Location,
    upload::Unfinished,
};
use tuneboard_simulator::{Fault, ReplayLog};

/// One reader.
pub struct Decoder {
    /// For people.
    pub name: &'static str,
    /// File and function, as `listed` finds it.
    pub source: &'static str,
    /// A text that it takes is JSON.
    pub is_json: bool,
    /// Reads a text.
    pub read: fn(&[u8]) -> Read,
}

/// Result of a reader for a text.
pub struct Read {
    /// It took it for what it is to be.
    pub is_taken: bool,
    /// Number of things made: items, members, characters of a message.
    pub n_made: usize,
}

/// A reader of responses of one provider, and how much it made of one.
type Answers = fn(Provider, &HttpResponse) -> Result<usize, ApiError>;

/// Runs a reader of responses for every provider, as a success and as a refusal.
fn answers(input: &[u8], is_for: fn(Provider) -> bool, read: Answers) -> Read {
    let mut all = Read { is_taken: false, n_made: 0 };
    for provider in Provider::ALL.into_iter().filter(|provider| is_for(*provider)) {
        for status in [200, 422] {
            let (is_taken, n_made) = match read(provider, &HttpResponse::json(status, input)) {
                Ok(n_made) => (true, n_made),
                Err(error) => (false, error.message.len() + error.fields.len()),
            };
            all.is_taken |= is_taken;
            all.n_made = all.n_made.max(n_made);
        }
    }
    all
}

fn any(_: Provider) -> bool {
    true
}

fn has_events(provider: Provider) -> bool {
    provider.capabilities().has_events
}

fn has_checkpoints(provider: Provider) -> bool {
    provider.capabilities().has_checkpoints
}

fn file() -> UploadFile {
    UploadFile { name: "a.jsonl".into(), n_bytes: 9 }
}

fn text(input: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(input)
}

/// Returns the result of a reader of plain text: that many things, or none.
fn plain(n_made: Option<usize>) -> Read {
    Read { is_taken: n_made.is_some(), n_made: n_made.unwrap_or(0) }
}

macro_rules! answers {
    ($function:literal, $source:literal, $is_for:expr, $read:expr) => {
        Decoder {
            name: $function,
            source: $source,
            is_json: true,
            read: |input| answers(input, $is_for, $read),
        }
    };
}

macro_rules! plain {
    ($name:literal, $source:literal, $read:expr) => {
        Decoder {
            name: $name,
            source: $source,
            is_json: false,
            read: |input| {
                let read: fn(&[u8]) -> Option<usize> = $read;
                plain(read(input))
            },
        }
    };
}

/// All of them.
pub const DECODERS: [Decoder; 52] = [
    Decoder {
        name: "a listed job",
        source: "mod.rs decode_listed",
        is_json: true,
        read: |input| {
            let item = text(input);
            let n_read =
                Provider::ALL.iter().filter_map(|provider| api::decode_listed(*provider, &item)).count();
            plain((0 < n_read).then_some(n_read))
        },
    },
    answers!("jobs", "mod.rs decode_jobs", any, |provider, answer| {
        api::decode_jobs(provider, answer).map(|read| read.value.jobs.len() + read.warnings.len())
    }),
    answers!(
        "whole list",
        "mod.rs decode_whole_list",
        |provider| !provider.capabilities().has_paged_list,
        |provider, answer| {
            api::decode_whole_list(provider, answer).map(|read| read.value.len() + read.warnings.len())
        }
    ),
    answers!("job", "mod.rs decode_job", any, |provider, answer| {
        api::decode_job(provider, answer).map(|job| job.datasets.len() + job.name.len())
    }),
    answers!("job of an id", "mod.rs decode_job_of", any, |provider, answer| {
        api::decode_job_of(provider, &JobId::from("a"), answer).map(|job| job.name.len())
    }),
    plain!("origins of clones", "origins.rs parse", |input| {
        Some(Origins::parse(&text(input)).to_text().lines().count())
    }),
    plain!("dismissals", "dismissals.rs parse", |input| {
        Some(Dismissals::parse(&text(input)).to_text().lines().count())
    }),
    plain!("shutdowns", "shutdown.rs parse", |input| {
        let _day = Shutdown::parse(&text(input));
        Some(Shutdowns::parse(&text(input)).to_text().lines().count())
    }),
    answers!("shutdowns of a service", "planning.rs decode_shutdowns", any, |_, answer| {
        api::decode_shutdowns(answer).map(|shutdowns| shutdowns.to_text().lines().count())
    }),
    plain!("range", "zoom.rs parse", |input| zoom::parse(&text(input)).map(|_| 2)),
    plain!("steered", "mod.rs decode_steered", |input| {
        let answer = HttpResponse::json(200, input);
        api::decode_steered(Provider::ALL[0], &JobId::from("a"), &answer).ok().map(|_| 1)
    }),
    answers!("events", "mod.rs decode_events", has_events, |provider, answer| {
        api::decode_events(provider, answer).map(|read| read.value.events.len() + read.warnings.len())
    }),
    answers!("checkpoints", "mod.rs decode_checkpoints", has_checkpoints, |provider, answer| {
        let read = api::decode_checkpoints(provider, &JobId::from("j"), answer);
        read.map(|read| read.value.checkpoints.len() + read.warnings.len())
    }),
    answers!("metrics", "reader.rs decode_metrics", any, |provider, answer| {
        api::decode_metrics(provider, answer).map(|read| {
            read.value.rows.iter().map(|row| row.values.len() + 1).sum::<usize>() + read.warnings.len()
        })
    }),
    answers!("files", "files.rs decode_files", any, |provider, answer| {
        api::decode_files(provider, answer).map(|page| page.files.value.len())
    }),
    answers!("file", "files.rs decode_file", any, |provider, answer| {
        api::decode_file(provider, answer).map(|file| file.name.len())
    }),
    answers!("uploaded", "files.rs decode_uploaded", any, |provider, answer| {
        api::decode_uploaded(provider, answer).map(|id| id.len())
    }),
    answers!("found", "files.rs decode_found", any, |provider, answer| {
        api::decode_found(provider, answer, &file(), &[]).map(|file| file.map_or(0, |file| file.name.len()))
    }),
    answers!("plan", "files.rs decode_plan", any, |_, answer| {
        api::decode_plan(answer, &file()).map(|plan| plan.parts.len())
    }),
    answers!("renewed", "files.rs decode_renewed", any, |_, answer| {
        api::decode_renewed(answer).map(|parts| parts.len())
    }),
    answers!("models", "planning.rs decode_models", any, |_, answer| {
        api::decode_models(answer).map(|models| models.len())
    }),
    answers!("limits", "planning.rs decode_limits", any, |_, answer| {
        api::decode_limits("m", answer).map(|_| 1)
    }),
    answers!("price", "planning.rs decode_price", any, |_, answer| api::decode_price(answer).map(|_| 1)),
    answers!("file link", "download.rs decode_file_link", any, |_, answer| {
        api::decode_file_link(answer).map(|_| 1)
    }),
    plain!("deleted", "mod.rs decode_deleted", |input| {
        let read = api::decode_deleted(&HttpResponse::json(422, input));
        read.err().map(|error| error.message.len())
    }),
    plain!("part", "files.rs decode_part", |input| {
        let _outcome = api::decode_part(&HttpResponse::json(403, input));
        Some(1)
    }),
    plain!("refusal", "body.rs from_response", |input| {
        let mut answer = HttpResponse::json(429, input);
        // Headers come from outside, too.
        let wait: String = text(input).chars().take(40).collect();
        answer
            .headers
            .extend(["retry-after", "retry-after-ms", "date"].map(|name| (name.to_owned(), wait.clone())));
        let error = ApiError::from_response(&answer);
        Some(error.message.len() + error.suggestion.map_or(0, |it| it.len()))
    }),
    plain!("log", "mod.rs read_log", |input| {
        let mut intake = RunIntake::default();
        let log = log_file::read_log(input, &mut intake);
        let n_points: usize =
            intake.into_runs().into_iter().map(|(_, run)| run.into_store().n_points()).sum();
        log.ok().map(|log| n_points + log.warnings.len())
    }),
    Decoder {
        name: "pretty",
        source: "",
        is_json: false,
        // Indentation grows with depth, which is limited.
        read: |input| Read { is_taken: true, n_made: api::pretty_json(&text(input)).lines().count() },
    },
    Decoder {
        name: "record",
        source: "record.rs flatten",
        is_json: false,
        read: |input| plain(Some(record::flatten(&text(input)).len())),
    },
    Decoder {
        name: "check",
        source: "",
        is_json: true,
        read: |input| Read { is_taken: json::check(&text(input)).is_ok(), n_made: 0 },
    },
    plain!("members", "", |input| json::members(&text(input)).map(|members| members.iter().len())),
    plain!("items", "", |input| json::items(&text(input)).map(|items| items.len())),
    plain!("string", "", |input| json::string(&text(input)).map(|said| said.len())),
    Decoder {
        name: "config",
        source: "config.rs parse",
        is_json: true,
        read: |input| plain(Config::parse(&text(input)).ok().map(|config| config.connections.len())),
    },
    Decoder {
        name: "draft",
        source: "stored.rs from_json",
        is_json: true,
        read: |input| plain(JobDraft::from_json(&text(input)).map(|draft| draft.to_json().len())),
    },
    plain!("unfinished uploads", "unfinished.rs from_json", |input| {
        Some(Unfinished::from_json(&text(input)).len())
    }),
    plain!("base URL", "", |input| tuneboard_core::config::base_url(&text(input)).ok().map(|url| url.len())),
    plain!("job of a comparison", "job_ref.rs parse", |input| Some(
        JobRef::parse(&text(input)).to_text().len()
    )),
    plain!("link", "route.rs parse", |input| Some(Location::parse(&text(input)).to_hash().len())),
    plain!("list settings", "listing.rs from_query", |input| {
        Some(ListQuery::from_query(&Location::parse(&text(input)).query).classes.len())
    }),
    plain!("metric key", "row.rs parse", |input| {
        MetricKey::parse(&text(input)).map(|key| key.to_string().len())
    }),
    plain!("column", "column.rs from_slug", |input| {
        let _sort = Sort::from_slug(&text(input));
        Column::from_slug(&text(input)).map(|_| 1)
    }),
    plain!("columns", "columns.rs parse", |input| Some(Columns::parse(&text(input)).iter().count())),
    plain!("axis", "axis.rs from_slug", |input| XAxis::from_slug(&text(input)).map(|_| 1)),
    plain!("status class", "status.rs from_slug", |input| {
        StatusClass::from_slug(&text(input)).map(|_| 1)
    }),
    plain!("provider", "provider.rs from_slug", |input| Provider::from_slug(&text(input)).map(|_| 1)),
    plain!("key keeping", "connection.rs from_slug", |input| {
        KeyKeeping::from_slug(&text(input)).map(|_| 1)
    }),
    plain!("interval", "interval.rs from_slug", |input| Interval::from_slug(&text(input)).map(|_| 1)),
    plain!("split", "dataset.rs from_word", |input| match Split::from_word(&text(input)) {
        Split::Other(word) => Some(word.len()),
        _ => Some(1),
    }),
    plain!("instant", "text.rs parse_iso8601", |input| {
        Timestamp::parse_iso8601(&text(input)).map(|at| at.to_rfc3339().len())
    }),
    plain!("others", "", |input| {
        let text = text(input);
        let _bounds = metrics::bounds(Some(&text), Some(&text));
        let _faults = Fault::parse_list(&text);
        let _replayed = ReplayLog::parse("log.json", &text);
        let n_lines = Provider::ALL.map(|provider| {
            let mut checker = Checker::new(api::dataset_rules(provider));
            input.chunks(7).for_each(|piece| checker.push(piece));
            let report = checker.finish();
            let _words = (report.headline(), report.notes());
            report.n_lines as usize
        });
        n_lines.into_iter().max()
    }),
];
