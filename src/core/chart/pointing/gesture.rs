//! Gestures of pointers on a chart: from presses, moves and releases to zooming, panning and pins.
//!
//! Contract: pure, so that every gesture is tested without a browser. Places are device pixels of the chart.
//! A gesture refers to the geometry it began with, so that what is grabbed stays under the pointer.

use crate::chart::{Layout, drawing::path::Px};

/// A pointer that goes down.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Press {
    /// Tells fingers apart.
    pub id: i32,
    /// Position.
    pub at: Px,
    /// A finger or pen, of which several may be down and one alone scrolls the page.
    pub is_touch: bool,
    /// Button and modifier keys held.
    pub held: Held,
}

/// Buttons and keys held during a press that change what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Held {
    /// The main button alone: choose a stretch of x.
    #[default]
    Plain,
    /// Shift, Alt or the middle button: move what is shown.
    Pan,
    /// Ctrl or Command: choose a rectangle.
    Both,
}

/// Output of a gesture.
#[derive(Debug, Clone, PartialEq)]
pub enum GestureOutput {
    /// Nothing.
    Nothing,
    /// The crosshair at the pointer.
    Point,
    /// The crosshair at the pointer, where it stays when the pointer is gone: after a click, a tap, or a finger along x.
    Stay,
    /// A selection to be shown from here to there; whole height unless `is_both`.
    Select {
        /// Start of the drag.
        from: Px,
        /// Present end of the drag.
        to: Px,
        /// A rectangle.
        is_both: bool,
    },
    /// Other ranges in view.
    Show {
        /// Range of x, in units of the axis.
        x: (f64, f64),
        /// Range of y; `None` keeps the present one.
        y: Option<(f64, f64)>,
        /// The gesture is over.
        is_final: bool,
    },
    /// A pin at `x`; `index` says which one is moved, `None` means a new one.
    Pin {
        /// Among the chart's pins.
        index: Option<usize>,
        /// In units of the axis.
        x: f64,
        /// The gesture is over.
        is_final: bool,
    },
}

/// The gesture under way, if any.
#[derive(Debug, Clone, Default)]
pub struct Gesture {
    state: State,
}

#[derive(Debug, Clone, Default)]
enum State {
    #[default]
    Idle,
    Select {
        id: i32,
        from: Px,
        to: Px,
        is_both: bool,
    },
    Pan {
        id: i32,
        from: Px,
        to: Px,
        base: Box<Layout>,
    },
    Pin {
        id: i32,
        index: Option<usize>,
        x: f64,
    },
    /// One finger: the page may still take it for scrolling.
    Finger {
        finger: Finger,
        /// No other finger was down before: it may be a tap.
        is_alone: bool,
    },
    Pinch {
        fingers: [Finger; 2],
        base: Box<Layout>,
    },
}

#[derive(Debug, Clone, Copy)]
struct Finger {
    id: i32,
    from: Px,
    to: Px,
}

/// Fewer CSS pixels than this are a click, not a drag.
const MIN_DRAG: f64 = 4.0;
/// A finger that moves farther than this along y, and less along x, scrolls, CSS pixels.
const MIN_SCROLL: f64 = 10.0;
/// Distance within which a pin is grabbed, CSS pixels; with fingers twice as much.
const PIN_REACH: f64 = 8.0;
/// Fingers closer than this along x are not told apart, CSS pixels.
const MIN_PINCH: f64 = 12.0;

impl Gesture {
    /// Handles a pointer that goes down on a chart that looks like `layout` and has these pins.
    pub fn down(&mut self, press: Press, layout: &Layout, pins: &[f64]) -> GestureOutput {
        let Press { id, at, is_touch, held } = press;
        if let (State::Finger { finger: first, .. }, true) = (&self.state, is_touch) {
            let fingers = [Finger { from: first.to, ..*first }, Finger { id, from: at, to: at }];
            self.state = State::Pinch { fingers, base: Box::new(layout.clone()) };
            return GestureOutput::Nothing;
        }
        let rect = layout.plot_rect();
        let is_on_axis = rect.bottom < at.1 && rect.left <= at.0 && at.0 <= rect.right;
        self.state = if is_on_axis && held == Held::Plain {
            let reach = layout.css(PIN_REACH) * if is_touch { 2.0 } else { 1.0 };
            let distance = |x: &f64| (layout.px_from_x(*x) - at.0).abs();
            let nearest = pins.iter().enumerate().min_by(|a, b| distance(a.1).total_cmp(&distance(b.1)));
            let index = nearest.filter(|(_, x)| distance(x) <= reach).map(|(index, _)| index);
            State::Pin { id, index, x: layout.x_from_px(at.0) }
        } else if is_touch {
            State::Finger { finger: Finger { id, from: at, to: at }, is_alone: true }
        } else if held == Held::Pan {
            State::Pan { id, from: at, to: at, base: Box::new(layout.clone()) }
        } else {
            State::Select { id, from: at, to: at, is_both: held == Held::Both }
        };
        GestureOutput::Point
    }

