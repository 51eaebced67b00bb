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

impl RefusedParameters {
    /// Returns the request without what this service is known to refuse there.
    #[must_use]
    pub fn plain(&self, service: &str, mut request: HttpRequest) -> HttpRequest {
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
    pub fn plainer(&self, service: &str, request: &HttpRequest) -> Option<HttpRequest> {
        let parameters = || BOUNDS.into_iter().filter_map(|name| Parameter::of(service, request, name));
        let is_alone = request.query.iter().all(|(own, _)| BOUNDS.contains(&own.as_str()));
        let unknown = parameters().find(|parameter| self.is_accepted(parameter).is_none());
        let blamed = unknown.or_else(|| parameters().next().filter(|_| is_alone))?;
        let mut plainer = request.clone();
        plainer.query.retain(|(own, _)| own != blamed.name);
        Some(plainer)
    }

    /// The service has answered: it accepts all of the request, or refuses what `plainer` lacks.
    pub fn learn(&mut self, service: &str, request: &HttpRequest, plainer: Option<&HttpRequest>) {
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

/// Hands a response on, unless it refuses the question.
pub struct RefusalGate<'a> {
    receiver: &'a mut dyn Receiver,
    status: u16,
}

impl<'a> RefusalGate<'a> {
    /// Puts the gate before `receiver`.
    pub fn new(receiver: &'a mut dyn Receiver) -> Self {
        Self { receiver, status: 0 }
    }

    /// Returns true if the request was refused, and nothing was handed on.
    pub fn is_refused(&self) -> bool {
        matches!(self.status, 400 | 422)
    }

    /// Returns true if the request was answered.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

impl Receiver for RefusalGate<'_> {
    fn begin(&mut self, status: u16, headers: Vec<(String, String)>) {
        self.status = status;
        if !self.is_refused() {
            self.receiver.begin(status, headers);
        }
    }

    fn push(&mut self, piece: &[u8]) {
        if !self.is_refused() {
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

    /// Asks a service that refuses these parameters as the shell does; gives the questions it was sent, and the status.
    fn ask(known: &mut RefusedParameters, refused: &[&str], query: &[(&str, &str)]) -> (Vec<String>, u16) {
        let mut asked = known.plain("a", request(query));
        let mut sent = Vec::new();
        loop {
            let is_refused = asked.query.iter().any(|(name, value)| {
                refused.contains(&name.as_str()) || refused.contains(&format!("{name}={value}").as_str())
            });
            sent.push(asked.target());
            let mut response = HttpResponse::default();
            let status = if is_refused { 422 } else { 200 };
            let Some(plainer) = known.plainer("a", &asked) else { return (sent, status) };
            let mut gate = RefusalGate::new(&mut response);
            gate.begin(status, Vec::new());
            gate.push(b"[]");
            if !gate.is_refused() {
                known.learn("a", &asked, None);
                assert_eq!(response.body, b"[]");
                return (sent, status);
            }
            assert!(response.body.is_empty(), "a refusal was handed on");
            known.learn("a", &asked, Some(&plainer));
            asked = plainer;
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
