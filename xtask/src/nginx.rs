//! nginx, with which the recipes of `tests/deploy/` are tried.

use std::{
    env,
    path::{Path, PathBuf},
};

use crate::{
    debian,
    problem::{Outcome, Problem},
    process::Env,
    say,
};

const PACKAGES: [&str; 2] = ["nginx", "libnginx-mod-http-brotli-static"];

/// Where Debian puts the module that sends `.br` files.
const MODULE: &str = "/usr/lib/nginx/modules/ngx_http_brotli_static_module.so";

const BY_HAND: &str = "\
sudo apt-get install nginx libnginx-mod-http-brotli-static   # Debian, Ubuntu
NGINX=/path/to/nginx cargo xtask test                        # with ngx_brotli built in, installed elsewhere
cargo xtask test --skip e2e                                  # without the tests that need it";

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
    if (find(env).is_none() || !Path::new(MODULE).exists()) && debian::is_at_hand(env) {
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
