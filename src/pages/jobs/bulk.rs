//! Ending many jobs: what becomes of them and what is charged, two steps before anything happens; then how it went,
//! job by job.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::{focus::focus_a_row, selection_export::in_order};
use crate::{
    browser::{focus, schedule},
    components::{Dialog, Icon, IconName, handler},
    pages::job::consequences::Consequences,
    state::App,
};
use tuneboard_core::{
    bulk::{Fate, Item, Objections, Run},
    explain::{self, Standing},
    format,
    listing::ListQuery,
    model::{ConnectionId, JobKey, JobVerb, Provider},
};

/// So many jobs are named; the rest is counted.
const MOST_NAMED: usize = 200;

/// A job that is asked about.
type Asked = (JobKey, String, Provider);

/// The question, then the outcome. Open while `asked` holds a verb or a run is to be told of.
#[component]
pub fn BulkDialog(
    /// Shared state.
    app: App,
    /// Filter and order of the table.
    query: Memo<ListQuery>,
    /// Action that the user wants for the selected jobs.
    asked: RwSignal<Option<JobVerb>>,
) -> impl IntoView {
    let bulk = app.selected.bulk(app);
    let run = bulk.run();
    // As they are when the question is put: the jobs named are those acted upon.
    let question = Memo::new(move |_| {
        let verb = asked.get()?;
        let slots = untrack(|| in_order(app, query));
        let mut objections = Objections::to(verb);
        let job = |slot| {
            let listed = app.jobs.with_untracked(|job_table| job_table.listed(slot))?;
            let class = listed.job.status.class;
            objections.add(listed.provider, class);
            let job = (listed.key, listed.job.name.to_string(), listed.provider);
            Objections::allow(verb, listed.provider, class).then_some(job)
        };
        let jobs = slots.into_iter().filter_map(job).collect::<Vec<Asked>>();
        Some((jobs, objections.exceptions()))
    });
    let n = move || question.with(|question| question.as_ref().map_or(0, |(jobs, _)| jobs.len()));
    let is_over = Memo::new(move |_| run.with(|run| run.as_ref().is_none_or(Run::is_over)));
    let title = Signal::derive(move || match (run.with(|run| run.as_ref().map(Run::verb)), asked.get()) {
        (Some(verb), _) if is_over.get() => format!("{}: what happened", action(verb)),
        (Some(verb), _) => {
            let n = run.with(|run| run.as_ref().map_or(0, |run| run.items().len()));
            format!("{} {}", doing(verb), format::count_of(n, "job", "jobs"))
        }
        (None, verb) => {
            format!("{} {}?", action(verb.unwrap_or(JobVerb::Cancel)), format::count_of(n(), "job", "jobs"))
        }
    });
    let close = move || {
        if run.with_untracked(Option::is_some) && !is_over.get_untracked() {
            return;
        }
        asked.set(None);
        bulk.put_away();
        // The button that had the focus before is gone with the last selected job.
        schedule::spawn_detached(async {
            schedule::next_turn().await;
            if focus::is_nowhere() {
                focus_a_row();
            }
        });
    };
    let begin = Callback::new(move |verb: JobVerb| {
        if let Some((jobs, _)) = question.get_untracked() {
            bulk.start(verb, jobs);
            asked.set(None);
        }
    });
    let body = move || {
        match (run.with(Option::is_some), asked.get(), question.get()) {
        (true, _, _) => {
            view! { <Outcome app=app run=run is_over=is_over call_off=Callback::new(move |()| bulk.call_off()) close=Callback::new(move |()| close()) /> }.into_any()
        }
        (false, Some(verb), Some((jobs, exceptions))) => {
            view! { <Question app=app verb=verb jobs=jobs exceptions=exceptions begin=begin close=Callback::new(move |()| close()) /> }.into_any()
        }
        (false, _, _) => ().into_any(),
    }
    };
    view! {
        <Dialog
            is_open=Signal::derive(move || asked.get().is_some() || run.with(Option::is_some))
            title=title
            on_close=Callback::new(move |()| close())
        >
            {body}
        </Dialog>
    }
}

/// Question before the action, with its consequences.
#[component]
fn Question(
    /// Shared state.
    app: App,
    /// The action.
    verb: JobVerb,
    /// To these jobs.
    jobs: Vec<Asked>,
    /// Selected jobs that it is not for, counted; `None` if there are none.
    exceptions: Option<String>,
    /// Takes the word to do it.
    begin: Callback<JobVerb>,
    /// Leaves all as it is.
    close: Callback<()>,
) -> impl IntoView {
    let mut providers = BTreeMap::new();
    for (_, _, provider) in &jobs {
        *providers.entry(*provider).or_insert(0_usize) += 1;
    }
    let is_one = providers.len() == 1;
    let parts = providers.into_iter().map(|(provider, n)| {
        let heading = if is_one {
            provider.label().to_owned()
        } else {
            format!("{} · {}", provider.label(), format::count_of(n, "job", "jobs"))
        };
        view! {
            <h3>{heading}", each:"</h3>
            <Consequences verb=verb provider=provider standing=Standing::default() />
        }
    });
    let n = jobs.len();
    let label = format!("{} {}", action(verb), format::count_of(n, "job", "jobs"));
    let named = jobs.iter().take(MOST_NAMED).map(|(key, name, provider)| {
        view! {
            <li>
                <span class="bulk-name" title=key.id.to_string()>{name.clone()}</span>
                <small>{place(app, *provider, &key.connection)}</small>
            </li>
        }
    });
    view! {
        <div class="dialog-body">
            {exceptions.map(|exceptions| view! { <p><b>"Left out: "</b>{exceptions}</p> })}
            {parts.collect_view()}
            <ul class="bulk-jobs" tabindex="0" aria-label="Jobs">{named.collect_view()}{rest(n)}</ul>
            <p>"One request per job, none of them repeated."</p>
        </div>
        <div class="actions">
            <button type="button" class="btn" autofocus=true on:click=handler(move |_| close.run(()))>
                {if n == 1 { "Keep it running" } else { "Keep them running" }}
            </button>
            <button
                type="button"
                class=if verb == JobVerb::Cancel { "btn danger" } else { "btn primary" }
                on:click=handler(move |_| begin.run(verb))
            >
                {label}
            </button>
        </div>
    }
}

