//! The export menu hands out files: their names, their kinds, and what is in them.

use std::sync::Arc;

use kernel::Positions;
use leptos::prelude::*;
use plotters::style::RGBColor;
use tuneboard::components::ExportMenu;
use tuneboard_core::chart::{Curve, DARK, LIGHT, Pins, Theme, View, export};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{Stage, run, until};

/// Files go to `window.files` instead of a folder, as long as this value lives.
struct Caught;

impl Caught {
    fn new() -> Self {
        run("window.files = []; \
             window.ownCreate = URL.createObjectURL; window.ownClick = HTMLAnchorElement.prototype.click; \
             URL.createObjectURL = (blob) => { window.blob = blob; return 'blob:caught' }; \
             HTMLAnchorElement.prototype.click = function () { \
               const file = { name: this.download, href: this.href, kind: window.blob.type }; \
               window.blob.arrayBuffer().then((buffer) => { \
                 file.bytes = new Uint8Array(buffer); window.files.push(file); \
               }); \
             }");
        Self
    }

    /// Returns the value of a script about the next file that is saved.
    async fn look(&self, what: &str) -> String {
        until("a file", || run("return window.files.length").as_f64() == Some(1.0)).await;
        run(&format!(
            "const file = window.files[0]; const text = () => new TextDecoder().decode(file.bytes); return String({what})"
        ))
        .as_string()
        .unwrap_or_default()
    }
}

impl Drop for Caught {
    fn drop(&mut self) {
        run("URL.createObjectURL = window.ownCreate; HTMLAnchorElement.prototype.click = window.ownClick");
    }
}

fn curves() -> Vec<Curve> {
    let ys = [0.1 + 0.2, f64::NAN, 1e-7, 2.5];
    vec![Curve::new(
        "train",
        0,
        false,
        Positions::Steps([10, 20, 30, 40].into_iter().collect()),
        ys.into_iter().collect(),
    )]
}

fn menu(stage: &Stage) -> impl Drop + use<> {
    stage.mount(|| {
        view! {
            <section>
                <ExportMenu
                    title="Learning rate".to_owned()
                    job=Signal::stored("my run/7".to_owned())
                    curves=Signal::stored(Arc::new(curves()))
                    view=Signal::stored(View::default())
                    pins=RwSignal::new(Pins::new([20.0]))
                />
                <div class="plot" style="width: 300px; height: 120px"></div>
            </section>
        }
    })
}

#[wasm_bindgen_test]
async fn every_point_is_handed_out_as_a_file() {
    let _owner = Owner::new();
    let stage = Stage::new();
    let _mounted = menu(&stage);
    let summary = stage.find("summary");
    assert_eq!(summary.text_content().as_deref().map(str::trim), Some("Save Learning rate"));
    for (label, name, kind, content) in [
        (
            "CSV",
            "my-run-7-Learning-rate.csv",
            "text/csv;charset=utf-8",
            export::csv(&curves()).collect::<String>(),
        ),
        (
            "JSON",
            "my-run-7-Learning-rate.json",
            "application/json",
            export::json(&curves()).collect::<String>(),
        ),
    ] {
        let caught = Caught::new();
        summary.click();
        stage.find(&format!("[aria-label='Learning rate as {label}']")).click();
        assert_eq!(caught.look("file.name").await, name);
        assert_eq!(caught.look("file.kind").await, kind);
        assert_eq!(caught.look("file.href").await, "blob:caught");
        assert_eq!(caught.look("text()").await, content);
        assert!(!stage.find("details").has_attribute("open"), "a choice closes the menu");
    }
}

#[wasm_bindgen_test]
async fn a_picture_has_the_size_of_the_chart_and_the_theme_that_was_chosen() {
    let _owner = Owner::new();
    let stage = Stage::new();
    let _mounted = menu(&stage);
    for (label, theme) in [("dark", &DARK), ("light", &LIGHT)] {
        let caught = Caught::new();
        stage.find(&format!("[aria-label='Learning rate as SVG, {label}']")).click();
        assert_eq!(caught.look("file.name").await, "my-run-7-Learning-rate.svg");
        let text = caught.look("text()").await;
        // The heading has two rows, of 32 and 18 pixels; the name of x has 20.
        assert!(text.contains("width=\"300\" height=\"190\""), "{text}");
        for words in ["Learning rate", "my run/7", "train", "A at step 20", "Step"] {
            assert!(text.contains(words), "{words}: {text}");
        }
        assert!(text.contains(&hex(theme)), "{text}");
        drop(caught);

        let caught = Caught::new();
        stage.find(&format!("[aria-label='Learning rate as PNG, {label}']")).click();
        assert_eq!(caught.look("file.name + ' ' + file.kind").await, "my-run-7-Learning-rate.png image/png");
        caught
            .look("createImageBitmap(new Blob([file.bytes])).then((image) => { window.image = image })")
            .await;
        until("the picture to be read", || run("return window.image !== undefined").is_truthy()).await;
        let pixels = "const { image } = window; const canvas = new OffscreenCanvas(image.width, image.height); \
                      const context = canvas.getContext('2d'); context.drawImage(image, 0, 0); \
                      const { data } = context.getImageData(0, 0, image.width, image.height); \
                      const is = (i, color) => color.every((part, j) => Math.abs(data[i + j] - part) < 12); \
                      const count = (color, from) => { let n = 0; \
                        for (let i = from * image.width * 4; i < data.length; i += 4) n += is(i, color); return n }; ";
        let look = |body: &str| run(&format!("{pixels} return {body}")).as_f64().unwrap_or_default();
        assert_eq!((look("image.width"), look("image.height")), (600.0, 380.0));
        let (surface, line) = (rgb(theme.surface), rgb(theme.color(0)));
        assert!(
            0.8 < look(&format!("count({surface}, 0) / (image.width * image.height)")),
            "the theme's surface"
        );
        // The sample in the heading, and the line itself below it.
        assert!(20.0 < look(&format!("count({line}, 100)")), "a line");
        assert!(50.0 < look(&format!("count({line}, 0) - count({line}, 100)")), "its sample");
        let pin = rgb(theme.axis_text);
        assert!(500.0 < look(&format!("count({pin}, 100) - count({pin}, 340)")), "a pin on the chart");
        assert!(10.0 < look(&format!("count({pin}, 340)")), "the name of x");
        run("delete window.image");
    }
}

fn rgb(color: RGBColor) -> String {
    format!("[{}, {}, {}]", color.0, color.1, color.2)
}

fn hex(theme: &Theme) -> String {
    let color = theme.surface;
    format!("#{:02X}{:02X}{:02X}", color.0, color.1, color.2)
}
