//! Endpoints for a job before it is created: its price, the models, their limits.

use tuneboard_core::api::{self, ErrorKind, HttpResponse};
use tuneboard_core::draft::JobDraft;
use tuneboard_core::model::{
    Dataset, Hyperparameters, JobSpec, Method, PriceEstimate, Provider, SpecField, Split, Weights,
};

const TOGETHER: Provider = Provider::Together;

fn spec() -> JobSpec {
    let dataset = |split: Split, id: &str| Dataset { name: id.into(), split, file_ids: vec![id.to_owned()] };
    JobSpec {
        name: Some("triage".into()),
        base_model: "acme/model".into(),
        datasets: vec![dataset(Split::Train, "file-1"), dataset(Split::Eval, "file-2")],
        hyperparameters: Some(Hyperparameters {
            n_epochs: Some(3),
            n_evals: Some(2),
            learning_rate: Some(0.1),
            method: Method::Sft,
            weights: Weights::Full,
            ..Hyperparameters::default()
        }),
        ..JobSpec::default()
    }
}

#[test]
fn the_price_is_asked_for_with_what_it_depends_on() {
    let request = api::estimate_price(TOGETHER, &spec()).unwrap();
    assert_eq!((request.method.as_str(), &*request.target()), ("POST", "/fine-tunes/estimate-price"));
    let expected = r#"{"training_file":"file-1","validation_file":"file-2","model":"acme/model","n_epochs":3,"n_evals":2,"training_method":{"method":"sft","train_on_inputs":"auto"},"training_type":{"type":"Full"}}"#;
    assert_eq!(request.body.as_deref(), Some(expected));
    let resumed = JobSpec { base_model: String::new(), from_checkpoint: Some("ft-1:5".into()), ..spec() };
    let body = api::estimate_price(TOGETHER, &resumed).unwrap().body.unwrap();
    assert!(body.contains(r#""from_checkpoint":"ft-1:5""#) && !body.contains("\"model\""), "{body}");
    assert_eq!(api::estimate_price(Provider::Archetype, &spec()), None);
}

/// Otherwise a price would be shown that is not that of the form.
#[test]
fn what_has_no_price_changes_nothing_of_the_question() {
    let mut draft = JobDraft::new(TOGETHER);
    let all = [
        (SpecField::BaseModel, "acme/model"),
        (SpecField::TrainFiles, "file-1"),
        (SpecField::EvalFiles, "file-2"),
        (SpecField::Evals, "8"),
        (SpecField::Scheduler, "cosine"),
        (SpecField::EarlyStopping, "true"),
    ];
    all.into_iter().for_each(|(field, text)| draft.set(field, text));
    let question =
        |draft: &JobDraft| api::estimate_price(TOGETHER, &draft.sketch()).and_then(|asked| asked.body);
    let asked = question(&draft);
    let (beside, part): (Vec<_>, Vec<_>) = draft
        .fields()
        .into_iter()
        .map(|spec| spec.field)
        .partition(|field| api::has_no_price(TOGETHER, *field));
    for field in beside {
        for text in ["", "7", "0.1", "acme/other", "linear", "off", "no such thing"] {
            let mut other = draft.clone();
            other.set(field, text);
            assert_eq!(question(&other), asked, "{field:?} {text:?}");
        }
    }
    for field in
        [SpecField::BaseModel, SpecField::TrainFiles, SpecField::Epochs, SpecField::LoraR, SpecField::Start]
    {
        assert!(part.contains(&field), "{field:?}");
    }
}

#[track_caller]
fn price(body: &str) -> PriceEstimate {
    api::decode_price(&HttpResponse::json(200, body)).unwrap()
}

#[test]
fn both_forms_of_the_price_are_read() {
    let old = r#"{"estimated_total_price":4.5,"allowed_to_proceed":true,"user_limit":250,
        "estimated_train_token_count":1800000,"estimated_eval_token_count":120000}"#;
    let PriceEstimate::Known(found) = price(old) else { panic!() };
    assert_eq!((found.total_usd, found.may_proceed, found.limit_usd), (4.5, Some(true), Some(250.0)));
    assert_eq!((found.n_train_tokens, found.n_eval_tokens), (Some(1_800_000), Some(120_000)));
    let new = old.replacen('{', r#"{"estimation_available":true,"#, 1);
    assert_eq!(price(&new), price(old));
    let PriceEstimate::Known(bare) = price(r#"{"estimated_total_price":"4"}"#) else { panic!() };
    assert_eq!((bare.total_usd, bare.may_proceed, bare.limit_usd), (4.0, None, None));
    let odd = r#"{"estimated_total_price":7,"allowed_to_proceed":"yes","user_limit":{},"x":[1]}"#;
    assert!(matches!(price(odd), PriceEstimate::Known(found) if found.may_proceed.is_none()));
}

#[track_caller]
fn check_unavailable(body: &str, word: &str) {
    let PriceEstimate::Unavailable(why) = price(body) else { panic!("{body}") };
    assert!(why.contains(word) && why.ends_with('.'), "{why}");
}

#[test]
fn why_there_is_no_price_is_said() {
    for (reason, word) in [
        ("multimodal_dataset", "pictures"),
        ("train_file_not_validated", "training file"),
        ("eval_file_not_validated", "evaluation file"),
        ("train_file_invalid", "refuses the training"),
        ("eval_file_invalid", "refuses the evaluation"),
        ("moon_phase", "moon_phase"),
    ] {
        check_unavailable(
            &format!(r#"{{"estimation_available":false,"unavailable_reason":"{reason}"}}"#),
            word,
        );
    }
    check_unavailable(r#"{"estimation_available":false,"estimated_total_price":9}"#, "does not say why");
    check_unavailable("{}", "does not say why");
    check_unavailable(r#"{"estimated_total_price":-1}"#, "does not say why");
    for status in [404, 405] {
        assert!(api::decode_price(&HttpResponse::json(status, "{}")).is_err());
    }
    assert!(api::decode_price(&HttpResponse::json(200, "[]")).is_err());
}

#[test]
fn models_and_limits_are_read() {
    assert_eq!(api::list_models(TOGETHER).unwrap().target(), "/fine-tunes/models/supported");
    assert_eq!(
        api::retrieve_limits(TOGETHER, "a/b c").unwrap().target(),
        "/fine-tunes/models/limits?model_name=a%2Fb%20c"
    );
    assert_eq!(api::list_models(Provider::OpenAi), None);
    let models = |body: &str| api::decode_models(&HttpResponse::json(200, body));
    assert_eq!(models(r#"{"models":["a"," ",3,null,"b"]}"#).unwrap(), ["a", "b"]);
    assert!(models("{}").is_err());
    let body = r#"{"model_name":"m","full_training":{"max_batch_size":0,"min_batch_size":0},
        "lora_training":{"max_batch_size":128,"max_batch_size_dpo":64,"min_batch_size":8,"max_rank":64,
        "target_modules":["q_proj",7,"v_proj"]},"max_num_epochs":20,"min_learning_rate":0.000001,
        "max_learning_rate":1.0,"supports_full_training":false,"supports_vision":"perhaps"}"#;
    let limits = api::decode_limits("m", &HttpResponse::json(200, body)).unwrap();
    assert_eq!((limits.full.min, limits.full.max_sft), (None, None));
    assert_eq!((limits.lora.min, limits.lora.max_sft, limits.lora.max_dpo), (Some(8), Some(128), Some(64)));
    assert_eq!((limits.has_full, limits.has_vision, limits.max_rank), (Some(false), None, Some(64)));
    assert_eq!(limits.modules, ["q_proj", "v_proj"]);
    assert_eq!((limits.max_epochs, limits.max_evals), (Some(20), None));
    let missing = api::decode_limits("m", &HttpResponse::json(404, r#"{"message":"no such model"}"#));
    assert_eq!(missing.unwrap_err().kind, ErrorKind::NotFound);
}
