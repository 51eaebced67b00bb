//! One visit: a fresh browser, a page with the demo or with services in trouble, and some hundred actions.

use std::{env, time::Duration};

use serde_json::{Value, json};
use tokio::time::Instant;
use tuneboard_core::model::Provider;
use tuneboard_simulator::{Options, Simulator};

use super::{
    action::Action,
    choice::Choice,
    hands::{self, Target},
    watch::{Finding, Kind, Report, is_of_the_network, judge},
};
use crate::harness::{
    axe,
    board::KEY,
    driver::Driver,
    engine::Engine,
    page::{PAUSE, Page},
    service::{Service, quiet},
    site::Site,
};

const RECORDER: &str = include_str!("recorder.js");
const LOOK: &str = include_str!("look.js");

/// Actions of a visit; then another one begins, with a fresh browser.
pub const N_ACTIONS: u64 = 250;

/// Between two looks of axe's.
const AXE_EVERY: u64 = 25;

/// Number of the last actions that a report tells.
const N_TOLD: usize = 20;

/// Result of a visit.
#[derive(Debug, Default)]
pub struct Visited {
    pub n_actions: u64,
    /// Actions that the driver could not carry out.
    pub n_refused: u64,
    pub reports: Vec<Report>,
}

/// Page, services and browser of a visit.
struct World {
    site: Site,
    service: Service,
    page: Page,
    words: String,
}

/// Runs the visit of this seed until it has had its actions, or the time is over, or the page has stopped.
pub async fn visit(engine: Engine, seed: u64, end: Instant) -> Visited {
    let driver = Driver::start(engine).await;
    let page = driver.open().await;
    let run = tokio::spawn(go_through(page.clone(), engine, seed, end));
    let visited = match run.await {
        Ok(visited) => visited,
        Err(error) => {
            let reason = error.try_into_panic().ok();
            let text = reason.and_then(|reason| {
                let text = reason.downcast_ref::<String>().cloned();
                text.or_else(|| reason.downcast_ref::<&str>().map(|text| (*text).to_owned()))
            });
            let finding = Finding::new(Kind::Run, text.unwrap_or_else(|| "the visit ended".to_owned()));
            let again = again(engine, seed);
            let world = engine.name().to_owned();
            Visited {
                reports: vec![Report { finding, seed, n: 0, world, history: Vec::new(), again }],
                ..Visited::default()
            }
        }
    };
    page.close().await;
    visited
}

fn again(engine: Engine, seed: u64) -> String {
    format!("cargo xtask soak --random --seed {seed} --minutes 1 --engine {}", engine.name())
}

async fn go_through(page: Page, engine: Engine, seed: u64, end: Instant) -> Visited {
    let world = World::open(page, seed).await;
    let page = &world.page;
    let mut visited = Visited::default();
    let mut history: Vec<String> = Vec::new();
    let mut last: Option<Action> = None;
    let mut worked = Worked::new(page).await;
    let mut n = 0;
    loop {
        let mut choice = Choice::of(seed, n);
        let action = Action::of(&mut choice);
        let want = action.wants().map(|kind| json!({"kind": kind, "number": choice.below(1 << 40)}));
        let seen = world.look(last.as_ref(), &want.unwrap_or_default()).await;
        let mut found = judge(&seen, worked.ms(page).await);
        let has_stopped = found.iter().any(|finding| matches!(finding.kind, Kind::Panic | Kind::Run));
        let is_last = has_stopped || N_ACTIONS <= n || end <= Instant::now();
        if !has_stopped && (is_last || n % AXE_EVERY == AXE_EVERY - 1) {
            found.extend(axe(page).await);
        }
        if is_last {
            found.extend(severe(page).await);
        }
        let from = history.len().saturating_sub(N_TOLD);
        visited.reports.extend(found.into_iter().map(|finding| Report {
            finding,
            seed,
            n: n.saturating_sub(1),
            world: world.words.clone(),
            history: history[from..].to_vec(),
            again: again(engine, seed),
        }));
        if is_last {
            break;
        }
        let target = Target::of(&seen["target"]);
        let place = seen["at"].as_str().unwrap_or_default();
        let on = target.as_ref().map(|target| format!(" {}", target.name)).unwrap_or_default();
        history.push(format!("{n}: {action}{on} at {place:.60}"));
        if env::var_os("TUNEBOARD_RANDOM_VERBOSE").is_some() {
            eprintln!("{seed}:{}", history[history.len() - 1]);
        }
        let view = (seen["view"][0].as_i64().unwrap_or(1280), seen["view"][1].as_i64().unwrap_or(900));
        if let Err(problem) = world.perform(&action, target.as_ref(), view, &mut choice).await {
            visited.n_refused += 1;
            if env::var_os("TUNEBOARD_RANDOM_VERBOSE").is_some() {
                eprintln!("refused: {action}: {problem:.300}");
            }
        }
        visited.n_actions += 1;
        last = Some(action);
        n += 1;
    }
    visited
}

