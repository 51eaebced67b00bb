//! Answers meant to do harm: what is read of them is text and figures, and reading them ends.

use tuneboard_core::api::{self, HttpResponse};
use tuneboard_core::model::{JobId, Provider};
use tuneboard_core::record;

/// Names that mean something to those who build objects or pages of them.
const NAMES: [&str; 6] = [
    "__proto__",
    "constructor",
    "<img src=x onerror=alert(1)>",
    "\u{202e}gnp.exe",
    "=HYPERLINK(\"https://evil.example\")",
    "javascript:alert(1)",
];

/// As many brackets as there is room for in so many bytes.
fn nested(open: &str, close: &str, n_bytes: usize) -> String {
    let n = n_bytes / (open.len() + close.len());
    format!("{}1{}", open.repeat(n), close.repeat(n))
}

/// Returns a job in everybody's shape, with `value` in each place that holds text.
fn job(id: &str, value: &str) -> String {
    format!(
        "{{\"id\":{id},\"name\":{value},\"status\":{value},\"model\":{value},\"suffix\":{value},\"config\":{value},\
         \"datasets\":{value},\"created_at\":{value},\"wandb_url\":{value},\"model_output_name\":{value},\
         \"events\":{value},\"error\":{value},\"fine_tuned_model\":{value},\"training_file\":{value}}}"
    )
}

/// Runs every decoder of every provider, and what shows a job's record.
fn read(body: &str) -> Vec<String> {
    let mut names = Vec::new();
    for status in [200, 500] {
        let response = HttpResponse::json(status, body.to_owned());
        for provider in Provider::ALL {
            let id = JobId("ft-1".into());
            let jobs = api::decode_jobs(provider, &response).map(|page| page.value.jobs).unwrap_or_default();
            for job in jobs.into_iter().chain(api::decode_job(provider, &response).ok()) {
                record::flatten(&job.raw);
                api::pretty_json(&job.raw);
                names.push(job.name);
            }
            drop(api::decode_metrics(provider, &response));
            drop(api::decode_events(provider, &response));
            drop(api::decode_checkpoints(provider, &id, &response));
            drop(api::decode_files(provider, &response));
            drop(api::decode_file(provider, &response));
        }
    }
    names
}

#[test]
fn nesting_costs_no_stack_wherever_it_stands() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("[{\"data\":", "}]")] {
        let deep = nested(open, close, 1 << 13);
        let job = job("\"ft-1\"", &deep);
        for body in [
            deep.clone(),
            job.clone(),
            format!("[{job}]"),
            format!("{{\"data\":[{job}],\"metrics\":{deep},\"error\":{deep},\"detail\":{deep}}}"),
            format!("{{\"metrics\":[{{\"train/global_step\":{deep}}}]}}"),
            // Without its end.
            open.repeat(1 << 13),
        ] {
            read(&body);
        }
    }
}

#[test]
fn megabytes_of_brackets_are_refused() {
    for body in ["[".repeat(4 << 20), nested("[", "]", 4 << 20)] {
        let response = HttpResponse::json(200, body);
        let read = api::decode_whole_list(Provider::Together, &response);
        assert!(read.is_err() || read.is_ok_and(|read| read.value.is_empty()));
    }
}

#[test]
fn a_name_is_text_whatever_it_says() {
    let long = "x".repeat(20_000);
    for name in NAMES.into_iter().chain([long.as_str()]) {
        let text = serde_json::Value::from(name).to_string();
        let body = format!("{{\"data\":[{}]}}", job("\"ft-1\"", &text));
        let names = read(&body);
        assert!(!names.is_empty() && names.iter().any(|read| *read == name), "{}", names.len());
        // Also as the name of a member, once or twice.
        let member = format!("{text}:1");
        let odd = job("\"ft-1\"", &text).replacen('{', &format!("{{{member},{member},"), 1);
        assert!(!read(&format!("{{\"data\":[{odd}],{member}}}")).is_empty());
    }
}
