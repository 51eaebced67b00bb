//! Measurements of the benchmarks, and their goals.

/// One row of the report.
#[derive(Debug, PartialEq)]
pub struct Goal {
    /// As on the command line.
    pub id: &'static str,
    /// For people.
    pub what: &'static str,
    /// Library or page that ours is compared with; empty for none.
    pub peer: &'static str,
    /// Unit of both figures.
    pub unit: &'static str,
    /// Limit to reach.
    pub limit: Limit,
}

/// Limit that must be reached, and a better one to strive for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Limit {
    /// At most so much of what the peer takes.
    Ratio { base: f64, stretch: f64 },
    /// At most so much, whatever the peer takes.
    Most { base: f64, stretch: f64 },
    /// Measured for the whole picture alone.
    None,
}

impl Limit {
    /// Base and stretch.
    pub fn values(self) -> Option<(f64, f64)> {
        match self {
            Self::Ratio { base, stretch } | Self::Most { base, stretch } => Some((base, stretch)),
            Self::None => None,
        }
    }
}

impl Goal {
    /// The goal of an id.
    pub fn of(id: &str) -> Option<&'static Self> {
        GOALS.iter().find(|goal| goal.id == id)
    }

    /// Its place in the report.
    pub fn place(&self) -> usize {
        GOALS.iter().position(|goal| goal.id == self.id).unwrap_or(GOALS.len())
    }
}

const fn ratio(id: &'static str, what: &'static str, peer: &'static str, base: f64, stretch: f64) -> Goal {
    Goal { id, what, peer, unit: "ms", limit: Limit::Ratio { base, stretch } }
}

const fn most(
    id: &'static str,
    what: &'static str,
    (peer, unit): (&'static str, &'static str),
    base: f64,
    stretch: f64,
) -> Goal {
    Goal { id, what, peer, unit, limit: Limit::Most { base, stretch } }
}

const fn plain(id: &'static str, what: &'static str, unit: &'static str) -> Goal {
    against(id, what, "uPlot", unit)
}

const fn against(id: &'static str, what: &'static str, peer: &'static str, unit: &'static str) -> Goal {
    Goal { id, what, peer, unit, limit: Limit::None }
}

