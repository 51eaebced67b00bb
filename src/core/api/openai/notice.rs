//! The announcement of `OpenAI` about new jobs: its deprecations page, notice of 7 May 2026, seen in November 2026.

/// The host of `OpenAI` itself; other hosts with the same API go on.
const HOST: &str = "api.openai.com";

/// Returns the notice for users who create a job at this address; `None` at any other host.
pub fn new_job_notice(base_url: &str) -> Option<&'static str> {
    (host(base_url)?.eq_ignore_ascii_case(HOST)).then_some(
        "OpenAI is withdrawing new fine-tuning jobs: organisations that have not used a fine-tuned model lately can create \
         none since 2 July 2026, and nobody can after 6 January 2027. Its GPT-4o and GPT-4.1 models and their fine-tunes \
         end on 14 January 2027.",
    )
}

/// Returns the host of an address; `None` for a path on the page's own host.
fn host(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let host = authority.rsplit('@').next()?;
    Some(host.split(':').next()?.trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notice_is_for_one_host_only() {
        for url in ["https://api.openai.com/v1", "HTTPS://API.OpenAI.com:443/v1", "https://api.openai.com."] {
            assert!(new_job_notice(url).is_some(), "{url}");
        }
        for url in [
            "https://api.openai.com.example/v1",
            "https://example.com/api.openai.com/v1",
            "https://api.openai.com@example.com/v1",
            "https://eu.api.openai.com/v1",
            "http://localhost:9000/v1",
            "/proxy/openai/v1",
            "api.openai.com/v1",
            "",
        ] {
            assert_eq!(new_job_notice(url), None, "{url}");
        }
    }
}
