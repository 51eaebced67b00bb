//! The way to a checkpoint's weights: the request, and commands that do it without a browser. An archive of
//! weights has gigabytes, and a plain link cannot carry the key.

use crate::{
    api::{
        ApiError, FileLink, HttpRequest, HttpResponse, TransportError,
        shell::{self, curl::curl},
        together,
    },
    model::{Checkpoint, JobId, Provider},
};

/// A command for a POSIX shell, and what it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShellCommand {
    /// The program's name.
    pub program: &'static str,
    /// The command. The key stands as the provider's environment variable, if at all.
    pub text: String,
}

/// The largest archive that a page saves, bytes. Adapters have some hundred megabytes; what is larger would fill the
/// disk twice, and starts again from nothing when a connection breaks, where a command goes on.
pub const MOST_ARCHIVE_BYTES: u64 = 1_000_000_000;

/// Reason why a page could not save an archive.
#[derive(Debug, Clone, PartialEq)]
pub enum NoArchive {
    /// The service sends elsewhere for it, where the key must not go.
    Elsewhere,
    /// The archive has more bytes than were allowed: so many, or an unknown number.
    TooLarge {
        /// As the service says; `None` if it did not, and the limit was reached.
        n_bytes: Option<u64>,
    },
    /// This device has no room for it.
    NoRoom,
    /// The service refused, or the connection did not hold.
    Failed(ApiError),
}

impl NoArchive {
    /// An answer that is no archive.
    pub fn refused(response: &HttpResponse) -> Self {
        Self::Failed(ApiError::from_response(response))
    }
}

impl From<TransportError> for NoArchive {
    fn from(error: TransportError) -> Self {
        Self::Failed(error.into())
    }
}

/// Asks for a link to the job's training data as tokens; `None` where the provider hands out none.
pub fn tokenized_dataset(provider: Provider, id: &JobId) -> Option<HttpRequest> {
    match provider {
        Provider::Together => Some(together::tokenized_dataset(id)),
        Provider::Archetype | Provider::OpenAi | Provider::ArchetypeV06 => None,
    }
}

/// Reads the answer to [`tokenized_dataset`].
///
/// # Errors
/// An error status, or an answer without an address that a browser may open.
pub fn decode_file_link(response: &HttpResponse) -> Result<FileLink, ApiError> {
    together::decode_file_link(response)
}

/// Asks for an archive of the checkpoint's weights; `None` where the provider hands out none.
pub fn download_checkpoint(provider: Provider, id: &JobId, checkpoint: &Checkpoint) -> Option<HttpRequest> {
    match provider {
        Provider::Together => Some(together::download_checkpoint(id, checkpoint)),
        Provider::Archetype | Provider::OpenAi | Provider::ArchetypeV06 => None,
    }
}

/// Commands that save the archive in the folder they run in; none where the provider hands out no archive, and none for
/// an id that is no plain word (see [`has_plain_id`]).
pub fn download_commands(
    base_url: &str,
    provider: Provider,
    id: &JobId,
    checkpoint: &Checkpoint,
) -> Vec<ShellCommand> {
    let Some(request) = download_checkpoint(provider, id, checkpoint) else { return Vec::new() };
    let (Some(plain_id), Some(curl)) = (shell::plain_id(&id.0), curl(base_url, provider, &request)) else {
        return Vec::new();
    };
    // Storage may be elsewhere; curl takes the key to no other host.
    let file = archive_name(id, checkpoint);
    let text = format!("{curl} \\\n  --fail --location --output {file}");
    let mut commands = vec![ShellCommand { program: "curl", text }];
    if provider == Provider::Together {
        let text = together::download_command(plain_id, checkpoint);
        commands.push(ShellCommand { program: "Together CLI", text });
    }
    commands
}

/// Returns whether a job's id consists of letters, digits, `.`, `_` and `-`, not first. For others no command is offered: pasted
/// into a terminal, they could be more than a word.
pub fn has_plain_id(id: &JobId) -> bool {
    shell::plain_id(&id.0).is_some()
}

