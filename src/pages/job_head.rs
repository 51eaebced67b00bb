//! The top of a job's page: name, status, facts, timeline, and what can be done.

use leptos::prelude::*;

use super::end_dialog::EndDialog;
use crate::{
    browser::clipboard,
    components::{CopyButton, Icon, IconName, StatusMark},
    format,
    listing::took_secs,
    model::{EndVerb, EventLevel, Job, Outlook, StatusClass, outlook},
    route::{Location, Route},
    state::{App, OpenJob},
    timeline::{Stage, Tense, timeline},
};

/// The head. Only shown once the record is there.
#[component]
pub fn JobHead(
    /// Shared state.
    app: App,
    /// The job.
    open: OpenJob,
) -> impl IntoView {
    let job = open.job();
    let read = move |read: fn(&Job) -> String| {
        Memo::new(move |_| job.with(|job| job.as_deref().map(read)).unwrap_or_default())
    };
    let name = read(|job| job.name.clone());
    let status = Memo::new(move |_| job.with(|job| job.as_ref().map(|job| job.status.clone())));
    let class = Memo::new(move |_| {
        status.with(|status| status.as_ref().map_or(StatusClass::Unknown, |status| status.class))
    });
    let id = open.key().id.to_string();
    let asked = RwSignal::new(None::<EndVerb>);
    let verbs = open.connection().provider.capabilities().end_verbs;
    let buttons = verbs
        .iter()
        .map(|&verb| {
            view! {
                <button
                    type="button"
                    class="btn"
                    disabled=move || !class.get().can_end()
                    title=move || (!class.get().can_end()).then_some("Only a job that is under way can be ended.")
                    on:click=move |_| asked.set(Some(verb))
                >
                    {verb.label()}
                    "…"
                </button>
            }
        })
        .collect_view();
    let clone_link = Location::of(Route::NewJob)
        .with("connection", Some(&open.key().connection.0))
        .with("clone", Some(&open.key().id.0))
        .to_hash();
    let copy = Callback::new(|(text, done): (String, Callback<bool>)| {
        leptos::task::spawn_local(async move { done.run(clipboard::copy(&text).await) });
    });
    view! {
        <div class="job-head">
            <h1>{name}</h1>
            {move || status.get().map(|status| view! { <StatusMark status=status /> })}
            <span class="mono faint">{id.clone()}</span>
            <CopyButton text=id what="job id" copy=copy />
            <span class="grow"></span>
            {buttons}
            <a class="btn" href=clone_link>
                <Icon name=IconName::Copy />
                "Clone"
            </a>
        </div>
        <p class="meaning muted">{move || class.get().meaning()}</p>
        <Reason open=open />
        <Facts app=app open=open />
        <Timeline app=app open=open />
        <EndDialog open=open asked=asked />
    }
}

/// Why a failed job failed, from its log.
#[component]
fn Reason(
    /// The job.
    open: OpenJob,
) -> impl IntoView {
    let reason = Memo::new(move |_| {
        let has_failed =
            open.job().with(|job| job.as_ref().is_some_and(|job| job.status.class == StatusClass::Failed));
        has_failed.then(|| {
            let last_error = open.events().with(|events| {
                events
                    .iter()
                    .rev()
                    .find(|event| event.level == EventLevel::Error)
                    .map(|event| event.message.clone())
            });
            let has_events = open.connection().provider.capabilities().has_events;
            last_error.unwrap_or_else(|| {
                if has_events {
                    "The log holds no error message."
                } else {
                    "This provider's API gives no reason for a failure; its console may."
                }
                .to_owned()
            })
        })
    });
    move || {
        reason.get().map(|reason| {
            view! {
                <div class="reason">
                    <Icon name=IconName::Warning />
                    <p>
                        <b>"Why it failed. "</b>
                        {reason}
                    </p>
                </div>
            }
        })
    }
}

/// One line of figures.
#[component]
fn Facts(
    /// Shared state.
    app: App,
    /// The job.
    open: OpenJob,
) -> impl IntoView {
    let connection = open.connection();
    let facts = Memo::new(move |_| {
        let now = app.now.get();
        let (last_step, epoch, rate, losses) = open.store().with(|store| {
            let last = |key| store.get(&key).and_then(|series| series.last_finite());
            let losses =
                (last(crate::model::MetricKey::train("loss")), last(crate::model::MetricKey::eval("loss")));
            (store.last_step(), store.epoch_at_last_step(), store.secs_per_step(), losses)
        });
        open.job()
            .with(|job| {
                job.as_deref().map(|job| {
                    let outlook = outlook(job, last_step, epoch, rate);
                    facts_of(job, outlook, last_step, epoch, losses, took_secs(job, now))
                })
            })
            .unwrap_or_default()
    });
    let provider = format!("{} · ", connection.provider.short_label());
    view! {
        <div class="facts">
            <span>
                {provider}
                <b>{connection.label}</b>
            </span>
            <For each=move || facts.get() key=Clone::clone let:fact>
                <span>
                    {fact.before}
                    <b>{fact.value}</b>
                    {fact.after}
                </span>
            </For>
        </div>
    }
}

