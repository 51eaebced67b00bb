//! Pixels: lines, discs and columns drawn into memory.

pub mod area;
pub mod bars;
mod mask;
mod pixel_buffer;
pub mod raster;
pub mod scale;
pub mod strips;
mod stroke;
