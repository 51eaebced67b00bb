//! Files that follow from the columns: `style/table-columns.css` and the skeleton's headings in `index.html`.
//!
//! Contract: both are as [`super::column_table`] says. With `UPDATE_TABLE` set the test writes them instead.

use std::{collections::BTreeSet, fmt::Write as _, fs, path::PathBuf};

use super::{
    Column,
    column_entry::{CARDS, ColumnEntry, HIDDEN, Width},
    column_table::EXPORTS,
};

/// Windows this wide have [`Width::wide`].
const WIDE: u16 = 1600;

fn wide_track(width: &Width, has_places: bool) -> &'static str {
    let own = has_places.then_some(width.with_places.wide).flatten();
    own.or(width.wide).unwrap_or_else(|| width.track(None, has_places))
}

/// Tracks of every column, for rows without and with the connection's name.
fn tracks(of: impl Fn(&Width, bool) -> &'static str) -> Vec<[&'static str; 2]> {
    Column::ALL.map(|column| [false, true].map(|has_places| of(&column.entry().width, has_places))).to_vec()
}

/// Rules that turn the tracks `before` into those `now`. `:where` keeps them equally strong, so that their order counts.
fn rules(before: &[[&'static str; 2]], now: &[[&'static str; 2]], indent: &str, css: &mut String) {
    let whose = ["", ":where(:not([data-places]))", ":where([data-places])"];
    for (n, whose) in whose.into_iter().enumerate() {
        let (mut properties, mut hidden) = (String::new(), Vec::new());
        for ((column, before), now) in Column::ALL.into_iter().zip(before).zip(now) {
            let is_same = now[0] == now[1];
            let track = now[n.saturating_sub(1)];
            let has_changed = if is_same { before != now } else { n > 0 && before[n - 1] != track };
            if has_changed && is_same == (n == 0) {
                writeln!(properties, "{indent}  --track-{}: {track};", column.slug()).unwrap();
                if track == HIDDEN {
                    hidden.push(format!(".jobs-table{whose} [data-column=\"{}\"]", column.slug()));
                }
            }
        }
        if !properties.is_empty() {
            writeln!(css, "{indent}.jobs-table{whose} {{\n{properties}{indent}}}").unwrap();
        }
        if !hidden.is_empty() {
            let selectors = hidden.join(&format!(",\n{indent}"));
            writeln!(css, "{indent}{selectors} {{\n{indent}  display: none;\n{indent}}}").unwrap();
        }
    }
}

fn style_sheet() -> String {
    let mut css = "/* Widths of the job table's columns. Written from src/core/listing/column_table.rs by the test listing::layout. */\n\
                   @layer components {\n  .jobs-table .tr {\n    grid-template-columns:\n      34px\n      var(\n        --tracks,\n"
        .to_owned();
    for column in Column::ALL {
        writeln!(css, "        var(--track-{},)", column.slug()).unwrap();
    }
    css += "      );\n  }\n\n";
    css += &strokes();
    let usual = tracks(|width, has_places| width.track(None, has_places));
    rules(&vec![[""; 2]; usual.len()], &usual, "  ", &mut css);
    writeln!(css, "\n  @media (width >= {WIDE}px) {{").unwrap();
    rules(&usual, &tracks(wide_track), "    ", &mut css);
    css += "  }\n";
    let limits = |column: Column| {
        let Width { below, with_places, .. } = &column.entry().width;
        below.iter().chain(with_places.below).map(|(limit, _)| *limit)
    };
    let limits: BTreeSet<u16> = Column::ALL.into_iter().flat_map(limits).collect();
    let mut before = usual;
    for limit in limits.into_iter().rev() {
        let now = tracks(|width, has_places| width.track(Some(limit), has_places));
        writeln!(css, "\n  @media ({CARDS}px <= width < {limit}px) {{").unwrap();
        rules(&before, &now, "    ", &mut css);
        css += "  }\n";
        before = now;
    }
    let off_card = Column::ALL.into_iter().filter(|column| !column.entry().width.is_on_card);
    let off_card: Vec<_> =
        off_card.map(|column| format!("    .jobs-table [data-column=\"{}\"]", column.slug())).collect();
    writeln!(
        css,
        "\n  @media (width < {CARDS}px) {{\n{} {{\n      display: none;\n    }}\n  }}\n}}",
        off_card.join(",\n")
    )
    .unwrap();
    css
}

