//! Pictures that leave the page: the words around the chart, as SVG and as PNG.

use kernel::Smoothing;
use plotters::{backend::SVGBackend, drawing::IntoDrawingArea as _};
use tuneboard_core::{
    chart::{Curve, LIGHT, Marks, Pins, Size, TitledChart, View, svg, titled_svg},
    metrics::XAxis,
};

use super::{Element, SIZE, curve, hex, named, wave};

/// Reads a chart that is to be saved.
fn saved<T>(
    job: &str,
    curves: &[Curve],
    view: &View,
    pins: &[f64],
    read: impl FnOnce(&TitledChart<'_>) -> T,
) -> T {
    let (marks, pins) = (Marks::default(), Pins::new(pins.iter().copied()));
    read(&TitledChart { title: "Loss", job, curves, view, marks: &marks, pins: &pins })
}

fn smoothed(label: &str, weight: f64) -> Curve {
    let mut curve = curve(&wave(100)).smoothed(Some(Smoothing::Average(weight)), None);
    label.clone_into(&mut curve.label);
    curve
}

fn texts<'a>(elements: &[Element<'a>]) -> Vec<&'a str> {
    elements.iter().map(|element| element.text).collect()
}

/// Rows of pixels above the chart.
fn top(document: &str) -> f64 {
    let (_, rest) = document.split_once("translate(0 ").expect("the curves are moved");
    rest.split_once(')').and_then(|(top, _)| top.parse().ok()).expect("a number")
}

/// Checks the words above the chart, the one below it, and the names on flags, from steps 0 to 99.
#[track_caller]
fn check(
    job: &str,
    weight: f64,
    pins: &[f64],
    x_axis: XAxis,
    (heading, foot, flags): (&[&str], &str, &[&str]),
) {
    let view = View { x_axis, ..View::default() };
    let document =
        saved(job, &[smoothed("train", weight)], &view, pins, |titled| titled_svg(titled, SIZE, &LIGHT));
    let (top, elements) = (top(&document), named(&document, "text"));
    let (above, rest): (Vec<_>, Vec<_>) =
        elements.into_iter().partition(|text| text.number("y") < top && text.get("text-anchor") == "start");
    assert_eq!(texts(&above), heading);
    // Pins lie above the curves, so they come last.
    let words = texts(&rest);
    let (labels, last) = words.split_at(words.len() - flags.len());
    assert_eq!((labels.last(), last), (Some(&foot), flags));
    let n_flags = words.iter().filter(|text| ["A", "B"].contains(text)).count();
    assert_eq!(n_flags, flags.len());
}

#[test]
fn picture_names_job_lines_pins_and_x() {
    use XAxis::{Elapsed, Epoch, RunShare, Step, WallClock};
    let plain = ["Loss", "my run", "train"];
    check("my run", 0.0, &[], Step, (&plain, "Step", &[]));
    check("my run", 0.0, &[], Epoch, (&plain, "Epoch", &[]));
    check("my run", 0.0, &[], Elapsed, (&plain, "Elapsed time", &[]));
    check("my run", 0.0, &[], WallClock, (&plain, "Wall clock", &[]));
    check("my run", 0.0, &[], RunShare, (&plain, "% of run", &[]));
    check("my run", 0.6, &[], Step, (&["Loss", "my run", "train · smoothed"], "Step", &[]));
    let pinned = ["Loss", "my run", "train", "A at step 10", "B at step 50"];
    check("my run", 0.0, &[10.0, 50.0], Step, (&pinned, "Step", &["A", "B"]));
    check(
        "my run",
        0.0,
        &[900.0, 50.0],
        Step,
        (&["Loss", "my run", "train", "B at step 50"], "Step", &["B"]),
    );
    check("", 0.0, &[], Step, (&["Loss", "train"], "Step", &[]));
    check("log.csv", 0.0, &[], Step, (&["Loss", "log.csv", "train"], "Step", &[]));
    let escaped = ["Loss", "a&lt;b&gt;&amp;&quot;&apos;c", "train"];
    check("a<b>&\"'\u{1}\u{202e}c", 0.0, &[], Step, (&escaped, "Step", &[]));
}

