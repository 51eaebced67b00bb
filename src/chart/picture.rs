//! The curves as pixels: a plotters backend that draws into memory.
//!
//! A browser's canvas takes one call per bend of a line and, without a graphics card, ten times as long for a
//! line wider than one pixel. Here a picture costs what its pixels cost, and goes to the canvas in one call.

use std::convert::Infallible;

use kernel::Raster;
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, DrawingBackend, DrawingErrorKind};

use super::{
    Curve, Layout, Theme,
    lines::{Detail, UNITS, draw_lines},
};

/// Room around the plot for markers and line ends, CSS pixels.
const ROOM: f64 = 6.0;

/// The curves' picture, and where it belongs in the chart. Keeps its memory from frame to frame.
#[derive(Debug, Default)]
pub struct Picture {
    raster: Raster,
    left: i32,
    top: i32,
}

impl Picture {
    /// Draws the curves on nothing: pixels without a curve are transparent.
    pub fn draw(&mut self, curves: &[Curve], layout: &Layout, theme: &Theme) {
        let (rect, room) = (layout.plot_rect(), layout.css(ROOM).ceil());
        (self.left, self.top) = ((rect.left - room) as i32, (rect.top - room) as i32);
        let extent = |low: f64, high: f64| (high - low + 2.0 * room).max(0.0) as usize;
        self.raster.resize(extent(rect.left, rect.right), extent(rect.top, rect.bottom));
        let mut ink = Ink { raster: &mut self.raster, left: self.left, top: self.top, wet: None };
        let Ok(()) = draw_lines(&mut ink, curves, layout, theme, Detail::Pixels).and_then(|()| ink.present())
        else {
            // Nothing that draws into memory can fail.
            return;
        };
    }

    /// The pixel of the chart that its upper left one is.
    pub fn place(&self) -> (i32, i32) {
        (self.left, self.top)
    }

    /// Columns and rows.
    pub fn size(&self) -> (usize, usize) {
        self.raster.size()
    }

    /// Red, green, blue and opacity per pixel, row by row; colours are not multiplied by opacity.
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
        self.raster.column(x as i32, 1, y, y + 1.0);
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
        self.raster.column(left.round() as i32, (right - left).round() as usize, top, bottom);
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
