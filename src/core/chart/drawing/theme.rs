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
        RGBColor(0x36, 0xbd, 0xff),
    ],
};

impl Theme {
    /// Returns the colour of a slot; slots beyond the last begin again.
    pub const fn color(&self, slot: usize) -> RGBColor {
        self.series[slot % self.series.len()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn linear(c: u8) -> f64 {
        let c = f64::from(c) / 255.0;
        if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    }

    fn luminance(RGBColor(r, g, b): RGBColor) -> f64 {
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
    /// Matrices by which dichromats see linear red, green and blue, after Machado, Oliveira and Fernandes
    /// 2009, severity 1.
    const VISIONS: [[[f64; 3]; 3]; 4] = [
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
        [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ],
        [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ],
        [
            [1.255_528, -0.076_749, -0.178_779],
            [-0.078_411, 0.930_809, 0.147_602],
            [0.004_733, 0.691_367, 0.303_900],
        ],
    ];

    fn times(matrix: [[f64; 3]; 3], [a, b, c]: [f64; 3]) -> [f64; 3] {
        matrix.map(|[x, y, z]| x * a + y * b + z * c)
    }

    fn oklab(RGBColor(r, g, b): RGBColor, vision: [[f64; 3]; 3]) -> [f64; 3] {
        let linear = [r, g, b].map(linear);
        let seen = times(vision, linear).map(|c| c.clamp(0.0, 1.0));
        let cones = times(
            [
                [0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9],
                [0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6],
                [0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5],
            ],
            seen,
        );
        times(
            [
                [0.210_454_255_3, 0.793_617_785_0, -0.004_072_046_8],
                [1.977_998_495_1, -2.428_592_205_0, 0.450_593_709_9],
                [0.025_904_037_1, 0.782_771_766_2, -0.808_675_766_0],
            ],
            cones.map(f64::cbrt),
        )
    }

    #[test]
    fn no_two_curves_of_different_slots_look_alike_to_anybody() {
        // What `style/tokens.css` promises.
        const LEAST: f64 = 0.13;
        for (theme, vision) in
            [LIGHT, DARK].into_iter().flat_map(|theme| VISIONS.map(|vision| (theme, vision)))
        {
            for (i, a) in theme.series.iter().enumerate() {
                for b in &theme.series[..i] {
                    let (a, b) = (oklab(*a, vision), oklab(*b, vision));
                    let distance = a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt();
                    assert!(LEAST <= distance, "{distance} between slot {i} and an earlier one");
                }
            }
        }
    }
}
