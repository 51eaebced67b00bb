//! Objections to sending a draft that may have been sent before: two tabs may have the same one.

/// Returns the reason for a further question before a draft is sent; `None` if nothing speaks against it. `is_on_its_way`: a draft of this
/// browser was sent and its outcome is not known. `is_gone`: the draft that this form keeps is no longer kept, as
/// that ends when its job is there.
pub fn sent_before(is_on_its_way: bool, is_gone: bool) -> Option<&'static str> {
    match (is_on_its_way, is_gone) {
        (true, _) => Some(
            "A draft was sent from this browser, here, in another tab or before a reload, and what became of it is \
             not known yet.",
        ),
        (false, true) => {
            Some("The draft that is kept on this device has become a job meanwhile, from another tab.")
        }
        (false, false) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::sent_before;

    #[test]
    fn a_draft_that_was_sent_is_asked_about_again() {
        for (is_on_its_way, is_gone, expected) in [
            (false, false, None),
            (true, false, Some("not known yet")),
            (true, true, Some("not known yet")),
            (false, true, Some("become a job")),
        ] {
            let why = sent_before(is_on_its_way, is_gone);
            assert_eq!(why.is_some(), expected.is_some());
            assert!(why.zip(expected).is_none_or(|(why, part)| why.contains(part)));
        }
    }
}
