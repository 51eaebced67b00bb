//! Files of the user's that were chosen, dropped or pasted here. Their bytes stay with the browser until
//! a range is read.

use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ClipboardEvent, DragEvent, File, FileList, HtmlInputElement};

/// A file on the user's disk, as it was when it was handed over. Copies are the same file.
#[derive(Debug, Clone, PartialEq)]
pub struct LocalFile(File);

impl LocalFile {
    /// Its name, without folders.
    pub fn name(&self) -> String {
        self.0.name()
    }

    /// Its size, bytes.
    pub fn n_bytes(&self) -> u64 {
        self.0.size() as u64
    }

    /// Returns the time of the last change, milliseconds since 1970.
    pub fn modified_at_millis(&self) -> i64 {
        self.0.last_modified() as i64
    }

    /// Returns all of it, unread.
    pub fn blob(&self) -> Blob {
        self.0.clone().into()
    }

    /// Returns the bytes from `from` up to `to` as a blob, which reads them only when it is read; `None` if the browser
    /// refuses.
    pub(in crate::browser) fn slice(&self, from: u64, to: u64, media_type: &str) -> Option<Blob> {
        self.0.slice_with_f64_and_f64_and_content_type(from as f64, to as f64, media_type).ok()
    }

    /// Returns true if the file is still there, unchanged.
    pub async fn is_readable(&self) -> bool {
        self.read(0, self.n_bytes().min(1)).await.is_some()
    }

    /// Returns the bytes from `from` up to `to`, read now; `None` if the file is gone or was changed.
    pub async fn read(&self, from: u64, to: u64) -> Option<Vec<u8>> {
        let buffer = JsFuture::from(self.slice(from, to, "")?.array_buffer()).await.ok()?;
        Some(Uint8Array::new(&buffer.unchecked_into::<ArrayBuffer>()).to_vec())
    }
}

/// Asks the user for files, as a press on the input would.
#[expect(
    clippy::disallowed_methods,
    reason = "no ancestor of the hidden input has a click handler that is running"
)]
pub fn ask(input: &HtmlInputElement) {
    input.click();
}

/// Returns the files chosen with an `<input type="file">`, which is then empty again, so that the same file can be
/// chosen once more.
pub fn chosen(input: &HtmlInputElement) -> Vec<LocalFile> {
    let files = all(input.files());
    input.set_value("");
    files
}

/// Returns the files of a drop. A folder is none.
pub fn dropped(event: &DragEvent) -> Vec<LocalFile> {
    event.data_transfer().map(|data| all(data.files())).unwrap_or_default()
}

/// Returns true if the dragged items include files.
pub fn is_dragging_files(event: &DragEvent) -> bool {
    event.data_transfer().is_some_and(|data| data.types().includes(&"Files".into(), 0))
}

/// Returns the files of a paste; none if it is text.
pub fn pasted(event: &ClipboardEvent) -> Vec<LocalFile> {
    event.clipboard_data().map(|data| all(data.files())).unwrap_or_default()
}

fn all(list: Option<FileList>) -> Vec<LocalFile> {
    let Some(list) = list else { return Vec::new() };
    (0..list.length()).filter_map(|i| list.get(i)).map(LocalFile).collect()
}
