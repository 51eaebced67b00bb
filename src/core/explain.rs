//! Failures in words: what happened, what it means, what to do. The one place where they are written.
//!
//! An [`Explanation`] fits a refresh, which is repeated by itself, and an action, which never is; so what happens
//! next is apart, in [`next_step`].

mod consequences;
mod rows;
mod tables;

pub use consequences::{Consequence, Standing, consequences};
pub use rows::{
    cut_rows, left_out, log_facts, log_gaps, log_remarks, none_placed, unplaced, unread_checkpoint,
};

use crate::{
    api::{self, ApiError, ErrorKind, MOST_ARCHIVE_BYTES, NoArchive, RetryAdvice, TransportError},
    format,
};

/// A failure for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The failure, in a few words.
    pub title: &'static str,
    /// The consequence, and the service's own words where it had any.
    pub meaning: String,
    /// Remedies, most likely first.
    pub remedies: Vec<&'static str>,
}

/// Puts a failure in words. `base_url` is where the request went, which decides what may have blocked it.
pub fn explain(error: &ApiError, base_url: &str) -> Explanation {
    let said = || said(error);
    let (title, meaning, remedies): (_, String, Vec<&'static str>) = match error.kind {
        ErrorKind::Transport(TransportError::Blocked) => blocked(base_url),
        ErrorKind::Transport(TransportError::TimedOut) => (
            "No answer in time",
            "The service took the request and did not answer within a minute.".into(),
            vec!["Wait a little. If it persists, check the provider's status page."],
        ),
        ErrorKind::Transport(TransportError::CutOff) => (
            "The response was cut off",
            "The connection ended before the answer was complete, so it was not used.".into(),
            vec!["Wait a little. If it persists, check this device's network, and any proxy in between."],
        ),
        ErrorKind::Transport(TransportError::Aborted) => {
            ("Given up", "The request was cancelled before it was answered.".into(), vec!["Try again."])
        }
        ErrorKind::Unauthorized => (
            "The key was refused",
            said(),
            vec![
                "Check that the key is complete and belongs to this provider and this host.",
                "Make a new key in the provider's console if the old one was revoked.",
            ],
        ),
        ErrorKind::Forbidden => (
            "The key may not do this",
            said(),
            vec!["Use a key of an account that may see fine-tuning jobs, or ask its owner."],
        ),
        ErrorKind::Gateway => (
            "A gateway or firewall is in between",
            format!("{}. The service itself did not answer, so this says nothing of the key.", said()),
            vec![
                "Wait a little: checks of this kind often let requests through again.",
                "If it persists, ask whoever runs the network or the proxy in between, or try another network.",
            ],
        ),
        ErrorKind::PaymentRequired => (
            "The account's spending limit is reached",
            said(),
            vec!["Raise the limit or add credit in the provider's console."],
        ),
        ErrorKind::NotFound => {
            ("Nothing there", said(), vec!["Check the base URL: it ends with the version (such as /v1)."])
        }
        ErrorKind::Conflict => {
            ("Not possible in this state", said(), vec!["Refresh to see where the job stands now."])
        }
        ErrorKind::Invalid if error.status.is_none() => (
            "Not sent",
            said(),
            vec!["Reach it with the service's own console or tools, which may know another way."],
        ),
        ErrorKind::Framed => ("Not sent", said(), Vec::new()),
        ErrorKind::Invalid => {
            ("The service refused the request", said(), vec!["Correct what it names, then send again."])
        }
        ErrorKind::RateLimited => (
            "Too many requests",
            said(),
            vec!["Wait as long as the service asks. Fewer open pages and a longer interval ask less often."],
        ),
        ErrorKind::Server => (
            "The service has a problem",
            said(),
            vec!["Wait a little. If it persists, check the provider's status page."],
        ),
        ErrorKind::UnexpectedStatus => ("Unexpected response", said(), vec!["Check the base URL."]),
        ErrorKind::NotTheApi => (
            "This is not the API",
            "The address answers with a web page instead of data.".into(),
            vec![
                "Check the base URL: the API's host often differs from the console's.",
                "If this page's own server answers, its proxy rule is missing.",
            ],
        ),
        ErrorKind::Unreadable => (
            "The response could not be read",
            said(),
            vec!["Wait a little. If it persists, contact the provider's support."],
        ),
    };
    Explanation { title, meaning, remedies }
}

