//! Findings on compared jobs, as marks on their common charts.

use super::{ComparedJob, Stretch};
use crate::{chart::FindingMark, insight::Finding, metrics::XAxis};

/// Percent in a whole run.
const WHOLE: f64 = 100.0;

/// Returns the marks of the findings on one job along an axis, in the colour of its curves and with its name.
pub fn compared_findings(job: &ComparedJob<'_>, findings: &[Finding], axis: XAxis) -> Vec<FindingMark> {
    let marks = match (axis, job.stretch) {
        (XAxis::RunShare, Stretch::Steps(whole)) => {
            let share = |step: u64| Some((WHOLE * step as f64 / whole as f64).min(WHOLE));
            findings.iter().filter_map(|finding| FindingMark::placed(finding, share)).collect()
        }
        (XAxis::RunShare, Stretch::Unlogged | Stretch::Open) => Vec::new(),
        (axis, _) => FindingMark::of_run(findings, job.store, axis),
    };
    marks.into_iter().map(|mark| mark.of_owner(job.name, job.color())).collect()
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{
        comparison::test_jobs::store,
        insight::{Rule, Severity},
        model::MetricKey,
    };

    #[test]
    fn findings_stand_where_the_curves_of_their_job_do() {
        let logged = store(&[(10, 2.0, 2.0), (20, 1.5, 1.0), (30, 1.0, 1.5), (40, 0.5, 2.0)]);
        let name: Arc<str> = "b".into();
        let finding = Finding {
            rule: Rule::Overfitting,
            severity: Severity::Warning,
            first_step: 20,
            last_step: 40,
            is_open: true,
            metric: Some(MetricKey::eval("loss")),
            evidence: vec![30],
            sentence: "Evaluation loss rose.".into(),
            advice: Vec::new(),
        };
        let check = |axis: XAxis, stretch: Stretch, expected: Option<((f64, f64), f64)>| {
            let job = ComparedJob { name: &name, place: 8, store: &logged, stretch };
            let marks = compared_findings(&job, std::slice::from_ref(&finding), axis);
            assert_eq!(marks.first().map(|mark| (mark.span, mark.evidence[0])), expected, "{axis:?}");
            for mark in marks {
                assert_eq!(
                    (&*mark.title, mark.color, mark.owner.as_deref()),
                    ("b: Overfitting", Some(1), Some("b"))
                );
            }
        };
        check(XAxis::Step, Stretch::Open, Some(((20.0, 40.0), 30.0)));
        check(XAxis::RunShare, Stretch::Steps(80), Some(((25.0, 50.0), 37.5)));
        check(XAxis::RunShare, Stretch::Open, None);
        check(XAxis::Epoch, Stretch::Open, None);
    }
}
