//! The job table by Leptos' own keyed `<For>` with one signal per row: the baseline of the rows that the app writes itself.
//!
//! State, order, texts, markup and overscan are the app's; only what makes and updates the rows is Leptos'. Loss lines
//! are not asked for.

use std::{collections::HashMap, sync::Arc};

use leptos::{html, prelude::*};
use send_wrapper::SendWrapper;
use tuneboard::{
    browser::{clock, listener::Listener, viewport},
    components::{IconName, ScopedFrameTask},
    state::App,
};
use tuneboard_core::{
    listing::{Binding, Column, JobTable, ListQuery, Listed, Reader, Row, Selection, Slot, Target},
    model::{JobKey, StatusClass, places},
    route::{Location, Route},
};

/// Rows above and below the view, as the app's.
const OVERSCAN: usize = 8;

/// Values of a row, in the order of the columns' bindings.
#[derive(Clone, PartialEq)]
struct RowData {
    class: StatusClass,
    index: usize,
    is_selected: bool,
    values: Arc<[Option<String>]>,
}

/// Keyed rows in view, each with its signal.
type Rows = Vec<(JobKey, ArcRwSignal<RowData>)>;

/// The table.
#[component]
pub fn ForTable(
    /// Shared state.
    app: App,
    /// Filter and order of the table.
    query: Memo<ListQuery>,
) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    let slots = Memo::new(move |_| {
        let query = query.get();
        Arc::<Vec<Slot>>::new(app.jobs.with(|rows| rows.arrange(&query, app.now.get_untracked())))
    });
    let n_rows = move || slots.with(|slots| slots.len());
    // As in the app, rows are made where the last list was seen.
    let expected = viewport::rows_expected(usize::MAX)
        .map(|(first, last)| (first.saturating_sub(OVERSCAN), last + OVERSCAN));
    let window = RwSignal::new(expected.unwrap_or((0, 40)));
    let measure = move || {
        let Some(list) = node.get_untracked() else { return };
        let n_rows = untrack(n_rows);
        let (first, last) = viewport::rows_in_view(&list, n_rows);
        let now = (first.saturating_sub(OVERSCAN), (last + OVERSCAN).min(n_rows));
        window.maybe_update(|old| std::mem::replace(old, now) != now);
    };
    let frame = ScopedFrameTask::new(measure);
    let listener = SendWrapper::new(Listener::window("scroll", move |_: web_sys::Event| frame.request()));
    on_cleanup(move || drop(listener));
    Effect::new(move || {
        if node.get().is_some() && 0 < n_rows() {
            measure();
        }
    });
    let known = StoredValue::new(HashMap::<JobKey, ArcRwSignal<RowData>>::new());
    let rows = move || {
        let (first, last) = window.get();
        let slots = slots.get();
        let shown = slots.get(first.min(slots.len())..last.min(slots.len())).unwrap_or_default();
        let connections = app.connections.all();
        let names = places(&connections);
        let reader = Reader { now: app.now.get(), utc_offset_secs: clock::utc_offset_secs };
        app.jobs
            .with(|job_table| {
                known.try_update_value(|known| {
                    let mut rows: Rows = Vec::with_capacity(shown.len());
                    for (index, slot) in (first..).zip(shown) {
                        let Some(listed) = job_table.listed(*slot) else { continue };
                        let at = connections.iter().position(|known| known.id == listed.key.connection);
                        let is_selected =
                            app.selected.with(|selection| selected(selection, job_table, *slot));
                        let names = at.map(|at| (&*connections[at].label, &*names[at].name));
                        let data = data(&listed, names, reader, index, is_selected);
                        let row = match known.remove(&listed.key) {
                            Some(row) => {
                                row.maybe_update(|old| {
                                    let has_changed = *old != data;
                                    *old = data;
                                    has_changed
                                });
                                row
                            }
                            None => ArcRwSignal::new(data),
                        };
                        rows.push((listed.key, row));
                    }
                    *known = rows.iter().cloned().collect();
                    rows
                })
            })
            .unwrap_or_default()
    };
    let heads = Column::ALL.map(|column| {
        view! {
            <div class="td" role="columnheader" data-column=column.slug()>
                <button type="button" class="sort">{column.label()}</button>
            </div>
        }
        .into_any()
    });
    view! {
        <div class="jobs">
            <div class="jobs-table" role="table" aria-label="Jobs" aria-rowcount=move || (n_rows() + 1).to_string()>
                <div class="heads" role="rowgroup">
                    <div class="tr head" role="row" aria-rowindex="1">
                        <div class="td" role="columnheader" data-column="select"></div>
                        {heads.collect_view()}
                    </div>
                </div>
                <div class="rows" role="rowgroup" node_ref=node style=("--count", move || n_rows().to_string())>
                    <For each=rows key=|(key, _)| key.clone() children=|(_, row)| view! { <ForRow row=row /> } />
                </div>
            </div>
        </div>
    }
}

fn selected(selection: &Selection, job_table: &JobTable, slot: Slot) -> bool {
    selection.has(job_table, slot)
}

/// Content of the row: its columns' values.
fn data(
    listed: &Listed,
    names: Option<(&str, &str)>,
    reader: Reader,
    index: usize,
    is_selected: bool,
) -> RowData {
    let href = Location::of(Route::Job(listed.key.clone())).to_hash();
    let row = Row {
        listed,
        href: &href,
        connection: names.map(|(label, _)| label),
        place: names.map(|(_, place)| place),
        stale_since: None,
        reader,
    };
    let bindings = Column::ALL.into_iter().flat_map(Column::bindings);
    let values = bindings.map(|binding| (binding.value)(&row).map(std::borrow::Cow::into_owned)).collect();
    RowData { class: row.class(), index, is_selected, values }
}

