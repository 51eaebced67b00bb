//! Lists of metric rows, read while they arrive: `{last_checkpoint_step, metrics}`, of which both may be missing.
//!
//! Contract: where the pieces of a body begin and end makes no difference. Rows go on as soon as they are
//! complete; that the answer is malformed or breaks off may show only after that, and then none of them
//! counts. What is kept of the body is the row that is not complete yet, and nothing is looked at more than
//! twice.

use kernel::{Event, Fault, Syntax};

use super::{row_count::RowsRead, rows::RowReader};
use crate::{
    api::{
        ApiError, Decoded, HttpResponse,
        reading::{
            body,
            lenient::{Record, Scalar},
        },
    },
    json,
    model::{MetricsSummary, RowSink},
};

/// Reads one answer to [`crate::api::list_metrics`] of a provider that sends rows.
///
/// # Example: a body in two pieces
/// ```
/// use tuneboard_core::{api::MetricsScanner, model::MetricRow};
///
/// let mut rows: Vec<MetricRow> = Vec::new();
/// let mut scanner = MetricsScanner::new(200, Vec::new());
/// scanner.push(br#"{"metrics":[{"step":1,"lo"#, &mut rows);
/// scanner.push(br#"ss":0.5}]}"#, &mut rows);
/// let summary = scanner.finish()?.value;
/// assert_eq!((summary.n_received, rows[0].values[0].1), (1, 0.5));
/// # Ok::<(), tuneboard_core::api::ApiError>(())
/// ```
#[derive(Debug)]
pub struct MetricsScanner {
    /// The answer without its body, which is collected only where it cannot be read as rows.
    response: HttpResponse,
    phase: Phase,
    /// The member that is the list.
    list_name: &'static str,
    syntax: Syntax,
    /// Rest of earlier pieces: the beginning of a value that is not complete.
    tail: Vec<u8>,
    /// Number of bytes of the tail that have been scanned.
    n_seen: usize,
    /// True if the tail begins with the first byte of a value that is wanted whole.
    is_marked: bool,
    member: Member,
    list: List,
    /// First byte of the other member that is read.
    other: u8,
    /// Another member holds a list of objects, or an object with a list: rows in an unusual member.
    has_other_list: bool,
    last_checkpoint_step: Option<u64>,
    /// Members by which an answer without a list may report a failure, as JSON without the braces around them.
    reported: String,
    rows: RowReader,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Phase {
    /// Before the first byte of JSON.
    Start,
    Json,
    /// The text stopped being JSON.
    Malformed(Fault),
    /// The body is collected: it is no answer of the API.
    Collect,
}

/// The scanner's position in the outermost value.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Member {
    /// In what is no object.
    Outside,
    Metrics,
    Checkpoint,
    /// A member that may report a failure.
    Report,
    Other,
}

/// Type of `metrics`, the last time the member occurred.
#[derive(Debug, Clone, Copy, PartialEq)]
enum List {
    Missing,
    /// The list is `null`, which stands for an empty list: some writers have no other word for it.
    Null,
    There,
    Wrong,
}

/// Bytes of a piece that are put to the tail at once, or as many as are there already: in the end all of it is
/// copied about once.
const LEAST_JOINED: usize = 4096;

impl MetricsScanner {
    /// A scanner for an answer of which status and headers are known.
    pub fn new(status: u16, headers: Vec<(String, String)>) -> Self {
        let response = HttpResponse { status, headers, body: Vec::new() };
        Self {
            phase: if response.is_success() { Phase::Start } else { Phase::Collect },
            response,
            list_name: "metrics",
            syntax: Syntax::default(),
            tail: Vec::new(),
            n_seen: 0,
            is_marked: false,
            member: Member::Outside,
            list: List::Missing,
            other: 0,
            has_other_list: false,
            last_checkpoint_step: None,
            reported: String::new(),
            rows: RowReader::default(),
        }
    }

    /// A scanner for a file that holds such a list by another name.
    pub(crate) fn of_list(list_name: &'static str, is_numbered: bool) -> Self {
        Self { list_name, rows: RowReader::of_file(is_numbered), ..Self::new(200, Vec::new()) }
    }

    /// Takes the figures of an object within a record as its own (`data`, `metrics`), and passes records without any.
    pub(crate) fn unwrapping(mut self) -> Self {
        self.rows = self.rows.unwrapping();
        self
    }

