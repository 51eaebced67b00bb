//! Settings of the charts of one job or several: read from the link, and written back to it.

use kernel::Smoothing;
use leptos::prelude::*;

use crate::{browser::clock, components::ChartSync, state::App};
use tuneboard_core::{
    chart::{
        Curve, HitOrder, Pins, Smoother, View,
        axis::zoom::{self, Range},
    },
    format,
    metrics::{MetricStore, XAxis, default_weight},
    model::MetricKey,
};

/// Ways to smooth, with their words in links and menus; the first goes without saying.
pub const SMOOTHINGS: [(&str, &str); 3] =
    [("average", "Moving average"), ("distance", "By distance"), ("gaussian", "Gaussian")];

/// Orders of a tooltip, with their words in links and menus; the first goes without saying.
pub const ORDERS: [(&str, &str, HitOrder); 5] = [
    ("descending", "Highest first", HitOrder::Descending),
    ("ascending", "Lowest first", HitOrder::Ascending),
    ("name", "By name", HitOrder::Name),
    ("nearest", "Nearest first", HitOrder::Nearest),
    ("height", "Nearest height first", HitOrder::NearestHeight),
];

/// The settings; copies refer to the same.
#[derive(Clone, Copy)]
pub struct ChartSettings {
    /// Shared state.
    pub app: App,
    /// State that the charts share while they are used.
    pub sync: ChartSync,
    /// Axes the metrics allow.
    pub axes: Memo<Vec<XAxis>>,
    /// Axes that are named and cannot be chosen.
    pub refused: Memo<Vec<XAxis>>,
    /// Axis of a link that names none.
    usual: Signal<XAxis>,
    /// View of every chart, except its own range of y.
    pub view: Memo<View>,
    /// Weight for all curves; `None` for each its own.
    pub weight: Memo<Option<f64>>,
    /// Way of smoothing, as in [`SMOOTHINGS`].
    pub smoothing: Memo<usize>,
    /// Order of tooltips, as in [`ORDERS`].
    pub order: Memo<usize>,
    /// Events of the log are marked.
    pub shows_events: Memo<bool>,
    /// Findings are marked.
    pub shows_findings: Memo<bool>,
    /// The forecast of the last evaluation is drawn.
    pub shows_forecast: Memo<bool>,
}

impl ChartSettings {
    /// Returns the settings of the link, for these metrics.
    pub fn new(app: App, store: ReadSignal<MetricStore>) -> Self {
        let axes = Memo::new(move |_| store.with(|store| store.axes()));
        Self::of_axes(app, axes, Memo::new(|_| Vec::new()), Signal::stored(XAxis::Step))
    }