/// A name for the archive that no shell and no file system minds.
pub fn archive_name(id: &JobId, checkpoint: &Checkpoint) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_') { c } else { '-' };
    let kind = checkpoint.kind.to_ascii_lowercase();
    let kind = kind.split_whitespace().last().filter(|word| matches!(*word, "merged" | "adapter"));
    let kind = kind.map(|word| format!("-{word}")).unwrap_or_default();
    format!("{}-step-{}{kind}.tar.zst", id.0.chars().map(plain).collect::<String>(), checkpoint.step)
}

/// As [`archive_name`], for content of this media type.
pub fn archive_name_of(id: &JobId, checkpoint: &Checkpoint, media_type: &str) -> String {
    let name = archive_name(id, checkpoint);
    if media_type.contains("x-tar") { name.replace(".tar.zst", ".tar.gz") } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checkpoint(step: u64, kind: &str) -> Checkpoint {
        let kind = kind.to_owned();
        Checkpoint { step, created_at: None, kind, path: None, reference: None, eval_loss: None }
    }

    #[track_caller]
    fn check(kind: &str, query: &str, flags: &str, file: &str) {
        let (id, saved) = (JobId::from("ft-1"), checkpoint(150, kind));
        let commands = download_commands("https://host/v1", Provider::Together, &id, &saved);
        let expected = format!(
            "curl 'https://host/v1/finetune/download?ft_id=ft-1&{query}' \\\n  -H \"Authorization: Bearer \
             $TOGETHER_API_KEY\" \\\n  --fail --location --output {file}"
        );
        assert_eq!(commands[0].text, expected);
        assert_eq!(commands[1].text, format!("tg fine-tuning download ft-1 {flags}"));
    }

    #[test]
    fn a_checkpoint_is_named_by_its_step_and_a_final_one_by_its_kind() {
        check(
            "Intermediate",
            "checkpoint_step=150",
            "--checkpoint-type default --checkpoint-step 150",
            "ft-1-step-150.tar.zst",
        );
        check(
            "",
            "checkpoint_step=150",
            "--checkpoint-type default --checkpoint-step 150",
            "ft-1-step-150.tar.zst",
        );
        let merged = "ft-1-step-150-merged.tar.zst";
        check("Final Merged", "checkpoint=merged", "--checkpoint-type merged", merged);
        let adapter = "ft-1-step-150-adapter.tar.zst";
        check("FINAL ADAPTER", "checkpoint=adapter", "--checkpoint-type adapter", adapter);
        check("Final", "checkpoint=model_output_path", "--checkpoint-type default", "ft-1-step-150.tar.zst");
    }

    #[test]
    fn an_id_that_is_no_plain_word_has_no_command() {
        for id in [
            "a'; rm -rf $HOME; '/../b",
            "ft-1\u{3}id\n",
            "ft-1\u{1b}[201~",
            "ft\u{202e}1-",
            "-rf",
            "ft 1",
            "",
        ] {
            let (id, saved) = (JobId::from(id), checkpoint(1, ""));
            assert_eq!(download_commands("https://host/v1", Provider::Together, &id, &saved), [], "{id:?}");
            assert!(!has_plain_id(&id), "{id:?}");
            let name = archive_name(&id, &saved);
            assert!(
                name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte)),
                "{name}"
            );
        }
    }

    #[test]
    fn who_hands_out_no_weights_has_no_command() {
        for provider in [Provider::Archetype, Provider::OpenAi, Provider::ArchetypeV06] {
            assert!(
                download_commands("https://host/v1", provider, &"x".into(), &checkpoint(1, "")).is_empty()
            );
        }
    }

    #[test]
    fn an_archive_is_named_after_what_it_is() {
        let name = |media_type: &str| {
            archive_name_of(&JobId::from("ft-1"), &checkpoint(5, "Final Merged"), media_type)
        };
        assert_eq!(name("application/x-tar"), "ft-1-step-5-merged.tar.gz");
        assert_eq!(name("application/octet-stream"), "ft-1-step-5-merged.tar.zst");
    }
}
