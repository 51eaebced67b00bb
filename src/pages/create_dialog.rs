//! The last look before a job is created, and its creation, which never gives two; see [`crate::creation`].

use leptos::prelude::*;

use super::{new_job::SENT, plan_desk::PlanDesk};
use crate::{
    api::{self, ApiError},
    browser::{
        clock, executor,
        fetch::Abort,
        storage::{self, Place},
        timer,
    },
    components::{Dialog, handler},
    creation::{Creation, End, Step, is_made_id},
    draft::Problem,
    explain, format,
    model::{
        BatchSize, Classifier, Connection, Dataset, Hyperparameters, Job, JobKey, JobSpec, Method, SpecField,
        Split, Weights,
    },
    state::App,
};

/// A job that can be created, and where.
#[derive(Clone, PartialEq)]
pub struct Ready {
    /// Where.
    pub connection: Connection,
    /// What.
    pub spec: JobSpec,
}

/// What is under way.
#[derive(Clone, PartialEq)]
enum Sending {
    NotYet,
    Now,
    /// Refused or failed without effect.
    Failed(String),
    /// The outcome was unknown, but the job is not there.
    Absent(String),
    /// The outcome was unknown, but the job is there.
    Found(JobKey),
    /// Nobody knows whether it was created.
    Unknown(String),
}

/// The question. Open while `ready` holds a job.
#[component]
pub fn CreateDialog(
    /// Shared state.
    app: App,
    /// What is to be created.
    ready: RwSignal<Option<Ready>>,
    /// The service named fields it does not accept.
    on_refused: Callback<Vec<Problem>>,
    /// It is created.
    on_created: Callback<JobKey>,
) -> impl IntoView {
    let sending = RwSignal::new(Sending::NotYet);
    let close = move || {
        match sending.get_untracked() {
            Sending::Now => {}
            // The doubt outlives the dialog: it is there again when the job is to be sent again.
            Sending::Unknown(_) => ready.set(None),
            Sending::NotYet | Sending::Failed(_) | Sending::Absent(_) | Sending::Found(_) => {
                ready.set(None);
                sending.set(Sending::NotYet);
            }
        }
    };
    let desk = Desk { app, ready, sending, doubtful: StoredValue::new(None), on_refused, on_created };
    let plan = use_context::<PlanDesk>();
    let is_sending = Memo::new(move |_| sending.get() == Sending::Now);
    let facts = move || {
        ready
            .with(|ready| {
                let Ready { connection, spec } = ready.as_ref()?;
                let mut facts = facts(connection, spec);
                let price = plan.and_then(|plan| plan.price_of(connection, spec));
                facts.extend(price.map(|price| ("Price", price)));
                Some(facts)
            })
            .unwrap_or_default()
            .into_iter()
            .map(|(name, value)| {
                view! {
                    <div>
                        <dt>{name}</dt>
                        <dd>{value}</dd>
                    </div>
                }
            })
            .collect_view()
    };
    let message = move || match sending.get() {
        Sending::NotYet | Sending::Now => None,
        Sending::Failed(text) => Some(format!("No job was created. {text}")),
        Sending::Absent(text) => Some(text),
        Sending::Found(_) => Some(
            "The service did not say so, but it has created the job: it is there. It was not sent again."
                .to_owned(),
        ),
        Sending::Unknown(text) => Some(format!(
            "{text} The job may have been created all the same, and looking for it failed too. Look again before \
             it is sent again."
        )),
    };
    let action = move || match sending.get() {
        Sending::Found(key) => {
            let open = move |_| {
                desk.close();
                desk.on_created.run(key.clone());
            };
            view! {
                <button type="button" class="btn primary" on:click=handler(open)>
                    "Open the job"
                </button>
            }
            .into_any()
        }
        state => {
            let word = match state {
                Sending::Unknown(_) => "Look again",
                Sending::Absent(_) => "Send again",
                _ => "Create job",
            };
            view! {
                <button
                    type="button"
                    class="btn primary"
                    aria-busy=move || is_sending.get().to_string()
                    disabled=is_sending
                    on:click=handler(move |_| desk.start())
                >
                    {word}
                </button>
            }
            .into_any()
        }
    };
    view! {
        <Dialog is_open=Signal::derive(move || ready.get().is_some()) title="Create this job?" on_close=Callback::new(move |()| close())>
            <div class="dialog-body">
                <dl class="config">{facts}</dl>
                <p>"The provider charges this connection's account for training as it goes. The job begins as soon as a machine is free."</p>
                <p class="problem" role="alert">{message}</p>
            </div>
            <div class="actions">
                <button type="button" class="btn" autofocus=true disabled=is_sending on:click=handler(move |_| close())>"Back to the form"</button>
                {action}
            </div>
        </Dialog>
    }
}

