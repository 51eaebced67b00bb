//! Models, limits of the chosen one, and price, as the service gives them before a job is created. All of
//! them are optional; those that a service lacks are left out.

use std::sync::Arc;

use leptos::prelude::*;

use super::form_state::FormState;
use crate::{
    browser::{
        fetch::Abort,
        schedule::{self, LatestOnly},
        timer,
    },
    state::App,
};
use tuneboard_core::{
    api::{self, ApiError, ErrorKind, HttpRequest, HttpResponse},
    draft::JobDraft,
    explain, format,
    model::{Connection, JobSpec, Price, PriceEstimate, Shutdowns},
};

/// Pause in typing before the service is asked, seconds.
const REST_SECS: f64 = 0.6;

/// State of the price.
#[derive(Debug, Clone, PartialEq)]
pub enum PriceState {
    /// This provider has no estimates.
    None,
    /// A value that the price depends on is missing or wrong.
    Incomplete,
    /// Being asked for.
    Asking,
    /// The answer to this request.
    Known(HttpRequest, PriceEstimate),
    /// No answer; why, in words.
    Failed(String),
}

/// The plan of a form. Copies refer to the same.
#[derive(Clone, Copy)]
pub struct PlanQueries {
    app: App,
    /// Models that can be tuned, as the service names them; empty if it does not.
    pub models: RwSignal<Vec<String>>,
    /// The price of the job as it stands.
    pub price: RwSignal<PriceState>,
    /// Days on which the service shuts models down; `None` where it announces none.
    pub shutdowns: Memo<Option<Arc<Shutdowns>>>,
    /// Questions of each kind.
    asked: [LatestOnly; 3],
}

impl PlanQueries {
    /// Makes it available below the current owner, and begins to ask.
    pub fn provide(app: App, state: FormState, connection: Memo<Option<Connection>>) {
        let queries = Self {
            app,
            models: RwSignal::new(Vec::new()),
            price: RwSignal::new(PriceState::None),
            shutdowns: Memo::new(move |_| {
                let id = connection.with(|known| known.as_ref().map(|known| known.id.clone()))?;
                app.attention.shutdowns(&id)
            }),
            asked: std::array::from_fn(|_| LatestOnly::new()),
        };
        Effect::new(move |_| {
            queries.models.set(Vec::new());
            let request = connection.with(|known| {
                let known = known.clone()?;
                Some((api::list_models(known.provider), known))
            });
            queries.ask(0, 0.0, request, move |_, answer| {
                if let Ok(models) = answer.and_then(|answer| api::decode_models(&answer)) {
                    queries.models.set(models);
                }
            });
        });
        let model = Memo::new(move |_| state.draft.with(|draft| draft.limiting_model().map(str::to_owned)));
        Effect::new(move |_| {
            state.limits.set(None);
            let model = model.get().unwrap_or_default();
            let request = connection.with(|known| {
                let known = known.clone().filter(|_| !model.is_empty())?;
                Some((api::retrieve_limits(known.provider, &model), known))
            });
            queries.ask(1, REST_SECS, request, move |_, answer| {
                if let Ok(limits) = answer.and_then(|answer| api::decode_limits(&model, &answer)) {
                    state.limits.set(Some(limits));
                }
            });
        });
        Effect::new(move |_| {
            state.limits.with(|limits| {
                if let Some(limits) = limits {
                    state.draft.maybe_update(|draft| draft.begin_with(limits));
                }
            });
        });
        // The request, not the draft: most of what is typed does not change the price.
        let question = Memo::new(move |_| {
            let connection = connection.get()?;
            let provider = connection.provider;
            let has_price = api::estimate_price(provider, &state.draft.with(JobDraft::sketch)).is_some();
            has_price.then(|| {
                let has_no_price = |field| api::has_no_price(provider, field);
                let spec = state.draft.with(|draft| draft.spec_but_for(has_no_price));
                (spec.and_then(|spec| api::estimate_price(provider, &spec)), connection)
            })
        });
        Effect::new(move |_| {
            let question = question.get();
            queries.price.set(match &question {
                None => PriceState::None,
                Some((None, _)) => PriceState::Incomplete,
                Some((Some(_), _)) => PriceState::Asking,
            });
            let base_url = question.as_ref().map(|(_, known)| known.base_url.clone()).unwrap_or_default();
            queries.ask(2, REST_SECS, question, move |request, answer| {
                queries.price.set(match answer.and_then(|answer| api::decode_price(&answer)) {
                    Ok(estimate) => PriceState::Known(request, estimate),
                    Err(error) => PriceState::Failed(why(&error, &base_url)),
                });
            });
        });
        provide_context(queries);
    }

