//! Tools that each command needs, and the order in which they are installed.

pub mod browser;
pub mod debian;
pub mod debian_rust;
pub mod engines;
pub mod lock;
pub mod nginx;
pub mod npm;
pub mod toolchain;
pub mod tools;
pub mod versions;

use self::lock::Lock;
use crate::{bundle::shrink::Shrinker, problem::Outcome, process::Env, say, workspace};

/// The target triple of the page.
pub const WASM: &str = "wasm32-unknown-unknown";

/// Tools that must be there besides a toolchain that builds for wasm32.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Needs {
    /// `cargo fmt` and `cargo clippy`.
    lints: bool,
    /// Trunk and wasm-bindgen.
    tools: bool,
    /// Chromium and ChromeDriver.
    browser: bool,
    /// nginx.
    server: bool,
    /// The other browsers and axe, as far as they can be had.
    engines: bool,
}

impl Needs {
    /// Just the compiler.
    pub const NOTHING: Self =
        Self { lints: false, tools: false, browser: false, server: false, engines: false };
    /// To check the source.
    pub const LINTS: Self = Self { lints: true, ..Self::NOTHING };
    /// To build and serve.
    pub const TOOLS: Self = Self { tools: true, ..Self::NOTHING };
    /// To test in a browser.
    pub const BROWSER: Self = Self { browser: true, ..Self::TOOLS };
    /// For random use, in any browser.
    pub const ENGINES: Self = Self { engines: true, ..Self::BROWSER };
    /// To test end to end.
    pub const HOSTING: Self = Self { server: true, ..Self::ENGINES };
    /// All tools.
    pub const ALL: Self = Self { lints: true, ..Self::HOSTING };

    /// Both.
    pub fn and(self, other: Self) -> Self {
        Self {
            lints: self.lints || other.lints,
            tools: self.tools || other.tools,
            browser: self.browser || other.browser,
            server: self.server || other.server,
            engines: self.engines || other.engines,
        }
    }
}

/// Installs what is missing and gives the environment in which it is found.
///
/// # Errors
/// When something cannot be installed; names the command that would.
pub fn ready(needs: Needs) -> Outcome<Env> {
    let _lock = Lock::take(&workspace::tools()?)?;
    let mut env = Env::default();
    toolchain::ready(&mut env)?;
    if needs.lints {
        toolchain::lints_ready(&env)?;
    }
    // The browser first: it is quick, and what is wrong with it is better known before the long builds.
    if needs.browser {
        browser::ready(&mut env)?;
    }
    if needs.server {
        nginx::ready(&mut env)?;
    }
    if needs.tools {
        tools::ready(&mut env)?;
    }
    if needs.engines {
        engines::ready(&mut env);
    }
    Ok(env)
}

/// `cargo xtask setup`.
///
/// # Errors
/// As [`ready`].
pub fn everything() -> Outcome {
    let env = ready(Needs::ALL)?;
    Shrinker::ready(&env)?;
    for (_, why) in env.absent() {
        say::line(&format!("skipped, {why}"));
    }
    say::line("everything else is there.");
    Ok(())
}
