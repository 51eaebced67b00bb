//! An upload that was begun and can go on in another page: what is stored of it, without secrets.

use crate::json;

/// Enough to know the file again and to take its upload up. The service remembers the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfinished {
    /// Name at the service.
    pub name: String,
    /// Size, bytes.
    pub n_bytes: u64,
    /// When the file on the user's disk was last changed, milliseconds since 1970. A file changed since is
    /// another file.
    pub modified_at_millis: i64,
    /// The upload's name at the service.
    pub upload_id: String,
}

impl Unfinished {
    /// Returns true if a chosen file is the unfinished one.
    pub fn is_of(&self, name: &str, n_bytes: u64, modified_at_millis: i64) -> bool {
        self.name == name && self.n_bytes == n_bytes && self.modified_at_millis == modified_at_millis
    }

    /// Several, as JSON.
    pub fn to_json(list: &[Self]) -> String {
        let items: Vec<String> = list
            .iter()
            .map(|it| {
                format!(
                    r#"{{"name":{},"bytes":{},"modified":{},"upload":{}}}"#,
                    json::quoted(&it.name),
                    it.n_bytes,
                    it.modified_at_millis,
                    json::quoted(&it.upload_id)
                )
            })
            .collect();
        format!("[{}]", items.join(","))
    }

    /// Inverse of [`Unfinished::to_json`]; what cannot be read is left out.
    pub fn from_json(text: &str) -> Vec<Self> {
        if json::check(text).is_err() {
            return Vec::new();
        }
        let read = |item: &&str| {
            let members = json::members(item)?;
            let text = |name| json::string(members.get(name)?).map(std::borrow::Cow::into_owned);
            Some(Self {
                name: text("name")?,
                n_bytes: members.get("bytes")?.parse().ok()?,
                modified_at_millis: members.get("modified")?.parse().ok()?,
                upload_id: text("upload")?,
            })
        };
        json::items(text).unwrap_or_default().iter().filter_map(read).collect()
    }
}
