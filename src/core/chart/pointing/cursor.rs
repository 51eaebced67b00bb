//! The layer above the curves: crosshair, the points it meets, pins, and what is being selected.

use plotters::{
    coord::Shift,
    drawing::{DrawingArea, DrawingAreaErrorKind},
    element::{Circle, Rectangle},
    prelude::DrawingBackend,
    style::{
        Color as _, IntoFont as _, TextStyle,
        text_anchor::{HPos, Pos, VPos},
    },
};

use crate::chart::{
    Curve, GestureOutput, Hit, Layout, PIN_NAMES, Pins, Theme,
    axis::{axes::FONT_FAMILY, layout::FONT_SIZE},
};

/// Opacity of what is being selected.
const SELECTION_OPACITY: f64 = 0.14;
/// Radius of a point under the crosshair, CSS pixels.
const POINT_RADIUS: f64 = 3.5;
/// Half the width of a pin's flag, CSS pixels.
const FLAG: f64 = 8.0;

type Drawn<DB> = Result<(), DrawingAreaErrorKind<<DB as DrawingBackend>::ErrorType>>;

/// Columns of device pixels that hold all that was drawn: where a layer has to be emptied. The first, and the one
/// behind the last; none if they are the same.
pub type Columns = (f64, f64);

/// Returns the columns that [`draw_cursor`] draws in.
pub fn cursor_columns(layout: &Layout, hit: Option<&Hit>, pins: &Pins, output: &GestureOutput) -> Columns {
    let whole = (0.0, f64::from(layout.size().width));
    let is_wide = matches!(output, GestureOutput::Select { .. }) || !pins.places().is_empty();
    match hit {
        _ if is_wide => whole,
        None => (0.0, 0.0),
        Some(hit) => {
            let reach = layout.css(POINT_RADIUS + 3.0).ceil();
            let xs = || hit.rows.iter().map(|row| row.x).chain([hit.x]).map(|x| layout.px_from_x(x));
            let (first, last) = (xs().fold(f64::MAX, f64::min), xs().fold(f64::MIN, f64::max));
            ((first - reach).floor().max(whole.0), (last + reach).ceil().min(whole.1))
        }
    }
}

/// Draws the crosshair at `hit`, the pins and, while `output` is a selection, what it covers, on an empty area
/// of the layout's size.
///
/// # Errors
/// Errors of the backend.
pub fn draw_cursor<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    curves: &[Curve],
    layout: &Layout,
    theme: &Theme,
    hit: Option<&Hit>,
    pins: &Pins,
    output: &GestureOutput,
) -> Drawn<DB> {
    let rect = layout.plot_rect();
    if let GestureOutput::Select { from, to, is_both } = output {
        let x = |px: f64| px.clamp(rect.left, rect.right).round() as i32;
        let y = |px: f64| px.clamp(rect.top, rect.bottom).round() as i32;
        let (top, bottom) =
            if *is_both { (from.1.min(to.1), from.1.max(to.1)) } else { (rect.top, rect.bottom) };
        let corners = [(x(from.0.min(to.0)), y(top)), (x(from.0.max(to.0)), y(bottom))];
        area.draw(&Rectangle::new(corners, theme.series[0].mix(SELECTION_OPACITY).filled()))?;
    }
    draw_pins(area, layout, theme, pins, layout.css(FONT_SIZE))?;
    let Some(hit) = hit else { return Ok(()) };
    draw_hairline(area, layout, theme, hit.x, 0.7)?;
    let radius = (POINT_RADIUS * layout.size().scale).round() as i32;
    for row in &hit.rows {
        let Some(curve) = curves.get(row.curve) else { continue };
        let (px, py) = (layout.px_from_x(row.x), layout.px_from_y(row.smoothed.unwrap_or(row.value)));
        if rect.contains(px, py) {
            let center = (px.round() as i32, py.round() as i32);
            area.draw(&Circle::new(center, radius + 1, theme.surface.filled()))?;
            area.draw(&Circle::new(center, radius, theme.color(curve.color).filled()))?;
        }
    }
    Ok(())
}

