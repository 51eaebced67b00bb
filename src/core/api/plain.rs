//! Questions that a service refuses, asked more plainly.
//!
//! Some parameters only bound what comes: without them a response holds at least as much. A service that refuses a
//! question with such a parameter (400, 422) is asked without it, and from then on not with it again. What decides when
//! a list has ended is therefore what was received, never what was asked for.

use std::collections::VecDeque;

use super::{HttpRequest, Method, Receiver};

/// Parameters without which a response holds at least as much, in the order they are left out.
const BOUNDS: [&str; 3] = ["limit", "max_items_per_shard", "statuses"];

/// So many outcomes are remembered; addresses of single jobs are among them.
const MOST_KNOWN: usize = 512;

/// Query parameters that services were found to accept and to refuse.
#[derive(Debug, Default)]
pub struct RefusedParameters {
    known: VecDeque<(Parameter, bool)>,
}

/// One value of one parameter at one address of one service.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Parameter {
    service: String,
    path: String,
    name: &'static str,
    values: Vec<String>,
}

impl Parameter {
    fn of(service: &str, request: &HttpRequest, name: &'static str) -> Option<Self> {
        let values: Vec<String> =
            request.query.iter().filter(|(own, _)| own == name).map(|(_, value)| value.clone()).collect();
        let is_there = request.method == Method::Get && !values.is_empty();
        is_there.then(|| Self { service: service.to_owned(), path: request.path.clone(), name, values })
    }
}

/// A question to a service: as asked, or more plainly.
#[derive(Debug)]
pub struct Question {
    service: String,
    request: HttpRequest,
    /// The request to send if the service refuses this one.
    plainer: Option<HttpRequest>,
}

impl Question {
    /// Returns the request to send.
    pub fn request(&self) -> &HttpRequest {
        &self.request
    }

    /// Puts a gate before the receiver of the response: a refusal does not pass if there is a plainer question.
    pub fn gate<'a>(&self, receiver: &'a mut dyn Receiver) -> RefusalGate<'a> {
        RefusalGate { receiver, status: 0, has_plainer: self.plainer.is_some() }
    }
}

impl RefusedParameters {
    /// Returns the question by which a service is asked, without what it is known to refuse.
    pub fn question(&self, service: &str, request: HttpRequest) -> Question {
        self.asked(service.to_owned(), self.plain(service, request))
    }

    /// Learns from the status of the response; returns the next question if this one was refused.
    pub fn on_status(&mut self, question: Question, status: u16) -> Option<Question> {
        let Question { service, request, plainer } = question;
        let plainer = plainer?;
        let is_refused = is_refusal(status);
        if is_refused || (200..300).contains(&status) {
            self.learn(&service, &request, is_refused.then_some(&plainer));
        }
        is_refused.then(|| self.asked(service, plainer))
    }

    fn asked(&self, service: String, request: HttpRequest) -> Question {
        let plainer = self.plainer(&service, &request);
        Question { service, request, plainer }
    }

    /// Returns the request without what this service is known to refuse there.
    fn plain(&self, service: &str, mut request: HttpRequest) -> HttpRequest {
        for name in BOUNDS {
            let parameter = Parameter::of(service, &request, name);
            if parameter.is_some_and(|parameter| self.is_accepted(&parameter) == Some(false)) {
                request.query.retain(|(own, _)| own != name);
            }
        }
        request
    }

    /// Returns the request to send if the service refuses this one; `None` if a refusal would have another reason. What the service
    /// has accepted before is to blame only if there is nothing else: services change.
    fn plainer(&self, service: &str, request: &HttpRequest) -> Option<HttpRequest> {
        let parameters = || BOUNDS.into_iter().filter_map(|name| Parameter::of(service, request, name));
        let is_alone = request.query.iter().all(|(own, _)| BOUNDS.contains(&own.as_str()));
        let unknown = parameters().find(|parameter| self.is_accepted(parameter).is_none());
        let blamed = unknown.or_else(|| parameters().next().filter(|_| is_alone))?;
        let mut plainer = request.clone();
        plainer.query.retain(|(own, _)| own != blamed.name);
        Some(plainer)
    }

    /// The service has answered: it accepts all of the request, or refuses what `plainer` lacks.
    fn learn(&mut self, service: &str, request: &HttpRequest, plainer: Option<&HttpRequest>) {
        for name in BOUNDS {
            let is_left_out = plainer.is_some_and(|plainer| plainer.query.iter().all(|(own, _)| own != name));
            let Some(parameter) = Parameter::of(service, request, name) else { continue };
            if plainer.is_some() && !is_left_out {
                continue;
            }
            let is_accepted = plainer.is_none();
            match self.known.iter_mut().find(|(known, _)| *known == parameter) {
                Some((_, known)) => *known = is_accepted,
                None => {
                    if self.known.len() == MOST_KNOWN {
                        self.known.pop_front();
                    }
                    self.known.push_back((parameter, is_accepted));
                }
            }
        }
    }

    fn is_accepted(&self, parameter: &Parameter) -> Option<bool> {
        self.known.iter().find(|(known, _)| known == parameter).map(|(_, is_accepted)| *is_accepted)
    }
}

/// Returns true if a status refuses the question itself.
fn is_refusal(status: u16) -> bool {
    matches!(status, 400 | 422)
}

