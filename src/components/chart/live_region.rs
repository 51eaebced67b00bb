//! Live region of a chart that has the focus: the point that keys lead to, points that arrive, and its
//! summary on Enter.

use std::sync::Arc;

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast as _;

use crate::browser::{
    clock,
    listener::Listener,
    timer::{self, Timer},
};
use tuneboard_core::chart::{self, Curve, News, Reporter, View};

/// A region that only screen readers notice. It belongs beside what can have the focus, within one element.
#[component]
pub fn ChartLiveRegion(
    /// The chart's heading.
    title: String,
    /// The chart's curves.
    #[prop(into)]
    curves: Signal<Arc<Vec<Curve>>>,
    /// View on the curves.
    #[prop(into)]
    view: Signal<View>,
    /// The x value all charts of the page point at.
    #[prop(into)]
    cursor: Signal<Option<f64>>,
    /// Summary of the chart.
    #[prop(into)]
    summary: Signal<String>,
    /// Further text at the position that keys lead to; empty for none.
    #[prop(into, optional)]
    beside: Signal<String>,
) -> impl IntoView {
    let node = NodeRef::<html::P>::new();
    let region = Voice {
        title: StoredValue::new(title),
        curves,
        view,
        summary,
        beside,
        said: RwSignal::new(String::new()),
        has_focus: RwSignal::new(false),
        by_key: RwSignal::new(false),
        reporter: StoredValue::new(Reporter::default()),
        later: StoredValue::new_local(None),
    };
    Effect::new(move || {
        let x = cursor.get();
        if let Some(x) = x.filter(|_| region.by_key.get()) {
            region.read(x);
        }
    });
    Effect::new(move || {
        curves.track();
        if region.has_focus.get() {
            region.report();
        }
    });
    let listeners = StoredValue::new_local(Vec::new());
    Effect::new(move || {
        let parent = node.get().and_then(|node| node.parent_element());
        listeners.set_value(parent.iter().flat_map(|parent| region.listen(parent)).collect());
    });
    view! {
        <p class="visually-hidden" aria-live="polite" node_ref=node>
            {region.said}
        </p>
    }
}

/// Live region of one chart; copies refer to the same.
#[derive(Clone, Copy)]
struct Voice {
    title: StoredValue<String>,
    curves: Signal<Arc<Vec<Curve>>>,
    view: Signal<View>,
    summary: Signal<String>,
    beside: Signal<String>,
    said: RwSignal<String>,
    has_focus: RwSignal<bool>,
    /// Keys moved the crosshair last, not a pointer, whose user sees it.
    by_key: RwSignal<bool>,
    reporter: StoredValue<Reporter>,
    later: StoredValue<Option<Timer>, LocalStorage>,
}

impl Voice {
    fn listen(self, parent: &web_sys::Element) -> Vec<Listener> {
        let on = |kind, run: fn(Self, &web_sys::Event)| {
            Listener::new(parent.as_ref(), kind, move |event| run(self, &event))
        };
        let mut listeners = vec![
            on("focusin", |region, _| region.begin()),
            on("focusout", |region, _| region.end()),
            on("keydown", Self::on_key),
        ];
        listeners.extend(Listener::window("pointermove", move |_| self.hush()));
        listeners
    }

    fn begin(self) {
        self.reporter.update_value(|reporter| reporter.begin(self.n_points()));
        self.has_focus.set(true);
    }

    fn end(self) {
        self.has_focus.set(false);
        self.hush();
        self.later.set_value(None);
        self.said.set(String::new());
    }

    fn hush(self) {
        self.by_key.maybe_update(|by_key| std::mem::replace(by_key, false));
    }

    fn on_key(self, event: &web_sys::Event) {
        let Some(event) = event.dyn_ref::<ev::KeyboardEvent>() else { return };
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlCanvasElement>().ok());
        // On anything else beside the chart Enter means what that is.
        if event.key() == "Enter" && target.is_some() {
            self.say(self.summary.get_untracked());
        } else {
            self.by_key.maybe_update(|by_key| !std::mem::replace(by_key, true));
        }
    }

    fn read(self, x: f64) {
        let curves = self.curves.read_untracked();
        if let Some(text) = chart::reading(&curves, x, &self.view.get_untracked()) {
            let beside = self.beside.get_untracked();
            self.say(if beside.is_empty() { text } else { format!("{text}. {beside}") });
        }
    }

    /// Says what came, or sees to it that it is said once there was a pause.
    fn report(self) {
        let news = self.reporter.try_update_value(|reporter| reporter.hear(self.n_points(), clock::now()));
        match news {
            Some(News::Say(grown)) => {
                let curves = self.curves.read_untracked();
                self.say(self.title.with_value(|title| chart::news(title, &curves, &grown)));
            }
            Some(News::Later(secs)) => {
                let again = timer::after(secs, move || {
                    // The chart may be gone, or the focus elsewhere.
                    if self.has_focus.try_get_untracked() == Some(true) {
                        self.report();
                    }
                });
                self.later.set_value(Some(again));
            }
            Some(News::Nothing) | None => {}
        }
    }

    fn n_points(self) -> Vec<usize> {
        self.curves.read_untracked().iter().map(Curve::len).collect()
    }

    /// Announces a text. Screen readers do not repeat an unchanged text, so it differs in a silent character.
    fn say(self, text: String) {
        self.said.update(|said| {
            let is_same = *said == text;
            *said = text;
            if is_same {
                said.push('\u{a0}');
            }
        });
    }
}
