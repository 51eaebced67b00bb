//! Hours of use in minutes: a page that polls through trouble while jobs are opened and closed. `cargo xtask soak`
//! says how many minutes; without that it is over after a few cycles, which show that it can be run.
//!
//! The test looks for growth: memory after a collection, long tasks, unhandled errors. The baseline is
//! taken once every part of the program has been loaded and every job has been opened a few times, at all tabs and in all
//! troubles: the program's memory never shrinks, so until then it shows how much the largest of these needs. A leak grows
//! with each of the cycles after.

use std::{env, fmt::Write as _, time::Duration};

use serde_json::{Value, json};
use tuneboard_core::model::Provider;

use crate::harness::{
    driver::in_browser_for,
    page::{PAUSE, Page},
    service::{Service, quiet},
    site::Site,
};

/// Faults, one after the other; a few requests of each kind fail.
const FAULTS: [&str; 10] = [
    "",
    "*:500@0.2",
    "*:429=2@0.1",
    "*:cut@0.2",
    "*:malformed@0.2",
    "*:latency=1@0.5",
    "*:nocors@0.2",
    "*:never@0.05",
    "*:html502@0.2",
    "*:drop@0.2,metrics:barenan@0.3",
];

/// Growth of memory that hours of use may leave behind (M4).
const MOST_GROWN_BYTES: f64 = 1_000_000.0;

/// After each cycle before the baseline. Chromium stops a page that goes from place to place more than 200 times in ten
/// seconds.
const WARM_UP_PAUSE: Duration = Duration::from_millis(400);

/// Amount of use.
struct Dose {
    length: Duration,
    /// Open and close cycles before the baseline.
    warm_up: u64,
    /// Cycles at least, evenly spread over the length.
    n_cycles: u64,
}

impl Dose {
    /// As long as was asked for.
    fn asked() -> Self {
        let minutes: Option<f64> = env::var("TUNEBOARD_SOAK_MINUTES").ok().and_then(|text| text.parse().ok());
        let full = |minutes: f64| Self {
            length: Duration::from_secs_f64(60.0 * minutes),
            warm_up: 80,
            n_cycles: 220,
        };
        minutes.map_or(Self { length: Duration::ZERO, warm_up: 2, n_cycles: 3 }, full)
    }
}

/// Records what goes wrong and how long tasks take, and keeps hold of the program's memory.
const RECORDER: &str = r"
    window.soak = { tasks: [], frames: [], looks: [], errors: [], memory: null };
    addEventListener('error', (event) => soak.errors.push(String(event.message)));
    addEventListener('unhandledrejection', (event) => soak.errors.push(String(event.reason)));
    new PerformanceObserver((list) => {
        const at = location.hash;
        for (const { startTime, duration } of list.getEntries()) soak.tasks.push({ startTime, duration, at });
    }).observe({ type: 'longtask', buffered: true });
    new PerformanceObserver((list) => soak.frames.push(...list.getEntries()))
        .observe({ type: 'long-animation-frame', buffered: true });
    for (const name of ['instantiate', 'instantiateStreaming']) {
        const original = WebAssembly[name];
        WebAssembly[name] = async (...parts) => {
            const result = await original.apply(WebAssembly, parts);
            const exports = (result.instance || result).exports;
            if (exports && exports.memory) soak.memory = exports.memory;
            return result;
        };
    }";

/// Script that returns the long tasks: durations in milliseconds, times, and the screens they were reported on; and
/// the browser's report of the frames that they were part of: the scripts that ran, and how far into the frame styles
/// and layout began.
const TASKS: &str = "const said = (task) => soak.frames \
        .filter((frame) => frame.startTime < task.startTime + task.duration && task.startTime < frame.startTime + frame.duration) \
        .map((frame) => ({ ms: Math.round(frame.duration), \
            layout_from_ms: frame.styleAndLayoutStart && Math.round(frame.styleAndLayoutStart - frame.startTime), \
            scripts: frame.scripts.map((script) => `${script.invoker}: ${Math.round(script.duration)} ms`) })); \
    return soak.tasks \
        .filter(({ startTime }) => !soak.looks.some(({ from, to }) => from <= startTime && startTime < to)) \
        .map((task) => ({ ms: Math.round(task.duration), at: task.at, \
            minute: Math.round(task.startTime / 600) / 100, frames: said(task) }))";

