//! Settings of compared jobs, one by one; those that differ, or all.

use leptos::prelude::*;

use super::{comparison::Comparison, pace::paced, table::CompareTable};
use crate::components::handler;
use tuneboard_core::comparison::{SettingRow, settings, settings_words};

/// The table.
#[component]
pub fn CompareSettings(
    /// State shared by the parts of the screen.
    comparison: Comparison,
) -> impl IntoView {
    let places = comparison.places();
    let beat = paced(comparison);
    let all = Memo::new(move |_| {
        beat.track();
        let watched = places.with(|places| comparison.at(places)).into_iter();
        let jobs: Vec<_> = watched.map(|(_, watched)| watched.open().job().get_untracked()).collect();
        settings(&jobs.iter().map(Option::as_deref).collect::<Vec<_>>())
    });
    let shows_all = Memo::new(move |_| comparison.lineup.with(|lineup| lineup.shows_all_settings));
    let shown = Memo::new(move |_| {
        let is_shown = |row: &&SettingRow| shows_all.get() || row.differs && !row.is_state;
        all.with(|all| all.iter().filter(is_shown).cloned().collect::<Vec<_>>())
    });
    let words = move || {
        let of = |is_meant: fn(&SettingRow) -> bool| {
            all.with(|all| all.iter().filter(|row| is_meant(row)).count())
        };
        let (n, n_other) = (of(|row| !row.is_state), of(|row| !row.is_state && row.differs));
        settings_words(n, n_other, places.with(Vec::len))
    };
    view! {
        <div class="compare-heading">
            <h2>"Settings"</h2>
            <span class="faint" role="status">{words}</span>
            <label>
                <input
                    type="checkbox"
                    prop:checked=shows_all
                    on:change=handler(move |event: web_sys::Event| {
                        let is_on = event_target_checked(&event);
                        comparison.change(|lineup| lineup.shows_all_settings = is_on);
                    })
                />
                "all fields of the records"
            </label>
        </div>
        <Show when=move || !shown.with(Vec::is_empty)>
            <CompareTable comparison=comparison label="Settings" places=places>
                <For each=move || shown.get() key=|row| (row.name.clone(), row.values.clone(), row.raw.clone()) let:row>
                    {setting(row, shows_all)}
                </For>
            </CompareTable>
        </Show>
    }
}

fn setting(row: SettingRow, shows_all: Memo<bool>) -> impl IntoView {
    let SettingRow { name, raw, values, .. } = row;
    // The services' own names, where they are others.
    let raw = raw.into_iter().filter(|raw| *raw != name).collect::<Vec<_>>().join(", ");
    let hint = Some(raw.clone()).filter(|raw| !raw.is_empty());
    let value = |value: Option<String>| match value {
        Some(value) => view! { <td>{value}</td> }.into_any(),
        None => view! {
            <td class="faint" title="not given">
                <span aria-hidden="true">"–"</span>
                <span class="visually-hidden">"not given"</span>
            </td>
        }
        .into_any(),
    };
    view! {
        <tr>
            <th scope="row" title=hint>
                {name}
                {move || {
                    let raw = Some(raw.clone()).filter(|raw| shows_all.get() && !raw.is_empty());
                    raw.map(|raw| view! { <small class="mono faint">{raw}</small> })
                }}
            </th>
            {values.into_iter().map(value).collect_view()}
        </tr>
    }
}
