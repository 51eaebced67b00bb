//! Files handed to the page, and their way out of it.

use std::{cell::RefCell, rc::Rc};

use tuneboard::{
    app::App,
    browser::{
        fetch::Abort,
        files::{
            local_file::{self, LocalFile},
            upload,
        },
        location,
        storage::{self, Place},
    },
};
use tuneboard_core::{
    api::{ApiKey, Destination, FileRequest, Form, HttpRequest, KeyAddress, Method, TransportError},
    model::Provider,
};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{DragEvent, HtmlTextAreaElement};

use crate::stage::{Replaced, Stage, call, document, js, run, tick, until};

/// Returns a drop of files, given as name and content.
fn drop_event(files: &str) -> DragEvent {
    let body = format!(
        "const data = new DataTransfer(); \
         for (const [name, text] of {files}) data.items.add(new File([text], name, {{ lastModified: 7 }})); \
         return new DragEvent('drop', {{ bubbles: true, cancelable: true, dataTransfer: data }})"
    );
    run(&body).unchecked_into()
}

fn file(name: &str, text: &str) -> LocalFile {
    local_file::dropped(&drop_event(&format!("[['{name}', '{text}']]"))).remove(0)
}

#[wasm_bindgen_test]
async fn a_file_is_read_in_ranges() {
    let file = file("a.jsonl", "0123456789");
    assert_eq!((file.name().as_str(), file.n_bytes(), file.modified_at_millis()), ("a.jsonl", 10, 7));
    assert_eq!(file.read(3, 6).await.as_deref(), Some(&b"345"[..]));
    assert_eq!(file.read(8, 99).await.as_deref(), Some(&b"89"[..]));
}

/// Returns a stand-in for `XMLHttpRequest` that notes what it is told and answers as `script` says.
fn stand_in(script: &str) -> Replaced {
    run("window.noted = []");
    let class = run(&format!(
        "return class extends EventTarget {{ \
           upload = new EventTarget(); status = 0; responseText = ''; \
           open(method, url) {{ noted.push(method + ' ' + url) }} \
           setRequestHeader(name, value) {{ noted.push(name + ': ' + value) }} \
           getAllResponseHeaders() {{ return 'ETag: \"t\"\\r\\nX: y\\r\\n' }} \
           abort() {{ noted.push('abort'); this.end() }} \
           end() {{ this.dispatchEvent(new Event('loadend')) }} \
           send(body) {{ this.body = body; const self = this; {script} }} }}"
    ));
    // Uploads go out from a frame, which has the stand-in too.
    run("Object.defineProperty(HTMLIFrameElement.prototype, 'contentWindow', { configurable: true, get() { \
           return { document: document.implementation.createHTMLDocument(), XMLHttpRequest: window.XMLHttpRequest } } })");
    Replaced::new("XMLHttpRequest", &class)
}

fn noted() -> Vec<String> {
    let noted = js_sys::Array::from(&run("return window.noted"));
    noted.iter().filter_map(|line| line.as_string()).collect()
}

#[wasm_bindgen_test]
async fn a_part_goes_out_bare_and_its_bytes_are_counted() {
    let _xhr = stand_in(
        "body.text().then((text) => { noted.push(text + '|' + body.type); \
         self.upload.dispatchEvent(new ProgressEvent('progress', { loaded: 3 })); \
         self.status = 200; self.end(); })",
    );
    let moved = Rc::new(RefCell::new(Vec::new()));
    let on_moved = {
        let moved = Rc::clone(&moved);
        Rc::new(move |n_bytes| moved.borrow_mut().push(n_bytes))
    };
    let url = "https://storage.example/p1?signature=s".to_owned();
    let request = FileRequest { destination: Destination::Signed { url }, from: 2, to: 5 };
    let key = ApiKey::new("very-secret", KeyAddress::new(Provider::Together, "https://api.example"));
    let file = file("a.jsonl", "0123456789");
    let abort = Abort::default();
    let answer = upload::send("https://api.example", &request, key.as_ref(), &file, on_moved, &abort);
    let answer = answer.await.expect("an answer");
    assert_eq!((answer.status, answer.header("etag")), (200, Some("\"t\"")));
    assert_eq!(noted(), ["PUT https://storage.example/p1?signature=s", "234|"], "no header, no key");
    assert_eq!(*moved.borrow(), [3]);
}