/// A figure within words.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Fact {
    before: &'static str,
    value: String,
    after: String,
}

fn facts_of(
    job: &Job,
    outlook: Outlook,
    last_step: Option<u64>,
    last_epoch: Option<f64>,
    (train, eval): (Option<(u64, f64)>, Option<(u64, f64)>),
    took: Option<f64>,
) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut say = |before, value: String, after: String| facts.push(Fact { before, value, after });
    if let Some(model) = &job.base_model {
        say("", format::model_name(model), String::new());
    }
    let progress = &job.progress;
    if let Some(step) = last_step.max(progress.n_steps_done).filter(|step| 0 < *step) {
        say(
            "step ",
            format::count(step),
            progress.n_steps_total.map(|n| format!(" of {}", format::count(n))).unwrap_or_default(),
        );
    }
    if let Some(epoch) = last_epoch.or(progress.n_epochs_done).filter(|epoch| 0.0 < *epoch) {
        say(
            "epoch ",
            format::number(epoch),
            progress.n_epochs_total.map(|n| format!(" of {}", format::number(n))).unwrap_or_default(),
        );
    }
    if let Some((_, loss)) = train {
        say("train loss ", format::number(loss), String::new());
    }
    if let Some((step, loss)) = eval {
        say("eval loss ", format::number(loss), format!(" at step {}", format::count(step)));
    }
    if let Some(secs) = took {
        say(
            if job.status.class.is_terminal() { "took " } else { "so far " },
            format::duration(secs),
            String::new(),
        );
    }
    let is_training =
        matches!(job.status.class, StatusClass::Running | StatusClass::Finishing | StatusClass::Starting);
    if let Some(secs) = outlook.secs_left.filter(|_| is_training) {
        say("", format!("~{} left", format::duration(secs)), format!(", {}", outlook.basis));
    }
    if let Some(price) = job.price_usd.filter(|price| 0.0 < *price) {
        say("", format::dollars(price), String::new());
    }
    if let Some(stop) = job.early_stop {
        let best = stop
            .best_metric
            .map(|metric| format!(", eval loss {}", format::number(metric)))
            .unwrap_or_default();
        say(
            "stopped early, best at step ",
            stop.best_step.map_or_else(|| "–".to_owned(), format::count),
            best,
        );
    }
    facts
}

/// The stages as a line, the present one with its share.
#[component]
fn Timeline(
    /// Shared state.
    app: App,
    /// The job.
    open: OpenJob,
) -> impl IntoView {
    let stages = Memo::new(move |_| {
        let now = app.now.get();
        open.job()
            .with(|job| job.as_deref().map(|job| open.events().with(|events| timeline(job, events, now))))
            .unwrap_or_default()
    });
    let share = Memo::new(move |_| {
        let (step, epoch) = open.store().with(|store| (store.last_step(), store.epoch_at_last_step()));
        open.job().with(|job| job.as_deref().and_then(|job| outlook(job, step, epoch, None).share))
    });
    let count = move || stages.with(Vec::len);
    view! {
        <ol class="timeline" aria-label="Stages">
            <For each=move || 0..count() key=|i| *i let:i>
                {
                    let stage = Memo::new(move |_| stages.with(|stages| stages.get(i).cloned()));
                    move || stage.get().map(|stage| stage_view(&stage, share.get()))
                }
            </For>
        </ol>
    }
}

fn stage_view(stage: &Stage, share: Option<f64>) -> impl IntoView + use<> {
    let tense = match stage.tense {
        Tense::Past => "past",
        Tense::Now => "now",
        Tense::Next => "next",
    };
    let share = share.filter(|_| stage.class == StatusClass::Running && stage.tense == Tense::Now);
    let detail = match (stage.secs, share) {
        (Some(secs), Some(share)) => format!("{}, {}", format::duration(secs), format::percent(share)),
        (Some(secs), None) => format::duration(secs),
        (None, Some(share)) => format::percent(share),
        (None, None) => String::new(),
    };
    let label = match stage.class {
        StatusClass::Running => "Training",
        class => class.label(),
    };
    view! {
        <li
            class="stage"
            data-state=tense
            data-class=stage.class.slug()
            style=format!("--weight: {}; --share: {:.1}%", weight(stage.class), share.unwrap_or(1.0) * 100.0)
            aria-current=(stage.tense == Tense::Now).then_some("step")
        >
            <span>{label}</span>
            <small>{detail}</small>
        </li>
    }
}

/// Training takes most of the line, as it takes most of the time.
const fn weight(class: StatusClass) -> &'static str {
    match class {
        StatusClass::Running => "3.6",
        _ => "1",
    }
}
