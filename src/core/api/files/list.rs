//! All files of an account, from however many pages.
//!
//! Contract: a page is judged by the records received. The list ends at an empty page, where the service says so, and at
//! a page that brings nothing but what came before: a service that knows no pages sends the same one again.

use std::collections::HashSet;

use crate::{
    api::{ApiError, FilesPage, HttpRequest},
    model::{DatasetFile, PageToken, Provider},
};

/// Most pages asked for; services that give few files at once give a hundred.
const MOST_PAGES: u64 = 200;

/// A list of files that is being read.
#[derive(Debug)]
pub struct FileList {
    provider: Provider,
    files: Vec<DatasetFile>,
    ids: HashSet<String>,
    n_unreadable: usize,
    /// Pages read.
    n_pages: u64,
    after: Option<PageToken>,
    /// Unreadable records of the page before, and whether it held nothing else.
    last_unreadable: (usize, bool),
}

impl FileList {
    /// Returns the list of a provider, with no page read.
    pub fn new(provider: Provider) -> Self {
        Self {
            provider,
            files: Vec::new(),
            ids: HashSet::new(),
            n_unreadable: 0,
            n_pages: 0,
            after: None,
            last_unreadable: (0, false),
        }
    }

    /// Returns the page to ask for.
    pub fn request(&self) -> HttpRequest {
        match &self.after {
            Some(after) => super::list_files_after(self.provider, after),
            None => super::list_files(self.provider, self.n_pages),
        }
    }

    /// Takes the page that was asked for; `true` if another one is worth asking for.
    pub fn accept(&mut self, page: FilesPage) -> bool {
        let (n_before, n_unreadable) = (self.files.len(), page.files.warnings.len());
        let has_files = !page.files.value.is_empty();
        for file in page.files.value {
            if self.ids.insert(file.id.clone()) {
                self.files.push(file);
            }
        }
        let is_other = n_before < self.files.len();
        // A page of nothing but unreadable records says nothing of those behind it; one like the page before it does.
        let is_repeated = if has_files {
            !is_other
        } else {
            self.last_unreadable == (n_unreadable, true) && page.next.is_none()
        };
        if !is_repeated || self.n_pages == 0 {
            self.n_unreadable += n_unreadable;
        }
        self.last_unreadable = (n_unreadable, !has_files);
        self.n_pages += 1;
        let leads_on = page.next.is_none() || page.next != self.after;
        self.after = page.next;
        !page.is_last && 0 < page.n_received && !is_repeated && leads_on && self.n_pages < MOST_PAGES
    }

    /// Returns whether the failure is that the service has no page behind those that were read.
    pub fn ends_at(&self, error: &ApiError) -> bool {
        0 < self.n_pages && error.is_refusal()
    }

    /// Returns the files, in the order they came, and how many records could not be read.
    pub fn into_files(self) -> (Vec<DatasetFile>, usize) {
        (self.files, self.n_unreadable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::{HttpResponse, decode_files};

    /// An account's files, `None` for a record that cannot be read, and how many are given at once.
    struct Service {
        files: Vec<Option<usize>>,
        clamp: usize,
        knows_no_pages: bool,
    }

    impl Service {
        fn answer(&self, provider: Provider, request: &HttpRequest) -> HttpResponse {
            let asked =
                |name: &str| request.query.iter().find(|(own, _)| own == name).map(|(_, value)| value);
            let number = |name: &str| asked(name).and_then(|text| text.parse::<usize>().ok());
            let start = match provider {
                Provider::OpenAi => asked("after").map_or(0, |after| {
                    let is_it = |file: &&Option<usize>| file.is_some_and(|n| n.to_string() == *after);
                    self.files.iter().position(|file| is_it(&file)).map_or(0, |at| at + 1)
                }),
                _ => number("shard_index").unwrap_or(0) * self.clamp,
            };
            let start = if self.knows_no_pages { 0 } else { start.min(self.files.len()) };
            let end = self.files.len().min(start + self.clamp);
            let items: Vec<String> = self.files[start..end]
                .iter()
                .map(|file| match file {
                    Some(n) => format!(r#"{{"id":"{n}","file_id":"{n}","filename":"{n}.jsonl"}}"#),
                    None => "null".to_owned(),
                })
                .collect();
            let items = items.join(",");
            HttpResponse::json(
                200,
                match provider {
                    Provider::OpenAi => {
                        format!(r#"{{"data":[{items}],"has_more":{}}}"#, end < self.files.len())
                    }
                    Provider::Together => format!(r#"{{"data":[{items}]}}"#),
                    _ => format!("[{items}]"),
                },
            )
        }
    }

    #[track_caller]
    fn check(provider: Provider, service: &Service, n_files: usize, n_unreadable: usize, n_requests: usize) {
        let mut list = FileList::new(provider);
        let mut n_asked = 0;
        loop {
            n_asked += 1;
            let answer = service.answer(provider, &list.request());
            if !list.accept(decode_files(provider, &answer).unwrap()) {
                break;
            }
        }
        let (files, unreadable) = list.into_files();
        assert_eq!((files.len(), unreadable, n_asked), (n_files, n_unreadable, n_requests), "{provider:?}");
    }

    fn service(n: usize, clamp: usize, bad: &[usize]) -> Service {
        let files = (0..n).map(|at| (!bad.contains(&at)).then_some(at)).collect();
        Service { files, clamp, knows_no_pages: false }
    }

    #[test]
    fn files_are_read_to_the_end_however_few_are_given_at_once() {
        use Provider::*;
        check(Archetype, &service(7, 1_000, &[]), 7, 0, 2);
        check(Archetype, &service(0, 1_000, &[]), 0, 0, 1);
        check(Archetype, &service(250, 100, &[]), 250, 0, 4);
        check(ArchetypeV06, &service(200, 100, &[]), 200, 0, 3);
        check(OpenAi, &service(250, 100, &[]), 250, 0, 3);
        check(OpenAi, &service(7, 1_000, &[]), 7, 0, 1);
        check(Together, &service(7, 1_000, &[]), 7, 0, 1);
    }

    #[test]
    fn unreadable_records_end_no_list() {
        use Provider::*;
        check(Archetype, &service(9, 3, &[1]), 8, 1, 4);
        check(Archetype, &service(9, 3, &[3, 4, 5]), 6, 3, 4);
        check(Archetype, &service(8, 3, &[0, 1, 2, 7]), 4, 4, 4);
        check(OpenAi, &service(9, 3, &[5]), 8, 2, 4);
    }

    #[test]
    fn service_without_pages_is_asked_twice_and_counted_once() {
        let same = |n, bad| Service { knows_no_pages: true, ..service(n, 1_000, bad) };
        check(Provider::Archetype, &same(7, &[]), 7, 0, 2);
        check(Provider::Archetype, &same(7, &[2, 3]), 5, 2, 2);
        check(Provider::Archetype, &same(2, &[0, 1]), 0, 2, 2);
        check(Provider::OpenAi, &Service { knows_no_pages: true, ..service(9, 3, &[]) }, 3, 0, 2);
    }

    #[test]
    fn shard_that_is_refused_is_behind_the_last() {
        let mut list = FileList::new(Provider::Archetype);
        let refusal = ApiError::from_response(&HttpResponse::json(404, "{}"));
        assert!(!list.ends_at(&refusal));
        let page =
            decode_files(Provider::Archetype, &HttpResponse::json(200, r#"[{"file_id":"a"}]"#)).unwrap();
        assert!(list.accept(page));
        assert!(list.ends_at(&refusal));
        assert!(!list.ends_at(&ApiError::from_response(&HttpResponse::json(503, "{}"))));
    }
}
