//! Report on a dataset: the upshot, figures, and the lines with problems.

use std::sync::Arc;

use leptos::prelude::*;

use super::{Icon, IconName};
use tuneboard_core::{
    dataset::{Excerpt, Report, Severity, Verdict},
    format,
};

/// The report on one file.
#[component]
pub fn DatasetReport(
    /// The report.
    report: Arc<Report>,
    /// The file's name.
    name: String,
    /// A further remark, such as the number of examples that another file shares.
    #[prop(into)]
    remark: Signal<Option<String>>,
) -> impl IntoView {
    let (slug, icon) = match report.verdict() {
        Verdict::Reject => ("error", IconName::Warning),
        Verdict::Look => ("warn", IconName::Info),
        Verdict::Fine => ("ok", IconName::Check),
    };
    let notes =
        report.notes().into_iter().map(|(_, note)| view! { <li>{note}</li> }.into_any()).collect_view();
    let kinds = report.findings.kinds().map(|(kind, n)| {
        let lines = format::count_of(n as usize, "line", "lines");
        view! { <li>{format!("{lines}: {}", kind.title())}</li> }.into_any()
    });
    let kinds = kinds.collect_view();
    let facts = facts(&report).into_iter().map(|(label, value)| {
        view! {
            <div>
                <dt>{label}</dt>
                <dd>{value}</dd>
            </div>
        }
        .into_any()
    });
    let facts = facts.collect_view();
    let label = format!("Check of {name}");
    let rejects = found(&report, Severity::Reject, format!("{} would reject", report.rules.service));
    let looks = found(&report, Severity::Look, "Worth a look".to_owned());
    let source = report.rules.source;
    view! {
        <section class="rows" aria-label=label>
            <div class="reason" data-kind=slug role="status">
                <Icon name=icon />
                <div>
                    <h3>{report.headline()}</h3>
                    <p>{name}" was looked at here; nothing of it was sent. "{source}</p>
                    <ul>
                        {kinds}
                        {notes}
                        {move || remark.get().map(|remark| view! { <li>{remark}</li> })}
                    </ul>
                </div>
            </div>
            <dl class="config">{facts}</dl>
            {rejects}
            {looks}
        </section>
    }
}

fn facts(report: &Report) -> Vec<(&'static str, String)> {
    let form = report.form.or(report.foreign.first().map(|foreign| foreign.form));
    let form = form.map(|form| format!("{} ({})", form.label(), form.fields()));
    let columns = (!report.columns.is_empty()).then(|| report.columns.join(", "));
    let chars = (0 < report.n_chars).then(|| format::count(report.n_chars));
    let empty =
        (0 < report.n_empty_lines).then(|| format!(", {} empty", format::count(report.n_empty_lines)));
    let lines = (0 < report.n_lines).then(|| format::count(report.n_lines) + &empty.unwrap_or_default());
    [
        ("Form", form),
        ("Examples", Some(report.examples())),
        ("Columns", columns),
        ("Lines", lines),
        ("Size", Some(format::bytes(report.n_bytes))),
        ("Encoding", Some(report.encoding_label())),
        ("Characters", chars),
        ("Tokens", report.tokens_label()),
        ("Longest example", report.longest_label()),
    ]
    .into_iter()
    .filter_map(|(label, value)| Some((label, value?)))
    .collect()
}

/// Returns the first lines with something of a severity, folded until asked for.
fn found(report: &Report, severity: Severity, title: String) -> Option<AnyView> {
    let first = report.findings.first(severity);
    let total = report.findings.total(severity);
    let words = match total {
        0 => return None,
        n if n == first.len() as u64 => format!("{title}: {}", format::count(n)),
        n => format!("{title}: the first {} of {}", format::count(first.len() as u64), format::count(n)),
    };
    let rows = first.iter().map(|finding| {
        view! {
            <tr>
                <th scope="row" class="num">{format::count(finding.line)}</th>
                <td>{finding.message.clone()}</td>
                <td class="mono">{shown(&finding.excerpt)}</td>
            </tr>
        }
        .into_any()
    });
    let rows = rows.collect_view();
    let view = view! {
        <details class="more">
            <summary>
                <Icon name=IconName::ChevronDown />
                {words}
            </summary>
            <div class="table-scroll" tabindex="0" role="region" aria-label=title>
                <table>
                    <thead>
                        <tr>
                            <th scope="col" class="num">"Line"</th>
                            <th scope="col">"What"</th>
                            <th scope="col">"Where"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    };
    Some(view.into_any())
}

fn shown(excerpt: &Excerpt) -> String {
    let mark = |is_cut: bool| if is_cut { "…" } else { "" };
    format!("{}{}{}", mark(excerpt.is_cut_before), excerpt.text, mark(excerpt.is_cut_after))
}
