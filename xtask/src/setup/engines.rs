//! The other browsers that the page is tested in, and axe, which looks for what keeps people out. Unlike Chromium none of
//! them is needed: what cannot be installed here is skipped, and named.

use std::{
    env,
    path::{Path, PathBuf},
};

use crate::{
    problem::{Outcome, Problem},
    process::Env,
    say,
    setup::{debian, npm, tools},
};

/// A browser besides Chromium.
struct Engine {
    /// As it is called in the names of its tests.
    name: &'static str,
    /// For people.
    label: &'static str,
    /// Its programs: the variable that tells the tests, and the names it may have.
    programs: &'static [(&'static str, &'static [&'static str])],
    /// Debian's packages of these.
    packages: &'static [&'static str],
    /// A file that must be there too, one of these; none if empty.
    files: &'static [&'static str],
}

const ENGINES: [Engine; 2] = [
    Engine {
        name: "firefox",
        label: "Firefox",
        programs: &[("FIREFOX", &["firefox-esr", "firefox"])],
        packages: &["firefox-esr"],
        files: &[],
    },
    Engine {
        name: "webkit",
        label: "WebKitGTK",
        programs: &[("WEBKIT_DRIVER", &["WebKitWebDriver"]), ("XVFB", &["Xvfb"])],
        packages: &["webkit2gtk-driver", "xvfb"],
        files: &[
            "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
            "/usr/lib/aarch64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
        ],
    },
];

/// Installs what can be installed, tells the tests about it, and notes what is absent in `env`.
pub fn ready(env: &mut Env) {
    for engine in &ENGINES {
        if let Err(problem) = engine.ready(env) {
            absent(env, engine.name, engine.label, &problem);
        }
    }
    if let Err(problem) = npm::axe_ready(env) {
        absent(env, "axe", "axe", &problem);
    }
}

fn absent(env: &mut Env, name: &'static str, label: &str, problem: &Problem) {
    let why = problem.to_string().replace('\n', " ");
    say::line(&format!("{label} is skipped: {why}"));
    env.note_absent(name, format!("{label}: {why}"));
}

impl Engine {
    fn ready(&self, env: &mut Env) -> Outcome {
        if self.find(env).is_none() {
            if !debian::is_at_hand(env) {
                return Err(Problem::new(format!(
                    "it is not there, and packages cannot be installed here ({}).",
                    self.packages.join(", ")
                )));
            }
            say::line(&format!("installing {} for its tests, about half a minute, once.", self.label));
            debian::apt_install(env, self.packages)?;
        }
        let found = self
            .find(env)
            .ok_or_else(|| Problem::new("it is not there after its packages were installed."))?;
        for (variable, program) in found {
            env.set(variable, program);
        }
        if self.name == "firefox" { tools::geckodriver_ready(env) } else { Ok(()) }
    }

    /// Returns all its programs, or none.
    fn find(&self, env: &Env) -> Option<Vec<(&'static str, PathBuf)>> {
        if !self.files.is_empty()
            && env::var_os("WEBKIT_BROWSER").is_none()
            && !self.files.iter().any(|file| Path::new(file).exists())
        {
            return None;
        }
        let find = |(variable, names): &(&'static str, &'static [&'static str])| {
            let named = env::var_os(variable).map(PathBuf::from).filter(|path| path.exists());
            Some((*variable, named.or_else(|| names.iter().find_map(|name| env.find(name)))?))
        };
        self.programs.iter().map(find).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_engine_whose_programs_are_not_there_is_not_found() {
        let engine = Engine {
            name: "none",
            label: "None",
            programs: &[("NO_SUCH_VARIABLE", &["no-such-program"])],
            packages: &[],
            files: &[],
        };
        assert_eq!(engine.find(&Env::default()), None);
    }

    #[test]
    #[cfg(unix)]
    fn an_engine_is_found_by_the_first_of_its_names() {
        let engine = Engine {
            name: "shell",
            label: "Shell",
            programs: &[("NO_SUCH_VARIABLE", &["no-such-program", "sh"])],
            packages: &[],
            files: &[],
        };
        let found = engine.find(&Env::default()).unwrap();
        assert_eq!(found.len(), 1);
        assert!(found[0].1.ends_with("sh"), "{found:?}");
    }

    #[test]
    fn what_is_absent_is_kept_with_its_reason_in_one_line() {
        let mut env = Env::default();
        absent(&mut env, "axe", "axe", &Problem::new("npm is not there.").fix("apt-get install npm"));
        let absent: Vec<_> = env.absent().collect();
        assert_eq!(absent, [("axe", "axe: npm is not there.     apt-get install npm")]);
    }
}
