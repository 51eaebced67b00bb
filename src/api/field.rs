//! Stub.
use crate::model::{Provider, SpecField};
/// The form field a provider's field name stands for.
pub fn field_of(_provider: Provider, _wire_name: &str) -> Option<SpecField> {
    None
}
