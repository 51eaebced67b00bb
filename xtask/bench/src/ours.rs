//! Subject of the measurements: Tuneboard's charts and its decoder, as the app uses them.
//!
//! The page knows no more of the app than these functions, so that a change of the app's own ways ends here.

use std::sync::Arc;

use js_sys::Float64Array;
use kernel::{Column, Positions, Steps};
use plotters::drawing::IntoDrawingArea as _;
use tuneboard::browser::canvas;
use tuneboard_core::{
    api::MetricsScanner,
    chart::{self, Columns, Curve, GestureOutput, LIGHT, Layout, Picture, Pins, Size, View},
    metrics::{Intake, MetricStore},
    model::MetricKey,
};
use wasm_bindgen::prelude::*;
use web_sys::HtmlCanvasElement;

/// A chart on three canvases that lie above each other.
#[wasm_bindgen]
pub struct Chart {
    axes: HtmlCanvasElement,
    data: HtmlCanvasElement,
    cursor: HtmlCanvasElement,
    size: Size,
    series: Vec<(Steps, Column)>,
    curves: Arc<Vec<Curve>>,
    view: View,
    layout: Layout,
    /// The axes that are drawn.
    drawn: Option<Layout>,
    picture: Picture,
    /// Position of the crosshair.
    pointed: Columns,
}

#[wasm_bindgen]
impl Chart {
    /// Returns a chart of `n_series` curves without points; `scale` is device pixels per CSS pixel. `line_width`, in device
    /// pixels, is what the peer draws with.
    #[wasm_bindgen(constructor)]
    pub fn new(
        axes: HtmlCanvasElement,
        data: HtmlCanvasElement,
        cursor: HtmlCanvasElement,
        scale: f64,
        n_series: usize,
        line_width: f64,
    ) -> Self {
        let size = Size { width: axes.width(), height: axes.height(), scale };
        let view = View { line_width: Some(line_width / scale), ..View::default() };
        Self {
            axes,
            data,
            cursor,
            size,
            series: vec![(Steps::default(), Column::default()); n_series],
            curves: Arc::default(),
            view,
            layout: chart::layout(&[], &view, size),
            drawn: None,
            picture: Picture::default(),
            pointed: Columns::default(),
        }
    }

    /// Appends figures to a curve at the steps that follow; `NaN` is a gap.
    pub fn push(&mut self, series: usize, values: &[f64]) {
        if let Some((steps, column)) = self.series.get_mut(series) {
            let first = steps.len() as u64 + 1;
            let next: Vec<u64> = (first..first + values.len() as u64).collect();
            steps.append(&next);
            column.append(values);
        }
        self.curves = Arc::default();
    }

    /// Takes the figures of a store.
    pub fn show(&mut self, store: &Store) {
        self.curves = Arc::new(chart::curves(&store.store, &[loss()], self.view.x_axis, |_, _| None, &[]));
    }

    /// Draws a frame, as `components::ChartSurface` does.
    ///
    /// # Errors
    /// When a canvas refuses.
    pub fn draw(&mut self) -> Result<(), JsError> {
        if self.curves.is_empty() {
            let curve = |(slot, (steps, column)): (usize, &(Steps, Column))| {
                Curve::new("", slot, false, Positions::Steps(steps.clone()), column.clone())
            };
            self.curves = Arc::new(self.series.iter().enumerate().map(curve).collect());
        }
        self.layout = chart::layout(&self.curves, &self.view, self.size);
        if !self.drawn.as_ref().is_some_and(|drawn| self.layout.has_axes_of(drawn)) {
            let backend = canvas::backend(&self.axes).ok_or_else(|| JsError::new("no canvas"))?;
            chart::draw_axes(&backend.into_drawing_area(), &self.layout, &LIGHT)?;
            self.drawn = Some(self.layout.clone());
        }
        self.picture.draw(&self.curves, &self.layout, &LIGHT);
        let is_put = canvas::put(&self.data, &self.picture);
        self.picture.rest();
        if is_put { Ok(()) } else { Err(JsError::new("no canvas")) }
    }

    /// Shows the steps from `from` to `to` and draws.
    ///
    /// # Errors
    /// When a canvas refuses.
    pub fn zoom(&mut self, from: f64, to: f64) -> Result<(), JsError> {
        self.view.x_range = Some((from, to));
        self.view.held_y = None;
        self.draw()
    }

