//! Visits: the release build and TensorBoard's front end as static files, compressed alike, each visit below an
//! address of its own (`/visit/SIDE/WAY/NUMBER/…`), so that no cache knows anything of it.

use std::{
    fs, io,
    path::PathBuf,
    sync::{LazyLock, Mutex},
    thread,
    time::{Duration, Instant},
};

use super::{folder, paths::below};
use crate::{
    problem::{Outcome, Problem},
    process::{self, Env},
    say, workspace,
};

/// A file of a visit as it is sent.
pub struct File {
    /// Compressed by brotli, or plain.
    pub bytes: Vec<u8>,
    /// True if the content is compressed.
    pub is_brotli: bool,
    /// The browser may keep it for the next visit.
    pub is_kept: bool,
    /// The kind of the file behind it.
    pub path: PathBuf,
}

/// Milliseconds until a server that is far away begins to answer.
const LATENCY: Duration = Duration::from_millis(40);
/// Bandwidth of all connections together: 10 Mbit/s.
const BYTES_PER_SEC: f64 = 1_250_000.0;

/// When the line is free again.
static LINE: LazyLock<Mutex<Instant>> = LazyLock::new(|| Mutex::new(Instant::now()));

/// The file of a path below `/visit/`, as late as it would come the way that the path names (`far` or `near`; with
/// `-kept` all but the page itself may be kept, as the recipes for servers have it). `None` for what is not there: what
/// asks for data finds none.
pub fn file(path: &str) -> Option<File> {
    let mut parts = path.splitn(4, '/');
    let (side, way, _, name) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let dir = if side == "ours" { workspace::dist() } else { tensorboard() };
    let file = below(&dir, if name.is_empty() { "index.html" } else { name })
        // It would fetch the whole page once more while the next visit is measured.
        .filter(|file| !file.ends_with("sw.js") && file.is_file());
    let packed = file.as_ref().and_then(|file| fs::read(format!("{}.br", file.display())).ok());
    let is_brotli = packed.is_some();
    let bytes = packed.or_else(|| fs::read(file.as_ref()?).ok()).unwrap_or_default();
    if way.starts_with("far") {
        travel(bytes.len());
    }
    let path = file?;
    let is_kept = way.ends_with("-kept") && !path.ends_with("index.html");
    Some(File { bytes, is_brotli, is_kept, path })
}

/// Takes the time of so many bytes on the line, behind those that are on it.
fn travel(n_bytes: usize) {
    let duration = Duration::from_secs_f64(n_bytes as f64 / BYTES_PER_SEC);
    let arrives = LINE.lock().map_or_else(
        |_| Instant::now(),
        |mut line| {
            *line = (*line).max(Instant::now() + LATENCY) + duration;
            *line
        },
    );
    thread::sleep(arrives.saturating_duration_since(Instant::now()));
}

/// Returns the folder of TensorBoard's front end, once it has been fetched.
fn tensorboard() -> PathBuf {
    folder().join("tensorboard/front")
}

/// Puts TensorBoard's front end there, compressed like ours, and returns its version.
///
/// # Errors
/// When there is no release build, no Python, or no way to PyPI.
pub fn ready(env: &Env) -> Outcome<String> {
    if !workspace::dist().join("index.html").exists() {
        return Err(Problem::new("There is no release build to visit.").fix("cargo xtask build"));
    }
    let home = folder().join("tensorboard");
    if !tensorboard().join("index.html.br").exists() {
        fetch(env, &home)?;
    }
    let reading = |error: io::Error| Problem::io(format!("Reading {}", home.display()))(error);
    let names = fs::read_dir(&home).map_err(reading)?.flatten();
    let wheel = names.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let version =
        |name: String| name.strip_prefix("tensorboard-")?.split_once('-').map(|(it, _)| it.to_owned());
    wheel.filter_map(version).next().ok_or_else(|| {
        Problem::new(format!("{} holds no wheel.", home.display())).fix(format!("rm -r {}", home.display()))
    })
}

fn fetch(env: &Env, home: &std::path::Path) -> Outcome {
    say::line("fetching TensorBoard's front end with pip, and compressing it, a minute, once.");
    fs::create_dir_all(home).map_err(Problem::io(format!("Making {}", home.display())))?;
    let mut pip = env.command("python3");
    pip.args(["-m", "pip", "download", "--quiet", "--no-deps", "--disable-pip-version-check", "tensorboard"]);
    process::run_quietly(pip.arg("--dest").arg(home))?;
    // The wheel holds an archive of its own; the debugger's editor is not part of a first visit.
    const UNPACK: &str = "import glob, io, sys, zipfile\n\
        wheel = zipfile.ZipFile(glob.glob(sys.argv[1] + '/*.whl')[0])\n\
        front = zipfile.ZipFile(io.BytesIO(wheel.read('tensorboard/webfiles.zip')))\n\
        names = [name for name in front.namelist() if not name.startswith('tf-imports')]\n\
        front.extractall(sys.argv[1] + '/front', names)";
    process::run_quietly(env.command("python3").args(["-c", UNPACK]).arg(home))?;
    let mut cargo = env.command("cargo");
    cargo.current_dir(workspace::root());
    cargo.args(["run", "--quiet", "--profile", "server", "--package", "compress", "--"]).arg(tensorboard());
    process::run(&mut cargo)
}
