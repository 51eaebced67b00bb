//! The last question before a job is created, in lines: all that is paid for, begun with and sent on.

use crate::{
    config::host,
    format,
    model::{
        BatchSize, Classifier, Dataset, DatasetFile, HuggingFace, Hyperparameters, JobSpec, Method, Provider,
        SpecField, Split, WandB, Weights,
    },
};

/// Hosts of Weights & Biases itself; any other server is a third party's.
const WANDB_HOSTS: [&str; 3] = ["wandb.ai", "api.wandb.ai", "www.wandb.ai"];

/// A line: what it is about, and what was chosen.
pub type Fact = (&'static str, String);

/// Returns the job in a few lines: where it runs, what it begins with and learns from, and every place that gets something
/// of it.
/// `account` is the account's name, `known` the account's files as far as they are known.
pub fn facts(account: &str, provider: Provider, spec: &JobSpec, known: &[DatasetFile]) -> Vec<Fact> {
    let can = provider.capabilities();
    let named =
        |set: &Dataset| set.file_ids.iter().map(|id| file_name(id, known)).collect::<Vec<_>>().join(", ");
    let files = |split: Split| {
        let of_split = spec.datasets.iter().filter(|set| set.split == split);
        let is_labelled = can.has_labelled_files || (can.has_dataset_names && 1 < of_split.clone().count());
        let said = of_split.map(|set| match is_labelled {
            true => format!("{}: {}", set.name, named(set)),
            false => named(set),
        });
        said.collect::<Vec<_>>().join(if is_labelled { "; " } else { ", " })
    };
    let mut facts = vec![("Where", account.to_owned())];
    facts.extend(spec.name.clone().map(|name| ("Name", name)));
    match &spec.from_checkpoint {
        Some(checkpoint) => facts.push(("Goes on from", format::visible(checkpoint))),
        None => facts.push(("Base model", format::visible(&spec.base_model))),
    }
    facts.extend(spec.hugging_face.as_ref().and_then(weights));
    facts.push(("Training data", files(Split::Train)));
    let eval = files(Split::Eval);
    facts.push((
        "Evaluation data",
        if eval.is_empty() { "none: overfitting cannot be seen".to_owned() } else { eval },
    ));
    if let Some(settings) = &spec.hyperparameters {
        facts.push(("Training", training(settings, can.training_fields)));
    }
    facts.extend(spec.hugging_face.iter().flat_map(left_at_hugging_face));
    facts.extend(spec.wandb.iter().flat_map(reported));
    facts
}

/// Returns a file's name and length before its id; the id alone where no more is known.
fn file_name(id: &str, known: &[DatasetFile]) -> String {
    let file = known.iter().find(|file| file.id == id);
    let Some(file) = file.filter(|file| file.name != id) else { return format::visible(id) };
    let n_lines = file.n_lines.map(|n| format!(", {}", format::count_of(n as usize, "line", "lines")));
    format!("{}{} ({})", format::visible(&file.name), n_lines.unwrap_or_default(), format::visible(id))
}

/// Returns the weights that replace those of the base model.
fn weights(hub: &HuggingFace) -> Option<Fact> {
    let model = format::visible(hub.model.as_deref()?);
    let revision =
        hub.revision.as_deref().map(|revision| format!(", revision {}", format::visible(revision)));
    Some(("Hugging Face weights", model + &revision.unwrap_or_default()))
}

/// Facts on the weights that Hugging Face gets, and the token.
fn left_at_hugging_face(hub: &HuggingFace) -> Vec<Fact> {
    let repo = hub.output_repo.as_deref().map(|repo| ("The result goes to", repository(repo)));
    let token = hub.token.as_ref().map(|_| ("Hugging Face token", "goes along with the job".to_owned()));
    repo.into_iter().chain(token).collect()
}

fn repository(name: &str) -> String {
    format!("the Hugging Face repository {}", format::visible(name))
}

/// Facts on the run that Weights & Biases gets, and its server.
fn reported(wandb: &WandB) -> Vec<Fact> {
    let is_public = |url: &str| {
        url.starts_with("https://")
            && host(url).is_some_and(|host| WANDB_HOSTS.iter().any(|own| host.eq_ignore_ascii_case(own)))
    };
    let server = wandb.base_url.as_deref().filter(|url| !is_public(url)).map(|url| {
        ("Weights & Biases server", format!("{}: it gets the key and all figures", format::visible(url)))
    });
    let named = |what: &str, name: &Option<String>| {
        name.as_deref().map(|name| format!("{what} {}", format::visible(name)))
    };
    let team = named("team", &wandb.entity).unwrap_or_else(|| "the key's own account".to_owned());
    let place = [Some(team), named("project", &wandb.project), named("run", &wandb.name)];
    let place = place.into_iter().flatten().collect::<Vec<_>>().join(", ");
    server.into_iter().chain([("Weights & Biases", place)]).collect()
}

/// Returns the chosen settings of the training, of those that can be chosen.
fn training(settings: &Hyperparameters, fields: &[SpecField]) -> String {
    let has = |field| fields.contains(&field);
    let method = match settings.method {
        Method::Sft => "supervised".to_owned(),
        Method::Dpo { beta } => format!(
            "preference (DPO){}",
            beta.map(|beta| format!(", beta {}", format::setting(beta))).unwrap_or_default()
        ),
    };
    let classifier = match &settings.classifier {
        Classifier::Head => "a trained head".to_owned(),
        Classifier::Knn(neighbors) => {
            let count = neighbors.n_neighbors.map(|n| format!("{} ", format::count(n.into())));
            format!("{}nearest neighbours", count.unwrap_or_default())
        }
    };
    let rows = |what: &str, n: u32| format!("{what} of {}", format::count_of(n as usize, "row", "rows"));
    let weights = match settings.weights {
        Weights::Lora { r, alpha, .. } => format!("LoRA rank {r}, alpha {alpha}"),
        Weights::Full => "all weights".to_owned(),
        Weights::Inherited => "weights as before".to_owned(),
    };
    let batch_size = match settings.batch_size {
        BatchSize::Auto => "batch size chosen by the service".to_owned(),
        BatchSize::Max => "largest batch".to_owned(),
        BatchSize::Fixed(n) => format!("batch {n}"),
    };
    let rate = |name: &str, rate: f64| format!("{name} {}", format::setting(rate));
    [
        has(SpecField::Method).then_some(method),
        has(SpecField::Classifier).then_some(classifier),
        settings.reader.window_size.map(|n| rows("windows", n)),
        settings.reader.step_size.map(|n| rows("steps", n)),
        has(SpecField::Weights).then_some(weights),
        settings.n_epochs.map(|n| format::count_of(n as usize, "epoch", "epochs")),
        settings.learning_rate.map(|factor| rate("learning rate", factor)),
        settings.learning_rate_multiplier.map(|factor| rate("learning rate multiplier", factor)),
        has(SpecField::BatchSize).then_some(batch_size),
        settings.n_evals.map(|n| format::count_of(n as usize, "evaluation", "evaluations")),
        settings.n_checkpoints.map(|n| format::count_of(n as usize, "checkpoint", "checkpoints")),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{FileStatus, Secret};

    /// The lines about a job's destinations and its beginning.
    #[track_caller]
    fn check(spec: &JobSpec, expected: &[(&str, &str)]) {
        let lines = facts("Together · lab", Provider::Together, spec, &[]);
        assert_eq!(lines[0], ("Where", "Together · lab".to_owned()));
        let usual = ["Where", "Training data", "Evaluation data", "Base model"];
        let lines: Vec<_> = lines.iter().filter(|(name, _)| !usual.contains(name)).collect();
        let lines: Vec<_> = lines.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(lines, expected);
    }

    fn wandb(base_url: Option<&str>) -> JobSpec {
        let wandb = WandB {
            key: Secret::new("sk"),
            project: None,
            name: None,
            entity: None,
            base_url: base_url.map(str::to_owned),
        };
        JobSpec { wandb: Some(wandb), ..JobSpec::default() }
    }

    #[test]
    fn files_and_what_is_made_on_the_way_are_named() {
        let file = |id: &str, name: &str, n_lines| DatasetFile {
            id: id.into(),
            name: name.into(),
            n_bytes: None,
            n_lines,
            kind: None,
            format: None,
            status: FileStatus::Ready,
            created_at: None,
        };
        let known = [file("file-1", "train.jsonl", Some(60)), file("file-2", "more.jsonl", None)];
        #[track_caller]
        fn check(known: &[DatasetFile], ids: &[&str], line: &str) {
            let mut spec = JobSpec::default();
            spec.datasets.push(Dataset {
                split: Split::Train,
                name: String::new(),
                file_ids: ids.iter().map(|id| (*id).to_owned()).collect(),
            });
            spec.hyperparameters = Some(Hyperparameters {
                n_evals: Some(4),
                n_checkpoints: Some(1),
                learning_rate: Some(1e-4),
                ..Hyperparameters::default()
            });
            let lines = facts("lab", Provider::Together, &spec, known);
            let of = |name: &str| lines.iter().find(|fact| fact.0 == name).map(|fact| fact.1.clone());
            assert_eq!(of("Training data").as_deref(), Some(line));
            let training = of("Training").unwrap_or_default();
            assert!(training.contains("learning rate 1e-4,"), "{training}");
            assert!(training.ends_with("4 evaluations, 1 checkpoint"), "{training}");
        }
        check(&known, &["file-1"], "train.jsonl, 60 lines (file-1)");
        check(&known, &["file-2", "file-3"], "more.jsonl (file-2), file-3");
        check(&[], &["file-1"], "file-1");
    }

    #[test]
    fn every_place_that_gets_something_of_the_job_is_named() {
        check(&JobSpec::default(), &[]);
        let own = [("Weights & Biases", "the key's own account")];
        for url in
            [None, Some("https://wandb.ai"), Some("https://API.wandb.ai/"), Some("https://api.wandb.ai/x")]
        {
            check(&wandb(url), &own);
        }
        for url in [
            "https://wandb.evil.example",
            "http://wandb.ai",
            "https://wandb.ai@evil.example",
            "https://wandb.ai.evil.example",
            "https://wandb.ai\\@evil.example",
            "https://wandb.ai?@evil.example",
            "//wandb.ai",
        ] {
            let server = format!("{url}: it gets the key and all figures");
            check(&wandb(Some(url)), &[("Weights & Biases server", &server), own[0]]);
        }
        let named = WandB {
            key: Secret::new("sk"),
            project: Some("exfil".into()),
            name: Some("r\u{202e}1".into()),
            entity: Some("attacker".into()),
            base_url: None,
        };
        check(
            &JobSpec { wandb: Some(named), ..JobSpec::default() },
            &[("Weights & Biases", "team attacker, project exfil, run r\\u{202e}1")],
        );
    }

    #[test]
    fn what_the_job_begins_with_and_where_its_result_goes_is_named() {
        let hub = HuggingFace {
            model: Some("attacker/weights".into()),
            revision: Some("v2".into()),
            token: Some(Secret::new("hf")),
            output_repo: Some("attacker/stolen".into()),
        };
        check(
            &JobSpec { hugging_face: Some(hub.clone()), ..JobSpec::default() },
            &[
                ("Hugging Face weights", "attacker/weights, revision v2"),
                ("The result goes to", "the Hugging Face repository attacker/stolen"),
                ("Hugging Face token", "goes along with the job"),
            ],
        );
        let only_token = HuggingFace { model: None, revision: None, output_repo: None, ..hub };
        check(
            &JobSpec { hugging_face: Some(only_token), ..JobSpec::default() },
            &[("Hugging Face token", "goes along with the job")],
        );
        check(
            &JobSpec { from_checkpoint: Some("ft-1:200".into()), ..JobSpec::default() },
            &[("Goes on from", "ft-1:200")],
        );
    }
}
