//! A line with round ends, and how much of each pixel it covers: by the distance of the pixel's middle.

use std::ops::Range;

use super::area::{Area, bounded};

/// Bits of a pixel's part where places are whole numbers.
const PART_BITS: u32 = 20;
const PARTS: f64 = (1_u32 << PART_BITS) as f64;
/// Wider strokes are not counted in whole numbers.
const WIDEST: f64 = 1_000.0;

/// A line with round ends, as a distance from its middle.
pub(crate) struct Stroke {
    from: (f64, f64),
    length: f64,
    /// Its direction, of length one; nowhere for a point.
    unit: (f64, f64),
    /// Distance from its middle from which on nothing is covered.
    reach: f64,
    /// Coverage of a pixel within it.
    full: u8,
    /// Shift of its middle per row, and how far pixels along a row are from there at most.
    lean: f64,
    slack: f64,
    /// Bounds of the pixels that it may cover.
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) right: f64,
    pub(crate) bottom: f64,
}

impl Stroke {
    /// Returns the stroke; `None` for numbers that are not finite.
    pub(crate) fn new(from: (f64, f64), to: (f64, f64), width: f64) -> Option<Self> {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let (length, reach) = (dx.hypot(dy), width / 2.0 + 0.5);
        let unit = if length < 1e-9 { (0.0, 0.0) } else { (dx / length, dy / length) };
        let (lean, slack) =
            if dy.abs() < 1e-9 { (0.0, f64::INFINITY) } else { (dx / dy, reach * length / dy.abs()) };
        (length + reach).is_finite().then_some(Self {
            from,
            length,
            unit,
            reach,
            full: (width.min(1.0) * 255.0) as u8,
            lean,
            slack,
            left: from.0.min(to.0) - reach,
            top: from.1.min(to.1) - reach,
            right: from.0.max(to.0) + reach,
            bottom: from.1.max(to.1) + reach,
        })
    }

    /// From where to where it may cover pixels of a row with its middle so far below the line's start.
    pub(crate) fn in_row(&self, off_y: f64) -> (f64, f64) {
        let middle = self.from.0 + off_y * self.lean;
        ((middle - self.slack).max(self.left), (middle + self.slack).min(self.right))
    }

    /// The rows of a steep line that its ends do not touch.
    pub(crate) fn body(&self, Area { top, bottom, .. }: Area) -> Range<usize> {
        let (unit_x, unit_y) = (self.unit.0.abs(), self.unit.1.abs());
        if unit_y < 0.7 || WIDEST < self.reach {
            return top..top;
        }
        // The outermost of a row's pixels is this much nearer to an end than the row's middle is.
        let end = (self.slack + 1.0) * unit_x * unit_y + 0.5;
        let start = bounded((self.top + self.reach + end).ceil(), top, bottom);
        start..bounded(self.bottom - self.reach - end, start, bottom)
    }

    /// Covers rows of the body, where the distance from its middle is that along the row, foreshortened. In whole
    /// numbers, since the pixels of steep lines are most of what is drawn of a restless curve.
    pub(crate) fn cover_body(&self, mask: &mut [u8], stride: usize, rows: Range<usize>) {
        if rows.is_empty() {
            return;
        }
        let full = i64::from(self.full);
        let per_part = (self.unit.1.abs() * f64::from(self.full) * 256.0) as i64;
        let reach = (self.reach * f64::from(self.full) * 256.0) as i64;
        let lean = (self.lean * PARTS) as i64;
        // Pixels are known by their middles, half a pixel on.
        let middle = self.from.0 + (rows.start as f64 + 0.5 - self.from.1) * self.lean - 0.5;
        let (mut middle, slack) = ((middle * PARTS) as i64, (self.slack * PARTS) as i64);
        let n_pixels = (2.0 * self.slack) as usize + 1;
        for row in mask.chunks_exact_mut(stride).take(rows.end).skip(rows.start) {
            let first = ((middle - slack) >> PART_BITS) + 1;
            let mut off = (first << PART_BITS) - middle;
            for pixel in row.iter_mut().skip(first as usize).take(n_pixels) {
                let cover = (reach - ((off * per_part) >> PART_BITS).abs()) >> 8;
                *pixel = (*pixel).max(cover.clamp(0, full) as u8);
                off += PARTS as i64;
            }
            middle += lean;
        }
    }

    /// Covers pixels that are side by side, the first of which has its middle there from the line's start.
    pub(crate) fn cover(&self, pixels: &mut [u8], off_x: f64, off_y: f64) {
        let (unit_x, unit_y) = self.unit;
        let inner = (self.reach - 1.0).max(0.0);
        let (opaque, visible) = (inner * inner, self.reach * self.reach);
        for (idx, pixel) in pixels.iter_mut().enumerate() {
            // Lines to near points lie on each other.
            if self.full <= *pixel {
                continue;
            }
            let off_x = off_x + idx as f64;
            let along = (off_x * unit_x + off_y * unit_y).clamp(0.0, self.length);
            let (far_x, far_y) = (off_x - along * unit_x, off_y - along * unit_y);
            let distance = far_x * far_x + far_y * far_y;
            if distance <= opaque {
                *pixel = self.full;
            } else if distance < visible {
                *pixel = (*pixel).max(((self.reach - distance.sqrt()).min(1.0) * f64::from(self.full)) as u8);
            }
        }
    }
}
