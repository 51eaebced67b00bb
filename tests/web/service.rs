//! A service whose answers the test writes, behind a connection of its own.

use tuneboard::browser::{
    location,
    storage::{self, Place},
};

use crate::stage::{Replaced, js};

/// Names of stored values that a test could leave behind.
const KEPT: [&str; 6] = ["clones", "connections", "demo", "draft", "draft-sent", "drafts-sent"];

/// The only connection, named `lab`, as long as this value lives; it needs no key.
pub struct Service(#[expect(dead_code, reason = "ends with this value")] Replaced);

impl Service {
    /// Goes to `hash`. `answer` is the body of a JavaScript function of `path` and `body`, the texts of a request to
    /// the service; what it returns is the JSON of the response, or a `Response`, or a promise of either. Where it
    /// returns nothing, and for all else the page asks for, the response is 404.
    pub fn start(provider: &str, hash: &str, answer: &str) -> Self {
        KEPT.iter().for_each(|name| storage::remove(Place::Device, name));
        let config = format!(
            "{{\"version\":1,\"connections\":[{{\"id\":\"lab\",\"label\":\"lab\",\"provider\":\"{provider}\",\
             \"base_url\":\"/proxy/v1\",\"key\":\"proxy\"}}]}}"
        );
        for (name, text) in [("connections", config.as_str()), ("demo", "off")] {
            storage::set(Place::Device, name, text).expect("storage");
        }
        location::set_hash(hash, false);
        Self(Replaced::new(
            "fetch",
            &js(
                "request",
                &format!(
                    "const answer = (path, body) => {{ {answer} }}; \
                     const path = new URL(request.url).pathname.split('/proxy/v1')[1]; \
                     const as_response = (given) => given instanceof Response ? given : given === undefined \
                       ? new Response('', {{ status: 404 }}) \
                       : new Response(JSON.stringify(given), {{ headers: {{ 'content-type': 'application/json' }} }}); \
                     return request.text().then((body) => path === undefined ? undefined : answer(path, body)) \
                       .then(as_response)"
                ),
            ),
        ))
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        KEPT.iter().for_each(|name| storage::remove(Place::Device, name));
    }
}
