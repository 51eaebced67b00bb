//! One example while its tokens pass: its fields, their problems, the length of its texts.

mod finish;
mod message;

use kernel::{StringToken, Token};

use super::Kind;
use super::conversation::{Conversation, Which};
use super::field::{Field, quoted, word};
use super::finding::LineFindings;
use super::form::{Fields, Form};
use super::part::Part;
use super::tool_call::ToolCall;
use crate::model::DatasetRules;

/// Member that a value is within.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Example,
    /// `input`.
    Input,
    Messages,
    Message,
    Parts,
    Part,
    ImageUrl,
    ToolCalls,
    ToolCall,
    /// `function` of a tool call.
    Function,
    /// A value without rules.
    Free,
}

/// State of an example while it is read.
#[derive(Debug)]
pub(super) struct Example {
    rules: &'static DatasetRules,
    /// The outermost first; empty before the example and behind it.
    places: Vec<Place>,
    /// Objects and lists that are open within the innermost of `places`, which is free.
    n_deeper: usize,
    /// The name before the value that comes.
    field: Field0,
    fields: Fields,
    /// The field of the example that is being read.
    top: Field0,
    is_object: bool,
    first_extra: Option<String>,
    conversation: Conversation,
    part: Part,
    tool_call: ToolCall,
    n_chars: u64,
    teaches: bool,
    /// Hashes of the two outputs' texts.
    outputs: [u64; 2],
    input: Input,
}

/// A name that may not have come yet.
type Field0 = Option<Field>;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Input {
    #[default]
    Missing,
    Object {
        has_messages: bool,
    },
    Other,
}

/// Facts about a complete example.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Facts {
    pub(super) form: Option<Form>,
    /// Characters of all strings but roles, types and images.
    pub(super) n_chars: u64,
    pub(super) is_empty: bool,
    /// The service does not take the form.
    pub(super) is_foreign: bool,
}

/// Text that is longer and begins like Base64 is data, not words. Base64 mixes small and capital letters and digits within a few
/// dozen characters; sequences of DNA or proteins, hexadecimal digits and repeated letters do not.
const LONGEST_WORD: u64 = 512;

impl Example {
    /// Returns an example that has to follow these rules.
    pub(super) fn new(rules: &'static DatasetRules) -> Self {
        Self {
            rules,
            places: Vec::new(),
            n_deeper: 0,
            field: None,
            fields: Fields::default(),
            top: None,
            is_object: false,
            first_extra: None,
            conversation: Conversation::default(),
            part: Part::default(),
            tool_call: ToolCall::default(),
            n_chars: 0,
            teaches: false,
            outputs: [0; 2],
            input: Input::Missing,
        }
    }

    /// Begins another example.
    pub(super) fn restart(&mut self) {
        let mut places = std::mem::take(&mut self.places);
        places.clear();
        *self = Self { places, ..Self::new(self.rules) };
    }

    /// Takes the next token and what it said.
    pub(super) fn take(&mut self, token: Token, said: &StringToken, found: &mut LineFindings) {
        if token == Token::Bare {
            found.add(Kind::BareNumber, || format!("{} is not JSON; some readers refuse it", word(said)));
        }
        if said.has_half && matches!(token, Token::Name | Token::Text) {
            found.add(Kind::HalfCharacter, || {
                format!("{} has half of a character that no text can hold", quoted(said))
            });
        }
        if 0 < self.n_deeper || self.places.last() == Some(&Place::Free) {
            match token {
                Token::Object | Token::List => self.n_deeper += 1,
                Token::Close if self.n_deeper == 0 => drop(self.places.pop()),
                Token::Close => self.n_deeper -= 1,
                Token::Text => self.count(said),
                _ => {}
            }
            return;
        }
        match token {
            Token::Close => self.close(found),
            Token::Name => {
                self.field = Some(Field::said(said));
                if self.places.len() == 1 {
                    self.begin_field(said, found);
                }
            }
            _ => {
                let place = self.value(token, said, found);
                if let Token::Object | Token::List = token {
                    self.places.push(place.unwrap_or(Place::Free));
                }
            }
        }
    }

