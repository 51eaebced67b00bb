//! The screen for a new job: fields at the left, the request it amounts to at the right.

mod account_needed;
mod check;
mod create;
mod draft_file;
mod file_check;
mod file_desk;
mod file_dialog;
mod file_field;
mod form;
mod form_state;
mod kept_draft;
mod plan_queries;
mod preview;
mod resumable_uploads;
mod upload_notice;
mod upload_row;

use std::sync::Arc;

use leptos::prelude::*;

use self::{
    account_needed::AccountNeeded,
    check::DatasetPanel,
    create::{CreateDialog, Ready},
    draft_file::DraftFile,
    file_desk::FormFiles,
    form::{FormSection, ProblemSummary},
    form_state::FormState,
    kept_draft::KeptDraft,
    plan_queries::PlanQueries,
    preview::RequestPreview,
};
use crate::{
    browser::{clock, location},
    components::{Banner, BannerKind, Icon, IconName, handler},
    pages::insight::LINK_SETTING,
    state::{App, note_clone, use_app},
};
use tuneboard_core::{
    api,
    config::{Account, Gap, account_names},
    creation::made_id,
    draft::{JobDraft, Problem, Section},
    format::shortened,
    model::{Connection, ConnectionId, Job, JobKey, Provider, SpecField},
    route::{Location, Route},
};

/// The screen.
#[component]
pub fn NewJobPage() -> impl IntoView {
    let app = use_app();
    let usable = Memo::new(move |_| app.connections.usable());
    let awaits_source = Memo::new(move |_| {
        let is_asked = app.navigator.location().with(|place| place.query.get("clone").is_some());
        is_asked && clone_source(app).is_none() && !app.jobs.is_settled()
    });
    let wanted = app.navigator.setting("connection");
    // A choice that was shown stays: a key that goes, or a link that names nothing, puts no other account in its place.
    let chosen = StoredValue::new(None::<String>);
    let account = Memo::new(move |_| {
        let wanted = wanted.get().or_else(|| chosen.get_value());
        let all = app.connections.all();
        let is_usable = |known: &Connection| app.connections.has_key(known);
        Account::find(wanted.as_deref(), &all, is_usable, app.connections.is_ready())
    });
    let connection = Memo::new(move |_| {
        account.with(|account| match account {
            Account::Chosen(known) => Some(known.clone()),
            Account::Open(_) => None,
        })
    });
    let gap = Memo::new(move |_| {
        account.with(|account| match account {
            Account::Chosen(_) => None,
            Account::Open(gap) => Some(gap.clone()),
        })
    });
    // The address names it too, so that it is the same one after a reload.
    Effect::new(move || {
        if let Some(id) = connection.with(|known| known.as_ref().map(|known| known.id.0.to_string())) {
            let is_here = || app.navigator.location().with_untracked(|place| place.route == Route::NewJob);
            if wanted.with(Option::is_none) && is_here() {
                app.navigator.set("connection", Some(&id));
            }
            chosen.set_value(Some(id));
        }
    });
    let body = move || match gap.get() {
        None if awaits_source.get() => {
            view! { <AccountNeeded app=app gap=Gap::Waiting usable=usable /> }.into_any()
        }
        None => view! { <Form app=app usable=usable connection=connection /> }.into_any(),
        Some(gap) => view! { <AccountNeeded app=app gap=gap usable=usable /> }.into_any(),
    };
    view! {
        <a class="crumb" href="#/jobs">
            <Icon name=IconName::ChevronLeft />
            "Jobs"
        </a>
        <div class="page-head">
            <h1>"New job"</h1>
        </div>
        {body}
    }
}