#[test]
fn names_of_any_length_stay_within_the_picture() {
    for (width, n_jobs, length) in
        [(800, 1, 10), (800, 12, 10), (800, 12, 300), (330, 3, 60), (330, 12, 61), (220, 2, 30)]
    {
        let label = |i: usize| format!("job{i:02}-{}-end{i:02}", "x".repeat(length));
        let curves: Vec<Curve> = (0..n_jobs).map(|i| smoothed(&label(i), 0.6)).collect();
        let document = saved(&label(99), &curves, &View::default(), &[], |titled| {
            titled_svg(titled, Size { width, ..SIZE }, &LIGHT)
        });
        let elements = named(&document, "text");
        let heading = &elements[..2 + n_jobs];
        let context = format!("{width} {n_jobs} {length}: {:?}", texts(heading));
        let end = |text: &Element<'_>| text.number("x") + 6.6 * text.text.chars().count() as f64;
        assert!(heading.iter().all(|text| end(text) <= f64::from(width)), "{context}");
        for pair in heading.windows(2) {
            let (left, right) = (&pair[0], &pair[1]);
            let is_beside = left.number("y") == right.number("y") && end(left) < right.number("x");
            assert!(is_beside || left.number("y") + 14.0 <= right.number("y"), "{context}");
        }
        assert!(elements[1 + n_jobs].number("y") + 8.0 < top(&document), "{context}");
        let are_told_apart = heading[2..].iter().enumerate().all(|(i, text)| {
            text.text.starts_with(&format!("job{i:02}")) && text.text.ends_with(&format!("{i:02} · smoothed"))
        });
        assert!(width < 330 || are_told_apart, "{context}");
    }
}

#[test]
fn png_says_what_the_svg_says_at_the_same_places() {
    let curves = [smoothed("train", 0.6)];
    saved("my run", &curves, &View::default(), &[10.0, 50.0], |titled| {
        let layout = titled.layout(Size { width: 1_600, height: 600, scale: 2.0 });
        let mut png = String::new();
        {
            let area = SVGBackend::with_string(&mut png, layout.size()).into_drawing_area();
            layout.draw_below(&area, &LIGHT, 1.0).expect("a string takes it all");
            layout.draw_above(&area, &LIGHT, 1.0).expect("a string takes it all");
        }
        let vector = titled_svg(titled, SIZE, &LIGHT);
        assert_eq!((layout.size(), layout.top()), ((1_600, 704), 64));
        let (png, vector) = (named(&png, "text"), named(&vector, "text"));
        assert_eq!(texts(&png), texts(&vector));
        for (fine, coarse) in png.iter().zip(&vector) {
            for side in ["x", "y"] {
                let away = (fine.number(side) - 2.0 * coarse.number(side)).abs();
                assert!(away <= 2.0, "{} {side}: {away}", fine.text);
            }
        }
    });
}

#[test]
fn chart_in_a_picture_is_the_chart_of_the_page() {
    let (train, mut eval) = (curve(&wave(100)), curve(&[2.0, 1.0]));
    (eval.color, eval.is_dashed) = (1, true);
    let curves = [train, eval];
    let plain = svg(&curves, &View::default(), SIZE, &LIGHT);
    let titled = saved("", &curves, &View::default(), &[], |titled| titled_svg(titled, SIZE, &LIGHT));
    let colors = |document: &str, color: &str| {
        named(document, "rect").iter().filter(|rect| rect.get("fill") == color).count()
    };
    // One piece for a line, two for a dashed one.
    assert_eq!((colors(&titled, &hex(&LIGHT, 0)), colors(&titled, &hex(&LIGHT, 1))), (1, 2));
    assert_eq!(colors(&plain, &hex(&LIGHT, 0)), 0);
    // Everything else is as it was, and that much lower.
    assert!(titled.contains("height=\"352\"") && top(&titled) == 32.0, "{titled}");
    let points = |document: &str| named(document, "polyline")[0].points();
    assert_eq!(points(&plain), points(&titled));
    let tick = |document: &str, idx: usize| named(document, "text")[idx].number("y");
    assert_eq!(tick(&titled, 3) - tick(&plain, 0), 32.0);
}
