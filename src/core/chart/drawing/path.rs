//! Polylines made ready for a backend: simplified, clipped, dashed.

use crate::chart::PlotRect;

/// A position in device pixels.
pub(crate) type Px = (f64, f64);

fn finish(runs: &mut Vec<Vec<Px>>, run: &mut Vec<Px>) {
    if !run.is_empty() {
        runs.push(std::mem::take(run));
    }
}

/// Removes the points that a straight line passes within a quarter of a pixel. Expects x to ascend.
pub(in crate::chart) fn simplified(points: &[Px]) -> Vec<Px> {
    const TOLERANCE: f64 = 0.25;
    let Some((&first, rest)) = points.split_first() else { return Vec::new() };
    let mut kept = vec![first];
    let (mut anchor, mut last) = (first, first);
    // Slopes from the anchor that pass every point since within the tolerance.
    let (mut least, mut most) = (f64::NEG_INFINITY, f64::INFINITY);
    for &point in rest {
        let slope = (point.1 - anchor.1) / (point.0 - anchor.0);
        let is_straight = least <= slope && slope <= most;
        if !is_straight && last != anchor {
            kept.push(last);
            anchor = last;
            (least, most) = (f64::NEG_INFINITY, f64::INFINITY);
        }
        let dx = point.0 - anchor.0;
        if 0.0 < dx {
            least = least.max((point.1 - TOLERANCE - anchor.1) / dx);
            most = most.min((point.1 + TOLERANCE - anchor.1) / dx);
            last = point;
        } else {
            // Straight up or down: both ends stay.
            kept.push(point);
            (anchor, last) = (point, point);
            (least, most) = (f64::NEG_INFINITY, f64::INFINITY);
        }
    }
    if last != anchor {
        kept.push(last);
    }
    kept
}

/// Returns the parts of a polyline inside a rectangle.
pub(in crate::chart) fn clipped(points: &[Px], rect: PlotRect) -> Vec<Vec<Px>> {
    let mut parts: Vec<Vec<Px>> = Vec::new();
    let mut part: Vec<Px> = Vec::new();
    for pair in points.windows(2) {
        let Some((from, to)) = clipped_segment(pair[0], pair[1], rect) else {
            finish(&mut parts, &mut part);
            continue;
        };
        if part.last() != Some(&from) {
            finish(&mut parts, &mut part);
            part.push(from);
        }
        part.push(to);
    }
    finish(&mut parts, &mut part);
    parts
}

/// Returns the part of a convex area between the upper and the lower edge of a rectangle (Sutherland and Hodgman);
/// empty if there is none.
pub(in crate::chart) fn clipped_area(corners: &[Px], rect: PlotRect) -> Vec<Px> {
    let below_top = half_area(corners, rect.top, 1.0);
    half_area(&below_top, rect.bottom, -1.0)
}

/// Returns the part of an area on one side of the level `y`: below it on the screen for a `sign` of 1, above for −1.
fn half_area(corners: &[Px], y: f64, sign: f64) -> Vec<Px> {
    let is_inside = |point: Px| 0.0 <= sign * (point.1 - y);
    let mut kept = Vec::new();
    for (i, &to) in corners.iter().enumerate() {
        let from = corners[(i + corners.len() - 1) % corners.len()];
        if is_inside(from) != is_inside(to) {
            kept.push((from.0 + (to.0 - from.0) * (y - from.1) / (to.1 - from.1), y));
        }
        if is_inside(to) {
            kept.push(to);
        }
    }
    kept
}

/// Returns the part of a segment inside a rectangle (Liang and Barsky), `None` if there is none.
fn clipped_segment(from: Px, to: Px, rect: PlotRect) -> Option<(Px, Px)> {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    let edges = [
        (-dx, from.0 - rect.left),
        (dx, rect.right - from.0),
        (-dy, from.1 - rect.top),
        (dy, rect.bottom - from.1),
    ];
    for (speed, room) in edges {
        if speed == 0.0 {
            if room < 0.0 {
                return None;
            }
        } else if speed < 0.0 {
            enter = enter.max(room / speed);
        } else {
            leave = leave.min(room / speed);
        }
    }
    // Ends that are not cut are kept to the bit, so that neighbouring parts join.
    let at = |part: f64| (from.0 + part * dx, from.1 + part * dy);
    let start = if enter == 0.0 { from } else { at(enter) };
    let end = if leave == 1.0 { to } else { at(leave) };
    (enter <= leave).then_some((start, end))
}

/// Cuts a polyline into dashes along its own length: `pattern` is what is drawn and left free, by turns.
pub(in crate::chart) fn dashed(points: &[Px], pattern: &[(f64, f64)]) -> Vec<Vec<Px>> {
    let mut dashes: Vec<Vec<Px>> = Vec::new();
    let mut turns = pattern.iter().cycle();
    let (Some(&first), Some(&(dash, mut gap))) = (points.first(), turns.next()) else { return dashes };
    let mut current = vec![first];
    let (mut is_drawn, mut left) = (true, dash);
    for pair in points.windows(2) {
        let (mut from, to) = (pair[0], pair[1]);
        loop {
            let length = (to.0 - from.0).hypot(to.1 - from.1);
            if length <= left {
                left -= length;
                if is_drawn {
                    current.push(to);
                }
                break;
            }
            let part = left / length;
            from = (from.0 + part * (to.0 - from.0), from.1 + part * (to.1 - from.1));
            if is_drawn {
                current.push(from);
                dashes.push(std::mem::take(&mut current));
            } else {
                current = vec![from];
            }
            is_drawn = !is_drawn;
            left = gap;
            if is_drawn {
                (left, gap) = turns.next().copied().unwrap_or((dash, gap));
            }
        }
    }
    if 1 < current.len() {
        dashes.push(current);
    }
    dashes
}

/// Returns the length of a polyline.
pub(in crate::chart) fn length(points: &[Px]) -> f64 {
    points.windows(2).map(|pair| (pair[1].0 - pair[0].0).hypot(pair[1].1 - pair[0].1)).sum()
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
