//! A chart's values as a table: every point, exact, newest first.

use std::{collections::BTreeMap, sync::Arc};

use leptos::prelude::*;

use super::chart_tip::place_label;
use crate::{
    chart::{Curve, View},
    format,
};

/// Rows shown at first, and more at each press.
const PAGE: usize = 200;

/// The table.
#[component]
pub fn TableTwin(
    /// The chart's curves.
    #[prop(into)]
    curves: Signal<Arc<Vec<Curve>>>,
    /// The chart's view: its range applies here too.
    #[prop(into)]
    view: Signal<View>,
) -> impl IntoView {
    let n_shown = RwSignal::new(PAGE);
    let rows = Memo::new(move |_| curves.with(|curves| view.with(|view| rows(curves, view))));
    let n_rows = Memo::new(move |_| rows.with(Vec::len));
    let head = move || {
        curves.with(|curves| {
            curves
                .iter()
                .map(|curve| view! { <th scope="col" class="num">{curve.label.clone()}</th> })
                .collect_view()
        })
    };
    let body = move || {
        rows.with(|rows| {
            let shown = rows.iter().rev().take(n_shown.get());
            shown
                .map(|(x, values)| {
                    let cells = values.iter().map(|value| view! { <td class="num">{value.clone()}</td> });
                    view! {
                        <tr>
                            <th scope="row" class="num">{x.clone()}</th>
                            {cells.collect_view()}
                        </tr>
                    }
                })
                .collect_view()
        })
    };
    view! {
        <div class="table-scroll table-twin" tabindex="0" role="region" aria-label="Values">
            <table>
                <thead>
                    <tr>
                        <th scope="col" class="num">{move || view.with(|view| view.x_axis.label())}</th>
                        {head}
                    </tr>
                </thead>
                <tbody>{body}</tbody>
            </table>
            <Show when=move || n_shown.get() < n_rows.get()>
                <button type="button" class="btn quiet" on:click=move |_| n_shown.update(|n| *n += 5 * PAGE)>
                    {move || format!("Show more of {} rows", format::count(n_rows.get() as u64))}
                </button>
            </Show>
        </div>
    }
}

/// Text per cell; a row per x that has any value.
fn rows(curves: &[Curve], view: &View) -> Vec<(String, Vec<String>)> {
    let mut by_x: BTreeMap<u64, (f64, Vec<String>)> = BTreeMap::new();
    for (i, curve) in curves.iter().enumerate() {
        for (x, y) in (0..curve.len()).map(|idx| curve.point(idx)) {
            let is_inside = view.x_range.is_none_or(|(low, high)| (low..=high).contains(&x));
            if x.is_finite() && is_inside {
                let row = by_x.entry(ordered(x)).or_insert_with(|| (x, vec![String::new(); curves.len()]));
                row.1[i] = format::exact(y);
            }
        }
    }
    let text = |(x, values)| (place_label(x, view), values);
    by_x.into_values().map(text).collect()
}

/// Bits that sort as the number does.
fn ordered(x: f64) -> u64 {
    let bits = x.to_bits();
    if bits >> 63 == 0 { bits ^ (1 << 63) } else { !bits }
}
