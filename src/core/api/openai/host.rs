//! Telling `OpenAI` itself from the other hosts that speak its API.

/// Hosts of `OpenAI` itself, and what comes before the name where data stays in a region: `eu.api.openai.com`
/// (<https://developers.openai.com/api/docs/guides/your-data>, seen in December 2026).
const HOST: &str = "api.openai.com";

/// Returns whether the address is one of `OpenAI` itself.
pub(super) fn is_openai(base_url: &str) -> bool {
    let Some(host) = host(base_url) else { return false };
    let host = host.to_ascii_lowercase();
    let region = host.strip_suffix(HOST).and_then(|region| region.strip_suffix('.'));
    host == HOST || region.is_some_and(|region| !region.is_empty() && !region.contains('.'))
}

/// Returns whether the address is that of a proxy of this page or of this machine, which may lead to `OpenAI`.
pub(super) fn is_proxy(base_url: &str) -> bool {
    match host(base_url) {
        None => true,
        Some(host) => matches!(host, "localhost" | "127.0.0.1" | "[::1]"),
    }
}

/// Returns whether a model's name is one that `OpenAI` gives: `gpt-4o-…`, `o4-mini-…`, `ft:gpt-4o-…`.
pub(super) fn is_openai_model(model: &str) -> bool {
    let name = model.strip_prefix("ft:").unwrap_or(model);
    let is_reasoning =
        name.strip_prefix('o').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    // Others have published open weights under this name.
    (name.starts_with("gpt-") && !name.starts_with("gpt-oss")) || is_reasoning
}

/// Returns the host of an address; `None` for a path on the page's own host.
fn host(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let host = authority.rsplit('@').next()?;
    let end = if host.starts_with('[') { host.find(']').map(|end| end + 1) } else { host.find(':') };
    Some(host[..end.unwrap_or(host.len())].trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn openai_is_told_by_its_host() {
        for (url, expected) in [
            ("https://api.openai.com/v1", true),
            ("HTTPS://API.OpenAI.com:443/v1", true),
            ("https://api.openai.com.", true),
            ("https://eu.api.openai.com/v1", true),
            ("https://api.openai.com.example/v1", false),
            ("https://evil-api.openai.com/v1", false),
            ("https://a.b.api.openai.com/v1", false),
            ("https://.api.openai.com/v1", false),
            ("https://example.com/api.openai.com/v1", false),
            ("https://api.openai.com@example.com/v1", false),
            ("http://localhost:9000/v1", false),
            ("/proxy/openai/v1", false),
            ("api.openai.com/v1", false),
            ("", false),
        ] {
            assert_eq!(is_openai(url), expected, "{url}");
        }
    }

    #[test]
    fn proxies_are_of_this_page_or_this_machine() {
        for (url, expected) in [
            ("/proxy/openai/v1", true),
            ("http://localhost:9000/v1", true),
            ("http://127.0.0.1:9000/v1", true),
            ("http://[::1]:9000/v1", true),
            ("https://api.openai.com/v1", false),
            ("https://127.0.0.1.example/v1", false),
            ("https://llm.example/v1", false),
        ] {
            assert_eq!(is_proxy(url), expected, "{url}");
        }
    }

    #[test]
    fn models_are_told_by_their_names() {
        for (model, expected) in [
            ("gpt-4o-mini-2024-07-18", true),
            ("ft:gpt-4.1-nano-2025-04-14:acme::7qT", true),
            ("o4-mini-2025-04-16", true),
            ("gpt-oss-20b", false),
            ("openai/gpt-oss-120b", false),
            ("olmo-2-7b", false),
            ("meta-llama/Llama-3.1-8B", false),
            ("ft:", false),
            ("", false),
        ] {
            assert_eq!(is_openai_model(model), expected, "{model}");
        }
    }
}
