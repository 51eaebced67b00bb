//! Smaller programs, scripts and style sheets: by wasm-opt and esbuild, where npm is there to fetch them with.

use std::path::Path;

use crate::{
    problem::Outcome,
    process::{self, Env},
    say,
    setup::npm,
};

/// Instructions that rustc uses for wasm32: browsers have all of them since 2022. wasm-opt knows more, which
/// stay off.
const INSTRUCTIONS: [&str; 8] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-call-indirect-overlong",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Of all that was tried the smallest after brotli, if not before: functions of like names are alike, and brotli makes
/// more of them when they stand together.
const PASSES: [&str; 6] =
    ["--flatten", "--rereloop", "-Os", "--reorder-functions-by-name", "--strip-debug", "--strip-producers"];

/// Scripts in the language of the same browsers, and characters as they are: every file is sent as UTF-8. Without warnings,
/// since wasm-bindgen lists one module several times.
const WORDING: [&str; 5] =
    ["--minify", "--target=es2022", "--charset=utf8", "--allow-overwrite", "--log-level=error"];

/// The tools that are there. Files stay as they are without them.
pub struct Shrinker {
    env: Env,
    has_wasm_opt: bool,
    has_esbuild: bool,
}

impl Shrinker {
    /// Puts the tools in place, and says which one is not to be had.
    ///
    /// # Errors
    /// When npm fails; names the command.
    pub fn ready(env: &Env) -> Outcome<Self> {
        let mut env = env.clone();
        let (has_wasm_opt, has_esbuild) = (npm::wasm_opt_ready(&mut env)?, npm::esbuild_ready(&mut env)?);
        for (name, _) in [("wasm-opt", has_wasm_opt), ("esbuild", has_esbuild)].iter().filter(|(_, has)| !has)
        {
            say::line(&format!(
                "{name} is not to be had; for a smaller release build, install Node.js with npm from nodejs.org."
            ));
        }
        Ok(Self { env, has_wasm_opt, has_esbuild })
    }

    /// Optimises a program in its place.
    ///
    /// # Errors
    /// When wasm-opt fails.
    pub fn program(&self, wasm: &Path) -> Outcome {
        if !self.has_wasm_opt {
            return Ok(());
        }
        let mut wasm_opt = self.env.command("wasm-opt");
        wasm_opt.args(INSTRUCTIONS).args(PASSES);
        process::run(wasm_opt.arg(wasm).arg("-o").arg(wasm))
    }

    /// Takes comments, blanks and long names out of a script or a style sheet, in its place.
    ///
    /// # Errors
    /// When esbuild fails.
    pub fn text(&self, file: &Path) -> Outcome {
        if !self.has_esbuild {
            return Ok(());
        }
        let mut esbuild = self.env.command("esbuild");
        process::run(esbuild.args(WORDING).arg(file).arg(format!("--outfile={}", file.display())))
    }
}