    fn begin_field(&mut self, said: &StringToken, found: &mut LineFindings) {
        self.top = self.field;
        let field = self.field.unwrap_or(Field::Unknown);
        match field {
            Field::Messages
            | Field::Prompt
            | Field::Completion
            | Field::Text
            | Field::Input
            | Field::Output
            | Field::Preferred
            | Field::NonPreferred
            | Field::Tools
            | Field::Functions
            | Field::ParallelToolCalls
            | Field::Chosen
            | Field::Rejected
            | Field::Instruction
            | Field::Conversations
            | Field::Contents => {
                if self.fields.add(field) {
                    found.add(Kind::RepeatedField, || {
                        format!("the field {} is there twice; the last one counts", field.name())
                    });
                }
            }
            _ => {
                self.first_extra.get_or_insert_with(|| quoted(said));
            }
        }
    }

    /// Takes a value at the present place; returns the place of its own values.
    fn value(&mut self, token: Token, said: &StringToken, found: &mut LineFindings) -> Option<Place> {
        let field = self.field.unwrap_or(Field::Unknown);
        match self.places.last() {
            None => {
                self.is_object = token == Token::Object;
                self.is_object.then_some(Place::Example)
            }
            Some(Place::Example) => self.member(field, token, said, found),
            Some(Place::Input) => {
                if field == Field::Messages && token == Token::List {
                    self.input = Input::Object { has_messages: true };
                    self.conversation.begin(Which::Input);
                    return Some(Place::Messages);
                }
                Self::check_tools(field, token, found);
                self.count_text(token, said);
                None
            }
            Some(Place::Messages) => {
                if token == Token::Object {
                    self.conversation.begin_message();
                    return Some(Place::Message);
                }
                self.conversation.skip(found);
                None
            }
            Some(Place::Message) => self.of_message(field, token, said, found),
            Some(Place::Parts) => {
                if token == Token::Object {
                    self.part = Part::default();
                    return Some(Place::Part);
                }
                found.add(Kind::Part, || format!("{} has a part that is not an object", self.where_()));
                None
            }
            Some(Place::Part) => self.of_part(field, token, said),
            Some(Place::ImageUrl) => {
                self.part.take_image(field, token, said);
                None
            }
            Some(Place::ToolCalls) => {
                self.conversation.message().n_tool_calls += 1;
                self.tool_call = ToolCall::default();
                if token == Token::Object {
                    return Some(Place::ToolCall);
                }
                found.add(Kind::ToolCall, || format!("{} is not an object", self.tool_call_place()));
                None
            }
            Some(Place::ToolCall) => {
                self.tool_call.take(field, token);
                (field == Field::Function && token == Token::Object).then_some(Place::Function)
            }
            Some(Place::Function) => {
                self.tool_call.take_function(field, token, said);
                self.count_text(token, said);
                None
            }
            Some(Place::Free) => None,
        }
    }

