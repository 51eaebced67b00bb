//! The figures of compared jobs as a table, each beside that of the baseline.

use std::sync::Arc;

use leptos::prelude::*;

use super::{comparison::Comparison, pace::paced, table::CompareTable};
use crate::state::{Watched, origins};
use tuneboard_core::{
    comparison::{Facts, Figure, FigureRow, Judged, Lineup, Origin, figures},
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
        let facts = with_origins(facts, &columns, &comparison.names.get_untracked());
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
        let (open, judgement) = (watched.open(), watched.judgement);
        let end = judgement.end();
        Some(open.store().with(|store| {
            let judged = judgement.with(|answer| Some(Judged::of(answer.as_ref()?, store, &end)));
            Facts { judged, ..Facts::of(job, store, open.is_sampled().get(), now) }
        }))
    })
}

/// Adds the jobs that others were cloned from, where both are compared.
fn with_origins(
    mut facts: Vec<Option<Facts>>,
    columns: &[(usize, Watched)],
    names: &[Arc<str>],
) -> Vec<Option<Facts>> {
    let known = origins();
    let origin = |(_, watched): &(usize, Watched)| {
        let key = watched.open().key();
        let origin = watched.open().job().with_untracked(|job| known.of(&key, job.as_deref()?))?;
        let column = columns.iter().position(|(_, other)| other.open().key() == origin)?;
        let name = names.get(columns.get(column)?.0)?.to_string();
        let best = facts.get(column)?.as_ref()?.judged.as_ref()?.best().cloned();
        Some(Origin { name, best })
    };
    let all: Vec<_> = columns.iter().map(origin).collect();
    for (facts, origin) in facts.iter_mut().zip(all) {
        if let Some(facts) = facts {
            facts.origin = origin;
        }
    }
    facts
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
