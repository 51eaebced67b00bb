//! Several jobs beside each other: their curves in the same charts, a baseline, and jobs that are not there.

use tuneboard::{
    app::App,
    browser::{
        location,
        storage::{self, Place},
    },
};
use tuneboard_core::model::Provider;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlInputElement, HtmlSelectElement};

use crate::{
    service::Service,
    stage::{Stage, document, fire, press, tick, until},
};

/// Style sheets that give lists and tables their widths.
const STYLES: [&str; 5] = [
    include_str!("../../style/tokens.css"),
    include_str!("../../style/reset.css"),
    include_str!("../../style/base.css"),
    include_str!("../../style/records.css"),
    include_str!("../../style/compare.css"),
];

/// Two jobs that have ended, of one name, and one that runs; each with a log of its own.
const ANSWERS: &str = "const job = (id, status, more) => ({ id, status, suffix: 'run', model: 'm', created_at: '2026-08-01T09:00:00Z', \
      updated_at: '2026-08-01T10:00:00Z', training_file: 'file-1', n_epochs: 3, ...more }); \
    const jobs = [job('ft-1', 'completed', { learning_rate: 0.1 }), job('ft-2', 'completed', { learning_rate: 0.2 }), \
      job('ft-3', 'running', { suffix: '<b>third</b>', total_steps: 40 })]; \
    const row = (step, loss, evaluation) => ({ timestamp: 1785575943000000000 + step, 'train/global_step': step, \
      'train/loss': loss, 'eval/loss': evaluation }); \
    if (path === '/fine-tunes') return { data: jobs }; \
    const [, , id, part] = path.split('/'); \
    const index = jobs.findIndex((job) => job.id === id); \
    if (index < 0) return undefined; \
    if (part === undefined) return jobs[index]; \
    if (part === 'metrics') return { metrics: [row(10, 2 - index / 4, 2), row(20 + 10 * index, 1 - index / 4, 1.5 - index / 2)] };";

fn texts(stage: &Stage, selector: &str) -> Vec<String> {
    let found = stage.0.query_selector_all(selector).expect("a selector");
    (0..found.length()).filter_map(|idx| found.item(idx)?.text_content()).collect()
}

/// Returns the cells of a row of figures.
fn figures(stage: &Stage, label: &str) -> Vec<String> {
    let rows = stage.0.query_selector_all("[aria-label=Figures] tbody tr").expect("a selector");
    let rows = (0..rows.length()).filter_map(|idx| rows.item(idx)?.dyn_into::<web_sys::Element>().ok());
    let mut rows = rows.filter(|row| {
        row.query_selector("th").ok().flatten().and_then(|head| head.text_content()).as_deref() == Some(label)
    });
    let Some(row) = rows.next() else { return Vec::new() };
    let cells = row.query_selector_all("td").expect("a selector");
    (0..cells.length()).filter_map(|idx| cells.item(idx)?.text_content()).collect()
}

#[wasm_bindgen_test]
async fn jobs_share_their_charts_and_are_measured_against_the_baseline() {
    let _service = Service::start(Provider::Together.slug(), "#/compare?job=lab/ft-1&job=lab/ft-3", ANSWERS);
    let stage = Stage::new();
    let mounted = stage.mount(App);
    // Text, not markup.
    let expected = ["run1", "run · eval1.5", "<b>third</b>0.5", "<b>third</b> · eval0.5"];
    until("both curves in one chart", || texts(&stage, "section[aria-label=Loss] .key") == expected).await;
    let measured = ["1.5 at step 20", "0.5 at step 40best−1 (−67 %)"];
    until("its figures", || figures(&stage, "Best eval loss") == measured).await;

    // Another baseline: the link says so, and what was measured against is measured.
    let radio: HtmlInputElement = stage.find(".lineup > li:nth-child(2) input[type=radio]").unchecked_into();
    radio.set_checked(true);
    let _prevented = fire(&radio, "change");
    let against = || figures(&stage, "Best eval loss");
    until("the other baseline", || against() == ["1.5 at step 20+1 (+200 %)", "0.5 at step 40best"]).await;
    assert!(location::hash().contains("base=lab%2Fft-3"), "{}", location::hash());

    // A second job of the same name: both say which they are.
    let search: HtmlInputElement = stage.find("[aria-label='Find a job to add']").unchecked_into();
    search.set_value("ft-2");
    let _prevented = fire(&search, "input");
    until("what is found", || texts(&stage, ".picker li").len() == 1).await;
    press(&search, "Enter");
    until("three jobs", || texts(&stage, ".lineup > li a") == ["run (ft-1)", "<b>third</b>", "run (ft-2)"])
        .await;
    until("its curves", || texts(&stage, "section[aria-label=Loss] .key").len() == 6).await;
    let settings = || texts(&stage, "[aria-label=Settings] tbody tr");
    until("its settings", || settings().contains(&"learning_rate0.1–not given0.2".to_owned())).await;
    let settings = settings();
    assert!(
        !settings.iter().any(|row| row.starts_with("n_epochs")),
        "what is the same is left out: {settings:?}"
    );

    // Taking one out closes it; the others stay as they are.
    stage.find("[aria-label='Take out run (ft-1)']").click();
    until("two jobs", || texts(&stage, ".lineup > li a") == ["<b>third</b>", "run"]).await;
    tick().await;
    assert!(!location::hash().contains("ft-1"), "{}", location::hash());
    drop(mounted);
}

