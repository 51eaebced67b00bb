//! One headless Chromium with a profile of its own, which ends with its value.

use std::{
    fs::{self, File},
    path::PathBuf,
    process::{Child, Stdio},
};

use super::folder;
use crate::{
    problem::{Outcome, Problem},
    process::{self, Env},
    setup::{browser, versions},
};

/// Software raster, memory figures that are not rounded, garbage collection on request, and a window in which both
/// sides are visible and never slowed down.
const FLAGS: [&str; 14] = [
    "--headless=new",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--enable-precise-memory-info",
    "--js-flags=--expose-gc",
    "--window-size=1300,1000",
    "--force-device-scale-factor=1",
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
    "--disable-extensions",
    "--disable-background-networking",
    "--enable-logging=stderr",
    "--no-first-run",
    "--no-default-browser-check",
];

/// The running browser.
pub struct Chromium {
    child: Child,
    profile: PathBuf,
    log: PathBuf,
}

impl Chromium {
    /// Opens `url`.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(env: &Env, is_root: bool, url: &str) -> Outcome<Self> {
        let program = browser::chromium(env).ok_or_else(|| Problem::new("Chromium is not there."))?;
        let (profile, log) = (folder().join("profile"), folder().join("chromium.log"));
        fs::remove_dir_all(&profile).ok();
        fs::create_dir_all(&profile).map_err(Problem::io(format!("Making {}", profile.display())))?;
        let file = File::create(&log).map_err(Problem::io(format!("Writing {}", log.display())))?;
        let mut command = env.command(program);
        command.args(FLAGS).arg(format!("--user-data-dir={}", profile.display()));
        if is_root {
            // Chromium refuses to run as root with its sandbox on.
            command.arg("--no-sandbox");
        }
        command.arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(file);
        let child = command.spawn().map_err(Problem::io("Starting Chromium"))?;
        Ok(Self { child, profile, log })
    }

    /// # Errors
    /// When it has ended by itself.
    pub fn must_run(&mut self) -> Outcome {
        match self.child.try_wait() {
            Ok(None) => Ok(()),
            Ok(Some(status)) => Err(Problem::new(format!(
                "Chromium ended too early ({status}); what it said is in {}.",
                self.log.display()
            ))),
            Err(error) => Err(Problem::io("Waiting for Chromium")(error)),
        }
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // Fails only if it has ended by itself.
        self.child.kill().and_then(|()| self.child.wait()).ok();
        fs::remove_dir_all(&self.profile).ok();
    }
}

/// As it says itself.
pub fn version(env: &Env) -> String {
    let output =
        browser::chromium(env).and_then(|program| process::output_of(env.command(program).arg("--version")));
    output.as_deref().and_then(versions::printed).unwrap_or("unknown").to_owned()
}
