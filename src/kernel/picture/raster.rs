//! A picture in memory: anti-aliased lines, discs and pixel columns of any width.
//!
//! A canvas without a graphics card draws a line of more than one pixel ten times slower than a thinner one,
//! and fills a path of a thousand narrow rectangles slower still. Here both cost what their pixels cost, and
//! the browser is handed the finished picture in one call.

use super::{
    area::{Area, bounded},
    mask,
    pixel_buffer::PixelBuffer,
    stroke::Stroke,
};

/// Red, green, blue.
pub type Rgb = [u8; 3];

/// A picture with transparency, drawn in two moves: shapes add up in a mask without ever covering each other
/// twice, then the mask is painted in one colour.
#[derive(Debug, Default)]
pub struct Raster {
    width: usize,
    height: usize,
    /// Red, green, blue and opacity per pixel, row by row; colours are not multiplied by opacity.
    pixels: PixelBuffer,
    /// Coverage of each pixel; there while something is covered.
    mask: Vec<u8>,
    /// Rectangle of the mask that may be covered.
    touched: Area,
    /// Nothing is drawn outside.
    clip: Area,
}

/// Pixels that are looked at together.
const LANE: usize = 8;

impl Raster {
    /// An empty picture of this size.
    #[inline(never)]
    pub fn resize(&mut self, width: usize, height: usize) {
        if (width, height) != (self.width, self.height) {
            (self.width, self.height) = (width, height);
            self.pixels.reset(width.saturating_mul(height).saturating_mul(4));
            self.mask = Vec::new();
            self.touched = Area::default();
        } else {
            self.pixels.fill(0);
        }
        self.clip_to(Area { left: 0, top: 0, right: width, bottom: height });
    }

    /// Columns and rows.
    pub fn size(&self) -> (usize, usize) {
        (self.width, self.height)
    }

    /// Red, green, blue and opacity per pixel, row by row; colours are not multiplied by opacity.
    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    /// Draws only within `area` from now on.
    pub fn clip_to(&mut self, area: Area) {
        self.clip = Area { right: area.right.min(self.width), bottom: area.bottom.min(self.height), ..area };
    }

    /// Empties the clipped part.
    pub fn clear(&mut self) {
        let clip = self.clip;
        if !clip.is_empty() {
            for row in self.pixels.chunks_exact_mut(4 * self.width).take(clip.bottom).skip(clip.top) {
                row[4 * clip.left..4 * clip.right].fill(0);
            }
        }
    }

    /// Moves the clipped part by `columns` to the right (negative: to the left). What moves out is lost; what
    /// moves in is as it was and has to be drawn anew.
    #[inline(never)]
    pub fn shift(&mut self, columns: isize) {
        let (clip, by) = (self.clip, columns.unsigned_abs());
        if clip.is_empty() || clip.right - clip.left <= by {
            return;
        }
        for row in self.pixels.chunks_exact_mut(4 * self.width).take(clip.bottom).skip(clip.top) {
            let row = &mut row[4 * clip.left..4 * clip.right];
            let len = row.len();
            if columns < 0 { row.copy_within(4 * by.., 0) } else { row.copy_within(..len - 4 * by, 4 * by) }
        }
    }

    /// Covers a `part` (0 to 1) of the pixels from `top` to `bottom` of a column; ends may be parts of pixels.
    #[inline(never)]
    pub fn column(&mut self, column: i32, top: f64, bottom: f64, part: f64) {
        let clip = self.clip;
        let (top, bottom) = (top.max(clip.top as f64), bottom.min(clip.bottom as f64));
        let x = usize::try_from(column).ok().filter(|x| (clip.left..clip.right).contains(x));
        let Some(x) = x.filter(|_| top < bottom) else { return };
        let (first, last) = (top as usize, (bottom.ceil() as usize).min(clip.bottom));
        self.touch(Area { left: x, top: first, right: x + 1, bottom: last });
        // A half is no less than one.
        let (stride, whole) = (self.width, (part * 255.0).ceil());
        let mut edge = |y: usize| {
            let share = (bottom - y as f64).min(1.0) - (top - y as f64).max(0.0);
            let pixel = &mut self.mask[y * stride + x];
            *pixel = (*pixel).max((share * whole) as u8);
        };
        edge(first);
        edge(last - 1);
        // All between are covered from end to end.
        if first + 2 < last {
            let whole = whole as u8;
            let inner = &mut self.mask[(first + 1) * stride + x..(last - 1) * stride];
            if whole == u8::MAX {
                inner.iter_mut().step_by(stride).for_each(|pixel| *pixel = whole);
            } else {
                inner.iter_mut().step_by(stride).for_each(|pixel| *pixel = (*pixel).max(whole));
            }
        }
    }

