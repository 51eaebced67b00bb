//! Child processes: a clean environment for them, and the few ways in which they are run.
//!
//! xtask itself runs inside `cargo run`, often inside rustup. Both leave variables behind that would pin the
//! children to the outer toolchain, so [`Env`] takes them away.

use std::{
    collections::BTreeMap,
    env,
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::problem::{Outcome, Problem};

/// Variables of the outer cargo and rustup, by name or by prefix (ending in `*`).
const OUTER: [&str; 11] = [
    "CARGO",
    "CARGO_MANIFEST_*",
    "CARGO_PKG_*",
    "CARGO_BIN_*",
    "CARGO_CRATE_NAME",
    "CARGO_PRIMARY_PACKAGE",
    "OUT_DIR",
    "RUSTC",
    "RUSTDOC",
    "RUSTUP_TOOLCHAIN*",
    "RUST_RECURSION_COUNT",
];

/// Search paths of shared libraries, to which cargo and rustup add the outer toolchain's folders.
const LIBRARY_PATHS: [&str; 2] = ["LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH"];

/// The environment of a child: the user's own, without the outer cargo's, plus what was set here.
#[derive(Debug, Clone, Default)]
pub struct Env {
    set: BTreeMap<String, OsString>,
    /// Searched before the user's PATH, first entry first.
    path_first: Vec<PathBuf>,
    /// Tools that could not be installed and can be done without, by their short names, with the reasons.
    absent: BTreeMap<&'static str, String>,
}

impl Env {
    /// Sets a variable for all children.
    pub fn set(&mut self, name: &str, value: impl AsRef<OsStr>) {
        self.set.insert(name.to_owned(), value.as_ref().to_owned());
    }

    /// Sets a variable as [`Env::set`] does, for one child.
    pub fn with(&self, name: &str, value: impl AsRef<OsStr>) -> Self {
        let mut env = self.clone();
        env.set(name, value);
        env
    }

    /// Notes what could not be put in place, and why.
    pub fn note_absent(&mut self, name: &'static str, why: String) {
        self.absent.insert(name, why);
    }

    /// Returns the tools that could not be installed, with the reasons.
    pub fn absent(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.absent.iter().map(|(name, why)| (*name, why.as_str()))
    }

    /// Adds a folder that is searched before all others, unless it is there already.
    pub fn path_first(&mut self, dir: &Path) {
        if !self.path_first.iter().any(|known| known == dir) {
            self.path_first.insert(0, dir.to_owned());
        }
    }

    /// Returns a child in this environment; `program` is looked up in its PATH.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let path = self.search_path();
        // Not every system looks a program up in the child's PATH, so it is done here.
        let program = find_in(&path, program.as_ref()).map_or(program.as_ref().into(), OsString::from);
        let mut command = Command::new(program);
        for (name, _) in env::vars_os() {
            if name.to_str().is_some_and(is_outer) {
                command.env_remove(name);
            }
        }
        for name in LIBRARY_PATHS {
            if let Some(value) = env::var_os(name) {
                command.env(name, without_toolchains(&value));
            }
        }
        command.env("PATH", path).envs(&self.set);
        command
    }

    /// Returns the path of `program`.
    pub fn find(&self, program: &str) -> Option<PathBuf> {
        find_in(&self.search_path(), OsStr::new(program))
    }

    fn search_path(&self) -> OsString {
        let users = env::var_os("PATH").unwrap_or_default();
        let all = self.path_first.iter().cloned().chain(env::split_paths(&users));
        env::join_paths(all).unwrap_or(users)
    }
}

fn is_outer(name: &str) -> bool {
    OUTER.iter().any(|pattern| match pattern.strip_suffix('*') {
        Some(prefix) => name.starts_with(prefix),
        None => name == *pattern,
    })
}

fn without_toolchains(paths: &OsStr) -> OsString {
    let kept = env::split_paths(paths).filter(|path| {
        let text = path.to_string_lossy();
        !text.contains("rustlib") && !text.contains("toolchains") && !text.contains("target")
    });
    env::join_paths(kept).unwrap_or_default()
}

fn find_in(path: &OsStr, program: &OsStr) -> Option<PathBuf> {
    if Path::new(program).components().count() > 1 {
        return None;
    }
    let endings: &[&str] = if cfg!(windows) { &["exe", "cmd"] } else { &[""] };
    env::split_paths(path).find_map(|dir| {
        endings.iter().map(|ending| dir.join(program).with_extension(ending)).find(|file| is_program(file))
    })
}

