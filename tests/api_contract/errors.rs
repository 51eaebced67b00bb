//! Error bodies of both providers, and of whatever stands in between.

use tuneboard_core::api::{self, ApiError, ErrorKind, HttpResponse, RetryAdvice, TransportError};
use tuneboard_core::explain;
use tuneboard_core::model::Provider;

use RetryAdvice::{After, Backoff, GiveUp, Reauthenticate};

/// Digest of an error, as `kind | message | code | suggestion | support id | fields`.
fn digest(error: &ApiError) -> String {
    let fields: Vec<_> =
        error.fields.iter().map(|field| format!("{}={}", field.wire_name, field.message)).collect();
    let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".into());
    format!(
        "{:?} | {} | {} | {} | {} | {}",
        error.kind,
        error.message,
        or_dash(&error.code),
        or_dash(&error.suggestion),
        or_dash(&error.support_id),
        fields.join(", ")
    )
}

#[track_caller]
fn check(status: u16, body: &str, expected: &str) {
    let error = ApiError::from_response(&HttpResponse::json(status, body));
    assert_eq!(digest(&error), expected);
    assert_eq!(error.status, Some(status));
}

#[test]
fn archetype_has_three_shapes() {
    check(
        409,
        r#"{"errors":[{"code":"invalid_state","message":"Job already finished","suggestion":"List jobs to see its state","error_uid":"err-41c7"}]}"#,
        "Conflict | Job already finished | invalid_state | List jobs to see its state | err-41c7 | ",
    );
    check(
        400,
        r#"{"errors":[{"code":"NOT_FOUND","message":"No such file: a"},{"code":"other","message":"No such file: b","error_uid":"err-2"}]}"#,
        "Invalid | No such file: a; No such file: b | NOT_FOUND | - | err-2 | ",
    );
    check(401, r#"{"detail":"Invalid API key"}"#, "Unauthorized | Invalid API key | - | - | - | ");
    check(
        422,
        r#"{"detail":[{"loc":["body","config","model"],"msg":"field required","type":"value_error.missing"},
            {"loc":["body","config","datasets",0,"file_ids"],"msg":"too short","type":"value_error"}]}"#,
        "Invalid | config.model: field required; config.datasets.0.file_ids: too short | - | - | - | \
         config.model=field required, config.datasets.0.file_ids=too short",
    );
    check(
        429,
        r#"{"error":{"code":"rate_limited","message":"Too many requests","details":{"retry_after":30}}}"#,
        "RateLimited | Too many requests | rate_limited | - | - | ",
    );
}

