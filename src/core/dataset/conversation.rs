//! The rules of a conversation: who may say what after whom.

use super::Kind;
use super::field::Role;
use super::finding::LineFindings;
use crate::model::DatasetRules;

/// List of messages within an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Which {
    /// `messages`.
    #[default]
    Whole,
    /// `input.messages`.
    Input,
    /// `preferred_output`.
    Preferred,
    /// `non_preferred_output`.
    NonPreferred,
}

/// One list of messages, as far as it was read.
#[derive(Debug, Default)]
pub(super) struct Conversation {
    which: Which,
    /// Messages so far, the present one included.
    n: u32,
    previous: Option<Role>,
    has_assistant: bool,
    n_images: u32,
    /// True if contents come in parts.
    in_parts: Option<bool>,
    message: Message,
    /// True if the example holds a target to learn: an assistant's text, or a tool call.
    teaches: bool,
}

/// State of a message while it is read.
#[derive(Debug, Default)]
pub(super) struct Message {
    /// `None` while unknown, or for good.
    pub(super) role: Option<Role>,
    pub(super) content: Content,
    pub(super) has_ink: bool,
    pub(super) calls_tools: bool,
    /// Tool calls so far, the present one included.
    pub(super) n_tool_calls: u32,
    /// The message names the tool call that it answers.
    pub(super) has_call_id: bool,
    pub(super) n_images: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Content {
    #[default]
    Missing,
    Text,
    Parts,
    /// The content has the wrong type, which has been reported.
    Wrong,
}

impl Conversation {
    /// A list begins.
    pub(super) fn begin(&mut self, which: Which) {
        *self = Self { which, ..Self::default() };
    }

    /// A message begins.
    pub(super) fn begin_message(&mut self) {
        self.n += 1;
        self.message = Message::default();
    }

    /// An item that is no message.
    pub(super) fn skip(&mut self, found: &mut LineFindings) {
        self.n += 1;
        found.add(Kind::Message, || format!("{} is not an object with a role and a content", self.place()));
    }

    /// Returns the present message.
    pub(super) fn message(&mut self) -> &mut Message {
        &mut self.message
    }

    /// Returns the present message, for people.
    pub(super) fn place(&self) -> String {
        match self.which {
            Which::Whole => format!("message {}", self.n),
            Which::Input => format!("input message {}", self.n),
            Which::Preferred => "the message of preferred_output".to_owned(),
            Which::NonPreferred => "the message of non_preferred_output".to_owned(),
        }
    }

    /// The present message is complete.
    pub(super) fn end_message(&mut self, rules: &DatasetRules, found: &mut LineFindings) {
        let Message { role, content, has_ink, calls_tools, has_call_id, n_images, .. } = self.message;
        let place = self.place();
        if role.is_none() {
            found.add(Kind::Role, || format!("{place} has no role"));
        }
        if content == Content::Missing && !(role == Some(Role::Assistant) && calls_tools) {
            found.add(Kind::NoContent, || match calls_tools {
                true => format!("{place} has no content; only an assistant may call tools instead"),
                false => format!("{place} has no content"),
            });
        }
        if let Content::Text | Content::Parts = content {
            let is_parts = content == Content::Parts;
            if rules.has_one_style && *self.in_parts.get_or_insert(is_parts) != is_parts {
                found.add(Kind::MixedContent, || {
                    format!("{place} is in another style than those before: contents are either all strings or all lists of parts")
                });
            }
        }
        let may_show = |role: Role| match rules.has_user_images_only {
            true => role == Role::User,
            false => role != Role::Assistant,
        };
        if 0 < n_images && role.is_some_and(|role| !may_show(role)) {
            found.add(Kind::Image, || match rules.has_user_images_only {
                true => format!("{place} has an image, which only a user\u{2019}s message may"),
                false => format!("{place} has an image, which an assistant\u{2019}s message may not"),
            });
        }
        if role == Some(Role::Tool) && !has_call_id {
            found.add(Kind::ToolAnswer, || {
                format!("{place} has the role tool and no tool_call_id, which says what it answers")
            });
        }
        self.n_images += n_images;
        if let Some(role) = role {
            self.take_turn(role, &place, rules, found);
        }
        self.teaches |= role == Some(Role::Assistant) && (has_ink || calls_tools);
    }

    fn take_turn(&mut self, role: Role, place: &str, rules: &DatasetRules, found: &mut LineFindings) {
        self.has_assistant |= role == Role::Assistant;
        if !rules.has_turns {
            self.previous = Some(role);
            return;
        }
        let is_reply_only = matches!(self.which, Which::Preferred | Which::NonPreferred);
        match (self.previous, role) {
            (None, Role::Assistant | Role::Tool) if !is_reply_only => found.add(Kind::Turn, || {
                format!(
                    "the conversation begins with the role {}, and has to begin with system or user",
                    role.name()
                )
            }),
            // Several tools may answer one call.
            (Some(Role::Tool), Role::Tool) => {}
            (Some(previous), _) if previous == role => found.add(Kind::Turn, || {
                format!(
                    "{place} has the role {}, as the one before it; user and assistant have to alternate",
                    role.name()
                )
            }),
            (Some(_), Role::System) => found.add(Kind::LateSystem, || {
                format!("{place} has the role system, which is expected at the beginning only")
            }),
            _ => {}
        }
        self.previous = Some(role);
    }

    /// Ends the list; returns whether it holds a target to learn.
    pub(super) fn end(&mut self, rules: &DatasetRules, found: &mut LineFindings) -> bool {
        match self.which {
            Which::Whole | Which::Input if self.n == 0 => {
                found.add(Kind::NoMessages, || "the list of messages is empty".to_owned());
            }
            Which::Whole if !self.has_assistant => {
                found.add(Kind::NoAssistant, || "no message has the role assistant, so there is nothing to learn".to_owned());
            }
            Which::Input if self.previous == Some(Role::Assistant) => found.add(Kind::Answered, || {
                "the last message of the input has the role assistant; the answers belong in the two outputs".to_owned()
            }),
            Which::Preferred | Which::NonPreferred if self.n != 1 || !self.has_assistant => {
                let name = if self.which == Which::Preferred { "preferred_output" } else { "non_preferred_output" };
                found.add(Kind::Output, || match self.n {
                    1 => format!("the message of {name} has to have the role assistant"),
                    n => format!("{name} has to be a list of exactly one message, and has {n}"),
                });
            }
            _ => {}
        }
        if rules.most_images < self.n_images {
            let (n, most) = (self.n_images, rules.most_images);
            found.add(Kind::Images, || format!("the example has {n} images; {most} are the most"));
        }
        self.teaches
    }
}
