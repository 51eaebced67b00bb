//! The jobs of a comparison, one under the other: which line is whose, where each stands, which is the baseline; what
//! of the link could not be compared, and why.

use leptos::prelude::*;

use super::comparison::Comparison;
use crate::{
    browser::{
        location,
        tasks::{executor, timer},
    },
    components::{Icon, IconName, StatusMark, handler},
    state::{Absence, App, ComparedRow, OpenJob, Standing, Watched},
};
use tuneboard_core::{
    api::{ApiError, ErrorKind},
    comparison::{JobRef, LeftOut, Lineup, MOST_JOBS, color_of, is_dotted},
    explain, format,
    model::StatusClass,
    route::{Location, Route},
};

/// The button of a row that moves it down, among its buttons.
const DOWN: &str = ":not(.flip, :last-child)";

/// No time at all: what is due runs first.
const TURN_SECS: f64 = 0.0;

/// The colour of the job at this place, as the style sheet names it.
pub fn color(place: usize) -> String {
    format!("var(--series-{})", color_of(place) + 1)
}

/// Returns the dash pattern of the job's lines, as the style sheet names it.
pub fn dash(place: usize) -> Option<&'static str> {
    is_dotted(place).then_some("dot")
}

/// The list.
#[component]
pub fn CompareLineup(
    /// State shared by the parts of the screen.
    comparison: Comparison,
) -> impl IntoView {
    let n_jobs = move || comparison.rows.with(Vec::len);
    let placed = move || comparison.rows.get().into_iter().enumerate().collect::<Vec<_>>();
    let left_out = Memo::new(move |_| comparison.lineup.with(Lineup::left_out));
    let note = move || match n_jobs() {
        1 => Some("One job alone: add a second one to compare it with."),
        _ => None,
    };
    view! {
        <Show when=move || 0 < n_jobs()>
            <ol class="lineup" aria-label="Compared jobs">
                <For
                    each=placed
                    key=key
                    let:placed
                >
                    <LineupRow comparison=comparison place=placed.0 job=placed.1.job standing=placed.1.standing />
                </For>
            </ol>
        </Show>
        <ul class="lineup-rest">
            {move || left_out.get().into_iter().map(|(job, why)| rest(comparison, job, why)).collect_view()}
        </ul>
        <p class="chart-note" role="status">{note}</p>
    }
}

/// Returns the key of a row: a row with another key is made anew.
fn key((place, row): &(usize, ComparedRow)) -> (usize, JobRef, usize) {
    let number = match row.standing {
        Standing::Open(watched) => watched.number(),
        Standing::Pending => 0,
        Standing::Missing(why) => usize::MAX - why as usize,
    };
    (*place, row.job.clone(), number)
}