/// Progress and outcome of the action.
#[component]
fn Outcome(
    /// Shared state.
    app: App,
    /// The run.
    run: ReadSignal<Option<Run>>,
    /// Nothing is under way any more.
    is_over: Memo<bool>,
    /// Asks for no further job.
    call_off: Callback<()>,
    /// Puts it away.
    close: Callback<()>,
) -> impl IntoView {
    let summary = move || run.with(|run| run.as_ref().map(summary));
    let rows = move || {
        run.with(|run| {
            let items = run.as_ref().map_or(&[][..], Run::items);
            // What went wrong first: that is what there is to read.
            let mut shown: Vec<&Item> = items.iter().collect();
            shown.sort_by_key(|item| matches!(item.fate, Fate::Done | Fate::Waiting));
            let lines = shown.into_iter().take(MOST_NAMED).map(|item| line(app, item)).collect_view();
            (lines, rest(items.len()))
        })
    };
    let advice = move || {
        let n_left = run.with(|run| run.as_ref().map_or(0, |run| run.count(|fate| *fate != Fate::Done)));
        (is_over.get() && 0 < n_left)
            .then_some("Jobs whose request failed stay selected. The lists are being refreshed.")
    };
    let buttons = move || {
        if is_over.get() {
            view! {
                <button type="button" class="btn primary" autofocus=true on:click=handler(move |_| close.run(()))>
                    "Close"
                </button>
            }
            .into_any()
        } else {
            view! {
                <button type="button" class="btn" on:click=handler(move |_| call_off.run(()))>
                    "Stop sending"
                </button>
            }
            .into_any()
        }
    };
    view! {
        <div class="dialog-body">
            <p role="status"><b>{summary}</b></p>
            <ul class="bulk-jobs" tabindex="0" aria-label="Jobs">{rows}</ul>
            {move || advice().map(|advice| view! { <p>{advice}</p> })}
        </div>
        <div class="actions">{buttons}</div>
    }
}

fn line(app: App, item: &Item) -> impl IntoView + use<> {
    let icon = match item.fate {
        Fate::Waiting => IconName::Clock,
        Fate::Sent => IconName::Spinner,
        Fate::Done => IconName::Check,
        Fate::Refused(_) => IconName::Cross,
        Fate::Unknown(_) => IconName::Question,
        Fate::Unsent => IconName::Minus,
    };
    let why = match &item.fate {
        Fate::Refused(error) | Fate::Unknown(error) => {
            let connection = untrack(|| app.connections.get(&item.key.connection));
            let base_url = connection.map(|connection| connection.base_url).unwrap_or_default();
            let told = explain::explain(error, &base_url);
            Some(format!("{}: {}", told.title, told.meaning))
        }
        Fate::Waiting | Fate::Sent | Fate::Done | Fate::Unsent => None,
    };
    view! {
        <li data-fate=item.fate.word()>
            <span class="bulk-name" title=item.key.id.to_string()>{item.name.clone()}</span>
            <small>{place(app, item.provider, &item.key.connection)}</small>
            <span class="bulk-fate">
                <Icon name=icon />
                {item.fate.word()}
            </span>
            {why.map(|why| view! { <p>{why}</p> })}
        </li>
    }
}

fn rest(n: usize) -> Option<impl IntoView> {
    let n_more = n.checked_sub(MOST_NAMED).filter(|n| 0 < *n)?;
    Some(view! { <li>{format!("and {} more", format::count(n_more as u64))}</li> })
}

/// Names the place where a job runs.
fn place(app: App, provider: Provider, connection: &ConnectionId) -> String {
    let label = untrack(|| app.connections.get(connection)).map(|connection| connection.label);
    label.map_or_else(
        || provider.short_label().to_owned(),
        |label| format!("{} · {label}", provider.short_label()),
    )
}

/// Counts the jobs per outcome: `3 accepted, 1 refused`.
fn summary(run: &Run) -> String {
    let mut said: Vec<(&str, usize)> = Vec::new();
    for item in run.items() {
        match said.iter_mut().find(|(word, _)| *word == item.fate.word()) {
            Some((_, n)) => *n += 1,
            None => said.push((item.fate.word(), 1)),
        }
    }
    let order = ["accepted", "refused", "unknown", "not sent", "asking", "waiting"];
    said.sort_by_key(|(word, _)| order.iter().position(|known| known == word));
    let words = said.into_iter().map(|(word, n)| format!("{} {word}", format::count(n as u64)));
    words.collect::<Vec<_>>().join(", ")
}

const fn action(verb: JobVerb) -> &'static str {
    match verb {
        JobVerb::Pause => "Pause",
        JobVerb::Resume => "Resume",
        JobVerb::Stop => "Stop",
        JobVerb::Cancel => "Cancel",
    }
}

const fn doing(verb: JobVerb) -> &'static str {
    match verb {
        JobVerb::Pause => "Pausing",
        JobVerb::Resume => "Resuming",
        JobVerb::Stop => "Stopping",
        JobVerb::Cancel => "Cancelling",
    }
}
