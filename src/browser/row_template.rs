//! The rows of a virtual table: a template is cloned per row in view, and each binding of a row is written only where its
//! value changed. A row that leaves the view is used again for one that comes into it.
//!
//! Leptos' own keyed `<For>` with one signal per row makes the same table slower than React where many rows are new. Against
//! React with TanStack Virtual, both in one run of `cargo xtask bench table` on a busy machine: opening 10,000 jobs 0.57 here and
//! 1.38 by `<For>` (goal 0.7); a jump to new rows 0.41 and 0.99 (0.5); three rows further 0.33 and 0.36 (0.5); a tick without
//! news 0.14 and 0.17 (0.2); one that changes 1 % of the jobs 0.39 and 0.53 (0.5). The baseline is
//! `xtask/bench/src/for_rows.rs`.

use std::{borrow::Cow, rc::Rc};

use tuneboard_core::listing::Target;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement, Node};

/// Markup to be copied, and the bindings in it. What is hidden there most copies never need: each gets it when something
/// is first written in it. Children of the whole are kept, hidden or not.
pub struct RowTemplate {
    /// Markup of every copy.
    markup: Element,
    /// Its elements with bindings, each once: which, counted through the whole in document order, the whole itself being 0.
    elements: Vec<u32>,
    parts: Rc<[Part]>,
    bindings: Rc<[Binding]>,
    /// Values of the bindings in the markup.
    written: Vec<Option<String>>,
}

/// Subtree that is hidden at first.
struct Part {
    markup: Element,
    /// Its elements with bindings, counted as those of the whole.
    elements: Vec<u32>,
    /// Index of its first element, among all elements with bindings.
    first: usize,
    /// Index of the element it stands next to.
    neighbour: usize,
    /// True if the subtree follows its neighbour, false if it precedes it.
    is_after: bool,
}

/// A copy of the markup, and what stands in it.
pub struct RowInstance {
    root: HtmlElement,
    /// Elements with bindings, where they exist.
    elements: Vec<Option<Element>>,
    /// Per binding, what is within the element, where that is written: another text in the same node is less than another
    /// node.
    texts: Vec<Option<Node>>,
    parts: Rc<[Part]>,
    bindings: Rc<[Binding]>,
    written: Vec<Option<String>>,
    /// True if no other code has changed the copy.
    is_untouched: bool,
}

struct Binding {
    /// Index of the element, among the elements with bindings.
    element: usize,
    target: Target,
    /// All that the element holds is a text.
    is_text: bool,
}

impl RowTemplate {
    /// A binding is a selector of one element within `markup`, `""` for the whole, and what is written there; `None` if
    /// one is not found.
    pub fn new<'s>(markup: Element, bindings: impl IntoIterator<Item = (&'s str, Target)>) -> Option<Self> {
        let mut bound = Vec::new();
        let mut written = Vec::new();
        for (selector, target) in bindings {
            let element =
                if selector.is_empty() { markup.clone() } else { markup.query_selector(selector).ok()?? };
            written.push(match target {
                Target::Text => {
                    let is_shown = !element.has_attribute("hidden");
                    is_shown.then(|| element.text_content().unwrap_or_default())
                }
                Target::Attribute(name) => element.get_attribute(name),
                Target::Property(_) => None,
            });
            bound.push((element, target));
        }
        // First what every copy has.
        let mut known: Vec<Element> = Vec::new();
        let mut hidden: Vec<Element> = Vec::new();
        for (element, _) in &bound {
            let list = match hidden_around(element, &markup) {
                Some(part) if next_to(&part, &bound).is_some() => (&mut hidden, part),
                _ => (&mut known, element.clone()),
            };
            if !list.0.contains(&list.1) {
                list.0.push(list.1);
            }
        }
        let mut parts = Vec::new();
        for part in hidden {
            let (neighbour, is_after) = next_to(&part, &bound)?;
            let neighbour = known.iter().position(|element| *element == neighbour)?;
            part.remove();
            let first = known.len();
            for (element, _) in bound.iter().filter(|(element, _)| part.contains(Some(element))) {
                if !known[first..].contains(element) {
                    known.push(element.clone());
                }
            }
            let elements = indexes_in(&part, &known[first..])?;
            parts.push(Part { markup: part, elements, first, neighbour, is_after });
        }
        let n_kept = parts.first().map_or(known.len(), |part| part.first);
        let elements = indexes_in(&markup, &known[..n_kept])?;
        let binding = |(element, target): &(Element, Target)| {
            let is_text = *target == Target::Text && text_of(element).is_some();
            Some(Binding {
                element: known.iter().position(|known| known == element)?,
                target: *target,
                is_text,
            })
        };
        let bindings = bound.iter().map(binding).collect::<Option<_>>()?;
        Some(Self { markup, elements, parts: parts.into(), bindings, written })
    }

    /// Another copy. Each call to the browser is made some hundred times per screen of copies, so they are few.
    pub fn instantiate(&self) -> Option<RowInstance> {
        let root: HtmlElement = deep_copy(&self.markup)?.dyn_into().ok()?;
        let n_elements =
            self.parts.last().map_or(self.elements.len(), |part| part.first + part.elements.len());
        let (parts, bindings) = (Rc::clone(&self.parts), Rc::clone(&self.bindings));
        let (elements, texts) = (vec![None; n_elements], vec![None; bindings.len()]);
        let mut copy = RowInstance {
            root,
            elements,
            texts,
            parts,
            bindings,
            written: self.written.clone(),
            is_untouched: true,
        };
        let root = Element::clone(&copy.root);
        copy.note(&root, &self.elements, 0)?;
        Some(copy)
    }
}

