//! The results for people and for programs.

use std::fmt::Write as _;

use super::{
    goals::Limit,
    measurement::{Measurement, Verdict},
    peers::Peer,
    statistics::{median, percentile},
};

/// Surroundings of a measurement.
pub struct Surroundings {
    /// The browser's version.
    pub chromium: String,
    /// Names and versions.
    pub peers: Vec<Peer>,
}

/// One line per case.
pub fn table(surroundings: &Surroundings, measurements: &[Measurement]) -> String {
    let mut text = match surroundings.chromium.as_str() {
        "" => "This machine, without a browser".to_owned(),
        version => format!("Chromium {version}, software raster"),
    };
    for (name, version) in &surroundings.peers {
        write!(text, ", {name} {version}").ok();
    }
    text.push_str(
        "\nRatio: median of the pairs' ours ÷ peer, then the 10th and 90th percentile. Lower is better.\n\n",
    );
    let head = [
        "", "what", "peer", "ours", "(p95)", "peer's", "unit", "ratio", "p10", "p90", "base", "stretch", "",
        "calls",
    ];
    let rows: Vec<[String; 14]> =
        std::iter::once(head.map(str::to_owned)).chain(measurements.iter().map(row)).collect();
    let widths: Vec<usize> =
        (0..head.len()).map(|n| rows.iter().map(|row| row[n].chars().count()).max().unwrap_or(0)).collect();
    for row in &rows {
        let mut line = String::new();
        for (n, (cell, width)) in row.iter().zip(&widths).enumerate() {
            // Words to the left, numbers to the right.
            if matches!(n, 0..=2 | 6 | 12 | 13) {
                write!(line, "{cell:width$}  ").ok();
            } else {
                write!(line, "{cell:>width$}  ").ok();
            }
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    for measurement in measurements.iter().filter(|measurement| !measurement.note.is_empty()) {
        writeln!(text, "{}: {}", measurement.goal.id, measurement.note).ok();
    }
    text
}

fn row(measurement: &Measurement) -> [String; 14] {
    let goal = measurement.goal;
    let number = |value: Option<f64>| value.map(shown).unwrap_or_default();
    let p95 = percentile(&measurement.ours, 0.95).filter(|_| 1 < measurement.ours.len());
    let spread = |share| measurement.ratio_at(share).filter(|_| 1 < measurement.ours.len());
    let limits = goal.limit.values();
    let calls: Vec<String> = measurement.calls.iter().map(|n| shown(*n)).collect();
    [
        goal.id.to_owned(),
        goal.what.to_owned(),
        goal.peer.to_owned(),
        number(median(&measurement.ours)),
        number(p95),
        number(median(&measurement.peer)),
        goal.unit.to_owned(),
        number(measurement.ratio()),
        number(spread(0.1)),
        number(spread(0.9)),
        number(limits.map(|(base, _)| base)),
        number(limits.map(|(_, stretch)| stretch)),
        measurement.verdict().map_or("", Verdict::word).to_owned(),
        calls.join(" : "),
    ]
}

/// Returns the base goals that are missed, in words.
pub fn summary(measurements: &[Measurement]) -> String {
    let judged: Vec<(&str, Verdict)> = measurements
        .iter()
        .filter_map(|measurement| Some((measurement.goal.id, measurement.verdict()?)))
        .collect();
    let with = |verdict| judged.iter().filter(move |(_, other)| *other == verdict).map(|(id, _)| *id);
    let missed: Vec<&str> = with(Verdict::Missed).collect();
    let (n, n_stretch) = (judged.len(), with(Verdict::Stretch).count());
    if missed.is_empty() {
        format!("All of {n} base goals are met, {n_stretch} with their stretch.\n")
    } else {
        let n_met = n - missed.len();
        format!(
            "{n_met} of {n} base goals are met, {n_stretch} with their stretch. Missed: {}.\n",
            missed.join(", ")
        )
    }
}

/// The whole as one object.
pub fn json(surroundings: &Surroundings, measurements: &[Measurement]) -> String {
    let peers: Vec<String> = surroundings
        .peers
        .iter()
        .map(|(name, version)| format!("{}: {}", quoted(name), quoted(version)))
        .collect();
    let goals: Vec<String> =
        measurements.iter().map(|measurement| format!("    {}", entry(measurement))).collect();
    format!(
        "{{\n  \"chromium\": {},\n  \"peers\": {{{}}},\n  \"goals\": [\n{}\n  ]\n}}\n",
        quoted(&surroundings.chromium),
        peers.join(", "),
        goals.join(",\n")
    )
}

fn entry(measurement: &Measurement) -> String {
    let goal = measurement.goal;
    let number =
        |value: Option<f64>| value.filter(|n| n.is_finite()).map_or("null".to_owned(), |n| n.to_string());
    let limits = goal.limit.values();
    let judges = match goal.limit {
        Limit::Ratio { .. } => "\"ratio\"",
        Limit::Most { .. } => "\"ours\"",
        Limit::None => "null",
    };
    let fields = [
        ("id", quoted(goal.id)),
        ("what", quoted(goal.what)),
        ("against", quoted(goal.peer)),
        ("ours", number(median(&measurement.ours))),
        ("ours_p95", number(percentile(&measurement.ours, 0.95))),
        ("peer", number(median(&measurement.peer))),
        ("unit", quoted(goal.unit)),
        ("pairs", measurement.ours.len().min(measurement.peer.len()).to_string()),
        ("ratio", number(measurement.ratio())),
        ("p10", number(measurement.ratio_at(0.1))),
        ("p90", number(measurement.ratio_at(0.9))),
        ("judged_by", judges.to_owned()),
        ("base", number(limits.map(|(base, _)| base))),
        ("stretch", number(limits.map(|(_, stretch)| stretch))),
        ("verdict", measurement.verdict().map_or("null".to_owned(), |verdict| quoted(verdict.word()))),
        ("calls", number(measurement.calls.first().copied())),
        ("peer_calls", number(measurement.calls.get(1).copied())),
        ("note", quoted(&measurement.note)),
    ];
    let fields = fields.map(|(name, value)| format!("\"{name}\": {value}"));
    format!("{{{}}}", fields.join(", "))
}

fn quoted(text: &str) -> String {
    let mut json = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => json.extend(['\\', c]),
            _ if c.is_control() => json.push(' '),
            _ => json.push(c),
        }
    }
    json.push('"');
    json
}

