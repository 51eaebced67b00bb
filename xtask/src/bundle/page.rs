//! `index.html` as Trunk wrote it, and the same page with one style sheet and with the program in parts.
//!
//! Lines to be replaced are found by their first words. A page without one is an error: Trunk then writes it differently.

use crate::{
    bundle::packs::Early,
    problem::{Outcome, Problem},
};

const STYLE: &str = "<link rel=\"stylesheet\"";
/// The only script that is linked to; the program has none of its own but the one that Trunk writes.
const LINKED_SCRIPT: &str = "<script src=\"";
const SCRIPT: &str = "<script type=\"module\">";
const SCRIPT_END: &str = "</script>";
const MODULE: &str = "<link rel=\"modulepreload\"";
const PRELOAD: &str = "<link rel=\"preload\"";

/// A tag that was cut out of a page.
struct Taken {
    /// Position of the tag.
    at: usize,
    tag: String,
}

impl Taken {
    /// Returns the target of the tag's link: the folder, `./` or the public URL, and the name of the file in
    /// it.
    fn link(&self) -> Outcome<(&str, &str)> {
        let href = self.tag.split_once("href=\"").and_then(|(_, rest)| rest.split_once('"'));
        href.and_then(|(href, _)| Some(href.split_at(href.rfind('/')? + 1)))
            .ok_or_else(|| Problem::new(format!("index.html has a link to nowhere: {}", self.tag)))
    }
}

/// Returns the names of its style sheets, in their order.
///
/// # Errors
/// When there are none.
pub fn styles(page: &str) -> Outcome<Vec<String>> {
    let mut page = page.to_owned();
    let mut files = vec![take(&mut page, STYLE, ">")?.link()?.1.to_owned()];
    while page.contains(STYLE) {
        files.push(take(&mut page, STYLE, ">")?.link()?.1.to_owned());
    }
    Ok(files)
}

/// Returns the page with the style sheet `first` instead of all others, and with `later`, which nothing waits for: it is
/// for no medium until `style/theme.js` sees it arrive.
///
/// # Errors
/// When there are none.
pub fn with_styles(page: &str, first: &str, later: &str) -> Outcome<String> {
    let mut page = page.to_owned();
    let taken = take(&mut page, STYLE, ">")?;
    while page.contains(STYLE) {
        take(&mut page, STYLE, ">")?;
    }
    let (base, _) = taken.link()?;
    let lines = [
        format!("\n    {STYLE} href=\"{base}{first}\" />"),
        format!("\n    {STYLE} href=\"{base}{later}\" media=\"not all\" data-later />"),
    ];
    page.insert_str(taken.at, &lines.concat());
    Ok(page)
}

/// Returns the page with its first script, `style/theme.js`, in its own text, and the name of that script's file. `read`
/// gives the text for the name.
///
/// # Errors
/// When the page links to no such script, or the script could not stand in a page.
pub fn with_first_script(
    page: &str,
    read: impl FnOnce(&str) -> Outcome<String>,
) -> Outcome<(String, String)> {
    let mut page = page.to_owned();
    let taken = take(&mut page, LINKED_SCRIPT, SCRIPT_END)?;
    let src = taken.tag.split_once("src=\"").and_then(|(_, rest)| rest.split_once('"'));
    let src = src.map(|(src, _)| src.rsplit('/').next().unwrap_or(src));
    let name = src.ok_or_else(|| Problem::new(format!("A script without a file: {}", taken.tag)))?;
    let script = read(name)?;
    if script.contains("</script") || script.contains("<!--") || script.contains('\r') {
        return Err(Problem::new("style/theme.js holds text that ends a script within a page."));
    }
    page.insert_str(taken.at, &format!("\n<script>{script}</script>"));
    Ok((page, script))
}

/// The names of the files that hold the program: script, wasm.
///
/// # Errors
/// When the page does not link to them.
pub fn program(page: &str) -> Outcome<[String; 2]> {
    let mut page = page.to_owned();
    let script = take(&mut page, MODULE, ">")?.link()?.1.to_owned();
    let wasm = take(&mut page, PRELOAD, ">")?.link()?.1.to_owned();
    Ok([script, wasm])
}

/// Returns the page that starts the program in `folder`, without a script of its own. `style/theme.js` asks for the files of the
/// `early` parts where they will be needed.
///
/// # Errors
/// When the page does not start a program.
pub fn with_program(page: &str, folder: &str, early: &Early) -> Outcome<String> {
    let mut page = page.to_owned();
    let module = take(&mut page, MODULE, ">")?;
    take(&mut page, PRELOAD, ">")?;
    let script = take(&mut page, SCRIPT, SCRIPT_END)?;
    let (base, _) = module.link()?;
    // Asked for as the script asks for it, or else it would be fetched twice.
    let lines = [
        format!("<link rel=\"modulepreload\" href=\"{base}{folder}/tuneboard.js\" />"),
        format!("<link rel=\"modulepreload\" href=\"{base}{folder}/parts.js\" />"),
        format!(
            "<link rel=\"preload\" href=\"{base}{folder}/tuneboard_bg.wasm\" as=\"fetch\" type=\"application/wasm\" \
             crossorigin />"
        ),
        format!("<script type=\"module\" src=\"{base}{folder}/start.js\"></script>"),
    ];
    page.insert_str(script.at, &lines.map(|line| format!("\n    {line}")).concat());
    // Before the script that reads it.
    let at = page.find(LINKED_SCRIPT).ok_or_else(|| missing(LINKED_SCRIPT, SCRIPT_END))?;
    let metas = early.iter().map(|(part, files)| {
        format!("<meta name=\"{part}\" content=\"{base}{folder}/ {}\" />\n    ", files.join(" "))
    });
    page.insert_str(at, &metas.collect::<String>());
    Ok(page)
}

