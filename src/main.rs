//! Placeholder of the app, to try the build with.

#[cfg(target_arch = "wasm32")]
fn main() {
    use leptos::prelude::*;
    leptos::mount::mount_to_body(|| view! { <p>"Tuneboard"</p> });
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
