//! From values to pixels and back along one axis.

/// Maps a domain to a stretch of device pixels, linearly or by logarithm.
///
/// INVARIANT: both ends of the domain are finite and differ, positive on a logarithmic scale, so that
/// the mapping can always be inverted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// Domain after the logarithm, if any.
    low: f64,
    high: f64,
    is_log: bool,
    /// Pixel of the low and of the high end; they may run either way.
    px_low: f64,
    px_high: f64,
}

impl Scale {
    /// Returns a scale over a domain; a domain that breaks the invariant is widened until it does not.
    pub fn new((low, high): (f64, f64), is_log: bool, (px_low, px_high): (f64, f64)) -> Self {
        let (low, high) = if is_log { (log(low), log(high)) } else { (low, high) };
        let is_valid = low.is_finite() && high.is_finite() && low < high;
        let (low, high) = if is_valid { (low, high) } else { (0.0, 1.0) };
        Self { low, high, is_log, px_low, px_high }
    }

    /// Returns the ends, lower first.
    pub fn domain(&self) -> (f64, f64) {
        (self.unlog(self.low), self.unlog(self.high))
    }

    /// Returns true if the scale is logarithmic.
    pub fn is_log(&self) -> bool {
        self.is_log
    }

    /// Returns the lowest value that the scale can show.
    pub fn least(&self) -> f64 {
        if self.is_log { f64::MIN_POSITIVE } else { f64::MIN }
    }

    /// Returns the same, so many pixels further.
    #[must_use]
    pub fn shifted(self, px: f64) -> Self {
        Self { px_low: self.px_low + px, px_high: self.px_high + px, ..self }
    }

    /// Returns the same with so many pixels for each.
    #[must_use]
    pub fn stretched(self, factor: f64) -> Self {
        Self { px_low: self.px_low * factor, px_high: self.px_high * factor, ..self }
    }

    /// Returns the pixel of a value; `NaN` for a value that the scale cannot show.
    #[inline]
    pub fn px(&self, value: f64) -> f64 {
        let value = if self.is_log { log(value) } else { value };
        if !value.is_finite() {
            return f64::NAN;
        }
        let span = self.high - self.low;
        // Halves, because a domain may span more than the largest number.
        let part = if span.is_finite() {
            (value - self.low) / span
        } else {
            (value / 2.0 - self.low / 2.0) / (self.high / 2.0 - self.low / 2.0)
        };
        // Far outside is far enough; infinities would spoil the arithmetic of clipping.
        (self.px_low + part * (self.px_high - self.px_low)).clamp(-1e9, 1e9)
    }

    /// Returns the value at a pixel.
    pub fn value(&self, px: f64) -> f64 {
        let part = (px - self.px_low) / (self.px_high - self.px_low);
        self.unlog(self.low * (1.0 - part) + self.high * part)
    }

    fn unlog(&self, value: f64) -> f64 {
        if self.is_log { 10f64.powf(value) } else { value }
    }
}

/// Returns the logarithm. Not inlined: compilers take it for free of effects, and compute it where it is not needed.
#[inline(never)]
fn log(value: f64) -> f64 {
    value.log10()
}
