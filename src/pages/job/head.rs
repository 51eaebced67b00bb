//! The top of a job's page: name, status, what it means, and what can be done.

use leptos::prelude::*;

use super::{details::JobDetails, parts::LateParts};
use crate::{
    components::{CopyButton, Icon, IconName, Menu, StatusMark, handler},
    pages::insight::AnswerPanel,
    state::{App, Judgement, OpenJob},
};
use tuneboard_core::{
    comparison::Lineup,
    insight::Severity,
    model::{EventLevel, JobVerb, StatusClass},
    route::{Location, Route},
};

/// The head. Only shown once the record is there.
#[component]
pub fn JobHead(
    /// Shared state.
    app: App,
    /// The job.
    open: OpenJob,
    /// The judgement on it.
    judgement: Judgement,
    /// Parts that come later.
    parts: LateParts,
) -> impl IntoView {
    let asked = RwSignal::new(None::<JobVerb>);
    let on_stop = Callback::new(move |verb| asked.set(Some(verb)));
    let on_findings = Callback::new(move |()| app.navigator.set("tab", Some("findings")));
    let job = open.job();
    let name = Memo::new(move |_| job.with(|job| job.as_ref().map(|job| job.name.clone())));
    let status = Memo::new(move |_| job.with(|job| job.as_ref().map(|job| job.status.clone())));
    let class = Memo::new(move |_| {
        status.with(|status| status.as_ref().map_or(StatusClass::Unknown, |status| status.class))
    });
    // Where the answer tells of trouble, "the model is ready to use" is not the first thing to say.
    let is_meaning_said = Memo::new(move |_| {
        let severity = judgement.with(|answer| Some(answer.as_ref()?.worst_open()?.severity));
        class.get().is_plain()
            || (class.get() == StatusClass::Completed && Some(Severity::Warning) <= severity)
    });
    let id = open.key().id.to_string();
    let asks_delete = RwSignal::new(false);
    view! {
        <div class="job-head">
            <div class="job-title">
                <h1>{name}</h1>
                {move || status.get().map(|status| view! { <StatusMark status=status /> })}
                <span class="id">
                    {id.clone()}
                    <CopyButton text=id what="job id" />
                </span>
            </div>
            <Actions open=open class=class asked=asked asks_delete=asks_delete />
        </div>
        <Show when=move || !is_meaning_said.get()>
            <p class="meaning">{move || class.get().meaning()}</p>
        </Show>
        <Shutdown app=app open=open />
        <Reason app=app open=open />
        <AnswerPanel app=app judgement=judgement open=Some(open) on_stop=on_stop on_findings=on_findings />
        <JobDetails app=app open=open judgement=judgement parts=parts class=class />
        {parts.view(|| ().into_any(), move |parts| (parts.questions)(open, asked, asks_delete))}
    }
}

/// The day on which the job's model is shut down, where that is announced.
#[component]
fn Shutdown(
    /// Shared state.
    app: App,
    /// The job.
    open: OpenJob,
) -> impl IntoView {
    let connection = open.key().connection;
    let words = Memo::new(move |_| {
        let shutdowns = app.attention.shutdowns(&connection)?;
        open.job().with(|job| {
            let job = job.as_deref()?;
            let model = job.base_model.as_deref().or(job.output_model.as_deref())?;
            Some(shutdowns.of_job(job)?.sentence(model, app.now.get()))
        })
    });
    view! {
        <Show when=move || words.with(Option::is_some)>
            <p class="meaning warning">{words}</p>
        </Show>
    }
}

