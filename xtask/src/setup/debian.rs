//! Debian and its relatives: their packages.

use std::io::{self, IsTerminal as _};

use crate::{
    problem::{Outcome, Problem},
    process::{self, Env},
};

/// Returns true if packages can be installed at all.
pub fn is_at_hand(env: &Env) -> bool {
    cfg!(target_os = "linux") && env.find("apt-get").is_some() && (is_root(env) || env.find("sudo").is_some())
}

/// Returns true if the process may write everywhere.
pub fn is_root(env: &Env) -> bool {
    process::output_of(env.command("id").arg("-u")).as_deref() == Some("0")
}

/// Brings the package lists up to date, then installs; a machine just created has no lists at all.
///
/// # Errors
/// When apt-get fails; names the command.
pub fn apt_install(env: &Env, packages: &[&str]) -> Outcome {
    let wanted = packages.join(" ");
    let by_hand = format!("sudo apt-get update\nsudo apt-get install --no-install-recommends {wanted}");
    let refused = |problem: Problem| Problem::new(problem.to_string()).fix(&by_hand);
    process::run_quietly(apt_get(env).arg("update")).map_err(refused)?;
    process::run_quietly(apt_get(env).args(["install", "-y", "--no-install-recommends"]).args(packages))
        .map_err(refused)
}

/// Stops a server that Debian started when it was installed, if it was wanted as a program only. Where nothing
/// starts services, as in a container, there is nothing to do.
pub fn stop_service(env: &Env, name: &str) {
    if env.find("systemctl").is_some() {
        // Without systemd at work it fails, and nothing was started.
        drop(process::run_quietly(as_root(env, "systemctl").args(["disable", "--now", name])));
    }
}

fn apt_get(env: &Env) -> std::process::Command {
    let mut command = as_root(env, "env");
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]);
    // Another apt-get may be at work, and a mirror may stumble.
    command.args(["-o", "DPkg::Lock::Timeout=300", "-o", "Acquire::Retries=3"]);
    command
}

/// A command with the rights of the administrator.
pub fn as_root(env: &Env, program: &str) -> std::process::Command {
    if is_root(env) {
        return env.command(program);
    }
    let mut sudo = env.command("sudo");
    if !io::stdin().is_terminal() {
        // Nobody is there to answer a question for a password.
        sudo.arg("--non-interactive");
    }
    sudo.arg(program);
    sudo
}
