//! Messages between tabs, and their form in bytes.

use crate::{
    api::TransportError,
    model::Timestamp,
    response_cache::{Answer, Bytes, Cursor},
};

/// A tab, by a number drawn when it was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TabId(pub u64);

/// A message and who sent it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// The sender.
    pub from: TabId,
    /// When it was sent: who sleeps hears it later.
    pub at: Timestamp,
    /// Content.
    pub message: Message,
}

/// Message of a tab to all others. Names are those of [`crate::response_cache::Account::name`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// The tab has been opened, and asks whether there are others.
    Hello,
    /// The tab exists: the reply to [`Message::Hello`].
    Here,
    /// The tab requests a resource.
    Asking {
        /// Name of the resource.
        name: String,
    },
    /// The tab received a response, a success or a refusal.
    Answered {
        /// About which resource.
        name: String,
        /// Response it received.
        answer: Answer,
    },
    /// The tab received no response.
    Failed {
        /// About which resource.
        name: String,
        /// Path and query of its question.
        target: String,
        /// Reason.
        error: TransportError,
    },
    /// The tab requests nothing for the time being: it is hidden.
    Resting,
    /// The tab is closed.
    Closed,
}

/// First byte of the form; tabs with another release of the page do not understand each other.
const FORM: u8 = 1;

const ERRORS: [TransportError; 4] =
    [TransportError::Blocked, TransportError::TimedOut, TransportError::Aborted, TransportError::CutOff];

impl Envelope {
    /// Encodes the message for the channel.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Bytes(vec![FORM]);
        bytes.number(self.from.0);
        bytes.number(self.at.unix_millis() as u64);
        let kind = match &self.message {
            Message::Hello => 0,
            Message::Here => 1,
            Message::Resting => 2,
            Message::Closed => 3,
            Message::Asking { .. } => 4,
            Message::Answered { .. } => 5,
            Message::Failed { .. } => 6,
        };
        bytes.number(kind);
        match &self.message {
            Message::Hello | Message::Here | Message::Resting | Message::Closed => {}
            Message::Asking { name } => bytes.text(name.as_bytes()),
            Message::Answered { name, answer } => {
                bytes.text(name.as_bytes());
                answer.write(&mut bytes);
            }
            Message::Failed { name, target, error } => {
                bytes.text(name.as_bytes());
                bytes.text(target.as_bytes());
                let place = ERRORS.iter().position(|known| known == error).unwrap_or(0);
                bytes.number(place as u64);
            }
        }
        bytes.0
    }

    /// Reads what [`Envelope::encode`] wrote; `None` for anything else.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let mut cursor = Cursor(bytes.strip_prefix(&[FORM])?);
        let from = TabId(cursor.number()?);
        let at = Timestamp::from_unix_millis(cursor.number()? as i64);
        let message = match cursor.number()? {
            0 => Message::Hello,
            1 => Message::Here,
            2 => Message::Resting,
            3 => Message::Closed,
            4 => Message::Asking { name: cursor.string()? },
            5 => Message::Answered { name: cursor.string()?, answer: Answer::read(&mut cursor)? },
            6 => {
                let (name, target) = (cursor.string()?, cursor.string()?);
                let error = *ERRORS.get(usize::try_from(cursor.number()?).ok()?)?;
                Message::Failed { name, target, error }
            }
            _ => return None,
        };
        cursor.0.is_empty().then_some(Self { from, at, message })
    }
}
