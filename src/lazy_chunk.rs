//! Parts of the program that come in files of their own, loaded when they are first needed.
//!
//! [`lazy_chunk!`] declares an `async` function. In the release build of `cargo xtask build` (feature `split`)
//! its body, and all that only it uses, is cut out of the program; the first call fetches that file.
//! Everywhere else the body is there from the start. What a part returns is a plain function, so that
//! the caller runs it where and when it wants, under its own reactive owner.

/// A part could not be fetched: no network, or another version of the page has taken this one's place on
/// the server. The next call tries again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotLoaded;

#[cfg(feature = "split")]
impl From<wasm_split_helpers::SplitLoaderError> for NotLoaded {
    fn from(_: wasm_split_helpers::SplitLoaderError) -> Self {
        Self
    }
}

/// `lazy_chunk! { /// Doc. name: pub fn load() -> Made { body } }` is `pub async fn load() -> Result<Made, NotLoaded>`;
/// `name` names the file.
macro_rules! lazy_chunk {
    ($(#[$doc:meta])* $file:ident: $vis:vis fn $load:ident() -> $made:ty $body:block) => {
        $(#[$doc])*
        ///
        /// # Errors
        /// When its file cannot be fetched.
        #[cfg(feature = "split")]
        #[wasm_split_helpers::wasm_split($file, fallible)]
        $vis fn $load() -> Result<$made, $crate::lazy_chunk::NotLoaded> {
            Ok($body)
        }

        $(#[$doc])*
        ///
        /// # Errors
        /// When its file cannot be fetched.
        #[cfg(not(feature = "split"))]
        $vis async fn $load() -> Result<$made, $crate::lazy_chunk::NotLoaded> {
            Ok($body)
        }
    };
}

pub(crate) use lazy_chunk;
