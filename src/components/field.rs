//! One field of a form: label, control, help and problem, tied together for assistive technology.

use leptos::prelude::*;

use super::{Icon, IconName, handler};
use tuneboard_core::draft::{FieldKind, FieldSpec};

/// Attributes of a field's control.
struct Control {
    spec: FieldSpec,
    id: String,
    /// Id of the help below it.
    help_id: String,
    value: Signal<String>,
    problem: Signal<Option<String>>,
    on_input: Callback<String>,
    on_leave: Callback<()>,
}

/// A text to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The text.
    pub text: String,
    /// A remark on it.
    pub note: Option<String>,
}

/// A field as [`FieldSpec`] describes it. The text is controlled: it is what `value` says.
#[component]
pub fn FormField(
    /// Specification of the field.
    spec: FieldSpec,
    /// Element id; also the beginning of its parts' ids.
    id: String,
    /// The text as typed.
    #[prop(into)]
    value: Signal<String>,
    /// Problem of the field, if any.
    #[prop(into)]
    problem: Signal<Option<String>>,
    /// Texts to choose from, besides free typing.
    #[prop(optional, into)]
    suggestions: Signal<Vec<Suggestion>>,
    /// Present range of the field, after its help.
    #[prop(optional, into)]
    hint: Signal<Option<String>>,
    /// Typed or chosen.
    on_input: Callback<String>,
    /// Left.
    on_leave: Callback<()>,
) -> impl IntoView {
    let help_id = format!("{id}-help");
    let control =
        Control { spec, id: id.clone(), help_id: help_id.clone(), value, problem, on_input, on_leave };
    let is_optional =
        !spec.is_required && matches!(spec.kind, FieldKind::Text | FieldKind::Ids | FieldKind::Secret);
    let words = view! {
        {spec.label}
        {is_optional.then(|| view! { <small>"optional"</small> })}
    };
    let (label, control) = match spec.kind {
        // A group has no one control that a label could name.
        FieldKind::Choice(options) => (view! { <span>{words}</span> }.into_any(), control.choice(options)),
        FieldKind::Toggle => (view! { <label for=id>{words}</label> }.into_any(), control.toggle()),
        FieldKind::Ids => (view! { <label for=id>{words}</label> }.into_any(), control.area()),
        FieldKind::Text | FieldKind::Number | FieldKind::Integer | FieldKind::Secret => {
            (view! { <label for=id>{words}</label> }.into_any(), control.line(suggestions))
        }
    };
    let has_problem = move || problem.with(Option::is_some);
    view! {
        <div class="lab" data-size=size(spec) data-invalid=move || has_problem().then_some("")>
            {label}
            {control}
            <small id=help_id class=move || if has_problem() { "problem" } else { "help" }>
                {move || has_problem().then(|| view! { <Icon name=IconName::Warning /> })}
                {move || problem.get().unwrap_or_else(|| match hint.get() {
                    Some(hint) => format!("{} {hint}", spec.help),
                    None => spec.help.to_owned(),
                })}
            </small>
        </div>
    }
}

/// Returns the width of the field on a line: figures are short, names are long.
const fn size(spec: FieldSpec) -> &'static str {
    match spec.kind {
        FieldKind::Number | FieldKind::Integer => "third",
        FieldKind::Choice(options) if 2 < options.len() => "full",
        FieldKind::Choice(_) | FieldKind::Toggle | FieldKind::Secret => "half",
        FieldKind::Text if spec.is_advanced => "half",
        FieldKind::Text | FieldKind::Ids => "full",
    }
}

impl Control {
    fn choice(self, options: &'static [(&'static str, &'static str)]) -> AnyView {
        let Self { spec, id, help_id, value, on_input, .. } = self;
        let name = id.clone();
        let choices = options.iter().map(move |&(option, label)| {
            view! {
                <label>
                    <input
                        type="radio"
                        name=name.clone()
                        value=option
                        prop:checked=move || value.with(|value| value == option)
                        on:change=handler(move |_| on_input.run(option.to_owned()))
                    />
                    <span>{label}</span>
                </label>
            }
        });
        view! {
            <div class="seg" role="radiogroup" id=id aria-label=spec.label aria-describedby=help_id tabindex="-1">
                {choices.collect_view()}
            </div>
        }
        .into_any()
    }

    fn toggle(self) -> AnyView {
        let Self { id, help_id, value, on_input, .. } = self;
        let is_on = move || value.with(|value| value == "true");
        view! {
            <span class="switch">
                <input
                    type="checkbox"
                    role="switch"
                    id=id
                    aria-describedby=help_id
                    prop:checked=is_on
                    on:change=handler(move |event: web_sys::Event| on_input.run(event_target_checked(&event).to_string()))
                />
                <span aria-hidden="true">{move || if is_on() { "On" } else { "Off" }}</span>
            </span>
        }
        .into_any()
    }

    fn area(self) -> AnyView {
        let Self { spec, id, help_id, value, problem, on_input, on_leave } = self;
        view! {
            <textarea
                class="field mono"
                id=id
                rows="2"
                spellcheck="false"
                autocomplete="off"
                aria-describedby=help_id
                aria-invalid=move || problem.with(Option::is_some).then_some("true")
                aria-required=spec.is_required.then_some("true")
                prop:value=value
                on:input=handler(move |event: web_sys::Event| on_input.run(event_target_value(&event)))
                on:blur=handler(move |_| on_leave.run(()))
            ></textarea>
        }
        .into_any()
    }

    fn line(self, suggestions: Signal<Vec<Suggestion>>) -> AnyView {
        let Self { spec, id, help_id, value, problem, on_input, on_leave } = self;
        let list_id = format!("{id}-list");
        let list = {
            let list_id = list_id.clone();
            move || suggestions.with(|texts| !texts.is_empty()).then(|| list_id.clone())
        };
        let (kind, mode) = match spec.kind {
            FieldKind::Secret => ("password", "text"),
            FieldKind::Number => ("text", "decimal"),
            FieldKind::Integer => ("text", "numeric"),
            _ => ("text", "text"),
        };
        let options = move || {
            let option = |Suggestion { text, note }| view! { <option value=text label=note></option> };
            suggestions.get().into_iter().map(option).collect_view()
        };
        view! {
            <input
                class="field"
                type=kind
                inputmode=mode
                id=id
                list=list
                spellcheck="false"
                autocomplete="off"
                placeholder=spec.default
                aria-describedby=help_id
                aria-invalid=move || problem.with(Option::is_some).then_some("true")
                aria-required=spec.is_required.then_some("true")
                prop:value=value
                on:input=handler(move |event: web_sys::Event| on_input.run(event_target_value(&event)))
                on:blur=handler(move |_| on_leave.run(()))
            />
            <Show when=move || suggestions.with(|texts| !texts.is_empty())>
                <datalist id=list_id.clone()>{options}</datalist>
            </Show>
        }
        .into_any()
    }
}