    fn member(
        &mut self,
        field: Field,
        token: Token,
        said: &StringToken,
        found: &mut LineFindings,
    ) -> Option<Place> {
        match (field, token) {
            (Field::Messages, Token::List) => {
                self.conversation.begin(Which::Whole);
                return Some(Place::Messages);
            }
            (Field::Preferred, Token::List) => {
                self.conversation.begin(Which::Preferred);
                return Some(Place::Messages);
            }
            (Field::NonPreferred, Token::List) => {
                self.conversation.begin(Which::NonPreferred);
                return Some(Place::Messages);
            }
            (Field::Messages | Field::Preferred | Field::NonPreferred, _) => {
                found.add(Kind::FieldType, || format!("{} has to be a list of messages", field.name()));
            }
            (Field::Prompt | Field::Completion, Token::List) if self.rules.has_prompt_parts => {
                return Some(Place::Parts);
            }
            (Field::Prompt | Field::Completion | Field::Text, Token::Text) => {
                self.teaches |= said.has_ink && field != Field::Prompt;
            }
            (Field::Prompt | Field::Completion | Field::Text, _) => {
                found.add(Kind::FieldType, || format!("{} has to be a string", field.name()));
            }
            (Field::Input, Token::Object) => {
                self.input = Input::Object { has_messages: false };
                return Some(Place::Input);
            }
            (Field::Input, _) => self.input = Input::Other,
            // Whatever an output is, if it is not an empty string.
            (Field::Output, _) => self.teaches |= token != Token::Text || said.has_ink,
            _ => Self::check_tools(field, token, found),
        }
        self.count_text(token, said);
        None
    }

    fn of_part(&mut self, field: Field, token: Token, said: &StringToken) -> Option<Place> {
        if self.part.take(field, token, said) {
            self.hash_output(said);
            self.count(said);
            if self.top == Some(Field::Completion) {
                self.teaches |= said.has_ink;
            } else {
                self.conversation.message().has_ink |= said.has_ink;
            }
        }
        (field == Field::ImageUrl && token == Token::Object).then_some(Place::ImageUrl)
    }

    fn close(&mut self, found: &mut LineFindings) {
        match self.places.pop() {
            Some(Place::Message) => self.conversation.end_message(self.rules, found),
            Some(Place::Messages) => {
                let teaches = self.conversation.end(self.rules, found);
                self.teaches |= teaches && self.top != Some(Field::Input);
            }
            Some(Place::Part) => self.end_part(found),
            Some(Place::ToolCall) => {
                if let Some(problem) = self.tool_call.problem() {
                    let place = self.tool_call_place();
                    found.add(Kind::ToolCall, || format!("{place} {problem}"));
                }
            }
            _ => {}
        }
        // Behind a value the name before it is over; within a list there is none.
        self.field = None;
    }

    fn end_part(&mut self, found: &mut LineFindings) {
        if self.part.is_image() && self.places.contains(&Place::Message) {
            self.conversation.message().n_images += 1;
        }
        if let Some((kind, problem)) = self.part.problem(&self.where_(), self.rules) {
            found.add(kind, || problem);
        }
    }

    /// Returns the present message or field, for people.
    fn where_(&self) -> String {
        match self.top {
            Some(field @ (Field::Prompt | Field::Completion)) => field.name().to_owned(),
            _ => self.conversation.place(),
        }
    }

    fn hash_output(&mut self, said: &StringToken) {
        let output = match self.top {
            Some(Field::Preferred) => &mut self.outputs[0],
            Some(Field::NonPreferred) => &mut self.outputs[1],
            _ => return,
        };
        *output = output.rotate_left(1) ^ said.hash;
    }

    fn count_text(&mut self, token: Token, said: &StringToken) {
        if token == Token::Text {
            self.count(said);
        }
    }

    /// Counts the characters of a text; data in Base64 is none.
    fn count(&mut self, said: &StringToken) {
        if !is_data(said) {
            self.n_chars += said.n_chars;
        }
    }
}

/// Returns whether a string is data, such as an image in Base64 or as a `data:` address, by its beginning.
fn is_data(said: &StringToken) -> bool {
    let is_base64 = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/-_=\\".contains(byte);
    let head = said.head();
    let is_mixed = [u8::is_ascii_lowercase, u8::is_ascii_uppercase, u8::is_ascii_digit]
        .into_iter()
        .all(|is_of_class: fn(&u8) -> bool| head.iter().any(is_of_class));
    !said.is_short()
        && (head.starts_with(b"data:") && !head.contains(&b' ')
            || LONGEST_WORD < said.n_bytes && is_mixed && head.iter().all(is_base64))
}
