//! From text to a [`JobSpec`]: one pass that reads what it can and notes everything that is wrong.

use super::field_table::{self, Fills, describe};
use super::fields::{AUTO, FieldKind};
use super::{JobDraft, Problem, number};
use crate::model::SpecField::{self, *};
use crate::model::{
    self, BatchSize as Batch, EarlyStopping as Early, HuggingFace, Hyperparameters, JobSpec, Preference,
    Secret, SignalReader, WandB,
};

/// Longest id a client may choose.
const LONGEST_ID: usize = 64;
/// Longest suffix any service takes.
pub(super) const LONGEST_SUFFIX: usize = 64;

/// The request as far as it can be read, and what is wrong with the rest, in the order of the form.
/// Required text that is missing is filled with `<placeholders>`; the request is only valid without
/// problems.
pub(super) fn read(draft: &JobDraft) -> (JobSpec, Vec<Problem>) {
    let mut reader = Reader { draft, problems: Vec::new() };
    let spec = reader.spec();
    let mut problems = reader.problems;
    problems.sort_by_key(|problem| {
        problem.field.and_then(|field| field_table::order().position(|other| other == field))
    });
    (spec, problems)
}

/// The ids in a text: trimmed, without empty and repeated ones, in order.
pub(super) fn ids(text: &str) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for id in text.split([',', '\n', '\r']).map(str::trim).filter(|id| !id.is_empty()) {
        if !ids.iter().any(|known| known == id) {
            ids.push(id.to_owned());
        }
    }
    ids
}

