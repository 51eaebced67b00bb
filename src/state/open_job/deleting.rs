//! Removing the open job from the service, for good.

use super::{OpenJob, resources_of};
use crate::{browser::fetch::Abort, state::Resource};
use tuneboard_core::{
    api::{self, ApiError},
    route::{Location, Route},
};

impl OpenJob {
    /// Returns true if the provider deletes jobs at all.
    pub fn can_delete(self) -> bool {
        self.is_addressable() && api::delete_job(self.connection().provider, &self.key().id).is_some()
    }

    /// Asks the service to delete the job, and goes to the list, which then no longer has it. Never repeated by
    /// itself.
    ///
    /// # Errors
    /// The service refused, or nobody knows whether it heard; the record is then read again.
    pub async fn delete(self) -> Result<(), ApiError> {
        let (connection, key, app) = (self.connection(), self.key(), self.app);
        let Some(request) = api::delete_job(connection.provider, &key.id) else { return Ok(()) };
        let link = app.connections.link_to(connection, None);
        let answer = link.send(request, &Abort::default()).await;
        let deleted = answer.and_then(|response| api::decode_deleted(&response));
        if deleted.is_err() {
            app.watcher.reset(Resource::Job(key));
            return deleted;
        }
        // Answers that are under way know it still, and would bring it back.
        for resource in resources_of(&key) {
            app.watcher.unwatch(&resource);
        }
        app.watcher.reset(Resource::Jobs(key.connection.clone()));
        app.jobs.remove(&key);
        app.navigator.go(Location::of(Route::Jobs));
        deleted
    }
}
