//! `tests/deploy/start.sh`: it starts what its values say, refuses hostile ones by name, and leaves no key on the disk.

use std::{
    env, fs,
    net::SocketAddr,
    os::unix::fs::{PermissionsExt, chown},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Output, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};

use tokio::{net::TcpStream, time::Instant};

use super::hosting::{SERVERS_KEY, run};
use crate::harness::{
    nginx::free_address,
    page::{PATIENCE, PAUSE},
    site,
    upstream::Upstream,
    wire,
};

/// An account whose file is right.
const GOOD: &str = "# Whose it is.\r\n\nACCOUNT=lab\nPROVIDER=together\nUPSTREAM=http://127.0.0.1:9/together\n\
    UPSTREAM_HOST=127.0.0.1:9\nAPI_KEY=\"sk-e2e-held-by-the-server-42\"\n";

/// A user who owns nothing.
const NOBODY: u32 = 65534;

/// A copy of the recipes in a folder of its own, with accounts beside `start.sh`.
struct Recipes(PathBuf);

impl Recipes {
    fn new(accounts: &[(&str, &str)]) -> Self {
        static N: AtomicU32 = AtomicU32::new(0);
        let n = N.fetch_add(1, Ordering::Relaxed);
        let folder = env::temp_dir().join(format!("tuneboard-start-{}-{n}", std::process::id()));
        let recipes = Self(folder);
        for name in ["accounts", "tmp", "dist"] {
            fs::create_dir_all(recipes.0.join(name)).expect("a folder");
        }
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/deploy");
        for entry in fs::read_dir(from).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_file() {
                fs::copy(&path, recipes.0.join(path.file_name().unwrap_or_default())).expect("a copy");
            }
        }
        for (name, text) in accounts {
            fs::write(recipes.0.join("accounts").join(name), text).expect("a file");
        }
        if is_root() {
            chown(recipes.0.join("tmp"), Some(NOBODY), Some(NOBODY)).expect("root may");
        }
        recipes
    }

    /// `start.sh`, as a user who is not root.
    fn command(&self) -> Command {
        let mut command = if is_root() {
            let mut command = Command::new("setpriv");
            command.args([
                &format!("--reuid={NOBODY}"),
                &format!("--regid={NOBODY}"),
                "--clear-groups",
                "sh",
            ]);
            command
        } else {
            Command::new("sh")
        };
        let nginx = env::var_os("NGINX").map_or_else(|| PathBuf::from("/usr/sbin/nginx"), PathBuf::from);
        let path = format!(
            "{}:{}",
            nginx.parent().unwrap_or(Path::new("/")).display(),
            env::var("PATH").unwrap_or_default()
        );
        command
            .arg(self.0.join("start.sh"))
            .env("PATH", path)
            .env("TMPDIR", self.0.join("tmp"))
            .env("TUNEBOARD_ROOT", self.0.join("dist"))
            .env("TUNEBOARD_ORIGIN", "https://tune.example.org")
            .env("TUNEBOARD_LISTEN", "127.0.0.1:1")
            .stdin(Stdio::null());
        command
    }

    /// Files below the folder for temporary ones, with what is in them.
    fn left(&self) -> Vec<(PathBuf, String)> {
        fn all(dir: &Path, found: &mut Vec<(PathBuf, String)>) {
            for path in fs::read_dir(dir).into_iter().flatten().flatten().map(|entry| entry.path()) {
                if path.is_dir() {
                    all(&path, found);
                } else {
                    let text = fs::read(&path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
                    found.push((path, text.unwrap_or_default()));
                }
            }
        }
        let mut found = Vec::new();
        all(&self.0.join("tmp"), &mut found);
        found
    }
}

impl Drop for Recipes {
    fn drop(&mut self) {
        drop(fs::set_permissions(self.0.join("accounts"), fs::Permissions::from_mode(0o755)));
        drop(fs::remove_dir_all(&self.0));
    }
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n")
}

/// It does not start, says so with these words, and neither shows `secret` nor leaves anything.
#[track_caller]
fn is_refused(recipes: &Recipes, output: &Output, words: &[&str], secret: &str) {
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{secret:?}: {told}");
    for word in words {
        assert!(told.contains(word), "{word} for {secret:?} in {told}");
    }
    assert!(secret.is_empty() || !told.contains(secret), "{told}");
    assert_eq!(recipes.left(), [], "{secret:?}");
    assert_eq!(fs::read_dir(recipes.0.join("tmp")).expect("a folder").count(), 0, "{secret:?}: a folder");
}

