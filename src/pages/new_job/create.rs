//! The last look before a job is created, and its creation, which never gives two; see [`tuneboard_core::creation`].

use leptos::prelude::*;

use super::{
    file_desk::FormFiles,
    kept_draft::{KeptDraft, SentDraft},
    plan_queries::PlanQueries,
};
use crate::{
    browser::{clock, fetch::Abort, schedule, timer},
    components::{Dialog, handler},
    state::App,
};
use tuneboard_core::{
    api::{self, ApiError},
    config::account_name,
    creation::{Creation, End, Step, facts, is_made_id, made_id},
    draft::Problem,
    explain,
    format::visible,
    model::{Connection, Dataset, Job, JobKey, JobSpec, SpecField, Split},
};

/// A job that can be created, and where.
#[derive(Clone, PartialEq)]
pub struct Ready {
    /// Connection to create it at.
    pub connection: Connection,
    /// Job to create.
    pub spec: JobSpec,
}

/// State of the request.
#[derive(Clone, PartialEq)]
enum Sending {
    NotYet,
    /// This browser has sent the draft before, for all it knows: the user is to say whether it is meant.
    Asked {
        why: &'static str,
        /// Drafts that had been sent when it was asked.
        n_sent: u64,
    },
    Now,
    /// Refused or failed without effect.
    Failed(String),
    /// The outcome was unknown, but the job is not there.
    Absent(String),
    /// The outcome was unknown, but the job is there.
    Found(JobKey),
    /// The outcome is unknown: the job may have been created.
    Unknown(String),
}