#[cfg(unix)]
fn is_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    file.metadata().is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(file: &Path) -> bool {
    file.is_file()
}

/// Runs to the end with the terminal's own input and output.
///
/// # Errors
/// When it cannot be started or ends with another code than 0.
pub fn run(command: &mut Command) -> Outcome {
    let shown = shown(command);
    let status = command.status().map_err(Problem::io(format!("Starting `{shown}`")))?;
    if status.success() { Ok(()) } else { Err(Problem::new(format!("`{shown}` failed ({status})."))) }
}

/// Runs as [`run`] does, in place of this process where the system can do that: a signal to this process
/// stops the program.
///
/// # Errors
/// As [`run`].
pub fn run_last(command: &mut Command) -> Outcome {
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt as _;
        let shown = shown(command);
        Err(Problem::io(format!("Starting `{shown}`"))(command.exec()))
    }
    #[cfg(not(unix))]
    run(command)
}

/// Runs as [`run`] does, silent unless it fails: then its whole output is shown.
///
/// # Errors
/// As [`run`].
pub fn run_quietly(command: &mut Command) -> Outcome {
    let shown = shown(command);
    let output = command.stdin(Stdio::null()).output().map_err(Problem::io(format!("Starting `{shown}`")))?;
    if output.status.success() {
        return Ok(());
    }
    eprint!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    Err(Problem::new(format!("`{shown}` failed ({}).", output.status)))
}

/// Runs as [`run`] does, stopped after `limit`; for programs that can hang on an unreachable network.
///
/// # Errors
/// As [`run`], and when the time is over.
pub fn run_within(limit: Duration, command: &mut Command) -> Outcome {
    let shown = shown(command);
    let mut child = command.spawn().map_err(Problem::io(format!("Starting `{shown}`")))?;
    let started = Instant::now();
    loop {
        match child.try_wait().map_err(Problem::io(format!("Waiting for `{shown}`")))? {
            Some(status) if status.success() => return Ok(()),
            Some(status) => return Err(Problem::new(format!("`{shown}` failed ({status})."))),
            None if limit <= started.elapsed() => {
                child.kill().and_then(|()| child.wait()).ok();
                return Err(Problem::new(format!("`{shown}` gave no answer within {limit:?}.")));
            }
            None => thread::sleep(Duration::from_millis(50)),
        }
    }
}

/// Returns the trimmed standard output of a command; `None` when it cannot be started or fails.
pub fn output_of(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Returns the command as one would type it, without the folder of the program.
fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let mut text = program.file_name().unwrap_or(program.as_os_str()).to_string_lossy().into_owned();
    for arg in command.get_args() {
        text.push(' ');
        text.push_str(&arg.to_string_lossy());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outer_cargos_variables_are_known_and_the_users_are_left_alone() {
        for outer in ["CARGO", "CARGO_MANIFEST_DIR", "CARGO_PKG_NAME", "RUSTUP_TOOLCHAIN", "RUSTC", "OUT_DIR"]
        {
            assert!(is_outer(outer), "{outer}");
        }
        for users in ["CARGO_TARGET_DIR", "CARGO_HOME", "RUSTFLAGS", "RUSTUP_HOME", "RUSTC_WRAPPER", "PATH"] {
            assert!(!is_outer(users), "{users}");
        }
    }

    #[test]
    #[cfg(unix)]
    fn library_folders_of_toolchains_are_taken_out() {
        let paths = "/home/a/.rustup/toolchains/stable/lib:/opt/mine/lib:/work/target/debug/deps";
        assert_eq!(without_toolchains(OsStr::new(paths)), OsStr::new("/opt/mine/lib"));
    }

    #[test]
    #[cfg(unix)]
    fn a_program_is_found_in_the_first_folder_that_has_it_and_never_by_its_path() {
        assert_eq!(find_in(OsStr::new("/nowhere:/bin"), OsStr::new("sh")), Some("/bin/sh".into()));
        assert_eq!(find_in(OsStr::new("/bin"), OsStr::new("/bin/sh")), None);
        assert_eq!(find_in(OsStr::new("/bin"), OsStr::new("no-such-program")), None);
    }

    #[test]
    #[cfg(unix)]
    fn a_child_that_hangs_is_stopped() {
        let started = Instant::now();
        let outcome = run_within(Duration::from_millis(100), Command::new("sleep").arg("60"));
        assert!(outcome.is_err());
        assert!(started.elapsed() < Duration::from_secs(30));
    }
}
