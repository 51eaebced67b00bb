//! The last look before a job is created, and its creation: sent once, never again by itself.

use leptos::prelude::*;

use crate::{
    api::{self, ApiError, ErrorKind, TransportError},
    browser::fetch::Abort,
    components::Dialog,
    draft::Problem,
    explain, format,
    model::{BatchSize, Connection, Hyperparameters, JobKey, JobSpec, Method, SpecField, Split, Weights},
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
        if sending.get_untracked() != Sending::Now {
            ready.set(None);
            sending.set(Sending::NotYet);
        }
    };
    let creation = Creation { app, ready, sending, on_refused, on_created };
    let is_sending = Memo::new(move |_| sending.get() == Sending::Now);
    let facts = move || {
        ready
            .with(|ready| ready.as_ref().map(|ready| facts(&ready.connection, &ready.spec)))
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
    let is_unknown = move || matches!(sending.get(), Sending::Unknown(_));
    let message = move || match sending.get() {
        Sending::NotYet | Sending::Now => None,
        Sending::Failed(text) => Some(format!("No job was created. {text}")),
        Sending::Unknown(text) => Some(format!(
            "{text} The job may have been created all the same. Look at the list before you send it again."
        )),
    };
    view! {
        <Dialog is_open=Signal::derive(move || ready.get().is_some()) title="Create this job?" on_close=Callback::new(move |()| close())>
            <div class="dialog-body">
                <dl class="config">{facts}</dl>
                <p>"The provider charges this connection's account for training as it goes. The job begins as soon as a machine is free."</p>
                <p class="problem" role="alert">{message}</p>
            </div>
            <div class="actions">
                <button type="button" class="btn" autofocus=true disabled=is_sending on:click=move |_| close()>"Back to the form"</button>
                <Show
                    when=move || !is_unknown()
                    fallback=|| view! { <a class="btn primary" href="#/jobs">"Look at the list"</a> }
                >
                    <button
                        type="button"
                        class="btn primary"
                        aria-busy=move || is_sending.get().to_string()
                        disabled=is_sending
                        on:click=move |_| creation.start()
                    >
                        "Create job"
                    </button>
                </Show>
            </div>
        </Dialog>
    }
}

/// What creating a job touches. Copies refer to the same.
#[derive(Clone, Copy)]
struct Creation {
    app: App,
    ready: RwSignal<Option<Ready>>,
    sending: RwSignal<Sending>,
    on_refused: Callback<Vec<Problem>>,
    on_created: Callback<JobKey>,
}

impl Creation {
    /// Sends the job. One press, one job: a second one while the answer is out does nothing.
    fn start(self) {
        let Some(Ready { connection, spec }) = self.ready.get_untracked() else { return };
        if matches!(self.sending.get_untracked(), Sending::Now | Sending::Unknown(_)) {
            return;
        }
        self.sending.set(Sending::Now);
        leptos::task::spawn_local(async move {
            let link = self.app.connections.link_to(connection.clone(), None);
            let request = api::create_job(connection.provider, &spec);
            let answer = link.send(request, &Abort::default()).await;
            let created = answer.and_then(|response| api::decode_job(connection.provider, &response));
            // The page may be gone by now; the list then shows the job by itself.
            if self.sending.try_get_untracked().is_none() {
                return;
            }
            match created {
                Ok(job) => {
                    let key = JobKey { connection: connection.id.clone(), id: job.id.clone() };
                    self.app.jobs.put(&connection, job);
                    self.close();
                    self.on_created.run(key);
                }
                Err(error) => self.fail(&error, &connection),
            }
        });
    }

    fn fail(self, error: &ApiError, connection: &Connection) {
        let told = explain::explain(error, &connection.base_url);
        let meaning = told.meaning.trim_end_matches('.');
        let problems = problems_of(error, connection);
        if is_outcome_unknown(error) {
            self.app.jobs.retry(&connection.id);
            self.sending.set(Sending::Unknown(format!("{}: {meaning}.", told.title)));
        } else if problems.is_empty() {
            let suggestion = error.suggestion.as_deref().map(|text| format!(" {text}")).unwrap_or_default();
            self.sending.set(Sending::Failed(format!("{}: {meaning}.{suggestion}", told.title)));
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

/// The service's complaints as problems of the form's fields.
fn problems_of(error: &ApiError, connection: &Connection) -> Vec<Problem> {
    let problem = |refused: &api::FieldProblem| Problem {
        field: api::field_of(connection.provider, &refused.wire_name),
        message: refused.message.clone(),
    };
    error.fields.iter().map(problem).collect()
}

/// The request may have been heard: no answer, or an answer that cannot be read.
fn is_outcome_unknown(error: &ApiError) -> bool {
    match error.kind {
        ErrorKind::Transport(TransportError::TimedOut | TransportError::CutOff | TransportError::Blocked)
        | ErrorKind::Server
        | ErrorKind::Unreadable
        | ErrorKind::NotTheApi => true,
        ErrorKind::Transport(TransportError::Aborted)
        | ErrorKind::Unauthorized
        | ErrorKind::Forbidden
        | ErrorKind::PaymentRequired
        | ErrorKind::NotFound
        | ErrorKind::Conflict
        | ErrorKind::Invalid
        | ErrorKind::RateLimited
        | ErrorKind::UnexpectedStatus => false,
    }
}

/// The job in a few lines.
fn facts(connection: &Connection, spec: &JobSpec) -> Vec<(&'static str, String)> {
    let files = |split: Split| {
        let ids: Vec<&str> = spec
            .datasets
            .iter()
            .filter(|set| set.split == split)
            .flat_map(|set| &set.file_ids)
            .map(String::as_str)
            .collect();
        ids.join(", ")
    };
    let mut facts = vec![("Where", format!("{} · {}", connection.provider.label(), connection.label))];
    facts.extend(spec.name.clone().map(|name| ("Name", name)));
    facts.push(("Base model", spec.base_model.clone()));
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
    let weights = match settings.weights {
        Weights::Lora { r, alpha, .. } => format!("LoRA rank {r}, alpha {alpha}"),
        Weights::Full => "all weights".to_owned(),
    };
    let batch_size = match settings.batch_size {
        BatchSize::Auto => "batch size chosen by the service".to_owned(),
        BatchSize::Max => "largest batch".to_owned(),
        BatchSize::Fixed(n) => format!("batch {n}"),
    };
    let rate = |name: &str, rate: f64| format!("{name} {}", format::exact(rate));
    [
        has(SpecField::Method).then_some(method),
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
