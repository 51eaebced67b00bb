//! The columns of the job table, one entry each, in display order.
//!
//! To add a column, add its entry to `COLUMNS` and its values in files to `EXPORTS`, and run `UPDATE_TABLE=1 cargo test -p
//! tuneboard-core listing::layout`, which writes the widths and the skeleton. A stored choice of columns shows a new column at its place.

use kernel::place_of;

use super::{
    column_entry::{
        Binding, ColumnEntry, Export, ExportValue, HIDDEN, PlacesWidth, SortKey, Target, Value, Width,
    },
    row::{NOTHING, said, shown_if},
    secs_left,
    sort_values::{instant, progress},
    took_secs,
};
use crate::{format, model::Timestamp};

/// Columns of text that show one line and sort by nothing special begin with this.
const USUAL: Width = Width {
    usual: "104px",
    wide: None,
    below: &[],
    with_places: PlacesWidth { usual: None, wide: None, below: &[] },
    is_on_card: false,
};

/// Windows this wide have room for figures that a job's page has as well.
const ROOMY: u16 = 1840;

/// The entries.
pub(super) static COLUMNS: &[ColumnEntry] = &[
    ColumnEntry {
        slug: "status",
        label: "Status",
        class: "td",
        markup: "<span class=\"status\">\
                 <svg class=\"icon\" viewBox=\"0 0 16 16\" aria-hidden=\"true\"><path></path></svg>\
                 <span class=\"word\"></span><small class=\"raw\" hidden></small></span>",
        bindings: &[
            seen(".status", Target::Attribute("data-class"), |row| said(row.class().slug())),
            seen(".status .word", Target::Text, |row| said(row.class().label())),
            seen(".status .raw", Target::Text, |row| row.listed.job.status.detail().map(Into::into)),
            title(".status", |row| said(row.class().meaning())),
        ],
        sort: SortKey::Figure(|row| Some(row.job.class as u64)),
        is_descending_first: false,
        width: Width {
            usual: "158px",
            wide: Some("196px"),
            below: &[(860, "128px")],
            is_on_card: true,
            ..USUAL
        },
    },
    ColumnEntry {
        slug: "name",
        label: "Name",
        class: "td",
        // Each hidden element stands beside one that is not; see `browser/row_template.rs`.
        markup: "<a class=\"name\"></a><small class=\"shutdown\" hidden></small><span class=\"id\"></span>\
                 <span class=\"stale-age\" hidden>\
                 <svg class=\"icon\" viewBox=\"0 0 16 16\" aria-hidden=\"true\"><path></path></svg>\
                 <span hidden></span></span>",
        bindings: &[
            seen(".name", Target::Text, |row| said(&row.listed.job.name)),
            seen(".name", Target::Attribute("href"), |row| said(row.href)),
            seen(".id", Target::Text, |row| row.id().map(Into::into)),
            seen(".stale-age", Target::Attribute("hidden"), |row| shown_if(row.stale_since.is_none())),
            seen(".stale-age span", Target::Text, |row| row.stale_age().map(Into::into)),
            seen(".shutdown", Target::Text, |row| Some((&*row.model_note()?.text).into())),
            title(".shutdown", |row| Some((&*row.model_note()?.sentence).into())),
            title(".name", |row| said(&row.listed.job.name)),
            title(".id", |row| row.id().map(Into::into)),
        ],
        sort: SortKey::Text(|job| Some(job.name())),
        is_descending_first: false,
        width: Width {
            // So little that all of it fits beside a bar for scrolling at every width.
            usual: "minmax(164px, 1fr)",
            below: &[(1180, "minmax(96px, 1fr)")],
            with_places: PlacesWidth { usual: Some("minmax(146px, 1fr)"), wide: None, below: &[] },
            is_on_card: true,
            ..USUAL
        },
    },
    ColumnEntry {
        slug: "provider",
        label: "Provider",
        class: "td text",
        markup: "",
        bindings: &[
            seen("", Target::Text, |row| said(row.place())),
            title("", |row| row.connection.map(Into::into)),
        ],
        sort: SortKey::Figure(|row| Some(row.connection_rank)),
        is_descending_first: false,
        width: Width {
            usual: "100px",
            wide: Some("120px"),
            below: &[(1180, HIDDEN)],
            with_places: PlacesWidth {
                usual: Some("minmax(140px, 168px)"),
                wide: Some("minmax(120px, 240px)"),
                below: &[(1180, "minmax(110px, 168px)"), (1020, "minmax(88px, 168px)"), (720, "76px")],
            },
            is_on_card: true,
        },
    },
    ColumnEntry {
        slug: "model",
        label: "Base model",
        class: "td text",
        markup: "",
        bindings: &[
            seen("", Target::Text, |row| Some(format::model_name(row.model()).into())),
            title("", |row| said(row.model())),
        ],
        sort: SortKey::Text(|job| job.model()),
        is_descending_first: false,
        width: Width {
            usual: "minmax(120px, 172px)",
            wide: Some("minmax(120px, 260px)"),
            below: &[(1020, HIDDEN)],
            with_places: PlacesWidth {
                usual: Some("minmax(96px, 172px)"),
                wide: None,
                // The model says less than the connection where rows come from two.
                below: &[(1180, HIDDEN)],
            },
            is_on_card: true,
        },
    },
    ColumnEntry {
        slug: "progress",
        label: "Progress",
        class: "td",
        markup: "<div class=\"bar\"><i aria-hidden=\"true\"></i><span></span></div>",
        bindings: &[
            seen(".bar", Target::Attribute("data-class"), |row| said(row.class().slug())),
            seen(".bar i", Target::Attribute("hidden"), |row| shown_if(!row.has_bar())),
            seen(".bar i", Target::Attribute("data-unknown"), |row| shown_if(row.share().is_none())),
            seen(".bar i", Target::Property("--share"), |row| row.share().map(Into::into)),
            seen(".bar span", Target::Text, |row| Some(row.progress().into())),
        ],
        sort: SortKey::Figure(|row| progress(row.job).map(place_of)),
        is_descending_first: true,
        width: Width {
            usual: "190px",
            wide: Some("220px"),
            below: &[(1440, "148px"), (1020, "124px"), (720, "112px")],
            is_on_card: true,
            ..USUAL
        },
    },
    ColumnEntry {
        slug: "loss",
        label: "Train loss",
        class: "td",
        markup: "<svg class=\"spark\" viewBox=\"0 0 60 18\" aria-hidden=\"true\" hidden><path></path></svg><span></span>",
        bindings: &[
            seen(".spark", Target::Attribute("hidden"), |row| shown_if(row.line().is_none())),
            seen(".spark path", Target::Attribute("d"), |row| row.line().map(Into::into)),
            seen("span", Target::Text, |row| Some(row.loss())),
            seen("span", Target::Attribute("data-words"), |row| shown_if(row.listed.last_loss.is_none())),
        ],
        sort: SortKey::Figure(|row| row.job.last_loss.get().map(place_of)),
        is_descending_first: false,
        width: Width { usual: "140px", below: &[(720, "72px")], is_on_card: true, ..USUAL },
    },
    ColumnEntry {
        slug: "eval",
        label: "Eval loss",
        class: "td text num",
        markup: "",
        bindings: &[seen("", Target::Text, |row| Some(row.eval_loss()))],
        sort: SortKey::Figure(|row| Some(place_of(row.job.evals()?.last))),
        is_descending_first: false,
        width: Width { usual: "88px", below: &[(ROOMY, HIDDEN)], ..USUAL },
    },
    ColumnEntry {
        slug: "best",
        label: "Best eval",
        class: "td text",
        markup: "",
        bindings: &[
            seen("", Target::Text, |row| Some(row.best_eval())),
            title("", |row| row.best_eval_words().map(Into::into)),
        ],
        sort: SortKey::Figure(|row| Some(place_of(row.job.evals()?.lowest))),
        is_descending_first: false,
        width: Width { usual: "132px", below: &[(ROOMY, HIDDEN)], ..USUAL },
    },
    ColumnEntry {
        slug: "finding",
        label: "Finding",
        class: "td",
        markup: "<a class=\"finding-mark\" hidden>\
                 <svg class=\"icon\" viewBox=\"0 0 16 16\" aria-hidden=\"true\"><path></path></svg>\
                 <span class=\"visually-hidden\" hidden></span></a><span>–</span>",
        bindings: &[
            seen(".finding-mark", Target::Attribute("hidden"), |row| shown_if(row.finding().is_none())),
            seen(".finding-mark", Target::Attribute("data-severity"), |row| {
                said(row.finding()?.severity.slug())
            }),
            seen(".finding-mark", Target::Attribute("href"), |row| row.findings_href().map(Into::into)),
            seen(".finding-mark span", Target::Text, |row| said(row.finding()?.severity.label())),
            seen(".finding-mark + span", Target::Text, |row| {
                row.finding().is_none().then_some(NOTHING.into())
            }),
            title(".finding-mark", |row| said(&row.finding()?.sentence)),
        ],
        sort: SortKey::Figure(|row| row.job.severity().map(|severity| 1 + severity as u64)),
        is_descending_first: true,
        width: Width { usual: "84px", below: &[(1440, "32px")], is_on_card: true, ..USUAL },
    },
    ColumnEntry {
        slug: "created",
        label: "Created",
        class: "td text",
        markup: "<time></time>",
        bindings: &[
            seen("time", Target::Text, |row| Some(row.created())),
            title("time", |row| row.created_exact().map(Into::into)),
            later("time", Target::Attribute("datetime"), |row| {
                row.listed.job.created_at.map(|at| at.to_rfc3339().into())
            }),
        ],
        sort: SortKey::Figure(|row| row.job.created_at.get().map(instant)),
        is_descending_first: true,
        width: Width {
            usual: "100px",
            wide: Some("112px"),
            with_places: PlacesWidth { usual: None, wide: None, below: &[(1020, HIDDEN)] },
            is_on_card: true,
            ..USUAL
        },
    },
    ColumnEntry {
        slug: "elapsed",
        label: "Elapsed",
        class: "td text num",
        markup: "",
        bindings: &[seen("", Target::Text, |row| Some(row.elapsed()))],
        sort: SortKey::Figure(|row| super::sort_values::took_secs(row.job, row.now).map(place_of)),
        is_descending_first: true,
        width: Width { usual: "100px", wide: Some("104px"), below: &[(1280, HIDDEN)], ..USUAL },
    },
    ColumnEntry {
        slug: "left",
        label: "Time left",
        class: "td text",
        markup: "<span></span><span class=\"clock\" hidden></span>",
        bindings: &[
            seen("span", Target::Text, |row| Some(row.time_left())),
            seen(".clock", Target::Text, |row| row.end_time().map(|time| format!(", about {time}").into())),
            title("", |row| row.time_left_basis().map(Into::into)),
        ],
        sort: SortKey::Figure(|row| secs_left(row.job.class, row.job.ends_at(), row.now).map(place_of)),
        is_descending_first: false,
        width: Width {
            usual: "184px",
            wide: Some("200px"),
            below: &[(1440, "110px"), (860, HIDDEN)],
            is_on_card: true,
            ..USUAL
        },
    },
];