    /// Returns the settings of the link, for metrics that have these axes and not those; `usual` is the axis of a link that
    /// names none.
    pub fn of_axes(
        app: App,
        axes: Memo<Vec<XAxis>>,
        refused: Memo<Vec<XAxis>>,
        usual: Signal<XAxis>,
    ) -> Self {
        let setting = |name| app.navigator.setting(name);
        let range = setting("range");
        let pin = setting("pin");
        let parsed_range = move || range.get().as_deref().and_then(zoom::parse);
        let parsed_pins = move || {
            let places = pin.get().unwrap_or_default();
            Pins::new(places.split(',').filter_map(|place| place.parse::<f64>().ok()))
        };
        let sync = ChartSync::new(untrack(parsed_range), untrack(parsed_pins));
        let (chosen_axis, log, outliers, zero) =
            (setting("x"), setting("y"), setting("outliers"), setting("zero"));
        let axis = Memo::new(move |_| {
            let chosen = match chosen_axis.get() {
                Some(slug) => XAxis::from_slug(&slug),
                // Places of a link without an axis are steps.
                None if range.with(Option::is_some) || pin.with(Option::is_some) => None,
                None => Some(usual.get()),
            };
            chosen.filter(|axis| axes.with(|axes| axes.contains(axis))).unwrap_or_default()
        });
        let view = Memo::new(move |_| View {
            x_axis: axis.get(),
            is_log_y: log.with(|log| log.as_deref() == Some("log")),
            x_range: sync.zoom.with(|zoom| zoom.range()),
            utc_offset: clock::LOCAL,
            ignore_outliers: outliers.with(|outliers| outliers.as_deref() == Some("off")),
            from_zero: zero.with(Option::is_some),
            ..View::default()
        });
        let (weight, smoothing, order) = (setting("s"), setting("smooth"), setting("order"));
        let is_on = |name| {
            let word = setting(name);
            Memo::new(move |_| word.with(|word| word.as_deref() != Some("off")))
        };
        let index_of = |word: Memo<Option<String>>, words: Vec<&'static str>| {
            Memo::new(move |_| {
                words.iter().position(|known| word.get().as_deref() == Some(*known)).unwrap_or(0)
            })
        };
        let settings = Self {
            app,
            sync,
            axes,
            refused,
            usual,
            view,
            weight: Memo::new(move |_| weight.get().as_deref().and_then(parse_weight)),
            smoothing: index_of(smoothing, SMOOTHINGS.map(|(word, _)| word).to_vec()),
            shows_events: is_on("events"),
            shows_findings: is_on("findings"),
            shows_forecast: is_on("forecast"),
            order: index_of(order, ORDERS.map(|(word, ..)| word).to_vec()),
        };
        // A place on one axis is none on another.
        Effect::new(move |before: Option<XAxis>| {
            let now = axis.get();
            if before.is_some_and(|before| before != now) {
                sync.release();
            }
            now
        });
        // Another link was followed within the page.
        Effect::new(move || {
            let range = parsed_range();
            if !sync.is_dragging.get_untracked() && sync.zoom.with_untracked(|zoom| zoom.range()) != range {
                sync.zoom.update(|zoom| zoom.show(range));
            }
        });
        Effect::new(move || {
            let pins = parsed_pins();
            sync.pins.maybe_update(|known| std::mem::replace(known, pins.clone()) != pins);
        });
        settings.forget_places(chosen_axis);
        settings.follow();
        settings
    }

    /// Shows everything again when the chosen axis can no longer be had, or can be again: places on one mean nothing on
    /// the other. Places that a link brings wait for the metrics that give it its axis.
    fn forget_places(self, chosen: Memo<Option<String>>) {
        Effect::new(move |before: Option<(Option<String>, bool, bool)>| {
            let chosen = chosen.get();
            let axis = self.view.with(|view| view.x_axis);
            let has = chosen.as_deref().is_none_or(|slug| slug == axis.slug());
            let (had, was_lost) = match before {
                Some((known, had, was_lost)) if known == chosen => (had, was_lost),
                _ => (false, false),
            };
            let is_lost = had && !has;
            if is_lost || was_lost && has {
                self.show_all();
            }
            (chosen, has, is_lost || was_lost && !has)
        });
    }

    /// Takes zoom, crosshair and pins back.
    fn show_all(self) {
        self.sync.show_all();
        self.sync.release();
        self.sync.pins.set(Pins::default());
    }

    /// Writes the range in view and the pins to the link, once the drag has ended.
    fn follow(self) {
        let sync = self.sync;
        Effect::new(move || {
            let range = sync.zoom.with(|zoom| zoom.range());
            if !sync.is_dragging.get() {
                self.put_places("range", range.map(zoom::text));
            }
        });
        Effect::new(move || {
            let places =
                sync.pins.with(|pins| pins.places().iter().map(|x| format::exact(*x)).collect::<Vec<_>>());
            if !sync.is_dragging.get() {
                self.put_places("pin", Some(places.join(",")).filter(|text| !text.is_empty()));
            }
        });
    }

    /// Writes places on the axis to the link, and the axis before them if that is not steps.
    fn put_places(self, name: &str, places: Option<String>) {
        let axis = self.view.with_untracked(|view| view.x_axis);
        let is_named = self.app.navigator.location().with_untracked(|place| place.query.get("x").is_some());
        if places.is_some() && !is_named && axis != XAxis::Step {
            put(self.app, "x", Some(axis.slug()));
        }
        put(self.app, name, places.as_deref());
    }

    /// Chooses another axis: positions on the old one mean nothing on it.
    pub fn choose_axis(self, slug: &str) {
        self.show_all();
        let is_usual = [XAxis::Step, self.usual.get_untracked()].iter().all(|axis| axis.slug() == slug);
        self.app.navigator.set("x", Some(slug).filter(|_| !is_usual));
    }

    /// Begins to smooth the curves of a chart with or without a weight of its own, from what `before` has of them; tracked.
    pub fn smoother_of(
        self,
        curves: Vec<(MetricKey, Curve)>,
        own: Option<f64>,
        before: &[Curve],
    ) -> Smoother {
        let smoothed = curves.into_iter().map(|(key, curve)| {
            let how = self.smoothing_of(&key, curve.len(), own);
            (curve, how)
        });
        Smoother::of(smoothed, before)
    }

    /// Returns the smoothing of a curve of so many points in a chart with or without a weight of its own;
    /// tracked.
    pub fn smoothing_of(self, key: &MetricKey, n: usize, own: Option<f64>) -> Option<Smoothing> {
        const LONG_ENOUGH_FOR_ANY_DEFAULT: usize = usize::MAX;
        let default = default_weight(key, n);
        // Never curves that smoothing falsifies.
        let may_smooth = 0.0 < default_weight(key, LONG_ENOUGH_FOR_ANY_DEFAULT);
        let weight =
            own.or_else(|| self.weight.get()).map_or(default, |weight| if may_smooth { weight } else { 0.0 });
        let how = match self.smoothing.get() {
            1 => Smoothing::Distance,
            2 => Smoothing::Gaussian,
            _ => Smoothing::Average,
        };
        Some(how(weight))
    }

    /// Returns a chart's own range of y, kept in the link under the chart's name.
    pub fn y_range(self, chart: &str) -> Memo<Option<Range>> {
        let (navigator, name) = (self.app.navigator, y_name(chart));
        Memo::new(move |_| navigator.location().with(|place| place.query.get(&name).and_then(zoom::parse)))
    }

    /// Chooses it.
    pub fn set_y_range(self, chart: &str, range: Option<Range>) {
        let text = range.map(|range| zoom::text(zoom::rounded(range, false)));
        put(self.app, &y_name(chart), text.as_deref());
    }

    /// Returns a chart's own weight of smoothing, kept in the link under the chart's name; `None` for that of all.
    pub fn own_weight(self, chart: &str) -> Memo<Option<f64>> {
        let (navigator, name) = (self.app.navigator, weight_name(chart));
        Memo::new(move |_| navigator.location().with(|place| place.query.get(&name).and_then(parse_weight)))
    }

    /// Chooses it.
    pub fn set_own_weight(self, chart: &str, weight: Option<f64>) {
        put(self.app, &weight_name(chart), weight.map(|weight| weight.to_string()).as_deref());
    }
}

fn weight_name(chart: &str) -> String {
    format!("s.{chart}")
}

/// Returns a weight below 1, where nothing would be left of the values.
fn parse_weight(text: &str) -> Option<f64> {
    text.parse::<f64>().ok().filter(|weight| (0.0..1.0).contains(weight))
}

fn y_name(chart: &str) -> String {
    format!("y.{chart}")
}

/// Writes a setting, if that changes anything.
fn put(app: App, name: &str, value: Option<&str>) {
    let is_known = app.navigator.location().with_untracked(|place| place.query.get(name) == value);
    if !is_known {
        app.navigator.set(name, value);
    }
}
