//! The form for a new job: fields at the left, the request it amounts to at the right.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::create_dialog::{CreateDialog, Ready};
use crate::{
    api,
    browser::{
        clipboard, location,
        storage::{self, Place},
    },
    components::{Banner, BannerKind, CopyButton, Empty, FormField, IconName},
    draft::{FieldSpec, JobDraft, Problem, Section},
    model::{Connection, ConnectionId, JobKey, SpecField},
    state::{App, use_app},
};

/// Where the draft is kept.
const STORED: &str = "draft";

/// The screen.
#[component]
pub fn NewJobPage() -> impl IntoView {
    let app = use_app();
    let usable = Memo::new(move |_| app.connections.usable());
    let is_ready = move || app.connections.is_ready();
    view! {
        <h1>"New job"</h1>
        {move || {
            if !usable.with(Vec::is_empty) {
                view! { <Form app=app usable=usable /> }.into_any()
            } else if is_ready() {
                view! {
                    <Empty icon=IconName::Plug title="No provider is connected" text="A job needs an account to run in.">
                        <a class="btn primary" href="#/connections">"Connect a provider"</a>
                    </Empty>
                }
                .into_any()
            } else {
                view! { <span class="skeleton block-skeleton"></span> }.into_any()
            }
        }}
    }
}

/// What the parts of the form share.
#[derive(Clone, Copy)]
struct FormState {
    draft: RwSignal<JobDraft>,
    /// Fields that were left once, whose problems are shown.
    touched: RwSignal<BTreeSet<SpecField>>,
    /// All problems are shown: the job was to be created once.
    shows_all: RwSignal<bool>,
    /// What the service refused; forgotten field by field as they change.
    refused: RwSignal<Vec<Problem>>,
}

#[component]
fn Form(
    /// Shared state.
    app: App,
    /// Connections to choose from.
    usable: Memo<Vec<Connection>>,
) -> impl IntoView {
    let chosen = app.navigator.setting("connection");
    let connection = Memo::new(move |_| {
        let wanted = chosen.get();
        usable.with(|usable| {
            usable.iter().find(|known| wanted.as_deref() == Some(&*known.id.0)).or(usable.first()).cloned()
        })
    });
    let provider = move || connection.with(|connection| connection.as_ref().map(|known| known.provider));
    let cloned = untrack(|| clone_source(app));
    let (start, not_carried) = match (cloned, untrack(provider)) {
        (Some((job, provider)), _) => JobDraft::from_job(&job, provider),
        (None, Some(provider)) => {
            (restore().unwrap_or_else(|| JobDraft::new(provider)).with_provider(provider), Vec::new())
        }
        (None, None) => return ().into_any(),
    };
    let state = FormState {
        draft: RwSignal::new(start),
        touched: RwSignal::new(BTreeSet::new()),
        shows_all: RwSignal::new(false),
        refused: RwSignal::new(Vec::new()),
    };
    let is_kept = RwSignal::new(true);
    Effect::new(move || {
        is_kept.set(storage::set(Place::Device, STORED, &state.draft.with(JobDraft::to_json)).is_ok())
    });

    let choose = move |id: ConnectionId| {
        app.navigator.set("connection", Some(&id.0));
        app.navigator.set("clone", None);
        if let Some(provider) = untrack(provider) {
            state.draft.update(|draft| *draft = draft.clone().with_provider(provider));
        }
        state.touched.set(BTreeSet::new());
        state.shows_all.set(false);
        state.refused.set(Vec::new());
    };
    let choices = move || {
        usable
            .get()
            .into_iter()
            .map(|known| {
                let (id, chosen_id) = (known.id.clone(), known.id.clone());
                let is_chosen = move || connection.with(|now| now.as_ref().is_some_and(|now| now.id == chosen_id));
                view! {
                    <label>
                        <input type="radio" name="connection" prop:checked=is_chosen on:change=move |_| choose(id.clone()) />
                        <span>{format!("{} · {}", known.provider.short_label(), known.label)}</span>
                    </label>
                }
            })
            .collect_view()
    };
    let ready = RwSignal::new(None::<Ready>);
    let problems = Memo::new(move |_| state.draft.with(|draft| draft.validate().err().unwrap_or_default()));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let spec = state.draft.with_untracked(JobDraft::validate);
        match (spec, connection.get_untracked()) {
            (Ok(spec), Some(connection)) => ready.set(Some(Ready { connection, spec })),
            _ => {
                state.shows_all.set(true);
                location::focus_soon("problem-summary");
            }
        }
    };
    let discard = move |_| {
        if let Some(provider) = untrack(provider) {
            state.draft.set(JobDraft::new(provider));
        }
        state.shows_all.set(false);
        state.touched.set(BTreeSet::new());
        state.refused.set(Vec::new());
        app.navigator.set("clone", None);
    };
    let on_refused = Callback::new(move |problems: Vec<Problem>| {
        state.refused.set(problems);
        location::focus_soon("problem-summary");
    });
    let on_created = Callback::new(move |key: JobKey| {
        storage::remove(Place::Device, STORED);
        app.navigator.go(crate::route::Location::of(crate::route::Route::Job(key)));
    });
    let carried_text = not_carried.join("; ");
    let sections = Section::ALL
        .into_iter()
        .map(|section| view! { <FormSection state=state section=section /> })
        .collect_view();
    view! {
        {(!carried_text.is_empty()).then(|| view! { <Banner kind=BannerKind::Info title="Cloned." text=carried_text /> })}
        <div class="form">
            <form class="panel" on:submit=submit novalidate autocomplete="off" aria-label="New job">
                <ProblemSummary state=state problems=problems />
                <div class="section">
                    <div>
                        <h2>"Where"</h2>
                        <p>"The key of this connection pays for the job."</p>
                    </div>
                    <div class="rows">
                        <div class="seg" role="radiogroup" aria-label="Connection">{choices}</div>
                    </div>
                </div>
                {sections}
                <div class="actions">
                    <span class="muted">
                        {move || if is_kept.get() { "The draft is kept on this device, without secrets." } else { "This browser does not keep the draft over a reload." }}
                    </span>
                    <span class="grow"></span>
                    <button type="button" class="btn" disabled=move || state.draft.with(JobDraft::is_pristine) on:click=discard>"Discard"</button>
                    <button type="submit" class="btn primary">"Review and create…"</button>
                </div>
            </form>
            <Preview state=state connection=connection />
        </div>
        <CreateDialog app=app ready=ready on_refused=on_refused on_created=on_created />
    }
    .into_any()
}