/// Names and values of each column in files, by its slug. They are apart from the entries, so that the first visit's program, which
/// writes no files, need not have them.
pub(super) static EXPORTS: &[(&str, &[Export])] = &[
    (
        "status",
        &[
            export("status", |row| text(row.listed.job.status.class.slug())),
            export("provider_status", |row| text(&row.listed.job.status.raw)),
        ],
    ),
    (
        "name",
        &[export("id", |row| text(&row.listed.job.id.0)), export("name", |row| text(&row.listed.job.name))],
    ),
    (
        "provider",
        &[
            export("connection", |row| text(&row.connection)),
            export("provider", |row| text(row.listed.provider.label())),
        ],
    ),
    (
        "model",
        &[
            export("base_model", |row| maybe(row.listed.job.base_model.as_deref())),
            export("output_model", |row| maybe(row.listed.job.output_model.as_deref())),
        ],
    ),
    (
        "progress",
        &[
            export("steps_done", |row| figure(row.listed.job.progress.n_steps_done)),
            export("steps_total", |row| figure(row.listed.job.progress.n_steps_total)),
            export("epochs_done", |row| figure(row.listed.job.progress.n_epochs_done.and_then(short))),
            export("epochs_total", |row| figure(row.listed.job.progress.n_epochs_total.and_then(short))),
            export("share_done", |row| figure(row.listed.share.and_then(short))),
        ],
    ),
    ("loss", &[export("train_loss", |row| figure(row.listed.last_loss.and_then(short)))]),
    ("eval", &[export("eval_loss", |row| figure(row.listed.evals.and_then(|evals| short(evals.last))))]),
    (
        "best",
        &[
            export("best_eval_loss", |row| figure(row.listed.evals.and_then(|evals| short(evals.lowest)))),
            export("best_eval_step", |row| figure(row.listed.evals.map(|evals| evals.lowest_step))),
        ],
    ),
    (
        "finding",
        &[
            export("finding_severity", |row| {
                maybe(row.listed.finding.as_ref().map(|finding| finding.severity.slug()))
            }),
            export("finding", |row| maybe(row.listed.finding.as_ref().map(|finding| &*finding.sentence))),
        ],
    ),
    (
        "created",
        &[
            export("created_at", |row| {
                maybe(row.listed.job.created_at.map(Timestamp::to_rfc3339).as_deref())
            }),
            export("updated_at", |row| {
                maybe(row.listed.job.updated_at.map(Timestamp::to_rfc3339).as_deref())
            }),
        ],
    ),
    ("elapsed", &[export("took_seconds", |row| figure(took_secs(&row.listed.job, row.now)))]),
    (
        "left",
        &[export("seconds_left", |row| {
            let job = &row.listed.job;
            figure(secs_left(job.status.class, row.listed.ends_at, row.now).map(f64::round))
        })],
    ),
];

const fn seen(selector: &'static str, target: Target, value: Value) -> Binding {
    Binding { selector, target, is_seen: true, value }
}

const fn later(selector: &'static str, target: Target, value: Value) -> Binding {
    Binding { selector, target, is_seen: false, value }
}

const fn title(selector: &'static str, value: Value) -> Binding {
    later(selector, Target::Attribute("title"), value)
}

const fn export(name: &'static str, value: fn(&super::SheetRow) -> ExportValue) -> Export {
    Export { name, value }
}

fn text(text: &str) -> ExportValue {
    ExportValue::Text(text.to_owned())
}

fn maybe(text: Option<&str>) -> ExportValue {
    text.filter(|text| !text.is_empty()).map_or(ExportValue::Nothing, self::text)
}

fn figure(value: Option<impl ToString>) -> ExportValue {
    value.map_or(ExportValue::Nothing, |value| ExportValue::Figure(value.to_string()))
}

/// Seven digits are known; both formats know numbers only.
fn short(value: f64) -> Option<f32> {
    Some(value as f32).filter(|value| value.is_finite())
}
