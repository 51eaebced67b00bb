//! A piece of markup that is copied, and then written place by place, only where something changed.

use std::borrow::Cow;

use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement};

/// What is written at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Write {
    /// The text; the element is hidden while there is none.
    Text,
    /// An attribute; taken away while there is no value.
    Attribute(&'static str),
    /// A custom property of the style.
    Property(&'static str),
}

/// A copy of the markup, and what stands in it.
pub struct Stencil {
    root: HtmlElement,
    places: Vec<(Element, Write)>,
    written: Vec<Option<String>>,
}

impl Stencil {
    /// Copies `original`. A place is a selector of one element within, `""` for the whole, and what is
    /// written there; `None` if one is not found.
    pub fn copy<'s>(original: &Element, places: impl IntoIterator<Item = (&'s str, Write)>) -> Option<Self> {
        let root: HtmlElement = original.clone_node_with_deep(true).ok()?.dyn_into().ok()?;
        let find = |selector: &str| match selector {
            "" => Some(root.clone().into()),
            _ => root.query_selector(selector).ok().flatten(),
        };
        let found = places.into_iter().map(|(selector, write)| Some((find(selector)?, write)));
        let places: Vec<_> = found.collect::<Option<_>>()?;
        // As good as any text for "not written yet": nobody sends a NUL.
        let written = vec![Some("\0".to_owned()); places.len()];
        Some(Self { root, places, written })
    }

    /// The copy.
    pub fn root(&self) -> &HtmlElement {
        &self.root
    }

    /// Writes one value per place, in the order of the places; what stands there already is not touched.
    pub fn write<'v>(&mut self, values: impl IntoIterator<Item = Option<Cow<'v, str>>>) {
        for (((element, write), written), value) in self.places.iter().zip(&mut self.written).zip(values) {
            if written.as_deref() != value.as_deref() {
                set(element, *write, value.as_deref());
                *written = value.map(Cow::into_owned);
            }
        }
    }
}

/// Refused only for names that no attribute can have.
fn set(element: &Element, write: Write, value: Option<&str>) {
    match (write, value) {
        (Write::Text, text) => {
            element.set_text_content(text);
            set(element, Write::Attribute("hidden"), text.is_none().then_some(""));
        }
        (Write::Attribute(name), Some(value)) => drop(element.set_attribute(name, value)),
        (Write::Attribute(name), None) => drop(element.remove_attribute(name)),
        (Write::Property(name), value) => {
            if let Some(element) = element.dyn_ref::<HtmlElement>() {
                drop(element.style().set_property(name, value.unwrap_or_default()));
            }
        }
    }
}
