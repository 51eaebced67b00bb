//! Early stopping in hindsight: its settings as fields, and what they would have saved and given up on this run.

use leptos::prelude::*;

use crate::{
    components::{NumberField, handler},
    state::Judgement,
};
use tuneboard_core::insight::{EarlyStopping, stop_balance};

/// The fields and the answer; nothing while nothing was evaluated.
#[component]
pub fn WhatIf(
    /// The judgement on the run.
    judgement: Judgement,
) -> impl IntoView {
    // What is not typed is proposed by the run, and follows it.
    let patience = RwSignal::new(None::<f64>);
    let warm_up = RwSignal::new(None::<f64>);
    let min_delta = RwSignal::new(None::<f64>);
    let evaluation = Memo::new(move |_| judgement.with(|answer| answer.as_ref()?.evaluation_loss.clone()));
    let settings = Memo::new(move |_| {
        let proposed = evaluation.with(|evaluation| evaluation.as_ref().map(|loss| loss.early_stopping()))?;
        Some(proposed.with_typed(patience.get(), warm_up.get(), min_delta.get()))
    });
    let sentence = Memo::new(move |_| {
        let (settings, evaluation) = (settings.get()?, evaluation.get()?);
        let end = judgement.end();
        let balance = judgement.store().with(|store| stop_balance(store, &evaluation.metric, settings, &end));
        balance.map(|balance| balance.sentence())
    });
    let is_typed = move || [patience, warm_up, min_delta].iter().any(|field| field.get().is_some());
    let reset = move |_| [patience, warm_up, min_delta].iter().for_each(|field| field.set(None));
    let field = move |label: &'static str,
                      typed: RwSignal<Option<f64>>,
                      of: fn(&EarlyStopping) -> f64,
                      check: fn(Option<f64>) -> Option<String>| {
        let value = Signal::derive(move || settings.with(|settings| settings.as_ref().map(of)));
        view! {
            <span class="tool">
                <span aria-hidden="true">{label}</span>
                <NumberField name=label value=value check=check on_number=move |number| typed.set(number) />
            </span>
        }
    };
    view! {
        <Show when=move || sentence.with(Option::is_some)>
            <section class="next-run what-if" aria-label="What if it had stopped">
                <h2>"What if it had stopped"</h2>
                <div class="tools" role="group" aria-label="Early stopping">
                    {field("Patience", patience, |settings| settings.patience as f64, EarlyStopping::patience_problem)}
                    {field("Warm-up", warm_up, |settings| settings.warm_up as f64, EarlyStopping::warm_up_problem)}
                    {field("Min. improvement", min_delta, |settings| settings.min_delta, EarlyStopping::min_delta_problem)}
                    <button type="button" class="btn quiet small" disabled=move || !is_typed() on:click=handler(reset)>
                        "As proposed"
                    </button>
                </div>
                // Read aloud after typing; the figures of a run that goes on change with every row.
                <p aria-live=move || if is_typed() { "polite" } else { "off" }>{sentence}</p>
                <p class="faint">
                    "Proposed are a patience of 15 % of the evaluations and the noise of one as smallest improvement."
                </p>
            </section>
        </Show>
    }
}
