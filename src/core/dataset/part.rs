//! A part of a content: a text or an image.

use kernel::{StringToken, Token};

use super::Kind;
use super::field::{Field, word};
use crate::model::DatasetRules;

/// Bytes of an image as base64 with what stands before it: 10 MB of data.
const MOST_IMAGE_BYTES: u64 = 10 * 1024 * 1024 / 3 * 4 + 24;

/// First characters of an image's data.
const IMAGE_HEADS: [&[u8]; 3] =
    [b"data:image/jpeg;base64,", b"data:image/png;base64,", b"data:image/webp;base64,"];

/// State of a message part while it is read.
#[derive(Debug, Default)]
pub(super) struct Part {
    what: What,
    has_text: bool,
    image: Image,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum What {
    #[default]
    Missing,
    Text,
    Image,
    Other,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Image {
    #[default]
    Missing,
    Good,
    /// An address, which is good where links are followed.
    Link,
    /// No data of a known format.
    Format,
    TooLarge,
}

impl Part {
    /// Takes a member; whether it is the text.
    pub(super) fn take(&mut self, field: Field, token: Token, said: &StringToken) -> bool {
        match (field, token) {
            (Field::Type, Token::Text) => {
                self.what = match &*word(said) {
                    "text" => What::Text,
                    "image_url" => What::Image,
                    _ => What::Other,
                };
            }
            (Field::Text, Token::Text) => {
                self.has_text = true;
                return true;
            }
            _ => {}
        }
        false
    }

    /// Takes a member of the image.
    pub(super) fn take_image(&mut self, field: Field, token: Token, said: &StringToken) {
        if field == Field::Url && token == Token::Text {
            self.image = image(said);
        }
    }

    pub(super) fn is_image(&self) -> bool {
        self.what == What::Image
    }

    /// Returns the part's problem, if it has one; `place` is its position, for people.
    pub(super) fn problem(&self, place: &str, rules: &DatasetRules) -> Option<(Kind, String)> {
        let why = match (self.what, self.image) {
            (What::Text, _) if self.has_text => return None,
            (What::Text, _) => {
                return Some((Kind::Part, format!("{place} has a part of type text without a text")));
            }
            (What::Missing | What::Other, _) => {
                let problem = format!("{place} has a part whose type is neither text nor image_url");
                return Some((Kind::Part, problem));
            }
            (What::Image, Image::Good) => return None,
            (What::Image, Image::Link) if rules.takes_image_links => return None,
            (What::Image, Image::Missing) => "has no url",
            (What::Image, Image::Format) if rules.takes_image_links => {
                "is neither an http address nor JPEG, PNG or WebP data in base64"
            }
            (What::Image, Image::Format | Image::Link) => {
                "is not JPEG, PNG or WebP data in base64; links are not followed"
            }
            (What::Image, Image::TooLarge) => "is larger than 10 MB",
        };
        Some((Kind::Image, format!("an image of {place} {why}")))
    }
}

fn image(said: &StringToken) -> Image {
    // Slashes may be escaped; such an image is written by few, and taken for granted.
    let is_known =
        IMAGE_HEADS.iter().any(|head| said.head().starts_with(head)) || said.head().contains(&b'\\');
    let is_link = said.head().starts_with(b"https:") || said.head().starts_with(b"http:");
    match is_known {
        false if is_link => Image::Link,
        false => Image::Format,
        true if MOST_IMAGE_BYTES < said.n_bytes => Image::TooLarge,
        true => Image::Good,
    }
}
