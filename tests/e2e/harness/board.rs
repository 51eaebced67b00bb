//! Actions of users of Tuneboard, in terms of its words: connect, look for a job, read a chart.

use serde_json::{Value, json};
use tuneboard_core::model::Provider;

use super::{page::Page, service::Service, site::Site};

/// A key that every service accepts and that no page ever shows.
pub const KEY: &str = "sk-e2e-5ecr3t-0123456789";

/// Lets go of a file of three megabytes above the field for training files. It is the same file each time.
pub const DROP: &str = "const data = new DataTransfer(); \
    data.items.add(new File(['{\"text\": \"a line\"}\\n'.repeat(150000)], 'mine.jsonl', { lastModified: 7 })); \
    document.querySelector('.file-field').dispatchEvent( \
        new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }))";

impl Page {
    /// Fills in the form of a new connection and sends it.
    pub async fn connect(&self, provider: Provider, base_url: &str, label: &str, key: &str, keeping: &str) {
        let service = provider.generations()[0];
        self.choose(service.label()).await;
        if provider != service {
            self.choose(provider.version()).await;
        }
        self.fill("Label", label).await;
        self.fill("Base URL", base_url).await;
        self.fill("API key", key).await;
        self.pick("Keep the key", keeping).await;
        self.try_and_save().await;
    }

    /// Presses the button of the form for a new connection, which names a host that gets a key for the first time.
    pub async fn try_and_save(&self) {
        let button = "return document.querySelector('form[aria-label=\"Connect a provider\"] [type=submit]').textContent.trim()";
        let name = self.run(button).await;
        self.press(name.as_str().expect("the form is there")).await;
    }

    /// Opens the page with one connection that works, named `lab`, its key kept in the tab.
    pub async fn open_connected(&self, site: &Site, service: &Service, provider: Provider) {
        self.open(&format!("{}#/connections", site.url())).await;
        self.connect(provider, &service.base_url(provider), "lab", KEY, "In this tab").await;
        self.sees("Connected.").await;
        self.go("#/jobs").await;
        self.has_rows().await;
    }

    /// Waits for the table to have rows.
    pub async fn has_rows(&self) {
        self.until(
            "rows in the table",
            "return document.querySelectorAll('[role=row] a.name[href^=\"#/jobs/\"]').length",
        )
        .await;
    }

    /// Returns the names of all rows, from top to bottom, once they are in the page: those out of sight come later. For
    /// lists that are not much longer than the window.
    pub async fn rows(&self) -> Vec<String> {
        let n = "document.querySelector('[role=table]')?.getAttribute('aria-rowcount') - 1";
        self.names("all rows of the table", &format!("0 < names.length && names.length === {n}")).await
    }

    /// Returns the name of the topmost row that is in the page.
    pub async fn first_row(&self) -> String {
        self.names("a row", "0 < names.length").await.swap_remove(0)
    }

    /// Returns the names of the rows in the page, from top to bottom, as soon as that is so.
    async fn names(&self, what: &str, is_so: &str) -> Vec<String> {
        let script = format!(
            "const names = [...document.querySelectorAll('[role=table] [role=row] a.name[href^=\"#/jobs/\"]')] \
                 .map((link) => [link.getBoundingClientRect().top, link.textContent.trim()]) \
                 .sort((a, b) => a[0] - b[0]).map((row) => row[1]); \
             return {is_so} && names"
        );
        let names = self.until(what, &script).await;
        names.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    }

    /// Returns the number on a status chip.
    pub async fn chip(&self, status: &str) -> u64 {
        let chip = self.find("button", &format!("{status}*")).await;
        let text = chip.text().await.expect("a chip's text");
        text.chars().filter(char::is_ascii_digit).collect::<String>().parse().expect("a count")
    }

    /// Waits until a chart has more than so many points, and returns how many.
    pub async fn grows_beyond(&self, chart: &str, n: u64) -> u64 {
        let script = format!(
            "const n = (() => {{ {POINTS} }}).apply(null, arguments); return n > arguments[1] ? n : 0"
        );
        let what = format!("{chart} to have more than {n} points");
        self.until_with(&what, &script, vec![json!(chart), json!(n)]).await.as_u64().unwrap_or(0)
    }

    /// Waits until a chart's canvas has something painted on it.
    pub async fn is_painted(&self, chart: &str) {
        let script = "const section = document.querySelector(`section[aria-label=\"${arguments[0]}\"]`); \
                      if (section && innerHeight < section.getBoundingClientRect().bottom) section.scrollIntoView(); \
                      const canvas = section && section.querySelector('.plot-lines'); \
                      if (!canvas || canvas.width === 0) return 0; \
                      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height); \
                      let painted = 0; \
                      for (let i = 3; i < data.length; i += 4) if (data[i] > 0) painted += 1; \
                      return painted > canvas.width";
        self.until_with(&format!("{chart} to be painted"), script, vec![json!(chart)]).await;
    }

