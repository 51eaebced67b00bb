//! Checkpoints of jobs, where the provider lists them.

use tuneboard_core::api::{self, HttpResponse};
use tuneboard_core::model::{CheckpointsPage, PageToken, Provider};

use super::fixture;

const PROVIDERS: [Provider; 3] = [Provider::Together, Provider::OpenAi, Provider::ArchetypeV06];

/// Reads a response about the job `ft-1`; each line is step, kind, time, reference, own loss and path.
#[track_caller]
fn check(
    provider: Provider,
    response: &HttpResponse,
    checkpoints: &[&str],
    warnings: &[&str],
) -> CheckpointsPage {
    let decoded = api::decode_checkpoints(provider, &"ft-1".into(), response).unwrap();
    let lines: Vec<_> = decoded
        .value
        .checkpoints
        .iter()
        .map(|saved| {
            let at = saved.created_at.map_or("-".to_owned(), |at| at.to_rfc3339()[11..].to_owned());
            let or_none = |text: &Option<String>| text.clone().unwrap_or("-".to_owned());
            let loss = saved.eval_loss.map_or("-".to_owned(), |loss| loss.to_string());
            let (reference, path) = (or_none(&saved.reference), or_none(&saved.path));
            format!("{} {:?} {at} {reference} {loss} {path}", saved.step, saved.kind)
        })
        .collect();
    assert_eq!(lines, checkpoints);
    let said: Vec<_> = decoded.warnings.iter().map(|warning| warning.message.as_str()).collect();
    assert_eq!(said, warnings);
    decoded.value
}

#[test]
fn what_is_asked_is_one_path_each() {
    let target = |provider, page: Option<&PageToken>| {
        api::list_checkpoints(provider, &"a/b".into(), page).map(|request| request.target())
    };
    assert_eq!(target(Provider::Archetype, None), None);
    assert_eq!(target(Provider::Together, None).unwrap(), "/fine-tunes/a%2Fb/checkpoints");
    assert_eq!(target(Provider::ArchetypeV06, None).unwrap(), "/fine_tuning/jobs/a%2Fb/checkpoints");
    assert_eq!(target(Provider::OpenAi, None).unwrap(), "/fine_tuning/jobs/a%2Fb/checkpoints?limit=100");
    let page = PageToken { text: "ck 1".into(), is_optional: true };
    let next = target(Provider::OpenAi, Some(&page)).unwrap();
    assert_eq!(next, "/fine_tuning/jobs/a%2Fb/checkpoints?limit=100&after=ck%201");
    for provider in Provider::ALL {
        let is_listed = target(provider, None).is_some();
        assert_eq!(is_listed, provider.capabilities().has_checkpoints, "{provider:?}");
    }
}

#[test]
fn documented_checkpoints_are_read() {
    let lines = [
        r#"150 "Intermediate" 09:33:00Z ft-1:150 - s3://bucket/ck/150"#,
        r#"300 "Final Adapter" 09:55:10Z ft-1:300 - s3://bucket/final-adapter"#,
        r#"300 "Final Merged" 09:55:10Z ft-1:300 - s3://bucket/final"#,
    ];
    check(Provider::Together, &fixture("together/checkpoints.json"), &lines, &[]);
    let lines = [
        r#"200 "" 09:03:20Z ft:m:acme:s:2:ckpt-step-200 0.97 -"#,
        r#"100 "" 08:50:03Z ft:m:acme:s:2:ckpt-step-100 - -"#,
    ];
    let page = check(Provider::OpenAi, &fixture("openai/checkpoints.json"), &lines, &[]);
    assert_eq!(page.next.map(|page| page.text).as_deref(), Some("ftckpt_1"));
    let lines = [r#"120 "" - ckp_7 0.4 -"#, r#"60 "" - ckp_6 - -"#, r#"180 "" - ckp_8 - -"#];
    let warning = "checkpoint 3: it has no step";
    check(Provider::ArchetypeV06, &fixture("archetype_v06/checkpoints.json"), &lines, &[warning]);
}

#[test]
fn odd_checkpoints_cost_only_themselves() {
    let odd = r#"{"data":[{"step":"50","created_at":0,"path":7,"checkpoint_type":null,"checkpoint":"adapter"},
        {"path":"x"},7,{"step":60.0,"metrics":{"eval_loss":"NaN","val_loss":null}},null]}"#;
    let lines = [r#"50 "adapter" - ft-1:50 - -"#, r#"60 "" - ft-1:60 - -"#];
    let warnings =
        ["checkpoint 2: it has no step", "checkpoint 3: it is no object", "checkpoint 5: it is no object"];
    check(Provider::Together, &HttpResponse::json(200, odd), &lines, &warnings);
    for provider in PROVIDERS {
        check(provider, &HttpResponse::json(200, r#"{"data":null}"#), &[], &[]);
        let id = "ft-1".into();
        for status in [404, 405] {
            let error =
                api::decode_checkpoints(provider, &id, &HttpResponse::json(status, "{}")).unwrap_err();
            assert!(error.is_no_endpoint());
        }
        api::decode_checkpoints(provider, &id, &HttpResponse::json(200, "7")).unwrap_err();
    }
}
