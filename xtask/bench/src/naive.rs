//! Baseline without a chart core: plotters' `LineSeries` of every point on plotters-canvas.

use plotters::{prelude::*, style::RGBColor};
use tuneboard::browser::canvas;
use tuneboard_core::chart::LIGHT;
use wasm_bindgen::prelude::*;
use web_sys::HtmlCanvasElement;

/// A curve and the canvas it is drawn on.
#[wasm_bindgen]
pub struct Naive {
    canvas: HtmlCanvasElement,
    points: Vec<(f64, f64)>,
}

#[wasm_bindgen]
impl Naive {
    /// Returns a chart of figures at the steps from 1 on.
    #[wasm_bindgen(constructor)]
    pub fn new(canvas: HtmlCanvasElement, values: &[f64]) -> Self {
        let points = values.iter().enumerate().map(|(idx, value)| ((idx + 1) as f64, *value)).collect();
        Self { canvas, points }
    }

    /// Draws the steps and the values of a domain, with a grid for values and labels on both axes.
    ///
    /// # Errors
    /// When the canvas refuses.
    pub fn draw(&self, x_low: f64, x_high: f64, y_low: f64, y_high: f64) -> Result<(), JsError> {
        let backend = canvas::backend(&self.canvas).ok_or_else(|| JsError::new("no canvas"))?;
        let area = backend.into_drawing_area();
        area.fill(&LIGHT.surface)?;
        let mut chart = ChartBuilder::on(&area)
            .margin(8)
            .x_label_area_size(22)
            .y_label_area_size(40)
            .build_cartesian_2d(x_low..x_high, y_low..y_high)?;
        let grid: RGBColor = LIGHT.grid;
        chart.configure_mesh().disable_x_mesh().light_line_style(TRANSPARENT).bold_line_style(grid).draw()?;
        chart.draw_series(LineSeries::new(self.points.iter().copied(), &LIGHT.color(0)))?;
        Ok(())
    }
}
