//! A checkpoint's weights: ready commands to save them, since archives of gigabytes are no task for a page.

use leptos::prelude::*;

use crate::{
    api,
    browser::clipboard,
    components::{CopyButton, Dialog},
    format,
    model::Checkpoint,
    state::OpenJob,
};

/// The commands. Open while `chosen` holds a checkpoint.
#[component]
pub fn DownloadDialog(
    /// The job.
    open: OpenJob,
    /// What is to be saved.
    chosen: RwSignal<Option<Checkpoint>>,
) -> impl IntoView {
    let title = Signal::derive(move || {
        let step = chosen.with(|chosen| chosen.as_ref().map(|checkpoint| checkpoint.step));
        format!("Download step {}", format::count(step.unwrap_or_default()))
    });
    let copy = Callback::new(|(text, done): (String, Callback<bool>)| {
        leptos::task::spawn_local(async move { done.run(clipboard::copy(&text).await) });
    });
    let commands = move || {
        let connection = open.connection();
        let commands = chosen.with(|chosen| {
            chosen.as_ref().map(|checkpoint| {
                api::download_commands(&connection.base_url, connection.provider, &open.key().id, checkpoint)
            })
        });
        let shown = |command: api::ShellCommand| {
            view! {
                <section class="panel">
                    <div class="panel-head">
                        <h3>{command.program}</h3>
                        <CopyButton text=command.text.clone() what="command" copy=copy />
                    </div>
                    <pre class="preview" tabindex="0" role="region" aria-label=command.program>{command.text}</pre>
                </section>
            }
        };
        commands.unwrap_or_default().into_iter().map(shown).collect_view()
    };
    let variable = open.connection().provider.key_env_var();
    view! {
        <Dialog
            is_open=Signal::derive(move || chosen.with(Option::is_some))
            title=title
            on_close=Callback::new(move |()| chosen.set(None))
        >
            <div class="dialog-body">
                <p>
                    "Weights are an archive of up to many gigabytes, so they are saved by a command rather than by \
                     this page. Put your API key into "
                    <code class="mono">{variable}</code>
                    " first; either command saves into the folder it runs in."
                </p>
                {commands}
            </div>
            <div class="actions">
                <button type="button" class="btn" autofocus=true on:click=move |_| chosen.set(None)>"Close"</button>
            </div>
        </Dialog>
    }
}
