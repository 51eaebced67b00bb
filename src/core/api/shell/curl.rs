//! Requests as people read them: a shell command, or the body of a create request, both without secrets.

use crate::{
    api::{HttpRequest, Method, create_job, pretty_json, reading::lenient::Record},
    json,
    model::{JobSpec, Provider},
};

/// Body fields whose value is never shown.
const SECRET_FIELDS: [&str; 2] = ["wandb_api_key", "hf_api_token"];

/// The request as a `curl` command over several lines, for POSIX shells. The key stands as the provider's
/// environment variable, other secrets of the body as `…`. `None` if the address holds characters that a terminal acts on.
pub fn curl(base_url: &str, provider: Provider, request: &HttpRequest) -> Option<String> {
    let url = super::word(&format!("{}{}", base_url.trim_end_matches('/'), request.target()))?;
    let mut command = "curl ".to_owned();
    if request.method != Method::Get {
        command.push_str(&format!("-X {} ", request.method.as_str()));
    }
    command.push_str(&url);
    command.push_str(&format!(" \\\n  -H \"Authorization: Bearer ${}\"", provider.key_env_var()));
    if let Some(body) = &request.body {
        command.push_str(" \\\n  -H 'Content-Type: application/json' \\\n  -d ");
        command.push_str(&super::json_word(&preview(body)));
    }
    Some(command)
}

/// The body of the create request, laid out for reading, secrets as `…`.
pub fn create_preview(provider: Provider, spec: &JobSpec) -> String {
    super::visible(&preview(create_job(provider, spec).body.as_deref().unwrap_or_default()))
}

/// The create request as a `curl` command; see [`curl`].
pub fn create_curl(base_url: &str, provider: Provider, spec: &JobSpec) -> Option<String> {
    curl(base_url, provider, &create_job(provider, spec))
}

fn preview(body: &str) -> String {
    let Some(record) = Record::parse(body) else { return pretty_json(body) };
    let mut redacted = String::with_capacity(body.len());
    for (name, value) in record.fields() {
        redacted.push(if redacted.is_empty() { '{' } else { ',' });
        json::quote(name, &mut redacted);
        redacted.push(':');
        redacted.push_str(if SECRET_FIELDS.contains(&name) { "\"…\"" } else { value });
    }
    if redacted.is_empty() {
        redacted.push('{');
    }
    redacted.push('}');
    pretty_json(&redacted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_read_is_a_plain_command() {
        let request = HttpRequest::new(Method::Get, "/jobs").with_query("statuses", "RUNNING");
        let command = curl("https://host/v1/", Provider::Archetype, &request).unwrap();
        let expected =
            "curl 'https://host/v1/jobs?statuses=RUNNING' \\\n  -H \"Authorization: Bearer $ATAI_API_KEY\"";
        assert_eq!(command, expected);
    }

    #[test]
    fn quotes_of_the_body_cannot_end_the_word() {
        let request = HttpRequest::new(Method::Post, "/jobs")
            .with_body(r#"{"name":"it's; rm -rf $HOME `x`","wandb_api_key":"very-secret"}"#);
        let command = curl("https://host/v1", Provider::Together, &request).unwrap();
        assert!(command.starts_with("curl -X POST 'https://host/v1/jobs' \\\n"), "{command}");
        assert!(command.contains(r#""name": "it'\''s; rm -rf $HOME `x`""#), "{command}");
        assert!(command.contains(r#""wandb_api_key": "…""#), "{command}");
        assert!(!command.contains("very-secret"), "{command}");
    }

    #[test]
    fn nothing_that_a_terminal_acts_on_is_in_a_command() {
        let body = "{\"name\":\"a\u{7f}\u{202e}b\"}";
        let request = HttpRequest::new(Method::Post, "/jobs/\u{1b}").with_query("q", "\u{3}").with_body(body);
        let command = curl("https://host/v1", Provider::Together, &request);
        assert_eq!(command, None, "a path that nobody encoded");
        let request = HttpRequest { path: "/jobs".into(), ..request };
        let command = curl("https://host/v1", Provider::Together, &request).unwrap();
        assert!(command.contains(r#""name": "a\u007f\u202eb""#) && command.contains("q=%03"), "{command:?}");
        assert_eq!(curl("https://ho\u{202e}st/v1", Provider::Together, &request), None);
    }
}
