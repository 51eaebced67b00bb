//! The dashboard for development and for use on this machine, and the simulator beside it.

use std::{
    fs,
    net::{Ipv4Addr, TcpListener},
    path::PathBuf,
};

use crate::{
    args::Serve,
    bundle::trunk,
    problem::{Outcome, Problem},
    process::{self, Env},
    say,
    setup::browser,
    workspace,
};

/// The port must be free before minutes are spent on building.
///
/// # Errors
/// When another program has it; names one that is free.
pub fn port_is_free(port: u16) -> Outcome {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(_) => Ok(()),
        Err(error) => {
            let other = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|socket| socket.local_addr());
            let other = other.map_or(port.wrapping_add(1), |address| address.port());
            Err(Problem::new(format!("Port {port} of 127.0.0.1 cannot be used: {error}."))
                .fix(format!("cargo xtask serve --port {other}")))
        }
    }
}

/// Builds, serves and rebuilds on change until stopped.
///
/// # Errors
/// When Trunk cannot start.
pub fn serve(env: &Env, options: &Serve) -> Outcome {
    // Not `dist`: a release build or a test run beside this one has that to itself.
    let dist = workspace::target().join("serve");
    let mut command = trunk::command(env, "serve");
    command.arg("--dist").arg(&dist).args(["--port", &options.port.to_string()]);
    for ignored in ignored() {
        command.arg("--ignore").arg(ignored);
    }
    if options.release {
        command.arg("--release");
    }
    if options.opens && browser::has_desktop() {
        command.arg("--open");
    }
    say::line("building the dashboard; the first time about 2 minutes, later seconds.");
    println!("http://127.0.0.1:{}", options.port);
    process::run_last(&mut command)
}

/// Folders whose changes do not change the page, so that a test run or a release build does not rebuild it.
///
/// Not in `Trunk.toml`, for Trunk refuses to start when one of them is not there. Nor does that file name what is to
/// be watched instead: a single file is lost from sight once an editor replaces it.
fn ignored() -> impl Iterator<Item = PathBuf> {
    let folders = ["target", "dist", "tests", "xtask", ".git"].map(|name| workspace::root().join(name));
    // Made by the first release build, maybe while this runs.
    fs::create_dir_all(workspace::dist()).ok();
    folders.into_iter().filter(|folder| folder.exists())
}

/// Builds one of our programs for this machine (`simulate`, `diagnose`) and runs it with its own flags, in the present folder,
/// from which its files are named.
///
/// # Errors
/// When it does not build or ends with an error.
pub fn program(env: &Env, name: &str, flags: &[String]) -> Outcome {
    let package: &[&str] = match name {
        "simulate" => &["--package", "tuneboard-simulator", "--features", "server"],
        _ => &["--package", "tuneboard-core"],
    };
    let mut cargo = env.command("cargo");
    cargo.arg("run").arg("--manifest-path").arg(workspace::root().join("Cargo.toml"));
    cargo.args(package).args(["--profile", "server", "--bin", name, "--"]).args(flags);
    process::run_last(&mut cargo)
}
