//! News of findings: what has become worse on jobs whose metrics the page reads anyhow, and the choice of what is told.

use std::rc::Rc;

use leptos::prelude::*;

use crate::{
    browser::{
        schedule,
        storage::{self, Place},
    },
    components::handler,
    state::{App, claim_baseline, claim_notices},
};
use tuneboard_core::notices::{Baseline, FindingChoice, FindingDiff, JudgedStep, Notice};

/// Name of the setting.
const CHOICE: &str = "notify-findings";

fn choice() -> FindingChoice {
    FindingChoice::of_slug(storage::get(Place::Device, CHOICE).as_deref())
}

/// Calls `tell` with what no tab has told yet, whenever a judgement is worse than those before.
pub fn on_findings(app: App, tell: Rc<dyn Fn(Vec<Notice>)>) {
    let diff = StoredValue::new(FindingDiff::default());
    let claim = move |news: Vec<Notice>, tell: Rc<dyn Fn(Vec<Notice>)>| {
        if news.is_empty() {
            return;
        }
        schedule::spawn_detached(async move {
            // What is not to be told is claimed all the same: it is old by the time the choice changes.
            let mut news = claim_notices(app.connections, news).await;
            news.retain(|notice| choice().tells(notice));
            if !news.is_empty() {
                tell(news);
            }
        });
    };
    Effect::new(move || {
        for judged in app.judgements.take() {
            let Some(step) = diff.try_update_value(|diff| diff.look(&judged)) else { return };
            match step {
                JudgedStep::Tell(news) => claim(news, Rc::clone(&tell)),
                JudgedStep::Claim(baseline) => {
                    let tell = Rc::clone(&tell);
                    schedule::spawn_detached(async move {
                        let Baseline { key, name, text, .. } = &baseline;
                        let known = claim_baseline(app.connections, key, name, text).await;
                        let news = diff.try_update_value(|diff| diff.settle(&baseline, known.as_deref()));
                        claim(news.unwrap_or_default(), tell);
                    });
                }
            }
        }
    });
}

/// Choice of the findings that are told.
#[component]
pub fn FindingsChoice() -> impl IntoView {
    let chosen = RwSignal::new(choice());
    let button = move |choice: FindingChoice| {
        let choose = move |_| {
            chosen.set(choice);
            // Not kept means: the usual choice.
            drop(storage::set(Place::Device, CHOICE, choice.slug()));
        };
        view! {
            <button type="button" aria-pressed=move || (chosen.get() == choice).to_string() on:click=handler(choose)>
                {choice.label()}
            </button>
        }
    };
    view! {
        <p class="menu-title" id="notify-findings">"Notify me of findings"</p>
        <div role="group" aria-labelledby="notify-findings">{FindingChoice::ALL.map(button).collect_view()}</div>
    }
}