/// One look at the page.
#[derive(Debug, Clone, Copy)]
struct Sample {
    minute: f64,
    n_cycles: u64,
    n_requests: u64,
    /// JavaScript's heap after a collection.
    heap_bytes: u64,
    /// The program's linear memory, which never shrinks.
    wasm_bytes: u64,
    n_nodes: u64,
    n_listeners: u64,
}

async fn sample(page: &Page, service: &Service, minute: f64, n_cycles: u64) -> Sample {
    // Collections that are asked for are no tasks of the page's.
    page.run("soak.looks.push({ from: performance.now() })").await;
    for _ in 0..3 {
        page.devtools("HeapProfiler.collectGarbage", &json!({})).await;
    }
    page.run("soak.looks.at(-1).to = performance.now()").await;
    let metrics = page.devtools("Performance.getMetrics", &json!({})).await;
    let metric = |name: &str| {
        let metrics = metrics["metrics"].as_array().into_iter().flatten();
        let found = metrics.clone().find(|metric| metric["name"] == name);
        found.and_then(|metric| metric["value"].as_f64()).map_or(0, |value| value as u64)
    };
    let wasm = page.run("return soak.memory ? soak.memory.buffer.byteLength : 0").await;
    Sample {
        minute,
        n_cycles,
        n_requests: service.n_seen("GET", "/") as u64,
        heap_bytes: metric("JSHeapUsedSize"),
        wasm_bytes: wasm.as_u64().unwrap_or(0),
        n_nodes: metric("Nodes"),
        n_listeners: metric("JSEventListeners"),
    }
}

/// Opens a job, looks at its tabs, and goes back to the list.
async fn cycle(page: &Page, n: u64) {
    let script = "const links = [...document.querySelectorAll('[role=table] a.name[href^=\"#/jobs/\"]')]; \
                  if (!links.length) return false; \
                  location.hash = links[arguments[0] % links.length].getAttribute('href'); return true";
    page.until_with("a job to open", script, vec![json!(n)]).await;
    page.until("the job", "return document.querySelector('[role=tablist]') !== null").await;
    let tabs = "const tabs = [...document.querySelectorAll('[role=tab]')]; \
                if (tabs.length) tabs[arguments[0] % tabs.length].click(); return true";
    page.run_with(tabs, vec![json!(n)]).await;
    tokio::time::sleep(PAUSE).await;
    page.go("#/jobs").await;
    page.has_rows().await;
}

fn mib(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}

