//! Whole charts, drawn through plotters' SVG backend: what is in the picture, and where.
#![cfg(not(target_arch = "wasm32"))]

mod lines;
mod titled;

use kernel::Positions;
use tuneboard_core::chart::{Curve, Size, Theme};

const SIZE: Size = Size { width: 800, height: 300, scale: 1.0 };

/// One element of the document: its name, its attributes, its text.
struct Element<'a> {
    name: &'a str,
    attributes: &'a str,
    text: &'a str,
}

impl<'a> Element<'a> {
    fn get(&self, attribute: &str) -> &'a str {
        let start = format!("{attribute}=\"");
        let from = self
            .attributes
            .match_indices(&start)
            .find(|(at, _)| *at == 0 || self.attributes.as_bytes()[at - 1] == b' ')
            .map(|(at, _)| at + start.len())
            .unwrap_or_else(|| panic!("no {attribute} in <{} {}>", self.name, self.attributes));
        let length = self.attributes[from..].find('"').expect("attributes are closed");
        &self.attributes[from..from + length]
    }

    fn number(&self, attribute: &str) -> f64 {
        self.get(attribute).parse().expect("a number")
    }

    fn points(&self) -> Vec<(f64, f64)> {
        let number = |text: &str| text.parse().expect("a number");
        let point = |pair: &str| pair.split_once(',').map(|(x, y)| (number(x), number(y))).expect("a pair");
        // Curves are drawn in sixteenths of a pixel.
        let point = |pair| -> (f64, f64) {
            let (x, y): (f64, f64) = point(pair);
            (x / 16.0, y / 16.0)
        };
        self.get("points").split_whitespace().map(point).collect()
    }
}

/// Returns the elements of a document as plotters writes it: one tag per line, text after its tag.
fn elements(document: &str) -> Vec<Element<'_>> {
    let element = |tag: &'_ str| -> Option<(String, usize)> { Some((tag.to_owned(), tag.find('>')?)) };
    document
        .split('<')
        .skip(1)
        .filter(|tag| !tag.starts_with('/') && element(tag).is_some())
        .map(|tag| {
            let (inside, text) = tag.split_once('>').expect("tags are closed");
            let (name, attributes) = inside.split_once(' ').expect("tags have attributes");
            Element { name, attributes: attributes.trim_end_matches('/'), text: text.trim() }
        })
        .collect()
}

fn named<'a>(document: &'a str, name: &str) -> Vec<Element<'a>> {
    elements(document).into_iter().filter(|element| element.name == name).collect()
}

fn curve(ys: &[f64]) -> Curve {
    let xs = Positions::Steps((0..ys.len() as u64).collect());
    Curve::new("train", 0, false, xs, ys.iter().copied().collect())
}

/// Returns a pixel position as it is drawn: in sixteenths.
fn drawn(px: f64) -> f64 {
    (px * 16.0).round() / 16.0
}

fn hex(theme: &Theme, slot: usize) -> String {
    let color = theme.color(slot);
    format!("#{:02X}{:02X}{:02X}", color.0, color.1, color.2)
}

fn wave(n: usize) -> Vec<f64> {
    (0..n).map(|i| 2.0 + (i as f64 * 0.7).sin()).collect()
}
