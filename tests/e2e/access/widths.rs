//! What windows of every width have room for: no screen is wider than the window, however wide that is, beside a bar for scrolling, and no column of
//! the table is cut off.

use serde_json::json;
use tuneboard_core::model::Provider;
use tuneboard_simulator::Options;

use crate::harness::{
    board::list_path,
    driver::in_browser,
    page::Page,
    service::{Service, quiet},
    site::Site,
};

const PROVIDER: Provider = Provider::Together;

/// Around each width at which the styles change, and the narrowest: 320 pixels and the bar.
const WIDTHS: [u64; 29] = [
    335, 359, 360, 399, 400, 639, 640, 650, 719, 720, 768, 819, 859, 860, 900, 1019, 1020, 1060, 1100, 1179,
    1180, 1279, 1280, 1439, 1440, 1600, 1839, 1840, 1920,
];

/// Script that finds elements beyond the window's edge. The scroll bar is there on every screen.
const BEYOND: &str = "const root = document.documentElement; root.style.overflowY = 'scroll'; \
    const head = document.querySelector('.jobs-table .head'); const end = head?.getBoundingClientRect().right; \
    const cut = [...(640 <= innerWidth && head?.children) || []].find((cell) => end + 1 < cell.getBoundingClientRect().right); \
    if (cut) return `the column ${cut.textContent} is cut off`; \
    return root.scrollWidth <= root.clientWidth ? '' : `${root.scrollWidth} of ${root.clientWidth}`";

/// Script that returns the link to a completed job once the table shows no others.
const COMPLETED: &str = "const links = [...document.querySelectorAll('[role=row] a.name[href^=\"#/jobs/\"]')]; \
    return links.length && links.every((link) => link.closest('[role=row]').textContent.includes('Completed')) && links[0].getAttribute('href')";

#[test]
fn every_screen_fits_every_window() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start(Options { n_jobs: 40, ..quiet() }).await;
        page.open_connected(&site, &service, PROVIDER).await;
        let mut found = Vec::new();
        fits(&page, "#/jobs", "[role=row] a.name[href^=\"#/jobs/\"]", &mut found).await;
        page.go("#/jobs?status=completed").await;
        let job = page.until("a job that has ended", COMPLETED).await;
        fits(&page, job.as_str().unwrap_or_default(), ".smoothing", &mut found).await;
        // An answer with everything that it can offer.
        page.go("#/jobs?q=faq-early-stop").await;
        let only = "const links = [...document.querySelectorAll('[role=row] a.name[href^=\"#/jobs/\"]')]; \
            return links.length === 1 && links[0].getAttribute('href')";
        let job = page.until("the job that overfitted", only).await;
        fits(&page, job.as_str().unwrap_or_default(), ".answer a", &mut found).await;
        let findings = format!("{}?tab=findings", job.as_str().unwrap_or_default());
        fits(&page, &findings, ".finding", &mut found).await;
        // A selection that the filter hides in part.
        page.go("#/jobs?status=running").await;
        page.has_rows().await;
        page.press("Select all shown jobs").await;
        fits(&page, "#/jobs?status=completed", ".selection-count button", &mut found).await;
        page.press("Clear selection").await;
        fits(&page, "#/new", "main .form", &mut found).await;
        page.go("#/connections").await;
        // The button names the host.
        page.fill("Base URL", "https://a-model-server-of-a.large-department.research.example.org:8443/v1")
            .await;
        fits(&page, "#/connections", "main li", &mut found).await;
        fits(&page, "#/log", "input[type=file]", &mut found).await;
        assert_eq!(found, [""; 0], "wider than the window");
    });
}

#[test]
fn wide_windows_have_higher_charts_and_the_form_beside_the_connections() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start(quiet()).await;
        page.open_connected(&site, &service, PROVIDER).await;
        page.go("#/jobs?status=completed").await;
        let job = page.until("a job that has ended", COMPLETED).await;
        page.go("#/connections").await;
        page.until("the list", "return document.querySelector('main .connections li') !== null").await;
        for (width, is_beside) in [(1099, false), (1100, true), (1920, true)] {
            page.resize(width, 1080).await.expect("another size");
            let beside = "const [list, form] = ['.connections', '.connect > form'].map((it) => document.querySelector(it).getBoundingClientRect()); \
                 return list.right <= form.left";
            assert_eq!(page.run(beside).await, is_beside, "{width}");
        }
        page.go(&format!("{}?tab=metrics", job.as_str().unwrap_or_default())).await;
        page.resize(1280, 720).await.expect("another size");
        page.is_painted("Loss").await;
        let mut heights = Vec::new();
        for (width, height) in [(1280, 720), (1920, 1080), (2560, 1440)] {
            page.resize(width, height).await.expect("another size");
            // The canvas follows in the next frame.
            let script = "const canvas = document.querySelector('section[aria-label=Loss] .plot-lines'); \
                 const { height } = canvas.parentElement.getBoundingClientRect(); \
                 return height === canvas.height && height";
            heights.push(page.until("a canvas as high as its place", script).await.as_f64().unwrap_or(0.0));
        }
        assert!(heights.is_sorted_by(|a, b| a + 50.0 < *b), "{heights:?}");
    });
}

