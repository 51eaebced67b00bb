//! Outputs of a job, under the names by which they are used or found.

/// One result of a job under a name of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobOutput {
    /// Kind of the output.
    pub kind: OutputKind,
    /// Its name, id or storage path, as sent.
    pub name: String,
    /// Its page in the service's web console, `https` only; `None` where none is known.
    pub page: Option<String>,
}

/// Kinds of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OutputKind {
    /// The tuned model, by the name that requests for inference take.
    Model,
    /// The tuned model in the service's registry of models.
    RegisteredModel,
    /// The adapter alone, by the name that requests for inference take.
    Adapter,
    /// The adapter in the service's registry of models.
    RegisteredAdapter,
    /// Storage path of what inference needs.
    InferenceConfig,
    /// Storage path of the training data as tokens.
    TokenizedDataset,
}

impl JobOutput {
    /// An output without a page.
    pub fn new(kind: OutputKind, name: impl Into<String>) -> Self {
        Self { kind, name: name.into(), page: None }
    }
}

impl OutputKind {
    /// For people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Model => "Output model",
            Self::RegisteredModel => "Model in the registry",
            Self::Adapter => "Adapter",
            Self::RegisteredAdapter => "Adapter in the registry",
            Self::InferenceConfig => "Inference configuration",
            Self::TokenizedDataset => "Tokenized dataset",
        }
    }

    /// Returns the noun for its name, for *Copy …*.
    pub const fn noun(self) -> &'static str {
        match self {
            Self::Model => "model name",
            Self::RegisteredModel => "registry name",
            Self::Adapter => "adapter name",
            Self::RegisteredAdapter => "adapter's registry name",
            Self::InferenceConfig => "inference configuration path",
            Self::TokenizedDataset => "tokenized dataset path",
        }
    }

    /// Returns true if the result is made of the trained weights, so that its name can be there before it
    /// exists, and without it ever existing.
    pub const fn is_weights(self) -> bool {
        match self {
            Self::Model | Self::RegisteredModel | Self::Adapter | Self::RegisteredAdapter => true,
            Self::InferenceConfig | Self::TokenizedDataset => false,
        }
    }
}
