//! Browsers: Chromium and ChromeDriver for the tests, and whether there is a desktop to open a page on.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use crate::{
    problem::{Outcome, Problem},
    process::{self, Env},
    say,
    setup::{debian, versions},
    workspace,
};

const CHROMIUM: [&str; 5] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

const BY_HAND: &str = "\
sudo apt-get install chromium chromium-driver              # Debian
sudo apt-get install chromium-browser chromium-chromedriver  # Ubuntu
sudo dnf install chromium chromedriver                     # Fedora
brew install --cask chromium chromedriver                  # macOS
CHROME=/path/to/chromium CHROMEDRIVER=/path/to/chromedriver cargo xtask test   # installed elsewhere";

/// Makes sure that Chromium and ChromeDriver are there and fit together, and tells the test programs about them.
///
/// # Errors
/// When they are missing and cannot be installed; lists the commands per system.
pub fn ready(env: &mut Env) -> Outcome {
    if find(env).is_none() && debian::is_at_hand(env) {
        say::line("installing Chromium and ChromeDriver, about a minute, once.");
        debian::apt_install(env, packages(&fs::read_to_string("/etc/os-release").unwrap_or_default()))
            .map_err(|problem| Problem::new(problem.to_string()))?;
    }
    let Some((chromium, driver)) = find(env) else {
        return Err(Problem::new("The browser tests need Chromium and ChromeDriver, which are not there.")
            .fix(BY_HAND));
    };
    let major_of = |program: &Path| {
        let printed = process::output_of(env.command(program).arg("--version"))?;
        versions::printed(&printed).map(|version| versions::major(version).to_owned())
    };
    if let (Some(browsers), Some(drivers)) = (major_of(&chromium), major_of(&driver))
        && browsers != drivers
    {
        return Err(Problem::new(format!(
            "Chromium is version {browsers} but ChromeDriver is version {drivers}; they must be the same."
        ))
        .fix(BY_HAND));
    }
    let capabilities = workspace::target().join("webdriver.json");
    fs::create_dir_all(workspace::target())
        .and_then(|()| {
            fs::write(&capabilities, webdriver_json(debian::is_root(env), env::var("CHROME").ok()))
        })
        .map_err(Problem::io(format!("Writing {}", capabilities.display())))?;
    env.set("CHROME", chromium);
    env.set("CHROMEDRIVER", driver);
    env.set("WASM_BINDGEN_TEST_WEBDRIVER_JSON", capabilities);
    Ok(())
}

fn find(env: &Env) -> Option<(PathBuf, PathBuf)> {
    let driver = named("CHROMEDRIVER").or_else(|| env.find("chromedriver"))?;
    Some((chromium(env)?, driver))
}

/// Returns the browser itself.
pub fn chromium(env: &Env) -> Option<PathBuf> {
    let applications = Path::new("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");
    named("CHROME")
        .or_else(|| CHROMIUM.iter().find_map(|name| env.find(name)))
        .or_else(|| applications.exists().then(|| applications.to_owned()))
}

/// Returns the program that a variable names.
fn named(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).map(PathBuf::from).filter(|path| path.exists())
}

/// Returns the names of the packages, by the text of `/etc/os-release`.
fn packages(os_release: &str) -> &'static [&'static str] {
    let is_ubuntu = os_release.lines().any(|line| line == "ID=ubuntu");
    if is_ubuntu { &["chromium-browser", "chromium-chromedriver"] } else { &["chromium", "chromium-driver"] }
}

/// Returns the capabilities that a test session asks ChromeDriver for.
fn webdriver_json(is_root: bool, chrome: Option<String>) -> String {
    let mut args = vec!["--headless=new", "--disable-gpu", "--disable-dev-shm-usage"];
    if is_root {
        // Chromium refuses to run as root with its sandbox on.
        args.push("--no-sandbox");
    }
    let args: Vec<String> = args.iter().map(|arg| format!("\"{arg}\"")).collect();
    // Only when the user named one: ChromeDriver knows best where its own is.
    let binary = chrome.map(|path| {
        let escaped = path.replace('\\', "\\\\").replace('"', "\\\"");
        format!("\"binary\": \"{escaped}\", ")
    });
    format!(
        "{{ \"goog:chromeOptions\": {{ {}\"args\": [{}] }} }}\n",
        binary.unwrap_or_default(),
        args.join(", ")
    )
}

/// Returns true if a page can be opened for the user: not in CI, not on a machine without a display.
pub fn has_desktop() -> bool {
    let is_set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    let has_display =
        cfg!(any(target_os = "macos", windows)) || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY");
    has_display && !is_set("CI")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_root_goes_without_the_sandbox() {
        assert!(webdriver_json(true, None).contains("--no-sandbox"));
        assert!(!webdriver_json(false, None).contains("--no-sandbox"));
    }

    #[test]
    fn a_named_browser_reaches_the_driver_with_its_quotes_and_backslashes_escaped() {
        let json = webdriver_json(false, Some(r#"C:\a "b"\chrome.exe"#.to_owned()));
        assert!(json.contains(r#""binary": "C:\\a \"b\"\\chrome.exe", "args""#), "{json}");
        assert!(!webdriver_json(false, None).contains("binary"));
    }

    #[test]
    fn ubuntu_names_its_packages_differently() {
        assert_eq!(packages("NAME=\"Ubuntu\"\nID=ubuntu\nID_LIKE=debian")[0], "chromium-browser");
        assert_eq!(packages("ID=debian")[0], "chromium");
    }
}
