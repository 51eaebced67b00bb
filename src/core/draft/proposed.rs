//! Changes that findings on a job propose for its clone: carried by a link, and filled into the draft.
//!
//! Contract: a link changes the fields of [`FIELDS`] and no others, and only to numbers; everything else in it is left out. Nothing is
//! created by it: the form shows what was changed.

use super::JobDraft;
use crate::{
    format,
    insight::{Change, Setting},
    model::SpecField,
};

/// Fields that a link may change: the word in the link, the field, and its name in a sentence.
const FIELDS: [(&str, SpecField, &str); 4] = [
    ("epochs", SpecField::Epochs, "epochs"),
    ("rate", SpecField::LearningRate, "learning rate"),
    ("patience", SpecField::Patience, "patience of early stopping"),
    ("min-delta", SpecField::MinDelta, "smallest improvement of early stopping"),
];

/// Returns the text of a link for these changes, such as `epochs:2,rate:3e-5`; `None` if no field is changed. Files are the
/// user's to choose, and a checkpoint is continued from where it is listed.
///
/// # Example
/// ```
/// use tuneboard_core::{draft, insight::{Change, Setting}};
/// let change = Change { setting: Setting::Epochs(2), reason: String::new() };
/// assert_eq!(draft::proposal_text(&[change]).as_deref(), Some("epochs:2"));
/// ```
pub fn proposal_text(changes: &[Change]) -> Option<String> {
    let mut words = Vec::new();
    for change in changes {
        match change.setting {
            Setting::Epochs(epochs) => words.push(format!("epochs:{epochs}")),
            Setting::LearningRate(rate) => words.push(format!("rate:{}", format::setting(rounded(rate)))),
            Setting::EarlyStopping { patience, min_delta } => {
                words.push(format!("patience:{patience},min-delta:{}", format::setting(rounded(min_delta))));
            }
            Setting::ContinueFrom(_) | Setting::EvaluationFile | Setting::CheckFiles => {}
        }
    }
    (!words.is_empty()).then(|| words.join(","))
}

/// Three digits: more would promise what noise does not hold.
fn rounded(value: f64) -> f64 {
    format!("{value:.2e}").parse().unwrap_or(value)
}

impl JobDraft {
    /// Changes the fields that a link's text names, and returns a sentence on them; `None` if nothing differs from the draft.
    pub fn propose(&mut self, text: &str) -> Option<String> {
        let mut told = Vec::new();
        for word in text.split(',') {
            let Some((word, value)) = word.split_once(':') else { continue };
            let Some((_, field, name)) = FIELDS.into_iter().find(|(known, ..)| *known == word) else {
                continue;
            };
            let Some(number) =
                value.parse::<f64>().ok().filter(|number| number.is_finite() && 0.0 <= *number)
            else {
                continue;
            };
            let before = self.get(field).trim().to_owned();
            if before.parse() == Ok(number) {
                continue;
            }
            self.set(field, value);
            let shown = format::number(number);
            told.push(if before.is_empty() {
                format!("{name} {shown}")
            } else {
                format!("{name} {shown}, was {before}")
            });
        }
        (!told.is_empty())
            .then(|| format!("Changed as the findings on that job propose: {}", told.join("; ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Provider;

    /// Checks the fields and the sentence that a link's text makes of a draft of 8 epochs.
    #[track_caller]
    fn check(text: &str, epochs: &str, rate: &str, told: Option<&str>) {
        let mut draft = JobDraft::new(Provider::Together);
        draft.set(SpecField::Epochs, "8");
        draft.set(SpecField::LearningRate, "");
        let sentence = draft.propose(text);
        assert_eq!(
            (draft.get(SpecField::Epochs), draft.get(SpecField::LearningRate)),
            (epochs, rate),
            "{text}"
        );
        assert_eq!(sentence.as_deref(), told, "{text}");
    }

    #[test]
    fn proposed_changes_are_filled_in_and_told() {
        let begin = "Changed as the findings on that job propose: ";
        check("epochs:2", "2", "", Some(&format!("{begin}epochs 2, was 8")));
        check(
            "rate:0.00003",
            "8",
            "0.00003",
            Some(&format!("{begin}learning rate {}", format::number(0.00003))),
        );
        check("epochs:8", "8", "", None);
        check("", "8", "", None);
        // A link is anybody's: it changes numbers of known fields only.
        for text in
            ["epochs:<b>", "epochs:NaN", "epochs:-1", "epochs:1e999", "name:x", "model:x", ":::", "epochs"]
        {
            check(text, "8", "", None);
        }
    }

    #[test]
    fn changes_come_back_from_their_link() {
        let setting = |setting| Change { setting, reason: String::new() };
        let changes = [
            setting(Setting::Epochs(3)),
            setting(Setting::EvaluationFile),
            setting(Setting::LearningRate(0.000_033_333)),
            setting(Setting::EarlyStopping { patience: 2, min_delta: 0.013_478_180_885 }),
        ];
        let text = proposal_text(&changes).unwrap();
        assert_eq!(text, "epochs:3,rate:3.33e-5,patience:2,min-delta:0.0135");
        let mut draft = JobDraft::new(Provider::Together);
        draft.propose(&text);
        for (field, expected) in [
            (SpecField::Epochs, "3"),
            (SpecField::LearningRate, "3.33e-5"),
            (SpecField::Patience, "2"),
            (SpecField::MinDelta, "0.0135"),
        ] {
            assert_eq!(draft.get(field), expected, "{field:?}");
        }
        assert_eq!(proposal_text(&changes[1..2]), None);
    }
}
