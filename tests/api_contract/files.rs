//! Files of both providers: lists, uploads whole and in parts.

use tuneboard_core::api::{
    self, Destination, ErrorKind, FileRequest, Form, HttpRequest, HttpResponse, PartOutcome, PartToken,
    UploadFile, UploadWay,
};
use tuneboard_core::model::{DatasetFile, FileStatus, Provider, Timestamp};

use super::fixture;

const ARCHETYPE: Provider = Provider::Archetype;
const TOGETHER: Provider = Provider::Together;

fn file(name: &str, n_bytes: u64) -> UploadFile {
    UploadFile { name: name.into(), n_bytes }
}

#[track_caller]
fn check(request: &HttpRequest, line: &str, body: Option<&str>) {
    assert_eq!(format!("{} {}", request.method.as_str(), request.target()), line);
    assert_eq!((request.body.as_deref(), &request.bearer), (body, &None));
}

fn statuses(files: &[DatasetFile]) -> Vec<(&str, &FileStatus)> {
    files.iter().map(|file| (&*file.name, &file.status)).collect()
}

#[test]
fn files_are_asked_for() {
    check(&api::list_files(TOGETHER, 3), "GET /files", None);
    check(&api::list_files(ARCHETYPE, 3), "GET /files/metadata?shard_index=3&max_items_per_shard=1000", None);
    check(&api::retrieve_file(TOGETHER, "a/b"), "GET /files/a%2Fb", None);
    check(&api::retrieve_file(ARCHETYPE, "a b.csv"), "GET /files/metadata/a%20b.csv", None);
    let mine = file("a b.csv", 1);
    check(&api::find_uploaded(ARCHETYPE, &mine), "GET /files/metadata/a%20b.csv", None);
    check(&api::find_uploaded(TOGETHER, &mine), "GET /files", None);
}

#[test]
fn archetype_files_are_read_with_all_their_gaps() {
    let page = api::decode_files(ARCHETYPE, &fixture("archetype/files.json")).unwrap();
    assert!(!page.is_last, "a service may give fewer files than it is asked for");
    assert!(api::decode_files(ARCHETYPE, &HttpResponse::json(200, "[]")).unwrap().is_last);
    let failed = FileStatus::Failed("column 3 is missing".into());
    let odd = FileStatus::Unknown("FILE_STATUS_HIBERNATING".into());
    let expected = [
        ("pumps-a.jsonl", &FileStatus::Ready),
        ("new.jsonl", &FileStatus::Processing),
        ("bad.csv", &failed),
        ("odd.txt", &odd),
        ("fil-only", &FileStatus::Unknown("".into())),
    ];
    let files = &page.files.value;
    assert_eq!(statuses(files), expected);
    assert_eq!((files[0].n_bytes, files[0].kind.as_deref()), (Some(182_044), Some("text/plain")));
    assert_eq!(files[1].created_at, Timestamp::parse_iso8601("2026-06-02T08:11:40Z"));
    assert_eq!((files[2].n_bytes, files[2].n_lines, files[3].n_bytes), (Some(77), Some(12), None));
    let warnings: Vec<&str> = page.files.warnings.iter().map(|warning| &*warning.message).collect();
    assert_eq!(warnings, ["file 6: \"file_id\" is missing", "file 7: it is no object"]);
}

#[test]
fn together_files_are_read_with_all_their_gaps() {
    let page = api::decode_files(TOGETHER, &fixture("together/files.json")).unwrap();
    assert!(page.is_last);
    let files = &page.files.value;
    let (bad, gone) = (FileStatus::Failed("line 3 is no object".into()), FileStatus::Failed("FAILED".into()));
    let (dreaming, half) = (FileStatus::Unknown("DREAMING".into()), FileStatus::Failed("completed".into()));
    let expected = [
        ("triage.jsonl", &FileStatus::Ready),
        ("queued.jsonl", &FileStatus::Processing),
        ("bad.jsonl", &bad),
        ("gone.jsonl", &gone),
        ("old.jsonl", &FileStatus::Ready),
        ("older.jsonl", &FileStatus::Processing),
        ("file-7", &dreaming),
        ("half.jsonl", &half),
    ];
    assert_eq!(statuses(files), expected);
    assert_eq!((files[0].n_bytes, files[0].n_lines), (Some(9_188_120), Some(3_200)));
    assert_eq!(files[0].format.as_deref(), Some("conversation"));
    assert_eq!(files[0].created_at, Some(Timestamp::from_unix_secs(1_785_571_000)));
    // Not 0, which is not known yet.
    assert_eq!((files[1].n_bytes, files[1].n_lines, files[2].n_lines), (None, None, Some(4)));
    assert_eq!(page.files.warnings[0].message, "file 9: \"id\" is missing (named \"nameless.jsonl\")");
}