/// Three digits that matter, more for counts.
fn shown(value: f64) -> String {
    match value.abs() {
        0.0 => "0".to_owned(),
        size if 100.0 <= size || value.fract() == 0.0 => format!("{value:.0}"),
        size if 10.0 <= size => format!("{value:.1}"),
        size if 0.0995 <= size => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measurements() -> Vec<Measurement> {
        [
            "id C1c\nours 1 2 3\npeer 10 10 10\ncalls 60 4900",
            "id C2a\nours 5 5\npeer 10 10",
            "id J5\nours 0\nnote 7 \"compared\"",
        ]
        .iter()
        .map(|text| Measurement::read(text).unwrap())
        .collect()
    }

    fn surroundings() -> Surroundings {
        Surroundings { chromium: "156.0".into(), peers: vec![("uplot", "1.6.32".into())] }
    }

    #[test]
    fn the_table_has_a_line_per_case() {
        let table = table(&surroundings(), &measurements());
        let lines: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(lines[0].join(" "), "Chromium 156.0, software raster, uplot 1.6.32");
        let end = |line: &[&str], n| line[line.len() - n..].join(" ");
        assert_eq!(end(&lines[4], 13), "2 2.90 10 ms 0.20 0.12 0.28 0.33 0.20 stretch 60 : 4900");
        assert_eq!(end(&lines[5], 8), "10 ms 0.50 0.50 0.50 0.20 0.10 missed");
        assert_eq!(end(&lines[6], 5), "0 figures 0 0 stretch");
        assert_eq!(lines[7].join(" "), "J5: 7 \"compared\"");
    }

    #[test]
    fn the_summary_names_what_is_missed() {
        assert_eq!(
            summary(&measurements()),
            "2 of 3 base goals are met, 2 with their stretch. Missed: C2a.\n"
        );
        assert_eq!(summary(&measurements()[2..]), "All of 1 base goals are met, 1 with their stretch.\n");
    }

    #[test]
    fn the_json_has_an_object_per_case() {
        let json = json(&surroundings(), &measurements());
        assert!(
            json.starts_with("{\n  \"chromium\": \"156.0\",\n  \"peers\": {\"uplot\": \"1.6.32\"},\n"),
            "{json}"
        );
        assert!(json.contains("\"ratio\": 0.2, \"p10\": 0.12"), "{json}");
        assert!(
            json.contains("\"peer\": null") && json.contains("\"note\": \"7 \\\"compared\\\"\""),
            "{json}"
        );
        assert!(json.contains("\"verdict\": \"missed\""), "{json}");
    }

    #[test]
    fn numbers_have_three_digits_that_matter() {
        for (value, text) in [
            (0.0, "0"),
            (0.0512, "0.051"),
            (0.333, "0.33"),
            (5.432, "5.43"),
            (12.34, "12.3"),
            (5100.0, "5100"),
            (227.4, "227"),
        ] {
            assert_eq!(shown(value), text);
        }
    }
}
