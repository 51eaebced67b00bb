//! One call of a tool in an assistant's message: `{"id", "type", "function": {"name", "arguments"}}`.

use kernel::{StringToken, Token};

use super::field::Field;

/// State of a tool call while it is read.
#[derive(Debug, Default)]
pub(super) struct ToolCall {
    has_function: bool,
    has_name: bool,
    /// The first member that is not what it has to be.
    wrong: Option<Wrong>,
}

#[derive(Debug, Clone, Copy)]
enum Wrong {
    Id,
    Type,
    Function,
    Name,
    Arguments,
}

impl ToolCall {
    /// Takes a member of the call.
    pub(super) fn take(&mut self, field: Field, token: Token) {
        match (field, token) {
            (Field::Function, Token::Object) => self.has_function = true,
            (Field::Function, _) => self.note(Wrong::Function),
            (Field::Id, token) if token != Token::Text => self.note(Wrong::Id),
            (Field::Type, token) if token != Token::Text => self.note(Wrong::Type),
            _ => {}
        }
    }

    /// Takes a member of the function.
    pub(super) fn take_function(&mut self, field: Field, token: Token, said: &StringToken) {
        match (field, token) {
            (Field::Name, Token::Text) if said.has_ink => self.has_name = true,
            (Field::Name, _) => self.note(Wrong::Name),
            (Field::Arguments, token) if token != Token::Text => self.note(Wrong::Arguments),
            _ => {}
        }
    }

    /// Returns the problem of the call, to stand after `tool call 1 of message 2`; `None` if there is none.
    pub(super) fn problem(&self) -> Option<&'static str> {
        Some(match self.wrong {
            Some(Wrong::Id) => "has an id that is not a string",
            Some(Wrong::Type) => "has a type that is not a string",
            Some(Wrong::Function) => "has a function that is not an object with a name and arguments",
            Some(Wrong::Name) => "has a function whose name is empty or not a string",
            Some(Wrong::Arguments) => {
                "has arguments that are not a string; write their JSON as text, with escaped quotes"
            }
            None if !self.has_function => "has no function",
            None if !self.has_name => "has a function without a name",
            None => return None,
        })
    }

    fn note(&mut self, wrong: Wrong) {
        self.wrong.get_or_insert(wrong);
    }
}