#[wasm_bindgen_test]
async fn a_whole_file_goes_out_in_a_form_with_the_key() {
    let _xhr = stand_in(
        "noted.push([...body].map(([name, value]) => name + '=' + (value.name ?? value)).join('&')); \
         noted.push(body.get('file').type); self.status = 201; self.responseText = '{}'; queueMicrotask(() => self.end())",
    );
    let form = Form {
        fields: vec![("purpose", "fine-tune".into())],
        file_field: "file",
        file_name: "b.jsonl".into(),
        media_type: "application/jsonl",
    };
    let destination = Destination::Service { request: HttpRequest::new(Method::Post, "/files/upload"), form };
    let request = FileRequest { destination, from: 0, to: 10 };
    let key = ApiKey::new("k", KeyAddress::new(Provider::Together, "https://api.example/v1"));
    let file = file("a.jsonl", "0123456789");
    let nobody = Rc::new(|_| ());
    let abort = Abort::default();
    let answer = upload::send("https://api.example/v1", &request, key.as_ref(), &file, nobody, &abort);
    assert_eq!(answer.await.map(|answer| (answer.status, answer.body)), Ok((201, b"{}".to_vec())));
    let expected = [
        "POST https://api.example/v1/files/upload",
        "Accept: application/json",
        "Authorization: Bearer k",
        "purpose=fine-tune&file=b.jsonl",
        "application/jsonl",
    ];
    assert_eq!(noted(), expected);
}

#[wasm_bindgen_test]
async fn a_whole_file_for_the_pages_own_host_follows_no_redirect_and_takes_no_cookie() {
    let record = js(
        "request",
        "return request.formData().then((form) => { window.sent = [request.method, new URL(request.url).pathname, \
           request.headers.get('authorization'), request.credentials, request.redirect, request.referrerPolicy, \
           form.get('file').name].join(' | '); return new Response('{}', { status: 201 }); })",
    );
    let _fetch = Replaced::new("fetch", &record);
    let form = Form {
        fields: vec![("purpose", "fine-tune".into())],
        file_field: "file",
        file_name: "b.jsonl".into(),
        media_type: "application/jsonl",
    };
    let destination = Destination::Service { request: HttpRequest::new(Method::Post, "/files/upload"), form };
    let request = FileRequest { destination, from: 0, to: 10 };
    assert!(
        upload::is_unmeasured("/proxy/v1", &request)
            && !upload::is_unmeasured("https://api.example/v1", &request)
    );
    let key = ApiKey::new("k", KeyAddress::new(Provider::Together, "/proxy/v1"));
    let file = file("a.jsonl", "0123456789");
    let answer =
        upload::send("/proxy/v1", &request, key.as_ref(), &file, Rc::new(|_| ()), &Abort::default()).await;
    assert_eq!(answer.map(|answer| answer.status), Ok(201));
    assert_eq!(
        run("return window.sent").as_string().as_deref(),
        Some("POST | /proxy/v1/files/upload | Bearer k | omit | error | no-referrer | b.jsonl")
    );
}

#[wasm_bindgen_test]
async fn an_end_without_a_status_and_one_of_ones_own_are_told_apart() {
    let request =
        FileRequest { destination: Destination::Signed { url: "https://x.example/".into() }, from: 0, to: 1 };
    let file = file("a.jsonl", "0");
    let nobody: Rc<dyn Fn(u64)> = Rc::new(|_| ());
    {
        let _xhr = stand_in("queueMicrotask(() => self.end())");
        let answer = upload::send("", &request, None, &file, Rc::clone(&nobody), &Abort::default()).await;
        assert_eq!(answer, Err(TransportError::Blocked));
    }
    let _xhr = stand_in("queueMicrotask(() => window.giveUp())");
    let abort = Abort::default();
    let give_up = {
        let abort = abort.clone();
        wasm_bindgen::closure::Closure::<dyn Fn()>::new(move || abort.abort())
    };
    call(&js("run", "window.giveUp = run"), &[give_up.as_ref().clone()]);
    assert_eq!(upload::send("", &request, None, &file, nobody, &abort).await, Err(TransportError::Aborted));
    assert_eq!(noted().last().map(String::as_str), Some("abort"));
}

/// Returns the form of a demo, with nothing kept of earlier visits and no service to ask; it closes with the second.
async fn open_form() -> (Stage, impl Sized, Replaced) {
    for name in ["connections", "draft", "uploads.demo-archetype", "uploads.demo-together"] {
        storage::remove(Place::Device, name);
    }
    location::set_hash("#/new?connection=demo-archetype", false);
    let fetch = Replaced::new("fetch", &js("", "return Promise.resolve(new Response('', { status: 404 }))"));
    let stage = Stage::new();
    let mounted = stage.mount(App);
    until("the form", || stage.look(".file-field").is_some()).await;
    (stage, mounted, fetch)
}