    /// The end of a file, whole or not: what there is to say beside its rows, and where it stops being JSON.
    pub(crate) fn rows(self) -> (RowsRead, Option<Fault>) {
        let fault = match self.phase {
            Phase::Malformed(fault) => Some(fault),
            _ => self.syntax.end(self.n_seen),
        };
        (self.rows.finish(), fault)
    }

    /// Takes the next piece of the body; rows that are complete go to `sink`.
    pub fn push(&mut self, piece: &[u8], sink: &mut dyn RowSink) {
        let mut piece = piece;
        if self.phase == Phase::Start {
            // All that matters is in the first few bytes, unless there is a lot of space before it.
            self.tail.extend_from_slice(piece);
            piece = &[];
            self.begin();
        }
        match self.phase {
            Phase::Start | Phase::Malformed(_) => {}
            Phase::Collect => {
                self.response.body.append(&mut self.tail);
                self.response.body.extend_from_slice(piece);
            }
            Phase::Json => self.join(piece, sink),
        }
    }

    /// The end of the body: what it says beside its rows.
    ///
    /// # Errors
    /// An error status, or a body without a list of rows. A 404 for a job that is known means "none yet".
    pub fn finish(mut self) -> Result<Decoded<MetricsSummary>, ApiError> {
        let status = self.response.status;
        if self.phase == Phase::Start {
            self.phase = Phase::Collect;
            self.response.body.append(&mut self.tail);
        }
        if self.phase == Phase::Json
            && let Some(fault) = self.syntax.end(self.n_seen)
        {
            self.phase = Phase::Malformed(fault);
        }
        match self.phase {
            Phase::Malformed(fault) => return Err(body::unreadable_json(status, fault)),
            // Whatever it is, it is no JSON; who reads that knows what to say.
            Phase::Start | Phase::Collect => {
                let otherwise =
                    || ApiError::unreadable(status, "The answer is not the expected list of metrics");
                return Err(body::json_text(&self.response).err().unwrap_or_else(otherwise));
            }
            Phase::Json => {}
        }
        if self.member == Member::Outside {
            return Err(ApiError::unreadable(status, "The answer is not the expected list of metrics"));
        }
        if self.list != List::There {
            let json = format!("{{{}}}", self.reported);
            let is_null = self.list == List::Null;
            let reported = Record::parse(&json)
                .and_then(|record| body::reported_for_list(status, &record, is_null, "metrics"));
            if let Some(error) = reported {
                return Err(error);
            }
        }
        if self.list == List::Wrong || (self.list == List::Missing && self.has_other_list) {
            return Err(ApiError::unreadable(status, "The answer holds no list of metrics (\"metrics\")"));
        }
        let mut decoded = self.rows.finish().rows;
        // Before the first checkpoint some services say 0, some -1, some nothing.
        decoded.value.last_checkpoint_step = self.last_checkpoint_step.filter(|step| 0 < *step);
        Ok(decoded)
    }
}

impl MetricsScanner {
    /// Finds out what the body is, as soon as its first byte that is no space is there.
    fn begin(&mut self) {
        const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
        if self.tail.len() < BYTE_ORDER_MARK.len() && BYTE_ORDER_MARK.starts_with(&self.tail) {
            return;
        }
        let n_mark = if self.tail.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
        let is_space = |byte: &&u8| matches!(**byte, b' ' | b'\n' | b'\t' | b'\r');
        self.n_seen = self.n_seen.max(n_mark);
        self.n_seen += self.tail.iter().skip(self.n_seen).take_while(is_space).count();
        match self.tail.get(self.n_seen) {
            None => {}
            // A page of HTML, or space that is none to JSON with whatever behind it.
            Some(b'<' | 0x0b | 0x0c | 0x80..) => self.phase = Phase::Collect,
            Some(_) => {
                self.phase = Phase::Json;
                self.tail.drain(..n_mark);
                self.n_seen = 0;
            }
        }
    }