#[component]
fn Form(
    /// Shared state.
    app: App,
    /// Connections to choose from.
    usable: Memo<Vec<Connection>>,
    /// The chosen one.
    connection: Memo<Option<Connection>>,
) -> impl IntoView {
    let kept = KeptDraft::new();
    let provider = move || untrack(|| connection.with(|known| known.as_ref().map(|known| known.provider)));
    let source = untrack(|| clone_source(app));
    let is_cloned = source.is_some();
    let origin = StoredValue::new(untrack(|| clone_key(app)).filter(|_| is_cloned));
    let (start, mut not_carried) = match (source, provider()) {
        (Some((job, provider)), _) => JobDraft::from_job(&job, provider),
        (None, Some(provider)) => {
            let draft = kept.restore().unwrap_or_else(|| JobDraft::new(provider)).with_provider(provider);
            let asked = untrack(|| app.navigator.setting("clone").get());
            let missing = asked.map(|id| {
                format!("The job {} is not in the list, so nothing was taken over.", shortened(&id))
            });
            (draft, missing.into_iter().collect())
        }
        (None, None) => return ().into_any(),
    };
    let mut start = start;
    // Any page can hold such a link; without a clone it would change the kept draft unseen.
    let checkpoint = untrack(|| app.navigator.setting("checkpoint").get()).filter(|_| is_cloned);
    if let Some(checkpoint) = checkpoint {
        start.set(SpecField::Start, "checkpoint");
        start.set(SpecField::FromCheckpoint, checkpoint);
    }
    let proposed = untrack(|| app.navigator.setting(LINK_SETTING).get()).filter(|_| is_cloned);
    not_carried.extend(proposed.and_then(|text| start.propose(&text)));
    not_carried.extend(start.sends().filter(|_| is_cloned));
    let cloned_title = if is_cloned { "Cloned." } else { "Not cloned." };
    let state = FormState::new(start);
    FormFiles::provide(app, state, connection);
    PlanQueries::provide(app, state, connection);
    // Another link was followed within the form.
    Effect::new(move || {
        let provider = connection.with(|known| known.as_ref().map(|known| known.provider));
        let draft = state.draft.get_untracked();
        if let Some(provider) = provider.filter(|provider| *provider != draft.provider()) {
            state.restart(draft.with_provider(provider));
        }
    });
    let was_sent = kept.is_on_its_way() && !is_cloned;
    Effect::new(move || state.draft.with(|draft| kept.keep(draft)));
    let ready = RwSignal::new(None::<Ready>);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        // The id is the draft's own from here on, so that a reload in between cannot make two jobs of it.
        let has_client_id = provider().is_some_and(|provider| provider.capabilities().has_client_id);
        if has_client_id && state.draft.with_untracked(|draft| draft.get(SpecField::Id).trim().is_empty()) {
            state.draft.update(|draft| draft.set(SpecField::Id, made_id(clock::seed())));
        }
        match (state.spec(), connection.get_untracked()) {
            (Some(spec), Some(connection)) => ready.set(Some(Ready { connection, spec })),
            _ => {
                state.shows_all.set(true);
                location::focus_soon("problem-summary");
            }
        }
    };
    let discard = move |_| {
        if let Some(provider) = provider() {
            state.restart(JobDraft::new(provider));
        }
        kept.settle();
        origin.set_value(None);
        app.navigator.set("clone", None);
        app.navigator.set(LINK_SETTING, None);
    };
    let on_refused = Callback::new(move |problems: Vec<Problem>| {
        state.refused.set(problems);
        location::focus_soon("problem-summary");
    });
    let on_new_id = Callback::new(move |id: String| state.draft.update(|draft| draft.set(SpecField::Id, id)));
    let on_created = Callback::new(move |key: JobKey| {
        if let Some(origin) = origin.get_value() {
            note_clone(key.clone(), origin);
        }
        app.navigator.go(Location::of(Route::Job(key)));
    });
    let sections =
        Section::ALL.map(|section| view! { <FormSection state=state section=section /> }).collect_view();
    let notice = Memo::new(move |_| {
        connection.with(|known| {
            let known = known.as_ref()?;
            api::new_job_notice(known.provider, &known.base_url)
        })
    });
    let plan = use_context::<PlanQueries>();
    let shutdown = Memo::new(move |_| {
        let model = state.draft.with(|draft| draft.get(SpecField::BaseModel).to_owned());
        let (sentence, is_near) = plan?.shutdown_of(model.trim())?;
        is_near.then_some(sentence)
    });
    view! {
        {(!not_carried.is_empty()).then(|| view! { <Banner kind=BannerKind::Info title=cloned_title text=not_carried.join("; ") /> })}
        {was_sent
            .then(|| {
                view! {
                    <Banner
                        kind=BannerKind::Warning
                        title="This draft was sent before."
                        text="It is unknown whether the job was created. Check the list before you send it again."
                    >
                        <a class="btn" href="#/jobs">"Check the list"</a>
                    </Banner>
                }
            })}
        {move || {
            notice
                .get()
                .map(|notice| view! { <Banner kind=BannerKind::Warning title="New jobs are being withdrawn." text=notice.to_owned() /> })
        }}
        {move || {
            shutdown.get().map(|text| view! { <Banner kind=BannerKind::Warning title="The model is being shut down." text=text /> })
        }}
        <ProblemSummary state=state />
        <DatasetPanel provider=Signal::derive(move || connection.with(|known| known.as_ref().map(|known| known.provider))) />
        <div class="form">
            <form class="panel" on:submit=handler(submit) novalidate autocomplete="off" aria-label="New job">
                <Where app=app usable=usable connection=connection state=state />
                {sections}
                <div class="actions">
                    <span>{move || kept.words()}</span>
                    <span class="grow"></span>
                    <DraftFile state=state />
                    <button type="button" class="btn" disabled=move || state.draft.with(JobDraft::is_pristine) on:click=handler(discard)>"Discard"</button>
                    <button type="submit" class="btn primary">"Review and create…"</button>
                </div>
            </form>
            <RequestPreview state=state connection=connection />
        </div>
        <CreateDialog app=app ready=ready kept=kept on_refused=on_refused on_new_id=on_new_id on_created=on_created />
    }
    .into_any()
}

