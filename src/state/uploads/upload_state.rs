//! How an upload stands, as values that are shown.

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
    /// Where it goes.
    pub connection: ConnectionId,
    /// How it stands.
    pub state: ArcRwSignal<UploadState>,
}

/// How an upload stands.
#[derive(Debug, Clone, PartialEq)]
pub struct UploadState {
    /// Its name at the service.
    pub name: String,
    /// How far it is.
    pub stage: UploadStage,
    /// Figures.
    pub progress: Progress,
}

impl UploadState {
    /// How `upload` stands now.
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
        /// What happened.
        title: &'static str,
        /// What it means and what to do.
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
    /// Nothing more will happen by itself.
    pub const fn is_over(&self) -> bool {
        matches!(self, Self::Done(_) | Self::Failed { .. } | Self::Cancelled)
    }
}