/// Every row, in the order of the report. A noisy, falling curve unless it says otherwise; hairlines on a screen of
/// one device pixel per CSS pixel, lines of two device pixels (uPlot's default) on one of two.
pub const GOALS: &[Goal] = &[
    ratio("C1a", "zoom frame, hairline, 10k points", "uPlot", 1.0, 0.8),
    ratio("C1b", "zoom frame, hairline, 100k", "uPlot", 0.7, 0.5),
    ratio("C1c", "zoom frame, hairline, 1M", "uPlot", 0.33, 0.2),
    ratio("C2a", "zoom frame, 2 px line, 10k", "uPlot", 0.2, 0.1),
    ratio("C2b", "zoom frame, 2 px line, 100k", "uPlot", 0.12, 0.07),
    ratio("C2c", "zoom frame, 2 px line, 1M", "uPlot", 0.12, 0.06),
    ratio("C2d", "zoom frame, 2 px line, 8 × 100k", "uPlot", 0.1, 0.05),
    ratio("C3", "pan by 1 to 50 px, hairline, 1M", "uPlot", 0.2, 0.08),
    ratio("C3-wide", "pan by 1 to 50 px, 2 px line, 1M", "uPlot", 0.2, 0.08),
    ratio("C4", "append 10 and show, hairline, 1M", "uPlot", 0.25, 0.12),
    ratio("C4-wide", "append 10 and show, 2 px line, 1M", "uPlot", 0.25, 0.12),
    ratio("C5", "pointer to nearest logged point, 1M", "uPlot", 1.5, 1.0),
    ratio("C6a", "body to pixels, 100k rows", "json() + uPlot", 0.4, 0.25),
    ratio("C6b", "body to pixels, 1M rows", "json() + uPlot", 0.33, 0.2),
    ratio("C7a", "create a chart, 1M", "Chart.js", 0.1, 0.05),
    ratio("C7b", "create a chart, 1M, of pairs", "ECharts", 0.01, 0.005),
    against("C7b-typed", "create a chart, 1M, of a typed array", "ECharts", "ms"),
    plain("C7c", "create a chart, 1M", "ms"),
    most("C8", "canvas calls of a zoom frame, 1M", ("uPlot", "calls"), 4.0 * 1200.0 + 300.0, 100.0),
    most("C9", "pixel columns unlike those of all points", ("", "columns"), 0.0, 0.0),
    ratio("C10", "zoom frame, hairline, 1M", "plotters LineSeries", 0.02, 0.01),
    plain("C1b-smooth", "zoom frame, hairline, 100k, smooth", "ms"),
    plain("C1c-smooth", "zoom frame, hairline, 1M, smooth", "ms"),
    plain("C1c-spikes", "zoom frame, hairline, 1M, flat with spikes", "ms"),
    plain("C1c-gaps", "zoom frame, hairline, 1M, with gaps", "ms"),
    plain("C2b-smooth", "zoom frame, 2 px line, 100k, smooth", "ms"),
    plain("C2c-smooth", "zoom frame, 2 px line, 1M, smooth", "ms"),
    plain("C2c-spikes", "zoom frame, 2 px line, 1M, flat with spikes", "ms"),
    plain("C2c-gaps", "zoom frame, 2 px line, 1M, with gaps", "ms"),
    most("M1", "memory at rest, 1M points", ("uPlot", "B/point"), 12.5, 8.5),
    plain("M1-4m", "memory at rest, 4M points", "B/point"),
    most("M2", "highest memory while a body of 1M rows is read", ("json()", "B/point"), 14.0, 10.0),
    ratio("J1", "body to columns, 1M rows", "json()", 0.35, 0.22),
    ratio("J2", "body to columns, 1M rows", "gloo-net json()", 0.35, 0.22),
    ratio("J3", "bytes in memory to columns, 1M rows", "JSON.parse", 0.3, 0.15),
    most("J4", "longest block while 1M rows are read", ("json()", "ms"), 16.0, 8.0),
    // 667 ms are 150 MB/s.
    most("D1", "dataset check of conversations, per 100 MB", ("JSON.parse per line", "ms"), 667.0, 333.0),
    most("J5", "figures with other bits than JSON.parse's", ("", "figures"), 0.0, 0.0),
    ratio("T1", "list at hand to first rows, 10k jobs", "React + TanStack", 0.7, 0.4),
    against("T1-for", "list at hand to first rows, 10k jobs, rows by <For>", "React + TanStack", "ms"),
    ratio("T2", "the same with 100k jobs, against 10k", "itself", 1.3, 1.1),
    ratio("T3", "scroll step, every row new, 100k", "React + TanStack", 0.5, 0.33),
    against("T3-for", "scroll step, every row new, 100k, rows by <For>", "React + TanStack", "ms"),
    ratio("T3-js", "scroll step, every row new, 100k", "recycler", 1.25, 1.05),
    ratio("T4", "scroll step of 3 rows, 100k", "React + TanStack", 0.5, 0.3),
    against("T4-for", "scroll step of 3 rows, 100k, rows by <For>", "React + TanStack", "ms"),
    against("T4-js", "scroll step of 3 rows, 100k", "recycler", "ms"),
    ratio("T5", "open 10k jobs", "all rows in the page", 0.02, 0.008),
    ratio("T6", "filter and sort 100k by a figure", "sort() + recycler", 0.5, 0.25),
    against("T6-react", "filter and sort 100k by a figure", "sort() + React", "ms"),
    most("T7", "rows in the page, 100k jobs", ("", "rows"), 60.0, 45.0),
    most("M3", "memory of a list of 100k jobs", ("JSON.parse", "B/job"), 250.0, 160.0),
    ratio("P1", "tick without news, 10k jobs", "JSON.parse + React", 0.2, 0.05),
    against("P1-for", "tick without news, 10k jobs, rows by <For>", "JSON.parse + React", "ms"),
    most("P1-dom", "cells touched by a tick without news", ("", "cells"), 0.0, 0.0),
    ratio("P2", "tick with 1 % changed, 10k jobs", "JSON.parse + React", 0.5, 0.3),
    against("P2-for", "tick with 1 % changed, 10k jobs, rows by <For>", "JSON.parse + React", "ms"),
    most("P2-dom", "cells touched that did not change", ("", "cells"), 0.0, 0.0),
    most("P4", "tasks above 50 ms in 1,000 ticks", ("", "tasks"), 0.0, 0.0),
    most("P5", "requests of a hidden page", ("", "requests"), 0.0, 0.0),
    ratio("L2", "first visit, 10 Mbit/s and 40 ms", "TensorBoard", 0.3, 0.15),
    ratio("L3", "first visit, loopback", "TensorBoard", 0.5, 0.3),
    most("L4-demo", "bytes of a link to a job until its chart", ("", "kB"), 470.0, 420.0),
    most("L5", "the same in time, 10 Mbit/s and 40 ms", ("", "ms"), 800.0, 600.0),
    most("L8-new", "bytes of a link to New job", ("", "kB"), 400.0, 300.0),
    most("L8-compare", "bytes of a link to Compare", ("", "kB"), 400.0, 300.0),
    most("L8-connections", "bytes of a link to Connections", ("", "kB"), 400.0, 300.0),
    ratio("L7", "second visit, loopback", "the first", 0.4, 0.25),
    against("L7-far", "second visit, 10 Mbit/s and 40 ms", "the first", "ms"),
    most("I1", "all rules on a run of 1M rows", ("", "ms"), 50.0, 25.0),
    most("I2", "longest turn of it", ("", "ms"), 8.0, 4.0),
    most("I3", "10 rows more of 1M, and the answer", ("", "ms"), 1.0, 0.3),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_and_stretch_is_harder_than_base() {
        for (idx, goal) in GOALS.iter().enumerate() {
            assert!(GOALS[..idx].iter().all(|other| other.id != goal.id), "{}", goal.id);
            assert!(goal.limit.values().is_none_or(|(base, stretch)| stretch <= base), "{}", goal.id);
        }
    }

    #[test]
    fn the_page_measures_nothing_that_is_not_a_goal_and_every_goal() {
        let page = ["bench.js", "create.js", "frames.js", "table/table.js", "load/load.js"].map(|name| {
            let file = crate::workspace::root().join("xtask/bench/page").join(name);
            std::fs::read_to_string(file).unwrap()
        });
        let script = page.concat();
        // Those of `insight` are measured without the page.
        for goal in GOALS.iter().filter(|goal| !goal.id.starts_with('I')) {
            assert!(script.contains(&format!("\"{}\": ", goal.id)), "no case for {}", goal.id);
        }
        for line in script.lines().filter_map(|line| line.trim().strip_prefix('"')) {
            if let Some((id, _)) = line.split_once("\": ") {
                assert!(Goal::of(id).is_some(), "no goal for {id}");
            }
        }
    }
}
