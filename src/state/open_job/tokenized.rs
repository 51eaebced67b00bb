//! The open job's training data as tokens: a signed link, asked for when a person wants it.

use super::OpenJob;
use crate::browser::fetch::Abort;
use tuneboard_core::{
    api::{self, ApiError, FileLink},
    model::Transport,
};

impl OpenJob {
    /// Returns whether there is a service behind the connection, whose links and files lead somewhere.
    pub fn is_real(self) -> bool {
        self.connection().transport == Transport::Network
    }

    /// Returns whether a link to the tokenized dataset can be asked for.
    pub fn can_fetch_tokens(self) -> bool {
        self.is_real() && api::tokenized_dataset(self.connection().provider, &self.key().id).is_some()
    }

    /// Asks the service for a link to the tokenized dataset; `None` where the provider hands out none.
    ///
    /// # Errors
    /// The service refused, or its answer holds no web address.
    pub async fn tokens_link(self) -> Result<Option<FileLink>, ApiError> {
        let connection = self.connection();
        let request = api::tokenized_dataset(connection.provider, &self.key().id);
        let Some(request) = request else { return Ok(None) };
        let link = self.app.connections.link_to(connection, None);
        let response = link.send(request, &Abort::default()).await?;
        api::decode_file_link(&response).map(Some)
    }
}