/// Hands a response on, unless it refuses the question and there is a plainer one.
pub struct RefusalGate<'a> {
    receiver: &'a mut dyn Receiver,
    status: u16,
    has_plainer: bool,
}

impl RefusalGate<'_> {
    /// Returns the status of the response; 0 before it has begun.
    pub fn status(&self) -> u16 {
        self.status
    }

    fn is_open(&self) -> bool {
        !(self.has_plainer && is_refusal(self.status))
    }
}

impl Receiver for RefusalGate<'_> {
    fn begin(&mut self, status: u16, headers: Vec<(String, String)>) {
        self.status = status;
        if self.is_open() {
            self.receiver.begin(status, headers);
        }
    }

    fn push(&mut self, piece: &[u8]) {
        if self.is_open() {
            self.receiver.push(piece);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::HttpResponse;

    fn request(query: &[(&str, &str)]) -> HttpRequest {
        query.iter().fold(HttpRequest::new(Method::Get, "/jobs"), |request, (name, value)| {
            request.with_query(name, value)
        })
    }

    /// Asks a service that refuses these parameters; gives the questions it was sent, and the status.
    fn ask(known: &mut RefusedParameters, refused: &[&str], query: &[(&str, &str)]) -> (Vec<String>, u16) {
        let mut question = known.question("a", request(query));
        let mut sent = Vec::new();
        loop {
            let is_refused = question.request().query.iter().any(|(name, value)| {
                refused.contains(&name.as_str()) || refused.contains(&format!("{name}={value}").as_str())
            });
            sent.push(question.request().target());
            let mut response = HttpResponse::default();
            let status = if is_refused { 422 } else { 200 };
            let mut gate = question.gate(&mut response);
            gate.begin(status, Vec::new());
            gate.push(b"[]");
            match known.on_status(question, status) {
                Some(next) => question = next,
                None => {
                    assert_eq!((response.status, &*response.body), (status, &b"[]"[..]));
                    return (sent, status);
                }
            }
            assert_eq!(response, HttpResponse::default(), "a refusal was handed on");
        }
    }

    #[track_caller]
    fn check(refused: &[&str], query: &[(&str, &str)], first: &[&str], then: &[&str], status: u16) {
        let mut known = RefusedParameters::default();
        for expected in [first, then, then] {
            assert_eq!(
                ask(&mut known, refused, query),
                (expected.iter().map(|q| (*q).to_owned()).collect(), status)
            );
        }
    }

    #[test]
    fn refused_question_is_asked_more_plainly_and_never_so_again() {
        check(&[], &[("limit", "9")], &["/jobs?limit=9"], &["/jobs?limit=9"], 200);
        check(&["limit"], &[("limit", "9")], &["/jobs?limit=9", "/jobs"], &["/jobs"], 200);
        check(
            &["limit"],
            &[("limit", "9"), ("offset", "8")],
            &["/jobs?limit=9&offset=8", "/jobs?offset=8"],
            &["/jobs?offset=8"],
            200,
        );
        check(
            &["max_items_per_shard"],
            &[("max_items_per_shard", "9")],
            &["/jobs?max_items_per_shard=9", "/jobs"],
            &["/jobs"],
            200,
        );
        check(
            &["statuses"],
            &[("limit", "9"), ("statuses", "A"), ("statuses", "B")],
            &["/jobs?limit=9&statuses=A&statuses=B", "/jobs?statuses=A&statuses=B", "/jobs"],
            &["/jobs"],
            200,
        );
        // What says where to go on cannot be left out.
        check(&["after"], &[("after", "x")], &["/jobs?after=x"], &["/jobs?after=x"], 422);
        check(
            &["offset"],
            &[("limit", "9"), ("offset", "8")],
            &["/jobs?limit=9&offset=8", "/jobs?offset=8"],
            &["/jobs?offset=8"],
            422,
        );
    }

    #[test]
    fn refusal_of_one_value_says_nothing_of_another_and_of_what_was_accepted() {
        let mut known = RefusedParameters::default();
        let refused = ["limit=1000"];
        let sent =
            |known: &mut RefusedParameters, query: &[(&str, &str)]| ask(known, &refused, query).0.len();
        assert_eq!(sent(&mut known, &[("limit", "1")]), 1);
        assert_eq!(sent(&mut known, &[("limit", "1000")]), 2);
        assert_eq!(sent(&mut known, &[("limit", "1000")]), 1);
        // A limit that was accepted is not to blame.
        let refused = ["after"];
        assert_eq!(
            ask(&mut known, &refused, &[("limit", "1"), ("after", "gone")]),
            (vec!["/jobs?limit=1&after=gone".to_owned()], 422)
        );
        // Unless it is the only thing that can be.
        let refused = ["limit"];
        assert_eq!(ask(&mut known, &refused, &[("limit", "1")]).0, ["/jobs?limit=1", "/jobs"]);
        assert_eq!(ask(&mut known, &refused, &[("limit", "1")]).0, ["/jobs"]);
        let post = HttpRequest::new(Method::Post, "/jobs").with_query("limit", 1);
        assert_eq!(known.plainer("b", &post), None);
        assert!(known.plainer("b", &request(&[("limit", "1")])).is_some(), "another service");
    }
}