#[test]
fn hostile_values_of_an_account_are_refused_by_name() {
    for (name, value) in [
        ("ACCOUNT", ""),
        ("ACCOUNT", "../lab"),
        ("ACCOUNT", "lab/ { return 200 $http_host; } location /x"),
        ("ACCOUNT", "lab$uri"),
        ("ACCOUNT", "lab.*"),
        ("ACCOUNT", "läb"),
        ("PROVIDER", "other"),
        ("PROVIDER", "together|openai"),
        ("UPSTREAM", "https://api.example/;"),
        ("UPSTREAM", "https://$http_x"),
        ("UPSTREAM", "https://user@api.example"),
        ("UPSTREAM", "unix:/run/x"),
        ("UPSTREAM_HOST", "api.example\"; add_header X y"),
        ("API_KEY", ""),
        ("API_KEY", "sk-$http_cookie"),
        ("API_KEY", "sk-$(touch x)"),
        ("API_KEY", "sk-`touch x`"),
        ("API_KEY", "sk-a\"; return 200 \""),
        ("API_KEY", "sk-a b"),
        ("API_KEY", "sk-ä"),
        ("API_KEY", "sk-a\\"),
        ("INTERVAL", "5s; deny all"),
        ("INTERVAL", "soon"),
        ("MAX_BODY", "$x"),
        ("MAX_BODY", "1 g"),
        ("PATH", "/x"),
    ] {
        let text = format!("{GOOD}{name}={value}\n");
        let recipes = Recipes::new(&[("lab.env", &text)]);
        let output = recipes.command().output().expect("sh");
        let named = if name == "PATH" { "none of those" } else { name };
        is_refused(&recipes, &output, &["lab.env", named], value);
    }
    for (text, told) in [("API_KEY sk-e2e", "NAME=VALUE"), ("touch x\n", "NAME=VALUE"), ("", "ACCOUNT")] {
        let recipes = Recipes::new(&[("lab.env", text)]);
        let output = recipes.command().output().expect("sh");
        is_refused(&recipes, &output, &["lab.env", told], "sk-e2e");
    }
    let recipes = Recipes::new(&[("a.env", GOOD), ("b.env", GOOD)]);
    let output = recipes.command().output().expect("sh");
    is_refused(&recipes, &output, &["b.env", "same ACCOUNT"], SERVERS_KEY);
}

#[test]
fn hostile_values_of_the_site_are_refused_by_name() {
    for (name, value) in [
        ("TUNEBOARD_ORIGIN", ""),
        ("TUNEBOARD_ORIGIN", "tune.example.org"),
        ("TUNEBOARD_ORIGIN", "https://tune.example.org/"),
        ("TUNEBOARD_ORIGIN", "https://Tune.example.org"),
        ("TUNEBOARD_ORIGIN", "https://tune.example.org:443"),
        ("TUNEBOARD_ORIGIN", "http://tune.example.org:80"),
        ("TUNEBOARD_ORIGIN", "https://*.example.org"),
        ("TUNEBOARD_ORIGIN", "https://a.example https://b.example"),
        ("TUNEBOARD_ORIGIN", "null"),
        ("TUNEBOARD_LISTEN", "8080; return 200"),
        ("TUNEBOARD_ROOT", "/srv/$uri"),
        ("TUNEBOARD_BASE", "team"),
        ("TUNEBOARD_BASE", "/team"),
        ("TUNEBOARD_BASE", "/../"),
        ("TUNEBOARD_BASE", "/a b/"),
        ("TUNEBOARD_CONNECT", "https://a.example\" always; add_header X \"y"),
        ("TUNEBOARD_CONNECT", "https://a.example; script-src *"),
        ("TUNEBOARD_CONNECT", "https://a.example\nx"),
    ] {
        let recipes = Recipes::new(&[]);
        let output = recipes.command().env(name, value).output().expect("sh");
        is_refused(&recipes, &output, &[name], "");
    }
    for value in ["443 ssl", "127.0.0.1:1 ssl http2", "443 ssl; return 200"] {
        let recipes = Recipes::new(&[]);
        let output = recipes.command().env("TUNEBOARD_LISTEN", value).output().expect("sh");
        is_refused(&recipes, &output, &["TUNEBOARD_LISTEN", "no place for a certificate", "in front"], "");
    }
}

