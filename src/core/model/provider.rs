//! The services this page knows, and what each can do. Pages ask [`Capabilities`], never the name.

use super::SpecField;

/// A service that hosts fine-tuning jobs, in one generation of its API. Where two generations are in use, each
/// is a provider of its own: nothing but the service's name is the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Provider {
    /// Archetype AI, `/v0.5/fine-tune/jobs`.
    Archetype,
    /// Together AI, `/v1/fine-tunes`.
    Together,
    /// `OpenAI` and every host that speaks its API, `/v1/fine_tuning/jobs`.
    OpenAi,
    /// Archetype AI, `/v0.6/fine_tuning/jobs`.
    ArchetypeV06,
}

/// Features of a provider's API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    /// Actions on a job, the least destructive first.
    pub verbs: &'static [JobVerb],
    /// Cursor by which metrics are requested in parts.
    pub metrics_cursor: MetricsCursor,
    /// True if the API has a log of events per job.
    pub has_events: bool,
    /// True if the API lists a job's checkpoints.
    pub has_checkpoints: bool,
    /// True if a new job can begin with another job's checkpoint.
    pub has_continuing: bool,
    /// True if a job can be deleted. Off where no reference of the service documents it.
    pub has_delete: bool,
    /// Training settings that the form offers; empty if the service picks all of them from the data's size.
    /// Settings that depend on a choice (`dpo_beta`, the rank) come with it.
    pub training_fields: &'static [SpecField],
    /// Training settings that the service chooses unless told otherwise, by the word `auto`.
    pub auto_fields: &'static [SpecField],
    /// Least and most of figures, where the service documents them for every model.
    pub bounds: &'static [(SpecField, u32, u32)],
    /// True if datasets have names of their own.
    pub has_dataset_names: bool,
    /// True if each file is sent with the label of the class its examples belong to.
    pub has_labelled_files: bool,
    /// True if a job has a name of its own; otherwise a suffix becomes part of its model's name.
    pub has_name: bool,
    /// True if the client may choose the job's id.
    pub has_client_id: bool,
    /// True if a dataset may have several files.
    pub has_many_files: bool,
    /// True if the record has the job's total number of steps.
    pub has_total_steps: bool,
    /// The least a job is charged, US dollars; `None` where prices are not known beforehand.
    pub least_charge_usd: Option<u32>,
    /// Cost of hosting a model after its job, in a sentence; `None` where nothing is documented.
    pub hosting: Option<&'static str>,
    /// True if the job list comes in pages; otherwise in one response.
    pub has_paged_list: bool,
    /// Most jobs asked for at a time where a list is read by limit and offset, in unspecified order; one that
    /// is shorter is complete.
    pub list_limit: Option<u64>,
    /// True if the list endpoint is known to exist. Otherwise a response that there is no such endpoint means
    /// that the service has none, not that the address is wrong.
    pub has_sure_list: bool,
}

/// Action on a job that has not ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum JobVerb {
    /// Rest until resumed.
    Pause,
    /// Go on after a pause.
    Resume,
    /// Finish gracefully and keep the latest checkpoint.
    Stop,
    /// End at once and keep nothing more.
    Cancel,
}

/// Cursor by which a provider returns metrics in parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetricsCursor {
    /// By number of rows already held.
    Offset,
    /// By step, time and resolution.
    Step,
    /// In pages, the newest first, each with a token for the one before it in time.
    Pages,
    /// Not at all: there are few, and each response holds all of them.
    Whole,
}

/// Form fields of Together.
const TOGETHER_FIELDS: &[SpecField] = {
    use SpecField as F;
    &[
        F::Start,
        F::Method,
        F::TrainOnInputs,
        F::RpoAlpha,
        F::SimpoGamma,
        F::DpoNormalize,
        F::DpoReferenceFree,
        F::Weights,
        F::LoraModules,
        F::TrainVision,
        F::Epochs,
        F::LearningRate,
        F::BatchSize,
        F::Accumulation,
        F::SeqLength,
        F::Packing,
        F::Evals,
        F::Checkpoints,
        F::Scheduler,
        F::WarmupRatio,
        F::MaxGradNorm,
        F::WeightDecay,
        F::EarlyStopping,
        F::Seed,
        F::WandBKey,
        F::WandBProject,
        F::WandBName,
        F::WandBEntity,
        F::WandBUrl,
        F::HfToken,
        F::HfRepo,
    ]
};

