//! Files: what is sent arrives, and only what has arrived is there.

use serde_json::json;

use super::*;

const FILES: &str = "/archetype/v0.5/files";

impl Bench {
    /// Sends bytes, `secs` after the start.
    fn send(&mut self, line: &str, bytes: &[u8], form: &[(&str, &str)], secs: f64) -> Reply {
        let (method, target) = line.split_once(' ').unwrap();
        let method = if method == "PUT" { Method::Put } else { Method::Post };
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut request = HttpRequest::new(method, path);
        for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
            request = request.with_query(name, value);
        }
        request.bearer = Simulator::key("key").filter(|_| method == Method::Post);
        let mut content = Content::default();
        content.push(bytes);
        for (name, value) in form {
            match *name {
                "file" => content.file_name = (*value).into(),
                _ => content.fields.push(((*name).into(), (*value).into())),
            }
        }
        let admission = self.0.admit(&request);
        self.0.finish(admission, &request, &content, start().plus_secs(secs))
    }
}

/// Returns the path and query of a signed address.
fn target(part: &Value) -> String {
    part["url"].as_str().unwrap().replace("https://simulator.invalid", "")
}

#[test]
fn a_together_file_is_queued_checked_and_then_usable() {
    let mut bench = Bench::demo();
    let form = [("purpose", "fine-tune"), ("file_name", "mine.jsonl"), ("file", "x")];
    let sent = bench.send("POST /together/v1/files/upload", b"{}\n{}\n", &form, 0.0).response;
    assert_eq!(sent.status, 200);
    let sent: Value = serde_json::from_str(&sent.text()).unwrap();
    let path = format!("/together/v1/files/{}", sent["id"].as_str().unwrap());
    for (secs, status, bytes) in [(0.0, "PENDING", 0), (1.0, "RUNNING", 6), (7.0, "COMPLETED", 6)] {
        let file = bench.get(&path, secs);
        assert_eq!((&file["processing_status"], &file["bytes"]), (&json!(status), &json!(bytes)));
        let job =
            json!({"model": "Qwen/Qwen2.5-14B-Instruct", "training_file": sent["id"], "batch_size": "max"});
        let (created, _) = bench.ask(&format!("POST {TOGETHER}"), Some(&job.to_string()), secs);
        // As the command line has it, which creates a job right after it has sent a file.
        assert_eq!(created, 200);
        let asked = json!({"model": "Qwen/Qwen2.5-14B-Instruct", "training_file": sent["id"]});
        let (_, price) =
            bench.ask(&format!("POST {TOGETHER}/estimate-price"), Some(&asked.to_string()), secs);
        let why = if status == "COMPLETED" { Value::Null } else { json!("train_file_not_validated") };
        assert_eq!(price["unavailable_reason"], why);
    }
    let file = bench.get(&path, 7.0);
    assert_eq!((&file["LineCount"], &file["validation_report"]["valid"]), (&json!(2), &json!(true)));
    // The same content again is the same file; a list has it once.
    let again = bench.send("POST /together/v1/files/upload", b"{}\n{}\n", &form, 8.0).response;
    assert!(again.text().contains(sent["id"].as_str().unwrap()));
    let list = bench.get("/together/v1/files", 8.0);
    let named = list["data"].as_array().unwrap().iter().filter(|file| file["filename"] == "mine.jsonl");
    assert_eq!(named.count(), 1);
    for (form, param) in [(&form[..1], "file_name"), (&form[1..], "purpose")] {
        let refused = bench.send("POST /together/v1/files/upload", b"{}", form, 8.0).response;
        assert!(refused.status == 400 && refused.text().contains(param), "{}", refused.text());
    }
}

#[test]
fn an_invalid_file_has_its_verdict_and_trains_nothing() {
    let mut bench = Bench::demo();
    let form = [("file", "mine.csv")];
    assert_eq!(bench.send(&format!("POST {FILES}"), b"a,invalid\n", &form, 0.0).response.status, 200);
    let file = bench.get(&format!("{FILES}/metadata/mine.csv"), 10.0);
    assert_eq!((&file["is_valid"], &file["file_status"]), (&json!(false), &json!("FILE_STATUS_FAILED")));
    let job = json!({"name": "x", "config": {"model": "Newton::c2_4_3b_251215dfe6a746",
        "datasets": [{"name": "a", "split": "train", "file_ids": ["mine.csv"]}]}});
    assert_eq!(bench.ask(&format!("POST {ARCHETYPE}"), Some(&job.to_string()), 10.0).0, 400);
    assert_eq!(bench.send(&format!("POST {FILES}"), b"x", &form, 10.0).response.status, 409);
    assert_eq!(bench.send(&format!("POST {FILES}"), b"x", &[("file", "a.jsonl")], 10.0).response.status, 400);
}

