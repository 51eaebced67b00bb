//! A chart as a picture that leaves the page, with the words that it needs there: its title, its job, the legend of its
//! lines, its pins and the name of x. SVG and PNG are drawn by the same functions.

use plotters::{
    coord::Shift,
    drawing::{DrawingArea, DrawingAreaErrorKind},
    prelude::DrawingBackend,
    style::{
        IntoFont as _, TextStyle,
        text_anchor::{HPos, Pos, VPos},
    },
};

use super::heading::{Heading, Part};
use crate::chart::{
    Curve, Layout, Marks, PIN_NAMES, Pins, Size, Theme, View,
    axis::{
        axes::{FONT_FAMILY, draw_axes_with_font},
        layout::{self, FONT_SIZE},
    },
    pointing::cursor::draw_pins,
    words::summary::at,
};

/// Height of the strip below the chart, CSS pixels.
const FOOT_HEIGHT: f64 = 20.0;

type Drawn<DB> = Result<(), DrawingAreaErrorKind<<DB as DrawingBackend>::ErrorType>>;

/// A chart to be saved as a picture.
#[derive(Debug, Clone, Copy)]
pub struct TitledChart<'a> {
    /// The chart's heading.
    pub title: &'a str,
    /// Name of the job, or of the file of a log; empty if there is none.
    pub job: &'a str,
    /// Curves to draw; those of several jobs are named after them.
    pub curves: &'a [Curve],
    /// View on the curves.
    pub view: &'a View,
    /// Marks of events and findings.
    pub marks: &'a Marks,
    /// The pins; those out of view are left out.
    pub pins: &'a Pins,
}

/// Geometry of such a picture: a strip with the heading, the chart, a strip with the name of x.
#[derive(Debug, Clone)]
pub struct TitledLayout {
    chart: Layout,
    heading: Heading,
    pins: Pins,
    x_name: &'static str,
}

impl TitledChart<'_> {
    /// Lays out the picture around a chart of this size.
    pub fn layout(&self, size: Size) -> TitledLayout {
        let chart = layout::layout(self.curves, self.view, size).with_marks(self.marks, self.curves);
        let (low, high) = chart.x_domain();
        let pins = PIN_NAMES.into_iter().zip(self.pins.places()).filter(|(_, x)| low <= **x && **x <= high);
        let job = Some(self.job).filter(|job| !job.is_empty());
        let parts = [Part::title(self.title)]
            .into_iter()
            .chain(job.map(Part::words))
            .chain(self.curves.iter().map(Part::line))
            .chain(pins.map(|(name, x)| Part::words(&format!("{name} {}", at(*x, self.view)))));
        let heading = Heading::new(parts.collect(), f64::from(size.width) / chart.css(1.0));
        TitledLayout { chart, heading, pins: self.pins.clone(), x_name: self.view.x_axis.label() }
    }
}

impl TitledLayout {
    /// Returns the layout of the chart itself.
    pub fn chart(&self) -> &Layout {
        &self.chart
    }

    /// Returns the number of rows of pixels above the chart.
    pub fn top(&self) -> u32 {
        self.chart.css(self.heading.height()).round() as u32
    }

    /// Returns columns and rows of the whole picture, device pixels.
    pub fn size(&self) -> (u32, u32) {
        let Size { width, height, .. } = self.chart.size();
        (width, self.top() + height + self.chart.css(FOOT_HEIGHT).round() as u32)
    }

    /// Draws what is below the curves on an area of [`TitledLayout::size`]. Backends that divide the size of fonts get
    /// their divisor.
    ///
    /// # Errors
    /// Errors of the backend.
    pub fn draw_below<DB: DrawingBackend>(
        &self,
        area: &DrawingArea<DB, Shift>,
        theme: &Theme,
        font_divisor: f64,
    ) -> Drawn<DB> {
        let font_size = self.font_size(font_divisor);
        let (heading, rest) = area.split_vertically(self.top());
        let (chart, foot) = rest.split_vertically(self.chart.size().height);
        self.heading.draw(&heading, theme, self.chart.css(1.0), font_size)?;
        draw_axes_with_font(&chart, &self.chart, theme, font_size)?;
        foot.fill(&theme.surface)?;
        let rect = self.chart.plot_rect();
        let middle = ((rect.left + rect.right) / 2.0, self.chart.css(FOOT_HEIGHT / 2.0));
        let font = TextStyle::from((FONT_FAMILY, font_size).into_font()).color(&theme.axis_text);
        let font = font.pos(Pos::new(HPos::Center, VPos::Center));
        foot.draw_text(self.x_name, &font, (middle.0.round() as i32, middle.1.round() as i32))
    }

    /// Draws what is above the curves, as [`TitledLayout::draw_below`] does what is below.
    ///
    /// # Errors
    /// Errors of the backend.
    pub fn draw_above<DB: DrawingBackend>(
        &self,
        area: &DrawingArea<DB, Shift>,
        theme: &Theme,
        font_divisor: f64,
    ) -> Drawn<DB> {
        let (_, chart) = area.split_vertically(self.top());
        draw_pins(&chart, &self.chart, theme, &self.pins, self.font_size(font_divisor))
    }

    fn font_size(&self, divisor: f64) -> f64 {
        self.chart.css(FONT_SIZE) * divisor
    }
}
