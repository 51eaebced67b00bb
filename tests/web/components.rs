//! Components with their focus, keys and names.

use leptos::prelude::*;
use tuneboard::components::{CopyButton, Dialog, FormField, Menu, NumberField, Tab, Tabs};
use tuneboard_core::{
    chart::words::typed,
    draft::JobDraft,
    model::{Provider, SpecField},
};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlDialogElement, HtmlInputElement};

use crate::stage::{Stage, fire, has_focus, press, run, tick, until};

#[wasm_bindgen_test]
async fn a_dialog_takes_focus_closes_when_asked_and_gives_focus_back() {
    let owner = Owner::new();
    let (is_open, n_asked) = owner.with(|| (RwSignal::new(false), RwSignal::new(0)));
    let stage = Stage::new();
    let _mounted = stage.mount(move || {
        view! {
            <button id="opener" on:click=move |_| is_open.set(true)>"Open"</button>
            <Dialog
                is_open=is_open
                title=Signal::stored("Cancel it?".to_owned())
                on_close=Callback::new(move |()| n_asked.update(|n| *n += 1))
            >
                <button id="first">"First"</button>
                <button id="safe" autofocus=true>"Keep it"</button>
            </Dialog>
        }
    });
    tick().await;
    let dialog: HtmlDialogElement = stage.find("dialog").unchecked_into();
    assert!(!dialog.open());
    assert_eq!(stage.count("#safe"), 0, "a closed dialog holds nothing that could be found");
    let opener = stage.find("#opener");
    opener.focus().expect("focus");
    opener.click();
    until("the dialog to open", || dialog.open()).await;
    until("the safe button to have the focus", || has_focus(&stage.find("#safe"))).await;
    assert_eq!(dialog.get_attribute("aria-label").as_deref(), Some("Cancel it?"));
    // Escape asks; the dialog's owner decides.
    assert!(!fire(stage.find("dialog").as_ref(), "cancel"), "the browser does not close it by itself");
    tick().await;
    assert_eq!((n_asked.get_untracked(), dialog.open()), (1, true));
    is_open.set(false);
    until("the dialog to close", || !dialog.open()).await;
    until("the focus to return", || has_focus(&opener)).await;
}

