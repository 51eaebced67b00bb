//! nginx with the recipes of `tests/deploy/`, filled in as their heads say, on a free port and in a folder of its own.

use std::{
    env, fs,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};

use tokio::{net::TcpStream, time::Instant};

use super::{
    page::{PATIENCE, PAUSE},
    site,
};

/// An account that the server holds the key of.
pub struct Account<'a> {
    /// In the path.
    pub name: &'a str,
    /// The word of the recipe: `together`, `openai`, `archetype`.
    pub provider: &'a str,
    /// Target of requests, without a slash at the end.
    pub upstream: String,
    pub key: &'a str,
    /// Time for which a response is shared, as nginx writes it.
    pub interval: &'a str,
}

/// A running server; ends with this value.
pub struct Nginx {
    process: Child,
    folder: PathBuf,
    address: SocketAddr,
}

impl Nginx {
    /// Serves the build below `base`, with further files beside `index.html`.
    pub async fn start(base: &str, extra: &[(&str, &str)], accounts: &[Account<'_>]) -> Self {
        static N: AtomicU32 = AtomicU32::new(0);
        let n = N.fetch_add(1, Ordering::Relaxed);
        let folder = env::temp_dir().join(format!("tuneboard-nginx-{}-{n}", std::process::id()));
        let (root, filled) = (folder.join("dist"), folder.join("accounts"));
        for dir in [&root, &filled] {
            fs::create_dir_all(dir).expect("a folder");
        }
        site::copy(&root);
        for (name, text) in extra {
            fs::write(root.join(name), text).expect("a file");
        }
        let address = free_address();
        let listen = address.to_string();
        let recipe = |name: &str| {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/deploy").join(name);
            fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        };
        let path = |path: &Path| path.to_str().expect("a plain path").to_owned();
        let cache = path(&folder.join("cache"));
        let recipes = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/deploy/");
        let http = recipe("http.conf")
            .replace("/tmp/tuneboard-cache", &cache)
            .replace("/etc/nginx/tuneboard/", recipes);
        let site = fill(
            &recipe("site.conf.template"),
            &[
                ("TUNEBOARD_LISTEN", &listen),
                ("TUNEBOARD_HOST", &address.ip().to_string()),
                ("TUNEBOARD_ORIGIN", &format!("http://{address}")),
                ("TUNEBOARD_ROOT", &path(&root)),
                ("TUNEBOARD_BASE", base),
                ("TUNEBOARD_CONNECT", "http://127.0.0.1:*"),
                ("TUNEBOARD_ACCOUNTS", &path(&filled)),
            ],
        );
        for account in accounts {
            let host = account.upstream.split('/').nth(2).expect("a host");
            let text = fill(
                &recipe("account.conf.template"),
                &[
                    ("TUNEBOARD_BASE", base),
                    ("ACCOUNT", account.name),
                    ("PROVIDER", account.provider),
                    ("UPSTREAM", &account.upstream),
                    ("UPSTREAM_HOST", host),
                    ("API_KEY", account.key),
                    ("INTERVAL", account.interval),
                    ("MAX_BODY", "1g"),
                ],
            );
            fs::write(filled.join(format!("{}.conf", account.name)), text).expect("a file");
        }
        let main = main_conf(&path(&folder));
        for (name, text) in [("http.conf", http), ("site.conf", site), ("nginx.conf", main)] {
            fs::write(folder.join(name), text).expect("a file");
        }
        let log = fs::File::create(folder.join("log")).expect("a file");
        let process = command(&folder).stderr(log).spawn().expect("nginx starts; NGINX names another");
        let mut nginx = Self { process, folder, address };
        nginx.until_it_listens().await;
        nginx
    }

    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the scheme, host and port.
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the status, method and target of every request so far, a line each.
    pub fn answered(&self) -> Vec<String> {
        let log = fs::read_to_string(self.folder.join("answers")).unwrap_or_default();
        log.lines().map(str::to_owned).collect()
    }

    /// Replaces a file beside `index.html`, with its compressed forms.
    pub fn put(&self, name: &str, text: &str) {
        let file = self.folder.join("dist").join(name);
        for packed in ["br", "gz"] {
            drop(fs::remove_file(self.folder.join("dist").join(format!("{name}.{packed}"))));
        }
        fs::write(file, text).expect("a file");
    }

    async fn until_it_listens(&mut self) {
        let begun = Instant::now();
        while TcpStream::connect(self.address).await.is_err() {
            let has_ended = self.process.try_wait().expect("its state").is_some();
            if has_ended || PATIENCE < begun.elapsed() {
                panic!("nginx: {}", fs::read_to_string(self.folder.join("log")).unwrap_or_default());
            }
            tokio::time::sleep(PAUSE).await;
        }
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // Killed, it would leave its workers behind.
        let told = command(&self.folder).args(["-s", "stop"]).stderr(Stdio::null()).status();
        if told.is_ok_and(|status| status.success()) {
            drop(self.process.wait());
        }
        drop(fs::remove_dir_all(&self.folder));
    }
}

/// Returns an address of this machine without a listener.
pub fn free_address() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    listener.local_addr().expect("its address")
}

fn command(folder: &Path) -> Command {
    let program = env::var_os("NGINX").map_or_else(|| PathBuf::from("/usr/sbin/nginx"), PathBuf::from);
    let mut command = Command::new(program);
    command.arg("-p").arg(folder).arg("-c").arg(folder.join("nginx.conf")).args(["-e", "stderr"]);
    command
}

/// As `envsubst` does with a list of names.
fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let fill = |text: String, (name, value): &(&str, &str)| text.replace(&format!("${{{name}}}"), value);
    values.iter().fold(template.to_owned(), fill)
}

/// Returns the system's `nginx.conf` around the recipes.
fn main_conf(folder: &str) -> String {
    // The order matters: Lua's wants the first.
    let modules = ["ndk_http_module", "ngx_http_lua_module", "ngx_http_brotli_static_module"]
        .map(|name| format!("/usr/lib/nginx/modules/{name}.so"))
        .into_iter()
        .filter(|module| Path::new(module).exists())
        .map(|module| format!("load_module {module}; "))
        .collect::<String>();
    let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|kind| format!("{kind}_temp_path {folder}/{kind};"))
        .concat();
    format!(
        "{modules} daemon off; user root; worker_processes 2; pid {folder}/pid; error_log stderr;\n\
         events {{ worker_connections 4096; }}\n\
         http {{ include /etc/nginx/mime.types; {temporary}\n\
         log_format answers '$status $request_method $request_uri $http_origin $http_sec_fetch_site'; access_log {folder}/answers answers;\n\
         include {folder}/http.conf; include {folder}/site.conf; }}\n"
    )
}
