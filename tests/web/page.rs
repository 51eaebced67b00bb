//! Tests of the page's use of the browser: storage, locks and the address bar.

use std::{cell::RefCell, rc::Rc};

use tuneboard::{
    app::App,
    browser::{
        location,
        storage::{self, NotKept, Place},
        tabs::lock::{self, Lock},
    },
};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    service::Service,
    stage::{Stage, run, until},
};

#[wasm_bindgen_test]
fn what_is_stored_is_read_back_under_a_name_of_our_own() {
    for place in [Place::Tab, Place::Device] {
        assert_eq!(storage::get(place, "web-test"), None);
        assert_eq!(storage::set(place, "web-test", "“é\u{1f600}”"), Ok(()));
        assert_eq!(storage::get(place, "web-test").as_deref(), Some("“é\u{1f600}”"));
    }
    let both = run("return localStorage['tuneboard/web-test'] === sessionStorage['tuneboard/web-test']");
    assert_eq!(both.as_bool(), Some(true));
    storage::remove(Place::Tab, "web-test");
    assert_eq!(storage::get(Place::Tab, "web-test"), None);
    assert!(storage::get(Place::Device, "web-test").is_some(), "the places are apart");
    storage::remove(Place::Device, "web-test");
}

#[wasm_bindgen_test]
fn storage_that_throws_keeps_nothing_and_breaks_nothing() {
    run("window.ownStorage = { ...Object.getOwnPropertyDescriptors(Storage.prototype) }; \
         for (const name of ['getItem', 'setItem', 'removeItem']) \
           Storage.prototype[name] = () => { throw new DOMException('no', 'SecurityError'); }");
    let (read, kept) =
        (storage::get(Place::Device, "web-test"), storage::set(Place::Device, "web-test", "x"));
    storage::remove(Place::Device, "web-test");
    run("Object.defineProperties(Storage.prototype, window.ownStorage)");
    assert_eq!((read, kept), (None, Err(NotKept)));

    run("window.ownArea = Object.getOwnPropertyDescriptor(window, 'localStorage'); \
         Object.defineProperty(window, 'localStorage', \
           { configurable: true, get() { throw new DOMException('no', 'SecurityError'); } })");
    let (read, kept) =
        (storage::get(Place::Device, "web-test"), storage::set(Place::Device, "web-test", "x"));
    run("Object.defineProperty(window, 'localStorage', window.ownArea)");
    assert_eq!((read, kept), (None, Err(NotKept)));
    assert_eq!(storage::set(Place::Device, "web-test", "x"), Ok(()), "all is as it was");
    storage::remove(Place::Device, "web-test");
}

#[wasm_bindgen_test]
async fn a_connection_that_is_removed_leaves_nothing_on_the_device() {
    let _service = Service::start("together", "#/connections", "");
    for (name, text) in [
        ("key.lab", "{}"),
        ("uploads.lab", "[]"),
        ("clones", "lab/ft-2 lab/ft-1\nother/ft-4 other/ft-3\n"),
        ("draft", "{}"),
    ] {
        storage::set(Place::Device, name, text).expect("storage");
    }
    let stage = Stage::new();
    let mounted = stage.mount(App);
    until("the connection", || stage.look("[aria-label='Remove lab']").is_some()).await;
    stage.find("[aria-label='Remove lab']").click();
    until("the question", || stage.look("dialog[open] .danger").is_some()).await;
    stage.find("dialog[open] .danger").click();
    until("it to be gone", || stage.look("[aria-label='Remove lab']").is_none()).await;
    let left = run("return Object.entries(localStorage).filter((entry) => /lab|ft-[12]/.test(entry)).join()");
    assert_eq!(left.as_string().as_deref(), Some(""));
    assert_eq!(storage::get(Place::Device, "clones").as_deref(), Some("other/ft-4 other/ft-3\n"));
    drop(mounted);
}

#[wasm_bindgen_test]
async fn a_lock_is_held_for_all_tabs_to_see_until_it_is_let_go() {
    assert_eq!(lock::held().await, [""; 0]);
    let first = Lock::hold("web-test").expect("the browser has locks");
    assert_eq!((first.name(), lock::held().await), ("web-test", vec!["web-test".to_owned()]));
    // Another one waits, and may be given up while it does.
    drop(Lock::hold("web-test"));
    let third = Lock::hold("web-test").expect("the browser has locks");
    drop(first);
    assert_eq!(lock::held().await, ["web-test"]);
    drop(third);
    for _ in 0..100 {
        if lock::held().await.is_empty() {
            return;
        }
    }
    panic!("the lock was never let go");
}

#[wasm_bindgen_test]
fn where_there_are_no_locks_none_is_held() {
    run("Object.defineProperty(navigator, 'locks', { configurable: true, value: undefined })");
    let lock = Lock::hold("web-test");
    run("delete navigator.locks");
    assert!(lock.is_none());
}

#[wasm_bindgen_test]
async fn the_hash_is_set_quietly_and_followed_when_the_user_changes_it() {
    let heard = Rc::new(RefCell::new(Vec::new()));
    let listeners = {
        let heard = Rc::clone(&heard);
        location::on_change(move |hash| heard.borrow_mut().push(hash))
    };
    location::set_hash("#/jobs?q=a%26b", true);
    assert_eq!(location::hash(), "#/jobs?q=a%26b");
    location::set_hash("#/jobs?q=c", false);
    assert_eq!(location::hash(), "#/jobs?q=c");
    assert!(heard.borrow().is_empty(), "what the page does itself it need not hear");
    run("location.hash = '#/new'");
    until("the typed hash to be heard", || heard.borrow().iter().any(|hash| hash == "#/new")).await;
    run("history.back()");
    until("Back to be heard", || heard.borrow().last().is_some_and(|hash| hash == "#/jobs?q=c")).await;
    drop(listeners);
    let n_heard = heard.borrow().len();
    run("location.hash = '#/connections'");
    until("the hash to change", || location::hash() == "#/connections").await;
    // A listener of the test's own has been told; the page's, which is gone, has not.
    let told = Rc::new(RefCell::new(false));
    let own = {
        let told = Rc::clone(&told);
        location::on_change(move |_| *told.borrow_mut() = true)
    };
    run("location.hash = ''");
    until("another change", || *told.borrow()).await;
    drop(own);
    assert_eq!(heard.borrow().len(), n_heard);
}
