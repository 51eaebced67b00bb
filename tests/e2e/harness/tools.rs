//! Commands of the drivers beyond fantoccini: Chromium's developer tools and console, any input, any size of window.

use serde_json::{Value, json};

use super::{engine::Engine, page::Page, wire};

impl Page {
    /// Runs `script` before any other in every page that is loaded from now on.
    pub async fn before_load(&self, script: &str) {
        self.devtools("Page.addScriptToEvaluateOnNewDocument", &json!({"source": script})).await;
    }

    /// Returns a command of the browser's developer tools.
    pub async fn devtools(&self, command: &str, params: &Value) -> Value {
        let answer = self.command("goog/cdp/execute", &json!({"cmd": command, "params": params})).await;
        answer["value"].clone()
    }

    /// The network goes, or comes back.
    pub async fn offline(&self, is_offline: bool) {
        let params = json!({
            "offline": is_offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1,
        });
        self.devtools("Network.enable", &json!({})).await;
        self.devtools("Network.emulateNetworkConditions", &params).await;
    }

    /// Returns the lines of the console since it was last read: `LEVEL text`.
    pub async fn console(&self) -> Vec<String> {
        let entries = self.command("se/log", &json!({"type": "browser"})).await;
        let entries = entries["value"].as_array().cloned().unwrap_or_default();
        let text = |entry: &Value, name: &str| entry[name].as_str().unwrap_or_default().to_owned();
        entries.iter().map(|entry| format!("{} {}", text(entry, "level"), text(entry, "message"))).collect()
    }

    /// Returns the breaches of the page's own security policy, and the errors that nobody caught, since the console
    /// was last read. Only Chromium's driver hands the console out.
    pub async fn faults(&self) -> Vec<String> {
        const WORDS: [&str; 3] = ["Content Security Policy", "requires 'Trusted", "Uncaught"];
        if self.engine() != Engine::Chromium {
            return Vec::new();
        }
        let mut lines = self.console().await;
        lines.retain(|line| WORDS.iter().any(|words| line.contains(words)));
        lines
    }

    /// Carries out actions in WebDriver's words, which know more than fantoccini's.
    ///
    /// # Errors
    /// Message of the driver about actions that cannot be carried out.
    pub async fn act(&self, sources: &Value) -> Result<(), String> {
        let session = self.client.session_id().await.ok().flatten().ok_or("no session")?;
        let path = format!("/session/{session}/actions");
        let body = json!({"actions": sources}).to_string();
        let (status, text) = wire::send(self.driver, "POST", &path, None, &body).await;
        if status == 200 { Ok(()) } else { Err(text) }
    }

    /// Runs a script that ends with a call of its last argument.
    ///
    /// # Errors
    /// When it throws, when the page is left meanwhile, or when there is no response.
    pub async fn run_async(&self, script: &str, arguments: Vec<Value>) -> Result<Value, String> {
        self.client.execute_async(script, arguments).await.map_err(|error| error.to_string())
    }

    /// Makes the window so large.
    pub async fn resize(&self, width: u64, height: u64) -> Result<(), String> {
        if self.engine() == Engine::Chromium {
            // A window of Chromium's is never narrower than 500 pixels.
            let size = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
            self.devtools("Emulation.setDeviceMetricsOverride", &size).await;
            return Ok(());
        }
        let (width, height) = (width as u32, height as u32);
        self.client.set_window_size(width, height).await.map_err(|error| error.to_string())
    }

    /// Returns a command of ChromeDriver's beyond WebDriver.
    async fn command(&self, path: &str, body: &Value) -> Value {
        let session = self.client.session_id().await.ok().flatten().expect("a session");
        wire::json(self.driver, "POST", &format!("/session/{session}/{path}"), body).await
    }
}