    /// Asks after a rest, unless something newer of this kind was asked meanwhile: the latest wins.
    fn ask(
        self,
        kind: usize,
        rest_secs: f64,
        question: Option<(Option<HttpRequest>, Connection)>,
        then: impl FnOnce(HttpRequest, Result<HttpResponse, ApiError>) + 'static,
    ) {
        let attempt = self.asked[kind].begin();
        let Some((Some(request), connection)) = question else { return };
        let link = self.app.connections.link_to(connection, None);
        schedule::spawn_detached(async move {
            timer::wait(rest_secs).await;
            if !attempt.is_latest() {
                return;
            }
            let answer = link.send(request.clone(), &Abort::default()).await;
            if attempt.is_latest() {
                then(request, answer);
            }
        });
    }

    /// Returns a sentence on the shutdown of a model, and whether that is near; `None` where none is announced. Followed.
    pub fn shutdown_of(self, model: &str) -> Option<(String, bool)> {
        let shutdown = self.shutdowns.with(|all| all.as_ref()?.of(model))?;
        let now = self.app.now.get();
        Some((shutdown.sentence(model, now), shutdown.is_near(now)))
    }

    /// Returns a sentence on the price of a job that is about to be created; `None` where there are no
    /// estimates.
    pub fn price_of(self, connection: &Connection, spec: &JobSpec) -> Option<String> {
        let request = api::estimate_price(connection.provider, spec)?;
        let least = connection.provider.capabilities().least_charge_usd;
        Some(self.price.with(|price| match price {
            PriceState::Known(asked, PriceEstimate::Known(price)) if *asked == request => {
                price_lines(price, least).join(" ")
            }
            PriceState::Known(asked, PriceEstimate::Unavailable(why)) if *asked == request => why.clone(),
            PriceState::Failed(why) => why.clone(),
            _ => "Being estimated.".to_owned(),
        }))
    }
}

fn why(error: &ApiError, base_url: &str) -> String {
    if error.kind == ErrorKind::NotFound || matches!(error.status, Some(405 | 501)) {
        return "This service gives no estimates, so the price is known only afterwards.".to_owned();
    }
    let told = explain::explain(error, base_url);
    format!("There is no estimate. {}: {}", told.title, told.meaning)
}

/// An estimate in sentences.
fn price_lines(price: &Price, least_charge_usd: Option<u32>) -> Vec<String> {
    let mut lines = vec![format!("About {}.", format::dollars(price.total_usd))];
    if let Some(least) = least_charge_usd {
        lines.push(format!("No job costs less than {}.", format::dollars(f64::from(least))));
    }
    let tokens = |n: u64, what: &str| {
        let of = |noun| format!("{what} {noun}");
        format!("{} per pass.", format::count_of(n as usize, &of("token"), &of("tokens")))
    };
    lines.extend(price.n_train_tokens.map(|n| tokens(n, "training")));
    lines.extend(price.n_eval_tokens.filter(|n| 0 < *n).map(|n| tokens(n, "evaluation")));
    lines.extend(price.limit_usd.map(|usd| format!("Account limit: {}.", format::dollars(usd))));
    if price.may_proceed == Some(false) {
        lines.push(
            "The service would refuse the job at this price. Raise the account's limit, or train less."
                .into(),
        );
    }
    lines
}

/// The price beside the form.
#[component]
pub fn PricePanel(
    /// The chosen connection.
    connection: Memo<Option<Connection>>,
) -> impl IntoView {
    let queries = use_context::<PlanQueries>();
    let lines = Memo::new(move |_| {
        let least = connection.with(|known| known.as_ref()?.provider.capabilities().least_charge_usd);
        let line = |text: &str| vec![text.to_owned()];
        queries.map_or_else(Vec::new, |queries| {
            queries.price.with(|price| match price {
                PriceState::None => Vec::new(),
                PriceState::Incomplete => {
                    line("Shown once the model, the files and the other settings it depends on are chosen.")
                }
                PriceState::Asking => line("Being estimated…"),
                PriceState::Known(_, PriceEstimate::Known(price)) => price_lines(price, least),
                PriceState::Known(_, PriceEstimate::Unavailable(why)) | PriceState::Failed(why) => line(why),
            })
        })
    });
    let items = move || lines.get().into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
    view! {
        <Show when=move || !lines.with(Vec::is_empty)>
            <div class="panel notes" role="status" aria-label="Price">
                <h2>"Price"</h2>
                <ul>{items}</ul>
            </div>
        </Show>
    }
}