#[wasm_bindgen_test]
async fn files_dropped_on_a_field_are_sent_checked_and_filled_in() {
    let (stage, mounted, _fetch) = open_form().await;
    let zone = stage.find(".file-field");
    let two = drop_event(
        "[['one.jsonl', '{\"text\": \"a\"}\\n'.repeat(900)], ['two.jsonl', '{\"text\": \"invalid\"}\\n']]",
    );
    assert!(!zone.dispatch_event(two.as_ref()).expect("a drop"), "the browser does not open it");
    until("both rows", || stage.count(".file-field .file") == 2).await;
    let says = |text: &str| stage.0.text_content().is_some_and(|all| all.contains(text));
    until("the verdicts", || says("Ready · 900 lines") && says("The service cannot use it: line 3")).await;
    let area: HtmlTextAreaElement = stage.find(".file-field textarea").unchecked_into();
    until("the id in the field", || area.value() == "one.jsonl").await;
    assert_eq!(storage::get(Place::Device, "uploads.demo-archetype").as_deref(), Some("[]"));

    // The same name again is refused, and goes under another.
    let again = drop_event("[['one.jsonl', '{\"text\": \"b\"}\\n']]");
    let _prevented = zone.dispatch_event(again.as_ref());
    until("the refusal", || says("The name is taken")).await;
    let name: JsValue = stage.find("[aria-label='Another name']").into();
    assert_eq!(name.unchecked_ref::<web_sys::HtmlInputElement>().value(), "one-2.jsonl");
    stage.find("[data-kind=rename] .btn").click();
    until("the other name to go through", || {
        stage.look("[aria-label='one-2.jsonl'][data-kind=processing]").is_some()
    })
    .await;

    // What is there can be taken out and in again.
    stage.find(".file-field .tools .btn").click();
    until("the dialog", || stage.look("dialog[open] .file-list .file").is_some()).await;
    let boxes = || stage.count("dialog[open] .file-list input:checked");
    assert_eq!(boxes(), 1);
    stage.find("dialog[open] .file-list input:checked").click();
    until("it to be out", || boxes() == 0 && area.value().is_empty()).await;
    stage.find("dialog[open] .file-list input:enabled").click();
    until("one to be in", || boxes() == 1 && area.value().ends_with(".jsonl")).await;
    stage.find("dialog[open] .btn.primary").click();

    // One that is pasted goes the same way; pasted text is the field's own.
    // Firefox passes over data that an event is made with.
    let paste = |fill: &str| {
        let event = format!(
            "const data = new DataTransfer(); {fill}; \
             const event = new ClipboardEvent('paste', {{ bubbles: true, cancelable: true }}); \
             Object.defineProperty(event, 'clipboardData', {{ value: data }}); return event"
        );
        zone.dispatch_event(run(&event).unchecked_ref()).expect("a paste")
    };
    assert!(paste("data.setData('text/plain', 'file-1')"), "left to the browser");
    assert!(!paste(
        "data.items.add(new File(['{\"text\": \"c\"}\\n'], 'pasted.jsonl', { lastModified: 7 }))"
    ));
    until("it to arrive", || stage.look("[aria-label='pasted.jsonl'][data-kind=usable]").is_some()).await;

    // What the provider would reject waits for a word.
    let n_rows = stage.count(".file-field > .file");
    let bad = drop_event("[['bad.jsonl', '{\"text\":']]");
    let _prevented = zone.dispatch_event(bad.as_ref());
    until("the finding", || says("Upload anyway") && says("would reject")).await;
    assert_eq!(stage.count(".file-field > .file"), n_rows + 1);
    stage.find("[aria-label='Do not send bad.jsonl']").click();
    until("it to be gone", || stage.count(".file-field > .file") == n_rows).await;
    drop(mounted);
    storage::remove(Place::Device, "draft");
}

/// The form once offered the fields of one provider and made the request of another.
#[wasm_bindgen_test]
async fn a_link_to_another_connection_changes_the_fields() {
    let (stage, mounted, _fetch) = open_form().await;
    assert!(stage.look("#field-epochs").is_none());
    let go = |hash: &str| run(&format!("location.hash = '{hash}'"));
    go("#/new?connection=demo-together");
    until("the other fields", || stage.look("#field-epochs").is_some()).await;
    go("#/new?connection=demo-archetype");
    until("the first again", || stage.look("#field-epochs").is_none()).await;
    drop(mounted);
    storage::remove(Place::Device, "draft");
}

