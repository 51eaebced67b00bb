//! Canvases in device pixels.

use plotters_canvas::CanvasBackend;
use wasm_bindgen::{Clamped, JsCast as _};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

use tuneboard_core::chart::{Picture, Size};

/// Returns the screen's device pixels per CSS pixel.
pub fn pixel_ratio() -> f64 {
    web_sys::window().map_or(1.0, |window| window.device_pixel_ratio()).clamp(0.5, 8.0)
}

/// Gives `canvas` a device pixel for each of the screen's below its box; `None` while it has no extent.
/// Clears the canvas only if the size changed.
pub fn fit(canvas: &HtmlCanvasElement) -> Option<Size> {
    let scale = pixel_ratio();
    let device = |css: i32| (f64::from(css) * scale).round() as u32;
    let size = Size { width: device(canvas.client_width()), height: device(canvas.client_height()), scale };
    if size.width == 0 || size.height == 0 {
        return None;
    }
    if canvas.width() != size.width {
        canvas.set_width(size.width);
    }
    if canvas.height() != size.height {
        canvas.set_height(size.height);
    }
    Some(size)
}

/// Empties `canvas` and hands out what plotters draws on.
pub fn backend(canvas: &HtmlCanvasElement) -> Option<CanvasBackend> {
    backend_without(canvas, (0.0, canvas.width().into()))
}

/// Returns the same as [`backend`], where only the columns from `left` up to `right` were drawn on.
pub fn backend_without(canvas: &HtmlCanvasElement, (left, right): (f64, f64)) -> Option<CanvasBackend> {
    let context = context(canvas)?;
    context.clear_rect(left, 0.0, right - left, canvas.height().into());
    // Pointed joins of a noisy curve overshoot its values.
    context.set_line_join("round");
    CanvasBackend::with_canvas_object(canvas.clone())
}

/// Puts `picture` in place of what `canvas` shows there; the rest stays. `false` if the canvas refuses.
pub fn put(canvas: &HtmlCanvasElement, picture: &Picture) -> bool {
    let (width, height) = picture.size();
    let (left, top) = picture.place();
    let image = || {
        // A view of the picture's memory, not a copy.
        ImageData::new_with_u8_clamped_array_and_sh(Clamped(picture.pixels()), width as u32, height as u32)
            .ok()
    };
    let put =
        |context: CanvasRenderingContext2d| context.put_image_data(&image()?, left.into(), top.into()).ok();
    context(canvas).and_then(put).is_some()
}

/// Returns the canvas's 2d context.
pub fn context(canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    canvas.get_context("2d").ok()??.dyn_into().ok()
}
