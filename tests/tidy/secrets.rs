//! A key cannot be printed or stored by accident: the types that hold one lack the traits for it.

use std::{
    fmt::{Display, LowerHex},
    marker::PhantomData,
    ops::Deref,
};

use serde::{Serialize, de::DeserializeOwned};
use tuneboard_core::{
    api::{ApiKey, KeyAddress},
    model::{Provider, Secret},
};

/// Asks the compiler whether a type has a trait: a constant of the type itself wins over one of a trait.
struct Ask<T>(PhantomData<T>);

trait Otherwise {
    const IS_DISPLAY: bool = false;
    const IS_SERIALIZE: bool = false;
    const IS_DESERIALIZE: bool = false;
    const IS_TEXT: bool = false;
    const IS_HEX: bool = false;
}

impl<T> Otherwise for Ask<T> {}

impl<T: Display> Ask<T> {
    const IS_DISPLAY: bool = true;
}

impl<T: Serialize> Ask<T> {
    const IS_SERIALIZE: bool = true;
}

impl<T: DeserializeOwned> Ask<T> {
    const IS_DESERIALIZE: bool = true;
}

impl<T: Deref<Target = str>> Ask<T> {
    const IS_TEXT: bool = true;
}

impl<T: LowerHex> Ask<T> {
    const IS_HEX: bool = true;
}

macro_rules! traits {
    ($type:ty) => {
        [
            <Ask<$type>>::IS_DISPLAY,
            <Ask<$type>>::IS_SERIALIZE,
            <Ask<$type>>::IS_DESERIALIZE,
            <Ask<$type>>::IS_TEXT,
            <Ask<$type>>::IS_HEX,
        ]
    };
}

#[test]
fn a_key_can_be_neither_shown_nor_stored() {
    assert_eq!(traits!(ApiKey), [false; 5]);
    assert_eq!(traits!(Secret), [false; 5]);
    // The question can be answered with yes.
    assert_eq!(traits!(String), [true, true, true, true, false]);
    assert_eq!(traits!(u8), [true, true, true, false, true]);
    let key = ApiKey::new("sk-very-secret", KeyAddress::new(Provider::Together, "/p")).unwrap();
    assert!(!format!("{key:?} {key:#?}").contains("very"));
}
