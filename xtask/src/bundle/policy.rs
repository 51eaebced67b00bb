//! The content security policy of a release build: what the page may load, run and talk to.
//!
//! It stands in the page itself, so that it holds on every host. A response header of the same name can only narrow
//! it further; the recipes in `tests/deploy/` show how. A page that Trunk alone builds starts by an inline script
//! and has no policy.

use std::fs;

use crate::{
    problem::{Outcome, Problem},
    workspace,
};

/// Source file of the providers' hosts.
const HOSTS: &str = "src/core/model/provider.rs";

/// Services on the visitor's own machine, such as the simulator or a model server.
const LOOPBACK_SOURCES: &str = "http://127.0.0.1:* http://localhost:*";

/// Compiles WebAssembly, and runs no text.
const WASM: &str = "'wasm-unsafe-eval'";

/// Part of the policy before the addresses that the page may talk to. Everything that is not named is forbidden.
/// Pictures: charts that are saved pass through `blob:`. `style/theme.js` has the one policy for Trusted Types.
const BEFORE: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' data: blob:; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; \
    require-trusted-types-for 'script'; trusted-types default; connect-src 'self'";

/// The word on the command line for the providers' APIs: all that `connect-src` lists unless it is told otherwise.
const PROVIDERS: &str = "providers";

/// The word for the hosts that providers have large files put to, of which only the whole cloud is known.
const STORAGE: &str = "storage";

/// The word for services on the visitor's own machine.
const LOOPBACK: &str = "loopback";

/// Returns the policy. `connect` lists what the page may talk to beside its own host, as on the command line: sources as
/// the header has them, or the words `providers`, `storage`, `loopback` or `none`; `None` means `providers`.
///
/// # Errors
/// When a source is none, or the providers' hosts cannot be read.
pub fn text(connect: Option<&str>) -> Outcome<String> {
    let source = workspace::root().join(HOSTS);
    let source = fs::read_to_string(&source).map_err(Problem::io(format!("Reading {HOSTS}")))?;
    written(connect.unwrap_or(PROVIDERS), &source)
}

fn written(connect: &str, source: &str) -> Outcome<String> {
    let mut policy = BEFORE.to_owned();
    let mut push = |words: &str| {
        policy.push(' ');
        policy.push_str(words);
    };
    for word in connect.split_whitespace() {
        match word {
            "none" => {}
            PROVIDERS => hosts(source)?.iter().filter(|host| !is_pattern(host)).for_each(|host| push(host)),
            STORAGE => hosts(source)?.iter().filter(is_pattern).for_each(|host| push(host)),
            LOOPBACK => push(LOOPBACK_SOURCES),
            _ if is_source(word) => push(word),
            _ => {
                let what = format!("`{word}` is no source of connect-src.");
                return Err(Problem::new(what).fix(
                    "cargo xtask build --connect-src \"providers storage loopback https://models.example.org\"\n\
                     cargo xtask build --connect-src https:",
                ));
            }
        }
    }
    Ok(policy)
}

/// Returns the scheme, host and port of every address in the code of the provider's table, each once.
fn hosts(source: &str) -> Outcome<Vec<&str>> {
    let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    let addresses = code.flat_map(|line| line.split('"').skip(1).step_by(2));
    let mut hosts: Vec<&str> = Vec::new();
    for address in addresses.filter(|address| address.starts_with("https://")) {
        let len = address[8..].find('/').map_or(address.len(), |at| 8 + at);
        if !hosts.contains(&&address[..len]) {
            hosts.push(&address[..len]);
        }
    }
    if hosts.is_empty() {
        return Err(Problem::new(format!(
            "{HOSTS} names no address; `xtask/src/bundle/policy.rs` reads them there."
        )));
    }
    Ok(hosts)
}

/// Returns true for a source that stands for many hosts, as those of a cloud.
fn is_pattern(host: &&&str) -> bool {
    host.contains('*')
}