#[wasm_bindgen_test]
async fn what_an_earlier_visit_left_unfinished_is_told_until_it_is_taken_up_or_forgotten() {
    let upload =
        |name: &str| format!(r#"{{"name":"{name}","bytes":6840000,"modified":1,"upload":"upl-{name}"}}"#);
    let (stage, mounted, _fetch) = open_form().await;
    drop(mounted);
    let list = format!("[{},{}]", upload("one.jsonl"), upload("two.jsonl"));
    storage::set(Place::Device, "uploads.demo-archetype", &list).expect("storage");
    let mounted = stage.mount(App);
    until("both", || stage.count("[data-kind=left]") == 2).await;
    let said = stage.find("[data-kind=left]").text_content().unwrap_or_default();
    assert!(said.starts_with("one.jsonl6.84 MB") && said.contains("choose the same file again"), "{said}");
    stage.find("[aria-label='Forget the upload of one.jsonl']").click();
    until("the other", || stage.count("[data-kind=left]") == 1).await;
    let kept = storage::get(Place::Device, "uploads.demo-archetype").unwrap_or_default();
    assert_eq!(kept, format!("[{}]", upload("two.jsonl")));
    let dropped = drop_event("[['two.jsonl', '{\"text\": \"a\"}\\n'.repeat(900)]]");
    let _prevented = stage.find(".file-field").dispatch_event(dropped.as_ref());
    until("its row alone", || {
        stage.count("[data-kind=left]") == 0 && stage.look(".file-field [aria-label='two.jsonl']").is_some()
    })
    .await;
    drop(mounted);
    storage::remove(Place::Device, "draft");
    storage::remove(Place::Device, "uploads.demo-archetype");
}

#[wasm_bindgen_test]
async fn an_upload_goes_on_while_its_form_is_left() {
    let (stage, mounted, _fetch) = open_form().await;
    let go = |hash: &str| run(&format!("location.hash = '{hash}'"));
    let notice = || document().query_selector(".uploads > a").expect("a selector");
    let asks = || !fire_on_window("beforeunload");
    let begin = |name: &str| {
        let dropped = drop_event(&format!("[['{name}', '{{\"text\": \"a\"}}\\n'.repeat(900)]]"));
        let _prevented = stage.find(".file-field").dispatch_event(dropped.as_ref());
    };
    assert!(!asks(), "nothing is under way");
    begin("left.jsonl");
    until("it to begin", || stage.look("[data-kind=moving]").is_some()).await;
    go("#/jobs");
    until("the line with the way back", || notice().is_some()).await;
    assert!(stage.look(".file-field").is_none() && asks());
    until("its end to be told", || {
        notice().is_some_and(|line| line.text_content().as_deref() == Some("1 upload arrived"))
    })
    .await;
    assert!(!asks());

    // The form takes it in, and nothing more is said of it.
    let back = notice().and_then(|line| line.get_attribute("href"));
    assert_eq!(back.as_deref(), Some("#/new?connection=demo-archetype"));
    go("#/new?connection=demo-archetype");
    until("the row", || stage.look("[aria-label='left.jsonl'][data-kind=usable]").is_some()).await;
    let area: HtmlTextAreaElement = stage.find(".file-field textarea").unchecked_into();
    until("the id in the field", || area.value() == "left.jsonl").await;
    go("#/jobs");
    until("the form to be gone", || stage.look(".file-field").is_none()).await;
    tick().await;
    assert!(notice().is_none());

    // One that is back in time is there as if it had never been left.
    go("#/new?connection=demo-archetype");
    until("the form again", || stage.look(".file-field").is_some()).await;
    begin("back.jsonl");
    until("the other to begin", || stage.look("[data-kind=moving]").is_some()).await;
    go("#/connections");
    until("the way back", || notice().is_some()).await;
    go("#/new?connection=demo-archetype");
    until("the row that goes on", || stage.look("[aria-label='back.jsonl'][data-kind=moving]").is_some())
        .await;
    until("its end", || stage.look("[aria-label='back.jsonl'][data-kind=usable]").is_some()).await;

    // What the provider would reject waits where it is.
    let n_rows = stage.count(".file-field > .file");
    let _prevented =
        stage.find(".file-field").dispatch_event(drop_event("[['bad.jsonl', '{\"text\":']]").as_ref());
    until("the other row", || stage.count(".file-field > .file") == n_rows + 1).await;
    go("#/jobs");
    until("it to be told", || {
        notice().is_some_and(|line| line.text_content().as_deref() == Some("1 upload needs your word"))
    })
    .await;
    assert!(!asks(), "nothing goes on");
    go("#/new?connection=demo-archetype");
    until("it to be asked for", || stage.look("[aria-label='Do not send bad.jsonl']").is_some()).await;
    stage.find("[aria-label='Do not send bad.jsonl']").click();
    until("it to be gone", || stage.look("[data-kind=check]").is_none()).await;

    // The page takes all of it along.
    begin("last.jsonl");
    until("the last to begin", || stage.look("[data-kind=moving]").is_some()).await;
    drop(mounted);
    assert!(notice().is_none() && !asks());
    storage::remove(Place::Device, "draft");
    storage::remove(Place::Device, "uploads.demo-archetype");
}

/// Returns true if an event of this kind on the window keeps its default.
fn fire_on_window(kind: &str) -> bool {
    let body = format!("return dispatchEvent(new Event('{kind}', {{ cancelable: true }}))");
    run(&body).as_bool() == Some(true)
}