impl RowInstance {
    /// The copy.
    pub fn root(&self) -> &HtmlElement {
        &self.root
    }

    /// Writes one value per binding, in the order of the bindings; what stands there already is not touched. Without a value
    /// for the last ones, these stay.
    pub fn write<'v>(&mut self, values: impl IntoIterator<Item = Option<Cow<'v, str>>>) {
        let bindings = Rc::clone(&self.bindings);
        for ((n, binding), value) in bindings.iter().enumerate().zip(values) {
            if self.written[n].as_deref() == value.as_deref() {
                continue;
            }
            if self.elements[binding.element].is_none() {
                self.add(binding.element);
            }
            // Translators put elements of their own in its binding.
            let text = self.texts[n].as_ref();
            let text = text.filter(|text| self.is_untouched || text.parent_node().is_some());
            let Some(element) = &self.elements[binding.element] else { continue };
            set(element, text, binding.target, value.as_deref(), self.written[n].is_some());
            self.written[n] = value.map(Cow::into_owned);
        }
        self.is_untouched = false;
    }

    /// Puts the part with this element in its binding.
    fn add(&mut self, element: usize) -> Option<()> {
        let parts = Rc::clone(&self.parts);
        let part = parts.iter().rfind(|part| part.first <= element)?;
        let copy = deep_copy(&part.markup)?;
        let neighbour = self.elements[part.neighbour].as_ref()?;
        // Refused only for what holds itself.
        drop(match part.is_after {
            true => neighbour.after_with_node_1(&copy),
            false => neighbour.before_with_node_1(&copy),
        });
        self.note(&copy, &part.elements, part.first)
    }

    /// Finds the elements that are counted so within `root`, the first of which is the `first` of all, and their texts.
    fn note(&mut self, root: &Element, elements: &[u32], first: usize) -> Option<()> {
        // One look for all bindings: a selector each would take longer than all that is written.
        let all = root.query_selector_all("*").ok()?;
        for (slot, index) in self.elements[first..].iter_mut().zip(elements) {
            *slot = Some(match index.checked_sub(1) {
                Some(index) => all.get(index)?.unchecked_into(),
                None => root.clone(),
            });
        }
        let here = first..first + elements.len();
        for (text, binding) in self.texts.iter_mut().zip(self.bindings.iter()) {
            if binding.is_text && here.contains(&binding.element) {
                *text = self.elements[binding.element].as_ref().and_then(|element| element.first_child());
            }
        }
        Some(())
    }
}

/// Makes the one element that a markup holds, outside the page.
pub fn element(markup: &str) -> Option<Element> {
    let parent = web_sys::window()?.document()?.create_element("div").ok()?;
    parent.set_inner_html(markup);
    let element = parent.first_element_child()?;
    element.remove();
    Some(element)
}

fn deep_copy(element: &Element) -> Option<Element> {
    element.clone_node_with_deep(true).ok()?.dyn_into().ok()
}

/// Returns the indices of these elements, counted as those of [`RowTemplate`].
fn indexes_in(root: &Element, elements: &[Element]) -> Option<Vec<u32>> {
    let all = root.query_selector_all("*").ok()?;
    let index = |element: &Element| {
        let node: &Node = element;
        if element == root {
            return Some(0);
        }
        Some((0..all.length()).find(|&n| all.get(n).as_ref() == Some(node))? + 1)
    };
    elements.iter().map(index).collect()
}

/// The outermost hidden element around this one, and below the children of the whole.
fn hidden_around(element: &Element, whole: &Element) -> Option<Element> {
    let mut found = None;
    let mut next = Some(element.clone());
    while let Some(here) = next.filter(|here| here != whole) {
        let parent = here.parent_element();
        if here.has_attribute("hidden") && parent.as_ref() != Some(whole) {
            found = Some(here);
        }
        next = parent;
    }
    found
}

/// The element with a binding next to this one, and whether it comes before.
fn next_to(part: &Element, bindings: &[(Element, Target)]) -> Option<(Element, bool)> {
    let has_place = |element: &Element| bindings.iter().any(|(known, _)| known == element);
    let before = part.previous_element_sibling().filter(&has_place).map(|element| (element, true));
    before.or_else(|| part.next_element_sibling().filter(has_place).map(|element| (element, false)))
}

/// `had` says whether there was a value. Refused only for names that no attribute can have.
fn set(element: &Element, text: Option<&Node>, target: Target, value: Option<&str>, had: bool) {
    let attribute = |name, value| match value {
        Some(value) => drop(element.set_attribute(name, value)),
        None => drop(element.remove_attribute(name)),
    };
    match target {
        Target::Text => {
            match text {
                Some(text) => text.set_node_value(Some(value.unwrap_or_default())),
                None => element.set_text_content(value),
            }
            if value.is_some() != had {
                attribute("hidden", value.is_none().then_some(""));
            }
        }
        Target::Attribute(name) => attribute(name, value),
        Target::Property(name) => {
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
