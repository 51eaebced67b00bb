//! The deployer's connections beside those that the user has made.

use super::connection_id;
use crate::model::Connection;

/// The deployer's connections as this page has them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Presets {
    /// With ids that no other connection of the user's has.
    pub connections: Vec<Connection>,
    /// Sentences for the user on those that got another id; empty if none did.
    pub notice: String,
}

impl Presets {
    /// Sets the deployer's connections apart from the user's `own`: the file's author must not take the place, the
    /// key, the label or the links of a connection that the user has made. One that is the same in id, provider and base URL is the
    /// user's.
    pub fn beside(own: &[Connection], presets: Vec<Connection>) -> Self {
        let mut taken: Vec<_> = own.iter().chain(&presets).cloned().collect();
        let mut notice = Vec::new();
        let mut apart = |preset: Connection| {
            let is_other = |own: &Connection| {
                own.id == preset.id && (own.provider, &own.base_url) != (preset.provider, &preset.base_url)
            };
            if !own.iter().any(is_other) {
                return preset;
            }
            let id = connection_id(&preset.id.0, &taken);
            notice.push(format!(
                "You have a connection “{}”, and this page's config.json has another of that name, at {}. Yours is as it was, with its key; the page's goes by “{id}” here.",
                preset.id, preset.base_url
            ));
            let renamed = Connection { id, ..preset };
            taken.push(renamed.clone());
            renamed
        };
        let is_own = |preset: &Connection| {
            let is_same = |own: &Connection| {
                (&own.id, own.provider, &own.base_url) == (&preset.id, preset.provider, &preset.base_url)
            };
            own.iter().any(is_same)
        };
        let connections = presets.into_iter().filter(|preset| !is_own(preset)).map(&mut apart).collect();
        Self { connections, notice: notice.join(" ") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    /// Connections as `id provider base_url`.
    fn connections(lines: &[&str]) -> Vec<Connection> {
        let item = |line: &&str| {
            let words: Vec<_> = line.split(' ').collect();
            format!(r#"{{"id":"{}","provider":"{}","base_url":"{}"}}"#, words[0], words[1], words[2])
        };
        let items: Vec<_> = lines.iter().map(item).collect();
        Config::parse(&format!(r#"{{"connections":[{}]}}"#, items.join(","))).unwrap().connections
    }

    #[track_caller]
    fn check(own: &[&str], presets: &[&str], expected: &[&str]) {
        let apart = Presets::beside(&connections(own), connections(presets));
        let ids: Vec<_> = apart.connections.iter().map(|connection| &*connection.id.0).collect();
        assert_eq!(ids, expected);
        let is_told = apart.notice.contains("config.json");
        let is_renamed = apart.connections.iter().any(|known| !connections(presets).contains(known));
        assert_eq!(is_told, is_renamed, "{}", apart.notice);
    }

    #[test]
    fn a_preset_never_takes_the_id_of_a_connection_that_the_user_has_made() {
        let own = "prod together https://a.example/v1";
        check(&[own], &["lab together https://b.example/v1"], &["lab"]);
        check(&[own], &["prod together https://b.example/v1"], &["prod-2"]);
        check(&[own], &["prod openai https://a.example/v1"], &["prod-2"]);
        // The same connection.
        check(&[own], &[own], &[]);
        // The next names are taken too.
        let presets = ["prod together https://b.example/v1", "prod-2 together https://c.example/v1"];
        check(&[own], &presets, &["prod-3", "prod-2"]);
        check(&[own, "prod-2 together /p"], &presets, &["prod-3", "prod-2-2"]);
    }

    #[test]
    fn the_notice_names_both() {
        let own = connections(&["prod together https://a.example/v1"]);
        let apart = Presets::beside(&own, connections(&["prod together https://b.example/v1"]));
        for words in ["“prod”", "https://b.example/v1", "“prod-2”"] {
            assert!(apart.notice.contains(words), "{words}: {}", apart.notice);
        }
    }
}
