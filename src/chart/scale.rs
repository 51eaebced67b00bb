//! From values to pixels and back along one axis.

/// Maps a domain to a stretch of device pixels, linearly or by logarithm.
///
/// INVARIANT: both ends of the domain are finite and differ, positive on a logarithmic scale, so that
/// the mapping can always be inverted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scale {
    /// Domain after the logarithm, if any.
    low: f64,
    high: f64,
    is_log: bool,
    /// Pixel of the low and of the high end; they may run either way.
    px_low: f64,
    px_high: f64,
}

impl Scale {
    /// A scale over a domain; a domain that breaks the invariant is widened until it does not.
    pub(super) fn new((low, high): (f64, f64), is_log: bool, (px_low, px_high): (f64, f64)) -> Self {
        let (low, high) = if is_log { (low.log10(), high.log10()) } else { (low, high) };
        let is_valid = low.is_finite() && high.is_finite() && low < high;
        let (low, high) = if is_valid { (low, high) } else { (0.0, 1.0) };
        Self { low, high, is_log, px_low, px_high }
    }

    pub(super) fn domain(&self) -> (f64, f64) {
        (self.unlog(self.low), self.unlog(self.high))
    }

    pub(super) fn is_log(&self) -> bool {
        self.is_log
    }

    /// Pixel of a value; `NaN` for what the scale cannot show.
    pub(super) fn px(&self, value: f64) -> f64 {
        let value = if self.is_log { value.log10() } else { value };
        if !value.is_finite() {
            return f64::NAN;
        }
        // Halves, because a domain may span more than the largest number.
        let part = if (self.high - self.low).is_finite() {
            (value - self.low) / (self.high - self.low)
        } else {
            (value / 2.0 - self.low / 2.0) / (self.high / 2.0 - self.low / 2.0)
        };
        // Far outside is far enough; infinities would spoil the arithmetic of clipping.
        (self.px_low + part * (self.px_high - self.px_low)).clamp(-1e9, 1e9)
    }

    /// Value at a pixel.
    pub(super) fn value(&self, px: f64) -> f64 {
        let part = (px - self.px_low) / (self.px_high - self.px_low);
        self.unlog(self.low * (1.0 - part) + self.high * part)
    }

    fn unlog(&self, value: f64) -> f64 {
        if self.is_log { 10f64.powf(value) } else { value }
    }
}
