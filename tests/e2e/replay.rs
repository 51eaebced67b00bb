//! Real logs, replayed: what is logged is what is shown, to the last digit.

use tuneboard_simulator::{Options, ReplayLog, Simulator};

use crate::harness::{
    driver::in_browser,
    page::Page,
    service::{Service, quiet},
    site::Site,
};

/// Figures with no short decimal, tiny ones, integers, one row per kind, and a key no provider knows.
const LOG: &str = r#"{"best_metric": null, "max_steps": 50, "num_train_epochs": 1, "log_history": [
  {"step": 5, "epoch": 0.1, "loss": 2.4017, "grad_norm": 20.46651840209961, "learning_rate": 1e-06},
  {"step": 10, "epoch": 0.2, "loss": 0.6931471805599453, "grad_norm": 3.0, "learning_rate": 2e-05},
  {"step": 15, "epoch": 0.3, "loss": 0.1, "grad_norm": 0.30000000000000004, "learning_rate": 0.00019999999999999998},
  {"step": 15, "epoch": 0.3, "eval_loss": 1.7976931348623157, "eval_runtime": 12.5, "eval_wer": 0.0417},
  {"step": 20, "epoch": 0.4, "loss": 2, "grad_norm": 12345.678, "learning_rate": 0.0002},
  {"step": 25, "epoch": 0.5, "loss": 1.334415078163147, "grad_norm": 0.1, "learning_rate": 0.0002},
  {"step": 30, "epoch": 0.6, "loss": 1.25e-05, "grad_norm": 0.2, "learning_rate": 0.00015},
  {"step": 30, "epoch": 0.6, "eval_loss": 0.9999999999999999, "eval_runtime": 12.25, "eval_wer": 0.03},
  {"step": 40, "epoch": 0.8, "loss": 0.8, "grad_norm": 0.7, "learning_rate": 0.0001},
  {"step": 50, "epoch": 1.0, "loss": 0.7500000000000001, "grad_norm": 1e3, "learning_rate": 0},
  {"step": 50, "epoch": 1.0, "train_loss": 1.1, "train_runtime": 60.0}
]}"#;

/// Step, train loss, eval loss: the shortest text that reads back as the logged value.
const LOSSES: [[&str; 3]; 8] = [
    ["5", "2.4017", ""],
    ["10", "0.6931471805599453", ""],
    ["15", "0.1", "1.7976931348623157"],
    ["20", "2", ""],
    ["25", "1.334415078163147", ""],
    ["30", "1.25e-5", "0.9999999999999999"],
    ["40", "0.8", ""],
    ["50", "0.7500000000000001", ""],
];

const RATES: [[&str; 2]; 8] = [
    ["5", "1e-6"],
    ["10", "2e-5"],
    ["15", "0.00019999999999999998"],
    ["20", "0.0002"],
    ["25", "0.0002"],
    ["30", "0.00015"],
    ["40", "0.0001"],
    ["50", "0"],
];

const NORMS: [[&str; 2]; 8] = [
    ["5", "20.46651840209961"],
    ["10", "3"],
    ["15", "0.30000000000000004"],
    ["20", "12345.678"],
    ["25", "0.1"],
    ["30", "0.2"],
    ["40", "0.7"],
    ["50", "1000"],
];

#[test]
fn a_replayed_log_shows_exactly_what_was_logged() {
    in_browser(|page| async move {
        let site = Site::start().await;
        for provider in Simulator::DEMO {
            let log = ReplayLog::parse("tiny-run.trainer_state.json", LOG).expect("a log");
            let service =
                Service::start(Options { replay: vec![log], speed: 400.0, n_jobs: 0, ..quiet() }).await;
            page.open_connected(&site, &service, provider).await;
            page.follow("tiny-run*").await;
            page.becomes("Completed").await;
            page.grows_beyond("Loss", 9).await;
            shows(&page, "Loss", &LOSSES).await;
            shows(&page, "Learning rate", &RATES).await;
            shows(&page, "Gradient norm", &NORMS).await;
            shows(&page, "WER", &[["15", "0.0417"], ["30", "0.03"]]).await;
            page.run("localStorage.clear(); sessionStorage.clear()").await;
        }
    });
}

/// Opens a chart's table twin and compares it.
async fn shows<const N: usize>(page: &Page, chart: &str, expected: &[[&str; N]]) {
    page.press(&format!("{chart} as a table")).await;
    page.until_with(
        &format!("the table of {chart}"),
        "return document.querySelectorAll(`section[aria-label=\"${arguments[0]}\"] tbody tr`).length",
        vec![serde_json::json!(chart)],
    )
    .await;
    assert_eq!(page.twin(chart).await, expected, "{chart}");
}