/// One section with its fields; advanced ones are folded, unless one of them has a problem to show.
#[component]
fn FormSection(
    /// The form.
    state: FormState,
    /// Which section.
    section: Section,
) -> impl IntoView {
    let fields = Memo::new(move |_| {
        state.draft.with(|draft| {
            draft.fields().into_iter().filter(|spec| spec.section == section).collect::<Vec<_>>()
        })
    });
    let of_kind = move |is_advanced: bool| {
        Memo::new(move |_| {
            fields.with(|fields| {
                fields.iter().filter(|spec| spec.is_advanced == is_advanced).copied().collect::<Vec<_>>()
            })
        })
    };
    let (basic, advanced) = (of_kind(false), of_kind(true));
    let has_problem =
        move || advanced.with(|specs| specs.iter().any(|spec| problem_of(state, spec.field).is_some()));
    let n_advanced = move || advanced.with(Vec::len);
    view! {
        <Show when=move || !fields.with(Vec::is_empty)>
            <div class="section">
                <div>
                    <h2>{section.label()}</h2>
                    <p>{section.help()}</p>
                </div>
                <div class="rows">
                    <div class="fields">
                        <For each=move || basic.get() key=|spec| spec.field let:spec>
                            <Field state=state spec=spec />
                        </For>
                    </div>
                    <Show when=move || 0 < n_advanced()>
                        <details class="more" prop:open=has_problem>
                            <summary>{move || format!("{} more, at their defaults", crate::format::count_of(n_advanced(), "setting", "settings"))}</summary>
                            <div class="fields">
                                <For each=move || advanced.get() key=|spec| spec.field let:spec>
                                    <Field state=state spec=spec />
                                </For>
                            </div>
                        </details>
                    </Show>
                </div>
            </div>
        </Show>
    }
}

#[component]
fn Field(
    /// The form.
    state: FormState,
    /// Which field.
    spec: FieldSpec,
) -> impl IntoView {
    let field = spec.field;
    let value = Memo::new(move |_| state.draft.with(|draft| draft.get(field).to_owned()));
    let problem = Memo::new(move |_| problem_of(state, field));
    let suggestions = if field == SpecField::BaseModel {
        state.draft.with_untracked(|draft| {
            draft.provider().known_models().iter().map(|&model| model.to_owned()).collect()
        })
    } else {
        Vec::new()
    };
    let on_input = Callback::new(move |text: String| {
        state.draft.update(|draft| draft.set(field, text));
        state.refused.maybe_update(|refused| {
            let n = refused.len();
            refused.retain(|problem| problem.field != Some(field));
            refused.len() != n
        });
    });
    let on_leave = Callback::new(move |()| state.touched.maybe_update(|touched| touched.insert(field)));
    view! { <FormField spec=spec id=field_id(field) value=value problem=problem suggestions=suggestions on_input=on_input on_leave=on_leave /> }
}

