//! Markup that is copied and written place by place.

use std::borrow::Cow;

use tuneboard::browser::row_template::{RowInstance, RowTemplate};
use tuneboard_core::listing::Target;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::run;

const PLACES: [(&str, Target); 4] = [
    ("", Target::Attribute("data-a")),
    ("b", Target::Text),
    ("b", Target::Attribute("title")),
    ("i", Target::Property("--share")),
];

fn copy() -> RowInstance {
    let original =
        run("const row = document.createElement('p'); row.innerHTML = '<b></b><i></i>'; return row");
    let template = RowTemplate::new(wasm_bindgen::JsCast::unchecked_into(original), PLACES);
    template.expect("all places are there").instantiate().expect("a copy")
}

fn write(instance: &mut RowInstance, values: [Option<&str>; 4]) -> String {
    instance.write(values.map(|value| value.map(Cow::Borrowed)));
    instance.root().outer_html()
}

#[wasm_bindgen_test]
fn values_go_to_their_places_and_nowhere_when_there_are_none() {
    let mut instance = copy();
    let html = write(&mut instance, [Some("1"), Some("<x> & y"), Some("t"), Some("40%")]);
    assert_eq!(
        html,
        "<p data-a=\"1\"><b title=\"t\">&lt;x&gt; &amp; y</b><i style=\"--share: 40%;\"></i></p>"
    );
    let html = write(&mut instance, [None, None, None, None]);
    assert_eq!(html, "<p><b hidden=\"\"></b><i style=\"\"></i></p>");
    let html = write(&mut instance, [None, Some("z"), None, None]);
    assert_eq!(html, "<p><b>z</b><i style=\"\"></i></p>");
}

#[wasm_bindgen_test]
fn what_stands_there_already_is_not_written_again() {
    let mut instance = copy();
    let values = [Some("1"), Some("a"), None, None];
    write(&mut instance, values);
    // A change by other code stays as long as the value does.
    let b = instance.root().query_selector("b").ok().flatten();
    b.expect("the place").set_text_content(Some("other"));
    assert!(write(&mut instance, values).contains("<b>other</b>"));
    assert!(write(&mut instance, [Some("1"), Some("b"), None, None]).contains("<b>b</b>"));
}

#[wasm_bindgen_test]
fn a_place_that_is_not_there_gives_no_copy() {
    let original = run("return document.createElement('p')");
    assert!(RowTemplate::new(wasm_bindgen::JsCast::unchecked_into(original), PLACES).is_none());
}

#[wasm_bindgen_test]
fn what_is_hidden_comes_with_the_first_thing_written_in_it() {
    const PARTS: [(&str, Target); 6] = [
        ("b", Target::Text),
        ("small", Target::Text),
        (".line", Target::Attribute("hidden")),
        ("u", Target::Text),
        ("i", Target::Text),
        ("s", Target::Text),
    ];
    let whole = run("const row = document.createElement('p'); \
         row.innerHTML = '<span><b></b><small hidden></small></span><span><em class=line hidden><u hidden></u></em><i></i></span><s hidden></s>'; \
         return row");
    let template =
        RowTemplate::new(wasm_bindgen::JsCast::unchecked_into(whole), PARTS).expect("all places are there");
    let copy = || template.instantiate().expect("a copy");
    let write = |instance: &mut RowInstance, values: [Option<&str>; 6]| {
        instance.write(values.map(|value| value.map(Cow::Borrowed)));
        instance.root().outer_html()
    };
    let mut instance = copy();
    // A child of the whole is kept.
    let without = "<p><span><b>a</b></span><span><i>c</i></span><s hidden=\"\"></s></p>";
    assert_eq!(write(&mut instance, [Some("a"), None, Some(""), None, Some("c"), None]), without);
    let with = "<p><span><b>a</b><small>x</small></span><span><em class=\"line\"><u>y</u></em><i>c</i></span><s>z</s></p>";
    assert_eq!(write(&mut instance, [Some("a"), Some("x"), None, Some("y"), Some("c"), Some("z")]), with);
    let again = "<p><span><b>a</b><small hidden=\"\"></small></span><span><em class=\"line\" hidden=\"\"><u>y</u></em>\
                 <i>c</i></span><s hidden=\"\"></s></p>";
    assert_eq!(write(&mut instance, [Some("a"), None, Some(""), Some("y"), Some("c"), None]), again);
    // One has nothing of another.
    assert_eq!(write(&mut copy(), [Some("a"), None, Some(""), None, Some("c"), None]), without);
}

#[wasm_bindgen_test]
fn the_last_places_can_wait() {
    let mut instance = copy();
    instance.write([Some(Cow::Borrowed("1")), Some(Cow::Borrowed("a"))]);
    assert_eq!(instance.root().outer_html(), "<p data-a=\"1\"><b>a</b><i></i></p>");
    let html = write(&mut instance, [Some("1"), Some("a"), Some("t"), Some("1%")]);
    assert_eq!(html, "<p data-a=\"1\"><b title=\"t\">a</b><i style=\"--share: 1%;\"></i></p>");
}