/// Returns true for a scheme or an address without characters that could end the directive or the attribute.
fn is_source(word: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~:/*[]%".contains(c);
    word.contains(':') && word.chars().all(is_plain)
}

/// Returns the page with the policy, before everything it applies to. The one script in the page's own text is the one of this
/// digest, see [`crate::bundle::hash::for_policy`].
///
/// # Errors
/// When the page has no place for it, or another script of its own, which the policy would stop.
pub fn put(page: &str, policy: &str, digest: &str) -> Outcome<String> {
    const CHARSET: &str = "<meta charset=\"utf-8\" />";
    let tags = page.match_indices("<script").filter(|(at, _)| {
        let tag = page[*at..].split('>').next().unwrap_or_default();
        // Not the word in a script's own text.
        tag == "<script" || tag.starts_with("<script ")
    });
    let n_inline =
        tags.filter(|(at, _)| !page[*at..].split('>').next().is_some_and(|tag| tag.contains("src=\"")));
    if 1 < n_inline.count() {
        return Err(Problem::new(
            "index.html has an inline script, which its own security policy would stop.",
        ));
    }
    let (before, after) = page.split_once(CHARSET).ok_or_else(|| {
        Problem::new(format!(
            "index.html has no `{CHARSET}`, after which `xtask/src/bundle/policy.rs` puts the policy."
        ))
    })?;
    let policy = policy.replacen(WASM, &format!("{WASM} '{digest}'"), 1);
    let meta = format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\" />");
    Ok(format!("{before}{CHARSET}\n    {meta}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "/// https://docs.example\n  A => \"https://a.example/v1\",\n B => \"https://b.example:8443\",\n\
                         C => \"https://a.example/v2\", // \"no\"\n D => \"https://*.cloud.example\",\n";

    #[track_caller]
    fn check(connect: &str, expected: Option<&str>) {
        let policy = written(connect, TABLE).ok();
        let sources = policy.as_deref().and_then(|policy| policy.split_once("connect-src 'self'"));
        assert_eq!(sources.map(|(_, sources)| sources.trim()), expected, "{connect}");
    }

    #[test]
    fn the_page_talks_to_what_the_table_and_the_deployer_name() {
        let all = "https://a.example https://b.example:8443";
        check("providers", Some(all));
        check("providers https://c.example", Some(&format!("{all} https://c.example")));
        check("https://*.c.example:9000 wss:", Some("https://*.c.example:9000 wss:"));
        check("storage", Some("https://*.cloud.example"));
        check("providers storage", Some(&format!("{all} https://*.cloud.example")));
        check("loopback", Some("http://127.0.0.1:* http://localhost:*"));
        check("none", Some(""));
        check("https:", Some("https:"));
        for wrong in
            ["c.example;", "https://c.example;script-src", "'unsafe-inline'", "https://c\"", "https://c,d"]
        {
            check(wrong, None);
        }
        assert!(written("providers", "").is_err());
    }

    #[test]
    fn the_hosts_are_those_of_the_providers_table() {
        let policy = text(None).unwrap();
        assert!(policy.matches("https://").count() >= 3, "{policy}");
        assert!(
            !policy.contains('*') && !policy.contains("http://"),
            "only single hosts, by https: {policy}"
        );
        assert!(text(Some("storage")).unwrap().contains("https://*.amazonaws.com"));
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
    }

    #[test]
    fn the_policy_comes_first_and_allows_one_inline_script() {
        let page =
            "<head><meta charset=\"utf-8\" /><script>/<(script|b)/</script><script src=\"./a.js\"></script>";
        let head = "<head><meta charset=\"utf-8\" />\n    <meta http-equiv=\"Content-Security-Policy\" \
                    content=\"s 'wasm-unsafe-eval' 'sha256-x'; t\" />";
        let policy = "s 'wasm-unsafe-eval'; t";
        let expected = page.replace("<head><meta charset=\"utf-8\" />", head);
        assert_eq!(put(page, policy, "sha256-x"), Ok(expected));
        assert!(put(&format!("{page}<script>a()</script>"), policy, "").is_err());
        assert!(put(&format!("{page}<script type=\"module\">a()</script>"), policy, "").is_err());
        assert!(put("<head>", policy, "").is_err());
    }
}
