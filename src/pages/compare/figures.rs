//! The figures of compared jobs as a table, each beside that of the baseline.

use leptos::prelude::*;

use super::{comparison::Comparison, pace::paced, table::CompareTable};
use crate::state::Watched;
use tuneboard_core::{
    comparison::{Facts, Figure, FigureRow, Lineup, figures},
    model::StatusClass,
};

/// The table.
#[component]
pub fn CompareFigures(
    /// State shared by the parts of the screen.
    comparison: Comparison,
) -> impl IntoView {
    let places = comparison.places();
    let beat = paced(comparison);
    let now = comparison.app.now;
    let rows = Memo::new(move |_| {
        beat.track();
        let columns = places.with(|places| comparison.at(places));
        let is_going_on = |(_, watched): &(usize, Watched)| {
            watched.open().job().with_untracked(|job| job.as_ref().is_some_and(|job| ticks(job.status.class)))
        };
        // What goes on gets longer.
        if columns.iter().any(is_going_on) {
            let _followed = now.get();
        }
        let baseline = comparison.lineup.with(Lineup::baseline);
        let baseline = columns.iter().position(|(place, _)| *place == baseline);
        let facts: Vec<_> =
            columns.iter().map(|(_, watched)| untrack(|| facts_of(comparison, *watched))).collect();
        figures(&facts, baseline)
    });
    // The figures tick; their places do not.
    let cell = move |row: usize, column: usize| {
        Memo::new(move |_| rows.with(|rows| rows.get(row).and_then(|row| row.cells.get(column).cloned())))
    };
    let row = move |n_columns: usize, (place, label): (usize, &'static str)| {
        let cells = (0..n_columns).map(|column| {
            let cell = cell(place, column);
            view! { <td>{move || cell.get().map(figure)}</td> }
        });
        view! {
            <tr>
                <th scope="row">{label}</th>
                {cells.collect_view()}
            </tr>
        }
    };
    let labels = Memo::new(move |_| {
        rows.with(|rows| rows.iter().map(|row: &FigureRow| row.label).collect::<Vec<_>>())
    });
    let body = move || {
        let n_columns = places.with(Vec::len);
        labels.get().into_iter().enumerate().map(|labelled| row(n_columns, labelled)).collect_view()
    };
    view! {
        <h2 class="compare-heading">"Figures"</h2>
        <CompareTable comparison=comparison label="Figures" places=places>
            {body}
        </CompareTable>
    }
}

/// Returns true if the duration of a job of this class still grows.
const fn ticks(class: StatusClass) -> bool {
    !class.is_terminal() && !matches!(class, StatusClass::Unknown)
}

fn facts_of(comparison: Comparison, watched: Watched) -> Option<Facts> {
    let now = comparison.app.now.get_untracked();
    watched.open().job().with(|job| {
        let job = job.as_deref()?;
        Some(
            watched
                .open()
                .store()
                .with(|store| Facts::of(job, store, watched.open().is_sampled().get(), now)),
        )
    })
}

fn figure(figure: Figure) -> impl IntoView {
    let Figure { text, note, difference, rank } = figure;
    view! {
        <span class="figure">
            <b>{text}</b>
            {(!note.is_empty()).then(|| view! { <small class="faint">{note}</small> })}
            {rank.map(|rank| view! { <small class="best">{rank}</small> })}
        </span>
        {difference.map(|difference| view! { <small class="difference">{difference}</small> })}
    }
}
