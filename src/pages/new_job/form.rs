//! The fields of a new job, in their sections, and what is wrong with them.

use leptos::{html, prelude::*};

use super::{file_field::FileField, form_state::FormState, plan_queries::PlanQueries};
use crate::{
    browser::location,
    components::{FormField, Icon, IconName, Suggestion, handler},
};
use tuneboard_core::{
    draft::{FieldSpec, JobDraft, Problem, Section},
    model::{ModelLimits, SpecField},
};

/// One section with its fields; advanced ones are folded, unless one of them has a problem to show.
#[component]
pub fn FormSection(
    /// The form.
    state: FormState,
    /// The section.
    section: Section,
) -> impl IntoView {
    let of_kind = move |is_advanced: bool| {
        Memo::new(move |_| {
            let fields = state.draft.with(JobDraft::fields);
            let is_here = |spec: &FieldSpec| spec.section == section && spec.is_advanced == is_advanced;
            fields.into_iter().filter(is_here).collect::<Vec<_>>()
        })
    };
    let (basic, advanced) = (of_kind(false), of_kind(true));
    let has_any = move || !basic.with(Vec::is_empty) || !advanced.with(Vec::is_empty);
    view! {
        <Show when=has_any>
            <section class="section">
                <header>
                    <h2>{section.label()}</h2>
                    <p>{section.help()}</p>
                </header>
                <div class="rows">
                    <Show when=move || !basic.with(Vec::is_empty)>
                        <Fields state=state specs=basic />
                    </Show>
                    <Show when=move || !advanced.with(Vec::is_empty)>
                        <Folded state=state specs=advanced />
                    </Show>
                </div>
            </section>
        </Show>
    }
}

/// Fields that few people change.
#[component]
fn Folded(
    /// The form.
    state: FormState,
    /// The fields.
    specs: Memo<Vec<FieldSpec>>,
) -> impl IntoView {
    let node = NodeRef::<html::Details>::new();
    let has_problem = Memo::new(move |_| {
        specs.with(|specs| specs.iter().any(|spec| state.problem_of(spec.field).is_some()))
    });
    // Opens for a problem and is never closed again but by hand.
    Effect::new(move || {
        if let Some(details) = node.get().filter(|_| has_problem.get()) {
            details.set_open(true);
        }
    });
    let n_changed = move || {
        let is_changed = |spec: &&FieldSpec| state.draft.with(|draft| draft.is_changed(spec.field));
        specs.with(|specs| specs.iter().filter(is_changed).count())
    };
    let words = move || match (specs.with(Vec::len), n_changed()) {
        (1, 0) => "1 more setting, at its default".to_owned(),
        (1, _) => "1 more setting, changed".to_owned(),
        (n, 0) => format!("{n} more settings, at their defaults"),
        (n, n_changed) => format!("{n} more settings, {n_changed} changed"),
    };
    view! {
        <details class="more" node_ref=node>
            <summary>
                <Icon name=IconName::ChevronDown />
                {words}
            </summary>
            <Fields state=state specs=specs />
        </details>
    }
}

#[component]
fn Fields(
    /// The form.
    state: FormState,
    /// The fields.
    specs: Memo<Vec<FieldSpec>>,
) -> impl IntoView {
    view! {
        <div class="fields">
            <For each=move || specs.get() key=|spec| (spec.field, spec.label) let:spec>
                <Field state=state spec=spec />
            </For>
        </div>
    }
}

#[component]
fn Field(
    /// The form.
    state: FormState,
    /// The field.
    spec: FieldSpec,
) -> impl IntoView {
    let field = spec.field;
    let value = Memo::new(move |_| state.draft.with(|draft| draft.get(field).to_owned()));
    let problem = Memo::new(move |_| state.problem_of(field));
    let queries = use_context::<PlanQueries>();
    let suggestions = Memo::new(move |_| {
        let plain = |text: &str| Suggestion { text: text.to_owned(), note: None };
        if field != SpecField::BaseModel {
            return spec.suggestions.iter().map(|&text| plain(text)).collect();
        }
        // What the service names counts; what its documentation names stands in for it.
        let named = queries.map(|queries| queries.models.get()).filter(|models| !models.is_empty());
        let named: Vec<String> = named.unwrap_or_else(|| {
            let known = state.draft.with(|draft| draft.provider().known_models());
            known.iter().map(|&model| model.to_owned()).collect()
        });
        let shutdowns = queries.and_then(|queries| queries.shutdowns.get());
        let note = |model: &str| Some(format!("shut down on {}", shutdowns.as_ref()?.of(model)?.date()));
        named.into_iter().map(|text| Suggestion { note: note(&text), text }).collect::<Vec<_>>()
    });
    let hint = Memo::new(move |_| {
        let hint = |limits: &ModelLimits| state.draft.with(|draft| draft.hint(field, limits));
        state.limits.with(|limits| limits.as_ref().and_then(hint))
    });
    let on_input = Callback::new(move |text: String| {
        state.draft.update(|draft| draft.set(field, text));
        state.forget_refusal(field);
    });
    let on_leave = Callback::new(move |()| state.touched.maybe_update(|touched| touched.insert(field)));
    let text = view! { <FormField spec=spec id=field_id(field) value=value problem=problem hint=hint suggestions=suggestions on_input=on_input on_leave=on_leave /> };
    if matches!(field, SpecField::TrainFiles | SpecField::EvalFiles) {
        view! { <FileField state=state field=field label=spec.label>{text}</FileField> }.into_any()
    } else {
        text.into_any()
    }
}

/// All problems, each leading to its field; takes focus when there are any on sending.
#[component]
pub fn ProblemSummary(
    /// The form.
    state: FormState,
) -> impl IntoView {
    let shown = Memo::new(move |_| {
        let mut shown = state.refused.get();
        if state.shows_all.get() {
            shown.extend(state.problems.get());
        }
        shown
    });
    let line = move |problem: Problem| {
        let Some(field) = problem.field else {
            return view! { <li>{problem.message}</li> }.into_any();
        };
        let label = state.draft.with_untracked(|draft| {
            draft.fields().into_iter().find(|spec| spec.field == field).map_or("", |spec| spec.label)
        });
        view! {
            <li>
                <button type="button" class="link" on:click=handler(move |_| location::focus(&field_id(field)))>
                    {format!("{label}: {}", problem.message)}
                </button>
            </li>
        }
        .into_any()
    };
    let heading = move || match shown.with(Vec::len) {
        1 => "1 field needs a look before the job can be created".to_owned(),
        n => format!("{n} fields need a look before the job can be created"),
    };
    view! {
        <Show when=move || !shown.with(Vec::is_empty)>
            <div class="summary" id="problem-summary" tabindex="-1" role="alert">
                <h2>{heading}</h2>
                <ul>{move || shown.get().into_iter().map(line).collect_view()}</ul>
            </div>
        </Show>
    }
}

fn field_id(field: SpecField) -> String {
    format!("field-{field:?}").to_lowercase()
}
