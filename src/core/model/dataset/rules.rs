//! Rules that a service documents for the examples it learns from.

/// Form of an example, told by its fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DatasetForm {
    /// `messages`.
    Conversation,
    /// `prompt` and `completion`.
    Instruction,
    /// `text`.
    Text,
    /// `input`, `preferred_output` and `non_preferred_output`.
    Preference,
    /// `input` and `output`.
    Pair,
    /// `chosen` and `rejected`, mostly with `prompt`, as TRL writes preferences.
    ChosenRejected,
    /// `instruction` and `output`, mostly with `input`, as Alpaca's data has them.
    Alpaca,
    /// `conversations` of `from` and `value`, as `ShareGPT` exports them.
    ShareGpt,
    /// `contents` of `role` and `parts`, as Gemini's API has them.
    Contents,
    /// Rows of a CSV table under a header.
    Table,
}

impl DatasetForm {
    /// For people: `Conversations`.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Conversation => "Conversations",
            Self::Instruction => "Prompts with completions",
            Self::Text => "Plain text",
            Self::Preference => "Preferences",
            Self::Pair => "Inputs with outputs",
            Self::ChosenRejected => "Preferences as TRL writes them",
            Self::Alpaca => "Instructions as in Alpaca",
            Self::ShareGpt => "Conversations as in ShareGPT",
            Self::Contents => "Conversations as in Gemini",
            Self::Table => "CSV table",
        }
    }

    /// Returns the fields that make it, for people.
    pub const fn fields(self) -> &'static str {
        match self {
            Self::Conversation => "messages",
            Self::Instruction => "prompt, completion",
            Self::Text => "text",
            Self::Preference => "input, preferred_output, non_preferred_output",
            Self::Pair => "input, output",
            Self::ChosenRejected => "prompt, chosen, rejected",
            Self::Alpaca => "instruction, input, output",
            Self::ShareGpt => "conversations",
            Self::Contents => "contents",
            Self::Table => "a header row",
        }
    }
}

/// The rules of one service for a dataset. What no document of the service says is no rule.
#[derive(Debug, PartialEq, Eq)]
pub struct DatasetRules {
    /// The service in a sentence: `Together AI`.
    pub service: &'static str,
    /// Source of the rules, one sentence for people.
    pub source: &'static str,
    /// True if the service documents the fields of an example. Otherwise only the make-up of the file is checked:
    /// its encoding, and one JSON object per line.
    pub is_documented: bool,
    /// The forms the service takes.
    pub forms: &'static [DatasetForm],
    /// True if `developer` and `function` are roles besides `system`, `user`, `assistant` and `tool`.
    pub has_developer_role: bool,
    /// True if a conversation begins with `system` or `user`, and no role speaks twice in a row.
    pub has_turns: bool,
    /// True if the contents of an example are either all strings or all lists of parts.
    pub has_one_style: bool,
    /// True if `prompt` and `completion` may be lists of parts.
    pub has_prompt_parts: bool,
    /// True if an image may be an http or https address; otherwise it has to be data in Base64.
    pub takes_image_links: bool,
    /// True if only a user's message may have an image; otherwise any but an assistant's.
    pub has_user_images_only: bool,
    /// Images an example may have.
    pub most_images: u32,
}

impl DatasetRules {
    /// No rule for an example, whatever its form: what a service checks of which nothing is documented.
    pub const UNDOCUMENTED: Self = Self {
        service: "",
        source: "",
        is_documented: false,
        forms: &[
            DatasetForm::Conversation,
            DatasetForm::Instruction,
            DatasetForm::Preference,
            DatasetForm::Pair,
            DatasetForm::Text,
            DatasetForm::ChosenRejected,
            DatasetForm::Alpaca,
            DatasetForm::ShareGpt,
            DatasetForm::Contents,
            DatasetForm::Table,
        ],
        has_developer_role: true,
        has_turns: false,
        has_one_style: false,
        has_prompt_parts: true,
        takes_image_links: true,
        has_user_images_only: false,
        most_images: u32::MAX,
    };
}
