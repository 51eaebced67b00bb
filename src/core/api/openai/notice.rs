//! The announcement of `OpenAI` about new jobs: its deprecations page, notice of 7 May 2026, seen in November 2026.

use super::host::is_openai;

/// Returns the notice for users who create a job at this address; `None` at any other host, which goes on.
pub fn new_job_notice(base_url: &str) -> Option<&'static str> {
    is_openai(base_url).then_some(
        "OpenAI is withdrawing new fine-tuning jobs: organisations that have not used a fine-tuned model lately can create \
         none since 2 July 2026, and nobody can after 6 January 2027. Its GPT-4o and GPT-4.1 models and their fine-tunes \
         end on 14 January 2027.",
    )
}