#[test]
fn hours_of_use_leave_nothing_behind() {
    let Dose { length, warm_up, n_cycles: least_cycles } = Dose::asked();
    in_browser_for(2 * length + Duration::from_secs(600), move |page| async move {
        let site = Site::start().await;
        let service = Service::start(quiet()).await;
        page.before_load(RECORDER).await;
        page.devtools("Performance.enable", &json!({})).await;
        page.open_connected(&site, &service, Provider::Together).await;
        page.run("localStorage.setItem('tuneboard/interval', '5s')").await;
        page.reload().await;
        page.has_rows().await;
        for n in 0..warm_up {
            // Trouble has its own ways through the program, too.
            service.set_faults(FAULTS[(n / 2) as usize % FAULTS.len()]).await;
            cycle(&page, n).await;
            tokio::time::sleep(WARM_UP_PAUSE).await;
        }
        service.set_faults("").await;
        page.loses("button", "Retry").await;
        let mut samples = vec![sample(&page, &service, 0.0, 0).await];
        page.run("soak.tasks.length = 0; soak.errors.length = 0").await;
        drop(page.console().await);
        let begun = tokio::time::Instant::now();
        let pause = length / u32::try_from(least_cycles).unwrap_or(1);
        let mut n_cycles = 0;
        while begun.elapsed() < length || n_cycles < least_cycles {
            let fault = FAULTS[(n_cycles / 10) as usize % FAULTS.len()];
            if n_cycles % 10 == 0 {
                service.set_faults(fault).await;
            }
            cycle(&page, n_cycles).await;
            n_cycles += 1;
            if n_cycles % 40 == 0 {
                let minute = begun.elapsed().as_secs_f64() / 60.0;
                samples.push(sample(&page, &service, minute, n_cycles).await);
            }
            // The rest of this cycle's time goes by on the list, which is polled meanwhile.
            tokio::time::sleep_until(begun + pause * u32::try_from(n_cycles).unwrap_or(1)).await;
        }
        service.set_faults("").await;
        page.loses("button", "Retry").await;
        samples.push(sample(&page, &service, begun.elapsed().as_secs_f64() / 60.0, n_cycles).await);
        let grown_bytes = report(&page, &samples).await;
        assert!(length.is_zero() || grown_bytes <= MOST_GROWN_BYTES, "{grown_bytes} bytes were left behind");
    });
}

/// DuplicateIndex the table, writes the figures, and fails if there were errors. Returns by how many bytes memory has grown.
async fn report(page: &Page, samples: &[Sample]) -> f64 {
    let numbers = |value: Value| value.as_array().cloned().unwrap_or_default();
    let tasks = numbers(page.run(TASKS).await);
    let errors = numbers(page.run("return soak.errors").await);
    // What fails on the network the browser says by itself; anything else is ours.
    let is_ours = |line: &String| {
        line.starts_with("SEVERE") && !line.contains("Failed to load") && !line.contains("CORS")
    };
    let severe: Vec<String> = page.console().await.into_iter().filter(is_ours).collect();
    let mut table = String::from("minute  cycles  requests  heap MiB  wasm MiB   nodes  listeners\n");
    for it in samples {
        let _ = writeln!(
            table,
            "{:6.1}  {:6}  {:8}  {:8.2}  {:8.2}  {:6}  {:9}",
            it.minute,
            it.n_cycles,
            it.n_requests,
            mib(it.heap_bytes),
            mib(it.wasm_bytes),
            it.n_nodes,
            it.n_listeners
        );
    }
    let (Some(first), Some(last)) = (samples.first(), samples.last()) else { return 0.0 };
    let growth = |of: fn(&Sample) -> u64| of(last) as f64 - of(first) as f64;
    let grown_bytes = growth(|it| it.heap_bytes) + growth(|it| it.wasm_bytes);
    let longest = tasks.iter().filter_map(|task| task["ms"].as_u64()).max().unwrap_or(0);
    eprintln!(
        "{table}growth {:.2} MiB; {} long tasks, the longest {longest} ms; {} unhandled errors; {} severe messages",
        grown_bytes / f64::from(1 << 20),
        tasks.len(),
        errors.len(),
        severe.len()
    );
    for task in &tasks {
        eprintln!("{task}");
    }
    let figures = json!({
        "minutes": last.minute,
        "cycles": last.n_cycles,
        "requests": last.n_requests - first.n_requests,
        "growth_bytes": grown_bytes,
        "long_tasks": tasks,
        "errors": errors,
        "severe": severe,
        "samples": samples.iter().map(|it| json!({
            "minute": it.minute, "cycles": it.n_cycles, "requests": it.n_requests, "heap_bytes": it.heap_bytes,
            "wasm_bytes": it.wasm_bytes, "nodes": it.n_nodes, "listeners": it.n_listeners,
        })).collect::<Vec<_>>(),
    });
    if let Some(file) = env::var_os("TUNEBOARD_SOAK_JSON") {
        std::fs::write(&file, figures.to_string()).expect("the figures are written");
    }
    assert!(errors.is_empty() && severe.is_empty(), "{errors:?} {severe:?}");
    grown_bytes
}
