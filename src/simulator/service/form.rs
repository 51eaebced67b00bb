//! A multipart form, read as it comes: fields are kept, of a file only what [`Content`] keeps.

use super::content::Content;

/// Longest text field, and longest head of a part, bytes.
const MAX_TEXT_BYTES: usize = 16 << 10;

/// A form under way.
pub(crate) struct FormReader {
    /// `\r\n--boundary`.
    delimiter: Vec<u8>,
    /// Bytes that cannot be told yet: at most a delimiter, or the head of a part.
    rest: Vec<u8>,
    state: State,
    field: String,
    text: Vec<u8>,
    content: Content,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before the first delimiter, whose line end is taken for granted.
    Begin,
    Head,
    Text,
    File,
    End,
}

impl FormReader {
    /// Returns a reader with the boundary that a `Content-Type` names; `None` if it names none.
    pub(crate) fn of(content_type: &str) -> Option<Self> {
        let (kind, parameters) = content_type.split_once(';')?;
        if !kind.trim().eq_ignore_ascii_case("multipart/form-data") {
            return None;
        }
        let boundary = parameters.split(';').find_map(|part| part.trim().strip_prefix("boundary="))?;
        Some(Self {
            delimiter: format!("\r\n--{}", boundary.trim_matches('"')).into(),
            rest: b"\r\n".to_vec(),
            state: State::Begin,
            field: String::new(),
            text: Vec::new(),
            content: Content::default(),
        })
    }

    /// The next bytes.
    pub(crate) fn push(&mut self, piece: &[u8]) {
        let mut bytes = std::mem::take(&mut self.rest);
        bytes.extend_from_slice(piece);
        let mut from = 0;
        while from < bytes.len() && self.state != State::End {
            let open = &bytes[from..];
            if self.state == State::Head {
                let Some(end) = find(open, b"\r\n\r\n") else {
                    // A head this long is none.
                    if MAX_TEXT_BYTES < open.len() {
                        self.state = State::End;
                    }
                    break;
                };
                if open.starts_with(b"--") {
                    self.state = State::End;
                    break;
                }
                self.begin_part(&String::from_utf8_lossy(&open[..end]));
                from += end + 4;
                continue;
            }
            if let Some(end) = find(open, &self.delimiter) {
                self.take(&open[..end]);
                self.end_part();
                from += end + self.delimiter.len();
                continue;
            }
            // The end may be the beginning of a delimiter.
            let n_sure = open.len().saturating_sub(self.delimiter.len());
            self.take(&open[..n_sure]);
            from += n_sure;
            break;
        }
        if self.state != State::End {
            self.rest = bytes[from..].to_vec();
        }
    }

    /// Returns the file's content; `None` if the form is not complete.
    pub(crate) fn finish(mut self) -> Option<Content> {
        let is_over = self.state == State::End || (self.state == State::Head && self.rest.starts_with(b"--"));
        is_over.then(|| std::mem::take(&mut self.content))
    }

    fn begin_part(&mut self, head: &str) {
        let parameter = |name: &str| {
            let after = head.split_once(&format!("{name}=\""))?.1;
            Some(after.split('"').next().unwrap_or_default().to_owned())
        };
        self.field = parameter("; name").unwrap_or_default();
        self.state = match parameter("; filename") {
            Some(name) => {
                self.content.file_name = name.replace("%22", "\"");
                State::File
            }
            None => State::Text,
        };
    }

    fn take(&mut self, bytes: &[u8]) {
        match self.state {
            State::File => self.content.push(bytes),
            State::Text if self.text.len() + bytes.len() <= MAX_TEXT_BYTES => {
                self.text.extend_from_slice(bytes);
            }
            _ => {}
        }
    }

    fn end_part(&mut self) {
        if self.state == State::Text {
            let text = String::from_utf8_lossy(&std::mem::take(&mut self.text)).into_owned();
            self.content.fields.push((std::mem::take(&mut self.field), text));
        }
        self.state = State::Head;
    }
}

fn find(bytes: &[u8], sought: &[u8]) -> Option<usize> {
    let first = *sought.first()?;
    let mut from = 0;
    while let Some(at) = bytes.get(from..)?.iter().position(|byte| *byte == first) {
        if bytes[from + at..].starts_with(sought) {
            return Some(from + at);
        }
        from += at + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_reads_the_same_in_pieces_of_any_size() {
        let file = "{\"a\":1}\r\n--X\n\r\n--XYno\r\n{\"b\":2}\n";
        let form = format!(
            "--XYZ\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nfine-tune\r\n--XYZ\r\n\
             Content-Disposition: form-data; name=\"file\"; filename=\"a b.jsonl\"\r\nContent-Type: x\r\n\r\n\
             {file}\r\n--XYZ\r\ncontent-disposition: form-data; name=\"empty\"\r\n\r\n\r\n--XYZ--\r\n"
        );
        let mut whole = Content::default();
        whole.push(file.as_bytes());
        for size in 1..form.len() + 1 {
            let mut reader = FormReader::of("multipart/form-data; boundary=XYZ").unwrap();
            form.as_bytes().chunks(size).for_each(|piece| reader.push(piece));
            let content = reader.finish().unwrap_or_else(|| panic!("not complete in pieces of {size}"));
            assert_eq!((content.n_bytes, content.digest), (whole.n_bytes, whole.digest), "{size}");
            assert_eq!(content.file_name, "a b.jsonl");
            assert_eq!(content.field("purpose"), Some("fine-tune"));
            assert_eq!(content.field("empty"), Some(""));
        }
        let mut cut = FormReader::of("multipart/form-data; boundary=\"XYZ\"").unwrap();
        cut.push(&form.as_bytes()[..form.len() / 2]);
        assert_eq!(cut.finish(), None);
        assert!(FormReader::of("application/json").is_none());
    }
}