/// What creating a job touches. Copies refer to the same.
#[derive(Clone, Copy)]
struct Desk {
    app: App,
    ready: RwSignal<Option<Ready>>,
    sending: RwSignal<Sending>,
    /// A creation whose outcome nobody knows, and where.
    doubtful: StoredValue<Option<(Connection, Creation)>>,
    on_refused: Callback<Vec<Problem>>,
    on_created: Callback<JobKey>,
}

impl Desk {
    /// Sends the job, or looks for one whose outcome is unknown. One press, one request: a second one while the
    /// answer is out does nothing.
    fn start(self) {
        let Some(Ready { connection, spec }) = self.ready.get_untracked() else { return };
        if self.sending.get_untracked() == Sending::Now {
            return;
        }
        // What is in doubt is looked for before anything is sent, whatever the form says by now.
        let doubtful = self.doubtful.try_update_value(Option::take).flatten();
        let (connection, creation, step) = match doubtful {
            Some((connection, mut creation)) => {
                let step = creation.look();
                (connection, creation, step)
            }
            None => {
                let known = self.app.jobs.with_untracked(|rows| rows.ids_of(&connection.id));
                let has_own_id = spec.id.as_deref().is_some_and(is_made_id);
                let (creation, step) =
                    Creation::begin(connection.provider, spec, known, has_own_id, clock::now());
                (connection, creation, step)
            }
        };
        self.sending.set(Sending::Now);
        // Not knowing whether this can be stored changes nothing: it is a second line of defence.
        drop(storage::set(Place::Device, SENT, "1"));
        executor::spawn_detached(self.run(connection, creation, step));
    }

    async fn run(self, connection: Connection, mut creation: Creation, mut step: Step) {
        let link = self.app.connections.link_to(connection.clone(), None);
        let end = loop {
            match step {
                Step::Done(end) => break end,
                Step::Send(secs, request) => {
                    if 0.0 < secs {
                        timer::wait(secs).await;
                    }
                    let answer = link.send(request, &Abort::default()).await;
                    step = creation.take(answer);
                }
            }
        };
        if !matches!(end, End::Unknown(_)) {
            storage::remove(Place::Device, SENT);
        }
        // The page may be gone by now; the list then shows the job by itself.
        if self.sending.try_get_untracked().is_none() {
            return;
        }
        match end {
            End::Created(job) => {
                let key = self.put(&connection, *job);
                self.close();
                self.on_created.run(key);
            }
            End::Found(job) => {
                let key = self.put(&connection, *job);
                self.sending.set(Sending::Found(key));
            }
            End::Refused(error) => self.fail(&error, &connection),
            End::Absent(error) => {
                let text = format!(
                    "{} The job is not at the service, so it can be sent again.",
                    told(&error, &connection)
                );
                self.sending.set(Sending::Absent(text));
            }
            End::Unknown(error) => {
                self.app.jobs.retry(&connection.id);
                self.sending.set(Sending::Unknown(told(&error, &connection)));
                self.doubtful.set_value(Some((connection, creation)));
            }
        }
    }

    fn put(self, connection: &Connection, job: Job) -> JobKey {
        let key = JobKey { connection: connection.id.clone(), id: job.id.clone() };
        self.app.jobs.put(connection, job);
        key
    }

    fn fail(self, error: &ApiError, connection: &Connection) {
        let is_train = |set: &&Dataset| set.split == Split::Train;
        let n_train = self.ready.with_untracked(|ready| {
            ready.as_ref().map_or(1, |ready| ready.spec.datasets.iter().filter(is_train).count())
        });
        let problems = problems_of(error, connection, n_train);
        if problems.is_empty() {
            let suggestion = error.suggestion.as_deref().map(|text| format!(" {text}")).unwrap_or_default();
            self.sending.set(Sending::Failed(format!("{}{suggestion}", told(error, connection))));
        } else {
            self.close();
            self.on_refused.run(problems);
        }
    }

    fn close(self) {
        self.ready.set(None);
        self.sending.set(Sending::NotYet);
    }
}

