//! What a job made, and the links out of the page.

use tuneboard::app::App;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    service::Service,
    stage::{Stage, until},
};

#[wasm_bindgen_test]
async fn a_link_to_weights_and_biases_says_to_which_host() {
    for (url, told) in [
        ("https://wandb.ai/acme/runs/1", Some("Open the run at wandb.ai")),
        ("https://wandb.ai.evil.example/acme", Some("Open the run at wandb.ai.evil.example")),
        ("https://wandb.ai@evil.example/acme", None),
    ] {
        let answers = format!(
            "const job = {{ id: 'ft-1', status: 'completed', created_at: '2026-08-01T09:00:00Z', model: 'm', \
               model_output_name: 'me/m', wandb_url: '{url}' }}; \
             if (path === '/fine-tunes') return {{ data: [job] }}; if (path === '/fine-tunes/ft-1') return job;"
        );
        let _service = Service::start("together", "#/jobs/lab/ft-1", &answers);
        let stage = Stage::new();
        let mounted = stage.mount(App);
        until("what it made", || stage.look(".outputs > div").is_some()).await;
        let link = stage.look(&format!(".outputs a[href='{url}']"));
        let text = link.as_ref().and_then(|link| link.text_content());
        match told {
            None => assert!(stage.count(".outputs a") == 0 && text.is_none(), "{url}: {text:?}"),
            Some(told) => {
                let text = text.unwrap_or_default();
                assert!(text.starts_with(&format!("{told} (")), "{url}: {text}");
                let rel = link.and_then(|link| link.get_attribute("rel"));
                assert_eq!(rel.as_deref(), Some("noopener noreferrer"));
            }
        }
        drop(mounted);
    }
}
