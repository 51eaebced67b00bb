//! A job's figures in one line: where it runs, what it tunes, how far it is.

use leptos::prelude::*;

use crate::state::{App, Judgement, OpenJob};
use tuneboard_core::{
    draft, format,
    insight::Arrival,
    listing::took_secs,
    model::{
        Job, MetricKey, MetricsFilter, ProgressEstimate, Reached, StatusClass, Timestamp,
        estimate_progress_of,
    },
};

const EVAL_LOSS: &str = "Eval loss";

/// The figures, each with its name above it.
#[component]
pub fn JobFacts(
    /// Shared state.
    app: App,
    /// The job.
    open: OpenJob,
    /// The judgement on it.
    judgement: Judgement,
) -> impl IntoView {
    let connection = open.connection();
    let provider = connection.provider;
    let method = Memo::new(move |_| {
        let told = |job: &Job| draft::method_facts(job, provider);
        open.job().with(|job| job.as_deref().map(told)).unwrap_or_default()
    });
    let facts = Memo::new(move |_| {
        // A part of the log says nothing about where the job is.
        let is_part = open.bounds().get() != MetricsFilter::default();
        let logged = open.store().with(|store| {
            if is_part {
                return Logged { reached: open.reached(), ..Logged::default() };
            }
            let last = |key| store.get(&key).and_then(|series| series.last_finite());
            Logged {
                reached: open.reached(),
                train_loss: last(MetricKey::train("loss")).map(|(_, loss)| loss),
                eval_loss: last(MetricKey::eval("loss")),
                is_pending: open.metrics_read_at().with(Option::is_none)
                    && open.metrics_error().with(Option::is_none),
            }
        });
        let facts = |job: &Job| {
            let now = if job.status.class.is_terminal() { app.now.get_untracked() } else { app.now.get() };
            let arrival = judgement.arrival(now).filter(|_| !is_part);
            let mut facts = facts_of(job, &logged, arrival, took_secs(job, now), now);
            facts.extend(method.get().into_iter().map(|(label, value)| Fact::new(label, value)));
            facts
        };
        open.job().with(|job| job.as_deref().map(facts)).unwrap_or_default()
    });
    // The figures tick; their places do not.
    let labels =
        Memo::new(move |_| facts.with(|facts| facts.iter().map(|fact| fact.label).collect::<Vec<_>>()));
    let value = move |label: &'static str| {
        facts.with(|facts| facts.iter().find(|fact| fact.label == label).map(|fact| fact.value.clone()))
    };
    let note = move |label: &'static str| {
        facts.with(|facts| facts.iter().find(|fact| fact.label == label).map(|fact| fact.note.clone()))
    };
    let hint = move |label: &'static str| {
        let hint = facts.with(|facts| facts.iter().find(|fact| fact.label == label).map(|fact| fact.hint));
        hint.filter(|hint| !hint.is_empty())
    };
    // The last evaluation alone reads as if it were the model's.
    let here = app.navigator.location();
    let checkpoints = move || here.with(|here| here.clone().with("tab", Some("checkpoints")).to_hash());
    let lowest = Memo::new(move |_| {
        let last = open.store().with(|store| store.get(&MetricKey::eval("loss"))?.last_finite());
        let evals = judgement.with(|answer| answer.as_ref()?.evaluation_loss.as_ref()?.figures)?;
        let is_later = last.is_some_and(|(step, _)| evals.lowest_step < step);
        let (loss, step) = (format::number(evals.lowest), format::count(evals.lowest_step));
        is_later.then(|| format!("lowest {loss} at step {step}"))
    });
    let lowest = move |label: &'static str| (label == EVAL_LOSS).then(|| lowest.get()).flatten();
    view! {
        <dl class="facts">
            <div data-minor="">
                <dt>"Connection"</dt>
                <dd>
                    {connection.provider.short_label()}
                    " · "
                    <b>{connection.label}</b>
                </dd>
            </div>
            <For each=move || labels.get() key=|label| *label let:label>
                <div data-minor=is_minor(label).then_some("")>
                    <dt>{label}</dt>
                    <dd title=move || hint(label)>
                        <b>{move || value(label)}</b>
                        {move || note(label)}
                        {move || lowest(label).map(|words| view! { " (" <a href=checkpoints>{words}</a> ")" })}
                        {move || hint(label).map(|hint| view! { <span class="visually-hidden">", by "{hint}</span> })}
                    </dd>
                </div>
            </For>
        </dl>
    }
}

