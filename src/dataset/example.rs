//! One example while its tokens pass: which fields it has, what is wrong with them, how much it says.

use kernel::{Said, Token};

use super::Kind;
use super::conversation::{Content, Conversation, Which};
use super::field::{Field, Role, quoted, word};
use super::finding::LineFindings;
use super::form::{Fields, Form};
use super::part::Part;

/// What a value is within.
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
    /// Something that has no rules.
    Free,
}

/// What is known of an example so far.
#[derive(Debug, Default)]
pub(super) struct Example {
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
    n_chars: u64,
    teaches: bool,
    /// Of what the two outputs say.
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

/// What an example amounts to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Facts {
    pub(super) form: Option<Form>,
    /// Characters of all strings but roles, types and images.
    pub(super) n_chars: u64,
    pub(super) is_empty: bool,
}

impl Example {
    /// Another example.
    pub(super) fn restart(&mut self) {
        let mut places = std::mem::take(&mut self.places);
        places.clear();
        *self = Self { places, ..Self::default() };
    }

    /// Takes the next token and what it said.
    pub(super) fn take(&mut self, token: Token, said: &Said, found: &mut LineFindings) {
        if token == Token::Bare {
            found.add(Kind::BareNumber, || format!("{} is not JSON; some readers refuse it", word(said)));
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

    /// The line is over, and was JSON.
    pub(super) fn finish(&mut self, found: &mut LineFindings) -> Option<Facts> {
        if !self.is_object {
            found.add(Kind::NotObject, || "the line is JSON, but not an object in braces".to_owned());
            return None;
        }
        let mut forms = self.fields.forms();
        let (form, other) = (forms.next(), forms.next());
        match (form, other) {
            (None, _) => found.add(Kind::NoForm, || self.why_no_form()),
            (Some(form), Some(other)) => found.add(Kind::TwoForms, || {
                format!("it has the fields of two forms: {}, and {}", form.fields(), other.fields())
            }),
            (Some(form), None) => self.check_form(form, found),
        }
        let is_empty = form.is_some() && !self.teaches && !found.is_rejected();
        if is_empty {
            found.add(Kind::EmptyExample, || {
                "there is nothing in it to learn: what the model is to say is empty".to_owned()
            });
        }
        Some(Facts { form, n_chars: self.n_chars, is_empty })
    }

    fn check_form(&self, form: Form, found: &mut LineFindings) {
        if form == Form::Preference {
            if !matches!(self.input, Input::Object { has_messages: true }) {
                found.add(Kind::FieldType, || "input has to be an object with a list of messages".to_owned());
            }
            if self.outputs[0] == self.outputs[1] && self.teaches {
                found.add(Kind::SameOutputs, || {
                    "both outputs say the same, so neither is preferred".to_owned()
                });
            }
        }
        if let Some(extra) = &self.first_extra {
            found.add(Kind::ExtraField, || {
                format!("the field {extra} belongs to no form; the provider ignores or refuses it")
            });
        } else if let Some(extra) = self.fields.beyond(form) {
            found.add(Kind::ExtraField, || {
                format!(
                    "the field {} does not belong to this form; the provider ignores or refuses it",
                    extra
                )
            });
        }
    }

    fn why_no_form(&self) -> String {
        match (self.fields.missing(), &self.first_extra) {
            (Some(missing), _) => format!("the field {} is missing", missing.join(" and ")),
            (None, Some(extra)) => format!(
                "its first field is {extra}; an example has messages, or prompt and completion, or text, or input and outputs"
            ),
            (None, None) => "the object has no fields".to_owned(),
        }
    }

    fn begin_field(&mut self, said: &Said, found: &mut LineFindings) {
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
            | Field::Tools => {
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

    /// A value at the present place; gives what its own values are within.
    fn value(&mut self, token: Token, said: &Said, found: &mut LineFindings) -> Option<Place> {
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
            Some(Place::Free) => None,
        }
    }

    fn member(&mut self, field: Field, token: Token, said: &Said, found: &mut LineFindings) -> Option<Place> {
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
            (Field::Prompt | Field::Completion, Token::List) => return Some(Place::Parts),
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
            _ => {}
        }
        self.count_text(token, said);
        None
    }

    fn of_message(
        &mut self,
        field: Field,
        token: Token,
        said: &Said,
        found: &mut LineFindings,
    ) -> Option<Place> {
        match (field, token) {
            (Field::Role, Token::Text) => {
                let role = Role::said(said);
                self.conversation.message().role = role;
                if role.is_none() {
                    let place = self.conversation.place();
                    found.add(Kind::Role, || {
                        format!("{place} has the role {}; known are {}", quoted(said), Role::NAMES)
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
            (Field::ToolCalls, Token::List) => self.conversation.message().calls_tools = true,
            _ => self.count_text(token, said),
        }
        None
    }

    fn of_part(&mut self, field: Field, token: Token, said: &Said) -> Option<Place> {
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
            Some(Place::Message) => self.conversation.end_message(found),
            Some(Place::Messages) => {
                let teaches = self.conversation.end(found);
                self.teaches |= teaches && self.top != Some(Field::Input);
            }
            Some(Place::Part) => self.end_part(found),
            _ => {}
        }
        // Behind a value the name before it is over; within a list there is none.
        self.field = None;
    }

    fn end_part(&mut self, found: &mut LineFindings) {
        if self.part.is_image() && self.places.contains(&Place::Message) {
            self.conversation.message().n_images += 1;
        }
        if let Some((kind, problem)) = self.part.problem(&self.where_()) {
            found.add(kind, || problem);
        }
    }

    /// The present message or field, for people.
    fn where_(&self) -> String {
        match self.top {
            Some(field @ (Field::Prompt | Field::Completion)) => field.name().to_owned(),
            _ => self.conversation.place(),
        }
    }

    fn hash_output(&mut self, said: &Said) {
        let output = match self.top {
            Some(Field::Preferred) => &mut self.outputs[0],
            Some(Field::NonPreferred) => &mut self.outputs[1],
            _ => return,
        };
        *output = output.rotate_left(1) ^ said.hash;
    }

    fn count_text(&mut self, token: Token, said: &Said) {
        if token == Token::Text {
            self.count(said);
        }
    }

    fn count(&mut self, said: &Said) {
        self.n_chars += said.n_chars;
    }
}
