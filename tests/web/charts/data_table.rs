//! A chart's table: the right rows are in view wherever it is scrolled, and few are in the page.

use std::sync::Arc;

use kernel::Positions;
use leptos::prelude::*;
use tuneboard::components::ChartDataTable;
use tuneboard_core::{
    chart::{Curve, View},
    format,
};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{Stage, call, js, press, tick, until};

/// Returns a curve of so many points, whose value is half its step.
fn curve(n: u64) -> Curve {
    let ys = (0..n).map(|step| step as f64 / 2.0).collect();
    Curve::new("train", 0, false, Positions::Steps((0..n).collect()), ys)
}

/// Rules of the style sheet that matter here.
const STYLE: &str = "<style>.table-twin { height: 312px; overflow: auto; overflow-anchor: none } \
    .twin-rows { display: flow-root; overflow: clip } table { border-spacing: 0 } td, th { padding: 0 } \
    thead th { position: sticky; top: 0 }</style><div></div>";

/// A mounted table, and what it shows; the others end with it.
struct Table<T>(Stage, RwSignal<Arc<Vec<Curve>>>, Held<T>);

struct Held<T> {
    _mounted: T,
    _owner: Owner,
}

fn table(curves: Vec<Curve>) -> Table<impl Drop> {
    let owner = Owner::new();
    let curves = owner.with(|| RwSignal::new(Arc::new(curves)));
    let stage = Stage::new();
    stage.0.set_inner_html(STYLE);
    let mounted =
        stage.mount(move || view! { <ChartDataTable curves=curves view=Signal::stored(View::default()) /> });
    Table(stage, curves, Held { _mounted: mounted, _owner: owner })
}

impl<T> Table<T> {
    fn n_rows(&self) -> u32 {
        self.0.count("tbody tr")
    }

    /// Returns the cells of the first row below the headings that is at least half in view, as they are on screen.
    fn top_row(&self) -> String {
        let script = "const head = stage.querySelector('thead tr th').getBoundingClientRect().bottom; \
                      const rows = [...stage.querySelectorAll('tbody tr')]; \
                      const row = rows.find((row) => row.getBoundingClientRect().top >= head - 14); \
                      return row ? [...row.children].map((cell) => cell.textContent).join(' ') : ''";
        call(&js("stage", script), &[(&self.0.0).into()]).as_string().unwrap_or_default()
    }

    /// Returns true if rows fill the view down to its lower edge.
    fn is_full(&self) -> bool {
        let script = "const box = stage.querySelector('.table-twin').getBoundingClientRect(); \
                      const rows = [...stage.querySelectorAll('tbody tr')]; \
                      return rows.length > 0 && rows.at(-1).getBoundingClientRect().bottom >= box.bottom - 1";
        call(&js("stage", script), &[(&self.0.0).into()]).is_truthy()
    }

    async fn scroll(&self, px: i32, expected: &str) {
        self.0.find(".table-twin").set_scroll_top(px);
        until(&format!("{expected} at {px}, not {}", self.top_row()), || self.top_row() == expected).await;
        assert!(self.is_full() && self.n_rows() < 60, "{} rows at {px}", self.n_rows());
    }
}

#[wasm_bindgen_test]
async fn a_hundred_thousand_rows_are_there_and_few_are_in_the_page() {
    let table = table(vec![curve(100_000)]);
    until("the newest row on top", || table.top_row() == "99,999 49999.5").await;
    assert!(table.n_rows() < 60, "{}", table.n_rows());
    assert_eq!(table.0.find("table").get_attribute("aria-rowcount").as_deref(), Some("100001"));
    for row in [1, 7, 8, 9, 100, 50_000, 99_980, 3] {
        let step = 99_999 - row;
        let expected = format!("{} {}", format::count(step), step as f64 / 2.0);
        table.scroll(row as i32 * 28, &expected).await;
    }
    // The last row is the first step, and readers know its number.
    table.0.find(".table-twin").set_scroll_top(i32::MAX);
    let last = "tbody tr:last-child";
    until("the last row", || table.0.find(last).text_content().as_deref() == Some("00")).await;
    assert_eq!(table.0.find(last).get_attribute("aria-rowindex").as_deref(), Some("100001"));
    assert!(table.is_full());
}

#[wasm_bindgen_test]
async fn more_rows_than_a_box_can_be_high_are_all_reached() {
    let table = table(vec![curve(1_000_000)]);
    until("the newest row on top", || table.top_row() == "999,999 499999.5").await;
    let scroller = table.0.find(".table-twin");
    for row in 1..=30 {
        press(&scroller, "ArrowDown");
        let expected = format::count(999_999 - row);
        until(&format!("row {row}, not {}", table.top_row()), || table.top_row().starts_with(&expected))
            .await;
    }
    assert!(table.is_full() && table.n_rows() < 60);
    scroller.set_scroll_top(i32::MAX);
    until("the last row", || table.0.find("tbody tr:last-child").text_content().as_deref() == Some("00"))
        .await;
    assert!(table.is_full() && table.n_rows() < 60);
}

#[wasm_bindgen_test]
async fn new_points_do_not_move_what_is_read() {
    let table = table(vec![curve(2_000)]);
    until("the newest row on top", || table.top_row().starts_with("1,999 ")).await;
    table.scroll(28 * 700, "1,299 649.5").await;
    table.1.set(Arc::new(vec![curve(2_030)]));
    until("the new rows", || table.0.find("table").get_attribute("aria-rowcount").as_deref() == Some("2031"))
        .await;
    tick().await;
    assert_eq!(table.top_row(), "1,299 649.5");
    // At the top the newest rows are what is read.
    table.scroll(0, "2,029 1014.5").await;
    table.1.set(Arc::new(vec![curve(2_040)]));
    until("the newest row", || table.top_row() == "2,039 1019.5").await;
}

#[wasm_bindgen_test]
async fn a_small_table_is_in_the_page_as_a_whole_with_a_column_per_curve() {
    let eval = Curve::new(
        "eval",
        1,
        true,
        Positions::Steps([10, 299, 400].into_iter().collect()),
        [1.0, f64::NAN, 3.0].into_iter().collect(),
    );
    let table = table(vec![curve(300).smoothed(Some(kernel::Smoothing::Average(0.5)), None), eval]);
    until("every row", || table.n_rows() == 301).await;
    let text = |selector: &str| {
        let cells = js("row", "return [...row.children].map((cell) => cell.textContent).join('|')");
        call(&cells, &[(&table.0.find(selector)).into()]).as_string().unwrap_or_default()
    };
    assert_eq!(text("thead tr"), "Step|train|train smoothed|eval");
    assert_eq!(text("tbody tr:nth-child(1)"), "400|||3");
    assert!(text("tbody tr:nth-child(2)").ends_with("|NaN"), "{}", text("tbody tr:nth-child(2)"));
    assert_eq!(text("tbody tr:last-child"), "0|0|0|");
}
