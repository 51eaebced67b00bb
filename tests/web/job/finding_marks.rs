//! Marks of findings in the job table: from the metrics of the loss lines alone, with their chip.

use leptos::prelude::*;
use tuneboard::{browser::location, pages::JobsPage};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    stage::{run, tick, until},
    table::on_stage,
};

/// As [`crate::table::FETCH`], with metrics: the first job overfits, the others have logged nothing. Requests for metrics are
/// counted by their address.
const FETCH: &str = r#"
    const url = typeof request === "string" ? request : request.url;
    const answer = (body) => Promise.resolve(new Response(JSON.stringify(body), { headers: { "content-type": "application/json" } }));
    if (url.endsWith("config.json")) {
        return answer({ demo: false, connections: [{ id: "c", provider: "together", base_url: "/api", key: "proxy" }] });
    }
    if (url.endsWith("/fine-tunes")) return Promise.resolve(new Response(window.tableBody));
    if (!url.includes("/metrics")) return new Promise(() => {});
    window.asked = { ...window.asked, [url]: (window.asked?.[url] ?? 0) + 1 };
    const metrics = [];
    for (let row = 1; row <= 40 && url.includes("/ft-0/"); row += 1) {
        metrics.push({ "train/global_step": 10 * row, "train/loss": 2 / (1 + 0.05 * row) });
        if (row % 4 === 0) {
            metrics.push({ "train/global_step": 10 * row, "eval/loss": row <= 16 ? 2 - 0.05 * row : 1.2 + 0.03 * (row - 16) });
        }
    }
    return answer({ metrics });
"#;

const N_JOBS: usize = 3;

#[wasm_bindgen_test]
async fn overfitted_job_has_a_mark_and_a_chip_without_further_requests() {
    location::set_hash("#/jobs", false);
    run("window.asked = {}");
    let job = |n: usize| {
        format!(
            r#"{{"id": "ft-{n}", "status": "completed", "suffix": "job-{n}", "model": "a/b", "created_at": {}, "total_steps": 400}}"#,
            1_700_000_000 - n
        )
    };
    let body = format!("{{\"data\": [{}]}}", (0..N_JOBS).map(job).collect::<Vec<_>>().join(","));
    let page = on_stage(FETCH, &body, |_| view! { <JobsPage /> }.into_any()).await;
    let stage = &page.stage;
    let n_asked = || run("return Object.keys(window.asked).length").as_f64();
    until("all loss lines", || n_asked() == Some(N_JOBS as f64)).await;
    until("the mark", || stage.count(".finding-mark:not([hidden])") == 1).await;
    let mark = stage.find(".finding-mark:not([hidden])");
    assert_eq!(mark.get_attribute("href").as_deref(), Some("#/jobs/c/ft-0?tab=findings"));
    assert!(mark.title().starts_with("Overfitting since step"), "{}", mark.title());
    let word = mark.text_content().unwrap_or_default();
    assert_eq!(mark.get_attribute("data-severity"), Some(word.to_lowercase()));

    let chip = stage.find(".chips > button:nth-child(2)");
    assert_eq!(chip.text_content().unwrap_or_default(), "Needs a look1");
    chip.click();
    until("one row", || stage.count(".rows > .tr") == 1).await;
    assert_eq!(location::hash(), "#/jobs?finding=warning");
    chip.click();
    until("all rows", || stage.count(".rows > .tr") == N_JOBS as u32).await;
    tick().await;
    assert_eq!(run("return Math.max(...Object.values(window.asked))").as_f64(), Some(1.0));
    location::set_hash("#/jobs", false);
}
