//! Cases of the choice.

use super::*;

fn saved_at(step: u64) -> Checkpoint {
    let (created_at, kind, path, reference) = (None, String::new(), None, None);
    Checkpoint { step, created_at, kind, path, reference, eval_loss: None }
}

/// The choice among checkpoints by losses at steps 100, 200, …, in a run with trouble or without.
#[track_caller]
fn check(losses: &[f64], kept: Option<&[u64]>, has_trouble: bool, expected: Option<(u64, &str)>) {
    let evals: Vec<(u64, f64)> = (1..).map(|idx| 100 * idx).zip(losses.iter().copied()).collect();
    let kept: Option<Vec<Checkpoint>> = kept.map(|kept| kept.iter().copied().map(saved_at).collect());
    let ranking = Ranking {
        metric: "eval/loss",
        evals: &evals,
        direction: Direction::Down,
        band: 0.015,
        is_loss: true,
        trouble_step: has_trouble.then_some(350),
    };
    let advice = ranking.choose(kept.as_deref());
    let found = advice.as_ref().map(|advice| (advice.step, advice.sentence.as_str()));
    assert_eq!(found, expected);
}

#[test]
fn best_evaluation_that_was_kept_is_taken() {
    let losses = [1.5, 1.2, 1.4];
    check(&losses, None, true, Some((200, "Step 200 is the one to take: its eval/loss is the best (1.2).")));
    check(
        &losses,
        Some(&[100, 200, 300]),
        true,
        Some((200, "Take checkpoint 200: its eval/loss is the best (1.2).")),
    );
    // Saved shortly before the evaluation.
    check(
        &losses,
        Some(&[190, 290]),
        true,
        Some((190, "Take checkpoint 190: its eval/loss is the best (1.2).")),
    );
    check(&losses, Some(&[]), true, None);
    check(&[], None, true, None);
}

#[test]
fn of_equally_good_ones_the_earliest_is_taken_and_the_latest_in_a_healthy_run() {
    let losses = [1.21, 1.2, 1.209, 1.4];
    let all = Some(&[100, 200, 300, 400][..]);
    let sentence =
        "Take checkpoint 100: as good as the best eval/loss (step 200) within its noise, and earlier.";
    check(&losses, all, true, Some((100, sentence)));
    let sentence =
        "Take checkpoint 300: as good as the best eval/loss (step 200) within its noise, and later.";
    check(&losses, all, false, Some((300, sentence)));
}

#[test]
fn best_evaluation_that_was_not_kept_is_named() {
    let sentence = "The best evaluation (step 200) was not kept; of the checkpoints that were, step 300 is the best, 5 % behind.";
    check(&[1.5, 1.2, 1.26, 1.4], Some(&[100, 300, 400]), true, Some((300, sentence)));
}

#[test]
fn checkpoints_without_evaluations_are_chosen_by_their_place() {
    let sentence =
        "None of the checkpoints was evaluated; step 620 is nearest to the best evaluation (step 300).";
    check(&[1.5, 1.4, 1.3], Some(&[620, 900]), true, Some((620, sentence)));
    check(
        &[],
        Some(&[300, 400]),
        true,
        Some((300, "Take checkpoint 300, the last one before the trouble began.")),
    );
    check(
        &[f64::NAN],
        Some(&[300, 400]),
        false,
        Some((400, "Nothing was evaluated; the last checkpoint is that of step 400.")),
    );
}

#[test]
fn loss_measured_for_the_checkpoint_counts_before_those_nearby() {
    let evals = [(100, 1.0), (200, 1.2)];
    let ranking = |is_loss| Ranking {
        metric: "eval/loss",
        evals: &evals,
        direction: Direction::Down,
        band: 0.01,
        is_loss,
        trouble_step: None,
    };
    let kept = [saved_at(100), Checkpoint { eval_loss: Some(0.5), ..saved_at(200) }];
    assert_eq!(ranking(true).choose(Some(&kept)).map(|advice| advice.step), Some(200));
    assert_eq!(ranking(false).choose(Some(&kept)).map(|advice| advice.step), Some(100));
}