    /// Handles a pointer that moves, down or not.
    pub fn moved(&mut self, id: i32, at: Px, layout: &Layout) -> GestureOutput {
        match &mut self.state {
            State::Idle => GestureOutput::Point,
            State::Select { id: own, to, .. } if *own == id => {
                *to = at;
                self.output(layout, false)
            }
            State::Pan { id: own, to, .. } if *own == id => {
                *to = at;
                self.output(layout, false)
            }
            State::Pin { id: own, x, .. } if *own == id => {
                *x = inside(layout, at.0);
                self.output(layout, false)
            }
            State::Finger { finger, .. } if finger.id == id => {
                finger.to = at;
                GestureOutput::Point
            }
            State::Pinch { fingers, .. } => {
                fingers.iter_mut().filter(|finger| finger.id == id).for_each(|finger| finger.to = at);
                self.output(layout, false)
            }
            _ => GestureOutput::Nothing,
        }
    }

    /// Handles a pointer that goes up.
    pub fn up(&mut self, id: i32, layout: &Layout) -> GestureOutput {
        let output = self.output(layout, true);
        let state = std::mem::take(&mut self.state);
        if let State::Pinch { fingers, .. } = &state
            && let Some(left) = fingers.iter().find(|finger| finger.id != id)
        {
            self.state = State::Finger { finger: Finger { from: left.to, ..*left }, is_alone: false };
        }
        output
    }

    /// The gesture is given up: nothing of it counts.
    pub fn cancel(&mut self) {
        self.state = State::Idle;
    }

    /// Returns true if the pointer is in a gesture that should not be disturbed.
    pub fn is_active(&self) -> bool {
        !matches!(self.state, State::Idle | State::Finger { .. })
    }

    fn output(&self, layout: &Layout, is_final: bool) -> GestureOutput {
        match &self.state {
            State::Idle => GestureOutput::Nothing,
            State::Finger { finger, is_alone } => {
                let is_tap = is_final && *is_alone && !finger.scrolls(layout);
                if is_tap { GestureOutput::Stay } else { GestureOutput::Nothing }
            }
            State::Select { from, to, is_both, .. } => select(*from, *to, *is_both, layout, is_final),
            State::Pan { from, to, base, .. } => {
                GestureOutput::Show { x: panned(base, *from, *to), y: None, is_final }
            }
            State::Pin { index, x, .. } => GestureOutput::Pin { index: *index, x: *x, is_final },
            State::Pinch { fingers, base } => pinched(base, fingers)
                .map_or(GestureOutput::Nothing, |x| GestureOutput::Show { x, y: None, is_final }),
        }
    }
}

impl Finger {
    /// Returns true if the finger moved as one that scrolls the page, whether or not the page could.
    fn scrolls(&self, layout: &Layout) -> bool {
        let (x, y) = ((self.to.0 - self.from.0).abs(), (self.to.1 - self.from.1).abs());
        layout.css(MIN_SCROLL) < y && x < y
    }
}

fn select(from: Px, to: Px, is_both: bool, layout: &Layout, is_final: bool) -> GestureOutput {
    let least = layout.css(MIN_DRAG);
    let (is_wide, is_high) = (least <= (to.0 - from.0).abs(), least <= (to.1 - from.1).abs());
    if !is_wide {
        return match (is_final, is_both || is_high) {
            (false, _) => GestureOutput::Point,
            (true, false) => GestureOutput::Stay,
            (true, true) => GestureOutput::Nothing,
        };
    }
    if !is_final {
        return GestureOutput::Select { from, to, is_both };
    }
    let (left, right) = (inside(layout, from.0.min(to.0)), inside(layout, from.0.max(to.0)));
    let rect = layout.plot_rect();
    let y = |px: f64| layout.y_from_px(px.clamp(rect.top, rect.bottom));
    let chosen = (is_both && is_high).then(|| (y(from.1.max(to.1)), y(from.1.min(to.1))));
    if left < right {
        GestureOutput::Show { x: (left, right), y: chosen, is_final }
    } else {
        GestureOutput::Nothing
    }
}

/// Returns the position along x below a pixel, at most at the edge of the plot.
fn inside(layout: &Layout, px: f64) -> f64 {
    let rect = layout.plot_rect();
    layout.x_from_px(px.clamp(rect.left, rect.right))
}

fn panned(base: &Layout, from: Px, to: Px) -> (f64, f64) {
    let (low, high) = base.x_domain();
    // By whole pixels, so that what was drawn can be moved instead of drawn again.
    let px = (to.0 - from.0).round();
    let rect = base.plot_rect();
    let by = (high - low) / (rect.right - rect.left) * px;
    (low - by, high - by)
}

/// The range that keeps what was under each finger under it.
fn pinched(base: &Layout, [a, b]: &[Finger; 2]) -> Option<(f64, f64)> {
    let (x_a, x_b) = (base.x_from_px(a.from.0), base.x_from_px(b.from.0));
    let (before, now) = (b.from.0 - a.from.0, b.to.0 - a.to.0);
    let least = base.css(MIN_PINCH);
    let rect = base.plot_rect();
    if before.abs() < least {
        // One finger above the other: together they move the chart.
        let middle = |pick: fn(&Finger) -> f64| ((pick(a) + pick(b)) / 2.0, 0.0);
        return Some(panned(base, middle(|finger| finger.from.0), middle(|finger| finger.to.0)));
    }
    if now.abs() < least || now.signum() != before.signum() {
        return None;
    }
    let per_px = (x_b - x_a) / now;
    Some((x_a - (a.to.0 - rect.left) * per_px, x_a + (rect.right - a.to.0) * per_px))
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
