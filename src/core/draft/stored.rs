//! Drafts as JSON text, to survive a reload and to be handed on. Versioned; secrets are left out.
//!
//! ```json
//! {"version":1,"provider":"…","texts":{"epochs":"3"},"bound":{"…":{"base_model":"…"}}}
//! ```

use serde_json::{Map, Value, json};

use super::field_table::{describe, order};
use super::{JobDraft, is_secret};
use crate::model::Provider;

/// Raised when older text can no longer be read.
const VERSION: u64 = 1;

impl JobDraft {
    /// The draft as text for [`JobDraft::from_json`], without secrets.
    pub fn to_json(&self) -> String {
        let mut texts = Map::new();
        let mut bound = Map::new();
        for ((provider, field), text) in &self.texts {
            if is_secret(*field) {
                continue;
            }
            let slug = describe(*field).slug.to_owned();
            let place = match provider {
                None => Some(&mut texts),
                Some(provider) => {
                    bound.entry(provider.slug()).or_insert_with(|| Map::new().into()).as_object_mut()
                }
            };
            if let Some(place) = place {
                place.insert(slug, Value::String(text.clone()));
            }
        }
        json!({ "version": VERSION, "provider": self.provider.slug(), "texts": texts, "bound": bound })
            .to_string()
    }

    /// The draft in a text; `None` if it is none, or of another version. Fields that are not known are left
    /// out, and so are secrets, should somebody have put one in.
    pub fn from_json(text: &str) -> Option<Self> {
        let stored: Value = serde_json::from_str(text).ok()?;
        if stored.get("version")?.as_u64()? != VERSION {
            return None;
        }
        let mut draft = Self::new(Provider::from_slug(stored.get("provider")?.as_str()?)?);
        let provider = draft.provider;
        draft.take(stored.get("texts"), false);
        for other in Provider::ALL {
            draft.provider = other;
            draft.take(stored.get("bound").and_then(|bound| bound.get(other.slug())), true);
        }
        draft.provider = provider;
        Some(draft)
    }

    fn take(&mut self, texts: Option<&Value>, is_bound: bool) {
        for field in order().filter(|field| !is_secret(*field)) {
            let Some(text) = texts.and_then(|texts| texts.get(describe(field).slug)?.as_str()) else {
                continue;
            };
            // Where a text belongs is for the provider it was typed for to say, who may be another one.
            if is_bound {
                if self.text_key(field).0.is_some() {
                    self.set(field, text);
                }
            } else if !describe(field).is_bound_to_provider
                && (text != describe(field).default || describe(field).is_from_model)
            {
                self.texts.insert((None, field), text.to_owned());
            }
        }
    }
}