#[test]
fn parts_become_a_file_when_all_are_there() {
    let mut bench = Bench::demo();
    let bytes: Vec<u8> = (0..9_000_u32).map(|i| (i % 251) as u8).collect();
    let body =
        json!({"filename": "mine.jsonl", "file_type": "text/plain", "num_bytes": bytes.len()}).to_string();
    let (_, plan) = bench.ask(&format!("POST {FILES}/uploads/initiate"), Some(&body), 0.0);
    let (id, parts) = (plan["upload_id"].as_str().unwrap(), plan["parts"].as_array().unwrap());
    assert_eq!((parts.len(), &plan["is_resume"]), (5, &json!(false)));
    let slice = |part: &Value| {
        let at = |name: &str| part[name].as_u64().unwrap() as usize;
        &bytes[at("offset")..at("offset") + at("length")]
    };
    let mut tokens = Vec::new();
    for part in parts {
        let line = format!("PUT {}", target(part));
        assert_eq!(
            bench.send(&line, &slice(part)[1..], &[], 1.0).response.status,
            400,
            "one byte is missing"
        );
        assert_eq!(bench.send(&line, slice(part), &[], 1_000.0).response.status, 403, "too late");
        let stored = bench.send(&line, slice(part), &[], 1.0).response;
        let token = stored.header("etag").unwrap();
        tokens.push(json!({"part_number": part["part_number"], "part_token": token}));
    }
    // The address is all it takes: a key beside it is one too many.
    let mut request = HttpRequest::new(Method::Put, target(&parts[0]).split('?').next().unwrap());
    request = request.with_query("signature", "s");
    request.bearer = Simulator::key("key");
    assert_eq!(bench.0.handle(&request, start()).response.status, 400);

    let path = format!("POST {FILES}/uploads/{id}");
    let told = json!({"parts": &tokens[..2]}).to_string();
    assert_eq!(bench.ask(&format!("{path}/parts/checkpoint"), Some(&told), 2.0).0, 200);
    let resumed = body.replace('}', ",\"resume_if_started\":true}");
    let (_, resumed) = bench.ask(&format!("POST {FILES}/uploads/initiate"), Some(&resumed), 2.0);
    assert_eq!((&resumed["is_resume"], resumed["parts"].as_array().unwrap().len()), (&json!(true), 3));
    let (_, renewed) = bench.ask(&format!("{path}/parts/urls"), Some(r#"{"part_numbers":[5,4]}"#), 2_000.0);
    assert_eq!(renewed["parts"][0]["part_number"], 5);
    assert_eq!(
        bench
            .send(&format!("PUT {}", target(&renewed["parts"][0])), slice(&parts[4]), &[], 2_001.0)
            .response
            .status,
        200
    );

    // What was told before need not be told again, but everything has to be there.
    let complete = |parts: &[Value]| json!({ "parts": parts }).to_string();
    assert_eq!(bench.ask(&format!("{path}/complete"), Some(&complete(&tokens[3..])), 3.0).0, 400);
    let (status, file) = bench.ask(&format!("{path}/complete"), Some(&complete(&tokens[2..])), 3.0);
    assert_eq!((status, &file["file_name"]), (200, &json!("mine.jsonl")));
    assert_eq!(bench.ask(&format!("{path}/complete"), Some(&complete(&tokens)), 3.0).0, 404);
    assert_eq!(bench.ask(&format!("{path}/abort"), Some("{}"), 3.0).0, 409);
    let file = bench.get(&format!("{FILES}/metadata/mine.jsonl"), 30.0);
    assert_eq!((&file["num_bytes"], &file["ingested"]), (&json!(9_000), &json!(true)));
    assert_eq!(bench.0.arrived_files(Provider::Archetype).len(), 1);
}

#[test]
fn a_dropped_connection_has_no_effect() {
    let mut bench = Bench::demo();
    bench.0.set_faults(Fault::parse_list("archetype/upload:drop#1,part:expired#1").unwrap());
    let form = [("file", "mine.csv")];
    let reply = bench.send(&format!("POST {FILES}"), b"a,b\n", &form, 0.0);
    assert_eq!((reply.delivery, bench.0.arrived_files(Provider::Archetype).len()), (Delivery::Dropped, 0));
    assert_eq!(bench.send(&format!("POST {FILES}"), b"a,b\n", &form, 0.0).response.status, 200);
    let refused = bench.send("PUT /archetype/storage/upl-1/1?signature=s", b"a", &[], 0.0).response;
    assert!(refused.status == 403 && refused.text().contains("expired"));
}

#[test]
fn the_sdk_announces_a_file_puts_it_in_the_storage_and_has_it_looked_at() {
    let mut bench = Bench::demo();
    let form = [("purpose", "fine-tune"), ("file_name", "sdk.jsonl"), ("checksum", "c0ffee")];
    let announced = bench.send("POST /together/v1/files", b"", &form, 0.0).response;
    let (Some(location), Some(id)) = (announced.header("location"), announced.header("x-together-file-id"))
    else {
        panic!("no address: {announced:?}")
    };
    assert_eq!(announced.status, 302);
    let put = format!("PUT {}", location.replace("https://simulator.invalid", ""));
    let look = format!("POST /together/v1/files/{id}/preprocess");
    assert_eq!(bench.send(&look, b"", &[], 0.5).response.status, 400, "nothing has been put yet");
    assert_eq!(bench.send(&put.replace("signature", "s"), b"{}\n", &[], 1.0).response.status, 403);
    assert_eq!(bench.send(&put, b"{}\n{}\n", &[], 1.0).response.status, 200);
    let looked: Value = serde_json::from_str(&bench.send(&look, b"", &[], 2.0).response.text()).unwrap();
    assert_eq!((&looked["id"], &looked["filename"]), (&json!(id), &json!("sdk.jsonl")));
    let file = bench.get(&format!("/together/v1/files/{id}"), 9.0);
    assert_eq!((&file["bytes"], &file["processing_status"]), (&json!(6), &json!("COMPLETED")));
    // The same content again is told by its checksum, and names the file.
    let again = bench.send("POST /together/v1/files", b"", &form, 10.0).response;
    assert_eq!((again.status, again.text()), (409, format!("{{\"file_id\":\"{id}\"}}").into()));
}
