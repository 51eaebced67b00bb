//! Remarks in rows of the job table on models that are about to be shut down. They are made here and not in the rows, so that the
//! first visit's program need not have the words.

use super::Account;
use crate::{
    listing::{JobFacts, ModelNote},
    model::Timestamp,
};

/// Returns a remark on each base model that is shut down soon, of jobs that have or may yet have something to lose.
pub fn model_notes<'a, J: Iterator<Item = JobFacts<'a>>>(
    accounts: &[Account<'_>],
    jobs: impl Fn() -> J,
    now: Timestamp,
) -> Vec<ModelNote> {
    let mut notes: Vec<ModelNote> = Vec::new();
    for Account { connection, shutdowns, .. } in accounts {
        let Some(shutdowns) = shutdowns.filter(|shutdowns| !shutdowns.is_empty()) else { continue };
        for model in jobs().filter(|job| job.connection == *connection).filter_map(|job| job.model) {
            if notes.iter().any(|note| note.connection == **connection && note.model == model) {
                continue;
            }
            if let Some(shutdown) = shutdowns.of(model).filter(|shutdown| shutdown.is_near(now)) {
                notes.push(ModelNote {
                    connection: (*connection).clone(),
                    model: model.to_owned(),
                    text: format!("{} (model)", shutdown.left(now)),
                    sentence: shutdown.sentence(model, now),
                });
            }
        }
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ConnectionId, Provider, Shutdowns, StatusClass};

    #[test]
    fn each_model_that_is_shut_down_soon_has_one_note() {
        let (lab, other) = (ConnectionId("lab".into()), ConnectionId("other".into()));
        let shutdowns = Shutdowns::parse("1970-02-01 a\n1970-09-01 far");
        let account = |connection, shutdowns| Account { connection, provider: Provider::OpenAi, shutdowns };
        let accounts = [account(&lab, Some(&shutdowns)), account(&other, None)];
        let job = |connection, model| JobFacts {
            connection,
            id: "x",
            name: "x",
            class: StatusClass::Running,
            created_at: None,
            updated_at: None,
            model: Some(model),
            output: None,
            finding: None,
        };
        let jobs = [job(&lab, "a"), job(&lab, "a"), job(&lab, "far"), job(&lab, "b"), job(&other, "a")];
        let notes = model_notes(&accounts, || jobs.iter().copied(), Timestamp::from_unix_secs(86_400));
        let expected = ModelNote {
            connection: lab.clone(),
            model: "a".to_owned(),
            text: "30 d left (model)".to_owned(),
            sentence: "a is shut down in 30 days, on 1970-02-01, and with it what is tuned from it."
                .to_owned(),
        };
        assert_eq!(notes, [expected]);
    }
}
