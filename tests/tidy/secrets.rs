//! A key cannot be printed or stored by accident: the types that hold one lack the traits for it, or this is not compiled.

use std::{
    fmt::{Display, LowerHex},
    ops::Deref,
};

use serde::{Serialize, de::DeserializeOwned};
use static_assertions::assert_not_impl_any;
use tuneboard_core::{api::ApiKey, model::Secret};

assert_not_impl_any!(ApiKey: Display, LowerHex, Serialize, DeserializeOwned, Deref);
assert_not_impl_any!(Secret: Display, LowerHex, Serialize, DeserializeOwned, Deref);
