//! Short names for base models, for table cells.

/// Returns a base model's name as people say it: `Llama 3.1 8B Instruct` for
/// `meta-llama/Meta-Llama-3.1-8B-Instruct-Reference`, `Newton c2.4 7B` for
/// `Newton::c2_4_7b_251215a172f6d7`. A name that does not look like either is only freed of its owner.
pub fn model_name(raw: &str) -> String {
    let name = raw.trim();
    if let Some((family, version)) = name.split_once(':')
        && let Some(version) = version.strip_prefix(':')
    {
        return namespaced(family, version);
    }
    let name = name.rsplit('/').find(|part| !part.is_empty()).unwrap_or(name);
    let mut words: Vec<&str> = name.split('-').filter(|word| !word.is_empty()).collect();
    if !words.iter().any(|word| is_size(word)) {
        return name.to_owned();
    }
    // "Meta-Llama" says the owner twice, "Reference" marks the copy a service tunes.
    if words.len() > 2 && words[0] == "Meta" {
        words.remove(0);
    }
    if words.last() == Some(&"Reference") {
        words.pop();
    }
    let mut text = String::with_capacity(name.len());
    for (i, word) in words.into_iter().enumerate() {
        if i > 0 {
            text.push(' ');
        }
        if is_size(word) {
            text.push_str(&word.to_ascii_uppercase().replace('X', "x"));
        } else if i == 0 {
            push_family(&mut text, word);
        } else {
            text.push_str(word);
        }
    }
    text
}

/// `Family::c2_4_7b_<build>`: underscores stand for points within a version, and for spaces elsewhere.
fn namespaced(family: &str, version: &str) -> String {
    let mut words: Vec<&str> = version.split('_').filter(|word| !word.is_empty()).collect();
    if words.len() > 1 && words.last().is_some_and(|word| is_build(word)) {
        words.pop();
    }
    let mut text = family.trim().to_owned();
    let mut is_after_version = false;
    for word in words {
        let is_number = word.bytes().all(|b| b.is_ascii_digit());
        text.push(if is_after_version && is_number { '.' } else { ' ' });
        if is_size(word) {
            text.push_str(&word.to_ascii_uppercase().replace('X', "x"));
        } else {
            text.push_str(word);
        }
        is_after_version = !is_size(word) && word.ends_with(|c: char| c.is_ascii_digit());
    }
    text
}

/// Returns true for a number of parameters: `8B`, `1.5b`, `8x7B`, `350M`.
fn is_size(word: &str) -> bool {
    let Some(number) = word.strip_suffix(['b', 'B', 'm', 'M']) else { return false };
    number.starts_with(|c: char| c.is_ascii_digit())
        && number.ends_with(|c: char| c.is_ascii_digit())
        && number.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'x')
}

/// Returns true for a date and a hash, which mean nothing to people.
fn is_build(word: &str) -> bool {
    word.len() >= 10 && word.bytes().all(|b| b.is_ascii_hexdigit()) && word.as_bytes()[0].is_ascii_digit()
}

/// `Qwen2.5` becomes `Qwen 2.5`, `gemma` becomes `Gemma`; short names (`gpt`, `phi`) stay as they are.
fn push_family(text: &mut String, word: &str) {
    let n_letters = word.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (letters, rest) = word.split_at(n_letters);
    let mut chars = letters.chars();
    match chars.next() {
        Some(first) if n_letters > 3 => {
            text.push(first.to_ascii_uppercase());
            text.push_str(chars.as_str());
            if rest.starts_with(|c: char| c.is_ascii_digit()) {
                text.push(' ');
            }
            text.push_str(rest);
        }
        Some(_) | None => text.push_str(word),
    }
}
