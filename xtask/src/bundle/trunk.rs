//! Calls of Trunk.

use std::{env, process::Command};

use crate::{process::Env, workspace};

/// `trunk SUBCOMMAND` in the project's folder, with cargo's own lines in between but without Trunk's chatter.
pub fn command(env: &Env, subcommand: &str) -> Command {
    let mut command = env.command("trunk");
    command.current_dir(workspace::root()).arg(subcommand);
    command.env("TRUNK_SKIP_VERSION_CHECK", "true");
    if env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) {
        // Trunk stops at any other value, such as the usual `1`.
        command.env("NO_COLOR", "true");
    }
    command
}