/// Returns the service's words with its code unless they name it, then its advice, and what its support goes by.
fn said(error: &ApiError) -> String {
    let mut text = match error.code.as_deref().filter(|code| !api::has_words(&error.message, code)) {
        Some(code) => format!("{} ({code})", error.message.trim_end_matches('.')),
        None => error.message.clone(),
    };
    let advice = error.suggestion.as_deref().filter(|advice| !api::has_words(&text, advice));
    let support = error.support_id.as_deref().filter(|id| !api::has_words(&text, id));
    let support = support.map(|id| format!("Request id for the provider's support: {id}"));
    for sentence in advice.map(str::to_owned).into_iter().chain(support) {
        text = format!("{}. {sentence}", text.trim_end_matches('.'));
    }
    text
}

/// Returns the next automatic step after a failure.
pub fn next_step(error: &ApiError) -> &'static str {
    match error.retry {
        RetryAdvice::Backoff | RetryAdvice::After(_) => "Retrying automatically",
        RetryAdvice::Reauthenticate => "Waiting for another key",
        RetryAdvice::GiveUp => "Retried from time to time",
    }
}

/// Explains that weights were not saved, and that a command can save them.
pub fn no_archive(why: &NoArchive, base_url: &str) -> String {
    const COMMAND: &str = "Use one of the commands below";
    let most = format::bytes(MOST_ARCHIVE_BYTES);
    match why {
        NoArchive::Elsewhere => format!(
            "The service hands the archive out at another address. A page cannot go there without taking your key \
             along, so it did not. {COMMAND}: they leave the key behind."
        ),
        NoArchive::TooLarge { n_bytes: Some(n) } => format!(
            "The archive has {}; this page saves up to {most}. {COMMAND}, which can resume where it broke off.",
            format::bytes(*n)
        ),
        NoArchive::TooLarge { n_bytes: None } => format!(
            "The service does not say how large the archive is, and it has more than the {most} this page saves. \
             Nothing was kept. {COMMAND}."
        ),
        NoArchive::NoRoom => {
            format!("The browser would not take the file; there may be no room on this device. {COMMAND}.")
        }
        NoArchive::Failed(error) => match error.kind {
            ErrorKind::Transport(TransportError::TimedOut) => {
                "Nothing arrived for a minute, so it was given up and nothing was kept. Try again, or use a command below.".to_owned()
            }
            ErrorKind::Transport(TransportError::CutOff) => {
                "The connection broke before the archive was complete; nothing was kept. Try again, or use a command below.".to_owned()
            }
            ErrorKind::Transport(_) => format!(
                "The browser could not fetch it and gave no reason: offline, or a refusal of requests from web pages. {COMMAND}."
            ),
            _ => {
                let told = explain(error, base_url);
                format!("{}: {}. {COMMAND} once that is settled.", told.title, told.meaning.trim_end_matches('.'))
            }
        },
    }
}

/// Explains why nothing can be asked for a job whose id no address can carry, as a title and sentences. `is_shown`: the page
/// shows what a job list said of it; `is_listed`: the list still does.
pub fn unaddressable(id: &str, is_shown: bool, is_listed: bool) -> (&'static str, String) {
    let id = if id.is_empty() { "empty".to_owned() } else { format!("“{id}”") };
    let why = format!(
        "The job's id is {id}, which no web address can carry: a request for it would reach something else, so none is sent."
    );
    const ELSEWHERE: &str = "the service's own console may reach it";
    let actions = format!(
        "Its metrics and log cannot be read here, and it cannot be stopped, cancelled or deleted here; {ELSEWHERE}."
    );
    match (is_shown, is_listed) {
        (true, true) => {
            ("No requests can be sent for this job.", format!("{why} Showing the job list's data. {actions}"))
        }
        (true, false) => (
            "This job is no longer in the list.",
            format!("{why} Showing the job list's last data. {actions}"),
        ),
        (false, _) => (
            "No such job in the list",
            format!(
                "{why} Only the job list could tell of it, and there it is not. If it is still there, {ELSEWHERE}."
            ),
        ),
    }
}

