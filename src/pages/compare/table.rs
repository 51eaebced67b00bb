//! A table with a column per compared job.

use leptos::prelude::*;

use super::{
    comparison::Comparison,
    lineup::{color, dash},
};
use tuneboard_core::comparison::Lineup;

/// A table with a column for each of these places, which scrolls by itself.
#[component]
pub fn CompareTable(
    /// State shared by the parts of the screen.
    comparison: Comparison,
    /// Subject of the table.
    label: &'static str,
    /// The jobs.
    places: Memo<Vec<usize>>,
    /// Its rows.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="table-scroll compare-table" tabindex="0" role="region" aria-label=label>
            <table>
                <thead>
                    <tr>
                        <td></td>
                        {move || places.get().into_iter().map(|place| heading(comparison, place)).collect_view()}
                    </tr>
                </thead>
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
}

/// The heading of a job's column.
fn heading(comparison: Comparison, place: usize) -> impl IntoView + use<> {
    let name = comparison.names.with(|names| names.get(place).map(ToString::to_string)).unwrap_or_default();
    let is_baseline = comparison.lineup.with(Lineup::baseline) == place;
    view! {
        <th scope="col">
            <span class="key" style=("--series", color(place)) data-dash=dash(place)>
                <i aria-hidden="true"></i>
                <span class="column-name">{name} {is_baseline.then(|| view! { <small>"baseline"</small> })}</span>
            </span>
        </th>
    }
}
