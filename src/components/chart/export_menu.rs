//! A chart's files: its points as they were logged, its picture in either theme.

use std::sync::Arc;

use leptos::{html, prelude::*};
use plotters::drawing::IntoDrawingArea as _;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlCanvasElement;

use crate::{
    browser::{canvas, files::download, schedule},
    components::{IconName, Menu, handler},
};
use tuneboard_core::{
    chart::{Curve, DARK, LIGHT, Marks, Picture, Pins, Size, Theme, TitledChart, View, export, titled_svg},
    format,
};

/// Device pixels of a PNG per CSS pixel, whatever the screen has.
const PNG_SCALE: f64 = 2.0;
/// Size of the picture of a chart that is not on screen, CSS pixels.
const USUAL_SIZE: (u32, u32) = (800, 300);

/// File type that a chart can be saved as.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Csv,
    Json,
    Png(&'static Theme),
    Svg(&'static Theme),
}

/// Every kind with its name in the menu.
const KINDS: [(&str, Kind); 6] = [
    ("CSV", Kind::Csv),
    ("JSON", Kind::Json),
    ("PNG, light", Kind::Png(&LIGHT)),
    ("PNG, dark", Kind::Png(&DARK)),
    ("SVG, light", Kind::Svg(&LIGHT)),
    ("SVG, dark", Kind::Svg(&DARK)),
];

/// The menu. Pictures are as large as the chart in the same `section` is now.
#[component]
pub fn ExportMenu(
    /// The chart's heading.
    title: String,
    /// Name of the job, for pictures and for the names of files.
    #[prop(into)]
    job: Signal<String>,
    /// The chart's curves.
    #[prop(into)]
    curves: Signal<Arc<Vec<Curve>>>,
    /// View on the curves.
    #[prop(into)]
    view: Signal<View>,
    /// Marks of events and findings.
    #[prop(into, optional)]
    marks: Signal<Arc<Marks>>,
    /// The pins.
    pins: RwSignal<Pins>,
) -> impl IntoView {
    let node = NodeRef::<html::Span>::new();
    let heading = title.clone();
    let title = format::shortened(&title);
    let save = Callback::new(move |kind: Kind| {
        let scene = Scene {
            title: heading.clone(),
            job: job.get_untracked(),
            curves: curves.get_untracked(),
            view: view.get_untracked(),
            marks: marks.get_untracked(),
            pins: pins.get_untracked(),
            size: node.get_untracked().and_then(|node| plot_size(&node)).unwrap_or(USUAL_SIZE),
        };
        let name = |extension| export::file_name(&scene.job, &scene.title, extension);
        match kind {
            Kind::Csv => save_points(&scene.curves, Format::Csv, name("csv")),
            Kind::Json => save_points(&scene.curves, Format::Json, name("json")),
            Kind::Svg(theme) => {
                if let Some(content) = download::text(&scene.svg(theme), "image/svg+xml") {
                    download::save(&content, &name("svg"));
                }
            }
            Kind::Png(theme) => {
                let name = name("png");
                if let Some(canvas) = scene.canvas(theme) {
                    // A browser that refuses to save says so itself.
                    download::png(&canvas, move |content| {
                        download::save(&content, &name);
                    });
                }
            }
        }
    });
    let choices = KINDS.map(|(label, kind)| {
        view! {
            <button type="button" aria-label=format!("{title} as {label}") on:click=handler(move |_| save.run(kind))>
                {label}
            </button>
        }
    });
    view! {
        <span class="export" node_ref=node>
            <Menu label="" name=format!("Save {title}") icon=IconName::Download is_icon_only=true>
                {choices.collect_view()}
            </Menu>
        </span>
    }
}

/// A file of points.
#[derive(Debug, Clone, Copy)]
enum Format {
    Csv,
    Json,
}

/// Writes every point while the page goes on, then lets the browser save them.
fn save_points(curves: &Arc<Vec<Curve>>, format: Format, name: String) {
    let curves = Arc::clone(curves);
    schedule::spawn_detached(async move {
        let curves = &curves;
        let content = match format {
            Format::Csv => download::long_text(export::csv(curves), "text/csv;charset=utf-8").await,
            Format::Json => download::long_text(export::json(curves), "application/json").await,
        };
        if let Some(content) = content {
            download::save(&content, &name);
        }
    });
}

/// Content of a picture.
struct Scene {
    title: String,
    job: String,
    curves: Arc<Vec<Curve>>,
    view: View,
    marks: Arc<Marks>,
    pins: Pins,
    /// Size of the chart without the words around it, CSS pixels.
    size: (u32, u32),
}

impl Scene {
    fn titled(&self) -> TitledChart<'_> {
        TitledChart {
            title: &self.title,
            job: &self.job,
            curves: &self.curves,
            view: &self.view,
            marks: &self.marks,
            pins: &self.pins,
        }
    }

    fn svg(&self, theme: &Theme) -> String {
        titled_svg(&self.titled(), Size { width: self.size.0, height: self.size.1, scale: 1.0 }, theme)
    }

    /// Draws on a canvas that is not in the page.
    fn canvas(&self, theme: &Theme) -> Option<HtmlCanvasElement> {
        let px = |css: u32| (f64::from(css) * PNG_SCALE).round() as u32;
        let chart = Size { width: px(self.size.0), height: px(self.size.1), scale: PNG_SCALE };
        let layout = self.titled().layout(chart);
        let (width, height) = layout.size();
        let whole = new_canvas(width, height)?;
        let area = canvas::backend(&whole)?.into_drawing_area();
        layout.draw_below(&area, theme, 1.0).ok()?;
        // Curves come with transparent pixels around them, which would replace what is below.
        let lines = new_canvas(chart.width, chart.height)?;
        let mut picture = Picture::default();
        picture.draw(&self.curves, layout.chart(), theme);
        canvas::put(&lines, &picture).then_some(())?;
        let context = canvas::context(&whole)?;
        context.draw_image_with_html_canvas_element(&lines, 0.0, layout.top().into()).ok()?;
        layout.draw_above(&area, theme, 1.0).ok()?;
        Some(whole)
    }
}

fn new_canvas(width: u32, height: u32) -> Option<HtmlCanvasElement> {
    let document = web_sys::window()?.document()?;
    let canvas: HtmlCanvasElement = document.create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(width);
    canvas.set_height(height);
    Some(canvas)
}

/// CSS pixels of the chart beside the menu; `None` while it is not shown.
fn plot_size(node: &web_sys::Element) -> Option<(u32, u32)> {
    let plot = node.closest("section").ok()??.query_selector(".plot").ok()??;
    let size = (u32::try_from(plot.client_width()).ok()?, u32::try_from(plot.client_height()).ok()?);
    (0 < size.0 && 0 < size.1).then_some(size)
}
