//! Bodies of errors, in the shapes of the services.

use super::json::Json;
use crate::{fault::ErrorShape, random::hex};
use tuneboard_core::{api::HttpResponse, model::Provider};

/// Returns an error in the shape that `provider` uses for this status.
pub(crate) fn error(provider: Provider, status: u16, code: &str, message: &str) -> HttpResponse {
    let shape = match (provider, status) {
        (Provider::Together | Provider::OpenAi, _) => ErrorShape::ErrorData,
        // Failed authentication and the framework's own answers have a bare text.
        (Provider::Archetype | Provider::ArchetypeV06, 401 | 405) => ErrorShape::Detail,
        (Provider::Archetype | Provider::ArchetypeV06, _) => ErrorShape::Errors,
    };
    shaped(shape, status, code, message)
}

/// Returns an error in a given shape.
pub(crate) fn shaped(shape: ErrorShape, status: u16, code: &str, message: &str) -> HttpResponse {
    let mut json = Json::default();
    json.open('{');
    match shape {
        ErrorShape::Detail => json.text("detail", message),
        ErrorShape::Message => json.text("message", message),
        ErrorShape::Errors => {
            json.open_member("errors", '[');
            json.open('{');
            json.text("code", code);
            json.text("message", message);
            if let Some(suggestion) = suggestion(status) {
                json.text("suggestion", suggestion);
            }
            json.text("error_uid", &format!("err-{}", hex(crate::random::hash(message), 8)));
            json.close('}');
            json.close(']');
        }
        ErrorShape::OldError => {
            json.open_member("error", '{');
            json.text("code", code);
            json.text("message", message);
            json.open_member("details", '{');
            json.integer("retry_after", 2);
            json.close('}');
            json.close('}');
        }
        ErrorShape::ErrorData => {
            json.open_member("error", '{');
            json.text("message", message);
            json.text("type", kind(status));
            json.raw("param", "null");
            json.text("code", code);
            json.close('}');
        }
    }
    json.close('}');
    HttpResponse::json(status, json.finish())
}

/// Returns the refusal of one field of a request.
pub(crate) fn bad_param(param: &str, message: &str) -> HttpResponse {
    let mut json = Json::default();
    json.open('{');
    json.open_member("error", '{');
    json.text("message", message);
    json.text("type", kind(400));
    json.text("param", param);
    json.raw("code", "null");
    json.close('}');
    json.close('}');
    HttpResponse::json(400, json.finish())
}

/// Returns Archetype's refusal of fields of a request, as its framework words it: where, why.
pub(crate) fn unprocessable(problems: &[(String, &str)]) -> HttpResponse {
    let mut json = Json::default();
    json.open('{');
    json.open_member("detail", '[');
    for (place, message) in problems {
        json.open('{');
        json.open_member("loc", '[');
        for part in place.split('.') {
            if part.bytes().all(|byte| byte.is_ascii_digit()) { json.raw_item(part) } else { json.item(part) }
        }
        json.close(']');
        json.text("msg", message);
        json.text("type", if *message == "Field required" { "missing" } else { "value_error" });
        json.close('}');
    }
    json.close(']');
    json.close('}');
    HttpResponse::json(422, json.finish())
}

/// Returns a response in the words that fit the status, for faults.
pub(crate) fn stock(status: u16) -> (&'static str, &'static str) {
    match status {
        401 => ("invalid_api_key", "Invalid API key"),
        403 => ("forbidden", "This key may not access fine-tuning"),
        404 => ("NOT_FOUND", "Job not found"),
        405 => ("method_not_allowed", "Method Not Allowed"),
        409 => ("invalid_state", "Job already finished"),
        422 => ("invalid_request", "Unprocessable request"),
        429 => ("rate_limited", "Too many requests"),
        503 => ("unavailable", "Service temporarily unavailable"),
        _ => ("internal_error", "Something went wrong on our side"),
    }
}

fn suggestion(status: u16) -> Option<&'static str> {
    Some(match status {
        403 => "Ask an administrator of your organisation for access",
        404 => "List jobs to see which exist",
        409 => "List jobs to see its state",
        429 => "Wait a moment before the next request",
        _ => return None,
    })
}

fn kind(status: u16) -> &'static str {
    match status {
        401 => "authentication_error",
        403 => "permission_error",
        404 => "not_found",
        429 => "rate_limit",
        400..=499 => "invalid_request_error",
        _ => "server_error",
    }
}

/// Returns an error of the storage that takes files by signed address.
pub(crate) fn storage(status: u16, code: &str, message: &str) -> HttpResponse {
    let body =
        format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>{message}</Message></Error>");
    HttpResponse {
        status,
        headers: vec![("content-type".into(), "application/xml".into())],
        body: body.into(),
    }
}
