//! Parts that metrics play in the rules, and the names of the train metrics that play them.

/// The part that a metric plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Loss,
    EvalLoss,
    GradNorm,
    LearningRate,
    TokenAccuracy,
    /// The first evaluated metric with a direction that is no loss.
    Task,
    Chosen,
    Rejected,
    Margins,
    Accuracies,
    ChosenLogps,
    Reward,
    Kl,
    Entropy,
    ZeroStd,
    Clipped,
    MeanLength,
    MaxLength,
    RewardStd,
}

impl Part {
    /// Number of parts.
    pub(super) const N: usize = 19;

    /// Every part, by its number.
    pub(super) const ALL: [Self; Self::N] = [
        Self::Loss,
        Self::EvalLoss,
        Self::GradNorm,
        Self::LearningRate,
        Self::TokenAccuracy,
        Self::Task,
        Self::Chosen,
        Self::Rejected,
        Self::Margins,
        Self::Accuracies,
        Self::ChosenLogps,
        Self::Reward,
        Self::Kl,
        Self::Entropy,
        Self::ZeroStd,
        Self::Clipped,
        Self::MeanLength,
        Self::MaxLength,
        Self::RewardStd,
    ];
}

/// Names of train metrics, the most telling first.
pub(super) const TRAIN: [(Part, &[&str]); 17] = [
    (
        Part::Loss,
        &[
            "loss",
            "train_loss",
            "loss_step",
            "total_loss",
            "lm_loss",
            "ce_loss",
            "avg_loss",
            "loss_total",
            "loss_epoch",
            "sft_loss",
        ],
    ),
    (
        Part::GradNorm,
        &["grad_norm", "grad_norm/total", "gradients/norm", "total_grad_norm", "global_grad_norm"],
    ),
    (Part::LearningRate, &["learning_rate"]),
    (Part::TokenAccuracy, &["mean_token_accuracy", "token_accuracy"]),
    (Part::Chosen, &["rewards/chosen"]),
    (Part::Rejected, &["rewards/rejected"]),
    (Part::Margins, &["rewards/margins"]),
    (Part::Accuracies, &["rewards/accuracies"]),
    (Part::ChosenLogps, &["logps/chosen"]),
    (
        Part::Reward,
        &[
            "reward",
            "reward/mean",
            "reward_mean",
            "mean_reward",
            "rewards/mean",
            "objective/scores",
            "objective/rlhf_reward",
            "ppo/mean_scores",
            "env/reward_mean",
            "critic/rewards/mean",
            "critic/score/mean",
            "episode_reward",
            "avg_reward",
            "env/all/reward/total",
        ],
    ),
    (Part::Kl, &["kl", "objective/kl", "mean_kl", "approx_kl", "kl_divergence", "actor/ppo_kl"]),
    (Part::Entropy, &["entropy", "objective/entropy", "policy/entropy", "actor/entropy", "policy_entropy"]),
    (Part::ZeroStd, &["frac_reward_zero_std"]),
    (Part::Clipped, &["completions/clipped_ratio", "response_length/clip_ratio"]),
    (Part::MeanLength, &["completions/mean_length", "completion_length", "response_length/mean"]),
    (Part::MaxLength, &["completions/max_length", "response_length/max"]),
    (Part::RewardStd, &["reward_std", "reward/std"]),
];
