//! The browsers that the page is tested in: Chromium for everything, Firefox and WebKitGTK for one journey and random
//! use. Each has a driver that speaks WebDriver on a port of its own.

use std::{
    env,
    io::{BufRead as _, BufReader},
    net::{SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use serde_json::{Value, json};
use tokio::time::Instant;

use super::page::PAUSE;

/// Paths at which Debian installs the browser that WebKitGTK's driver starts.
const MINI_BROWSERS: [&str; 2] = [
    "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
    "/usr/lib/aarch64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
];

/// The drivers listen within seconds.
const LONGEST_START: Duration = Duration::from_secs(20);

/// A browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Chromium,
    Firefox,
    WebKit,
}

/// Programs that run, and where the driver listens; they end with this value.
pub struct Running {
    programs: Vec<Child>,
    pub address: SocketAddr,
    /// Folder of the browser's downloads; removed with this value.
    pub downloads: PathBuf,
}

impl Engine {
    /// Returns the word on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        }
    }

    /// Starts its driver. One that asks for a port which another process has by then ends; it is started anew.
    pub async fn start(self) -> Running {
        for _ in 0..5 {
            if let Some(running) = self.try_start().await {
                return running;
            }
        }
        panic!("the driver of {} does not listen", self.name())
    }

    async fn try_start(self) -> Option<Running> {
        let n = env::temp_dir().join(format!("tuneboard-e2e-{}-{}", std::process::id(), number()));
        std::fs::create_dir_all(&n).expect("a folder for downloads");
        let mut running =
            Running { programs: Vec::new(), address: SocketAddr::from(([127, 0, 0, 1], 0)), downloads: n };
        let (program, marker) = match self {
            Self::Chromium => (named("CHROMEDRIVER", "chromedriver"), "successfully on port "),
            Self::Firefox => (named("GECKODRIVER", "geckodriver"), "Listening on 127.0.0.1:"),
            Self::WebKit => return running.start_webkit().await,
        };
        let mut driver = Command::new(&program);
        driver.arg("--port=0");
        if self == Self::Firefox {
            // Two drivers would ask for the same one.
            driver.arg("--websocket-port=0");
        }
        let port = running.first_line_with(driver.stderr(Stdio::null()), marker)?;
        running.address.set_port(port.trim_end_matches('.').parse().ok()?);
        Some(running)
    }

    /// Returns the capabilities that a session is asked for.
    pub fn capabilities(self, downloads: &Path) -> Value {
        match self {
            Self::Chromium => {
                let mut options = json!({"args": [
                    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                    "--window-size=1280,900", "--force-device-scale-factor=1", "--lang=en-US",
                ]});
                let known = Path::new("/usr/bin/chromium");
                let binary =
                    env::var_os("CHROME").map(PathBuf::from).or_else(|| known.exists().then(|| known.into()));
                if let Some(binary) = binary {
                    options["binary"] = json!(binary);
                }
                json!({"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}})
            }
            Self::Firefox => {
                let mut options = json!({
                    "args": ["-headless", "--width=1280", "--height=900"],
                    "prefs": {
                        "intl.accept_languages": "en-US", "browser.download.folderList": 2, "browser.download.dir": downloads,
                        "browser.download.alwaysOpenPanel": false, "dom.w3c_touch_events.enabled": 1,
                    },
                });
                if let Some(binary) = env::var_os("FIREFOX").map(PathBuf::from) {
                    options["binary"] = json!(binary);
                }
                json!({"browserName": "firefox", "moz:firefoxOptions": options})
            }
            Self::WebKit => {
                let binary = env::var_os("WEBKIT_BROWSER").map(PathBuf::from);
                let known = MINI_BROWSERS.iter().map(PathBuf::from).find(|path| path.exists());
                let binary = binary.or(known).expect("MiniBrowser; WEBKIT_BROWSER names another");
                json!({"webkitgtk:browserOptions": {"binary": binary, "args": ["--automation"]}})
            }
        }
    }
}

impl Running {
    /// WebKitGTK has no mode without a screen, so it gets an invisible one.
    async fn start_webkit(mut self) -> Option<Self> {
        let mut screen = Command::new(named("XVFB", "Xvfb"));
        screen.args(["-displayfd", "1", "-screen", "0", "2000x1400x24", "-nolisten", "tcp"]);
        let display = self.first_line_with(screen.stderr(Stdio::null()), "")?;
        let port =
            TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr()).ok()?.port();
        // Where its desktop would say that downloads go.
        let folders = format!("XDG_DOWNLOAD_DIR=\"{}\"\n", self.downloads.display());
        let config = self.downloads.with_extension("config");
        std::fs::create_dir_all(&config).ok()?;
        std::fs::write(config.join("user-dirs.dirs"), folders).ok()?;
        let mut driver = Command::new(named("WEBKIT_DRIVER", "WebKitWebDriver"));
        driver
            .arg(format!("--port={port}"))
            .env("DISPLAY", format!(":{}", display.trim()))
            .env("XDG_CONFIG_HOME", &config)
            .env("GDK_BACKEND", "x11")
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            .env("NO_AT_BRIDGE", "1")
            .env("LANG", "C.UTF-8")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        self.programs.push(started(&mut driver));
        self.address.set_port(port);
        let begun = Instant::now();
        while TcpStream::connect(self.address).is_err() {
            if LONGEST_START < begun.elapsed() {
                return None;
            }
            tokio::time::sleep(PAUSE).await;
        }
        Some(self)
    }

    /// Starts a program that says something once it is ready; returns what follows `marker` in that line.
    fn first_line_with(&mut self, command: &mut Command, marker: &str) -> Option<String> {
        let mut program = started(command.stdin(Stdio::null()).stdout(Stdio::piped()));
        let stdout = program.stdout.take();
        self.programs.push(program);
        let mut lines = BufReader::new(stdout?).lines().map_while(Result::ok);
        let found = lines.find_map(|line| Some(line.split_once(marker)?.1.to_owned()));
        // It would be stopped by a full pipe.
        std::thread::spawn(move || lines.for_each(drop));
        found
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // The driver before the screen that its browser is on. Both fail only if it has ended by itself.
        for program in self.programs.iter_mut().rev() {
            drop(program.kill());
            drop(program.wait());
        }
        drop(std::fs::remove_dir_all(&self.downloads));
        drop(std::fs::remove_dir_all(self.downloads.with_extension("config")));
    }
}

fn started(command: &mut Command) -> Child {
    let program = command.get_program().to_owned();
    command.spawn().unwrap_or_else(|error| panic!("{}: {error}", program.display()))
}

/// Returns a program that a variable names, or one on PATH.
fn named(variable: &str, program: &str) -> PathBuf {
    env::var_os(variable).map_or_else(|| program.into(), PathBuf::from)
}

/// Another number each time.
fn number() -> usize {
    static NEXT: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
}
