//! Destinations of a draft that came from elsewhere, in a sentence: a file or another job may bring destinations
//! that nobody here has typed.

use super::JobDraft;
use crate::format::visible;
use crate::model::SpecField::{self, *};

impl JobDraft {
    /// Returns a sentence on the draft's destinations and on the weights that it begins with; `None` if it names neither.
    pub fn sends(&self) -> Option<String> {
        let text = |field: SpecField| {
            let text = self.get(field).trim();
            (self.has(field) && !text.is_empty()).then(|| visible(text))
        };
        let wandb = [
            text(WandBUrl).map(|url| format!("the server {url}")),
            text(WandBEntity).map(|team| format!("team {team}")),
            text(WandBProject).map(|project| format!("project {project}")),
        ];
        let wandb: Vec<_> = wandb.into_iter().flatten().collect();
        let figures = (!wandb.is_empty())
            .then(|| format!("its figures to Weights & Biases ({}) once a key is typed", wandb.join(", ")));
        let result = text(HfRepo).map(|repo| format!("its result to the Hugging Face repository {repo}"));
        let sent: Vec<_> = [result, figures].into_iter().flatten().collect();
        let sent = (!sent.is_empty()).then(|| format!("This draft sends {}.", sent.join(", and ")));
        let begins = [
            text(FromCheckpoint).map(|from| format!("It goes on from the checkpoint {from}.")),
            text(HfModel).map(|from| format!("It begins with the Hugging Face weights {from}.")),
        ];
        let said: Vec<_> = [sent].into_iter().chain(begins).flatten().collect();
        (!said.is_empty()).then(|| said.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Provider;

    #[track_caller]
    fn check(provider: Provider, texts: &[(SpecField, &str)], expected: Option<&str>) {
        let mut draft = JobDraft::new(provider);
        texts.iter().for_each(|(field, text)| draft.set(*field, *text));
        let read = JobDraft::from_json(&draft.to_json()).unwrap();
        assert_eq!(read.sends().as_deref(), expected);
    }

    #[test]
    fn what_a_draft_sends_elsewhere_is_said_in_a_sentence() {
        let full = Provider::ALL
            .into_iter()
            .find(|provider| provider.capabilities().training_fields.contains(&WandBUrl))
            .unwrap();
        check(full, &[], None);
        check(full, &[(Name, "mine"), (WandBName, "run 1"), (HfRepo, "  ")], None);
        check(
            full,
            &[
                (WandBUrl, "https://wandb.evil.example"),
                (WandBEntity, "attacker"),
                (HfRepo, "attacker/stolen"),
            ],
            Some(
                "This draft sends its result to the Hugging Face repository attacker/stolen, and its figures to \
                 Weights & Biases (the server https://wandb.evil.example, team attacker) once a key is typed.",
            ),
        );
        check(
            full,
            &[(HfRepo, "a\u{202e}/b")],
            Some("This draft sends its result to the Hugging Face repository a\\u{202e}/b."),
        );
        check(
            full,
            &[(Start, "checkpoint"), (FromCheckpoint, "ft-1:200"), (HfModel, "not/used")],
            Some("It goes on from the checkpoint ft-1:200."),
        );
        check(
            full,
            &[(Start, "hugging_face"), (HfModel, "attacker/weights")],
            Some("It begins with the Hugging Face weights attacker/weights."),
        );
        // Where there are no such fields, nothing is sent.
        let none = Provider::ALL
            .into_iter()
            .find(|provider| !provider.capabilities().training_fields.contains(&HfRepo))
            .unwrap();
        check(none, &[(HfRepo, "attacker/stolen"), (WandBUrl, "https://wandb.evil.example")], None);
    }
}