/// Pausing, resuming and ending the job, as long as that can be done, and starting another from it.
#[component]
fn Actions(
    /// The job.
    open: OpenJob,
    /// Class of the job's status.
    class: Memo<StatusClass>,
    /// Takes the verb to ask about.
    asked: RwSignal<Option<JobVerb>>,
    /// Set to ask whether it shall be deleted.
    asks_delete: RwSignal<bool>,
) -> impl IntoView {
    let verbs = open.connection().provider.capabilities().verbs;
    let unoffered = open.unoffered();
    // Ways to end stay in their places; a pause and its end take turns.
    let is_shown = move |verb: JobVerb| verb.is_end() || class.get().allows(verb);
    let buttons = move || {
        let button = |&verb: &JobVerb| {
            let is_offered = move || unoffered.with(|verbs| !verbs.contains(&verb));
            let reason = move || match (is_offered(), class.get().allows(verb)) {
                (false, _) => Some("This service does not offer it."),
                (true, false) => Some("It is already ending."),
                (true, true) => None,
            };
            view! {
                <Show when=move || is_shown(verb)>
                    <button
                        type="button"
                        class="btn"
                        class:danger=verb == JobVerb::Cancel
                        disabled=move || reason().is_some()
                        title=reason
                        on:click=handler(move |_| asked.set(Some(verb)))
                    >
                        {verb.label()}
                        "…"
                    </button>
                </Show>
            }
        };
        verbs.iter().map(button).collect_view()
    };
    let is_over = Memo::new(move |_| class.get().is_terminal());
    let clone_link = Location::of(Route::NewJob)
        .with("connection", Some(&open.key().connection.0))
        .with("clone", Some(&open.key().id.0))
        .to_hash();
    let mut compare_link = Location::of(Route::Compare);
    Lineup::of([open.key()]).write(&mut compare_link.query);
    view! {
        <div class="buttons">
            <Show when=move || !is_over.get()>{buttons()}</Show>
            <a class="btn" href=compare_link.to_hash()>
                <Icon name=IconName::Columns />
                "Compare…"
            </a>
            <a class="btn" href=clone_link>
                <Icon name=IconName::Copy />
                "Clone"
            </a>
            <Show when=move || open.can_delete()>
                <Menu label="" name="More actions" icon=IconName::More is_icon_only=true>
                    <button
                        type="button"
                        disabled=move || !is_over.get()
                        title=move || (!is_over.get()).then_some("A job has to end before it can be deleted.")
                        on:click=handler(move |_| asks_delete.set(true))
                    >
                        <Icon name=IconName::Trash />
                        "Delete…"
                    </button>
                </Menu>
            </Show>
        </div>
    }
}

/// Reason of a failed job, from its log.
#[component]
fn Reason(
    /// Shared state.
    app: App,
    /// The job.
    open: OpenJob,
) -> impl IntoView {
    let has_failed = Memo::new(move |_| {
        open.job().with(|job| job.as_ref().is_some_and(|job| job.status.class == StatusClass::Failed))
    });
    let recorded =
        Memo::new(move |_| open.job().with(|job| job.as_ref().and_then(|job| job.failure.clone())));
    let last_error = Memo::new(move |_| {
        open.events().with(|events| {
            let error = events.iter().rev().find(|event| event.level == EventLevel::Error);
            error.map(|event| event.message.clone())
        })
    });
    let has_events = open.connection().provider.capabilities().has_events;
    let is_loading = move || has_events && open.events_read_at().with(Option::is_none);
    let words = move || {
        recorded.get().or(last_error.get()).unwrap_or_else(|| {
            match (has_events, is_loading()) {
                _ if !open.is_addressable() => "Its log cannot be requested.",
                (true, true) => "Its log is being read.",
                (true, false) => "The log holds no error message.",
                (false, _) => "This provider's API gives no reason for a failure; its console may.",
            }
            .to_owned()
        })
    };
    view! {
        <Show when=move || has_failed.get()>
            <div class="reason">
                <Icon name=IconName::Cross />
                <h2>"Why it failed"</h2>
                <p>{words}</p>
                <Show when=move || last_error.with(Option::is_some)>
                    <div class="buttons">
                        <button type="button" class="btn" on:click=handler(move |_| app.navigator.set("tab", Some("events")))>
                            "Show the event"
                        </button>
                    </div>
                </Show>
            </div>
        </Show>
    }
}
