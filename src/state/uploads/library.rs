//! The files of one account, to choose from.

use leptos::prelude::*;

use crate::{
    browser::{
        fetch::Abort,
        schedule::{self, LatestOnly},
    },
    state::Connections,
};
use tuneboard_core::{
    api::{self, ApiError, ErrorKind, FileList},
    explain,
    model::{Connection, DatasetFile},
};

/// Known files of an account.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FileListState {
    /// Newest first, as far as the service says when.
    pub files: Vec<DatasetFile>,
    /// Records that could not be read.
    pub n_unreadable: usize,
    /// State of the list.
    pub status: FileListStatus,
}

/// State of a list of files.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum FileListStatus {
    /// Being asked for; what is there already is of an earlier answer.
    #[default]
    Loading,
    /// All there is.
    Ready,
    /// This service has no such list.
    Missing,
    /// It could not be read; in words.
    Failed(String),
}

/// The files of the chosen connection. Copies refer to the same.
#[derive(Clone, Copy)]
pub struct Library {
    connections: Connections,
    shelf: RwSignal<FileListState>,
    loads: LatestOnly,
}

impl Library {
    /// Returns an empty one under the current owner.
    pub fn new(connections: Connections) -> Self {
        Self { connections, shelf: RwSignal::new(FileListState::default()), loads: LatestOnly::new() }
    }

    /// Returns the known files.
    pub fn shelf(self) -> ReadSignal<FileListState> {
        self.shelf.read_only()
    }

    /// Asks for the files of a connection. What is there stays until the response comes, unless it is of another one.
    pub fn load(self, connection: &Connection, is_other: bool) {
        let load = self.loads.begin();
        self.shelf.update(|shelf| {
            if is_other {
                *shelf = FileListState::default();
            }
            shelf.status = FileListStatus::Loading;
        });
        let link = self.connections.link_to(connection.clone(), None);
        schedule::spawn_detached(async move {
            let provider = link.connection.provider;
            let (mut list, mut status) = (FileList::new(provider), FileListStatus::Ready);
            loop {
                let answer = link.send(list.request(), &Abort::default()).await;
                // Another load, or the end of the page, has come meanwhile.
                if !load.is_latest() {
                    return;
                }
                match answer.and_then(|answer| api::decode_files(provider, &answer)) {
                    Ok(page) => {
                        if !list.accept(page) {
                            break;
                        }
                    }
                    Err(error) if list.ends_at(&error) => break,
                    Err(error) => {
                        status = status_of(&error, &link.connection.base_url);
                        break;
                    }
                }
            }
            let (files, n_unreadable) = list.into_files();
            let mut found = FileListState { files, n_unreadable, status };
            found.files.sort_by_key(|file| std::cmp::Reverse(file.created_at));
            self.shelf.update(|shelf| {
                // A failed look keeps what was seen before.
                if found.files.is_empty() && found.status != FileListStatus::Ready {
                    shelf.status = found.status;
                } else {
                    *shelf = found;
                }
            });
        });
    }

    /// Puts a file in, or in the place of the one with its id.
    pub fn put(self, file: DatasetFile) {
        self.shelf.update(|shelf| {
            shelf.files.retain(|known| known.id != file.id);
            shelf.files.insert(0, file);
        });
    }
}

fn status_of(error: &ApiError, base_url: &str) -> FileListStatus {
    let is_missing = error.kind == ErrorKind::NotFound || matches!(error.status, Some(405 | 501));
    if is_missing {
        return FileListStatus::Missing;
    }
    let told = explain::explain(error, base_url);
    FileListStatus::Failed(format!("{}: {}", told.title, told.meaning))
}