/// Choice of the connection that runs the job. Another one may offer other fields; typed text stays where it
/// can.
#[component]
fn Where(
    /// Shared state.
    app: App,
    /// Connections to choose from.
    usable: Memo<Vec<Connection>>,
    /// The chosen one.
    connection: Memo<Option<Connection>>,
    /// The form.
    state: FormState,
) -> impl IntoView {
    let choose = move |id: &ConnectionId| {
        app.navigator.set("connection", Some(&id.0));
        app.navigator.set("clone", None);
        app.navigator.set(LINK_SETTING, None);
        let provider = untrack(|| connection.with(|known| known.as_ref().map(|known| known.provider)));
        if let Some(provider) = provider {
            let draft = state.draft.get_untracked();
            state.restart(draft.with_provider(provider));
        }
    };
    let named = Memo::new(move |_| {
        let all = app.connections.all();
        usable.with(|usable| account_names(usable, &all))
    });
    view! {
        <section class="section">
            <header>
                <h2>"Where"</h2>
                <p>"This connection's account is billed for the job."</p>
            </header>
            <div class="rows">
                <div class="seg" role="radiogroup" aria-label="Connection">
                    <For each=move || named.get() key=Clone::clone let:known>
                        {
                            let ((id, name), own) = (known.clone(), known.0);
                            let is_chosen = move || connection.with(|now| now.as_ref().is_some_and(|now| now.id == own));
                            view! {
                                <label>
                                    <input type="radio" name="connection" prop:checked=is_chosen on:change=handler(move |_| choose(&id)) />
                                    <span>{name}</span>
                                </label>
                            }
                        }
                    </For>
                </div>
            </div>
        </section>
    }
}

/// The job the link asks to clone, if the list has it.
fn clone_source(app: App) -> Option<(Arc<Job>, Provider)> {
    app.jobs.get(&clone_key(app)?).map(|row| (row.job, row.provider))
}

/// Returns the job that the link names as the one to clone.
fn clone_key(app: App) -> Option<JobKey> {
    let place = app.navigator.location().get();
    let connection = ConnectionId(place.query.get("connection")?.into());
    Some(JobKey { connection, id: place.query.get("clone")?.into() })
}
