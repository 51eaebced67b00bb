//! The services this page knows, and what each can do. Pages ask [`Capabilities`], never the name.

/// A service that hosts fine-tuning jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Provider {
    /// Archetype AI, `/v0.5/fine-tune/jobs`.
    Archetype,
    /// Together AI, `/v1/fine-tunes`.
    Together,
}

/// What a provider's API offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    /// Ways to end a job, the least destructive first.
    pub end_verbs: &'static [EndVerb],
    /// How metrics are asked for in parts.
    pub metrics_cursor: MetricsCursor,
    /// Whether there is a log of events per job.
    pub has_events: bool,
    /// Whether hyperparameters can be chosen; otherwise the service picks them from the data's size.
    pub has_hyperparameters: bool,
    /// Whether a job has a name of its own; otherwise a suffix becomes part of its model's name.
    pub has_name: bool,
    /// Whether the client may choose the job's id.
    pub has_client_id: bool,
    /// Whether several files per dataset are possible.
    pub has_many_files: bool,
    /// Whether the record tells how many steps the job has.
    pub has_total_steps: bool,
    /// Whether the list can be asked for in pages and by status.
    pub has_list_paging: bool,
}

/// A way to end a running job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EndVerb {
    /// Finish gracefully and keep the latest checkpoint.
    Stop,
    /// End at once and keep nothing more.
    Cancel,
}

/// How a provider lets metrics be fetched in parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetricsCursor {
    /// By number of rows already held.
    Offset,
    /// By step, time and resolution.
    Step,
}

impl Provider {
    /// Every provider, in the order of forms.
    pub const ALL: [Self; 2] = [Self::Archetype, Self::Together];

    /// Full name.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Archetype => "Archetype AI",
            Self::Together => "Together AI",
        }
    }

    /// Name in table cells.
    pub const fn short_label(self) -> &'static str {
        match self {
            Self::Archetype => "Archetype",
            Self::Together => "Together",
        }
    }

    /// Lower-case word for links, files and stored settings; inverse of [`Provider::from_slug`].
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Archetype => "archetype",
            Self::Together => "together",
        }
    }

    /// The provider of a slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|provider| provider.slug() == slug)
    }

    /// Where its API lives unless a connection says otherwise; no trailing slash.
    pub const fn default_base_url(self) -> &'static str {
        match self {
            Self::Archetype => "https://api.u1.archetypeai.app/v0.5",
            Self::Together => "https://api.together.ai/v1",
        }
    }

    /// Environment variable its users keep the key in; shown in commands instead of the key.
    pub const fn key_env_var(self) -> &'static str {
        match self {
            Self::Archetype => "ATAI_API_KEY",
            Self::Together => "TOGETHER_API_KEY",
        }
    }

    /// Models that its documentation tunes, as it spells them, to offer in forms. Any other may be typed.
    pub const fn known_models(self) -> &'static [&'static str] {
        match self {
            Self::Archetype => &["Newton::c2_4_7b_251215a172f6d7", "Newton::c2_4_3b_251215dfe6a746"],
            Self::Together => &["meta-llama/Meta-Llama-3.1-8B-Instruct-Reference"],
        }
    }

    /// What its API offers.
    pub const fn capabilities(self) -> Capabilities {
        match self {
            Self::Archetype => Capabilities {
                end_verbs: &[EndVerb::Stop, EndVerb::Cancel],
                metrics_cursor: MetricsCursor::Offset,
                has_events: false,
                has_hyperparameters: false,
                has_name: true,
                has_client_id: true,
                has_many_files: true,
                has_total_steps: false,
                has_list_paging: true,
            },
            Self::Together => Capabilities {
                end_verbs: &[EndVerb::Cancel],
                metrics_cursor: MetricsCursor::Step,
                has_events: true,
                has_hyperparameters: true,
                has_name: false,
                has_client_id: false,
                has_many_files: false,
                has_total_steps: true,
                has_list_paging: false,
            },
        }
    }
}

impl EndVerb {
    /// The verb on its button.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Stop => "Stop",
            Self::Cancel => "Cancel job",
        }
    }
}
