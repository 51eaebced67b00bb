//! Archetype's create: what the framework refuses has status 422, what the service refuses 400 or 409.

use crate::{
    Call,
    plan::{End, Halt, Plan, Shape},
    random::mix,
    service::{
        answer,
        files::Checked,
        json::Json,
        members::{Members, said},
    },
    world::World,
};
use tuneboard_core::{api::HttpResponse, json::items, model::Provider};

struct Dataset {
    name: String,
    split: String,
    file_ids: Vec<String>,
}

impl Dataset {
    /// Reads a dataset. Missing members stay empty; `None` for members of a wrong type.
    fn read(value: &str) -> Option<Self> {
        let members = Members::parse(value)?;
        let text = |name: &str| members.get(name).map_or_else(|| Some(String::new()), said);
        let file_ids = match members.get("file_ids") {
            Some(value) => items(value)?.into_iter().map(said).collect::<Option<_>>()?,
            None => Vec::new(),
        };
        Some(Self { name: text("name")?, split: text("split")?, file_ids })
    }
}

const REQUIRED: &str = "Field required";

pub(super) fn create(world: &mut World, call: &Call<'_>) -> HttpResponse {
    let Some(body) = Members::parse(call.body()) else {
        return answer::unprocessable(&[("body".into(), "JSON decode error")]);
    };
    let mut problems: Vec<(String, &'static str)> = Vec::new();
    let text = |members: &Members, name: &str| members.get(name).map(said);
    let name = match text(&body, "name") {
        Some(Some(name)) if !name.trim().is_empty() => name,
        Some(Some(_)) => problem(&mut problems, "body.name", "String should have at least 1 character"),
        Some(None) => problem(&mut problems, "body.name", "Input should be a valid string"),
        None => problem(&mut problems, "body.name", REQUIRED),
    };
    let id = match text(&body, "id") {
        Some(Some(id)) if !(1..=64).contains(&id.chars().count()) => {
            Some(problem(&mut problems, "body.id", "String should have 1 to 64 characters"))
        }
        Some(Some(id)) => Some(id),
        Some(None) if body.get("id").is_none_or(|value| value != "null") => {
            Some(problem(&mut problems, "body.id", "Input should be a valid string"))
        }
        _ => None,
    };
    let config = body.get("config").map(Members::parse);
    let mut model = String::new();
    let mut datasets = Vec::new();
    match &config {
        Some(Some(config)) => {
            match text(config, "model") {
                Some(Some(name)) => model = name,
                Some(None) => {
                    drop(problem(&mut problems, "body.config.model", "Input should be a valid string"))
                }
                None => drop(problem(&mut problems, "body.config.model", REQUIRED)),
            }
            datasets = read_datasets(config, &mut problems);
        }
        Some(None) => drop(problem(&mut problems, "body.config", "Input should be an object")),
        None => drop(problem(&mut problems, "body.config", REQUIRED)),
    }
    if !problems.is_empty() {
        return answer::unprocessable(&problems);
    }
    if let Some(refusal) = refusal(&model, &datasets, world, call.sim) {
        return answer::error(Provider::Archetype, 400, "bad_request", refusal);
    }
    let number = world.next_number();
    let id = id.unwrap_or_else(|| world.id("job", number));
    if world.jobs.iter().any(|job| job.id == id) {
        return answer::error(
            Provider::Archetype,
            409,
            "already_exists",
            "A job with this id exists already",
        );
    }
    let files = |split: &str| {
        let files =
            datasets.iter().filter(|dataset| dataset.split == split).flat_map(|dataset| &dataset.file_ids);
        files.map(String::as_str).collect::<Vec<_>>().join(", ")
    };
    let (train_file, eval_file) = (files("train"), files("eval"));
    let is_failing = name.contains("fail");
    let mut plan = Plan {
        id,
        model: model.into(),
        seed: mix(number, 0),
        created: call.sim,
        queue_secs: 6.0,
        start_secs: 10.0,
        finish_secs: 12.0,
        steps: 3_600,
        last_step: 3_600,
        // A row every 5 seconds, 18 in all.
        secs_per_step: 0.025,
        log_every: 200,
        eval_every: if eval_file.is_empty() { 0 } else { 600 },
        n_epochs: 1,
        n_checkpoints: 18,
        learning_rate: 2e-4,
        shape: if name.contains("nan") { Shape::Diverges } else { Shape::Falls },
        is_dpo: false,
        is_full: false,
        halt: None,
        train_file: train_file.into(),
        eval_file: eval_file.into(),
        name,
        given: body,
        log: None,
        pauses: Vec::new(),
        is_in_empty_account: call.is_empty_account,
    };
    if is_failing {
        let at = plan.train_at() + 0.5 * (plan.train_end() - plan.train_at());
        plan.halt = Some(Halt { at, settle_secs: 0.0, end: End::Failed, reason: "" });
    }
    let mut json = Json::default();
    super::record::write(world.insert(plan), call.clock, call.sim, &mut json);
    HttpResponse::json(201, json.finish())
}

/// Notes a problem; the empty text stands in for the value.
fn problem(problems: &mut Vec<(String, &'static str)>, place: &str, message: &'static str) -> String {
    problems.push((place.into(), message));
    String::new()
}

fn read_datasets(config: &Members, problems: &mut Vec<(String, &'static str)>) -> Vec<Dataset> {
    let Some(raw) = config.get("datasets") else {
        problems.push(("body.config.datasets".into(), REQUIRED));
        return Vec::new();
    };
    let datasets: Option<Vec<Dataset>> =
        items(raw).and_then(|items| items.into_iter().map(Dataset::read).collect());
    let Some(datasets) = datasets else {
        problems.push(("body.config.datasets".into(), "Input should be a list of datasets"));
        return Vec::new();
    };
    for (i, dataset) in datasets.iter().enumerate() {
        let mut missing =
            |field: &str, message| problems.push((format!("body.config.datasets.{i}.{field}"), message));
        if dataset.name.is_empty() {
            missing("name", REQUIRED);
        }
        if !matches!(dataset.split.as_str(), "train" | "eval") {
            missing("split", "Input should be 'train' or 'eval'");
        }
        if dataset.file_ids.is_empty() {
            missing("file_ids", "List should have at least 1 item");
        }
    }
    datasets
}

fn refusal(model: &str, datasets: &[Dataset], world: &World, sim: f64) -> Option<&'static str> {
    let mut files = datasets.iter().flat_map(|dataset| &dataset.file_ids);
    let is_unusable =
        |id: &String| world.files.find(id).is_some_and(|file| file.checked(sim) != Checked::Completed);
    if !model.starts_with("Newton::") {
        Some("Unknown model")
    } else if !datasets.iter().any(|dataset| dataset.split == "train") {
        Some("At least one dataset with split train is needed")
    } else if files.any(|id| id.is_empty() || id.starts_with("missing") || world.files.is_gone(id)) {
        Some("A file of the datasets does not exist")
    } else if datasets.iter().flat_map(|dataset| &dataset.file_ids).any(is_unusable) {
        Some("A file of the datasets is not ingested")
    } else {
        None
    }
}
