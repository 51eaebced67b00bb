//! One row of the job table: markup that is made once, copied per row in view, and written where it changed.

use std::{borrow::Cow, sync::Arc};

use leptos::prelude::*;

use crate::{
    browser::stencil::Write::{self, Attribute, Property, Text},
    components::{Icon, IconName},
};
use tuneboard_core::listing::RowText;

/// The row's markup, empty, what most rows have not being hidden: they are copied without; [`PLACES`] says what is written where.
#[component]
pub fn JobRowMarkup() -> impl IntoView {
    view! {
        <div class="tr" role="row">
            <div class="td" role="cell" data-column="select">
                <span class="check" role="checkbox" tabindex="-1"></span>
            </div>
            <div class="td" role="cell" data-column="status">
                <span class="status">
                    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
                        <path></path>
                    </svg>
                    <span class="word"></span>
                    <small class="raw" hidden=""></small>
                </span>
            </div>
            <div class="td" role="cell" data-column="name">
                <a class="name"></a>
                <span class="id"></span>
                <span class="stale-age" hidden="">
                    <Icon name=IconName::Clock />
                    <span hidden=""></span>
                </span>
            </div>
            <div class="td text" role="cell" data-column="provider"></div>
            <div class="td text" role="cell" data-column="model"></div>
            <div class="td" role="cell" data-column="progress">
                <div class="bar">
                    <i aria-hidden="true"></i>
                    <span></span>
                </div>
            </div>
            <div class="td" role="cell" data-column="loss">
                <svg class="spark" viewBox="0 0 60 18" aria-hidden="true" hidden="">
                    <path></path>
                </svg>
                <span></span>
            </div>
            <div class="td text" role="cell" data-column="created">
                <time></time>
            </div>
            <div class="td text num" role="cell" data-column="took"></div>
        </div>
    }
}

/// What a row says.
pub struct Row {
    /// The job's words.
    pub text: RowText,
    /// It is selected.
    pub is_selected: bool,
    /// Place in the whole list, from 0.
    pub index: usize,
    /// Link to the job.
    pub href: String,
    /// Name of its connection.
    pub connection: Option<String>,
    /// The loss line, as SVG path data.
    pub line: Arc<str>,
}

/// What of a row is written at a place.
pub type Value = for<'a> fn(&'a Row) -> Option<Cow<'a, str>>;

/// Number of places that are seen, tell how something looks, or are what keys go by: those that come first.
pub const N_SEEN: usize = 27;

/// Where in the markup what is written.
pub const PLACES: [(&str, Write, Value); 36] = [
    ("", Property("translate"), |row| Some(format!("0 calc({} * var(--row-height))", row.index).into())),
    ("", Attribute("data-stale"), |row| mark(row.text.stale.is_some())),
    ("", Attribute("data-selected"), |row| mark(row.is_selected)),
    (".check", Attribute("aria-checked"), |row| said(if row.is_selected { "true" } else { "false" })),
    (".status", Attribute("data-class"), |row| said(row.text.class.slug())),
    (".status .icon", Attribute("class"), |row| said(IconName::of_status(row.text.class).class())),
    (".status path", Attribute("d"), |row| said(IconName::of_status(row.text.class).path())),
    (".status .word", Text, |row| said(row.text.class.label())),
    (".status .raw", Text, |row| maybe(&row.text.status_detail)),
    (".name", Text, |row| said(&row.text.name)),
    (".name", Attribute("href"), |row| said(&row.href)),
    (".id", Text, |row| maybe(&row.text.id)),
    (".stale-age", Attribute("hidden"), |row| mark(row.text.stale.is_none())),
    (".stale-age span", Text, |row| maybe(&row.text.stale)),
    ("[data-column=provider]", Text, |row| said(&row.text.place)),
    ("[data-column=model]", Text, |row| said(&row.text.model)),
    (".bar", Attribute("data-class"), |row| said(row.text.class.slug())),
    (".bar i", Attribute("hidden"), |row| mark(!row.text.has_bar)),
    (".bar i", Property("--share"), |row| maybe(&row.text.share)),
    (".bar span", Text, |row| said(&row.text.progress)),
    (".spark", Attribute("hidden"), |row| mark(row.line.is_empty())),
    (".spark path", Attribute("d"), |row| Some(&*row.line).filter(|line| !line.is_empty()).map(Into::into)),
    ("[data-column=loss] span", Text, |row| said(&row.text.loss)),
    ("[data-column=loss] span", Attribute("data-words"), |row| mark(!row.text.has_loss)),
    ("time", Text, |row| said(&row.text.created)),
    ("[data-column=took]", Text, |row| said(&row.text.took)),
    // Keys find their row by it, from the first moment on. The heading is row 1.
    ("", Attribute("aria-rowindex"), |row| Some((row.index + 2).to_string().into())),
    // What readers, pointers at rest and programs ask for.
    (".check", Attribute("aria-label"), |row| Some(format!("Select {}", row.text.name).into())),
    (".status", Attribute("title"), |row| said(row.text.class.meaning())),
    (".name", Attribute("title"), |row| said(&row.text.name)),
    (".id", Attribute("title"), |row| maybe(&row.text.id)),
    ("[data-column=provider]", Attribute("title"), |row| maybe(&row.connection)),
    ("[data-column=model]", Attribute("title"), |row| said(&row.text.model_full)),
    ("time", Attribute("title"), |row| maybe(&row.text.created_exact)),
    ("time", Attribute("datetime"), |row| maybe(&row.text.created_stamp)),
    ("[data-column=took]", Attribute("title"), |row| maybe(&row.text.took_basis)),
];

fn said(text: &str) -> Option<Cow<'_, str>> {
    Some(text.into())
}

fn maybe(text: &Option<String>) -> Option<Cow<'_, str>> {
    text.as_deref().map(Cow::Borrowed)
}

/// An attribute that says something by being there.
fn mark(is_there: bool) -> Option<Cow<'static, str>> {
    is_there.then_some("".into())
}
