//! Judgements of several pages and sessions: each finding that gets worse is told once.

use std::collections::{HashMap, HashSet, VecDeque};

use proptest::prelude::*;

use super::*;
use crate::{
    insight::{Rule, Severity},
    model::ConnectionId,
};

const RULES: [Rule; 3] = [Rule::Overfitting, Rule::Diverged, Rule::Spike];

fn key() -> JobKey {
    JobKey { connection: ConnectionId("c".into()), id: "ft-1".into() }
}

fn judged(look: Look, troubles: &[(Rule, Severity)]) -> Judged {
    let trouble = |&(rule, severity): &(Rule, Severity)| Trouble { rule, severity, first_step: 4 };
    Judged { key: key(), name: "faq".into(), look, troubles: troubles.iter().map(trouble).collect() }
}

/// Claims by name, each with a text; all pages of one browser share them.
#[derive(Default)]
struct Claims(HashMap<String, String>);

impl Claims {
    /// Claims a name; the text of the page that was first, if that was another.
    fn claim(&mut self, name: &str, text: &str) -> Option<String> {
        if let Some(known) = self.0.get(name) {
            return Some(known.clone());
        }
        self.0.insert(name.to_owned(), text.to_owned());
        None
    }

    /// Claims the notice; whether this page is to tell it.
    fn claim_notice(&mut self, notice: &Notice) -> bool {
        let firsts: Vec<bool> = notice.claims().iter().map(|name| self.claim(name, "").is_none()).collect();
        firsts[0]
    }
}

/// Something that a page has yet to do.
enum Due {
    Claim(Baseline),
    Settle(Baseline, Option<String>),
    Tell(Notice),
}

#[derive(Default)]
struct Page {
    diff: FindingDiff,
    due: VecDeque<Due>,
    /// Findings that this page has judged since it was loaded.
    judged: Vec<(Look, Rule, Severity)>,
}

impl Page {
    fn look(&mut self, judged: &Judged) {
        self.judged
            .extend(judged.troubles.iter().map(|trouble| (judged.look, trouble.rule, trouble.severity)));
        match self.diff.look(judged) {
            JudgedStep::Claim(baseline) => self.due.push_back(Due::Claim(baseline)),
            JudgedStep::Tell(news) => self.due.extend(news.into_iter().map(Due::Tell)),
        }
    }

    /// Does what is due next; the finding that it tells.
    fn step(&mut self, claims: &mut Claims) -> Option<(Rule, Severity)> {
        match self.due.pop_front()? {
            Due::Claim(baseline) => {
                let known = claims.claim(&baseline.name, &baseline.text);
                self.due.push_front(Due::Settle(baseline, known));
            }
            Due::Settle(baseline, known) => {
                let news = self.diff.settle(&baseline, known.as_deref());
                self.due.extend(news.into_iter().map(Due::Tell));
            }
            Due::Tell(notice) => {
                if let (true, NoticeEvent::Finding(trouble)) = (claims.claim_notice(&notice), &notice.event) {
                    return Some((trouble.rule, trouble.severity));
                }
            }
        }
        None
    }
}

/// Judgements of one page that is loaded anew wherever the text is `reload`, and what each has it tell.
#[track_caller]
fn check(judgements: &[(&str, &str)]) {
    let (mut page, mut claims) = (Page::default(), Claims::default());
    for (i, (found, expected)) in judgements.iter().enumerate() {
        if *found == "reload" {
            page = Page::default();
            continue;
        }
        let troubles = Seen::decode(found).pairs();
        page.look(&judged(Look::Sample, &troubles));
        let mut told = Vec::new();
        while !page.due.is_empty() {
            told.extend(page.step(&mut claims));
        }
        let told: Vec<_> =
            told.iter().map(|(rule, severity)| format!("{}:{}", rule.slug(), severity.slug())).collect();
        assert_eq!(told.join(" "), *expected, "judgement {i}");
    }
}

#[test]
fn first_judgement_is_no_news_and_a_worse_one_is_told_once() {
    check(&[
        ("overfitting:warning", ""),
        ("overfitting:warning", ""),
        ("overfitting:error", "overfitting:error"),
    ]);
    check(&[("", ""), ("spike:warning", "spike:warning"), ("", ""), ("spike:warning", "")]);
    check(&[("", ""), ("spike:error", "spike:error"), ("spike:warning", ""), ("spike:error", "")]);
    check(&[("", ""), ("spike:warning diverged:error", "spike:warning diverged:error")]);
}

