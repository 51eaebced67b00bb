//! Fingers on a phone: what a tap on a chart leaves, and that scrolling is no tap.

use serde_json::{Value, json};

use crate::harness::{driver::in_browser, page::Page, site::Site};

/// Values at the crosshair, if they are shown.
const VALUES: &str = "return document.querySelector('.chart-tip')?.textContent ?? null";

#[test]
fn tap_on_a_chart_leaves_its_values_and_scrolling_does_not() {
    in_browser(|page| async move {
        page.resize(360, 740).await.expect("another size");
        let site = Site::start().await;
        page.open(&format!("{}#/jobs?q=helpdesk-tone-10ep", site.url())).await;
        page.follow("helpdesk-tone-10ep").await;
        page.is_painted("Loss").await;
        assert!(
            page.run("return document.querySelector('.tools button[title^=\"Click or tap\"]').disabled")
                .await
                == true
        );

        touch(&page, "Loss", &[(60, 50)]).await;
        let values = page.until("the values", VALUES).await;
        // A finger that begins on the chart and moves up.
        let before = page.run("return scrollY").await;
        touch(&page, "Loss", &[(30, 60), (30, 40), (30, 10), (30, -40), (30, -60)]).await;
        page.until_with("the page to scroll", "return scrollY !== arguments[0]", vec![before]).await;
        assert_eq!(page.run(VALUES).await, values, "after scrolling");
        touch(&page, "Loss", &[(30, 50)]).await;
        let moved = "const tip = document.querySelector('.chart-tip'); return tip && tip.textContent !== arguments[0]";
        page.until_with("the next tap's values", moved, vec![values]).await;

        page.press("Pin").await;
        page.is_at("pin=").await;
        // The focus has closed the values: a tap in the same place brings them back.
        page.until("no values", "return !document.querySelector('.chart-tip')").await;
        touch(&page, "Loss", &[(30, 50)]).await;
        page.until("the values again", VALUES).await;
        page.find("button", "Copy link").await;
        // The tools of all charts stay within the window, in two rows with the slider's.
        let rows = "return new Set([...document.querySelectorAll('.tools .range .btn')].filter((it) => it.offsetParent).map((it) => it.offsetTop)).size";
        assert_eq!(page.run(rows).await, json!(1));
    });
}

/// Puts a finger on a chart and moves it; places are percent of the chart's width and height.
async fn touch(page: &Page, chart: &str, places: &[(i64, i64)]) {
    let look = "const chart = document.querySelector(`section[aria-label=\"${arguments[0]}\"] .plot`); \
        chart.scrollIntoView({ block: 'center' }); \
        const { left, top, width, height } = chart.getBoundingClientRect(); \
        return [left, top, width, height].map(Math.round)";
    let place = page.run_with(look, vec![json!(chart)]).await;
    let at = |i: usize| place[i].as_i64().expect("a number");
    let to = |(x, y): &(i64, i64)| -> Value {
        json!({"type": "pointerMove", "duration": 40, "origin": "viewport",
            "x": at(0) + at(2) * x / 100, "y": at(1) + at(3) * y / 100})
    };
    let mut steps: Vec<Value> = places.iter().map(to).collect();
    steps.insert(1, json!({"type": "pointerDown", "button": 0}));
    steps.push(json!({"type": "pointerUp", "button": 0}));
    let finger = json!([{"type": "pointer", "id": "finger", "parameters": {"pointerType": "touch"}, "actions": steps}]);
    page.act(&finger).await.expect("a finger");
}