    /// Covers a line with round ends.
    #[inline(never)]
    pub fn line(&mut self, from: (f64, f64), to: (f64, f64), width: f64) {
        let Some(stroke) = Stroke::new(from, to, width).filter(|_| !self.clip.is_empty()) else { return };
        let clip = self.clip;
        let area = Area {
            left: bounded(stroke.left, clip.left, clip.right),
            top: bounded(stroke.top, clip.top, clip.bottom),
            right: bounded(stroke.right.ceil(), clip.left, clip.right),
            bottom: bounded(stroke.bottom.ceil(), clip.top, clip.bottom),
        };
        if area.is_empty() {
            return;
        }
        self.touch(area);
        let is_cut = stroke.left < clip.left as f64 || (clip.right as f64) < stroke.right;
        let body = if is_cut { area.top..area.top } else { stroke.body(area) };
        for y in (area.top..body.start).chain(body.end..area.bottom) {
            let off_y = y as f64 + 0.5 - from.1;
            let (left, right) = stroke.in_row(off_y);
            let (left, right) =
                (bounded(left, clip.left, clip.right), bounded(right.ceil(), clip.left, clip.right));
            if left < right {
                let row = &mut self.mask[y * self.width + left..y * self.width + right];
                stroke.cover(row, left as f64 + 0.5 - from.0, off_y);
            }
        }
        stroke.cover_body(&mut self.mask, self.width, body);
    }

    /// Covers a disc.
    pub fn disc(&mut self, center: (f64, f64), radius: f64) {
        self.line(center, center, 2.0 * radius);
    }

    /// Paints what is covered, over what was there, and empties the mask.
    #[inline(never)]
    pub fn paint(&mut self, color: Rgb, opacity: f64) {
        let area = std::mem::take(&mut self.touched);
        if area.is_empty() {
            return;
        }
        let opacity = (opacity.clamp(0.0, 1.0) * 256.0) as u32;
        let solid = [color[0], color[1], color[2], 255];
        let stride = self.width;
        for y in area.top..area.bottom {
            let mask = &mut self.mask[y * stride + area.left..y * stride + area.right];
            let pixels = &mut self.pixels[4 * (y * stride + area.left)..4 * (y * stride + area.right)];
            let pixels = pixels.as_chunks_mut::<4>().0;
            let (lanes, rest) = mask.as_chunks_mut::<LANE>();
            let n_laned = lanes.len() * LANE;
            for (idx, lane) in lanes.iter_mut().enumerate() {
                // Most of a picture is empty.
                let pixels = &mut pixels[idx * LANE..(idx + 1) * LANE];
                match u64::from_ne_bytes(*lane) {
                    0 => {}
                    u64::MAX if opacity == 256 => {
                        pixels.fill(solid);
                        *lane = [0; LANE];
                    }
                    _ => paint_some(lane, pixels, solid, opacity),
                }
            }
            paint_some(rest, &mut pixels[n_laned..], solid, opacity);
        }
        mask::give_back(std::mem::take(&mut self.mask));
    }

    fn touch(&mut self, area: Area) {
        self.touched = if self.touched.is_empty() {
            self.mask = mask::take(self.width * self.height);
            area
        } else {
            Area {
                left: self.touched.left.min(area.left),
                top: self.touched.top.min(area.top),
                right: self.touched.right.max(area.right),
                bottom: self.touched.bottom.max(area.bottom),
            }
        };
    }
}

/// Paints pixels as far as they are covered, and uncovers them.
#[inline]
fn paint_some(covers: &mut [u8], pixels: &mut [[u8; 4]], solid: [u8; 4], opacity: u32) {
    if pixels.iter().fold(0, |sum, pixel| sum | pixel[3]) == 0 {
        return paint_empty(covers, pixels, solid, opacity);
    }
    for (cover, pixel) in covers.iter_mut().zip(pixels) {
        let alpha = u32::from(*cover) * opacity / 256;
        *cover = 0;
        if alpha == 255 {
            *pixel = solid;
        } else if alpha != 0 && pixel[3] == 0 {
            *pixel = [solid[0], solid[1], solid[2], alpha as u8];
        } else if alpha != 0 {
            blend(pixel, solid, alpha);
        }
    }
}

/// The same where nothing is painted yet. Without a branch, for where a line's columns end is not to be foretold.
#[inline]
fn paint_empty(covers: &mut [u8], pixels: &mut [[u8; 4]], [red, green, blue, _]: [u8; 4], opacity: u32) {
    let color = u32::from_le_bytes([red, green, blue, 0]);
    for (cover, pixel) in covers.iter_mut().zip(pixels) {
        let alpha = u32::from(*cover) * opacity / 256;
        *cover = 0;
        let is_seen = u32::from(alpha != 0).wrapping_neg();
        *pixel = (color & is_seen | alpha << 24).to_le_bytes();
    }
}

/// Source over destination, for colours that are not multiplied by their opacity.
fn blend(pixel: &mut [u8; 4], color: [u8; 4], alpha: u32) {
    let below = u32::from(pixel[3]) * (255 - alpha) / 255;
    let sum = alpha + below;
    if sum == 0 {
        return;
    }
    for (held, new) in pixel.iter_mut().zip(color).take(3) {
        *held = ((u32::from(new) * alpha + u32::from(*held) * below + sum / 2) / sum) as u8;
    }
    pixel[3] = sum as u8;
}

#[cfg(test)]
mod tests;