pub(super) struct Reader<'a> {
    pub(super) draft: &'a JobDraft,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn spec(&mut self) -> JobSpec {
        let can = self.draft.provider().capabilities();
        let is_from = |start: &str| self.draft.has(Start) && self.draft.get(Start) == start;
        let (is_checkpoint, is_hugging_face) = (is_from("checkpoint"), is_from("hugging_face"));
        self.choice(Start);
        let (mut base_model, mut from_checkpoint) = (String::new(), None);
        if is_checkpoint {
            let ask = "Name the checkpoint to go on from, as in ft-1234:200.";
            from_checkpoint = Some(self.required(FromCheckpoint, "<checkpoint>", ask));
        } else {
            base_model = self.required(BaseModel, "<base model>", "Choose or type the model to tune.");
        }
        let name = if can.has_name {
            Some(self.required(Name, "<name>", "Give the job a name."))
        } else {
            let suffix = self.optional(Name);
            let n_chars = suffix.as_deref().map_or(0, |suffix| suffix.chars().count());
            if n_chars > LONGEST_SUFFIX {
                self.wrong(Name, format!("has {n_chars} characters; at most {LONGEST_SUFFIX} are allowed."));
            }
            suffix
        };
        JobSpec {
            name,
            id: self.id(),
            base_model,
            from_checkpoint,
            hugging_face: self.hugging_face(is_hugging_face),
            datasets: self.datasets(),
            hyperparameters: can.has_hyperparameters().then(|| self.hyperparameters()),
            wandb: self.optional(WandBKey).map(|key| WandB {
                key: Secret::new(&key),
                project: self.optional(WandBProject),
                name: self.optional(WandBName),
                entity: self.optional(WandBEntity),
                base_url: self.optional(WandBUrl),
            }),
        }
    }

    fn hugging_face(&mut self, is_start: bool) -> Option<HuggingFace> {
        let ask = "Name the repository to begin with, as in owner/name.";
        let model = is_start.then(|| self.required(HfModel, "<repository>", ask));
        let output_repo = self.optional(HfRepo);
        let token = self.optional(HfToken);
        if output_repo.is_some() && token.is_none() {
            self.note(
                HfRepo,
                "Writing to a repository needs a Hugging Face token. Add one, or leave this empty.",
            );
        }
        let revision = self.optional(HfRevision);
        (model.is_some() || output_repo.is_some() || token.is_some()).then(|| HuggingFace {
            model,
            revision,
            token: token.map(|token| Secret::new(&token)),
            output_repo,
        })
    }

    /// A switch; `None` where it does not apply.
    fn flag(&self, field: SpecField) -> Option<bool> {
        self.draft.has(field).then(|| self.draft.get(field) == "true")
    }

    fn id(&mut self) -> Option<String> {
        let id = self.optional(Id)?;
        let n_chars = id.chars().count();
        if n_chars > LONGEST_ID {
            self.wrong(Id, format!("has {n_chars} characters; at most {LONGEST_ID} are allowed."));
            return None;
        }
        if id.chars().any(|c| c.is_whitespace() || c.is_control()) {
            self.wrong(Id, "must not contain spaces. Use letters, digits and hyphens.");
            return None;
        }
        if !model::JobId::from(id.as_str()).is_addressable() {
            self.wrong(
                Id,
                "must have no “.” or “..” between slashes, however they are coded: no address can carry it, so the job could never be opened.",
            );
            return None;
        }
        Some(id)
    }

    fn hyperparameters(&mut self) -> Hyperparameters {
        let has_eval_file = !ids(self.draft.get(EvalFiles)).is_empty();
        let filled = self.filled();
        let n_evals = filled.n_evals;
        if n_evals.is_some_and(|n| n > 0) && !has_eval_file {
            self.note(Evals, "Evaluations need an evaluation file. Add one, or set this to 0.");
        }
        Hyperparameters {
            batch_size: self.batch_size(),
            scheduler: self.scheduler(),
            seed: self.seed(),
            classifier: self.classifier(),
            reader: SignalReader { data_columns: self.data_columns(), ..filled.reader },
            method: match self.choice(Method) {
                "dpo" => model::Method::Dpo { beta: self.decimal(DpoBeta) },
                _ => model::Method::Sft,
            },
            train_on_inputs: match self.choice(TrainOnInputs) {
                "true" => Some(true),
                "false" => Some(false),
                _ => None,
            },
            preference: Preference {
                is_length_normalized: self.flag(DpoNormalize) == Some(true),
                is_reference_free: self.flag(DpoReferenceFree) == Some(true),
                ..filled.preference
            },
            lora_modules: self.optional(LoraModules).map(|names| names.replace(' ', "")),
            train_vision: self.flag(TrainVision).filter(|is_on| *is_on),
            weights: match self.choice(Weights) {
                _ if !self.draft.has(Weights) => model::Weights::Inherited,
                "full" => model::Weights::Full,
                _ => model::Weights::Lora {
                    r: self.needed_whole(LoraR),
                    alpha: self.needed_whole(LoraAlpha),
                    dropout: self.needed_decimal(LoraDropout),
                },
            },
            early_stopping: self.early_stopping(has_eval_file, n_evals),
            ..filled
        }
    }

    /// Settings that fields fill one by one.
    fn filled(&mut self) -> Hyperparameters {
        let mut settings = Hyperparameters::default();
        for entry in field_table::entries() {
            match entry.fills {
                Fills::ByHand => {}
                Fills::Whole(place) => *place(&mut settings) = self.whole(entry.field),
                Fills::Decimal(place) => *place(&mut settings) = self.decimal(entry.field),
                Fills::Flag(place) => *place(&mut settings) = self.flag(entry.field),
            }
        }
        settings
    }

    fn batch_size(&mut self) -> Batch {
        let (word, choice) =
            if self.draft.is_auto(BatchSize) { (AUTO, Batch::Auto) } else { ("max", Batch::Max) };
        let text = self.draft.get(BatchSize).trim();
        if !self.draft.has(BatchSize) || text.eq_ignore_ascii_case(word) {
            return choice;
        }
        match number::whole(text).map(u32::try_from) {
            Ok(Ok(n)) if n >= 1 => {
                if self.is_within_bounds(BatchSize, n.into()) {
                    return Batch::Fixed(n);
                }
            }
            _ => self.wrong(BatchSize, format!("must be a whole number of at least 1, or {word}.")),
        }
        choice
    }

    fn scheduler(&mut self) -> Option<model::Scheduler> {
        match self.choice(Scheduler) {
            "linear" => Some(model::Scheduler::Linear { min_lr_ratio: self.needed_decimal(MinLrRatio) }),
            "cosine" => Some(model::Scheduler::Cosine {
                min_lr_ratio: self.needed_decimal(MinLrRatio),
                n_cycles: self.needed_decimal(Cycles),
            }),
            _ => None,
        }
    }

    fn seed(&mut self) -> Option<i64> {
        let text = self.optional(Seed)?;
        let seed = number::whole(&text).map_err(|message| self.wrong(Seed, message)).ok()?;
        self.is_within_bounds(Seed, seed as f64).then_some(seed)
    }

    fn early_stopping(&mut self, has_eval_file: bool, n_evals: Option<u32>) -> Option<Early> {
        if !self.draft.has(EarlyStopping) || self.draft.get(EarlyStopping) != "true" {
            return None;
        }
        let n_problems = self.problems.len();
        let early = Early {
            patience: self.needed_whole(Patience),
            min_delta: self.needed_decimal(MinDelta),
            n_warmup_evals: self.needed_whole(WarmupEvals),
        };
        let is_readable = self.problems.len() == n_problems;
        if !has_eval_file {
            self.note(EarlyStopping, "Early stopping needs an evaluation file. Add one, or switch it off.");
        }
        let n_needed = u64::from(early.patience) + u64::from(early.n_warmup_evals) + 1;
        if is_readable && n_evals.is_none_or(|n| u64::from(n) < n_needed) {
            self.note(
                Evals,
                format!(
                    "Early stopping with this patience needs at least {n_needed} evaluations: the ignored \
                     ones, the patience, and one to compare with."
                ),
            );
        }
        Some(early)
    }

    /// Text that must be there, or the placeholder and a problem.
    pub(super) fn required(&mut self, field: SpecField, placeholder: &str, message: &str) -> String {
        self.optional(field).unwrap_or_else(|| {
            self.note(field, message);
            placeholder.to_owned()
        })
    }

    /// Text that may be there, trimmed.
    pub(super) fn optional(&self, field: SpecField) -> Option<String> {
        let text = self.draft.get(field).trim();
        (!text.is_empty() && self.draft.has(field)).then(|| text.to_owned())
    }

    /// As [`Reader::optional`], but for the word that leaves a figure to the service.
    fn figure(&self, field: SpecField) -> Option<String> {
        let text = self.optional(field)?;
        let is_auto = self.draft.is_auto(field) && text.eq_ignore_ascii_case(AUTO);
        (!is_auto).then_some(text)
    }

    /// The value of a choice; the first one if the text is none of them.
    pub(super) fn choice(&mut self, field: SpecField) -> &'static str {
        let FieldKind::Choice(options) = self.draft.spec_of(field).kind else { return "" };
        let text = if self.draft.has(field) { self.draft.get(field) } else { self.draft.default_of(field) };
        match options.iter().find(|(value, _)| *value == text) {
            Some((value, _)) => value,
            None => {
                let labels: Vec<&str> = options.iter().map(|(_, label)| *label).collect();
                self.wrong(field, format!("must be one of: {}.", labels.join(", ")));
                options.first().map_or("", |(value, _)| value)
            }
        }
    }

    /// A whole number that the service chooses if the field is empty.
    pub(super) fn whole(&mut self, field: SpecField) -> Option<u32> {
        let text = self.figure(field)?;
        let range = describe(field).range;
        match number::whole(&text) {
            Ok(n) if !range.contains(n as f64) => self.wrong(field, range.message()),
            Ok(n) => match u32::try_from(n) {
                Ok(n) if self.is_within_bounds(field, n.into()) => return Some(n),
                Ok(_) => {}
                Err(_) => self.wrong(field, "is larger than any service allows."),
            },
            Err(message) => self.wrong(field, message),
        }
        None
    }

    /// A decimal number that the service chooses if the field is empty.
    fn decimal(&mut self, field: SpecField) -> Option<f64> {
        let text = self.figure(field)?;
        let range = describe(field).range;
        match number::decimal(&text) {
            Ok(value) if range.contains(value) => {
                return self.is_within_bounds(field, value).then_some(value);
            }
            Ok(_) => self.wrong(field, range.message()),
            Err(message) => self.wrong(field, message),
        }
        None
    }

    /// As [`Reader::whole`], for a figure that must be sent: the default stands in for one that cannot be read.
    fn needed_whole(&mut self, field: SpecField) -> u32 {
        self.require_text(field);
        self.whole(field).or_else(|| describe(field).default.parse().ok()).unwrap_or_default()
    }

    /// As [`Reader::decimal`], for a figure that must be sent.
    fn needed_decimal(&mut self, field: SpecField) -> f64 {
        self.require_text(field);
        self.decimal(field).or_else(|| describe(field).default.parse().ok()).unwrap_or_default()
    }

    fn require_text(&mut self, field: SpecField) {
        // A field that is not shown, because the choice it depends on cannot be read, is no problem itself.
        if self.draft.has(field) && self.draft.get(field).trim().is_empty() {
            self.wrong(field, format!("is needed. The usual value is {}.", describe(field).default));
        }
    }

    /// A problem that begins with the field's name.
    pub(super) fn wrong(&mut self, field: SpecField, message: impl AsRef<str>) {
        let label = self.draft.spec_of(field).label;
        self.note(field, format!("{label} {}", message.as_ref()));
    }

    pub(super) fn note(&mut self, field: SpecField, message: impl Into<String>) {
        self.problems.push(Problem { field: Some(field), message: message.into() });
    }
}
