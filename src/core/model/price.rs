//! Estimated price of a job, as the service gives it before the job exists.

/// The response to the question what a job would cost.
#[derive(Debug, Clone, PartialEq)]
pub enum PriceEstimate {
    /// A figure.
    Known(Price),
    /// The service gives no figure for this job; why, as a sentence.
    Unavailable(String),
}

/// An estimate. Every `Option` is `None` where the service does not say.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Price {
    /// The whole job, US dollars, at least 0.
    pub total_usd: f64,
    /// True if the service accepts the job at this price.
    pub may_proceed: Option<bool>,
    /// Spending limit of the account, US dollars.
    pub limit_usd: Option<f64>,
    /// Tokens of the training data, one pass.
    pub n_train_tokens: Option<u64>,
    /// Tokens of the evaluation data, one pass.
    pub n_eval_tokens: Option<u64>,
}
