//! Kinds of findings, and their severity.

/// Severity of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The provider would reject the file, or the line.
    Reject,
    /// The provider would accept the line, but it may not be what was meant.
    Look,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident: $severity:ident, $title:literal;)*) => {
        /// Kind of finding in a line.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind { $($(#[$doc])* $name,)* }

        impl Kind {
            /// Every kind, the gravest first.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Returns the severity.
            pub const fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)* }
            }

            /// Returns the kind's name in a list of counts: `not JSON`, `no assistant message`.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }
        }
    };
}

impl Kind {
    /// Returns whether it is about the file as JSON lines or as a table, whatever a service documents of its examples.
    pub(super) const fn is_of_file(self) -> bool {
        matches!(
            self,
            Self::Encoding
                | Self::Malformed
                | Self::CutOff
                | Self::TooDeep
                | Self::EmptyLine
                | Self::NotObject
                | Self::Fields
                | Self::RepeatedField
                | Self::BareNumber
                | Self::HalfCharacter
                | Self::Column
        )
    }
}

kinds! {
    /// Bytes that are no UTF-8.
    Encoding: Reject, "not UTF-8";
    /// The line cannot be JSON.
    Malformed: Reject, "not JSON";
    /// The line ends before its JSON does.
    CutOff: Reject, "not complete on its line";
    /// Lists within lists, hundreds of them.
    TooDeep: Reject, "nested too deeply";
    /// Nothing on the line.
    EmptyLine: Reject, "empty line";
    /// JSON, and no object.
    NotObject: Reject, "not an object";
    /// None of the known fields, or not all of a form.
    NoForm: Reject, "none of the known forms";
    /// The fields of two forms at once.
    TwoForms: Reject, "two forms in one line";
    /// Another form than the first example's.
    OtherForm: Reject, "another form than the first example";
    /// A field that is not what it has to be.
    FieldType: Reject, "a field of the wrong type";
    /// An empty list of messages.
    NoMessages: Reject, "no messages";
    /// A message that is no object.
    Message: Reject, "a message that is not an object";
    /// No role, or an unknown one.
    Role: Reject, "a missing or unknown role";
    /// A message that says nothing and calls no tool.
    NoContent: Reject, "a message without content";
    /// Content that is neither a string nor a list of parts.
    Content: Reject, "content of the wrong type";
    /// A part of a content that is neither text nor an image.
    Part: Reject, "a malformed part of a content";
    /// An image that is not given as data, of another format, too large, or not the user's.
    Image: Reject, "an image that is not taken";
    /// More images than an example may have.
    Images: Reject, "too many images";
    /// Some messages in parts, some not.
    MixedContent: Reject, "strings and parts mixed";
    /// A weight that is neither 0 nor 1.
    Weight: Reject, "a weight other than 0 and 1";
    /// Twice the same role in a row, or an assistant who begins.
    Turn: Reject, "roles out of turn";
    /// A tool call without the name of the function, or whose arguments are no text.
    ToolCall: Reject, "a malformed tool call";
    /// No message to learn from.
    NoAssistant: Reject, "no assistant message";
    /// The input of a preference ends with the answer.
    Answered: Reject, "an input that ends with an answer";
    /// A preferred or other output that is not one assistant's message.
    Output: Reject, "an output that is not one assistant message";
    /// A row with more or fewer fields than the header.
    Fields: Reject, "another number of fields than the header";
    /// A system message that is not the first.
    LateSystem: Look, "a system message that is not the first";
    /// A tool's answer that does not say which call it answers.
    ToolAnswer: Look, "a tool\u{2019}s answer without the id of the call";
    /// A field that no form has.
    ExtraField: Look, "an extra field";
    /// A field that is there twice.
    RepeatedField: Look, "a field that is there twice";
    /// `NaN` or `Infinity`.
    BareNumber: Look, "NaN or Infinity";
    /// An escape of half of a surrogate pair, without the other half.
    HalfCharacter: Look, "half of a character";
    /// Nothing to be learned.
    EmptyExample: Look, "an empty example";
    /// Two outputs that say the same.
    SameOutputs: Look, "two outputs that are the same";
    /// A column without a name, or with one that is taken.
    Column: Look, "a column without a name of its own";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gravest_come_first() {
        assert!(Kind::ALL.is_sorted_by_key(|kind| kind.severity()));
        assert!(Kind::ALL.iter().enumerate().all(|(idx, kind)| *kind as usize == idx));
    }
}
