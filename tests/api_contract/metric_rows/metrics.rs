//! Metric rows of both providers that send rows.

use tuneboard_core::api::{self, ApiError, Decoded, HttpResponse, MetricsScanner};
use tuneboard_core::model::{MetricRow, MetricsPage, Provider};

use crate::fixture;

/// Both send rows in the same form.
fn decode_metrics(response: &HttpResponse) -> Result<Decoded<MetricsPage>, ApiError> {
    let decoded = api::decode_metrics(Provider::Archetype, response);
    assert_eq!(format!("{decoded:?}"), format!("{:?}", api::decode_metrics(Provider::Together, response)));
    decoded
}

/// One line per row, as `step [epoch] [@time] [+elapsed]: key=value, …`.
fn lines(page: &MetricsPage) -> Vec<String> {
    let line = |row: &tuneboard_core::model::MetricRow| {
        let epoch = row.epoch.map(|epoch| format!(" epoch {epoch}")).unwrap_or_default();
        let at = row.logged_at.map(|at| format!(" @{}", at.unix_nanos())).unwrap_or_default();
        let elapsed = row.elapsed_secs.map(|secs| format!(" +{secs}")).unwrap_or_default();
        let values: Vec<_> = row.values.iter().map(|(key, value)| format!("{key}={value}")).collect();
        format!("{}{epoch}{at}{elapsed}: {}", row.step, values.join(", "))
    };
    page.rows.iter().map(line).collect()
}

#[track_caller]
fn check(response: &HttpResponse, rows: &[&str], warnings: &[&str]) -> MetricsPage {
    let decoded = decode_metrics(response).unwrap();
    assert_eq!(lines(&decoded.value), rows);
    let said: Vec<_> = decoded.warnings.iter().map(|warning| warning.message.as_str()).collect();
    assert_eq!(said, warnings);
    assert_eq!(decoded.value.summary.n_received, rows.len() + warnings.len());
    decoded.value
}

#[test]
fn archetype_rows_merge_train_and_eval() {
    let rows = [
        "200 +241: train/loss=1.611, eval/loss=1.702, train/learning_rate=0.00019",
        "300 +362.6: train/loss=1.402, train/learning_rate=0.00018",
    ];
    let page = check(&fixture("archetype/metrics.json"), &rows, &[]);
    assert_eq!(page.summary.last_checkpoint_step, Some(300));
}

#[test]
fn odd_archetype_rows_cost_only_themselves() {
    let rows = [
        "400: eval/loss=NaN, eval/rewards/chosen=-inf, train/tokens_per_sec=812.5, train/more/a=1",
        "500: train/loss=inf, train/best_step=3, train/loss_ema=0.5",
        "600: train/loss=0.125",
        "300: train/loss=1.402",
    ];
    let warnings = [
        "row 3: it has no step",
        "row 4: it is no object",
        "row 6: its step is negative, fractional, too large or no number",
        "row 7: its step is negative, fractional, too large or no number",
    ];
    let page = check(&fixture("archetype/metrics_traps.json"), &rows, &warnings);
    assert_eq!(page.summary.last_checkpoint_step, None);
}

#[test]
fn together_rows_are_train_or_eval_and_their_times_are_exact() {
    let rows = [
        "49 epoch 0.49 @1785575943112004000: train/loss=1.204, train/grad_norm=0.81, train/learning_rate=0.00019",
        "50 epoch 0.5 @1785575951840221000: train/loss=1.187, train/grad_norm=0.79, train/learning_rate=0.00019",
        "50 epoch 0.5 @1785575957000871000: eval/loss=1.233",
    ];
    check(&fixture("together/metrics.json"), &rows, &[]);
}

#[test]
fn unknown_keys_become_series() {
    let rows = [
        "50 @1785575951840221000: train/loss=0.61, train/rewards_preferred=0.21, \
         train/rewards_non_preferred=-0.14, train/accuracy=0.71, train/kl=0.034, \
         train/logps_preferred=-121.4, train/rewards/margins=0.35",
        // Not a multiple of 256 ns: an f64 would have lost the last digit.
        "50 epoch 0.5 @1785575952840221001: eval/accuracy=0.69",
    ];
    check(&fixture("together/metrics_dpo.json"), &rows, &[]);
}

#[test]
fn odd_together_rows_cost_only_themselves() {
    let rows = [
        "10 @1785575943500000000: train/loss=2, eval/loss=2.5",
        "11 @1785575943112000000: train/loss=NaN",
        "12 @1785575944000000000: train/train_loss=1.5",
        "5 @1785575943000000000: train/loss=1.25",
        "5: train/loss=1.25",
        "4: eval/loss=1.75, train/best_step=3",
    ];
    let warnings = ["row 6: it has no step", "row 7: it is no object"];
    check(&fixture("together/metrics_traps.json"), &rows, &warnings);
}

#[test]
fn bare_nan_is_read_though_it_is_no_json() {
    let rows = ["1: train/loss=NaN, eval/loss=-inf", "2: train/loss=inf, train/learning_rate=0.1"];
    check(&fixture("archetype/metrics_bare_nan.json"), &rows, &[]);
    let rows = ["1 @1785575943112004000: train/loss=0.5", "1 @1785575944112004000: eval/loss=NaN"];
    check(&fixture("together/metrics_bare_nan.json"), &rows, &[]);
}

