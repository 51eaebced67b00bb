//! The answer on a job: from its sentence to the points that show it, the checkpoint, and the form for a next run.

use crate::harness::{
    driver::in_browser,
    page::{Page, TAB},
    site::Site,
};

/// Opens a job of the demo by its name.
pub async fn open_job(page: &Page, site: &Site, name: &str) {
    page.open(&site.url()).await;
    page.has_rows().await;
    page.go(&format!("#/jobs?q={name}")).await;
    page.follow(name).await;
}

#[test]
fn an_overfitted_job_is_answered_shown_and_cloned_with_the_changes() {
    in_browser(|page| async move {
        let site = Site::start().await;
        open_job(&page, &site, "faq-early-stop").await;
        page.sees("Overfitting since step").await;
        page.sees("Take checkpoint").await;

        page.follow("Show on the chart").await;
        page.is_at("range=").await;
        page.is_at("pin=").await;
        page.press("1 finding").await;
        page.is_at("tab=findings").await;
        page.sees("What this rule looks for").await;
        page.sees("Seen at: eval/loss").await;
        page.sees("For a next run").await;
        page.press("Take checkpoint*").await;
        page.is_at("tab=checkpoints").await;

        page.follow("Clone with changes").await;
        page.sees("Changed as the findings on that job propose: epochs").await;
        page.press("Review and create…").await;
        page.press("Create job").await;
        page.is_at("#/jobs/demo-together/").await;
        let kept = "return Object.keys(localStorage).some((name) => name.endsWith('clones') && \
            localStorage[name].startsWith(decodeURIComponent(location.hash.split('?')[0].slice('#/jobs/'.length)) + ' '))";
        page.until("the job it was cloned from to be kept", kept).await;
    });
}

#[test]
fn a_job_without_trouble_says_so_in_one_sentence() {
    in_browser(|page| async move {
        let site = Site::start().await;
        open_job(&page, &site, "router-sft").await;
        page.sees("No trouble").await;
    });
}

#[test]
fn an_open_finding_is_read_on_the_chart_and_one_switch_takes_it_away() {
    in_browser(|page| async move {
        let site = Site::start().await;
        open_job(&page, &site, "faq-early-stop").await;
        page.is_painted("Loss").await;
        page.sees("Overfitting since step").await;
        let said =
            "return document.querySelector('section[aria-label=Loss] .plot [aria-live=polite]').textContent";
        page.run("document.querySelector('section[aria-label=Loss] .plot-overlay').focus()").await;
        let within = "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'End', bubbles: true })); \
            return (() => { SAID })().includes('within Overfitting')"
            .replace("SAID", said);
        page.until("the finding at the last point", &within).await;
        page.press("Loss as a table").await;
        page.sees("Findings").await;
        page.press("Loss as a table").await;
        page.click("checkbox", "findings").await;
        page.is_at("findings=off").await;
    });
}

#[test]
fn early_stopping_is_replayed_with_other_settings() {
    in_browser(|page| async move {
        let site = Site::start().await;
        open_job(&page, &site, "helpdesk-tone-10ep").await;
        page.sees("Overfitting since step").await;
        page.click("tab", "Findings*").await;
        page.sees("It would have stopped at step").await;
        page.sees("It gives up").await;
        page.fill("Patience", "40").await;
        page.key(TAB).await;
        page.sees("These settings need 42 evaluations at least").await;
        page.press("As proposed").await;
        page.sees("It would have stopped at step").await;

        // Beside others, the same in a row.
        page.follow("Compare…").await;
        page.sees("Best evaluation").await;
        page.sees("Early stopping").await;
        page.sees("Overfitting").await;
    });
}