#[test]
fn a_full_page_is_not_the_last() {
    let body = format!("[{}]", vec![r#"{"file_id":"x"}"#; 1_000].join(","));
    assert!(!api::decode_files(ARCHETYPE, &HttpResponse::json(200, body)).unwrap().is_last);
}

#[test]
fn each_file_goes_its_way() {
    let check = |provider, name: &str, n_bytes, way| {
        assert_eq!(api::upload_way(provider, &file(name, n_bytes)), way, "{name} {n_bytes}");
    };
    check(TOGETHER, "a.jsonl", 1 << 40, UploadWay::Whole);
    check(ARCHETYPE, "a.csv", 512_000_000, UploadWay::Whole);
    check(ARCHETYPE, "a.CSV", 512_000_001, UploadWay::Parts);
    check(ARCHETYPE, "a.jsonl", 1, UploadWay::Parts);
    check(ARCHETYPE, "csv", 1, UploadWay::Parts);
}

#[test]
fn a_whole_file_is_a_form() {
    let check = |provider, name: &str, line: &str, fields: &[(&'static str, &str)], media_type| {
        let FileRequest { destination, from, to } = api::upload_whole(provider, &file(name, 9));
        let Destination::Service { request, form } = destination else { panic!("{destination:?}") };
        self::check(&request, line, None);
        let fields = fields.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        assert_eq!(form, Form { fields, file_field: "file", file_name: name.into(), media_type });
        assert_eq!((from, to), (0, 9));
    };
    check(ARCHETYPE, "a.csv", "POST /files", &[], "text/csv");
    for (name, kind, media_type) in [
        ("a.jsonl", "jsonl", "application/jsonl"),
        ("a.parquet", "parquet", "application/octet-stream"),
        ("a", "jsonl", "application/jsonl"),
    ] {
        let fields = [("purpose", "fine-tune"), ("file_name", name), ("file_type", kind)];
        check(TOGETHER, name, "POST /files/upload", &fields, media_type);
    }
    let read = |provider, body: &str| api::decode_uploaded(provider, &HttpResponse::json(200, body)).ok();
    assert_eq!(
        read(ARCHETYPE, r#"{"is_valid":true,"file_id":"a.csv","file_uid":"u"}"#).as_deref(),
        Some("a.csv")
    );
    assert_eq!(read(ARCHETYPE, r#"{"file_name":"a.jsonl","file_uid":"u"}"#).as_deref(), Some("a.jsonl"));
    assert_eq!(read(TOGETHER, r#"{"id":"file-1","filename":"a"}"#).as_deref(), Some("file-1"));
    assert_eq!(read(ARCHETYPE, "{}"), None);
}

#[test]
fn parts_are_planned_renewed_told_and_put_together_by_the_numbers_given() {
    let big = file("big \"1\".jsonl", 12_582_912);
    let initiate = |is_resume| api::initiate_upload(ARCHETYPE, &big, is_resume).unwrap();
    let body = r#"{"filename":"big \"1\".jsonl","file_type":"text/plain","num_bytes":12582912}"#;
    check(&initiate(false), "POST /files/uploads/initiate", Some(body));
    let body = body.replace('}', r#","resume_if_started":true}"#);
    check(&initiate(true), "POST /files/uploads/initiate", Some(&body));
    assert_eq!(api::initiate_upload(TOGETHER, &big, false), None);

    let plan = api::decode_plan(&fixture("archetype/upload_plan.json"), &big).unwrap();
    assert_eq!((&*plan.upload_id, plan.is_resume, plan.parts.len()), ("upl-9a2f", false, 2));
    let part = &plan.parts[1];
    assert_eq!((part.offset, part.length), (8_388_608, 4_194_304));
    assert_eq!(part.expires_at, Timestamp::parse_iso8601("2026-06-02T09:00:00Z"));
    assert!(!format!("{plan:?}").contains("storage"), "a signed address is a secret");
    let send = api::send_part(part);
    assert_eq!((send.from, send.to, send.n_bytes()), (8_388_608, 12_582_912, 4_194_304));
    assert_eq!(send.destination, Destination::Signed { url: "https://storage.example/p2".into() });
    assert!(!format!("{send:?}").contains("storage"));

    // Numbers come back as they were given: from 0, from 1, or as texts.
    let numbers = [&plan.parts[0].number, &plan.parts[1].number];
    let path = |what: &str| format!("POST /files/uploads/upl-9a2f/{what}");
    check(&api::renew_parts("upl-9a2f", &numbers), &path("parts/urls"), Some(r#"{"part_numbers":[0,1]}"#));
    let tokens: Vec<PartToken> =
        numbers.iter().map(|number| PartToken { number: (*number).clone(), token: "\"e\"".into() }).collect();
    let body = r#"{"parts":[{"part_number":0,"part_token":"\"e\""},{"part_number":1,"part_token":"\"e\""}]}"#;
    check(&api::checkpoint_parts("upl-9a2f", &tokens), &path("parts/checkpoint"), Some(body));
    check(&api::complete_upload("upl-9a2f", &tokens), &path("complete"), Some(body));
    check(&api::abort_upload("u/1"), "POST /files/uploads/u%2F1/abort", Some("{}"));
    let renewed =
        r#"{"parts":[{"part_number":1,"url":"https://s.example/new","expires_at":"2026-06-02T09:00:00Z"}]}"#;
    let renewed = api::decode_renewed(&HttpResponse::json(200, renewed)).unwrap();
    assert_eq!((&renewed[0].0, &*renewed[0].1), (&part.number, "https://s.example/new"));
}

#[test]
fn a_plan_that_is_not_of_this_file_is_refused() {
    let part = |number: &str, url: &str, offset: u64, length: u64| {
        format!(r#"{{"part_number":{number},"url":"{url}","offset":{offset},"length":{length}}}"#)
    };
    let read = |is_resume: bool, parts: &[String]| {
        let body = format!(r#"{{"upload_id":"u","is_resume":{is_resume},"parts":[{}]}}"#, parts.join(","));
        api::decode_plan(&HttpResponse::json(200, body), &file("a", 10))
    };
    let url = "https://s.example/";
    assert!(read(false, &[part("\"a\"", url, 5, 5), part("1", url, 0, 5)]).is_ok());
    assert!(read(true, &[part("2", url, 5, 5)]).is_ok());
    assert!(read(true, &[]).is_ok());
    for parts in [
        vec![],
        vec![part("1", url, 0, 5)],
        vec![part("1", url, 0, 6), part("2", url, 5, 5)],
        vec![part("1", url, 0, 11)],
        vec![part("1", url, 0, 10), part("2", url, 10, 0)],
        vec![part("null", url, 0, 10)],
        vec![part("1", "javascript:alert(1)", 0, 10)],
        vec![part("1", "", 0, 10)],
        vec!["7".into()],
    ] {
        let refused = read(false, &parts).unwrap_err();
        assert_eq!(refused.kind, ErrorKind::Unreadable, "{parts:?}");
    }
}

#[test]
fn the_storage_has_its_own_words() {
    let read = |status, headers: &[(&str, &str)], body: &str| {
        let headers = headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        api::decode_part(&HttpResponse { status, headers, body: body.into() })
    };
    assert_eq!(read(200, &[("etag", "\"a\"")], ""), PartOutcome::Arrived("\"a\"".into()));
    assert_eq!(read(200, &[], ""), PartOutcome::Unproven);
    assert_eq!(read(403, &[], "<Error/>"), PartOutcome::Expired);
    assert_eq!(read(400, &[], "<Error><Code>TokenExpired</Code></Error>"), PartOutcome::Expired);
    for status in [400, 404, 500, 503] {
        assert!(matches!(read(status, &[], "<Error/>"), PartOutcome::Refused(_)), "{status}");
    }
}

#[test]
fn a_file_that_may_have_arrived_is_known_by_name_and_size_unless_it_was_there_before() {
    let listed = |bytes: u64| {
        let file =
            format!(r#"{{"id":"file-1","filename":"a","bytes":{bytes},"processing_status":"PENDING"}}"#);
        HttpResponse::json(200, format!(r#"{{"data":[{file}]}}"#))
    };
    let find = |bytes, known: &[String]| {
        api::decode_found(TOGETHER, &listed(bytes), &file("a", 9), known).unwrap().map(|file| file.id)
    };
    assert_eq!(find(9, &[]).as_deref(), Some("file-1"));
    assert_eq!(find(0, &[]).as_deref(), Some("file-1"), "its size is not known yet");
    assert_eq!(find(8, &[]), None);
    assert_eq!(find(9, &["file-1".into()]), None);
    let find = |status, body: &str| {
        api::decode_found(ARCHETYPE, &HttpResponse::json(status, body), &file("a", 9), &[])
    };
    assert_eq!(find(404, "{}"), Ok(None));
    assert_eq!(find(200, r#"{"file_id":"a","num_bytes":8}"#), Ok(None));
    assert!(find(200, r#"{"file_id":"a","num_bytes":9}"#).unwrap().is_some());
    assert!(find(500, "").is_err());
}