#[test]
fn reload_tells_what_has_become_worse_since_and_nothing_else() {
    check(&[
        ("", ""),
        ("reload", ""),
        ("spike:warning", "spike:warning"),
        ("reload", ""),
        ("spike:warning", ""),
    ]);
    check(&[("spike:warning", ""), ("reload", ""), ("spike:warning", ""), ("spike:error", "spike:error")]);
    check(&[("", ""), ("spike:error", "spike:error"), ("reload", ""), ("spike:warning", "")]);
}

#[test]
fn sample_and_whole_metrics_have_a_first_judgement_each() {
    let (mut page, mut claims) = (Page::default(), Claims::default());
    let mut told = |look, troubles: &[(Rule, Severity)]| {
        page.look(&judged(look, troubles));
        let mut told = Vec::new();
        while !page.due.is_empty() {
            told.extend(page.step(&mut claims));
        }
        told
    };
    let spike = (Rule::Spike, Severity::Warning);
    assert_eq!(told(Look::Sample, &[]), []);
    assert_eq!(told(Look::Whole, &[spike]), [], "a sample does not show every spike");
    assert_eq!(told(Look::Sample, &[spike]), [spike]);
}

#[test]
fn one_page_tells_a_finding_once_whichever_metrics_show_it_first() {
    // Without a database every claim succeeds.
    let mut diff = FindingDiff::default();
    let mut n_told = |look, troubles: &[(Rule, Severity)]| match diff.look(&judged(look, troubles)) {
        JudgedStep::Claim(baseline) => diff.settle(&baseline, None).len(),
        JudgedStep::Tell(notices) => notices.len(),
    };
    let (spike, worse) = ((Rule::Spike, Severity::Warning), (Rule::Spike, Severity::Error));
    assert_eq!((n_told(Look::Sample, &[]), n_told(Look::Whole, &[])), (0, 0));
    assert_eq!((n_told(Look::Whole, &[spike]), n_told(Look::Sample, &[spike])), (1, 0));
    assert_eq!((n_told(Look::Sample, &[worse]), n_told(Look::Whole, &[worse])), (1, 0));
}

/// Something that happens to a page.
#[derive(Debug, Clone)]
enum Happening {
    /// It judges the job.
    Judge(Look, Vec<(Rule, Severity)>),
    /// It is loaded anew.
    Reload,
    /// It does the next thing that is due, as a database answers after a while.
    Step,
}

fn happening() -> impl Strategy<Value = (usize, Happening)> {
    let trouble =
        (prop::sample::select(&RULES[..]), prop::sample::select(&[Severity::Warning, Severity::Error][..]));
    let troubles = prop::collection::vec(trouble, 0..3);
    let look = prop::sample::select(&[Look::Sample, Look::Whole][..]);
    let happening = prop_oneof![
        4 => (look, troubles).prop_map(|(look, troubles)| Happening::Judge(look, troubles)),
        1 => Just(Happening::Reload),
        6 => Just(Happening::Step),
    ];
    (0..3_usize, happening)
}

proptest! {
    #[test]
    fn worse_finding_is_told_once_by_one_of_several_pages(
        happenings in prop::collection::vec(happening(), 0..60),
    ) {
        let mut pages: [Page; 3] = Default::default();
        let (mut claims, mut told) = (Claims::default(), Vec::new());
        let mut judged_ever = HashSet::new();
        for (n, happening) in happenings {
            let page = &mut pages[n];
            match happening {
                Happening::Judge(look, troubles) => {
                    page.look(&judged(look, &troubles));
                    judged_ever.extend(troubles.iter().map(|(rule, severity)| (look, *rule, *severity)));
                }
                Happening::Reload => *page = Page::default(),
                Happening::Step => told.extend(page.step(&mut claims)),
            }
        }
        for page in &mut pages {
            while !page.due.is_empty() {
                told.extend(page.step(&mut claims));
            }
        }
        let distinct: HashSet<_> = told.iter().copied().collect();
        prop_assert_eq!(distinct.len(), told.len(), "told twice: {:?}", told);
        let is_first = |look: Look, rule, severity| {
            let first = claims.0.get(&baseline_name(&key().id, look)).map(|text| Seen::decode(text));
            first.is_some_and(|mut first| !first.add(Trouble { rule, severity, first_step: 0 }))
        };
        for (rule, severity) in &told {
            let has_worsened = |&(look, known, was): &(Look, Rule, Severity)| {
                known == *rule && was == *severity && !is_first(look, *rule, *severity)
            };
            prop_assert!(judged_ever.iter().any(has_worsened), "no news: {:?} {:?}", rule, severity);
        }
        // Of pages that were not loaded anew nothing is lost.
        for (look, rule, severity) in pages.iter().flat_map(|page| &page.judged) {
            let is_told = told.iter().any(|(known, was)| known == rule && severity <= was);
            prop_assert!(is_told || is_first(*look, *rule, *severity), "not told: {:?} {:?}", rule, severity);
        }
    }
}
