//! What a job leaves: the names its model is used by, and where else it is reported.

use leptos::prelude::*;

use crate::{
    components::{CopyButton, Icon, IconName},
    model::{Job, StatusClass},
    state::OpenJob,
};

/// A name to copy.
#[derive(Clone, PartialEq)]
struct Output {
    label: &'static str,
    what: &'static str,
    text: String,
}

/// The names, once there are any.
#[component]
pub fn JobOutputs(
    /// The job.
    open: OpenJob,
) -> impl IntoView {
    let outputs =
        Memo::new(move |_| open.job().with(|job| job.as_deref().map(outputs_of)).unwrap_or_default());
    let report =
        Memo::new(move |_| open.job().with(|job| job.as_ref().and_then(|job| job.wandb_url.clone())));
    let is_any = move || !outputs.with(Vec::is_empty) || report.with(Option::is_some);
    view! {
        <Show when=is_any>
            <dl class="outputs">
                <For each=move || outputs.get() key=|output| (output.label, output.text.clone()) let:output>
                    <div>
                        <dt>{output.label}</dt>
                        <dd>
                            <span class="mono">{output.text.clone()}</span>
                            <CopyButton text=output.text what=output.what />
                        </dd>
                    </div>
                </For>
                {move || {
                    report
                        .get()
                        .map(|url| {
                            view! {
                                <div>
                                    <dt>"Weights & Biases"</dt>
                                    <dd>
                                        <a href=url target="_blank" rel="noopener noreferrer">
                                            "Open the run"
                                            <Icon name=IconName::External />
                                            <span class="visually-hidden">" (in a new tab)"</span>
                                        </a>
                                    </dd>
                                </div>
                            }
                        })
                }}
            </dl>
        </Show>
    }
}

fn outputs_of(job: &Job) -> Vec<Output> {
    // A name may be there before its model is.
    let label = match job.status.class {
        StatusClass::Completed | StatusClass::Stopped => "Output model",
        StatusClass::Failed | StatusClass::Cancelled => return Vec::new(),
        _ => "Output model, once it is done",
    };
    let model = job.output_model.clone().map(|text| Output { label, what: "model name", text });
    let path = job.inference_config_path.clone();
    let path = path.map(|text| Output { label: "Inference configuration", what: "path", text });
    model.into_iter().chain(path).collect()
}