/// Draws an upright line, where `x` is in view.
fn draw_hairline<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    layout: &Layout,
    theme: &Theme,
    x: f64,
    opacity: f64,
) -> Drawn<DB> {
    let (rect, px) = (layout.plot_rect(), layout.px_from_x(x).round());
    if rect.left <= px && px <= rect.right {
        let width = (layout.size().scale.round() as i32).max(1);
        let corners = [(px as i32, rect.top as i32), (px as i32 + width, rect.bottom as i32)];
        area.draw(&Rectangle::new(corners, theme.axis_text.mix(opacity).filled()))?;
    }
    Ok(())
}

/// Draws the pins that are in view, with names of this size as the backend counts it.
pub(in crate::chart) fn draw_pins<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    layout: &Layout,
    theme: &Theme,
    pins: &Pins,
    font_size: f64,
) -> Drawn<DB> {
    let font = TextStyle::from((FONT_FAMILY, font_size).into_font()).color(&theme.surface);
    let font = font.pos(Pos::new(HPos::Center, VPos::Center));
    let mut places = pins.places().iter().zip(PIN_NAMES);
    places.try_for_each(|(place, name)| draw_pin(area, layout, theme, *place, name, &font))
}

/// Draws a line with its name in a flag at its upper end, where it hides no label.
fn draw_pin<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    layout: &Layout,
    theme: &Theme,
    x: f64,
    name: &str,
    font: &TextStyle<'_>,
) -> Drawn<DB> {
    let (rect, px) = (layout.plot_rect(), layout.px_from_x(x).round());
    if px < rect.left || rect.right < px {
        return Ok(());
    }
    draw_hairline(area, layout, theme, x, 1.0)?;
    let half = layout.css(FLAG).round() as i32;
    let (center, top) = (px as i32, rect.top as i32);
    let flag = [(center - half, top), (center + half, top + 2 * half)];
    area.draw(&Rectangle::new(flag, theme.axis_text.filled()))?;
    area.draw_text(name, font, (center, top + half))
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use std::convert::Infallible;

    use kernel::Positions;
    use plotters::{drawing::IntoDrawingArea as _, prelude::DrawingBackend};
    use plotters_backend::{BackendColor, BackendCoord, DrawingErrorKind};

    use super::*;
    use crate::chart::{LIGHT, Size, View, hit_at, layout};

    /// The columns that were drawn in.
    struct Touched<'a>(&'a mut Vec<i32>);

    impl DrawingBackend for Touched<'_> {
        type ErrorType = Infallible;

        fn get_size(&self) -> (u32, u32) {
            (600, 200)
        }

        fn ensure_prepared(&mut self) -> Result<(), DrawingErrorKind<Infallible>> {
            Ok(())
        }

        fn present(&mut self) -> Result<(), DrawingErrorKind<Infallible>> {
            Ok(())
        }

        fn draw_pixel(
            &mut self,
            (x, _): BackendCoord,
            _: BackendColor,
        ) -> Result<(), DrawingErrorKind<Infallible>> {
            self.0.push(x);
            Ok(())
        }
    }

    #[test]
    fn nothing_is_drawn_outside_the_columns_that_are_named() {
        let curve = |from: u64, is_dashed| {
            let xs = Positions::Steps((from..from + 40).map(|step| step * 5).collect());
            Curve::new("loss", 0, is_dashed, xs, (0..40).map(f64::from).collect())
        };
        let curves = [curve(0, false), curve(3, true)];
        for scale in [1.0, 2.0] {
            let layout = layout(&curves, &View::default(), Size { width: 600, height: 200, scale });
            for place in 0..60 {
                let x = f64::from(place) * 3.7;
                let hit = hit_at(&curves, x);
                let (pins, output) = (Pins::default(), GestureOutput::Nothing);
                let mut touched = Vec::new();
                let area = Touched(&mut touched).into_drawing_area();
                draw_cursor(&area, &curves, &layout, &LIGHT, hit.as_ref(), &pins, &output).expect("drawn");
                drop(area);
                let (left, right) = cursor_columns(&layout, hit.as_ref(), &pins, &output);
                let is_within = touched.iter().all(|x| (left..right).contains(&f64::from(*x)));
                assert!(is_within && hit.is_some() != touched.is_empty(), "{x} {left} {right}");
            }
        }
    }
}