/// A failure in a sentence.
fn told(error: &ApiError, connection: &Connection) -> String {
    let told = explain::explain(error, &connection.base_url);
    format!("{}: {}.", told.title, told.meaning.trim_end_matches('.'))
}

/// The service's complaints as problems of the form's fields.
fn problems_of(error: &ApiError, connection: &Connection, n_train: usize) -> Vec<Problem> {
    let problem = |refused: &api::FieldProblem| Problem {
        field: api::field_of(connection.provider, &refused.wire_name, n_train),
        message: refused.message.clone(),
    };
    error.fields.iter().map(problem).collect()
}

/// The job in a few lines.
fn facts(connection: &Connection, spec: &JobSpec) -> Vec<(&'static str, String)> {
    let can = connection.provider.capabilities();
    let files = |split: Split| {
        let of_split = spec.datasets.iter().filter(|set| set.split == split);
        let is_labelled = can.has_labelled_files || (can.has_dataset_names && 1 < of_split.clone().count());
        let said = of_split.map(|set| match is_labelled {
            true => format!("{}: {}", set.name, set.file_ids.join(", ")),
            false => set.file_ids.join(", "),
        });
        said.collect::<Vec<_>>().join(if is_labelled { "; " } else { ", " })
    };
    let mut facts = vec![("Where", format!("{} · {}", connection.provider.label(), connection.label))];
    facts.extend(spec.name.clone().map(|name| ("Name", name)));
    match &spec.from_checkpoint {
        Some(checkpoint) => facts.push(("Goes on from", checkpoint.clone())),
        None => facts.push(("Base model", spec.base_model.clone())),
    }
    facts.extend(
        spec.hugging_face
            .as_ref()
            .and_then(|hub| hub.model.clone())
            .map(|model| ("Hugging Face weights", model)),
    );
    facts.push(("Training data", files(Split::Train)));
    let eval = files(Split::Eval);
    facts.push((
        "Evaluation data",
        if eval.is_empty() { "none: overfitting cannot be seen".to_owned() } else { eval },
    ));
    if let Some(settings) = &spec.hyperparameters {
        let fields = connection.provider.capabilities().training_fields;
        facts.push(("Training", training(settings, fields)));
    }
    facts
}

/// What was chosen about the training, of what can be chosen.
fn training(settings: &Hyperparameters, fields: &[SpecField]) -> String {
    let has = |field| fields.contains(&field);
    let method = match settings.method {
        Method::Sft => "supervised".to_owned(),
        Method::Dpo { beta } => format!(
            "preference (DPO){}",
            beta.map(|beta| format!(", beta {}", format::exact(beta))).unwrap_or_default()
        ),
    };
    let classifier = match &settings.classifier {
        Classifier::Head => "a trained head".to_owned(),
        Classifier::Knn(neighbors) => {
            let count = neighbors.n_neighbors.map(|n| format!("{} ", format::count(n.into())));
            format!("{}nearest neighbours", count.unwrap_or_default())
        }
    };
    let rows = |what: &str, n: u32| format!("{what} of {}", format::count_of(n as usize, "row", "rows"));
    let weights = match settings.weights {
        Weights::Lora { r, alpha, .. } => format!("LoRA rank {r}, alpha {alpha}"),
        Weights::Full => "all weights".to_owned(),
        Weights::Inherited => "weights as before".to_owned(),
    };
    let batch_size = match settings.batch_size {
        BatchSize::Auto => "batch size chosen by the service".to_owned(),
        BatchSize::Max => "largest batch".to_owned(),
        BatchSize::Fixed(n) => format!("batch {n}"),
    };
    let rate = |name: &str, rate: f64| format!("{name} {}", format::exact(rate));
    [
        has(SpecField::Method).then_some(method),
        has(SpecField::Classifier).then_some(classifier),
        settings.reader.window_size.map(|n| rows("windows", n)),
        settings.reader.step_size.map(|n| rows("steps", n)),
        has(SpecField::Weights).then_some(weights),
        settings.n_epochs.map(|n| format::count_of(n as usize, "epoch", "epochs")),
        settings.learning_rate.map(|factor| rate("learning rate", factor)),
        settings.learning_rate_multiplier.map(|factor| rate("learning rate multiplier", factor)),
        has(SpecField::BatchSize).then_some(batch_size),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join(", ")
}
