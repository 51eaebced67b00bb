//! A piece of markup that is copied, and then written place by place, only where something changed.

use std::borrow::Cow;

use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement, Node};

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

/// Markup to be copied, and the places in it.
pub struct Pattern {
    markup: Element,
    /// Which element, counted through the whole in document order, the whole itself being 0.
    places: Vec<(u32, Write)>,
    /// What stands there in the markup.
    written: Vec<Option<String>>,
}

/// A copy of the markup, and what stands in it.
pub struct Stencil {
    root: HtmlElement,
    places: Vec<(Element, Write)>,
    written: Vec<Option<String>>,
}

impl Pattern {
    /// A place is a selector of one element within `markup`, `""` for the whole, and what is written there; `None` if
    /// one is not found.
    pub fn new<'s>(markup: Element, places: impl IntoIterator<Item = (&'s str, Write)>) -> Option<Self> {
        let all = markup.query_selector_all("*").ok()?;
        let (mut found, mut written) = (Vec::new(), Vec::new());
        for (selector, write) in places {
            let (index, element) = match selector {
                "" => (0, markup.clone()),
                _ => {
                    let element = markup.query_selector(selector).ok()??;
                    let node: &Node = &element;
                    ((0..all.length()).find(|&n| all.get(n).as_ref() == Some(node))? + 1, element)
                }
            };
            found.push((index, write));
            written.push(match write {
                Write::Text => Some(element.text_content().unwrap_or_default()),
                Write::Attribute(name) => element.get_attribute(name),
                Write::Property(_) => None,
            });
        }
        Some(Self { markup, places: found, written })
    }

    /// Another copy.
    pub fn copy(&self) -> Option<Stencil> {
        let root: HtmlElement = self.markup.clone_node_with_deep(true).ok()?.dyn_into().ok()?;
        // One look for all places: a selector each would take longer than all that is written.
        let all = root.query_selector_all("*").ok()?;
        let element = |index: u32| match index.checked_sub(1) {
            Some(index) => all.get(index).map(|node| node.unchecked_into()),
            None => Some(Element::clone(&root)),
        };
        let places = self.places.iter().map(|&(index, write)| Some((element(index)?, write)));
        let places = places.collect::<Option<_>>()?;
        Some(Stencil { root, places, written: self.written.clone() })
    }
}

impl Stencil {
    /// The copy.
    pub fn root(&self) -> &HtmlElement {
        &self.root
    }

    /// Writes one value per place, in the order of the places; what stands there already is not touched.
    pub fn write<'v>(&mut self, values: impl IntoIterator<Item = Option<Cow<'v, str>>>) {
        for (((element, write), written), value) in self.places.iter().zip(&mut self.written).zip(values) {
            if written.as_deref() != value.as_deref() {
                set(element, *write, value.as_deref(), written.is_some());
                *written = value.map(Cow::into_owned);
            }
        }
    }
}

/// `had` says whether there was a value. Refused only for names that no attribute can have.
fn set(element: &Element, write: Write, value: Option<&str>, had: bool) {
    match (write, value) {
        (Write::Text, text) => {
            element.set_text_content(text);
            if text.is_some() != had {
                set(element, Write::Attribute("hidden"), text.is_none().then_some(""), !had);
            }
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
