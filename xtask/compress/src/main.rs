//! `compress DIR`: writes `file.br` (brotli, quality 11) and `file.gz` (gzip, level 9) beside every text and
//! program file below DIR, for servers that send precompressed files. Existing ones are replaced.

use std::{
    env, fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
};

use flate2::{Compression, write::GzEncoder};

/// Extensions of files that a server sends compressed; pictures and fonts are compressed already.
const EXTENSIONS: [&str; 11] =
    ["html", "css", "js", "wasm", "pack", "json", "svg", "txt", "xml", "map", "webmanifest"];

fn main() -> ExitCode {
    let Some(dir) = env::args_os().nth(1) else {
        eprintln!("usage: compress DIR");
        return ExitCode::from(2);
    };
    match compress_below(Path::new(&dir)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("compress: {}: {error}", dir.display());
            ExitCode::FAILURE
        }
    }
}

fn compress_below(dir: &Path) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            compress_below(&path)?;
        } else if path.extension().is_some_and(|found| EXTENSIONS.iter().any(|wanted| found == *wanted)) {
            let plain = fs::read(&path)?;
            fs::write(beside(&path, "br"), brotli_of(&plain)?)?;
            fs::write(beside(&path, "gz"), gzip_of(&plain)?)?;
        }
    }
    Ok(())
}

/// `app.js` with suffix `br` is `app.js.br`.
fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    PathBuf::from(name)
}

fn brotli_of(plain: &[u8]) -> io::Result<Vec<u8>> {
    // A window of 2^22 bytes is what every browser accepts and more than any file here.
    let params = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: plain.len(),
        ..Default::default()
    };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &*plain, &mut packed, &params)?;
    Ok(packed)
}

fn gzip_of(plain: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(plain)?;
    encoder.finish()
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    fn text() -> Vec<u8> {
        "loss 0.5, step 12\n".repeat(500).into_bytes()
    }

    #[test]
    fn brotli_gives_the_same_bytes_back_and_fewer_on_the_way() {
        let packed = brotli_of(&text()).unwrap();
        let mut plain = Vec::new();
        brotli::Decompressor::new(&*packed, 4096).read_to_end(&mut plain).unwrap();
        assert_eq!(plain, text());
        assert!(packed.len() < text().len() / 10, "{} bytes", packed.len());
    }

    #[test]
    fn gzip_gives_the_same_bytes_back_and_fewer_on_the_way() {
        let packed = gzip_of(&text()).unwrap();
        let mut plain = Vec::new();
        flate2::read::GzDecoder::new(&*packed).read_to_end(&mut plain).unwrap();
        assert_eq!(plain, text());
        assert!(packed.len() < text().len() / 10, "{} bytes", packed.len());
    }

    #[test]
    fn the_suffix_comes_after_the_extension() {
        assert_eq!(beside(Path::new("dist/app.js"), "br"), Path::new("dist/app.js.br"));
    }
}
