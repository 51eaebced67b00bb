//! A chart's values as a table: every point, exact, newest first. Only rows near the view are in the page.

use std::{ops::Range, sync::Arc};

use leptos::{ev, html, prelude::*};

use super::tooltip::place_label;
use crate::{
    browser::listener::Listener,
    components::{ScopedFrameTask, handler},
};
use tuneboard_core::{
    chart::{self, Curve, Marks, Rows, Scroll, View},
    format,
};

/// Height of a row, CSS pixels; rows are of one height, so that it is known where each is.
const ROW_PX: f64 = 28.0;
/// Height of the headings, CSS pixels.
const HEAD_PX: f64 = 32.0;
/// Height of the view until it is measured, CSS pixels.
const USUAL_VIEW_PX: f64 = 320.0;
/// Rows around those in view, so that quick scrolling shows no gaps.
const AROUND: usize = 8;
/// A table of so few rows has all of them in the page, where the browser's own search finds them.
const FEW_ROWS: usize = 500;

/// The table.
#[component]
pub fn ChartDataTable(
    /// The chart's curves.
    #[prop(into)]
    curves: Signal<Arc<Vec<Curve>>>,
    /// The chart's view: its range applies here too.
    #[prop(into)]
    view: Signal<View>,
    /// Marks of the chart: the points that show a finding name it.
    #[prop(into, optional)]
    marks: Signal<Arc<Marks>>,
    /// Only steps that were logged more than once.
    #[prop(into, optional)]
    is_of_repeats: Signal<bool>,
) -> impl IntoView {
    let rows = Memo::new_owning(move |_: Option<Arc<Rows>>| {
        let x_range = view.with(|view| view.x_range);
        let rows = if is_of_repeats.get() { Rows::repeated } else { Rows::new };
        // Each run makes new ones; comparing them would cost more than drawing a few.
        (Arc::new(curves.with(|curves| rows(curves, x_range))), true)
    });
    let table =
        Twin { node: NodeRef::new(), rows, at_px: RwSignal::new(0.0), view_px: RwSignal::new(USUAL_VIEW_PX) };
    table.follow_size();
    table.keep_place();
    let window = Memo::new(move |_| table.window());
    let top = move || {
        let px = table.scroll().top_px(window.get().start, table.at_px.get());
        format!("{px:.2}px")
    };
    let has_findings = Memo::new(move |_| marks.with(|marks| marks.has_evidence()));
    let body = move || {
        let rows = rows.get();
        let range = window.get();
        marks.with(|marks| {
            let row = |row, curves: &[Curve], view: &View| {
                row_view(&rows, row, curves, view, has_findings.get().then_some(marks))
            };
            curves.with(|curves| view.with(|view| range.map(|at| row(at, curves, view)).collect_view()))
        })
    };
    view! {
        <div
            class="table-scroll table-twin"
            tabindex="0"
            role="region"
            aria-label="Values"
            node_ref=table.node
            on:scroll=handler(move |_| table.measure())
            on:keydown=handler(move |event| table.on_key(&event))
        >
            <div class="twin-rows" style=("height", move || format!("{}px", HEAD_PX + table.scroll().height_px()))>
                <table
                    style=("margin-block-start", top)
                    aria-rowcount=move || (rows.with(|rows| rows.len()) + 1).to_string()
                >
                    <thead>
                        <tr aria-rowindex="1" style=("height", format!("{HEAD_PX}px"))>
                            <th scope="col" class="num">{move || view.with(|view| view.x_axis.label())}</th>
                            {move || curves.with(|curves| heads(curves))}
                            {move || has_findings.get().then(|| view! { <th scope="col">"Findings"</th> })}
                        </tr>
                    </thead>
                    <tbody>{body}</tbody>
                </table>
            </div>
        </div>
    }
}

/// The signals of one table; copies refer to the same.
#[derive(Clone, Copy)]
struct Twin {
    node: NodeRef<html::Div>,
    rows: Memo<Arc<Rows>>,
    /// Scroll position.
    at_px: RwSignal<f64>,
    /// Height of the part of the list that is in view.
    view_px: RwSignal<f64>,
}

impl Twin {
    fn scroll(self) -> Scroll {
        Scroll { n_rows: self.rows.with(|rows| rows.len()), row_px: ROW_PX, view_px: self.view_px.get() }
    }

    /// The rows to have in the page.
    fn window(self) -> Range<usize> {
        let scroll = self.scroll();
        if scroll.n_rows <= FEW_ROWS { 0..scroll.n_rows } else { scroll.window(self.at_px.get(), AROUND) }
    }

