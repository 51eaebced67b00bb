//! The curves as pixels: a plotters backend that draws into memory.
//!
//! A browser's canvas takes one call per bend of a line and, without a graphics card, ten times as long for a
//! line wider than one pixel. Here a picture costs what its pixels cost, and goes to the canvas in one call.

use std::{convert::Infallible, sync::Arc};

use kernel::{Area, Raster};
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, DrawingBackend, DrawingErrorKind};

use super::lines::{Detail, Manner, UNITS, draw_lines, draw_some_lines};
use crate::chart::{Curve, Layout, Theme};

/// Room around the plot for markers and line ends, CSS pixels.
const ROOM: f64 = 6.0;

/// Greatest distance that a point's pixels reach, with neighbours that lines lead to.
const REACH: i32 = 16;

/// The curves' picture, and where it belongs in the chart. Keeps its pixels only while the view moves, for only then is
/// the next frame made of them.
#[derive(Debug, Default)]
pub struct Picture {
    raster: Raster,
    left: i32,
    top: i32,
    /// Curves, layout and theme of the last drawing.
    drawn: Option<(Arc<Vec<Curve>>, Layout, Theme)>,
    /// Method by which each line of it was drawn.
    manners: Vec<Manner>,
    /// The view moved along x since the frame before.
    is_moving: bool,
}

impl Picture {
    /// Draws the curves on nothing: pixels without a curve are transparent. What is there already is moved
    /// rather than drawn again, where only the view along x did.
    pub fn draw(&mut self, curves: &Arc<Vec<Curve>>, layout: &Layout, theme: &Theme) {
        let moved = self.drawn.as_ref().and_then(|(known, old, colors)| {
            let is_same = Arc::ptr_eq(known, curves) && colors == theme;
            layout.pixels_beyond(old).filter(|_| is_same)
        });
        let rect = layout.plot_rect();
        let width = (rect.right - rect.left) as isize;
        let near = moved.filter(|by| by.abs() < width / 2);
        self.is_moving = near.is_some_and(|by| by != 0);
        match near.filter(|_| !self.pixels().is_empty()) {
            Some(0) => {}
            Some(by) => self.move_on(curves, layout, theme, by),
            None => self.draw_all(curves, layout, theme),
        }
        self.drawn = Some((Arc::clone(curves), layout.clone(), *theme));
    }

    /// Lets other pictures have the memory, unless the view moves. To be called once the pixels are on screen.
    pub fn rest(&mut self) {
        if !self.is_moving {
            self.raster = Raster::default();
        }
    }

    fn draw_all(&mut self, curves: &[Curve], layout: &Layout, theme: &Theme) {
        let (rect, room) = (layout.plot_rect(), layout.css(ROOM).ceil());
        (self.left, self.top) = ((rect.left - room) as i32, (rect.top - room) as i32);
        let extent = |low: f64, high: f64| (high - low + 2.0 * room).max(0.0) as usize;
        self.raster.resize(extent(rect.left, rect.right), extent(rect.top, rect.bottom));
        let mut ink = Ink { raster: &mut self.raster, left: self.left, top: self.top, wet: None };
        // Nothing that draws into memory can fail.
        self.manners = draw_lines(&mut ink, curves, layout, theme, Detail::Pixels).unwrap_or_default();
        ink.dry();
    }

    /// Moves what is there and draws what comes into view, beyond the plot's edges too: there, markers and
    /// line ends of the old view are.
    fn move_on(&mut self, curves: &[Curve], layout: &Layout, theme: &Theme, by: isize) {
        let rect = layout.plot_rect();
        let (width, height) = self.raster.size();
        let column = |px: f64| (px - f64::from(self.left)).max(0.0) as usize;
        let (left, right) = (column(rect.left), column(rect.right) + 1);
        // Markers and wide lines reach over the edge they were cut at.
        let reach = 2 * left + 1;
        let n_new = by.unsigned_abs() + reach;
        let whole = Area { left: 0, top: 0, right: width, bottom: height };
        self.raster.clip_to(whole);
        self.raster.shift(-by);
        let (new, rest) = if 0 < by {
            (Area { left: right.saturating_sub(n_new), ..whole }, Area { right: left + reach, ..whole })
        } else {
            (Area { right: left + n_new, ..whole }, Area { left: right.saturating_sub(reach), ..whole })
        };
        for area in [new, rest] {
            self.raster.clip_to(area);
            self.raster.clear();
            // What is cut off must not end within the area.
            let px = |column: usize| self.left + column as i32;
            let (from, to) = (px(area.left) - REACH, px(area.right.min(width)) + REACH);
            let window = (from.max(rect.left as i32), to.min(rect.right as i32));
            let mut ink = Ink { raster: &mut self.raster, left: self.left, top: self.top, wet: None };
            let drawn = draw_some_lines(&mut ink, curves, layout, theme, window, &self.manners);
            ink.dry();
            debug_assert!(drawn.is_ok(), "nothing that draws into memory can fail");
        }
        self.raster.clip_to(whole);
    }

    /// Returns the pixel of the chart that its upper left one is.
    pub fn place(&self) -> (i32, i32) {
        (self.left, self.top)
    }

    /// Columns and rows.
    pub fn size(&self) -> (usize, usize) {
        self.raster.size()
    }

    /// Returns red, green, blue and opacity per pixel, row by row; colours are not multiplied by opacity.
    pub fn pixels(&self) -> &[u8] {
        self.raster.pixels()
    }
}

/// Coordinates are sixteenths of a pixel of the chart.
struct Ink<'a> {
    raster: &'a mut Raster,
    left: i32,
    top: i32,
    /// The colour of what is in the mask.
    wet: Option<BackendColor>,
}

impl Ink<'_> {
    /// Shapes of one colour in a row add up; another colour begins on top of them.
    fn dip(&mut self, color: BackendColor) {
        let is_other =
            self.wet.is_some_and(|wet| (wet.rgb, wet.alpha.to_bits()) != (color.rgb, color.alpha.to_bits()));
        if is_other {
            self.dry();
        }
        self.wet = Some(color);
    }

    fn dry(&mut self) {
        if let Some(BackendColor { rgb: (red, green, blue), alpha }) = self.wet.take() {
            self.raster.paint([red, green, blue], alpha);
        }
    }

    fn px(&self, (x, y): BackendCoord) -> (f64, f64) {
        (f64::from(x) / UNITS - f64::from(self.left), f64::from(y) / UNITS - f64::from(self.top))
    }
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

impl DrawingBackend for Ink<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        let (width, height) = self.raster.size();
        ((width as f64 * UNITS) as u32, (height as f64 * UNITS) as u32)
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        self.dry();
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Drawn {
        self.dip(color);
        let (x, y) = self.px(point);
        self.raster.column(x as i32, y, y + 1.0, 1.0);
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        _fill: bool,
    ) -> Drawn {
        self.dip(style.color());
        let ((left, top), (right, bottom)) = (self.px(upper_left), self.px(bottom_right));
        for column in left.floor() as i32..right.ceil() as i32 {
            let part = right.min(f64::from(column) + 1.0) - left.max(f64::from(column));
            self.raster.column(column, top, bottom, part);
        }
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        self.dip(style.color());
        let width = f64::from(style.stroke_width()) / UNITS;
        let mut last = None;
        for point in path {
            let point = self.px(point);
            if let Some(last) = last.replace(point) {
                self.raster.line(last, point, width);
            }
        }
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        _fill: bool,
    ) -> Drawn {
        self.dip(style.color());
        self.raster.disc(self.px(center), f64::from(radius) / UNITS);
        Ok(())
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
