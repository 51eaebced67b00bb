//! Failures, in one sentence, with the command that puts them right.

use std::fmt;

/// Every fallible step of xtask gives this.
pub type Outcome<T = ()> = Result<T, Problem>;

/// Shown to the person at the terminal, once, by `main`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    what: String,
    /// A command to type, or a short list of them, one per line.
    fix: Option<String>,
}

impl Problem {
    /// Returns a sentence without a known cure.
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), fix: None }
    }

    /// Adds the command that would put it right.
    pub fn fix(mut self, command: impl Into<String>) -> Self {
        self.fix = Some(command.into());
        self
    }

    /// Turns an I/O error into a problem that says what was being done.
    pub fn io(doing: impl fmt::Display) -> impl FnOnce(std::io::Error) -> Self {
        move |error| Self::new(format!("{doing} failed: {error}."))
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        if let Some(fix) = &self.fix {
            for line in fix.lines() {
                write!(f, "\n    {line}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_command_of_the_cure_stands_on_its_own_line() {
        let problem = Problem::new("No browser.").fix("apt-get update\napt-get install chromium");
        assert_eq!(problem.to_string(), "No browser.\n    apt-get update\n    apt-get install chromium");
    }
}
