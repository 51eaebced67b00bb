//! Properties of the decoders for any body at all.

use proptest::prelude::*;
use tuneboard_core::api::{self, ApiError, ErrorKind, HttpResponse, UploadFile};
use tuneboard_core::model::Provider;

use super::{all_fixtures, fixture};

/// Runs every decoder; the results are for those who want to look.
fn decode_all(response: &HttpResponse) -> Vec<Option<ApiError>> {
    let mut errors = Vec::new();
    for provider in Provider::ALL {
        errors.push(api::decode_jobs(provider, response).err());
        errors.push(api::decode_job(provider, response).err());
        errors.push(api::decode_metrics(provider, response).err());
        errors.push(api::decode_events(provider, response).err());
    }
    for provider in Provider::ALL {
        errors.push(api::decode_files(provider, response).err());
        errors.push(api::decode_file(provider, response).err());
    }
    let file = UploadFile { name: "a".into(), n_bytes: 9 };
    errors.push(api::decode_plan(response, &file).err());
    errors.push(api::decode_renewed(response).err());
    errors
}

/// Returns JSON that looks enough like a response to get deep into the decoders.
fn any_json() -> impl Strategy<Value = String> {
    let key = prop::sample::select(vec![
        "id",
        "name",
        "status",
        "config",
        "datasets",
        "file_ids",
        "split",
        "data",
        "metrics",
        "step",
        "loss",
        "train/global_step",
        "eval/loss",
        "timestamp",
        "logged_at",
        "epoch",
        "created_at",
        "progress",
        "estimate_available",
        "seconds_remaining",
        "message",
        "level",
        "type",
        "total_price",
        "error",
        "errors",
        "detail",
        "loc",
        "msg",
        "code",
        "param",
        "wandb_url",
        "has_more",
        "last_id",
        "step_number",
        "hyperparameters",
        "method",
        "train_loss",
        "valid_loss",
        "training_files",
        "label",
        "last_checkpoint_step",
        "",
        "\\u0000",
        "é",
    ]);
    let scalar = prop_oneof![
        Just("null".to_owned()),
        any::<bool>().prop_map(|b| b.to_string()),
        any::<i64>().prop_map(|n| n.to_string()),
        any::<f64>().prop_map(|n| format!("{n:?}")),
        Just("1e999".to_owned()),
        Just("\"\\ud800\"".to_owned()),
        ".{0,12}".prop_map(|text| serde_json::to_string(&text).unwrap()),
        Just("\"2026-08-01T09:12:03Z\"".to_owned()),
    ];
    scalar.prop_recursive(5, 60, 6, move |inner| {
        let field = (key.clone(), inner.clone()).prop_map(|(key, value)| format!("\"{key}\":{value}"));
        prop_oneof![
            prop::collection::vec(inner, 0..5).prop_map(|items| format!("[{}]", items.join(","))),
            prop::collection::vec(field, 0..6).prop_map(|fields| format!("{{{}}}", fields.join(","))),
        ]
    })
}