/// The question. Open while `ready` holds a job.
#[component]
pub fn CreateDialog(
    /// Shared state.
    app: App,
    /// Job to create.
    ready: RwSignal<Option<Ready>>,
    /// Kept draft of this browser.
    kept: KeptDraft,
    /// The service named fields it does not accept.
    on_refused: Callback<Vec<Problem>>,
    /// The draft's id was taken; this one is in its place.
    on_new_id: Callback<String>,
    /// Called once the job is created.
    on_created: Callback<JobKey>,
) -> impl IntoView {
    let sending = RwSignal::new(Sending::NotYet);
    let close = move || {
        match sending.get_untracked() {
            Sending::Now => {}
            // The doubt outlives the dialog: it is there again when the job is to be sent again.
            Sending::Unknown(_) => ready.set(None),
            Sending::NotYet
            | Sending::Asked { .. }
            | Sending::Failed(_)
            | Sending::Absent(_)
            | Sending::Found(_) => {
                ready.set(None);
                sending.set(Sending::NotYet);
            }
        }
    };
    let submission = Submission {
        app,
        ready,
        kept,
        sending,
        doubtful: StoredValue::new(None),
        on_refused,
        on_new_id,
        on_created,
    };
    let plan = use_context::<PlanQueries>();
    let files = use_context::<FormFiles>();
    let is_sending = Memo::new(move |_| sending.get() == Sending::Now);
    let facts = move || {
        ready
            .with(|ready| {
                let Ready { connection, spec } = ready.as_ref()?;
                let account = account_name(connection, &app.connections.all());
                let mut facts = match files {
                    Some(files) => files
                        .library
                        .shelf()
                        .with(|shelf| facts(&account, connection.provider, spec, &shelf.files)),
                    None => facts(&account, connection.provider, spec, &[]),
                };
                let price = plan.and_then(|plan| plan.price_of(connection, spec));
                facts.extend(price.map(|price| ("Price", price)));
                let shutdown = plan.and_then(|plan| plan.shutdown_of(&spec.base_model));
                facts.extend(shutdown.map(|(sentence, _)| ("Shutdown", sentence)));
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
        Sending::Asked { why, .. } => {
            Some(format!("{why} Check the list of jobs first: sending it again may make a second job."))
        }
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
    let found = Memo::new(move |_| match sending.get() {
        Sending::Found(key) => Some(key),
        _ => None,
    });
    let word = move || match sending.get() {
        Sending::Unknown(_) => "Look again",
        Sending::Absent(_) => "Send again",
        Sending::Asked { .. } => "Create it all the same",
        _ => "Create job",
    };
    // One button for all states but the last, so that it keeps the focus.
    let action = move || match found.get() {
        Some(key) => {
            let open = move |_| {
                submission.close();
                submission.on_created.run(key.clone());
            };
            view! {
                <button type="button" class="btn primary" on:click=handler(open)>
                    "Open the job"
                </button>
            }
            .into_any()
        }
        None => view! {
            <button
                type="button"
                class="btn primary"
                aria-busy=move || is_sending.get().to_string()
                on:click=handler(move |_| submission.start())
            >
                {word}
            </button>
        }
        .into_any(),
    };
    view! {
        <Dialog is_open=Signal::derive(move || ready.get().is_some()) title="Create this job?" on_close=Callback::new(move |()| close())>
            <div class="dialog-body">
                <dl class="config">{facts}</dl>
                <p>"The provider charges this connection's account for training as it goes. The job begins as soon as a machine is free."</p>
                <p class="problem" role="alert">{message}</p>
            </div>
            <div class="actions">
                <button type="button" class="btn" autofocus=true on:click=handler(move |_| close())>"Back to the form"</button>
                <Show when=move || matches!(sending.get(), Sending::Asked { .. })>
                    <a class="btn" href="#/jobs">"Check the list"</a>
                </Show>
                {action}
            </div>
        </Dialog>
    }
}

/// State that creating a job touches. Copies refer to the same.
#[derive(Clone, Copy)]
struct Submission {
    app: App,
    ready: RwSignal<Option<Ready>>,
    kept: KeptDraft,
    sending: RwSignal<Sending>,
    /// A creation with an unknown outcome, and its connection.
    doubtful: StoredValue<Option<(Connection, Creation)>>,
    on_refused: Callback<Vec<Problem>>,
    on_new_id: Callback<String>,
    on_created: Callback<JobKey>,
}

impl Submission {
    /// Sends the job, or looks for one whose outcome is unknown. One press, one request: a second one while the
    /// answer is out does nothing.
    fn start(self) {
        let Some(Ready { connection, spec }) = self.ready.get_untracked() else { return };
        let before = self.sending.get_untracked();
        if before == Sending::Now {
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
                let now = self.kept.n_sent();
                let is_answered = matches!(before, Sending::Asked { n_sent, .. } if n_sent == now);
                if let Some(why) = self.kept.objection().filter(|_| !is_answered) {
                    self.sending.set(Sending::Asked { why, n_sent: now });
                    return;
                }
                let known = self.app.jobs.with_untracked(|rows| rows.ids_of(&connection.id));
                let has_own_id = spec.id.as_deref().is_some_and(is_made_id);
                let (creation, step) =
                    Creation::begin(connection.provider, spec, known, has_own_id, clock::now());
                (connection, creation, step)
            }
        };
        self.sending.set(Sending::Now);
        schedule::spawn_detached(self.run(connection, creation, step, self.kept.send()));
    }

    async fn run(self, connection: Connection, mut creation: Creation, mut step: Step, sent: SentDraft) {
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
            sent.settle(matches!(end, End::Created(_) | End::Found(_)));
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
            End::Taken(job) => self.replace_id(&job),
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

    /// Handles an id that another job has: one that was typed is for the user to change, a generated one is
    /// made anew.
    fn replace_id(self, other: &Job) {
        let taken = format!("is taken by another job, “{}”", visible(&other.name));
        if !is_made_id(&other.id.0) {
            self.close();
            let message = format!("{} {taken}. Choose another one.", other.id);
            self.on_refused.run(vec![Problem { field: Some(SpecField::Id), message }]);
            return;
        }
        let id = made_id(clock::seed());
        self.ready.update(|ready| {
            if let Some(ready) = ready {
                ready.spec.id = Some(id.clone());
            }
        });
        self.on_new_id.run(id.clone());
        let text = format!("The id {} {taken}. This job has a new one now, {id}: create it again.", other.id);
        self.sending.set(Sending::Failed(text));
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

/// Returns a failure in a sentence.
fn told(error: &ApiError, connection: &Connection) -> String {
    let told = explain::explain(error, &connection.base_url);
    format!("{}: {}.", told.title, told.meaning.trim_end_matches('.'))
}

/// Returns the service's complaints as problems of the form's fields.
fn problems_of(error: &ApiError, connection: &Connection, n_train: usize) -> Vec<Problem> {
    let problem = |refused: &api::FieldProblem| Problem {
        field: api::field_of(connection.provider, &refused.wire_name, n_train),
        message: refused.message.clone(),
    };
    error.fields.iter().map(problem).collect()
}
