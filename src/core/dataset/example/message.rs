//! The members of a message.

use kernel::{StringToken, Token};

use super::{Example, Place};
use crate::dataset::{
    Kind,
    conversation::Content,
    field::{Field, Role, quoted},
    finding::LineFindings,
    tool_call::ToolCall,
};

impl Example {
    pub(super) fn of_message(
        &mut self,
        field: Field,
        token: Token,
        said: &StringToken,
        found: &mut LineFindings,
    ) -> Option<Place> {
        match (field, token) {
            (Field::Role, Token::Text) => {
                let role = Role::said(said, self.rules);
                self.conversation.message().role = role;
                if role.is_none() {
                    let place = self.conversation.place();
                    found.add(Kind::Role, || {
                        format!(
                            "{place} has the role {}; known are {}",
                            quoted(said),
                            Role::names(self.rules)
                        )
                    });
                }
            }
            (Field::Role, _) => {
                found.add(Kind::Role, || format!("the role of {} is not a string", self.conversation.place()))
            }
            (Field::Content, Token::Text) => {
                let message = self.conversation.message();
                (message.content, message.has_ink) = (Content::Text, said.has_ink);
                self.hash_output(said);
                self.count(said);
            }
            (Field::Content, Token::List) => {
                self.conversation.message().content = Content::Parts;
                return Some(Place::Parts);
            }
            // As good as none.
            (Field::Content, Token::Null) => self.conversation.message().content = Content::Missing,
            (Field::Content, _) => {
                self.conversation.message().content = Content::Wrong;
                let place = self.conversation.place();
                found.add(Kind::Content, || {
                    format!("the content of {place} is neither a string nor a list of parts")
                });
            }
            (Field::Weight, Token::Bool) => {}
            (Field::Weight, Token::Number) if matches!(said.head(), b"0" | b"1") => {}
            (Field::Weight, _) => {
                found.add(Kind::Weight, || {
                    format!("the weight of {} is neither 0 nor 1", self.conversation.place())
                });
            }
            (Field::ToolCalls, Token::List) => {
                self.conversation.message().calls_tools = true;
                return Some(Place::ToolCalls);
            }
            (Field::ToolCalls | Field::ToolCallId | Field::Name, Token::Null) => {}
            (Field::ToolCalls, _) => {
                let place = self.conversation.place();
                found.add(Kind::ToolCall, || format!("tool_calls of {place} is not a list"));
            }
            (Field::ToolCallId, Token::Text) => self.conversation.message().has_call_id = true,
            (Field::ToolCallId | Field::Name, token) if token != Token::Text => {
                let place = self.conversation.place();
                found.add(Kind::FieldType, || format!("{} of {place} is not a string", field.name()));
            }
            // What tool_calls has replaced.
            (Field::FunctionCall, Token::Object) if self.rules.has_developer_role => {
                self.conversation.message().calls_tools = true;
                self.tool_call = ToolCall::default();
                return Some(Place::Function);
            }
            _ => self.count_text(token, said),
        }
        None
    }

    /// Definitions of tools are a list, not the text of one.
    pub(super) fn check_tools(field: Field, token: Token, found: &mut LineFindings) {
        if matches!(field, Field::Tools | Field::Functions) && !matches!(token, Token::List | Token::Null) {
            found.add(Kind::FieldType, || format!("{} has to be a list of definitions", field.name()));
        }
    }

    pub(super) fn tool_call_place(&mut self) -> String {
        let n = self.conversation.message().n_tool_calls;
        format!("tool call {n} of {}", self.conversation.place())
    }
}