fn blocked(base_url: &str) -> (&'static str, String, Vec<&'static str>) {
    let mut remedies = vec!["Check that this device is online."];
    if base_url.starts_with('/') {
        remedies.push("Check that this page's server runs and passes the path on to the provider.");
    } else {
        remedies.push(
            "The provider may not allow requests from web pages (CORS). Serve this page with its proxy and set the base URL to /proxy/… as the README shows.",
        );
        remedies.push("Check the host's name in the base URL.");
    }
    if base_url.starts_with("http://") {
        remedies.push("A page served by https may not call http addresses: use https, or the proxy.");
    }
    remedies
        .push("This page's own security policy may not list the host; whoever runs this page can add it.");
    let meaning = "The browser could not reach the service and gave no reason: offline, a wrong host name, a refusal of requests from web pages, or a blocked address.";
    ("The service could not be reached", meaning.into(), remedies)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(base_url: &str, expected: &[&str], unexpected: &[&str]) {
        let text = explain(&ApiError::from(TransportError::Blocked), base_url).remedies.join(" ");
        for word in expected {
            assert!(text.contains(word), "{base_url}: {word} in {text}");
        }
        for word in unexpected {
            assert!(!text.contains(word), "{base_url}: {word} in {text}");
        }
    }

    #[test]
    fn what_is_missing_in_a_log_is_said() {
        let check = |n_unreadable, cut_at, expected: Option<&str>| {
            assert_eq!(log_gaps(n_unreadable, cut_at).as_deref(), expected);
        };
        check(0, None, None);
        check(1, None, Some("1 entry of the log could not be read and is left out."));
        check(1_200, None, Some("1,200 entries of the log could not be read and are left out."));
        check(0, Some(100), Some("The service sends at most 100 events; earlier ones may be missing."));
        check(
            2,
            Some(100),
            Some(
                "2 entries of the log could not be read and are left out. The service sends at most 100 events; \
                 earlier ones may be missing.",
            ),
        );
    }

    #[test]
    fn an_archive_that_was_not_saved_says_why_and_names_the_way_that_is_left() {
        let failed = |error: TransportError| NoArchive::from(error);
        for (why, words) in [
            (NoArchive::Elsewhere, "without taking your key along"),
            (NoArchive::TooLarge { n_bytes: Some(16 << 30) }, "has 17.2 GB; this page saves up to 1 GB"),
            (NoArchive::TooLarge { n_bytes: None }, "does not say how large"),
            (NoArchive::NoRoom, "no room"),
            (failed(TransportError::TimedOut), "Nothing arrived for a minute"),
            (failed(TransportError::CutOff), "nothing was kept"),
            (failed(TransportError::Blocked), "could not fetch it"),
        ] {
            let text = no_archive(&why, "https://api.example/v1");
            assert!(text.contains(words) && text.to_lowercase().contains("command"), "{why:?}: {text}");
        }
    }

    #[test]
    fn a_job_that_nothing_can_be_asked_for_is_either_shown_or_missing() {
        #[track_caller]
        fn check(id: &str, is_shown: bool, is_listed: bool, expected: &str, unexpected: &[&str]) {
            let (title, text) = unaddressable(id, is_shown, is_listed);
            let all = format!("{title} {text}");
            assert!(all.contains(expected), "{all}");
            unexpected.iter().for_each(|words| assert!(!all.contains(words), "{all}"));
        }
        let missing = ["no longer", "No such", "not there", "there it is not"];
        check("..", true, true, "The job's id is “..”", &missing);
        check(".", true, true, "Showing the job list's data.", &missing);
        check(".", true, false, "Showing the job list's last data.", &["No such", "list says"]);
        check("", false, false, "The job's id is empty", &["Shown", "no longer"]);
        check("", false, true, "No such job in the list", &["Shown"]);
    }

    #[test]
    fn refusal_is_told_with_code_advice_and_support_id() {
        #[track_caller]
        fn check(body: &str, expected: &str) {
            let error = ApiError::from_response(&api::HttpResponse::json(409, body));
            assert_eq!(explain(&error, "https://api.example/v1").meaning, expected);
        }
        check(
            r#"{"errors":[{"code":"invalid_state","message":"Job already finished.","suggestion":"List jobs to see its state","error_uid":"err-41c7"}]}"#,
            "Job already finished (invalid_state). List jobs to see its state. Request id for the provider's support: err-41c7",
        );
        check(
            r#"{"error":{"message":"Job not found","type":"not_found","param":null,"code":null}}"#,
            "Job not found",
        );
        check(
            r#"{"error":{"message":"No more of it.","code":"quota_exceeded"}}"#,
            "No more of it (quota_exceeded)",
        );
        check(r#"{"error":{"message":"Rate limited","code":429}}"#, "Rate limited (429)");
        check(r#"{"detail":"Gone"}"#, "Gone");
    }

    #[test]
    fn a_blocked_request_names_what_may_apply() {
        check("https://api.example/v1", &["online", "CORS", "proxy", "policy"], &["https pages", "by https"]);
        check("http://localhost:9000/v1", &["online", "CORS", "served by https"], &[]);
        check("/proxy/together/v1", &["online", "server runs"], &["CORS", "by https"]);
    }
}