#[test]
fn together_has_error_data_and_bare_messages() {
    check(
        404,
        r#"{"error":{"message":"Job not found","type":"not_found","param":null,"code":null}}"#,
        "NotFound | Job not found | not_found | - | - | ",
    );
    check(
        400,
        r#"{"error":{"message":"n_epochs must be at most 20","type":"invalid_request_error","param":"n_epochs","code":"out_of_range"}}"#,
        "Invalid | n_epochs must be at most 20 | out_of_range | - | - | n_epochs=n_epochs must be at most 20",
    );
    check(
        404,
        r#"{"message":"No limits for this model"}"#,
        "NotFound | No limits for this model | - | - | - | ",
    );
    check(402, r#"{"error":"Spending limit"}"#, "PaymentRequired | Spending limit | - | - | - | ");
}

#[test]
fn what_is_no_api_answers_too() {
    check(
        502,
        "<html>\n<head><title>502 Bad Gateway</title></head><body><h1>502</h1></body></html>",
        "Server | The service answered with an HTML page: “502 Bad Gateway” | - | - | - | ",
    );
    check(
        403,
        "<?xml version=\"1.0\"?><Error><Code>RequestTimeTooSkewed</Code><Message>The clocks differ\n</Message></Error>",
        "Forbidden | The clocks differ | - | - | - | ",
    );
    check(
        403,
        "<!doctype html><html><head><title>Just a moment...</title></head></html>",
        "Gateway | A gateway or firewall answered with a web page and status 403: “Just a moment...” | - | - | - | ",
    );
    check(
        401,
        "\u{feff}\r\n<!-- a proxy -->\n<HTML><body>Sign in",
        "Gateway | A gateway or firewall answered with a web page and status 401 | - | - | - | ",
    );
    check(
        403,
        "error code: 1020",
        "Gateway | A gateway or firewall answered with a web page and status 403 | - | - | - | ",
    );
    check(
        403,
        "<?xml version=\"1.0\"?><Error><Message>No</Message><HeadersNotSigned>host</HeadersNotSigned></Error>",
        "Forbidden | No | - | - | - | ",
    );
    check(503, "<html><title></title>", "Server | The service answered with an HTML page | - | - | - | ");
    check(
        503,
        "upstream connect error\r\n\tor disconnect",
        "Server | upstream connect error or disconnect | - | - | - | ",
    );
    check(500, "", "Server | The service failed | - | - | - | ");
    check(404, "", "NotFound | The service knows nothing under this address | - | - | - | ");
    check(400, "{}", "Invalid | The service did not accept the request | - | - | - | ");
    check(422, "null", "Invalid | The service did not accept the request | - | - | - | ");
    check(403, "\"not yours\"", "Forbidden | not yours | - | - | - | ");
    check(400, r#"{"reason":7}"#, r#"Invalid | {"reason":7} | - | - | - | "#);
    check(302, "", "UnexpectedStatus | The service answered with an unexpected status | - | - | - | ");
    check(400, "{\"message\":\"a\\u0000b\\u001b[31m\\u202ec\\nd\"}", "Invalid | ab[31mc d | - | - | - | ");
}

#[track_caller]
fn check_retry(status: u16, headers: &[(&str, &str)], body: &str, expected: RetryAdvice) {
    let mut response = HttpResponse::json(status, body);
    response.headers.extend(headers.iter().map(|(name, value)| ((*name).into(), (*value).into())));
    assert_eq!(ApiError::from_response(&response).retry, expected, "{status} {headers:?} {body}");
}

#[test]
fn refusals_of_a_gateway_are_tried_again() {
    let page = "<html><title>Blocked</title></html>";
    check_retry(401, &[], page, Backoff);
    check_retry(403, &[], page, Backoff);
    check_retry(403, &[("retry-after", "20")], page, After(20.0));
    check_retry(403, &[("retry-after", "9000")], page, After(300.0));
    check_retry(403, &[], r#"{"detail":"<html>"}"#, Reauthenticate);
    // A page by its type alone, which has no words.
    let mut response = HttpResponse::json(403, "");
    response.headers = vec![("content-type".into(), "text/html".into())];
    assert_eq!(ApiError::from_response(&response).kind, ErrorKind::Gateway);
    response.body = br#"{"message":"no"}"#.to_vec();
    assert_eq!(ApiError::from_response(&response).kind, ErrorKind::Forbidden);
}

/// The page as it was seen; `tests/flow/trouble.rs` has the back-off, and the points that arrive after it.
#[test]
fn page_of_a_firewall_says_nothing_of_the_key() {
    let case = include_str!("../fixtures/wire/09-together-403-page-of-a-firewall.json");
    let case: serde_json::Value = serde_json::from_str(case).unwrap();
    let [_, refused, answered] = case["exchanges"].as_array().unwrap().as_slice() else { panic!("{case}") };
    let response = HttpResponse {
        status: u16::try_from(refused["status"].as_u64().unwrap()).unwrap(),
        headers: vec![("content-type".into(), refused["headers"]["content-type"].as_str().unwrap().into())],
        body: refused["body"].as_str().unwrap().into(),
    };
    let error = api::decode_metrics(Provider::Together, &response).unwrap_err();
    assert_eq!((error.kind, error.retry), (ErrorKind::Gateway, Backoff));
    let told = explain::explain(&error, "https://api.together.ai/v1");
    assert_eq!(told.title, "A gateway or firewall is in between");
    assert!(
        told.meaning.contains("“Just a moment...”") && told.meaning.contains("says nothing of the key"),
        "{told:?}"
    );
    assert_eq!(explain::next_step(&error), "Retrying automatically");
    let rows = HttpResponse::json(200, answered["body"].to_string());
    assert_eq!(api::decode_metrics(Provider::Together, &rows).unwrap().value.rows.len(), 1);
}

#[test]
fn advice_follows_the_status() {
    for (status, advice) in [
        (302, GiveUp),
        (400, GiveUp),
        (401, Reauthenticate),
        (402, GiveUp),
        (403, Reauthenticate),
        (404, GiveUp),
        (408, Backoff),
        (409, GiveUp),
        (413, GiveUp),
        (422, GiveUp),
        (429, Backoff),
        (500, Backoff),
        (502, Backoff),
        (504, Backoff),
        (524, Backoff),
        (529, Backoff),
    ] {
        check_retry(status, &[], "", advice);
    }
}

#[test]
fn the_service_says_how_long_to_wait() {
    let date = ("date", "Sun, 06 Nov 1994 08:49:37 GMT");
    let in_body = r#"{"error":{"message":"slow down","details":{"retry_after":60}}}"#;
    check_retry(429, &[("retry-after", "7")], "", After(7.0));
    check_retry(503, &[("retry-after", " 1.5 ")], in_body, After(1.5));
    check_retry(429, &[("retry-after-ms", "250"), ("retry-after", "7")], "", After(0.25));
    check_retry(429, &[("retry-after", "Sun, 06 Nov 1994 08:50:07 GMT"), date], "", After(30.0));
    check_retry(429, &[("retry-after", "Sun, 06 Nov 1994 08:50:07 GMT")], "", Backoff);
    check_retry(429, &[("retry-after", "Sun, 06 Nov 1994 08:00:00 GMT"), date], "", Backoff);
    check_retry(429, &[], in_body, After(60.0));
    check_retry(429, &[], r#"{"message":"x","retry_after":"5"}"#, After(5.0));
    check_retry(429, &[("retry-after", "86400")], "", After(300.0));
    for nonsense in ["0", "-3", "NaN", "inf", "soon", ""] {
        check_retry(429, &[("retry-after", nonsense)], "", Backoff);
    }
    check_retry(400, &[("retry-after", "7")], "", GiveUp);
}

#[test]
fn long_texts_are_cut() {
    let error = ApiError::from_response(&HttpResponse::json(500, "ü".repeat(5_000)));
    assert_eq!(error.message, format!("{}…", "ü".repeat(300)));
}

#[test]
fn a_request_without_an_answer_is_an_error_too() {
    for (cause, advice) in [
        (TransportError::Blocked, Backoff),
        (TransportError::TimedOut, Backoff),
        (TransportError::CutOff, Backoff),
        (TransportError::Aborted, GiveUp),
    ] {
        let error = ApiError::from(cause);
        assert_eq!((error.kind, error.status, error.retry), (ErrorKind::Transport(cause), None, advice));
    }
}