#[test]
fn a_folder_of_keys_that_cannot_be_read_is_told() {
    let told = |recipes: &Recipes, keys: Option<&Path>, words: &[&str]| {
        let mut command = recipes.command();
        if let Some(keys) = keys {
            command.env("TUNEBOARD_KEYS", keys);
        }
        is_refused(recipes, &command.output().expect("sh"), words, "");
    };
    let recipes = Recipes::new(&[("lab.env", GOOD)]);
    let accounts = recipes.0.join("accounts");
    told(&recipes, Some(&recipes.0.join("accuonts")), &["accuonts", "no folder"]);
    told(&recipes, Some(&accounts.join("lab.env")), &["lab.env", "no folder"]);
    fs::set_permissions(accounts.join("lab.env"), fs::Permissions::from_mode(0o000)).expect("it is ours");
    told(&recipes, None, &["lab.env", "cannot be read"]);
    fs::set_permissions(&accounts, fs::Permissions::from_mode(0o000)).expect("it is ours");
    told(&recipes, None, &["accounts", "cannot be read"]);
    let recipes = Recipes::new(&[]);
    std::os::unix::fs::symlink("/nowhere", recipes.0.join("accounts/lab.env")).expect("a link");
    told(&recipes, None, &["lab.env", "cannot be read"]);
}

/// Ends with this value.
struct Running(Child);

impl Running {
    /// Waits until it has ended, for the reason that is named in the failure.
    async fn ended(&mut self, why: &str) -> ExitStatus {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.0.try_wait().expect("its state") {
                return status;
            }
            assert!(begun.elapsed() < PATIENCE, "it goes on: {why}");
            tokio::time::sleep(PAUSE).await;
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // The shell passes it on; killed, it would leave nginx behind.
        if self.0.try_wait().is_ok_and(|status| status.is_none()) {
            drop(Command::new("kill").arg(self.0.id().to_string()).status());
            drop(self.0.wait());
        }
    }
}

/// Starts it on a free port with an account at `upstream`, and waits until it listens.
async fn started(upstream: &Upstream) -> (Recipes, Running, SocketAddr) {
    let good = GOOD.replace("127.0.0.1:9", &upstream.address.to_string());
    let recipes = Recipes::new(&[("lab.env", &good), ("notes.txt", "not one of them")]);
    site::copy(&recipes.0.join("dist"));
    let address = free_address();
    let mut command = recipes.command();
    command
        .env("TUNEBOARD_LISTEN", address.to_string())
        .env("TUNEBOARD_ORIGIN", format!("http://{address}"))
        .env("TUNEBOARD_CONNECT", "https://api.together.ai http://127.0.0.1:*");
    let running = Running(command.spawn().expect("sh"));
    let begun = Instant::now();
    while TcpStream::connect(address).await.is_err() {
        assert!(begun.elapsed() < PATIENCE, "it does not listen");
        tokio::time::sleep(PAUSE).await;
    }
    (recipes, running, address)
}

/// Returns the process id that nginx has written down.
fn id_of_nginx(recipes: &Recipes) -> String {
    let left = recipes.left().into_iter();
    left.filter(|(path, _)| path.ends_with("pid")).map(|(_, id)| id.trim().to_owned()).collect()
}

fn signal(name: &str, id: &str) {
    let told = Command::new("kill").args(["-s", name, id]).status();
    assert!(told.is_ok_and(|status| status.success()), "{name} to {id}");
}

