//! One field of a form: label, control, help and problem, tied together for assistive technology.

use leptos::prelude::*;

use crate::draft::{FieldKind, FieldSpec};

/// A field as [`FieldSpec`] describes it. The text is controlled: it is what `value` says.
#[component]
pub fn FormField(
    /// What it is.
    spec: FieldSpec,
    /// Element id; also the beginning of its parts' ids.
    id: String,
    /// The text as typed.
    #[prop(into)]
    value: Signal<String>,
    /// What is wrong with it, if anything.
    #[prop(into)]
    problem: Signal<Option<String>>,
    /// Texts to choose from, besides free typing.
    #[prop(optional)]
    suggestions: Vec<String>,
    /// Typed or chosen.
    on_input: Callback<String>,
    /// Left.
    on_leave: Callback<()>,
) -> impl IntoView {
    let help_id = format!("{id}-help");
    let is_invalid = move || problem.get().is_some().then_some("true");
    let described = help_id.clone();
    let control = match spec.kind {
        FieldKind::Choice(options) => {
            let group = id.clone();
            let choices = options
                .iter()
                .map(|&(option, label)| {
                    view! {
                        <label>
                            <input
                                type="radio"
                                name=group.clone()
                                value=option
                                prop:checked=move || value.with(|value| value == option)
                                on:change=move |_| on_input.run(option.to_owned())
                            />
                            <span>{label}</span>
                        </label>
                    }
                })
                .collect_view();
            view! {
                <div class="seg" role="radiogroup" id=id.clone() aria-label=spec.label aria-describedby=described tabindex="-1">
                    {choices}
                </div>
            }
            .into_any()
        }
        FieldKind::Toggle => view! {
            <input
                type="checkbox"
                class="switch"
                id=id.clone()
                aria-describedby=described
                prop:checked=move || value.with(|value| value == "true")
                on:change:target=move |event| on_input.run(event.target().checked().to_string())
            />
        }
        .into_any(),
        FieldKind::Ids => view! {
            <textarea
                class="field mono"
                id=id.clone()
                rows="2"
                spellcheck="false"
                autocomplete="off"
                aria-describedby=described
                aria-invalid=is_invalid
                aria-required=spec.is_required.then_some("true")
                prop:value=value
                on:input:target=move |event| on_input.run(event.target().value())
                on:blur=move |_| on_leave.run(())
            ></textarea>
        }
        .into_any(),
        FieldKind::Text | FieldKind::Number | FieldKind::Integer | FieldKind::Secret => {
            let list = (!suggestions.is_empty()).then(|| format!("{id}-list"));
            let (kind, mode) = match spec.kind {
                FieldKind::Secret => ("password", "text"),
                FieldKind::Number => ("text", "decimal"),
                FieldKind::Integer => ("text", "numeric"),
                _ => ("text", "text"),
            };
            view! {
                <input
                    class="field"
                    type=kind
                    inputmode=mode
                    id=id.clone()
                    list=list.clone()
                    spellcheck="false"
                    autocomplete="off"
                    placeholder=spec.default
                    aria-describedby=described
                    aria-invalid=is_invalid
                    aria-required=spec.is_required.then_some("true")
                    prop:value=value
                    on:input:target=move |event| on_input.run(event.target().value())
                    on:blur=move |_| on_leave.run(())
                />
                {list
                    .map(|list| {
                        let options = suggestions.into_iter().map(|text| view! { <option value=text></option> });
                        view! { <datalist id=list>{options.collect_view()}</datalist> }
                    })}
            }
            .into_any()
        }
    };
    let is_optional =
        !spec.is_required && matches!(spec.kind, FieldKind::Text | FieldKind::Ids | FieldKind::Secret);
    view! {
        <div class="lab" data-invalid=move || problem.get().is_some().then_some("")>
            <label for=id.clone()>
                {spec.label}
                {is_optional.then(|| view! { <span class="faint">" optional"</span> })}
            </label>
            {control}
            <small
                id=help_id
                class=move || if problem.get().is_some() { "problem" } else { "help" }
            >
                {move || problem.get().unwrap_or_else(|| spec.help.to_owned())}
            </small>
        </div>
    }
}
