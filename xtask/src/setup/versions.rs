//! The versions of everything that is installed, and how versions are read from programs and from `Cargo.lock`.

use std::{fs, path::Path};

use crate::problem::{Outcome, Problem};

/// The newest Trunk that the toolchains named in `toolchain.rs` can build.
pub const TRUNK: &str = "0.21.14";

/// The npm package that carries `wasm-opt`; its first number is the one that `wasm-opt` prints.
pub const BINARYEN: &str = "132.0.0";

/// The digest of that package, as npm publishes it (`npm view binaryen@VERSION dist.integrity`); another content is refused.
pub const BINARYEN_DIGEST: &str =
    "sha512-4Usg7yEvwO3FMso3Oov6qkOOHSod1IEv+boKkh77kTljM+eNBouqCTbqWswGzbG+vDNO/b/v2C4gfEh1WgB9Lg==";

/// esbuild, which shortens scripts and style sheets.
pub const ESBUILD: &str = "0.28.2";

/// System and processor, the npm package with its program, and the digest of that package, as [`BINARYEN_DIGEST`].
pub const ESBUILD_DIGESTS: [((&str, &str), &str, &str); 5] = [
    (
        ("linux", "x86_64"),
        "@esbuild/linux-x64",
        "sha512-4xTZr1FUmSoQW4XIWmit3tzQrUTZM+N3P0XV8xROKYF50XfI7xeO90+1bZvNwxIufQ9hDQVRJH5YhgPVF8A/HQ==",
    ),
    (
        ("linux", "aarch64"),
        "@esbuild/linux-arm64",
        "sha512-pW4AC0P3it8c7do9MVM4p51FzHzdM/TZrerurgRcHJ2WTa1VQ1CIq18xncfpBJw4ojkiZZrKW2yIBWBP92j6Ug==",
    ),
    (
        ("macos", "x86_64"),
        "@esbuild/darwin-x64",
        "sha512-uq6suIWYP37qzGddBKPw5QEQPi6HiLGsO7UmkpfyaYNQ3D+rN6w6WfwH+nuqcGXWvawGwxOEroO4YGnFh95azw==",
    ),
    (
        ("macos", "aarch64"),
        "@esbuild/darwin-arm64",
        "sha512-n4KqkOQrraxHJcgjM1RvwbigfQKIKJVpM7xp+KsxiyUSrRdIXnt73VhrPAx0fV44hgfmIVKjxMN9J1t5jySVkw==",
    ),
    (
        ("windows", "x86_64"),
        "@esbuild/win32-x64",
        "sha512-5ebpxr3nWMzrL/rnUI755Jkuee0bHL/Gq0WTF9lvcpv73wAp5eu8MfBUgWK9bhWvZjj7yX8etf/8tI8Ney695g==",
    ),
];

/// The driver of Firefox: of the releases that its crate has had, one that knows every Firefox since 115.
pub const GECKODRIVER: &str = "0.37.1";

/// The npm package that looks for what keeps people out of a page.
pub const AXE: &str = "4.14.1";

/// The digest of that package, as [`BINARYEN_DIGEST`].
pub const AXE_DIGEST: &str =
    "sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==";

/// Returns the version of wasm-bindgen in `Cargo.lock`; the command-line program must have exactly this one.
///
/// # Errors
/// When the file is missing or does not name it.
pub fn wasm_bindgen(root: &Path) -> Outcome<String> {
    let path = root.join("Cargo.lock");
    let lock = fs::read_to_string(&path).map_err(Problem::io(format!("Reading {}", path.display())))?;
    locked(&lock, "wasm-bindgen").map(str::to_owned).ok_or_else(|| {
        Problem::new("Cargo.lock names no wasm-bindgen.").fix("cargo update --package wasm-bindgen")
    })
}

/// Returns the version of `package` in the text of a `Cargo.lock`.
fn locked<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    lock.split("[[package]]")
        .find_map(|block| (field(block, "name")? == package).then(|| field(block, "version"))?)
}

/// Returns the value of `key = "value"` in one block.
fn field<'a>(block: &'a str, key: &str) -> Option<&'a str> {
    block.lines().find_map(|line| {
        line.strip_prefix(key)?.trim_start().strip_prefix('=')?.trim().strip_prefix('"')?.strip_suffix('"')
    })
}

/// Returns the first word with a digit in what a program prints for `--version`: `trunk 0.21.14` gives `0.21.14`.
pub fn printed(output: &str) -> Option<&str> {
    output.split_whitespace().find(|word| word.starts_with(|first: char| first.is_ascii_digit()))
}

/// Returns the first number of a version: 132 for `132.0.0`.
pub fn major(version: &str) -> &str {
    version.split('.').next().unwrap_or(version)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = r#"
version = 4

[[package]]
name = "wasm-bindgen-macro"
version = "0.2.131"

[[package]]
name = "wasm-bindgen"
version = "0.2.130"
source = "registry+https://github.com/rust-lang/crates.io-index"
dependencies = [
 "wasm-bindgen-macro",
]
"#;

    #[test]
    fn the_lock_file_is_asked_for_exactly_the_named_package() {
        assert_eq!(locked(LOCK, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked(LOCK, "wasm-bindgen-macro"), Some("0.2.131"));
        assert_eq!(locked(LOCK, "wasm"), None);
    }

    #[test]
    fn the_projects_own_lock_file_names_a_version() {
        let root = crate::workspace::root();
        let version = wasm_bindgen(&root).unwrap();
        assert!(version.starts_with("0.2."), "{version}");
    }

    #[test]
    fn versions_are_found_in_what_programs_print() {
        for (output, version) in [
            ("trunk 0.21.14", Some("0.21.14")),
            ("wasm-opt version 132 (version_132)", Some("132")),
            ("Chromium 139.0.7258.66 built on Debian", Some("139.0.7258.66")),
            ("ChromeDriver 139.0.7258.66 (abc-refs/branch-heads/7258@{#1})", Some("139.0.7258.66")),
            ("rustc 1.96.0 (ac68faa20 2026-05-25)", Some("1.96.0")),
            ("no digits here", None),
        ] {
            assert_eq!(printed(output), version, "{output}");
        }
        assert_eq!(major("139.0.7258.66"), "139");
    }
}