/// What is to be shown as wrong with a field now.
fn problem_of(state: FormState, field: SpecField) -> Option<String> {
    let refused = state.refused.with(|refused| {
        refused.iter().find(|problem| problem.field == Some(field)).map(|problem| problem.message.clone())
    });
    let is_shown = state.shows_all.get() || state.touched.with(|touched| touched.contains(&field));
    refused.or_else(|| {
        let problems = state.draft.with(|draft| draft.validate().err().unwrap_or_default());
        problems
            .into_iter()
            .find(|problem| is_shown && problem.field == Some(field))
            .map(|problem| problem.message)
    })
}

/// All problems, each leading to its field; takes focus when there are any on sending.
#[component]
fn ProblemSummary(
    /// The form.
    state: FormState,
    /// What the draft lacks.
    problems: Memo<Vec<Problem>>,
) -> impl IntoView {
    let shown = move || {
        let mut shown = state.refused.get();
        if state.shows_all.get() {
            shown.extend(problems.get());
        }
        shown
    };
    let lines = move || {
        shown()
            .into_iter()
            .map(|problem| {
                let Some(field) = problem.field else {
                    return view! { <li>{problem.message}</li> }.into_any();
                };
                let label = state.draft.with_untracked(|draft| draft.fields().into_iter().find(|spec| spec.field == field).map_or("", |spec| spec.label));
                let go = move |_| location::focus(&field_id(field));
                view! {
                    <li>
                        <button type="button" class="btn quiet link" on:click=go>{format!("{label}: {}", problem.message)}</button>
                    </li>
                }
                .into_any()
            })
            .collect_view()
    };
    view! {
        <Show when=move || !shown().is_empty()>
            <div class="summary" id="problem-summary" tabindex="-1" role="alert">
                <b>"Before the job can be created"</b>
                <ul>{lines}</ul>
            </div>
        </Show>
    }
}

/// The request, live, as JSON or as a command.
#[component]
fn Preview(
    /// The form.
    state: FormState,
    /// Where it goes.
    connection: Memo<Option<Connection>>,
) -> impl IntoView {
    let is_curl = RwSignal::new(false);
    let text = Memo::new(move |_| {
        let spec = state.draft.with(JobDraft::sketch);
        connection
            .with(|connection| {
                connection.as_ref().map(|connection| {
                    if is_curl.get() {
                        api::create_curl(&connection.base_url, connection.provider, &spec)
                    } else {
                        api::create_preview(connection.provider, &spec)
                    }
                })
            })
            .unwrap_or_default()
    });
    let warnings = Memo::new(move |_| state.draft.with(JobDraft::warnings));
    let lines = move || warnings.get().into_iter().map(|warning| view! { <li>{warning}</li> }).collect_view();
    let copy = Callback::new(|(text, done): (String, Callback<bool>)| {
        leptos::task::spawn_local(async move { done.run(clipboard::copy(&text).await) });
    });
    view! {
        <aside class="side" aria-label="Request">
            <Show when=move || !warnings.with(Vec::is_empty)>
                <div class="panel notes">
                    <h2>"Worth a look"</h2>
                    <ul>{lines}</ul>
                </div>
            </Show>
            <div class="panel preview">
                <div class="bar-top">
                    <h2>"Request"</h2>
                    <span>
                        <button type="button" class="btn quiet" aria-pressed=move || (!is_curl.get()).to_string() on:click=move |_| is_curl.set(false)>"JSON"</button>
                        <button type="button" class="btn quiet" aria-pressed=move || is_curl.get().to_string() on:click=move |_| is_curl.set(true)>"curl"</button>
                        <CopyButton text=text what="request" copy=copy />
                    </span>
                </div>
                <pre tabindex="0">{text}</pre>
            </div>
        </aside>
    }
}

fn field_id(field: SpecField) -> String {
    format!("field-{field:?}").to_lowercase()
}

fn restore() -> Option<JobDraft> {
    storage::get(Place::Device, STORED).as_deref().and_then(JobDraft::from_json)
}

/// The job the link asks to clone, if the list has it.
fn clone_source(app: App) -> Option<(std::sync::Arc<crate::model::Job>, crate::model::Provider)> {
    let place = app.navigator.location().get_untracked();
    let connection = ConnectionId(place.query.get("connection")?.into());
    let key = JobKey { connection, id: place.query.get("clone")?.into() };
    app.jobs.get(&key).map(|row| (row.job, row.provider))
}
