//! The account's files and the uploads that the file fields of a form share.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use super::{file_check::is_checkable, form_state::FormState, upload_notice};
use crate::{
    browser::{
        files::local_file::{self, LocalFile},
        listener::Listener,
    },
    state::{App, Library, UploadRow, Uploads},
};
use tuneboard_core::model::{Connection, DatasetFile, FileStatus, SpecField};

/// State shared by the file fields of a form. Copies refer to the same.
#[derive(Clone, Copy)]
pub struct FormFiles {
    app: App,
    /// Connection that files are sent to.
    pub connection: Memo<Option<Connection>>,
    /// The account's files.
    pub library: Library,
    /// Files on their way.
    pub uploads: Uploads,
}

impl FormFiles {
    /// Makes it available to the fields below the current owner, and begins to look what is there.
    pub fn provide(app: App, state: FormState, connection: Memo<Option<Connection>>) {
        let library = Library::new(app.connections);
        let on_stored = Callback::new(move |(row, file): (UploadRow, DatasetFile)| {
            let is_here = connection
                .with_untracked(|known| known.as_ref().is_some_and(|known| known.id == row.connection));
            if !is_here {
                return;
            }
            let is_usable = !matches!(file.status, FileStatus::Failed(_));
            let id = file.id.clone();
            library.put(file);
            let is_wanted = state
                .draft
                .with_untracked(|draft| draft.takes_many_files() || draft.ids(row.field).is_empty());
            if is_usable && is_wanted {
                state.set_file(row.field, &id, true);
            }
        });
        let uploads = Uploads::of_page(app.now, |uploads| upload_notice::keep(app, uploads));
        uploads.attend(on_stored);
        Effect::new(move |_| {
            if let Some(connection) = connection.get() {
                library.load(&connection, true);
            }
        });
        // A file that misses the field would take this page's place.
        let guard = |kind| {
            Listener::window(kind, |event| {
                let is_file =
                    event.dyn_ref::<web_sys::DragEvent>().is_some_and(local_file::is_dragging_files);
                if is_file {
                    event.prevent_default();
                }
            })
        };
        // They go with the form.
        let _held = StoredValue::new_local((guard("dragover"), guard("drop")));
        provide_context(Self { app, connection, library, uploads });
    }

    /// Reads the account's files again.
    pub fn reload(self) {
        if let Some(connection) = self.connection.get_untracked() {
            self.library.load(&connection, false);
        }
    }

    /// Sends a file for a field, after a look at it where that can tell anything.
    pub fn take(self, field: SpecField, file: LocalFile) {
        let Some(connection) = self.connection.get_untracked() else { return };
        let name = file.name();
        let known = self.library.shelf().with_untracked(|shelf| {
            let named = shelf.files.iter().filter(|known| known.name == name);
            named.map(|known| known.id.clone()).collect()
        });
        let link = self.app.connections.link_to(connection, None);
        if is_checkable(&name) {
            self.uploads.begin_with_check(link, field, file, known);
        } else {
            self.uploads.begin(link, field, file, known);
        }
    }
}