    /// Scans the tail with as much of the piece as completes what is in it, and then the piece in place.
    fn join(&mut self, mut piece: &[u8], sink: &mut dyn RowSink) {
        let mut tail = std::mem::take(&mut self.tail);
        while !tail.is_empty() {
            let n_old = tail.len();
            let (joined, rest) = piece.split_at(piece.len().min(n_old.max(LEAST_JOINED)));
            tail.extend_from_slice(joined);
            let n_done = self.scan(&tail, sink);
            if n_old <= n_done {
                // What is left is of the piece alone.
                piece = piece.get(n_done - n_old..).unwrap_or_default();
                tail.clear();
            } else {
                tail.drain(..n_done);
                piece = rest;
                if piece.is_empty() {
                    break;
                }
            }
        }
        if tail.is_empty() {
            let n_done = self.scan(piece, sink);
            tail.extend_from_slice(piece.get(n_done..).unwrap_or_default());
        }
        self.tail = tail;
    }

    /// Goes on in `bytes`, of which the first `n_seen` have been looked at; gives how many of them are done
    /// with.
    fn scan(&mut self, bytes: &[u8], sink: &mut dyn RowSink) -> usize {
        let mut at = self.n_seen;
        let mut mark = self.is_marked.then_some(0);
        let n_done = loop {
            let event = self.syntax.next(bytes, &mut at);
            match (event, self.syntax.depth()) {
                (Event::More, _) => break mark.unwrap_or(at),
                (Event::Malformed(fault), _) => {
                    self.phase = Phase::Malformed(fault);
                    mark = None;
                    break bytes.len();
                }
                (Event::ValueBegins, 0) if bytes.get(at) == Some(&b'{') => self.member = Member::Other,
                (Event::NameBegins, _) => mark = Some(at),
                (Event::NameEnded, _) => {
                    let name = String::from_utf8_lossy(taken(bytes, &mut mark, at));
                    self.member = match json::string(&name).as_deref() {
                        Some(name) if name == self.list_name => Member::Metrics,
                        Some("last_checkpoint_step") => Member::Checkpoint,
                        Some(word) if body::is_word(word) => {
                            let comma = if self.reported.is_empty() { "" } else { "," };
                            self.reported.extend([comma, &*name, ":"]);
                            Member::Report
                        }
                        _ => Member::Other,
                    };
                }
                (Event::ValueBegins, 1) if self.member == Member::Metrics => {
                    if self.list != List::Missing {
                        // Of a repeated member the last one counts.
                        sink.restart();
                        self.rows.restart();
                    }
                    self.list = match bytes.get(at) {
                        Some(b'[') => List::There,
                        Some(b'n') => List::Null,
                        _ => List::Wrong,
                    };
                }
                (Event::ValueBegins, 1) if matches!(self.member, Member::Checkpoint | Member::Report) => {
                    mark = Some(at);
                }
                (Event::ValueEnded, 1) if self.member == Member::Report => {
                    self.reported.push_str(&String::from_utf8_lossy(taken(bytes, &mut mark, at)));
                }
                (Event::ValueEnded, 1) if self.member == Member::Checkpoint => {
                    let json = String::from_utf8_lossy(taken(bytes, &mut mark, at));
                    self.last_checkpoint_step = Scalar::parse(&json).and_then(|value| value.as_count());
                }
                (Event::ValueBegins, 1) if self.member == Member::Other => {
                    self.other = bytes.get(at).copied().unwrap_or(0);
                }
                (Event::ValueBegins, 2) if self.member == Member::Other => {
                    let within = bytes.get(at).copied().unwrap_or(0);
                    self.has_other_list |= matches!((self.other, within), (b'[', b'{') | (b'{', b'['));
                }
                (Event::ValueBegins, 2) if self.is_in_list() => match self.rows.read_run(bytes, at, sink) {
                    Some(run) => self.syntax.jump(bytes, &mut at, run),
                    None => mark = Some(at),
                },
                (Event::ValueEnded, 2) if self.is_in_list() => {
                    self.rows.read_row(taken(bytes, &mut mark, at), sink);
                }
                _ => {}
            }
        };
        self.is_marked = mark.is_some();
        self.n_seen = bytes.len() - n_done;
        self.syntax.go_on(n_done);
        n_done
    }

    fn is_in_list(&self) -> bool {
        self.member == Member::Metrics && self.list == List::There
    }
}

/// From the mark up to the present place.
fn taken<'a>(bytes: &'a [u8], mark: &mut Option<usize>, at: usize) -> &'a [u8] {
    mark.take().and_then(|start| bytes.get(start..at)).unwrap_or_default()
}