#[wasm_bindgen_test]
async fn tabs_are_walked_with_arrow_keys_and_one_is_in_the_tab_order() {
    let owner = Owner::new();
    let (chosen, has_more) = owner.with(|| (RwSignal::new("a".to_owned()), RwSignal::new(false)));
    let stage = Stage::new();
    let _mounted = stage.mount(move || {
        let tab = |slug, label| {
            let is_shown = Signal::derive(move || slug != "more" || has_more.get());
            Tab { slug, label, count: Signal::stored((slug == "b").then_some(14)), is_shown }
        };
        let tabs = vec![tab("a", "Metrics"), tab("b", "Events"), tab("more", "More"), tab("c", "Raw")];
        let on_select = Callback::new(move |slug: &'static str| chosen.set(slug.to_owned()));
        view! { <Tabs name="Job" tabs=tabs selected=chosen on_select=on_select /> }
    });
    assert!(stage.find("#tab-b").text_content().is_some_and(|text| text.contains("14")));
    stage.find("#tab-a").focus().expect("focus");
    for (key, slug) in [
        ("ArrowRight", "b"),
        ("ArrowRight", "c"),
        ("ArrowRight", "a"),
        ("ArrowLeft", "c"),
        ("Home", "a"),
        ("End", "c"),
        ("x", "c"),
    ] {
        press(&stage.find("[aria-selected=true]"), key);
        tick().await;
        let tab = stage.find(&format!("#tab-{slug}"));
        assert!(has_focus(&tab), "{key}");
        assert_eq!(tab.get_attribute("aria-selected").as_deref(), Some("true"), "{key}");
        assert_eq!((stage.count("[aria-selected=true]"), stage.count("[tabindex='0']")), (1, 1), "{key}");
        assert!(stage.find("[tabindex='0']") == tab, "{key}");
    }
    // One that goes away while it has the focus leaves it to the chosen one.
    has_more.set(true);
    tick().await;
    let more = stage.find("#tab-more");
    more.focus().expect("focus");
    assert!(has_focus(&more));
    has_more.set(false);
    until("the focus to move", || has_focus(&stage.find("#tab-c"))).await;
    // The others are the same elements as before, so one of them keeps it.
    let first = stage.find("#tab-a");
    first.focus().expect("focus");
    has_more.set(true);
    tick().await;
    assert!(has_focus(&first));
}

#[wasm_bindgen_test]
async fn a_menu_closes_on_escape_on_a_choice_and_when_focus_leaves() {
    let owner = Owner::new();
    let n_chosen = owner.with(|| RwSignal::new(0));
    let stage = Stage::new();
    let _mounted = stage.mount(move || {
        view! {
            <Menu label=Signal::stored("Auto".to_owned()) name="Refresh interval">
                <button id="choice" on:click=move |_| n_chosen.update(|n| *n += 1)>"Off"</button>
            </Menu>
            <button id="elsewhere">"Elsewhere"</button>
        }
    });
    let is_open = || stage.find("details").has_attribute("open");
    let open = async || {
        stage.find("summary").click();
        until("the menu to open", is_open).await;
        stage.find("#choice").focus().expect("focus");
    };
    open().await;
    press(&stage.find("#choice"), "Escape");
    until("Escape to close it", || !is_open()).await;
    assert!(has_focus(&stage.find("summary")), "focus returns to the button");
    open().await;
    stage.find("#choice").click();
    until("a choice to close it", || !is_open()).await;
    assert_eq!(n_chosen.get_untracked(), 1);
    assert!(has_focus(&stage.find("summary")));
    open().await;
    stage.find("#elsewhere").focus().expect("focus");
    until("leaving to close it", || !is_open()).await;
    assert!(has_focus(&stage.find("#elsewhere")), "focus goes where the user went");
}

#[wasm_bindgen_test]
async fn a_field_hands_on_what_is_typed_and_names_its_problem() {
    let owner = Owner::new();
    let (value, problem, n_left) =
        owner.with(|| (RwSignal::new("abc".to_owned()), RwSignal::new(None::<String>), RwSignal::new(0)));
    let draft = JobDraft::new(Provider::ALL[1]);
    let spec =
        draft.fields().into_iter().find(|spec| spec.field == SpecField::LearningRate).expect("the field");
    let stage = Stage::new();
    let _mounted = stage.mount(move || {
        view! {
            <FormField
                spec=spec
                id="rate".to_owned()
                value=value
                problem=problem
                on_input=Callback::new(move |text| value.set(text))
                on_leave=Callback::new(move |()| n_left.update(|n| *n += 1))
            />
        }
    });
    let input: HtmlInputElement = stage.find("input").unchecked_into();
    until("the text to be what the value says", || input.value() == "abc").await;
    let label = stage.find("label");
    assert_eq!(label.get_attribute("for").as_deref(), Some(input.id().as_str()));
    assert!(label.text_content().is_some_and(|text| text.starts_with(spec.label)));
    let described = || {
        let id = input.get_attribute("aria-describedby").expect("a description");
        let parts = id.split(' ').filter_map(|id| stage.look(&format!("#{id}"))?.text_content());
        parts.collect::<Vec<_>>().join(" ")
    };
    assert!(described().contains(spec.help), "{}", described());
    assert_eq!(input.get_attribute("aria-invalid"), None);

    input.set_value("-1");
    fire(stage.find("input").as_ref(), "input");
    assert_eq!(value.get_untracked(), "-1");
    fire(stage.find("input").as_ref(), "blur");
    assert_eq!(n_left.get_untracked(), 1);
    problem.set(Some("Above 0, please.".to_owned()));
    until("the field to be invalid", || input.get_attribute("aria-invalid").as_deref() == Some("true")).await;
    assert!(described().contains("Above 0, please."), "{}", described());
    problem.set(None);
    value.set("0.1".to_owned());
    until("the field to be valid", || input.get_attribute("aria-invalid").is_none()).await;
    assert_eq!(input.value(), "0.1", "the text is what the value says");
}

#[wasm_bindgen_test]
async fn a_text_that_cannot_be_taken_stays_until_it_fits_is_emptied_or_is_taken_back() {
    let owner = Owner::new();
    let (low, high, other) =
        owner.with(|| (RwSignal::new(Some(5.0)), RwSignal::new(Some(120.0)), RwSignal::new(0)));
    let stage = Stage::new();
    let _mounted = stage.mount(move || {
        // As of a view of which this is a part: it also notifies of changes that do not concern this one.
        let value = Signal::derive(move || {
            other.track();
            low.get()
        });
        view! {
            <NumberField
                name="Show from"
                value=value
                check=move |low| typed::low_problem(low, high.get())
                on_number=move |number| low.set(number)
            />
        }
    });
    tick().await;
    let input: HtmlInputElement = stage.find("input").unchecked_into();
    let type_in = |text: &str| {
        input.set_value(text);
        let _stands = fire(input.as_ref(), "change");
    };
    let message = || stage.look(".field-problem").and_then(|small| small.text_content());
    let is_marked = || input.get_attribute("aria-invalid").as_deref() == Some("true");
    type_in("abc");
    until("the reason", || message().as_deref() == Some("“abc” is no number.") && is_marked()).await;
    let described = input.get_attribute("aria-describedby").unwrap_or_default();
    assert_eq!(stage.find(".field-problem").id(), described);
    other.set(1);
    tick().await;
    assert_eq!((input.value().as_str(), low.get_untracked()), ("abc", Some(5.0)), "an unrelated change");

    press(&input, "Escape");
    until("the number again", || input.value() == "5" && message().is_none() && !is_marked()).await;

    type_in("300");
    until("the other reason", || message().as_deref() == Some("This has to be below 120.")).await;
    high.set(Some(400.0));
    until("it to fit", || low.get_untracked() == Some(300.0) && message().is_none()).await;
    assert_eq!(input.value(), "300");

    type_in("500");
    until("the reason again", || message().is_some()).await;
    type_in("");
    until("nothing", || low.get_untracked().is_none() && message().is_none()).await;

    type_in("x");
    until("the last reason", || message().is_some()).await;
    low.set(Some(7.0));
    until("the number from elsewhere", || input.value() == "7" && message().is_none()).await;
}

#[wasm_bindgen_test]
async fn what_is_copied_holds_nothing_that_a_terminal_acts_on_or_nobody_sees() {
    // Controls, turns of direction, marks of direction, joiners; a text with lines is the page's own and goes as it is.
    let text = "ft-\u{3}1\n\u{1b}[2J\u{9b}\u{202e}\u{2066}\u{200e}\u{200f}\u{61c}\u{200b}\u{200d}\u{feff}\u{e0041} é🦀";
    run("navigator.clipboard.writeText = async (text) => { window.copied = text }");
    for (has_lines, expected) in [(false, "ft-1[2J é🦀"), (true, text)] {
        run("window.copied = undefined");
        let stage = Stage::new();
        let _mounted = stage
            .mount(move || view! { <CopyButton text=text.to_owned() what="name" has_lines=has_lines /> });
        stage.find("button.copy").click();
        until("it to be copied", || stage.look("button[data-done]").is_some()).await;
        assert_eq!(run("return window.copied").as_string().as_deref(), Some(expected));
    }
    run("delete navigator.clipboard.writeText");
}

#[wasm_bindgen_test]
async fn a_button_with_words_says_whether_the_link_was_copied() {
    let refused = "Not copied: this browser does not let the page copy; select the link instead";
    for (outcome, words, name) in
        [("resolve()", "Copied", "Copied"), ("reject(new Error('no'))", "Not copied", refused)]
    {
        run(&format!("navigator.clipboard.writeText = () => Promise.{outcome}"));
        let stage = Stage::new();
        let _mounted = stage.mount(
            || view! { <CopyButton text="https://a.test/#/jobs".to_owned() what="link" has_words=true /> },
        );
        let button = stage.find("button.copy");
        assert_eq!(button.text_content().as_deref(), Some("Copy link"));
        button.click();
        until("the outcome", || button.text_content().as_deref() == Some(words)).await;
        assert_eq!(button.get_attribute("aria-label").as_deref(), Some(name));
    }
    run("delete navigator.clipboard.writeText");
}