/// Returns true if a phone shows the figure only with everything else.
fn is_minor(label: &str) -> bool {
    !["Step", "Train loss", EVAL_LOSS, "Time left", "Took", "So far"].contains(&label)
}

/// Facts about a job from its metrics.
#[derive(Default)]
struct Logged {
    reached: Reached,
    train_loss: Option<f64>,
    /// With its step.
    eval_loss: Option<(u64, f64)>,
    /// The metrics have not been requested yet, so that the figures above are still to come.
    is_pending: bool,
}

/// A figure, its name, and what is to be said after it.
#[derive(Clone, PartialEq)]
struct Fact {
    label: &'static str,
    value: String,
    note: String,
    /// Source of the figure, shown as its title; empty where the note names it.
    hint: &'static str,
}

impl Fact {
    fn new(label: &'static str, value: String) -> Self {
        Self { label, value, note: String::new(), hint: "" }
    }

    fn with_note(self, note: String) -> Self {
        Self { note, ..self }
    }
}

fn facts_of(
    job: &Job,
    logged: &Logged,
    arrival: Option<Arrival>,
    took: Option<f64>,
    now: Timestamp,
) -> Vec<Fact> {
    let class = job.status.class;
    let reached = &logged.reached;
    let ProgressEstimate { secs_left, basis, .. } = estimate_progress_of(job, reached, now);
    let of = |total: Option<String>| total.map(|total| format!(" of {total}")).unwrap_or_default();
    let progress = &job.progress;
    let step = reached.step(job);
    // Rows may come later than the checkpoint they lead to.
    let source = if reached.is_by_checkpoint(job) { ", by its last checkpoint" } else { "" };
    let epoch = reached.last_epoch.or(progress.n_epochs_done).filter(|epoch| 0.0 < *epoch);
    let is_training = matches!(class, StatusClass::Running | StatusClass::Finishing | StatusClass::Starting);
    // Their place is kept, so that nothing moves when they come.
    let has_begun = !matches!(class, StatusClass::Waiting | StatusClass::Starting);
    let pending = |label| (logged.is_pending && has_begun).then(|| Fact::new(label, "–".to_owned()));
    let left = secs_left.filter(|_| is_training);
    let left =
        left.map(|secs| Fact::new("Time left", format::estimate(secs)).with_note(format!(", {basis}")));
    // The rows' own clock knows more than a rate, and a run that stands still has no time left to tell.
    let by_rows = arrival.map(|arrival| Fact {
        hint: arrival.method,
        ..Fact::new("Time left", arrival.text).with_note(arrival.note)
    });
    let facts = [
        job.base_model.as_deref().map(|model| Fact::new("Base model", format::model_name(model))),
        step.map(|step| {
            let total = of(progress.n_steps_total.map(format::count));
            Fact::new("Step", format::count(step)).with_note(total + source)
        }),
        reached
            .last_checkpoint_step
            .map(|step| Fact::new("Last checkpoint", format!("step {}", format::count(step)))),
        epoch.map(|epoch| {
            Fact::new("Epoch", format::number(epoch))
                .with_note(of(progress.n_epochs_total.map(format::number)))
        }),
        pending("Train loss").or(logged.train_loss.map(|loss| Fact::new("Train loss", format::number(loss)))),
        pending(EVAL_LOSS).or(logged.eval_loss.map(|(_, loss)| Fact::new(EVAL_LOSS, format::number(loss)))),
        by_rows.or(left),
        took.map(|secs| {
            Fact::new(if class.is_terminal() { "Took" } else { "So far" }, format::duration(secs))
        }),
        job.price_usd.filter(|price| 0.0 < *price).map(|price| Fact::new("Price", format::dollars(price))),
        job.early_stop.map(|stop| {
            let step = stop.best_step.map_or_else(|| "–".to_owned(), format::count);
            let best = stop.best_metric.map(|metric| format!(", eval loss {}", format::number(metric)));
            Fact::new("Stopped early, best step", step).with_note(best.unwrap_or_default())
        }),
    ];
    facts.into_iter().flatten().collect()
}
