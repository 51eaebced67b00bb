//! A piece of markup that is copied, and then written place by place, only where something changed.

use std::{borrow::Cow, rc::Rc};

use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement, Node};

/// What is written at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Write {
    /// The text; the element is hidden while there is none.
    Text,
    /// An attribute; taken away while there is no value.
    Attribute(&'static str),
    /// A property of the style. One that is inherited, as custom ones are, has all within laid out anew.
    Property(&'static str),
}

/// Markup to be copied, and the places in it.
pub struct Pattern {
    markup: Element,
    /// Elements with places, each once: which, counted through the whole in document order, the whole itself being 0.
    elements: Vec<u32>,
    places: Rc<[Place]>,
    /// What stands there in the markup.
    written: Vec<Option<String>>,
}

/// A copy of the markup, and what stands in it.
pub struct Stencil {
    root: HtmlElement,
    /// Those with places.
    elements: Vec<Element>,
    /// Per place, what is within the element, where that is written: another text in the same node is less than another
    /// node.
    texts: Vec<Option<Node>>,
    places: Rc<[Place]>,
    written: Vec<Option<String>>,
    /// Nobody but this has had its hands on it.
    is_untouched: bool,
}

struct Place {
    /// Which of the elements with places.
    element: usize,
    write: Write,
    /// All that the element holds is a text.
    is_text: bool,
}

impl Pattern {
    /// A place is a selector of one element within `markup`, `""` for the whole, and what is written there; `None` if
    /// one is not found.
    pub fn new<'s>(markup: Element, places: impl IntoIterator<Item = (&'s str, Write)>) -> Option<Self> {
        let all = markup.query_selector_all("*").ok()?;
        let (mut elements, mut found, mut written) = (Vec::new(), Vec::new(), Vec::new());
        for (selector, write) in places {
            let (index, element) = match selector {
                "" => (0, markup.clone()),
                _ => {
                    let element = markup.query_selector(selector).ok()??;
                    let node: &Node = &element;
                    ((0..all.length()).find(|&n| all.get(n).as_ref() == Some(node))? + 1, element)
                }
            };
            let place = elements.iter().position(|known| *known == index).unwrap_or_else(|| {
                elements.push(index);
                elements.len() - 1
            });
            let is_text = write == Write::Text && text_of(&element).is_some();
            found.push(Place { element: place, write, is_text });
            written.push(match write {
                Write::Text => {
                    let is_shown = !element.has_attribute("hidden");
                    is_shown.then(|| element.text_content().unwrap_or_default())
                }
                Write::Attribute(name) => element.get_attribute(name),
                Write::Property(_) => None,
            });
        }
        Some(Self { markup, elements, places: found.into(), written })
    }

    /// What is copied.
    pub fn markup(&self) -> &Element {
        &self.markup
    }

    /// Another copy. Each call to the browser is made some hundred times per screen of copies, so they are few.
    pub fn copy(&self) -> Option<Stencil> {
        let root: HtmlElement = self.markup.clone_node_with_deep(true).ok()?.dyn_into().ok()?;
        // One look for all places: a selector each would take longer than all that is written.
        let all = root.query_selector_all("*").ok()?;
        let element = |index: &u32| match index.checked_sub(1) {
            Some(index) => all.get(index).map(|node| node.unchecked_into()),
            None => Some(Element::clone(&root)),
        };
        let elements = self.elements.iter().map(element).collect::<Option<Vec<Element>>>()?;
        let text =
            |place: &Place| place.is_text.then(|| elements.get(place.element)?.first_child()).flatten();
        let texts = self.places.iter().map(text).collect();
        let (places, written) = (Rc::clone(&self.places), self.written.clone());
        Some(Stencil { root, elements, texts, places, written, is_untouched: true })
    }
}

impl Stencil {
    /// The copy.
    pub fn root(&self) -> &HtmlElement {
        &self.root
    }

    /// Writes one value per place, in the order of the places; what stands there already is not touched.
    pub fn write<'v>(&mut self, values: impl IntoIterator<Item = Option<Cow<'v, str>>>) {
        let places = self.places.iter().zip(&self.texts);
        for (((place, text), written), value) in places.zip(&mut self.written).zip(values) {
            if written.as_deref() != value.as_deref() {
                // Translators put elements of their own in its place.
                let text = text.as_ref().filter(|text| self.is_untouched || text.parent_node().is_some());
                let Some(element) = self.elements.get(place.element) else { continue };
                set(element, text, place.write, value.as_deref(), written.is_some());
                *written = value.map(Cow::into_owned);
            }
        }
        self.is_untouched = false;
    }
}

/// `had` says whether there was a value. Refused only for names that no attribute can have.
fn set(element: &Element, text: Option<&Node>, write: Write, value: Option<&str>, had: bool) {
    let attribute = |name, value| match value {
        Some(value) => drop(element.set_attribute(name, value)),
        None => drop(element.remove_attribute(name)),
    };
    match write {
        Write::Text => {
            match text {
                Some(text) => text.set_node_value(Some(value.unwrap_or_default())),
                None => element.set_text_content(value),
            }
            if value.is_some() != had {
                attribute("hidden", value.is_none().then_some(""));
            }
        }
        Write::Attribute(name) => attribute(name, value),
        Write::Property(name) => {
            // Drawings have a style, too.
            let style = element.unchecked_ref::<HtmlElement>().style();
            drop(style.set_property(name, value.unwrap_or_default()));
        }
    }
}

/// The text that is all an element holds, made if it holds nothing.
fn text_of(element: &Element) -> Option<Node> {
    if element.first_child().is_none() {
        // `""` would make none.
        element.set_text_content(Some(" "));
        element.first_child()?.set_node_value(Some(""));
    }
    element
        .first_child()
        .filter(|child| child.node_type() == Node::TEXT_NODE && child.next_sibling().is_none())
}