    fn measure(self) {
        let Some(node) = self.node.get_untracked() else { return };
        let (at, view) = (f64::from(node.scroll_top()), f64::from(node.client_height()) - HEAD_PX);
        self.at_px.maybe_update(|old| std::mem::replace(old, at) != at);
        self.view_px.maybe_update(|old| 0.0 < view && std::mem::replace(old, view) != view);
    }

    fn follow_size(self) {
        let frame = ScopedFrameTask::new(move || self.measure());
        let listener = Listener::window("resize", move |_| frame.request());
        let held = send_wrapper::SendWrapper::new(listener);
        Effect::new(move || {
            if self.node.get().is_some() {
                frame.request();
            }
        });
        on_cleanup(move || drop(held));
    }

    /// Keeps the rows that the user reads in place while new rows come in at the top.
    fn keep_place(self) {
        Effect::new(move |before: Option<Arc<Rows>>| {
            let rows = self.rows.get();
            let scroll = untrack(|| self.scroll());
            let at_px = self.at_px.get_untracked();
            let read = before.filter(|_| 0.0 < at_px).and_then(|before| {
                let read = Scroll { n_rows: before.len(), ..scroll }.row_at(at_px);
                let x = before.x_at(before.len().checked_sub(read as usize + 1)?)?;
                Some((x, read.fract()))
            });
            if let Some((x, part)) = read {
                let row = rows.len().saturating_sub(rows.rank(x) + 1);
                self.scroll_to(scroll.px_of(row as f64 + part));
            }
            rows
        });
    }

    fn scroll_to(self, px: f64) {
        if let Some(node) = self.node.get_untracked() {
            node.set_scroll_top(px.round() as i32);
            self.measure();
        }
    }

    /// Handles keys where the list moves faster than its bar: the browser's own scrolling would skip some
    /// rows.
    fn on_key(self, event: &ev::KeyboardEvent) {
        let scroll = untrack(|| self.scroll());
        let page = (scroll.view_px / ROW_PX).floor().max(2.0) - 1.0;
        let by = match event.key().as_str() {
            "ArrowDown" => 1.0,
            "ArrowUp" => -1.0,
            "PageDown" => page,
            "PageUp" => -page,
            _ => return,
        };
        if scroll.is_scaled() {
            event.prevent_default();
            let row = scroll.row_at(self.at_px.get_untracked()) + by;
            self.scroll_to(scroll.px_of(row.round()));
        }
    }
}

/// Names of the columns after the first.
fn heads(curves: &[Curve]) -> impl IntoView + use<> {
    let names = curves.iter().flat_map(|curve| {
        let label = format::shortened(&curve.label);
        let full = format::full_if_shortened(&curve.label);
        let smoothed = curve.smoothed_ys().map(|_| format!("{label} smoothed"));
        let earlier = curve.has_repeats().then(|| format!("{label} earlier"));
        [Some(label), smoothed, earlier].into_iter().flatten().map(move |name| (name, full.clone()))
    });
    names.map(|(name, full)| view! { <th scope="col" class="num" title=full>{name}</th> }).collect_view()
}

/// A row, counted from the newest; with the findings that its point shows, where there are any.
fn row_view(
    rows: &Rows,
    row: usize,
    curves: &[Curve],
    view: &View,
    marks: Option<&Marks>,
) -> impl IntoView + use<> {
    let x = rows.len().checked_sub(row + 1).and_then(|ascending| rows.x_at(ascending));
    let cells = curves.iter().flat_map(|curve| {
        let point = x.and_then(|x| chart::point_at(curve, x));
        let text = |value: f64| format::exact(value);
        let value = point.map(|idx| text(curve.figure(idx))).unwrap_or_default();
        let smoothed = curve.smoothed_ys();
        let smoothed = smoothed.map(|ys| point.map(|idx| format::number(ys.at(idx))).unwrap_or_default());
        let earlier = |idx| curve.earlier_figures(idx).into_iter().map(text).collect::<Vec<_>>().join("; ");
        let earlier = curve.has_repeats().then(|| point.map(earlier).unwrap_or_default());
        [Some(value), smoothed, earlier].into_iter().flatten()
    });
    let shown = marks.map(|marks| x.map(|x| marks.shown_at(x)).unwrap_or_default());
    view! {
        // Headings are the first row.
        <tr aria-rowindex=(row + 2).to_string() style=("height", format!("{ROW_PX}px"))>
            <th scope="row" class="num">{x.map(|x| place_label(x, view))}</th>
            {cells.map(|cell| view! { <td class="num">{cell}</td> }).collect_view()}
            {shown.map(|shown| view! { <td>{shown}</td> })}
        </tr>
    }
}
