//! Inputs made or found to do harm.

/// Inputs that once made a decoder fail, shortened.
pub const FOUND: [&str; 5] =
    ["", "[[{\"\":0}]]", "\u{feff}", "{\"metrics\":[{\"step\":1e999}]}", "{\"data\":[{\"id\":\"\\ud800\"}]}"];

/// Bytes of each long input, about.
const LONG: usize = 20_000;

/// `unit` again and again, with the number of each repetition in place of `#`.
fn repeat(unit: &str) -> String {
    (0..LONG / unit.len()).map(|i| unit.replace('#', &i.to_string())).collect()
}

/// Long texts with much of one thing.
pub fn long() -> Vec<String> {
    let row = r#"{"step":#,"loss":0.5,"timestamp":1785000000000000000},"#;
    let own_keys = r#"{"step":#,"a#":1,"b#":2,"c#":3},"#;
    vec![
        "[".repeat(LONG),
        "{\"a\":".repeat(LONG / 5),
        format!("{{\"data\":{}", "[".repeat(LONG)),
        format!("{{\"metrics\":[{}{}", "[".repeat(LONG), "]".repeat(LONG)),
        format!("{{\"metrics\":[{}1]}}", "1,".repeat(LONG / 2)),
        format!("{{\"metrics\":[{}{{}}]}}", repeat(row)),
        format!("{{\"metrics\":[{}{{}}]}}", repeat(own_keys)),
        format!("{{\"data\":[{}{{}}]}}", repeat(r#"{"id":"j#","status":"running"},"#)),
        format!(
            "{{\"data\":[{}{{}}],\"has_more\":true}}",
            repeat(r#"{"id":"e","created_at":1,"message":"m"},"#)
        ),
        format!("{{{}\"a\":1}}", repeat(r#""k#":#,"#)),
        format!("{{\"id\":\"{}\"}}", "x".repeat(LONG)),
        format!("{{\"id\":\"{}\"}}", "\\u0041".repeat(LONG / 6)),
        format!("{{\"errors\":[{}{{}}]}}", repeat(r#"{"message":"m#","loc":["a",#]},"#)),
        format!("{{\"log_history\":[{}{{}}]}}", repeat(row)),
        format!("step,loss\n{}", repeat("#,0.5\n")),
        format!("step,loss\n1,\"{}", "\"\"".repeat(LONG / 2)),
        format!("a{}\n{}", ",b".repeat(LONG / 20), ",1\n".repeat(LONG / 30)),
        repeat("{\"text\":\"t#\"}\n"),
        repeat("{\"messages\":[{\"role\":\"user\",\"content\":\"#\"}]}\n"),
        "\n".repeat(LONG),
        format!("<html><title>{}", "<title".repeat(LONG / 6)),
        format!("#/jobs?{}", repeat("q=%zz&")),
        repeat("*:500,"),
        "NaN".repeat(LONG / 3),
        "\"\\".repeat(LONG / 2),
        "-".repeat(LONG),
        "9".repeat(LONG),
    ]
}