impl World {
    async fn open(page: Page, seed: u64) -> Self {
        let mut choice = Choice::of(seed, u64::MAX);
        let axe = axe::library().unwrap_or_default();
        let site = Site::start_with("/", &[("recorder.js", RECORDER), ("axe.js", &axe)]).await;
        let scripts = "<head><script src=\"recorder.js\"></script><script src=\"axe.js\" defer></script>";
        let index = site.text("index.html");
        assert!(index.contains("<head>"), "the page has a head");
        site.put("index.html", &index.replacen("<head>", scripts, 1));
        let n_jobs = choice.one(&[0, 12, 12, 12, 300]);
        let service =
            Service::start(Options { seed, n_jobs, speed: choice.one(&[1.0, 8.0, 60.0]), ..quiet() }).await;
        let (width, height) =
            choice.one(&[(1280, 900), (1280, 900), (1920, 1080), (768, 1024), (390, 844), (335, 640)]);
        drop(page.resize(width, height).await);
        if page.engine() == Engine::Chromium {
            let behaviour = json!({"behavior": "allow", "downloadPath": page.downloads()});
            page.devtools("Browser.setDownloadBehavior", &behaviour).await;
        }
        let mut words = format!("{}, {width}×{height}", page.engine().name());
        if choice.chance(45) {
            page.open(&format!("{}{}", site.url(), choice.one(&["", "#/new", "#/log"]))).await;
            words += ", the demo";
        } else {
            page.open(&format!("{}#/connections", site.url())).await;
            let first = choice.one(&Simulator::DEMO);
            let second = if choice.chance(50) {
                choice.one(&[Some(Provider::ArchetypeV06), Some(Provider::OpenAi), None])
            } else {
                None
            };
            for provider in [Some(first), second].into_iter().flatten() {
                let keeping = choice.one(&["Until this page is reloaded", "In this tab", "On this device"]);
                page.connect(provider, &service.base_url(provider), provider.slug(), KEY, keeping).await;
                page.until("the form to go", "return document.querySelector('form [aria-busy=true]') === null && document.querySelector('main li') !== null").await;
                words += &format!(", {} with {n_jobs} jobs, key {keeping:?}", provider.slug());
            }
            let hash = choice.one(&["#/jobs", "#/jobs", "#/new", "#/compare"]);
            page.go(hash).await;
            // Often enough that something comes of it.
            drop(hands::script(&page, "localStorage.setItem('tuneboard/interval', '5s')", Vec::new()).await);
        }
        Self { site, service, page, words }
    }

    /// Looks at the result of the last action and chooses the target of the next one. A page that Back has left is opened again.
    async fn look(&self, last: Option<&Action>, want: &Value) -> Value {
        let is_key = last.is_some_and(Action::is_by_key);
        let last = json!({"isKey": is_key, "isTab": last.is_some_and(Action::has_tab)});
        let mut problem = "it is elsewhere".to_owned();
        for _ in 0..3 {
            match self.page.run_async(LOOK, vec![last.clone(), want.clone()]).await {
                Ok(seen) if seen["is_elsewhere"] == true => {
                    // Without a network, and before its files are kept, nothing opens the page again.
                    let network = Action::Network { is_there: true };
                    drop(hands::perform(&self.page, &network, None, (0, 0)).await);
                    self.page.open(&self.site.url()).await;
                }
                Ok(seen) => return seen,
                // It is just being loaded, perhaps.
                Err(error) => problem = error,
            }
            tokio::time::sleep(PAUSE).await;
        }
        json!({"failure": format!("the page does not answer: {problem}")})
    }

    async fn perform(
        &self,
        action: &Action,
        target: Option<&Target>,
        view: (i64, i64),
        choice: &mut Choice,
    ) -> Result<(), String> {
        match action {
            Action::Faults(faults) => self.service.set_faults(faults).await,
            Action::Reload => {
                hands::perform(&self.page, &Action::Network { is_there: true }, None, view).await?;
                self.page.reload().await;
            }
            Action::Link => {
                let Some(href) = target.and_then(|target| target.href.as_deref()) else { return Ok(()) };
                let hash = super::odd::changed(href, choice);
                hands::script(&self.page, "location.hash = arguments[0]", vec![json!(hash)]).await?;
            }
            _ => hands::perform(&self.page, action, target, view).await?,
        }
        Ok(())
    }
}

async fn axe(page: &Page) -> Vec<Finding> {
    if axe::library().is_none() {
        return Vec::new();
    }
    axe::violations(page).await.into_iter().map(|text| Finding::new(Kind::Axe, text)).collect()
}

/// Reads the browser's own lines of the console, but for those about requests; the page's own lines are noted already.
async fn severe(page: &Page) -> Vec<Finding> {
    if page.engine() != Engine::Chromium {
        return Vec::new();
    }
    let is_told = |line: &String| {
        let is_noted = ["console-api", "recorder.js", "Uncaught"].iter().any(|words| line.contains(words));
        line.starts_with("SEVERE") && !is_of_the_network(line) && !is_noted
    };
    let lines: Vec<String> = page.console().await;
    lines.into_iter().filter(is_told).map(|line| Finding::new(Kind::Console, line)).collect()
}

/// Working time of the page's own thread, by Chromium's account.
struct Worked(Option<f64>);

impl Worked {
    async fn new(page: &Page) -> Self {
        if page.engine() != Engine::Chromium {
            return Self(None);
        }
        page.devtools("Performance.enable", &json!({})).await;
        Self(thread_ms(page).await)
    }

    /// Since the last call; `None` if the browser does not say.
    async fn ms(&mut self, page: &Page) -> Option<f64> {
        let before = self.0?;
        self.0 = thread_ms(page).await;
        // Another process took over at a reload.
        Some(self.0? - before).filter(|ms| 0.0 <= *ms)
    }
}

async fn thread_ms(page: &Page) -> Option<f64> {
    let metrics = page.devtools("Performance.getMetrics", &json!({})).await;
    let found = metrics["metrics"].as_array()?.iter().find(|metric| metric["name"] == "ThreadTime")?["value"]
        .as_f64();
    found.map(|secs| Duration::from_secs_f64(secs).as_secs_f64() * 1e3)
}