    /// Shows everything again, without drawing.
    pub fn show_all(&mut self) {
        self.view.x_range = None;
    }

    /// Moves the view to the right by `px` device pixels and draws.
    ///
    /// # Errors
    /// When a canvas refuses.
    pub fn pan(&mut self, px: f64) -> Result<(), JsError> {
        let rect = self.layout.plot_rect();
        let range = (self.layout.x_from_px(rect.left + px), self.layout.x_from_px(rect.right + px));
        self.view.x_range = Some(range);
        self.view.held_y = Some(self.layout.y_domain());
        self.draw()
    }

    /// Finds the logged points nearest to a device pixel and draws the crosshair there; gives the step of the
    /// nearest.
    ///
    /// # Errors
    /// When a canvas refuses.
    pub fn hover(&mut self, px_x: f64, px_y: f64) -> Result<Option<f64>, JsError> {
        let hit = chart::hit(&self.curves, &self.layout, px_x, px_y);
        let (pins, output) = (Pins::default(), GestureOutput::Nothing);
        let columns = chart::cursor_columns(&self.layout, hit.as_ref(), &pins, &output);
        let drawn = std::mem::replace(&mut self.pointed, columns);
        let backend =
            canvas::backend_without(&self.cursor, drawn).ok_or_else(|| JsError::new("no canvas"))?;
        let area = backend.into_drawing_area();
        chart::draw_cursor(&area, &self.curves, &self.layout, &LIGHT, hit.as_ref(), &pins, &output)?;
        Ok(hit.map(|hit| hit.x))
    }

    /// Returns left, top, right and bottom of the plot in device pixels.
    pub fn plot_rect(&self) -> Vec<f64> {
        let rect = self.layout.plot_rect();
        vec![rect.left, rect.top, rect.right, rect.bottom]
    }

    /// Returns the first and last step in view, lowest and highest value of the axis.
    pub fn domain(&self) -> Vec<f64> {
        let ((x_low, x_high), (y_low, y_high)) = (self.layout.x_domain(), self.layout.y_domain());
        vec![x_low, x_high, y_low, y_high]
    }
}

/// Returns the colour of a curve, for a peer to use the same; red, green, blue.
#[wasm_bindgen]
pub fn color(slot: usize) -> Vec<u8> {
    let color = LIGHT.color(slot);
    vec![color.0, color.1, color.2]
}

/// Metrics that are read from a response as it arrives.
#[wasm_bindgen]
pub struct Store {
    scanner: Option<MetricsScanner>,
    intake: Intake,
    store: MetricStore,
}

#[wasm_bindgen]
impl Store {
    /// Returns a store without metrics.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        let scanner = Some(MetricsScanner::new(200, Vec::new()));
        Self { scanner, intake: Intake::whole(), store: MetricStore::new() }
    }

    /// Takes the next bytes of the body.
    pub fn feed(&mut self, bytes: &[u8]) {
        if let Some(scanner) = &mut self.scanner {
            scanner.push(bytes, &mut self.intake);
        }
    }

    /// Ends the body.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn finish(&mut self) -> Result<(), JsError> {
        if let Some(scanner) = self.scanner.take() {
            scanner.finish()?;
        }
        self.store = std::mem::replace(&mut self.intake, Intake::whole()).into_store();
        Ok(())
    }

    /// Points of all series together.
    pub fn n_points(&self) -> usize {
        self.store.n_points()
    }

    /// Returns every figure in order.
    pub fn values(&self) -> Float64Array {
        let values: Vec<f64> =
            self.store.get(&loss()).map(|series| series.values().iter().collect()).unwrap_or_default();
        Float64Array::from(values.as_slice())
    }
}

/// A whole body in memory.
#[wasm_bindgen]
pub struct Body(Vec<u8>);

#[wasm_bindgen]
impl Body {
    /// Copies the bytes.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }

    /// Reads it, once.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn parse(self) -> Result<Store, JsError> {
        let mut store = Store::new();
        store.feed(&self.0);
        store.finish()?;
        Ok(store)
    }
}

fn loss() -> MetricKey {
    MetricKey::train("loss")
}
