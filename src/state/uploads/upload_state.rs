//! State of an upload, as values that are shown.

use leptos::prelude::*;

use crate::browser::clock;
use tuneboard_core::{
    model::{ConnectionId, DatasetFile, SpecField},
    upload::{FailureKind, Progress, Stage, Upload},
};

/// One upload, as it is shown. Copies show the same.
#[derive(Clone)]
pub struct UploadRow {
    /// Tells it from others of this page.
    pub id: u64,
    /// The field it is meant for.
    pub field: SpecField,
    /// Connection that the file goes to.
    pub connection: ConnectionId,
    /// State of the upload.
    pub state: ArcRwSignal<UploadState>,
}

/// State of an upload.
#[derive(Debug, Clone, PartialEq)]
pub struct UploadState {
    /// Its name at the service.
    pub name: String,
    /// Stage of the upload.
    pub stage: UploadStage,
    /// Figures.
    pub progress: Progress,
}

impl UploadState {
    /// Returns the present state of `upload`.
    pub(in crate::state) fn of(upload: &Upload) -> Self {
        let stage = match upload.stage() {
            Stage::Ready | Stage::Starting => UploadStage::Starting,
            Stage::Sending => UploadStage::Sending,
            Stage::Finishing => UploadStage::Finishing,
            Stage::Looking => UploadStage::Looking,
            Stage::Processing(_) => UploadStage::Processing,
            Stage::Done(file) => UploadStage::Done(file.clone()),
            Stage::Failed(failure) => UploadStage::Failed {
                title: failure.title(),
                meaning: failure.meaning(),
                can_retry: failure.can_retry(),
                is_name_taken: failure.kind == FailureKind::NameTaken,
            },
            Stage::Cancelled => UploadStage::Cancelled,
        };
        Self { name: upload.file().name.clone(), stage, progress: upload.progress(clock::now()) }
    }
}

/// [`Stage`] as a value of its own.
#[derive(Debug, Clone, PartialEq)]
pub enum UploadStage {
    /// The service is asked how to send it.
    Starting,
    /// Bytes move.
    Sending,
    /// The service puts the bytes together.
    Finishing,
    /// The service is asked whether it arrived.
    Looking,
    /// It is there; the service checks it.
    Processing,
    /// It is there.
    Done(DatasetFile),
    /// It ended.
    Failed {
        /// The failure in a few words.
        title: &'static str,
        /// The consequence and the remedy.
        meaning: String,
        /// Trying again makes sense.
        can_retry: bool,
        /// Another name would help.
        is_name_taken: bool,
    },
    /// The user gave it up.
    Cancelled,
}

impl UploadStage {
    /// Returns true if nothing more will happen by itself.
    pub const fn is_over(&self) -> bool {
        matches!(self, Self::Done(_) | Self::Failed { .. } | Self::Cancelled)
    }
}