    /// Returns the rows of a chart's table twin, oldest first, each cell as it is shown. Only of tables that are small
    /// enough to be in the page as a whole.
    pub async fn twin(&self, chart: &str) -> Vec<Vec<String>> {
        let script = "const table = document.querySelector(`section[aria-label=\"${arguments[0]}\"] table`); \
                      const rows = [...table.querySelectorAll('tbody tr')]; \
                      const cells = rows.map((row) => [...row.children].map((cell) => cell.textContent.trim())); \
                      return [Number(table.getAttribute('aria-rowcount')), cells.reverse()]";
        let table = self.run_with(script, vec![json!(chart)]).await;
        let (n_rows, rows): (usize, Vec<Vec<String>>) = serde_json::from_value(table).expect("rows of cells");
        assert_eq!(n_rows, rows.len() + 1, "every row and the headings");
        rows
    }

    /// Waits until the open job is in this state, by the tab's title and by the head of its page.
    pub async fn becomes(&self, status: &str) {
        let script = "const head = document.querySelector('h1')?.parentElement.textContent || ''; \
                      return document.title.includes(` · ${arguments[0]} `) && head.includes(arguments[0])";
        let patience = std::time::Duration::from_secs(60);
        self.within(patience, &format!("the job to be {status}"), script, vec![json!(status)]).await;
    }
}

/// Points a chart says it has; argument: its title.
const POINTS: &str = "const section = document.querySelector(`section[aria-label=\"${arguments[0]}\"]`); \
    const image = section && section.querySelector('[role=img]'); \
    const counts = image ? [...image.getAttribute('aria-label').matchAll(/([\\d,]+) points?/g)] : []; \
    return counts.reduce((sum, count) => sum + Number(count[1].replaceAll(',', '')), 0)";

/// Lets go of a file above a field for files. Arguments: which field, the file's name, its text, how often that is
/// repeated. It is the same file each time.
const DROP_ANY: &str = "const [field, name, text, times] = arguments; const data = new DataTransfer(); \
    data.items.add(new File([text.repeat(times)], name, { lastModified: 7 })); \
    document.querySelectorAll('.file-field')[field].dispatchEvent( \
        new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }))";

/// Drops a file of `times` such texts on the field for files of this number.
pub async fn drop_file(page: &Page, field: u32, name: &str, text: &str, times: u32) {
    page.run_with(DROP_ANY, vec![json!(field), json!(name), json!(text), json!(times)]).await;
}

/// Fills in what a job needs, and an evaluation file, so that there are two curves.
pub async fn fill_draft(page: &Page, provider: Provider, name: &str) {
    page.fill("Base model", provider.known_models().first().copied().unwrap_or_default()).await;
    match provider {
        Provider::Archetype => {
            page.fill("Name", name).await;
            page.fill("Training files", "valves.jsonl, pumps-a.jsonl").await;
            page.fill("Evaluation files", "valves-eval.jsonl").await;
        }
        Provider::Together => {
            page.fill("Name suffix", name).await;
            page.fill("Training file", "file-1f0a77c2").await;
            page.fill("Evaluation file", "file-2b9c0e14").await;
            page.fill("Evaluations", "4").await;
        }
        Provider::OpenAi => {
            page.fill("Name suffix", name).await;
            page.fill("Training file", "file-Ab12").await;
            page.fill("Evaluation file", "file-Ab13").await;
        }
        Provider::ArchetypeV06 => {
            page.fill("Name", name).await;
            page.fill("Training files", "normal: normal.csv, faulty: faulty.csv").await;
            page.fill("Evaluation files", "normal: normal-eval.csv").await;
        }
    }
}

/// Returns the number of jobs that the service was asked to create.
pub async fn n_created(service: &Service, provider: Provider) -> u64 {
    let path = match provider {
        Provider::Archetype => "POST /archetype/v0.5/fine-tune/jobs",
        Provider::Together => "POST /together/v1/fine-tunes",
        Provider::OpenAi => "POST /openai/v1/fine_tuning/jobs",
        Provider::ArchetypeV06 => "POST /archetype/v0.6/fine_tuning/jobs",
    };
    service.count(path).await
}

/// Returns the path of a provider's list of jobs at the simulator.
pub const fn list_path(provider: Provider) -> &'static str {
    match provider {
        Provider::Archetype => "/archetype/v0.5/fine-tune/jobs",
        Provider::Together => "/together/v1/fine-tunes",
        Provider::OpenAi => "/openai/v1/fine_tuning/jobs",
        Provider::ArchetypeV06 => "/archetype/v0.6/fine_tuning/jobs",
    }
}