#[wasm_bindgen_test]
async fn judgements_stand_beside_each_other_and_a_clone_beside_its_origin() {
    // The first one overfits; the third continues from it, and is better.
    let metrics = "if (part === 'metrics') { \
          const losses = index === 0 ? [2, 1, 1.2, 1.4, 1.6, 1.8, 2, 2.2] : [0.9, 0.8, 0.7, 0.6, 0.5]; \
          return { metrics: losses.map((loss, k) => row(10 * (k + 1), 3 / (k + 1), loss)) }; \
        } \
        if (part === 'never')";
    let answers = ANSWERS
        .replace("if (part === 'metrics')", metrics)
        .replace("total_steps: 40", "total_steps: 80, from_checkpoint: 'ft-1:20'");
    let service = Service::start(Provider::Together.slug(), "#/compare?job=lab/ft-1&job=lab/ft-3", &answers);
    let stage = Stage::new();
    let mounted = stage.mount(App);
    until("both verdicts", || {
        figures(&stage, "Verdict") == ["Overfitting since step 30, error", "no trouble so far"]
    })
    .await;
    assert_eq!(figures(&stage, "Best evaluation"), ["step 20 eval/loss 1", "step 50 eval/loss 0.5"]);
    let stopping = figures(&stage, "Early stopping");
    assert!(
        stopping[0].starts_with("at step 40 saves 40 steps") && stopping[0].ends_with("gives up no loss"),
        "{stopping:?}"
    );
    assert_eq!(stopping[1], "no stop saves nothing, gives up nothing");
    let outcome = figures(&stage, "Against its origin");
    assert_eq!(outcome[0], "–");
    assert!(outcome[1].starts_with("better than run so far; eval/loss 0.5, there 1;"), "{outcome:?}");
    drop(mounted);
    drop(service);

    // No record says so of other clones: this browser keeps those that it has made.
    let answers = answers.replace("from_checkpoint: 'ft-1:20'", "");
    let _service = Service::start(Provider::Together.slug(), "#/compare?job=lab/ft-1&job=lab/ft-3", &answers);
    storage::set(Place::Device, "clones", "lab/ft-3 lab/ft-1\n").expect("storage");
    let mounted = stage.mount(App);
    until("the kept origin", || figures(&stage, "Against its origin").len() == 2).await;
    assert!(figures(&stage, "Against its origin")[1].starts_with("better than run so far"));
    drop(mounted);
}

#[wasm_bindgen_test]
async fn jobs_that_are_not_there_say_why_and_the_others_go_on() {
    let hash = "#/compare?job=lab/gone&job=lab/ft-1&job=none/x&job=what&job=latest&job=lab/ft-1";
    let _service = Service::start(Provider::Together.slug(), hash, ANSWERS);
    let stage = Stage::new();
    let mounted = stage.mount(App);
    let rows = || texts(&stage, ".lineup > li .about");
    let is_there = || rows().get(1).is_some_and(|row| row.contains("Completed"));
    until("every reason", || is_there() && texts(&stage, ".lineup .trouble").len() == 4).await;
    let rows = rows();
    for (row, expected) in rows.iter().zip([
        "the service knows no job with this id",
        "Completed",
        "Its connection is missing",
        "This is not a job",
        "It is already compared",
    ]) {
        assert!(row.contains(expected), "{expected}: {rows:?}");
    }
    assert_eq!(rows.len(), 5);
    assert!(texts(&stage, ".lineup-rest > li")[0].contains("is in the link twice"));
    until("the chart of the one that is there", || texts(&stage, "section[aria-label=Loss] .key").len() == 2)
        .await;
    // A column for each job that is known.
    until("its figures", || figures(&stage, "Best eval loss") == ["1.5 at step 20"]).await;
    drop(mounted);
}

#[wasm_bindgen_test]
async fn zoom_goes_with_the_axis_it_was_made_on() {
    // The second job logs no epochs.
    let epochs = "'eval/loss': evaluation, ...(id !== 'ft-2' && { 'train/epoch': step / 10 }) }";
    let answers = ANSWERS.replace("'eval/loss': evaluation }", epochs);
    let hash = "#/compare?job=lab/ft-1&job=lab/ft-3&x=epoch&range=1~2";
    let _service = Service::start(Provider::Together.slug(), hash, &answers);
    let stage = Stage::new();
    let mounted = stage.mount(App);
    let n_curves = || texts(&stage, "section[aria-label=Loss] .key").len();
    until("two jobs by epoch", || n_curves() == 4).await;
    tick().await;
    assert!(
        location::hash().contains("range=1"),
        "the link's range waits for its axis: {}",
        location::hash()
    );
    let search: HtmlInputElement = stage.find("[aria-label='Find a job to add']").unchecked_into();
    search.set_value("ft-2");
    let _prevented = fire(&search, "input");
    until("what is found", || texts(&stage, ".picker li").len() == 1).await;
    press(&search, "Enter");
    until("three jobs by step", || n_curves() == 6).await;
    until("everything in view", || !location::hash().contains("range=")).await;
    assert!(location::hash().contains("x=epoch"), "the choice is kept: {}", location::hash());
    drop(mounted);
}