#[component]
fn LineupRow(
    /// State shared by the parts of the screen.
    comparison: Comparison,
    /// Its place, from 0.
    place: usize,
    /// As the link names it.
    job: JobRef,
    /// State of the row's job.
    standing: Standing,
) -> impl IntoView {
    let app = comparison.app;
    let name = Memo::new(move |_| {
        comparison.names.with(|names| names.get(place).map(ToString::to_string)).unwrap_or_default()
    });
    let job = StoredValue::new(job);
    let is_baseline = Memo::new(move |_| comparison.lineup.with(Lineup::baseline) == place);
    let n_jobs = Memo::new(move |_| comparison.rows.with(Vec::len));
    let is_latest = job.with_value(|job| matches!(job, JobRef::Latest(_)));
    let about = match standing {
        Standing::Open(watched) => {
            view! { <About app=app watched=watched name=name is_latest=is_latest /> }.into_any()
        }
        Standing::Pending => {
            view! { <b>{name}</b> <span class="faint" role="status">"Looking for it"</span> }.into_any()
        }
        Standing::Missing(why) => {
            view! { <b>{name}</b> <span class="trouble">{absence(why)}</span> }.into_any()
        }
    };
    let shift = move |is_back: bool| {
        job.with_value(|job| comparison.change(|lineup| lineup.shift(job, is_back)));
        // The row is another one now, and its end may be reached.
        let place = if is_back { place } else { place + 2 };
        let (same, other) = if is_back { (".flip", DOWN) } else { (DOWN, ".flip") };
        focus_soon(
            [same, other]
                .map(|class| format!(".lineup > li:nth-child({place}) button{class}:not(:disabled)")),
        );
    };
    let remove = move || {
        job.with_value(|job| comparison.change(|lineup| lineup.remove(job)));
        let place = place + 1;
        focus_soon([
            format!(".lineup > li:nth-child({place}) button:last-child"),
            ".picker input".to_owned(),
        ]);
    };
    let button = move |icon: IconName,
                       class: &'static str,
                       what: &'static str,
                       is_off: Signal<bool>,
                       press: Callback<()>| {
        view! {
            <button
                type="button"
                class=class
                aria-label=move || format!("{what} {}", name.get())
                title=what
                disabled=is_off
                on:click=handler(move |_| press.run(()))
            >
                <Icon name=icon />
            </button>
        }
    };
    view! {
        <li>
            <span class="key" style=("--series", color(place)) data-dash=dash(place)>
                <i aria-hidden="true"></i>
            </span>
            <div class="about">{about}</div>
            <div class="buttons">
                <label class="baseline">
                    <input
                        type="radio"
                        name="baseline"
                        aria-label=move || format!("Baseline: {}", name.get())
                        prop:checked=is_baseline
                        on:change=handler(move |_| job.with_value(|job| comparison.change(|lineup| lineup.set_baseline(job))))
                    />
                    "Baseline"
                </label>
                {button(IconName::ChevronDown, "btn quiet icon-only flip", "Move up", Signal::stored(place == 0), Callback::new(move |()| shift(true)))}
                {button(
                    IconName::ChevronDown,
                    "btn quiet icon-only",
                    "Move down",
                    Signal::derive(move || n_jobs.get() <= place + 1),
                    Callback::new(move |()| shift(false)),
                )}
                {button(
                    IconName::Close,
                    "btn quiet icon-only",
                    "Take out",
                    Signal::stored(false),
                    Callback::new(move |()| remove()),
                )}
            </div>
        </li>
    }
}

/// Gives the focus to the first of these that is there, once the page shows what was changed.
fn focus_soon(selectors: [String; 2]) {
    executor::spawn_detached(async move {
        timer::wait(TURN_SECS).await;
        let _nowhere = selectors.iter().any(|selector| location::focus_first(selector));
    });
}

/// Name, status and place of a job that is watched, and what keeps it from being current.
#[component]
fn About(
    /// Shared state.
    app: App,
    /// The job.
    watched: Watched,
    /// Its name in this comparison.
    name: Memo<String>,
    /// The link asks for the newest one, whichever that is.
    is_latest: bool,
) -> impl IntoView {
    let open = watched.open();
    let connection = open.connection();
    let status = Memo::new(move |_| open.job().with(|job| job.as_ref().map(|job| job.status.clone())));
    let base_url = StoredValue::new(connection.base_url.clone());
    let trouble = move || {
        let has_job = open.job().with(Option::is_some);
        let error = open.job_error().get().map(|error| ("record", error, open.job_read_at().get()));
        let metrics =
            || open.metrics_error().get().map(|error| ("metrics", error, open.metrics_read_at().get()));
        let (what, error, read_at) = error.or_else(metrics)?;
        let age = read_at.map(|at| format!(" Showing data from {}.", app.now.ago(at))).unwrap_or_default();
        Some(base_url.with_value(|base_url| trouble(what, &error, has_job, base_url)) + &age)
    };
    let arrival = Memo::new(move |_| {
        let is_running =
            status.with(|status| status.as_ref().is_some_and(|status| status.class == StatusClass::Running));
        is_running.then(|| watched.judgement.arrival(app.now.get())).flatten()
    });
    let left = move || {
        arrival.get().map(|arrival| {
            let method = (!arrival.method.is_empty()).then_some(arrival.method);
            view! {
                <span class="faint" title=method>
                    {arrival.sentence()}
                    {method.map(|method| view! { <span class="visually-hidden">", by "{method}</span> })}
                </span>
            }
        })
    };
    let is_loading = move || {
        let is_read =
            open.metrics_read_at().with(Option::is_some) || open.metrics_error().with(Option::is_some);
        let is_failed = open.job_error().with(Option::is_some);
        !is_read && !is_failed
    };
    view! {
        <a class="link" href=Location::of(Route::Job(open.key())).to_hash()>{name}</a>
        {move || status.get().map(|status| view! { <StatusMark status=status /> })}
        <span class="faint">
            {connection.provider.short_label()}
            " · "
            {connection.label}
            {is_latest.then_some(" · the newest")}
        </span>
        {left}
        <Show when=is_loading>
            <span class="faint" role="status">"Loading metrics"</span>
        </Show>
        {move || trouble().map(|text| view! { <span class="trouble">{text}</span> })}
        {move || partly(open).map(|text| view! { <span class="faint">{text}</span> })}
    }
}