#[test]
fn cards_of_a_phone_show_the_order_and_the_time_left() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start(Options { n_jobs: 40, ..quiet() }).await;
        page.open_connected(&site, &service, PROVIDER).await;
        page.resize(360, 740).await.expect("another size");
        // Fingers have higher rows.
        page.devtools("Emulation.setTouchEmulationEnabled", &json!({"enabled": true})).await;
        page.until(
            "the order",
            "return document.querySelector('.list-order summary')?.innerText.includes('Newest first')",
        )
        .await;
        // What is known is shown within its card, beside the other cells.
        let script = "const rows = [...document.querySelectorAll('.rows > .tr')].filter((row) => row.querySelector('.status[data-class]')); \
            const box = (cell) => cell.getBoundingClientRect(); \
            const isSeen = (cell) => 0 < box(cell).width * box(cell).height; \
            const meets = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom; \
            const left = (row) => row.querySelector('[data-column=left]'); \
            const isKnown = (row) => / left$|^estimating/.test(left(row).firstElementChild.textContent); \
            const runs = (row) => row.querySelector('.status').dataset.class === 'running'; \
            const others = (row) => ['model', 'provider', 'loss', 'created', 'progress'].map((name) => row.querySelector(`[data-column=${name}]`)).filter(isSeen); \
            const holds = (outer, inner) => outer.top - 1 <= inner.top && inner.bottom <= outer.bottom + 1; \
            const isWithin = (row) => holds(box(row), box(left(row))) && holds(box(left(row)), box(left(row).firstElementChild)); \
            const isRight = (row) => isSeen(left(row)) === isKnown(row) \
              && (!isKnown(row) || isWithin(row) && others(row).every((cell) => !meets(box(left(row)), box(cell)))); \
            return !rows.every(isKnown) && rows.every(isRight) && rows.some((row) => isKnown(row) && runs(row))";
        page.until("the time left on each card of a job that runs", script).await;
        page.run("document.querySelector('.list-order summary').click()").await;
        page.press("Time left").await;
        page.is_at("sort=left").await;
        page.until("the new order", "return document.querySelector('.list-order summary').innerText.includes('Time left, shortest first')").await;
    });
}

#[test]
fn a_message_lies_in_the_bar_on_top_and_goes_by_itself() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start(quiet()).await;
        page.open_connected(&site, &service, PROVIDER).await;
        page.until("the place for messages", "return document.querySelector('[role=status].told') !== null")
            .await;
        let lists = || service.times_of("GET", list_path(PROVIDER)).len();
        let n = lists();
        page.press("Refresh now").await;
        page.until_count_of(lists, n + 1).await;
        let job = service.running_job(PROVIDER).await;
        let (status, answer) = service.act("POST", &format!("{}/{job}/cancel", list_path(PROVIDER))).await;
        assert_eq!(status, 200, "{answer}");
        service.until_status(PROVIDER, &job, "cancelled").await;
        page.press("Refresh now").await;
        page.until(
            "the message",
            "return document.querySelector('.told a')?.textContent.includes('was cancelled')",
        )
        .await;
        // With the focus on it, it stays.
        page.run("document.querySelector('.told a').focus()").await;
        for width in [1920, 1280, 1000, 640, 360] {
            page.resize(width, 740).await.expect("another size");
            let script = "const [bar, told, text] = ['.topbar', '.told', '.told a'].map((it) => document.querySelector(it).getBoundingClientRect()); \
                 const at = document.elementFromPoint(text.left + text.width / 2, text.top + text.height / 2); \
                 return bar.top <= told.top && told.bottom <= bar.bottom && 0 <= told.left && told.right <= innerWidth \
                   && 100 < text.width && at.closest('.told') !== null \
                   && document.documentElement.scrollWidth <= document.documentElement.clientWidth";
            assert_eq!(page.run(script).await, true, "{width}");
        }
        page.run("document.activeElement.blur()").await;
        page.until("the message to go", "return document.querySelector('.told').childElementCount === 0")
            .await;
    });
}

async fn fits(page: &Page, hash: &str, there: &str, found: &mut Vec<String>) {
    page.go(hash).await;
    page.until_with(hash, "return document.querySelector(arguments[0]) !== null", vec![json!(there)]).await;
    for width in WIDTHS {
        page.resize(width, 900).await.expect("another size");
        let beyond = page.run(BEYOND).await;
        if let Some(beyond) = beyond.as_str().filter(|beyond| !beyond.is_empty()) {
            found.push(format!("{hash} at {width}: {beyond}"));
        }
    }
}
