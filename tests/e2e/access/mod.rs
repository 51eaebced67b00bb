//! Use by all means there are: keys, fingers, readers, windows of every width.

mod accessibility;
mod keyboard;
mod touch;
mod widths;