/// Describes the metrics that are missing, if any.
fn partly(open: OpenJob) -> Option<String> {
    let n = open.rows().with(|rows| rows.n_unreadable);
    if open.is_sampled().get() {
        return Some("Showing a sample of its points while the rest load.".to_owned());
    }
    (0 < n).then(|| format!("{} of its metrics could not be read.", format::count_of(n, "row", "rows")))
}

fn trouble(what: &str, error: &ApiError, has_job: bool, base_url: &str) -> String {
    if error.kind == ErrorKind::NotFound && what == "record" {
        return if has_job {
            "It is no longer there: the service does not know it any more. It may have been deleted."
                .to_owned()
        } else {
            "Not found: the service knows no job with this id. It may have been deleted, or belong to another account."
                .to_owned()
        };
    }
    let told = explain::explain(error, base_url);
    format!(
        "Its {what} could not be read. {}. {}.",
        told.meaning.trim_end_matches('.'),
        explain::next_step(error)
    )
}

const fn absence(why: Absence) -> &'static str {
    match why {
        Absence::Unreadable => "This is not a job: a link names one as connection/id.",
        Absence::NoConnection => {
            "Its connection is missing: this browser does not have it, or not its key. Connections are set up under Connections."
        }
        Absence::NoJobs => "This connection has no job yet.",
        Absence::Unread => {
            "The list of its connection could not be read, so which job is the newest is not known. It is asked again by itself."
        }
        Absence::Unaddressable => {
            "This job's id cannot be part of a web address, so its metrics cannot be requested."
        }
        Absence::Repeated => "It is already compared, under another name.",
    }
}

/// A job of the link that is not compared.
fn rest(comparison: Comparison, job: JobRef, why: LeftOut) -> impl IntoView {
    let words = match why {
        LeftOut::Twice => "is in the link twice and compared once.".to_owned(),
        LeftOut::TooMany => format!(
            "is left out: at most {MOST_JOBS} jobs are compared, for more lines cannot be told apart."
        ),
    };
    let label = job.to_text();
    let name = format!("Remove {label} from the link");
    // Taking a repeated one out would take out the one that is compared.
    let can_go = why == LeftOut::TooMany;
    view! {
        <li>
            <Icon name=IconName::Info />
            <span>
                <span class="mono">{label}</span>
                " "
                {words}
            </span>
            {can_go
                .then(|| {
                    view! {
                        <button
                            type="button"
                            class="btn quiet icon-only"
                            aria-label=name
                            title="Remove from the link"
                            on:click=handler(move |_| comparison.change(|lineup| lineup.remove(&job)))
                        >
                            <Icon name=IconName::Close />
                        </button>
                    }
                })}
        </li>
    }
}
