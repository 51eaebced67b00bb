//! The names that mean something in an example, and the roles of a conversation.

use std::borrow::Cow;

use kernel::StringToken;

use crate::{json, model::DatasetRules};

macro_rules! fields {
    ($($name:ident: $text:literal),* $(,)?) => {
        /// A name, wherever it is met.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Field { $($name,)* Unknown }

        impl Field {
            /// Every field that has a name.
            pub(super) const ALL: &[Self] = &[$(Self::$name),*];

            fn of(name: &[u8]) -> Self {
                $(if name == $text.as_bytes() { return Self::$name; })*
                Self::Unknown
            }

            /// Returns the name as it is written; empty for an unknown field.
            pub(super) const fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* Self::Unknown => "" }
            }
        }
    };
}

fields! {
    Role: "role",
    Content: "content",
    Messages: "messages",
    Weight: "weight",
    ToolCalls: "tool_calls",
    Type: "type",
    Text: "text",
    ImageUrl: "image_url",
    Url: "url",
    Prompt: "prompt",
    Completion: "completion",
    Input: "input",
    Output: "output",
    Preferred: "preferred_output",
    NonPreferred: "non_preferred_output",
    Tools: "tools",
    Functions: "functions",
    ParallelToolCalls: "parallel_tool_calls",
    Chosen: "chosen",
    Rejected: "rejected",
    Instruction: "instruction",
    Conversations: "conversations",
    Contents: "contents",
    FunctionCall: "function_call",
    Function: "function",
    Name: "name",
    Arguments: "arguments",
    ToolCallId: "tool_call_id",
    Id: "id",
}

/// Longer than every name.
pub(super) const OUT_OF_NAMES: usize = 32;

impl Field {
    /// Returns the field of a name without escapes.
    pub(super) fn named(name: &[u8]) -> Self {
        Self::of(name)
    }

    /// Returns the field of a name that was just read.
    pub(super) fn said(said: &StringToken) -> Self {
        if said.head().contains(&b'\\') { Self::of(word(said).as_bytes()) } else { Self::of(said.head()) }
    }
}

/// Returns a short string without its escapes; of a long one the beginning, as it is written.
pub(super) fn word(said: &StringToken) -> Cow<'_, str> {
    let head = String::from_utf8_lossy(said.head());
    if said.is_short() && head.contains('\\') {
        let quoted = format!("\"{head}\"");
        return json::string(&quoted).map_or(head, |text| Cow::Owned(text.into_owned()));
    }
    head
}

/// Returns the same for people: in quotes, with a mark where it goes on.
pub(super) fn quoted(said: &StringToken) -> String {
    format!("\u{201c}{}{}\u{201d}", word(said), if said.is_short() { "" } else { "…" })
}

/// Role of a message's author.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    System,
    User,
    Assistant,
    Tool,
    Developer,
    Function,
}

impl Role {
    /// Returns the roles that a service knows, for people.
    pub(super) const fn names(rules: &DatasetRules) -> &'static str {
        match rules.has_developer_role {
            true => "system, developer, user, assistant, tool and function",
            false => "system, user, assistant and tool",
        }
    }

    /// Returns the role a string names, if the service knows it.
    pub(super) fn said(said: &StringToken, rules: &DatasetRules) -> Option<Self> {
        Some(match &*word(said) {
            "system" => Self::System,
            "user" => Self::User,
            "assistant" => Self::Assistant,
            "tool" => Self::Tool,
            "developer" if rules.has_developer_role => Self::Developer,
            "function" if rules.has_developer_role => Self::Function,
            _ => return None,
        })
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::User => "user",
            Self::Assistant => "assistant",
            Self::Tool => "tool",
            Self::Developer => "developer",
            Self::Function => "function",
        }
    }
}