/// Cuts the first piece that begins and ends so out of the page, with the blanks before it.
fn take(page: &mut String, begin: &str, end: &str) -> Outcome<Taken> {
    let missing = || missing(begin, end);
    let from = page.find(begin).ok_or_else(missing)?;
    let len = page[from..].find(end).ok_or_else(missing)? + end.len();
    let tag = page[from..from + len].to_owned();
    let at = page[..from].trim_end().len();
    page.replace_range(at..from + len, "");
    Ok(Taken { at, tag })
}

fn missing(begin: &str, end: &str) -> Problem {
    Problem::new(format!(
        "index.html, as Trunk wrote it, holds no `{begin}…{end}`; `xtask/src/bundle/page.rs` has to learn its new form."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<head>
    <script src="./theme-1.js" integrity="sha384-a"></script>
    <link rel="stylesheet" href="./tokens-1.css" integrity="sha384-b"/>
    <link rel="stylesheet" href="./base-2.css" integrity="sha384-c"/>

<script type="module">
import init, * as bindings from './tuneboard-3.js';
const wasm = await init({ module_or_path: './tuneboard-3_bg.wasm' });
</script>
  <link rel="modulepreload" href="./tuneboard-3.js" crossorigin="anonymous" integrity="sha384-d"><link rel="preload" href="./tuneboard-3_bg.wasm" crossorigin="anonymous" integrity="sha384-e" as="fetch" type="application/wasm"></head>
"#;

    fn early() -> Early {
        let files = |files: &[&str]| files.iter().map(|file| (*file).to_owned()).collect();
        vec![
            ("demo".to_owned(), files(&["a.pack"])),
            ("job".to_owned(), files(&["split_job.wasm", "b.pack"])),
        ]
    }

    #[test]
    fn the_style_sheets_become_two_in_the_place_of_the_first() {
        assert_eq!(styles(PAGE), Ok(vec!["tokens-1.css".to_owned(), "base-2.css".to_owned()]));
        let page = with_styles(PAGE, "style-9.css", "later-7.css").unwrap();
        let head = r#"<head>
    <script src="./theme-1.js" integrity="sha384-a"></script>
    <link rel="stylesheet" href="./style-9.css" />
    <link rel="stylesheet" href="./later-7.css" media="not all" data-later />

<script type="module">
"#;
        assert!(page.starts_with(head), "{page}");
        assert_eq!(styles(&page), Ok(vec!["style-9.css".to_owned(), "later-7.css".to_owned()]));
    }

    #[test]
    fn the_first_script_stands_in_the_page() {
        let source = |name: &str| Ok(format!("run(\"{name}\");"));
        let (page, script) = with_first_script(PAGE, source).unwrap();
        assert_eq!(script, "run(\"theme-1.js\");");
        assert!(page.starts_with(&format!("<head>\n<script>{script}</script>\n    <link ")), "{page}");
        assert!(with_first_script(PAGE, |_| Ok("'</script>'".to_owned())).is_err());
        assert!(with_first_script(&PAGE.replace("script src", "script x"), source).is_err());
    }

    #[test]
    fn the_program_starts_from_its_folder_and_no_script_is_left_in_the_page() {
        assert_eq!(program(PAGE), Ok(["tuneboard-3.js".to_owned(), "tuneboard-3_bg.wasm".to_owned()]));
        let page = with_program(&with_styles(PAGE, "style-9.css", "later-7.css").unwrap(), "app-8", &early())
            .unwrap();
        let expected = r#"<head>
    <meta name="demo" content="./app-8/ a.pack" />
    <meta name="job" content="./app-8/ split_job.wasm b.pack" />
    <script src="./theme-1.js" integrity="sha384-a"></script>
    <link rel="stylesheet" href="./style-9.css" />
    <link rel="stylesheet" href="./later-7.css" media="not all" data-later />
    <link rel="modulepreload" href="./app-8/tuneboard.js" />
    <link rel="modulepreload" href="./app-8/parts.js" />
    <link rel="preload" href="./app-8/tuneboard_bg.wasm" as="fetch" type="application/wasm" crossorigin />
    <script type="module" src="./app-8/start.js"></script></head>
"#;
        assert_eq!(page, expected);
    }

    #[test]
    fn links_keep_the_public_url() {
        let page = PAGE.replace("\"./", "\"/team/tune/");
        let page =
            with_program(&with_styles(&page, "style-9.css", "later-7.css").unwrap(), "app-8", &early())
                .unwrap();
        for link in [
            "/team/tune/style-9.css",
            "/team/tune/later-7.css",
            "/team/tune/app-8/parts.js",
            "/team/tune/app-8/ a.pack",
            "/team/tune/app-8/start.js",
        ] {
            assert!(page.contains(&format!("\"{link}\"")), "{page}");
        }
    }

    #[test]
    fn a_page_that_trunk_writes_differently_is_refused() {
        for words in [STYLE, LINKED_SCRIPT, SCRIPT, MODULE, PRELOAD] {
            let page = PAGE.replace(words, "<other");
            let outcome = with_styles(&page, "style-9.css", "later-7.css")
                .and_then(|page| with_program(&page, "app-8", &early()));
            assert!(outcome.is_err(), "{words}");
        }
        let nowhere = PAGE.replace("href=", "src=");
        assert!(styles(&nowhere).is_err() && program(&nowhere).is_err());
    }
}