/// Form fields for models of signals.
const SIGNAL_FIELDS: &[SpecField] = {
    use SpecField as F;
    &[F::Classifier, F::Epochs, F::BatchSize, F::WindowSize, F::StepSize, F::DataColumns, F::Seed]
};

/// Fields that are `auto` unless chosen, at the providers that have that word.
const AUTO_FIELDS: &[SpecField] = {
    use SpecField as F;
    &[F::Epochs, F::BatchSize, F::RateMultiplier, F::DpoBeta, F::NeighborCount, F::WindowSize, F::StepSize]
};

/// Bounds in `OpenAI`'s specification of August 2026.
const OPENAI_BOUNDS: &[(SpecField, u32, u32)] = &[
    (SpecField::Seed, 0, 2_147_483_647),
    (SpecField::Epochs, 1, 50),
    (SpecField::BatchSize, 1, 256),
    (SpecField::DpoBeta, 0, 2),
];

impl Provider {
    /// Every provider, in the order of forms.
    pub const ALL: [Self; 4] = [Self::Archetype, Self::Together, Self::OpenAi, Self::ArchetypeV06];

    /// Full name.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Archetype => "Archetype AI",
            Self::Together => "Together AI",
            Self::OpenAi => "OpenAI or compatible",
            Self::ArchetypeV06 => "Archetype AI v0.6",
        }
    }

    /// Returns the name in table cells.
    pub const fn short_label(self) -> &'static str {
        match self {
            Self::Archetype => "Archetype",
            Self::Together => "Together",
            Self::OpenAi => "OpenAI",
            Self::ArchetypeV06 => "Archetype v0.6",
        }
    }

    /// Lower-case word for links, files and stored settings; inverse of [`Provider::from_slug`].
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Archetype => "archetype",
            Self::Together => "together",
            Self::OpenAi => "openai",
            Self::ArchetypeV06 => "archetype-v0.6",
        }
    }

    /// Returns the provider of a slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|provider| provider.slug() == slug)
    }

    /// Returns the address of the provider's API unless a connection gives another; no trailing slash.
    pub const fn default_base_url(self) -> &'static str {
        match self {
            Self::Archetype => "https://api.u1.archetypeai.app/v0.5",
            Self::Together => "https://api.together.ai/v1",
            Self::OpenAi => "https://api.openai.com/v1",
            Self::ArchetypeV06 => "https://api.u1.archetypeai.app/v0.6",
        }
    }

    /// Returns the hosts of large files: addresses that the service signs, on hosts of their own, as a source of the
    /// page's security policy. No document names the hosts; the paths in the service's records are those of S3.
    pub const fn storage_hosts(self) -> Option<&'static str> {
        match self {
            Self::Archetype | Self::ArchetypeV06 => Some("https://*.amazonaws.com"),
            Self::Together | Self::OpenAi => None,
        }
    }

    /// Environment variable its users keep the key in; shown in commands instead of the key.
    pub const fn key_env_var(self) -> &'static str {
        match self {
            Self::Archetype | Self::ArchetypeV06 => "ATAI_API_KEY",
            Self::Together => "TOGETHER_API_KEY",
            Self::OpenAi => "OPENAI_API_KEY",
        }
    }

    /// Models that its documentation tunes, as it spells them, to offer in forms. Any other may be typed.
    pub const fn known_models(self) -> &'static [&'static str] {
        match self {
            Self::Archetype => &["Newton::c2_4_7b_251215a172f6d7", "Newton::c2_4_3b_251215dfe6a746"],
            Self::Together => &["meta-llama/Meta-Llama-3.1-8B-Instruct-Reference"],
            Self::OpenAi => &[
                "gpt-4.1-2025-04-14",
                "gpt-4.1-mini-2025-04-14",
                "gpt-4.1-nano-2025-04-14",
                "gpt-4o-mini-2024-07-18",
            ],
            Self::ArchetypeV06 => &["omega"],
        }
    }

    /// Returns the generations of the same service's API, the default one first; only itself if there is one.
    pub const fn generations(self) -> &'static [Self] {
        match self {
            Self::Archetype | Self::ArchetypeV06 => &[Self::Archetype, Self::ArchetypeV06],
            Self::Together => &[Self::Together],
            Self::OpenAi => &[Self::OpenAi],
        }
    }

    /// Returns the generation, as it ends the base URL.
    pub const fn version(self) -> &'static str {
        match self {
            Self::Archetype => "v0.5",
            Self::ArchetypeV06 => "v0.6",
            Self::Together | Self::OpenAi => "v1",
        }
    }

    /// Returns advice for a user who connects to the provider, in a sentence or two.
    pub const fn advice(self) -> &'static str {
        match self {
            Self::Archetype => {
                "The API version in Archetype's documentation. If the service only knows a newer one, the test finds it."
            }
            Self::Together => "Paste an API key of the account or project whose jobs you want to see.",
            Self::OpenAi => {
                "Paste a project or service-account key that may use fine-tuning. Any host with /fine_tuning/jobs \
                 will do: put its address, with the version, in the base URL."
            }
            Self::ArchetypeV06 => {
                "The newer API version, known only in part: features that the service turns out not to offer are left out."
            }
        }
    }

    /// Returns the features of the provider's API.
    pub const fn capabilities(self) -> Capabilities {
        match self {
            Self::Archetype => Capabilities {
                verbs: &[JobVerb::Stop, JobVerb::Cancel],
                metrics_cursor: MetricsCursor::Offset,
                has_events: false,
                has_checkpoints: false,
                has_continuing: false,
                has_delete: false,
                training_fields: &[],
                auto_fields: &[],
                bounds: &[],
                has_dataset_names: true,
                has_labelled_files: false,
                has_name: true,
                has_client_id: true,
                has_many_files: true,
                has_total_steps: false,
                least_charge_usd: None,
                hosting: None,
                has_paged_list: false,
                list_limit: Some(1_000),
                has_sure_list: true,
            },
            Self::Together => Capabilities {
                verbs: &[JobVerb::Cancel],
                metrics_cursor: MetricsCursor::Step,
                has_events: true,
                has_checkpoints: true,
                has_continuing: true,
                has_delete: true,
                training_fields: TOGETHER_FIELDS,
                auto_fields: &[],
                bounds: &[],
                has_dataset_names: false,
                has_labelled_files: false,
                has_name: false,
                has_client_id: false,
                has_many_files: false,
                has_total_steps: true,
                least_charge_usd: Some(4),
                // https://docs.together.ai/docs/fine-tuning/pricing, seen in December 2026.
                hosting: Some(
                    "Hosting it on a dedicated endpoint is billed by the minute, apart from training.",
                ),
                has_paged_list: false,
                list_limit: None,
                has_sure_list: true,
            },
            Self::OpenAi => Capabilities {
                verbs: &[JobVerb::Pause, JobVerb::Resume, JobVerb::Cancel],
                metrics_cursor: MetricsCursor::Pages,
                has_events: true,
                has_checkpoints: true,
                has_continuing: false,
                has_delete: false,
                training_fields: &[
                    SpecField::Method,
                    SpecField::Epochs,
                    SpecField::RateMultiplier,
                    SpecField::BatchSize,
                    SpecField::Seed,
                ],
                auto_fields: AUTO_FIELDS,
                bounds: OPENAI_BOUNDS,
                has_dataset_names: false,
                has_labelled_files: false,
                has_name: false,
                has_client_id: false,
                has_many_files: false,
                has_total_steps: false,
                least_charge_usd: None,
                hosting: None,
                has_paged_list: true,
                list_limit: None,
                has_sure_list: true,
            },
            Self::ArchetypeV06 => Capabilities {
                verbs: &[JobVerb::Cancel],
                metrics_cursor: MetricsCursor::Whole,
                has_events: true,
                has_checkpoints: true,
                has_continuing: false,
                has_delete: false,
                training_fields: SIGNAL_FIELDS,
                auto_fields: AUTO_FIELDS,
                bounds: &[],
                has_dataset_names: false,
                has_labelled_files: true,
                has_name: true,
                has_client_id: false,
                has_many_files: true,
                has_total_steps: false,
                least_charge_usd: None,
                hosting: None,
                has_paged_list: true,
                list_limit: None,
                has_sure_list: false,
            },
        }
    }
}

impl Capabilities {
    /// Least and most of a figure, if the service documents them.
    pub fn bounds_of(&self, field: SpecField) -> Option<(u32, u32)> {
        self.bounds.iter().find(|(own, ..)| *own == field).map(|(_, least, most)| (*least, *most))
    }

    /// Returns true if any training setting can be chosen.
    pub const fn has_hyperparameters(&self) -> bool {
        !self.training_fields.is_empty()
    }
}

impl JobVerb {
    /// Returns true if the action ends the job.
    pub const fn is_end(self) -> bool {
        matches!(self, Self::Stop | Self::Cancel)
    }

    /// Returns the verb on its button.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Pause => "Pause",
            Self::Resume => "Resume",
            Self::Stop => "Stop",
            Self::Cancel => "Cancel job",
        }
    }
}
