//! Models of the service, for the days on which they are shut down.

use super::host::{is_openai, is_openai_model, is_proxy};
use crate::{
    api::{
        ApiError, HttpRequest, HttpResponse, Method,
        reading::{body, lenient::Record},
    },
    model::{Shutdown, Shutdowns},
};

/// `GET /models`, at `OpenAI` itself, and at a proxy where the account has one of its models. Other hosts of this API are left
/// alone.
pub fn list_shutdowns<'a>(base_url: &str, mut models: impl Iterator<Item = &'a str>) -> Option<HttpRequest> {
    let is_asked = is_openai(base_url) || (is_proxy(base_url) && models.any(is_openai_model));
    is_asked.then(|| HttpRequest::new(Method::Get, "/models"))
}

/// Reads `{data: [{id, shutdown_date}]}`; models without a day are left out, as is what is none.
///
/// # Errors
/// An error status, or a body without a list.
pub fn decode_shutdowns(response: &HttpResponse) -> Result<Shutdowns, ApiError> {
    let json = body::json_text(response)?;
    let record = body::record(response.status, &json, "list of models")?;
    let mut shutdowns = Shutdowns::default();
    for model in body::list_in(response.status, &record, "data", "models")? {
        let Some(model) = Record::parse(model) else { continue };
        let day = model.text("shutdown_date").and_then(|date| Shutdown::parse(&date));
        let id = model.text("id").filter(|id| !id.contains(char::is_control));
        if let Some((id, day)) = id.zip(day) {
            shutdowns.insert(&id, day);
        }
    }
    Ok(shutdowns)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_openai_is_asked() {
        let asks =
            |base_url: &str, models: &[&str]| list_shutdowns(base_url, models.iter().copied()).is_some();
        assert!(asks("https://api.openai.com/v1", &[]));
        assert!(asks("/proxy/openai/v1", &["mine", "gpt-4o-mini-2024-07-18"]));
        assert!(!asks("/proxy/openai/v1", &["mine"]));
        assert!(!asks("https://llm.example/v1", &["gpt-4o-mini-2024-07-18"]));
    }

    #[test]
    fn days_are_read_and_everything_else_is_left_out() {
        let body = r#"{"object":"list","data":[
            {"id":"gpt-4o","object":"model","shutdown_date":"2027-01-14"},
            {"id":"gpt-6-astra","object":"model","shutdown_date":null},
            {"id":"gpt-7","object":"model"},
            {"id":"odd","shutdown_date":"next year"},
            {"id":"two\nlines","shutdown_date":"2027-01-14"},
            {"shutdown_date":"2027-01-14"},
            null, 7]}"#;
        let shutdowns = decode_shutdowns(&HttpResponse::json(200, body)).expect("a list");
        assert_eq!(shutdowns.to_text(), "2027-01-14 gpt-4o");
        assert!(decode_shutdowns(&HttpResponse::json(404, "{}")).is_err());
        assert!(decode_shutdowns(&HttpResponse::json(200, "[]")).is_err());
        assert!(decode_shutdowns(&HttpResponse::json(200, r#"{"data":[]}"#)).expect("a list").is_empty());
    }
}