#[test]
fn keys_that_end_like_counters_are_figures_and_nested_ones_are_flattened() {
    // After `wire/03`: free-form rows, other spellings of evaluation, an object within a row.
    let body = r#"{"last_checkpoint_step":400,"metrics":[
        {"step":200,"train_loss":1.6,"val_loss":1.7000000000000002,"validation/accuracy":0.5,"time_per_step":1.52,
         "tokens_per_step":8192,"samples_per_epoch":900,"timing":{"data_sec":1.2,"forward_sec":0.8}},
        {"step":400,"train_loss":1.2,"val_loss":null,"validation/accuracy":0.5,"time_per_step":1.52,
         "tokens_per_step":8192,"samples_per_epoch":900,"timing":{"data_sec":1.2,"forward_sec":-Infinity}},
        {"step":600,"train_loss":1.0,"deep":{"a":{"b":1}},"lr":0.5}]}"#;
    let rest = "eval/accuracy=0.5, train/time_per_step=1.52, train/tokens_per_step=8192, train/samples_per_epoch=900, \
                train/timing/data_sec=1.2, train/timing/forward_sec";
    let rows = [
        format!("200: train/loss=1.6, eval/loss=1.7000000000000002, {rest}=0.8"),
        format!("400: train/loss=1.2, {rest}=-inf"),
        "600: train/loss=1, train/learning_rate=0.5".to_owned(),
    ];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let page = check(&HttpResponse::json(200, body), &rows, &[]);
    assert_eq!(page.summary.left_out, ["deep/a".into()]);
}

#[test]
fn rows_without_a_step_are_counted_as_such() {
    let body = r#"{"metrics":[{"epoch":1,"loss":2},{"iteration":5,"loss":1},7,{"iteration":6}]}"#;
    let warnings = ["row 1: it has no step", "row 3: it is no object"];
    let page = check(&HttpResponse::json(200, body), &["5: train/loss=1", "6: "], &warnings);
    let tally = page.summary.tally();
    assert_eq!(
        (tally.n_received, tally.n_unreadable, tally.n_without_step, tally.n_without_figures),
        (4, 2, 1, 1)
    );
}

#[test]
fn a_job_without_rows_has_an_empty_page() {
    for body in ["{}", r#"{"metrics":[]}"#, r#"{"metrics":null}"#, r#"{"last_checkpoint_step":0}"#] {
        let decoded = decode_metrics(&HttpResponse::json(200, body)).unwrap();
        assert_eq!(decoded.value, MetricsPage::default(), "{body}");
    }
    for body in ["[]", r#"{"metrics":{}}"#, r#"{"metrics":"none"}"#, "null"] {
        assert!(decode_metrics(&HttpResponse::json(200, body)).is_err(), "{body}");
    }
}

/// Tries every place at which the body may come in two pieces.
#[track_caller]
fn check_reported(body: &str, expected: Result<usize, &str>) {
    for at in 0..=body.len() {
        let mut rows: Vec<MetricRow> = Vec::new();
        let mut scanner = MetricsScanner::new(200, Vec::new());
        for piece in [&body.as_bytes()[..at], &body.as_bytes()[at..]] {
            scanner.push(piece, &mut rows);
        }
        let read = scanner.finish().map(|read| read.value.n_received).map_err(|error| error.message);
        assert_eq!(read.as_ref().copied().map_err(String::as_str), expected, "{body}, in pieces at {at}");
    }
}

#[test]
fn a_success_that_reports_a_failure_is_one() {
    let told = "An error came instead of the metrics: Metrics store is down";
    check_reported(r#"{"error":"Metrics store is down"}"#, Err(told));
    check_reported(r#"{"metrics":null,"error":{"message":"Metrics store is down","code":"x"}}"#, Err(told));
    check_reported(r#"{"error":{"message":"Metrics store is down"},"metrics":null}"#, Err(told));
    check_reported(r#"{"errors":[{"message":"Metrics store is down"}]}"#, Err(told));
    check_reported(r#"{"detail":"Metrics store is down","metrics":{}}"#, Err(told));
    check_reported(r#"{"message":"Metrics store is down"}"#, Err(told));
    // A list is a list, and nothing is reported by an empty member or by words beside an empty list.
    check_reported(r#"{"error":"old","metrics":[{"step":1,"loss":2}]}"#, Ok(1));
    check_reported(r#"{"metrics":null,"message":"none yet"}"#, Ok(0));
    check_reported(r#"{"error":null,"errors":[],"detail":""}"#, Ok(0));
    check_reported("{}", Ok(0));
}

#[track_caller]
fn check_checkpoint(json: &str, expected: Option<u64>) {
    let body = format!(r#"{{"last_checkpoint_step":{json},"metrics":[]}}"#);
    let decoded = decode_metrics(&HttpResponse::json(200, body)).unwrap();
    assert_eq!(decoded.value.summary.last_checkpoint_step, expected, "{json}");
}

#[test]
fn no_checkpoint_yet_is_said_in_many_ways() {
    for json in ["null", "0", "-1", "[]", r#""none""#] {
        check_checkpoint(json, None);
    }
    check_checkpoint("1200", Some(1200));
    check_checkpoint("1200.0", Some(1200));
}

#[track_caller]
fn check_step(row: &str, expected: Option<u64>) {
    let body = format!(r#"{{"metrics":[{{{row}}}]}}"#);
    let decoded = decode_metrics(&HttpResponse::json(200, body)).unwrap();
    assert_eq!(decoded.value.rows.first().map(|row| row.step), expected, "{row}");
}

#[test]
fn the_step_is_taken_from_the_most_telling_key() {
    let all = r#""step":1,"global_step":2,"eval/global_step":3,"train/global_step":4"#;
    check_step(all, Some(4));
    check_step(r#""eval/global_step":3,"step":1,"global_step":2"#, Some(3));
    check_step(r#""step":1,"global_step":2"#, Some(2));
    check_step(r#""step":1,"train/global_step":null"#, Some(1));
    check_step(r#""step":0"#, Some(0));
    check_step(r#""epoch":0.5"#, None);
}