/// Grey strokes in place of the rows' texts: status and name from the start, columns of fixed width from the end. A column
/// that is left out takes no room.
fn strokes() -> String {
    let is_fixed =
        |column: &Column| column.entry().width.usual.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let n_others = Column::ALL.len() - Column::ALL.iter().rev().take_while(|column| is_fixed(column)).count();
    let mut stops =
        "transparent 0 34px,\n        var(--text-1) 0 118px,\n        transparent 0 192px,\n        \
                     var(--text-1) 0 324px"
            .to_owned();
    for n in n_others..Column::ALL.len() {
        let room = |column: &Column| format!(" - var(--track-{}, 0px)", column.slug());
        let after: String = Column::ALL[n..].iter().map(room).collect();
        let start = format!("100% + 24px{after}");
        let own = format!("0.6 * var(--track-{}, 0px)", Column::ALL[n].slug());
        write!(
            stops,
            ",\n        transparent 0 calc({start}),\n        var(--text-1) 0 calc({start} + {own})"
        )
        .unwrap();
    }
    format!(
        "  .jobs-table .shell-rows::before {{\n    mask: linear-gradient(\n        90deg,\n        {stops},\n        transparent 0\n      );\n  }}\n\n"
    )
}

/// `index.html` with these headings in its skeleton.
fn skeleton(page: &str) -> String {
    const HEAD: &str = "<div class=\"tr head\">\n";
    const INDENT: &str = "              ";
    let (before, rest) = page.split_once(HEAD).expect("the skeleton's head");
    let (_, after) = rest.split_once("            </div>").expect("the end of the skeleton's head");
    let mut heads = format!("{INDENT}<span class=\"td\" data-column=\"select\"></span>\n");
    for column in Column::ALL {
        let ColumnEntry { slug, label, .. } = column.entry();
        let class = if column.is_number() { "td num" } else { "td" };
        writeln!(heads, "{INDENT}<span class=\"{class}\" data-column=\"{slug}\">{label}</span>").unwrap();
    }
    format!("{before}{HEAD}{heads}            </div>{after}")
}

#[test]
fn style_sheet_and_skeleton_follow_from_the_columns() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let (sheet, page) = (root.join("style/table-columns.css"), root.join("index.html"));
    let is_page = fs::read_to_string(&page).unwrap();
    for (path, expected) in [(sheet, style_sheet()), (page, skeleton(&is_page))] {
        if std::env::var_os("UPDATE_TABLE").is_some() {
            fs::write(&path, expected).unwrap();
        } else {
            let is = fs::read_to_string(&path).unwrap_or_default();
            assert!(is == expected, "{} is out of date: run this test with UPDATE_TABLE=1", path.display());
        }
    }
}

#[test]
fn slugs_and_names_in_files_are_unique() {
    let slugs: BTreeSet<_> = Column::ALL.map(Column::slug).into();
    assert_eq!(slugs.len(), Column::ALL.len());
    // What is written into files is that of the columns, in their order.
    assert!(EXPORTS.iter().map(|(slug, _)| *slug).eq(Column::ALL.map(Column::slug)));
    let names: Vec<_> =
        Column::ALL.into_iter().flat_map(|column| column.exports()).map(|export| export.name).collect();
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
}

#[test]
fn a_column_that_is_left_out_stays_out_in_narrower_windows() {
    for column in Column::ALL {
        let Width { below, with_places, .. } = &column.entry().width;
        for list in [*below, with_places.below] {
            assert!(list.is_sorted_by(|a, b| a.0 > b.0), "{}: the widest first", column.slug());
            let first = list.iter().position(|(_, track)| *track == HIDDEN);
            assert!(first.is_none_or(|first| first + 1 == list.len()), "{}", column.slug());
        }
    }
}

#[test]
fn room_for_a_column_is_as_the_style_sheet_says() {
    for (slug, window_px, has_places, expected) in [
        ("eval", 1840, false, true),
        ("eval", 1839, false, false),
        ("eval", 639, false, false),
        ("name", 360, true, true),
        ("provider", 1179, false, false),
        ("provider", 1179, true, true),
        ("model", 1179, true, false),
        ("model", 1179, false, true),
        ("left", 640, false, false),
        ("left", 600, false, true),
        ("status", u16::MAX, true, true),
    ] {
        let column = Column::from_slug(slug).unwrap();
        assert_eq!(column.has_room(window_px, has_places), expected, "{slug} {window_px} {has_places}");
    }
}
