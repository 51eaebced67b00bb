//! A new job is for the account that was named or chosen, and for no other; one draft makes one job.

use tuneboard_core::model::Provider;

use crate::harness::{
    board::{KEY, fill_draft, n_created},
    driver::in_browser,
    service::{Service, quiet},
    site::Site,
};

/// A dataset that is let go of above a field for files, if there is one. Returns how many there are.
const DROP_IF_THERE: &str = "const fields = document.querySelectorAll('.file-field'); const data = new DataTransfer(); \
    data.items.add(new File(['{\"text\": \"PRIVATE\"}\\n'.repeat(1000)], 'private.jsonl', { lastModified: 7 })); \
    fields[0]?.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data })); \
    return fields.length";

#[test]
fn a_named_account_without_its_key_is_never_replaced_by_another() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let (shared, private) = (Service::start(quiet()).await, Service::start(quiet()).await);
        page.open(&format!("{}#/connections", site.url())).await;
        for (service, provider, label, keeping) in [
            (&shared, Provider::Together, "shared", "On this device"),
            (&private, Provider::OpenAi, "private", "Until this page is reloaded"),
        ] {
            page.connect(provider, &service.base_url(provider), label, KEY, keeping).await;
            page.find("button", &format!("Remove {label}")).await;
        }
        page.go("#/new?connection=private").await;
        page.find("button", "Review and create…").await;

        page.reload().await;
        page.sees("The connection “private” requires its key").await;
        assert!(page.has("link", "Go to Connections").await);
        assert_eq!(page.run(DROP_IF_THERE).await, 0, "there is nothing to drop a file on");
        assert!(!page.has("button", "Review and create…").await);
        assert_eq!(shared.n_seen("POST", "/") + shared.n_seen("PUT", "/"), 0, "nobody chose this account");

        // Chosen by hand, it is the one, and named with its host.
        let name = format!("Together · shared at {}", shared.address());
        page.press(&format!("Use {name}")).await;
        page.find("radio", &name).await;
        page.is_at("connection=shared").await;
        fill_draft(&page, Provider::Together, "chosen").await;
        page.press("Review and create…").await;
        page.press("Create job").await;
        page.is_at("#/jobs/shared/").await;
        assert_eq!(private.n_seen("POST", "/"), 0);
    });
}

#[test]
fn a_link_to_an_account_that_is_not_there_leads_to_no_other() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start(quiet()).await;
        page.open_connected(&site, &service, Provider::Together).await;
        page.go("#/new?connection=gone").await;
        page.sees("There is no connection “gone” here").await;
        assert_eq!(page.run(DROP_IF_THERE).await, 0, "there is nothing to drop a file on");
        // Where none is named, the only one counts, and stays in the address.
        page.go("#/new").await;
        page.find("button", "Review and create…").await;
        page.is_at("connection=lab").await;
    });
}

#[test]
fn a_draft_that_another_tab_has_sent_is_asked_about() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start(quiet()).await;
        let provider = Provider::Together;
        page.open(&format!("{}#/connections", site.url())).await;
        page.connect(provider, &service.base_url(provider), "lab", KEY, "On this device").await;
        page.sees("Connected.").await;
        page.go("#/new?connection=lab").await;
        fill_draft(&page, provider, "twice").await;
        page.press("Review and create…").await;
        page.find("button", "Create job").await;
        let first = page.window().await;
        let second = page.open_window(&format!("{}#/new?connection=lab", site.url())).await;
        page.press("Review and create…").await;
        page.find("button", "Create job").await;

        // On its way.
        service.set_faults("create:never#1").await;
        page.go_to_window(&first).await;
        page.press("Create job").await;
        service.until_count("POST /together/v1/fine-tunes", 1).await;
        page.go_to_window(&second).await;
        page.press("Create job").await;
        page.sees("not known yet").await;
        assert!(page.has("button", "Create it all the same").await);
        assert_eq!(n_created(&service, provider).await, 1, "one press, one job");

        // Two tabs that were asked: the one that confirms second was asked before the first sent its draft.
        let third = page.open_window(&format!("{}#/new?connection=lab", site.url())).await;
        page.press("Review and create…").await;
        page.press("Create job").await;
        page.sees("not known yet").await;
        page.press("Create it all the same").await;
        service.until_count("POST /together/v1/fine-tunes", 2).await;
        page.go_to_window(&second).await;
        page.press("Create it all the same").await;
        page.sees("from another tab").await;
        assert_ne!(third, second);
        assert_eq!(n_created(&service, provider).await, 2, "asked anew");
    });
}

#[test]
fn a_saved_connection_leads_to_its_jobs_and_a_link_that_needed_it_is_followed() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start(quiet()).await;
        let provider = Provider::Together;
        page.open(&format!("{}#/connections", site.url())).await;
        page.connect(provider, &service.base_url(provider), "mine", KEY, "Until this page is reloaded").await;
        page.follow("Show its jobs").await;
        page.is_at("#/jobs?connection=mine").await;
        page.has_rows().await;
        let link =
            "return document.querySelector('[role=row] a[href^=\"#/jobs/mine/\"]').getAttribute('href')";
        let link = page.run(link).await;
        let id =
            link.as_str().and_then(|link| link.strip_prefix("#/jobs/mine/")).expect("a job of it").to_owned();

        // A colleague calls the same account by another name.
        page.go(&format!("#/jobs/theirs/{id}?tab=events")).await;
        page.is_at(&format!("#/jobs/mine/{id}?tab=events")).await;

        // A job that no list has is looked for where the user says.
        page.go("#/jobs/theirs/ft-none").await;
        page.sees("Connection not found").await;
        page.follow("Look in Together · mine").await;
        page.is_at("#/jobs/mine/ft-none").await;

        // The key is gone with a reload, and the link waits for it.
        page.go(&format!("#/jobs/mine/{id}")).await;
        page.find("tab", "Config").await;
        page.reload().await;
        page.sees("Key required").await;
        page.follow("Enter the key").await;
        page.press("Enter key").await;
        let key = page.run("return document.querySelector('.key-form input[type=password]')").await;
        page.type_into(&key, KEY).await;
        page.press(&format!("Send the key to {} and save", service.address())).await;
        page.is_at(&format!("#/jobs/mine/{id}")).await;
        page.find("tab", "Config").await;
    });
}
