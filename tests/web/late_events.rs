//! Events that come when what they were for is gone.

use std::{cell::Cell, rc::Rc};

use leptos::{ev, prelude::*};
use tuneboard::{
    browser::focus,
    components::handler,
    state::{App, Resource, Respond, Source},
};
use tuneboard_core::{
    api::{self, RetryAdvice},
    model::{ConnectionId, JobId, JobKey, Provider},
    polling::{Outcome, Pace},
};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{Stage, has_focus, tick, until};

/// A field whose handlers read a signal of its own, shown or not.
fn field(is_shown: RwSignal<bool>, n_heard: RwSignal<u32>) -> impl IntoView {
    move || {
        is_shown.get().then(|| {
            let name = RwSignal::new("field".to_owned());
            let hear = move |_: ev::FocusEvent| {
                assert_eq!(name.get_untracked(), "field");
                n_heard.update(|n| *n += 1);
            };
            view! { <input aria-label=name on:blur=handler(hear) on:focusout=handler(hear) /> }
        })
    }
}

#[wasm_bindgen_test]
async fn a_focused_field_that_is_removed_is_heard_no_more() {
    let stage = Stage::new();
    let owner = Owner::new();
    let (is_shown, n_heard) = owner.with(|| (RwSignal::new(true), RwSignal::new(0)));
    let _mounted = stage.mount(move || field(is_shown, n_heard));
    let input = stage.find("input");
    input.focus().expect("a field takes focus");
    assert!(has_focus(&input));
    // While the field lives, it hears everything.
    input.blur().expect("a field gives the focus back");
    assert_eq!(n_heard.get_untracked(), 2);
    input.focus().expect("a field takes focus");
    // The browser fires both events while the element is being removed; its signals are gone by then.
    is_shown.set(false);
    tick().await;
    assert!(stage.look("input").is_none());
    assert_eq!(n_heard.get_untracked(), 2);
    // Events of the element after that, as those of animations are, are not heard either.
    input.dispatch_event(&web_sys::FocusEvent::new("blur").expect("an event")).expect("dispatched");
    assert_eq!(n_heard.get_untracked(), 2);
}

#[wasm_bindgen_test]
async fn a_handler_whose_owner_ended_does_nothing() {
    let owner = Owner::new();
    let (heard, mut run) = owner.with(|| {
        let heard = ArcRwSignal::new(0);
        let (own, inner) = (RwSignal::new(1), heard.clone());
        (heard, handler(move |by: i32| inner.update(|n| *n += by * own.get_untracked())))
    });
    run(2);
    assert_eq!(heard.get_untracked(), 2);
    owner.cleanup();
    run(2);
    assert_eq!(heard.get_untracked(), 2);
}

#[wasm_bindgen_test]
async fn focus_that_is_lost_by_a_removal_is_told_in_every_browser() {
    let stage = Stage::new();
    let owner = Owner::new();
    let (n_shown, n_lost) = owner.with(|| (RwSignal::new(4), RwSignal::new(0)));
    let _watch = focus::on_lost(move || n_lost.update(|n| *n += 1));
    let buttons = move || {
        (0..n_shown.get()).map(|n| view! { <button id=format!("late-{n}")>"b"</button> }).collect_view()
    };
    let _mounted = stage.mount(move || view! { <div>{buttons}</div> <button id="late-other">"o"</button> });
    let button = |n: usize| stage.find(&format!("#late-{n}"));
    let gone = async |n: usize| {
        n_shown.set(n);
        until("it to be out", || stage.look(&format!("#late-{n}")).is_none()).await;
        for _ in 0..3 {
            tick().await;
        }
        n_lost.get_untracked()
    };
    button(3).focus().expect("focus");
    assert_eq!(gone(3).await, 1, "the one with the focus");
    stage.find("#late-other").focus().expect("focus");
    assert_eq!(gone(2).await, 1, "one without it");
    button(1).focus().expect("focus");
    button(1).blur().expect("blur");
    tick().await;
    assert_eq!(gone(1).await, 1, "one that gave it up before");
    button(0).focus().expect("focus");
    n_shown.set(0);
    until("the loss to be told", || n_lost.get_untracked() == 2).await;
}

#[wasm_bindgen_test]
async fn a_request_that_is_given_up_before_its_turn_is_not_built() {
    let stage = Stage::new();
    let _mounted = stage.mount(|| ());
    let owner = Owner::new();
    let app = owner.with(App::provide);
    let n_built = Rc::new(Cell::new(0));
    let watch = |is_given_up: bool| {
        let n_built = Rc::clone(&n_built);
        let key = JobKey { connection: ConnectionId("nowhere".into()), id: JobId::from("a") };
        let id = key.id.clone();
        let resource = Resource::Job(key);
        let request = move || {
            n_built.set(n_built.get() + 1);
            api::retrieve_job(Provider::Together, &id)
        };
        let respond = Respond::Whole(Rc::new(|_| Outcome::Failed(RetryAdvice::GiveUp)));
        app.watcher.watch(resource.clone(), Pace::Active, Source { request: Box::new(request), respond });
        if is_given_up {
            // As a screen does that is left in the turn in which it was opened: its signals go with it.
            app.watcher.unwatch(&resource);
        }
    };
    watch(true);
    tick().await;
    tick().await;
    assert_eq!(n_built.get(), 0);
    watch(false);
    until("the request", || n_built.get() == 1).await;
    owner.cleanup();
}