#[test]
fn what_is_started_serves_the_page_and_the_account_and_leaves_no_key_on_the_disk() {
    run(async {
        let upstream =
            Upstream::start(&["HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{}"]).await;
        let (recipes, running, address) = started(&upstream).await;
        for told in [id_of_nginx(&recipes), running.0.id().to_string()] {
            assert_eq!(wire::ask(address, "GET", "/", "", "").await.status, 200);
            let answer = wire::ask(address, "GET", "/proxy/lab/v1/fine-tunes", "", "").await;
            assert_eq!((answer.status, answer.text().as_str()), (200, "{}"));
            let with_key: Vec<_> =
                recipes.left().into_iter().filter(|(_, text)| text.contains(SERVERS_KEY)).collect();
            assert_eq!(with_key, []);
            // It can be told to reload all the same.
            signal("HUP", &told);
        }
        assert_eq!(wire::ask(address, "GET", "/", "", "").await.status, 200);
        assert!(upstream.seen()[0].contains(&format!("Authorization: Bearer {SERVERS_KEY}\r\n")));
    });
}

#[test]
fn nothing_is_left_when_nginx_ends() {
    run(async {
        let pieces =
            format!("HTTP/1.1 401 No\r\nContent-Type: application/json\r\n\r\n{{\"key\":\"{SERVERS_KEY}\"}}");
        let upstream = Upstream::start(&[&pieces]).await;
        for (name, is_to_nginx) in
            [("TERM", false), ("QUIT", false), ("INT", false), ("TERM", true), ("QUIT", true), ("KILL", true)]
        {
            let (recipes, mut running, address) = started(&upstream).await;
            let answer = wire::ask(address, "GET", "/proxy/lab/v1/fine-tunes", "", "").await;
            assert_eq!(answer.text(), r#"{"key":"[key]"}"#);
            // What is shared is shared as it came, THREATS.md says so; and it is what must go.
            let is_kept = recipes.left().iter().any(|(_, text)| text.contains(SERVERS_KEY));
            assert!(is_kept, "no shared answer");
            let workers = workers_of(&id_of_nginx(&recipes));
            let id = if is_to_nginx { id_of_nginx(&recipes) } else { running.0.id().to_string() };
            signal(name, &id);
            let status = running.ended(name).await;
            assert_eq!(status.success(), name != "KILL", "{name}: {status}");
            let left: Vec<_> = fs::read_dir(recipes.0.join("tmp")).expect("a folder").flatten().collect();
            assert!(left.is_empty(), "{left:?} after {name}, to nginx: {is_to_nginx}");
            if name == "KILL" {
                workers.iter().for_each(|id| signal("TERM", id));
            }
            let begun = Instant::now();
            while TcpStream::connect(address).await.is_ok() {
                assert!(begun.elapsed() < PATIENCE, "somebody still listens after {name}");
                tokio::time::sleep(PAUSE).await;
            }
        }
    });
}

/// Process ids of the children of a process.
fn workers_of(id: &str) -> Vec<String> {
    let text = fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap_or_default();
    text.split_whitespace().map(str::to_owned).collect()
}

#[test]
fn nothing_is_left_when_nginx_does_not_start() {
    let taken = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let recipes = Recipes::new(&[("lab.env", GOOD)]);
    let mut command = recipes.command();
    command.env("TUNEBOARD_LISTEN", taken.local_addr().expect("its address").to_string());
    is_refused(&recipes, &command.output().expect("sh"), &["bind()"], SERVERS_KEY);
}

#[test]
fn root_is_refused() {
    let recipes = Recipes::new(&[("lab.env", GOOD)]);
    let mut command = recipes.command();
    if !is_root() {
        // As seen by the script.
        let id = recipes.0.join("id");
        fs::write(&id, "#!/bin/sh\necho 0\n").expect("a file");
        fs::set_permissions(&id, fs::Permissions::from_mode(0o755)).expect("it is ours");
        let path = format!("{}:{}", recipes.0.display(), env::var("PATH").unwrap_or_default());
        command.env("PATH", path);
    } else {
        let as_root = Command::new("sh");
        let as_nobody = std::mem::replace(&mut command, as_root);
        command.arg(recipes.0.join("start.sh"));
        for (name, value) in as_nobody.get_envs() {
            command.env(name, value.unwrap_or_default());
        }
    }
    run(async {
        let told = recipes.0.join("told");
        let stderr = fs::File::create(&told).expect("a file");
        let mut running = Running(command.stderr(stderr).spawn().expect("sh"));
        let status = running.ended("as root").await;
        let stderr = fs::read(&told).expect("a file");
        let output = Output { status, stdout: Vec::new(), stderr };
        is_refused(&recipes, &output, &["as root", "setpriv", "www-data"], "");
    });
}
