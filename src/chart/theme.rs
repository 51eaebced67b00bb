//! The colours of a chart: the one place outside the style sheets where colours are written down.
//!
//! Values are those of the style sheets' tokens, which a canvas cannot read without a layout. Each
//! series colour has a contrast of at least 3:1 against its surface; a test measures it.

use plotters::style::RGBColor;

/// Colours of one theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    /// Behind everything.
    pub surface: RGBColor,
    /// Horizontal hairlines.
    pub grid: RGBColor,
    /// Labels of both axes.
    pub axis_text: RGBColor,
    /// Marks of warnings.
    pub warning: RGBColor,
    /// Marks of errors.
    pub error: RGBColor,
    /// Curves, by slot.
    pub series: [RGBColor; 7],
}

/// For light pages.
pub const LIGHT: Theme = Theme {
    surface: RGBColor(0xff, 0xff, 0xff),
    grid: RGBColor(0xe0, 0xe2, 0xe5),
    axis_text: RGBColor(0x69, 0x6d, 0x74),
    warning: RGBColor(0x95, 0x59, 0x02),
    error: RGBColor(0xc0, 0x1e, 0x24),
    series: [
        RGBColor(0x45, 0x5b, 0xb2),
        RGBColor(0xe4, 0x62, 0x12),
        RGBColor(0x63, 0x25, 0x00),
        RGBColor(0x34, 0x8f, 0xf9),
        RGBColor(0x37, 0x30, 0x6c),
        RGBColor(0x93, 0x49, 0x51),
        RGBColor(0xa6, 0x83, 0x96),
    ],
};

/// For dark pages.
pub const DARK: Theme = Theme {
    surface: RGBColor(0x15, 0x17, 0x1a),
    grid: RGBColor(0x27, 0x29, 0x2e),
    axis_text: RGBColor(0x8d, 0x91, 0x98),
    warning: RGBColor(0xea, 0xb3, 0x5f),
    error: RGBColor(0xf6, 0x79, 0x74),
    series: [
        RGBColor(0x68, 0x81, 0xff),
        RGBColor(0xff, 0x67, 0x36),
        RGBColor(0x35, 0xf9, 0xfc),
        RGBColor(0xdc, 0xd5, 0x65),
        RGBColor(0x89, 0x5f, 0x8b),
        RGBColor(0xa8, 0x99, 0x9f),
        RGBColor(0x37, 0xbf, 0xff),
    ],
};

impl Theme {
    /// Colour of a slot; slots beyond the last begin again.
    pub const fn color(&self, slot: usize) -> RGBColor {
        self.series[slot % self.series.len()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(RGBColor(r, g, b): RGBColor) -> f64 {
        let linear = |c: u8| {
            let c = f64::from(c) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
    }

    fn contrast(a: RGBColor, b: RGBColor) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn curves_and_labels_stand_out_in_both_themes() {
        for theme in [LIGHT, DARK] {
            for color in theme.series {
                assert!(contrast(color, theme.surface) >= 3.0, "{color:?}");
            }
            for color in [theme.axis_text, theme.warning, theme.error] {
                assert!(contrast(color, theme.surface) >= 4.5, "{color:?}");
            }
        }
    }
}
