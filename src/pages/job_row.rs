//! One row of the job table: markup that is made once, copied per row in view, and written where it changed.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    browser::stencil::{Stencil, Write},
    components::{Icon, IconName},
    listing::RowText,
};

/// The row's markup, empty; [`PLACES`] says what is written where.
#[component]
pub fn JobRowMarkup() -> impl IntoView {
    view! {
        <div class="tr" role="row">
            <div class="td" role="cell" data-column="status">
                <span class="status">
                    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
                        <path></path>
                    </svg>
                    <span class="word"></span>
                    <small class="raw"></small>
                </span>
            </div>
            <div class="td" role="cell" data-column="name">
                <a class="name"></a>
                <span class="id"></span>
                <span class="stale-age">
                    <Icon name=IconName::Clock />
                    <span></span>
                </span>
            </div>
            <div class="td" role="cell" data-column="provider">
                <span></span>
            </div>
            <div class="td" role="cell" data-column="model">
                <span></span>
            </div>
            <div class="td" role="cell" data-column="progress">
                <div class="bar">
                    <i aria-hidden="true"></i>
                    <span></span>
                </div>
            </div>
            <div class="td" role="cell" data-column="loss">
                <svg class="spark" viewBox="0 0 60 18" aria-hidden="true">
                    <path></path>
                </svg>
                <span></span>
            </div>
            <div class="td" role="cell" data-column="created">
                <time></time>
            </div>
            <div class="td num" role="cell" data-column="took">
                <span></span>
            </div>
        </div>
    }
}

/// Where [`write`] writes, in its order.
pub const PLACES: [(&str, Write); 32] = [
    ("", Write::Property("--index")),
    ("", Write::Attribute("aria-rowindex")),
    ("", Write::Attribute("data-stale")),
    (".status", Write::Attribute("data-class")),
    (".status", Write::Attribute("title")),
    (".status .icon", Write::Attribute("class")),
    (".status path", Write::Attribute("d")),
    (".status .word", Write::Text),
    (".status .raw", Write::Text),
    (".name", Write::Text),
    (".name", Write::Attribute("title")),
    (".name", Write::Attribute("href")),
    (".id", Write::Text),
    (".id", Write::Attribute("title")),
    (".stale-age", Write::Attribute("hidden")),
    (".stale-age span", Write::Text),
    ("[data-column=provider] span", Write::Text),
    ("[data-column=provider] span", Write::Attribute("title")),
    ("[data-column=model] span", Write::Text),
    ("[data-column=model] span", Write::Attribute("title")),
    (".bar", Write::Attribute("data-class")),
    (".bar i", Write::Attribute("hidden")),
    (".bar i", Write::Property("--share")),
    (".bar span", Write::Text),
    (".spark", Write::Attribute("hidden")),
    (".spark path", Write::Attribute("d")),
    ("[data-column=loss] span", Write::Text),
    ("time", Write::Text),
    ("time", Write::Attribute("title")),
    ("time", Write::Attribute("datetime")),
    ("[data-column=took] span", Write::Text),
    ("[data-column=took] span", Write::Attribute("title")),
];

/// What a row says beyond its [`RowText`].
pub struct Around {
    /// Place in the whole list, from 0.
    pub index: usize,
    /// Link to the job.
    pub href: String,
    /// Name of its connection.
    pub connection: Option<String>,
    /// The loss line, as SVG path data.
    pub line: Arc<str>,
}

/// Writes a row at its [`PLACES`], in their order.
pub fn write(stencil: &mut Stencil, text: &RowText, around: &Around) {
    let hidden_if = |is_hidden: bool| is_hidden.then_some("");
    let icon = IconName::of_status(text.class);
    let slug = text.class.slug();
    let mut pen = stencil.pen();
    pen.put(Some(&around.index.to_string()));
    // The heading is row 1.
    pen.put(Some(&(around.index + 2).to_string()));
    pen.put(text.stale.is_some().then_some(""));
    for status in [slug, text.class.meaning(), icon.class(), icon.path(), text.class.label()] {
        pen.put(Some(status));
    }
    pen.put(text.status_detail.as_deref());
    pen.put(Some(&text.name));
    pen.put(Some(&text.name));
    pen.put(Some(&around.href));
    pen.put(text.id.as_deref());
    pen.put(text.id.as_deref());
    pen.put(hidden_if(text.stale.is_none()));
    pen.put(text.stale.as_deref());
    pen.put(Some(text.provider));
    pen.put(around.connection.as_deref());
    pen.put(Some(&text.model));
    pen.put(Some(&text.model_full));
    pen.put(Some(slug));
    pen.put(hidden_if(!text.has_bar));
    pen.put(text.share.as_deref());
    pen.put(Some(&text.progress));
    pen.put(hidden_if(!text.has_loss));
    pen.put(Some(&around.line));
    pen.put(Some(&text.loss));
    pen.put(Some(&text.created));
    pen.put(text.created_exact.as_deref());
    pen.put(text.created_stamp.as_deref());
    pen.put(Some(&text.took));
    pen.put(text.took_basis.as_deref());
}
