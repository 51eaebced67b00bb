//! nginx, with which the recipes of `tests/deploy/` are tried.

use std::{
    env,
    path::{Path, PathBuf},
};

use crate::{
    problem::{Outcome, Problem},
    process::Env,
    say,
    setup::debian,
};

/// nginx, its modules, and `envsubst`.
const PACKAGES: [&str; 4] =
    ["nginx", "libnginx-mod-http-brotli-static", "libnginx-mod-http-lua", "gettext-base"];

/// Modules where Debian puts them: the one that sends `.br` files, and the one that filters answers.
const MODULES: [&str; 2] = [
    "/usr/lib/nginx/modules/ngx_http_brotli_static_module.so",
    "/usr/lib/nginx/modules/ngx_http_lua_module.so",
];

const BY_HAND: &str = "\
sudo apt-get install nginx libnginx-mod-http-brotli-static libnginx-mod-http-lua gettext-base   # Debian, Ubuntu
NGINX=/path/to/nginx cargo xtask test   # with ngx_brotli and lua-nginx-module built in, installed elsewhere
cargo xtask test --skip e2e             # without the tests that need it";

/// Makes sure that nginx is there, and tells the test program about it.
///
/// # Errors
/// When it is missing and cannot be installed; lists the commands.
pub fn ready(env: &mut Env) -> Outcome {
    let named = env::var_os("NGINX").map(PathBuf::from).filter(|path| path.exists());
    if let Some(nginx) = named {
        env.set("NGINX", nginx);
        return Ok(());
    }
    let is_whole = find(env).is_some()
        && env.find("envsubst").is_some()
        && MODULES.iter().all(|module| Path::new(module).exists());
    if !is_whole && debian::is_at_hand(env) {
        let was_there = find(env).is_some();
        say::line("installing nginx, a few seconds, once.");
        debian::apt_install(env, &PACKAGES)?;
        if !was_there {
            debian::stop_service(env, "nginx");
        }
    }
    let nginx = find(env).ok_or_else(|| {
        Problem::new("The tests of the deployment recipes need nginx, which is not there.").fix(BY_HAND)
    })?;
    env.set("NGINX", nginx);
    Ok(())
}

/// Users other than root do not have its folder on their PATH.
fn find(env: &Env) -> Option<PathBuf> {
    let usual = Path::new("/usr/sbin/nginx");
    env.find("nginx").or_else(|| usual.exists().then(|| usual.to_owned()))
}
