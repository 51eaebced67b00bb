//! Starts the page: panic hook, then the app in place of the static shell.

#[cfg(target_arch = "wasm32")]
fn main() {
    tuneboard::browser::panic::install_hook(tuneboard_core::crash::report);
    tuneboard::mount();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("Tuneboard runs in a browser: `cargo xtask serve` builds and opens it.");
}
