//! The page as a person uses it: by role and name, waiting for what is to be seen.
//!
//! Nothing here sleeps for a fixed time: every wait asks the page again and again and ends with the response, or after
//! [`PATIENCE`] with a message that says what was waited for and what the page shows instead.

use std::{
    fmt::Write as _,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use fantoccini::{
    Client,
    actions::{InputSource, KeyAction, KeyActions, MouseActions, PointerAction},
    elements::{Element, ElementRef},
    error::CmdError,
    wd::WindowHandle,
};
use serde_json::{Value, json};

use super::engine::Engine;

/// Limit of every wait; generous, since test machines are slow and shared.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Between two looks.
pub const PAUSE: Duration = Duration::from_millis(40);

const FIND: &str = include_str!("find.js");

/// Keys of the WebDriver protocol.
pub const TAB: char = '\u{e004}';
pub const ENTER: char = '\u{e007}';
pub const ESCAPE: char = '\u{e00c}';

/// One tab of a browser.
#[derive(Clone)]
pub struct Page {
    pub(crate) client: Client,
    pub(crate) driver: SocketAddr,
    engine: Engine,
    downloads: PathBuf,
}

impl Page {
    pub const fn new(client: Client, driver: SocketAddr, engine: Engine, downloads: PathBuf) -> Self {
        Self { client, driver, engine, downloads }
    }

    /// Returns the browser that shows it.
    pub const fn engine(&self) -> Engine {
        self.engine
    }

    /// Returns the folder of that browser's downloads; Chromium has to be told of it.
    pub fn downloads(&self) -> &Path {
        &self.downloads
    }

    /// Loads an address and waits for the app to have taken over.
    pub async fn open(&self, url: &str) {
        // From elsewhere: going to another hash of the same page would not load it.
        self.client.goto("about:blank").await.expect("an empty page");
        self.client.goto(url).await.expect("the address loads");
        self.until("the app to start", "return document.querySelector('#app:not([data-shell])') !== null")
            .await;
    }

    /// Goes to an address, and ignores the outcome.
    pub async fn visit(&self, url: &str) {
        self.client.goto(url).await.expect("the address loads");
    }

    /// Loads the same address anew.
    pub async fn reload(&self) {
        self.client.refresh().await.expect("the address loads again");
        self.until("the app to start", "return document.querySelector('#app:not([data-shell])') !== null")
            .await;
    }

    /// Returns the present window.
    pub async fn window(&self) -> WindowHandle {
        self.client.window().await.expect("a window")
    }

    /// Opens an address in a window of its own and goes there.
    pub async fn open_window(&self, url: &str) -> WindowHandle {
        let window = self.client.new_window(false).await.expect("another window").handle;
        self.go_to_window(&window).await;
        self.open(url).await;
        window
    }

    /// Goes to another window.
    pub async fn go_to_window(&self, window: &WindowHandle) {
        self.client.switch_to_window(window.clone()).await.expect("the window is there");
    }

    /// Closes the present window; another one has to be gone to.
    pub async fn close_window(&self) {
        self.client.close_window().await.expect("the window closes");
    }

    /// Waits until something outside the page has been counted so often.
    pub async fn until_count_of(&self, count: impl Fn() -> usize, n: usize) {
        let begun = tokio::time::Instant::now();
        while count() < n {
            assert!(begun.elapsed() < 2 * PATIENCE, "waited in vain for {n}; there are {}", count());
            tokio::time::sleep(PAUSE).await;
        }
    }

    pub async fn back(&self) {
        self.client.back().await.expect("back");
    }

    /// Goes to another hash of the same page, as a typed address does: without loading it.
    pub async fn go(&self, hash: &str) {
        self.run_with("location.hash = arguments[0]", vec![json!(hash)]).await;
    }

    /// Runs a script and returns what it returns.
    pub async fn run(&self, script: &str) -> Value {
        self.run_with(script, Vec::new()).await
    }

    pub async fn run_with(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.client.execute(script, arguments).await.unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// Waits for a script to return something but null, false, 0 or "", and returns that.
    pub async fn until(&self, what: &str, script: &str) -> Value {
        self.until_with(what, script, Vec::new()).await
    }

    pub async fn until_with(&self, what: &str, script: &str, arguments: Vec<Value>) -> Value {
        self.within(PATIENCE, what, script, arguments).await
    }

    pub async fn within(&self, patience: Duration, what: &str, script: &str, arguments: Vec<Value>) -> Value {
        let begun = tokio::time::Instant::now();
        loop {
            // A page that is just being replaced has no response yet.
            let answer = self.client.execute(script, arguments.clone()).await;
            let is_there = match &answer {
                Ok(Value::Null | Value::Bool(false)) | Err(_) => false,
                Ok(Value::String(text)) => !text.is_empty(),
                Ok(Value::Number(n)) => n.as_f64() != Some(0.0),
                Ok(_) => true,
            };
            if let (true, Ok(answer)) = (is_there, answer) {
                return answer;
            }
            if patience < begun.elapsed() {
                panic!("waited in vain for {what}; the page shows:\n{}", self.text().await);
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Waits for the element of this role and name; see `find.js`.
    pub async fn find(&self, role: &str, name: &str) -> Element {
        let found = self.until_with(&format!("{role} “{name}”"), FIND, vec![json!(role), json!(name)]).await;
        self.element(&found)
    }

    /// Returns true if there is an element of this role and name now.
    pub async fn has(&self, role: &str, name: &str) -> bool {
        !self.run_with(FIND, vec![json!(role), json!(name)]).await.is_null()
    }

    /// Waits until there is no element of this role and name.
    pub async fn loses(&self, role: &str, name: &str) {
        let gone = format!("return (() => {{ {FIND} }}).apply(null, arguments) === null");
        self.until_with(&format!("{role} “{name}” to go"), &gone, vec![json!(role), json!(name)]).await;
    }

    /// From the next load on nothing is asked for by itself, and nothing again: what a click brings is the click's.
    pub async fn asks_when_told(&self) {
        self.run("localStorage.setItem('tuneboard/interval', 'off')").await;
    }

    /// Presses a button.
    pub async fn press(&self, name: &str) {
        self.click("button", name).await;
    }

    /// Follows a link.
    pub async fn follow(&self, name: &str) {
        self.click("link", name).await;
    }

    /// Clicks, and tries again while something lies above or the page is being rearranged.
    pub async fn click(&self, role: &str, name: &str) {
        let begun = tokio::time::Instant::now();
        loop {
            let element = self.find(role, name).await;
            let is_enabled = element.is_enabled().await.unwrap_or(false);
            let problem = if is_enabled {
                match self.click_on(element).await {
                    Ok(()) => return,
                    Err(error) => error.to_string(),
                }
            } else {
                "it is disabled".to_owned()
            };
            assert!(begun.elapsed() < PATIENCE, "{role} “{name}” cannot be clicked: {problem}");
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Clicks once. WebDriver does not scroll as far as the page asks for (`scroll-padding`), so bars that stick to the
    /// window's edges would lie above.
    async fn click_on(&self, element: Element) -> Result<(), CmdError> {
        let scroll = "arguments[0].scrollIntoView({ block: 'nearest', inline: 'nearest' })";
        self.client.execute(scroll, vec![json!(element)]).await?;
        element.click().await
    }

    /// Chooses a radio button, by the label that stands for it.
    pub async fn choose(&self, name: &str) {
        let find = format!(
            "const radio = (() => {{ {FIND} }}).apply(null, arguments); return radio && (radio.closest('label') || radio)"
        );
        let label =
            self.until_with(&format!("radio “{name}”"), &find, vec![json!("radio"), json!(name)]).await;
        self.click_on(self.element(&label)).await.unwrap_or_else(|error| panic!("radio “{name}”: {error}"));
    }

    /// Types into a field, in place of what is there.
    pub async fn fill(&self, label: &str, text: &str) {
        let text = if text.is_empty() { "\u{e017}" } else { text };
        let begun = tokio::time::Instant::now();
        loop {
            let field = self.find("textbox", label).await;
            let select = "arguments[0].focus(); arguments[0].select()";
            // The form may just be rearranging itself.
            let problem = match self.client.execute(select, vec![json!(field)]).await {
                Ok(_) => match field.send_keys(text).await {
                    Ok(()) => return,
                    Err(error) => error,
                },
                Err(error) => error,
            };
            assert!(begun.elapsed() < PATIENCE, "typing into “{label}”: {problem}");
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Types into an element that a script returned.
    pub async fn type_into(&self, found: &Value, text: &str) {
        self.element(found).send_keys(text).await.expect("the text is taken");
    }

    /// Chooses an option of a list by its text.
    pub async fn pick(&self, label: &str, option: &str) {
        let list = self.find("combobox", label).await;
        list.select_by_label(option).await.unwrap_or_else(|error| panic!("“{option}” of “{label}”: {error}"));
    }

    /// Returns a field's value.
    pub async fn value(&self, label: &str) -> String {
        let field = self.find("textbox", label).await;
        field.prop("value").await.expect("a value").unwrap_or_default()
    }

    /// Waits until the visible text contains this, letter case and spacing aside.
    pub async fn sees(&self, text: &str) {
        let script = "const even = (text) => text.replace(/\\s+/g, ' ').toLowerCase(); \
                      return even(document.body.innerText).includes(even(arguments[0]))";
        self.until_with(&format!("the text “{text}”"), script, vec![json!(text)]).await;
    }

    /// Returns true if the visible text contains `text` now.
    pub async fn shows(&self, text: &str) -> bool {
        self.text().await.to_lowercase().contains(&text.to_lowercase())
    }

    /// Returns the visible text.
    pub async fn text(&self) -> String {
        let text =
            self.run("return document.body ? document.body.innerText.replace(/\\s+/g, ' ') : ''").await;
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until the hash contains this.
    pub async fn is_at(&self, part: &str) {
        let script = "return decodeURIComponent(location.hash).includes(arguments[0])";
        self.until_with(&format!("the address to contain {part}"), script, vec![json!(part)]).await;
    }

    /// Presses and releases a key, wherever the focus is.
    pub async fn key(&self, key: char) {
        let keys = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value: key })
            .then(KeyAction::Up { value: key });
        self.client.perform_actions(keys).await.expect("a key press");
    }

    /// Moves the pointer to a corner where nothing follows it.
    pub async fn rest_pointer(&self) {
        let away = MouseActions::new("mouse".to_owned()).then(PointerAction::MoveTo {
            duration: None,
            x: 1.0,
            y: 1.0,
        });
        self.client.perform_actions(away).await.expect("the pointer moves");
    }

    fn element(&self, found: &Value) -> Element {
        let id = found.as_object().and_then(|found| found.values().next()).and_then(Value::as_str);
        let id = id.unwrap_or_else(|| panic!("{found} is no element"));
        Element::from_element_id(self.client.clone(), ElementRef::from(id.to_owned()))
    }

    /// Leaves behind what can tell why a test failed.
    pub async fn leave_evidence(&self, folder: &Path, name: &str) {
        let page =
            self.client.execute("return `${location.href}\n${document.body.innerText}`", Vec::new()).await;
        let mut text =
            page.map_or_else(|error| error.to_string(), |page| page.as_str().unwrap_or_default().to_owned());
        // A browser that is gone says nothing.
        let has_console = self.engine == Engine::Chromium && !text.is_empty();
        let console = if has_console { self.console().await } else { Vec::new() };
        for line in console {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{line}");
        }
        drop(std::fs::create_dir_all(folder));
        drop(std::fs::write(folder.join(format!("{name}.txt")), &text));
        if let Ok(picture) = self.client.screenshot().await {
            drop(std::fs::write(folder.join(format!("{name}.png")), picture));
        }
        eprintln!("{name}: see {}", folder.join(name).display());
    }

    pub async fn close(self) {
        // Fails only if the browser is gone already.
        drop(self.client.close().await);
    }
}