proptest! {
    #[test]
    fn no_json_makes_a_decoder_panic(json in any_json(), status in prop_oneof![Just(200_u16), 100_u16..600]) {
        decode_all(&HttpResponse::json(status, json));
    }

    #[test]
    fn no_bytes_make_a_decoder_panic(body: Vec<u8>, status in prop_oneof![Just(200_u16), 100_u16..600]) {
        decode_all(&HttpResponse::json(status, body));
    }

    #[test]
    fn every_error_has_one_short_clean_line(
        body in prop_oneof![any_json(), "\\PC{0,400}", ".{0,400}", "<html><title>.{0,20}</title>.{0,40}"],
        status in 300_u16..600,
        wait in ".{0,30}",
    ) {
        let mut response = HttpResponse::json(status, body);
        response.headers.push(("retry-after".into(), wait));
        let error = ApiError::from_response(&response);
        prop_assert!(!error.message.is_empty());
        prop_assert!(error.message.chars().count() <= 301);
        prop_assert!(!error.message.contains(char::is_control), "{:?}", error.message);
    }

    #[test]
    fn figures_survive_bit_for_bit(figures in prop::collection::vec(any::<f64>(), 1..20)) {
        let figures: Vec<f64> = figures.into_iter().filter(|figure| figure.is_finite()).collect();
        let spellings: [fn(&f64) -> String; 3] =
            [|n| serde_json::to_string(n).unwrap(), |n| format!("{n:?}"), |n| format!("{n}")];
        for spelled in spellings {
            let row = |(i, n)| format!(r#"{{"step":{i},"loss":{}}}"#, spelled(n));
            let rows: Vec<_> = figures.iter().enumerate().map(row).collect();
            let body = format!(r#"{{"metrics":[{}]}}"#, rows.join(","));
            let decoded = api::decode_metrics(Provider::Together, &HttpResponse::json(200, body)).unwrap();
            let read: Vec<u64> = decoded.value.rows.iter().map(|row| row.values[0].1.to_bits()).collect();
            let sent: Vec<u64> = figures.iter().map(|figure| figure.to_bits()).collect();
            prop_assert_eq!(read, sent);
        }
    }

    #[test]
    fn times_survive_to_the_nanosecond(nanos in 100_000_000_000_000_000_i64..) {
        let body = format!(r#"{{"metrics":[{{"step":1,"timestamp":{nanos}}}]}}"#);
        let decoded = api::decode_metrics(Provider::Together, &HttpResponse::json(200, body)).unwrap();
        let read = decoded.value.rows[0].logged_at.map(|at| at.unix_nanos());
        prop_assert_eq!(read, Some(nanos));
    }

    #[test]
    fn one_malformed_item_costs_one_item(
        n in 0_usize..20,
        at in any::<prop::sample::Index>(),
        malformed in prop::sample::select(vec!["7", "null", "[]", "\"x\"", "{}", r#"{"name":"x"}"#, r#"{"id":[]}"#]),
    ) {
        let bad_idx = at.index(n + 1);
        let mut items: Vec<_> = (0..n).map(|i| format!(r#"{{"id":"job {i}"}}"#)).collect();
        items.insert(bad_idx, malformed.to_owned());
        let items = items.join(",");
        for (provider, body) in [
            (Provider::Archetype, format!("[{items}]")),
            (Provider::Together, format!(r#"{{"data":[{items}]}}"#)),
            (Provider::OpenAi, format!(r#"{{"data":[{items}],"has_more":false}}"#)),
            (Provider::ArchetypeV06, format!(r#"{{"data":[{items}]}}"#)),
        ] {
            let decoded = api::decode_jobs(provider, &HttpResponse::json(200, body)).unwrap();
            let ids: Vec<_> = decoded.value.jobs.iter().map(|job| job.id.to_string()).collect();
            prop_assert_eq!(ids, (0..n).map(|i| format!("job {i}")).collect::<Vec<_>>());
            let warned: Vec<_> = decoded.warnings.iter().map(|warning| warning.index).collect();
            prop_assert_eq!(warned, [bad_idx]);
        }
    }

    #[test]
    fn pretty_json_is_the_same_json(json in any_json()) {
        let pretty = api::pretty_json(&json);
        if let Ok(value) = serde_json::from_str::<serde_json::Value>(&json) {
            prop_assert_eq!(serde_json::from_str::<serde_json::Value>(&pretty).unwrap(), value);
        }
    }
}

#[test]
fn an_answer_that_broke_off_is_never_taken_for_whole() {
    for name in all_fixtures() {
        let whole = fixture(&name);
        let n_bytes = whole.text().trim_end().len();
        for end in 0..n_bytes {
            let cut = HttpResponse { body: whole.body[..end].to_vec(), ..whole.clone() };
            for (i, error) in decode_all(&cut).into_iter().enumerate() {
                // Where there are no events, their decoder has nothing to read.
                if i != 3 {
                    assert_eq!(
                        error.map(|error| error.kind),
                        Some(ErrorKind::Unreadable),
                        "{name} {end} {i}"
                    );
                }
            }
        }
    }
}