#[wasm_bindgen_test]
async fn runs_of_very_different_lengths_are_shown_by_their_share_until_an_axis_is_chosen() {
    // The second job has 101 times the steps of the first.
    let answers = ANSWERS.replace("row(20 + 10 * index", "row(20 + 1000 * index");
    let both = "#/compare?job=lab/ft-1&job=lab/ft-3";
    let service = Service::start(Provider::Together.slug(), both, &answers);
    let stage = Stage::new();
    let mounted = stage.mount(App);
    let axis = || {
        let choice = stage.look(".tools select").map(|choice| choice.unchecked_into::<HtmlSelectElement>());
        choice.map(|choice| choice.value()).unwrap_or_default()
    };
    let is_told = || {
        let notes = texts(&stage, ".compare > .chart-note");
        notes.iter().any(|note| note.contains("has 101 times the steps of “run”"))
    };
    until("the share of the run", || axis() == "share" && is_told()).await;
    let parts = texts(&stage, ".compare-heading h2, h2.compare-heading");
    assert_eq!(parts, ["Settings", "Figures", "Charts"], "from top to bottom");
    assert!(!location::hash().contains("x="), "nothing was chosen: {}", location::hash());
    let choice: HtmlSelectElement = stage.find(".tools select").unchecked_into();
    choice.set_value("step");
    let _prevented = fire(&choice, "change");
    until("steps, without the note", || axis() == "step" && !is_told()).await;
    assert!(location::hash().contains("x=step"), "{}", location::hash());
    drop(mounted);
    drop(service);

    // Places of a link without an axis are steps.
    let _service = Service::start(Provider::Together.slug(), &format!("{both}&range=10~20"), &answers);
    let mounted = stage.mount(App);
    until("both curves", || texts(&stage, "section[aria-label=Loss] .key").len() == 4).await;
    tick().await;
    assert_eq!(axis(), "step");
    assert!(location::hash().contains("range=10"), "{}", location::hash());
    drop(mounted);
}

#[wasm_bindgen_test]
async fn tables_are_as_wide_as_the_list_of_jobs() {
    let _service = Service::start(Provider::Together.slug(), "#/compare?job=lab/ft-1&job=lab/ft-3", ANSWERS);
    let stage = Stage::new();
    stage
        .0
        .set_attribute("style", "position: absolute; inset: 0 auto auto 0; width: 1200px")
        .expect("a style");
    let mounted = stage.mount(App);
    let styles = document().create_element("style").expect("an element");
    styles.set_text_content(Some(&STYLES.concat()));
    stage.0.append_child(&styles).expect("a place");
    until("both tables", || 4 < stage.count(".compare-table tbody tr") && stage.count(".compare-table") == 2)
        .await;
    let width = |selector: &str| stage.find(selector).offset_width();
    let all = width(".lineup");
    for label in ["Settings", "Figures"] {
        assert_eq!(width(&format!(".compare-table[aria-label={label}]")), all, "{label}");
        assert!(all - 2 <= width(&format!("[aria-label={label}] > table")), "{label}");
    }
    drop(mounted);
}

#[wasm_bindgen_test]
async fn a_list_that_cannot_be_read_is_no_list_without_jobs() {
    let answers = ANSWERS.replace("return { data: jobs };", "return new Response('', { status: 500 });");
    let hash = "#/compare?job=latest&job=lab/ft-1";
    let _service = Service::start(Provider::Together.slug(), hash, &answers);
    let stage = Stage::new();
    let mounted = stage.mount(App);
    let says = |row: usize, words: &str| {
        texts(&stage, ".lineup > li .about").get(row).is_some_and(|text| text.contains(words))
    };
    until("the other one", || says(1, "Completed")).await;
    // One job that is known is not the newest for that.
    assert!(says(0, "could not be read"), "{:?}", texts(&stage, ".lineup > li .about"));
    drop(mounted);
}

#[wasm_bindgen_test]
async fn without_a_job_the_screen_says_how_to_choose() {
    let _service = Service::start(Provider::Together.slug(), "#/compare", ANSWERS);
    let stage = Stage::new();
    let mounted = stage.mount(App);
    until("what there is to choose", || texts(&stage, ".picker li").len() == 3).await;
    assert!(stage.0.text_content().is_some_and(|text| text.contains("No job is compared yet")));
    stage.find(".picker li button").click();
    until("one job", || texts(&stage, ".lineup > li").len() == 1).await;
    let says = |text: &str| stage.0.text_content().is_some_and(|all| all.contains(text));
    until("that one is not enough", || says("add a second one to compare it with")).await;
    drop(mounted);
}