/// Index of a binding among those of all columns.
fn place_of(slug: &str, selector: &str, target: Target) -> usize {
    let all = |column: Column| column.bindings().iter().map(move |binding| (column, binding));
    let is_it = |(column, binding): (Column, &Binding)| {
        column.slug() == slug && binding.selector == selector && binding.target == target
    };
    Column::ALL.into_iter().flat_map(all).position(is_it).unwrap_or_default()
}

/// Places of a row's values.
struct Places {
    word: usize,
    raw: usize,
    meaning: usize,
    name: usize,
    href: usize,
    id: usize,
    provider: usize,
    connection: usize,
    model: usize,
    model_full: usize,
    no_bar: usize,
    share: usize,
    progress: usize,
    loss: usize,
    no_loss: usize,
    finding: usize,
    created: usize,
    created_exact: usize,
    created_stamp: usize,
    elapsed: usize,
    left: usize,
    left_basis: usize,
}

impl Places {
    fn find() -> Self {
        const TITLE: Target = Target::Attribute("title");
        Self {
            word: place_of("status", ".status .word", Target::Text),
            raw: place_of("status", ".status .raw", Target::Text),
            meaning: place_of("status", ".status", TITLE),
            name: place_of("name", ".name", Target::Text),
            href: place_of("name", ".name", Target::Attribute("href")),
            id: place_of("name", ".id", Target::Text),
            provider: place_of("provider", "", Target::Text),
            connection: place_of("provider", "", TITLE),
            model: place_of("model", "", Target::Text),
            model_full: place_of("model", "", TITLE),
            no_bar: place_of("progress", ".bar i", Target::Attribute("hidden")),
            share: place_of("progress", ".bar i", Target::Property("--share")),
            progress: place_of("progress", ".bar span", Target::Text),
            loss: place_of("loss", "span", Target::Text),
            no_loss: place_of("loss", "span", Target::Attribute("data-words")),
            finding: place_of("finding", ".finding-mark + span", Target::Text),
            created: place_of("created", "time", Target::Text),
            created_exact: place_of("created", "time", TITLE),
            created_stamp: place_of("created", "time", Target::Attribute("datetime")),
            elapsed: place_of("elapsed", "", Target::Text),
            left: place_of("left", "span", Target::Text),
            left_basis: place_of("left", "", TITLE),
        }
    }
}

thread_local! {
    static PLACES: Places = Places::find();
}

/// One row. Its view is made anew from the signal; Leptos writes what differs.
#[component]
fn ForRow(
    /// The row's signal.
    row: ArcRwSignal<RowData>,
) -> impl IntoView {
    move || PLACES.with(|at| row.with(|row| row_view(row, at)))
}

fn row_view(row: &RowData, at: &Places) -> impl IntoView + use<> {
    let some = |n: usize| row.values[n].clone();
    let text = |n: usize| some(n).unwrap_or_default();
    let (icon, slug) = (IconName::of_status(row.class), row.class.slug());
    let raw = some(at.raw).map(|raw| view! { <small class="raw">{raw}</small> });
    view! {
        <div
            class="tr"
            role="row"
            aria-rowindex=(row.index + 2).to_string()
            data-selected=row.is_selected.then_some("")
            style=("translate", format!("0 calc({} * var(--row-height))", row.index))
        >
            <div class="td" role="cell" data-column="select">
                <span
                    class="check"
                    role="checkbox"
                    tabindex="-1"
                    aria-checked=row.is_selected.to_string()
                    aria-label=format!("Select {}", text(at.name))
                ></span>
            </div>
            <div class="td" role="cell" data-column="status">
                <span class="status" data-class=slug title=some(at.meaning)>
                    <svg class=icon.class() viewBox="0 0 16 16" aria-hidden="true">
                        <path d=icon.path()></path>
                    </svg>
                    <span class="word">{text(at.word)}</span>
                    {raw}
                </span>
            </div>
            <div class="td" role="cell" data-column="name">
                <a class="name" href=some(at.href) title=some(at.name)>
                    {text(at.name)}
                </a>
                <span class="id" title=some(at.id)>
                    {text(at.id)}
                </span>
            </div>
            <div class="td text" role="cell" data-column="provider" title=some(at.connection)>
                {text(at.provider)}
            </div>
            <div class="td text" role="cell" data-column="model" title=some(at.model_full)>
                {text(at.model)}
            </div>
            <div class="td" role="cell" data-column="progress">
                <div class="bar" data-class=slug>
                    <i aria-hidden="true" hidden=some(at.no_bar).is_some() style=("--share", text(at.share))></i>
                    <span>{text(at.progress)}</span>
                </div>
            </div>
            <div class="td" role="cell" data-column="loss">
                <span data-words=some(at.no_loss)>{text(at.loss)}</span>
            </div>
            <div class="td" role="cell" data-column="finding">
                <span>{text(at.finding)}</span>
            </div>
            <div class="td text" role="cell" data-column="created">
                <time title=some(at.created_exact) datetime=some(at.created_stamp)>
                    {text(at.created)}
                </time>
            </div>
            <div class="td text num" role="cell" data-column="elapsed">
                {text(at.elapsed)}
            </div>
            <div class="td text" role="cell" data-column="left" title=some(at.left_basis)>
                <span>{text(at.left)}</span>
            </div>
        </div>
    }
}
