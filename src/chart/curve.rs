//! What a chart is asked to show: curves, the view on them, and the size of the picture.

use crate::metrics::{Series, XAxis, smooth};

/// One line of a chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// Name in legends and tooltips.
    pub label: String,
    /// Colour slot, 0 to 6; higher ones begin again.
    pub color: usize,
    /// Dashed with hollow markers: evaluation, or a colour used a second time.
    pub is_dashed: bool,
    /// Positions along the view's axis, as long as `ys`; `NaN` where unknown. Where they run backwards a
    /// new line begins.
    pub xs: Vec<f64>,
    /// Logged values; `NaN` is a gap.
    pub ys: Vec<f64>,
    /// Smoothed values, as long as `ys`, drawn over the faded raw line; `None` for the raw line alone.
    pub smoothed: Option<Vec<f64>>,
}

/// How the data is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct View {
    /// What `xs` counts.
    pub x_axis: XAxis,
    /// Logarithmic y.
    pub is_log_y: bool,
    /// Zoom along x, in units of the axis; `None` shows all.
    pub x_range: Option<(f64, f64)>,
    /// Local time minus UTC in seconds, for wall-clock labels.
    pub utc_offset_secs: i32,
    /// Fit y to the 5th to 95th percentile instead of to every value.
    pub ignore_outliers: bool,
}

/// Size of the picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Size {
    /// Device pixels.
    pub width: u32,
    /// Device pixels.
    pub height: u32,
    /// Device pixels per CSS pixel.
    pub scale: f64,
}

impl Curve {
    /// A curve of a series, smoothed with this weight (0 for not at all).
    pub fn of_series(series: &Series, x_axis: XAxis, color: usize, is_dashed: bool, weight: f64) -> Self {
        Self {
            label: series.key().split.label().to_owned(),
            color,
            is_dashed,
            xs: series.xs(x_axis).collect(),
            ys: series.values().iter().collect(),
            smoothed: (0.0 < weight).then(|| smooth(&series.values().iter().collect::<Vec<_>>(), weight)),
        }
    }

    /// The values of the line in full colour.
    pub(super) fn main_ys(&self) -> &[f64] {
        self.smoothed.as_deref().unwrap_or(&self.ys)
    }
}
