//! probe
use tuneboard::api::{self, HttpResponse};
use tuneboard::model::{Provider};

fn ok(body: &str) -> HttpResponse {
    HttpResponse::json(200, body.to_owned())
}

#[test]
fn probe() {
    let record = r#"{"id":"a","name":"n","status":"running"}"#;
    let lists = [
        format!(r#"{{"jobs":[{record}]}}"#), format!(r#"{{"items":[{record}],"total":1}}"#), format!(r#"{{"results":[{record}]}}"#),
        format!(r#"{{"data":{{"jobs":[{record}]}}}}"#), format!(r#"{{"data":{{"items":[{record}],"total":1}}}}"#),
        format!(r#"{{"data":{{"a":{record}}}}}"#), format!(r#"{{"data":{record}}}"#), format!("[{record}]"), record.to_owned(),
        format!("{{\"data\":null,\"total\":3}}"), format!("{{\"data\":[[{record}]]}}"),
        r#"{"data":[{"id":7,"status":"Running"},{"id":1e3},{"id":true},{"id":null},{"job_id":"x"},{"id":{"x":1}},{"id":" a "}]}"#.into(),
        r#"[{"id":7,"status":"Running"},{"id":1e3},{"id":true},{"id":null},{"job_id":"x"},{"id":{"x":1}},{"id":" a "}]"#.into(),
    ];
    for body in &lists {
        println!("LIST {body}");
        for p in Provider::ALL {
            match api::decode_jobs(p, &ok(body)) {
                Ok(d) => println!("   {}: {:?} warn {:?} next {:?}", p.slug(), d.value.jobs.iter().map(|j| (j.id.0.to_string(), j.status.raw.to_string(), j.status.class)).collect::<Vec<_>>(), d.warnings.iter().map(|w| w.message.clone()).collect::<Vec<_>>(), ""),
                Err(e) => println!("   {}: ERR {}", p.slug(), e.message),
            }
        }
    }
    let jobs = [
        r#"{"id":"a","status":"RUNNING","id":"b"}"#, r#"{"id":"a","status":" In Progress "}"#, r#"{"id":"a","status":"in-progress"}"#,r#"{"id":"a","status":"Canceled"}"#, r#"{"id":"a","status":{"name":"running"}}"#,
        r#"{"id":"a","status":["running"]}"#, r#"{"id":"a","status":3}"#, r#"{"data":{"id":"a","status":"running"}}"#, r#"{"job":{"id":"a","status":"running"}}"#, r#"[{"id":"a","status":"running"}]"#,
        r#"{"id":"a","status":"running","total_steps":100,"steps_completed":300}"#,
        r#"{"id":"a","status":"running","total_steps":-100,"steps_completed":-3}"#,
        r#"{"id":"a","status":"running","total_steps":1e30,"steps_completed":"12"}"#,
        r#"{"id":"a","status":"running","total_steps":18446744073709551616,"steps_completed":12.5,"n_epochs":-1,"epochs_completed":7}"#,
        r#"{"id":"a","status":"running","n_epochs":3,"epochs_completed":7,"queue_depth":-3,"trained_tokens":-5,"token_count":"1,000"}"#,
        r#"{"id":"a","status":"running","hyperparameters":{"n_epochs":"3"},"trained_tokens":-5,"estimated_finish":-1,"finished_at":5}"#,
    ];
    for body in jobs {
        println!("JOB {body}");
        for p in Provider::ALL {
            match api::decode_job(p, &ok(body)) {
                Ok(j) => println!("   {}: {:?} {:?} {:?} {:?}", p.slug(), j.id.0, j.status, j.progress, j.updated_at),
                Err(e) => println!("   {}: ERR {}", p.slug(), e.message),
            }
        }
    }
    let rows = r#"[{"step":"10","train/global_step":"10","loss":"0.5","train/loss":"0.5","lr":"1e-4"},{"step":20,"train/global_step":20,"loss":"n/a","train/loss":"12%","ok":true},{"step":30,"train/global_step":30,"loss":"1,5","train/loss":"1_000","train/loss":2},{"step":1e2,"train/global_step":100.0,"loss":[0.5],"train/loss":{"value":0.5}},{"step":9007199254740993,"train/global_step":9007199254740993,"loss":1e400,"train/loss":123456789012345678901234567890}]"#;
    for body in [format!(r#"{{"metrics":{rows}}}"#), format!(r#"{{"data":{rows}}}"#), rows.to_owned(), format!(r#"{{"data":{{"metrics":{rows}}}}}"#), format!(r#"{{"metrics":{{"rows":{rows}}}}}"#), r#"{"metrics":{"step":[1,2],"loss":[0.5,0.4]}}"#.into(), r#"{"metrics":{"loss":[[1,0.5],[2,0.4]]}}"#.into(), r#"{"metrics":[[1,0.5],[2,0.4]]}"#.into(), r#"{"metrics":[{"name":"loss","step":1,"value":0.5},{"name":"grad","step":1,"value":2}]}"#.into(), r#"{"metrics":null}"#.into(), "{}".into(), "\u{feff}{\"metrics\":[{\"step\":1,\"loss\":1}]}".into(), r#"{"metrics":[{"step":1,"loss":1,"loss":2}],"metrics":[]}"#.into()] {
        println!("METRICS {body}");
        for p in [Provider::Archetype, Provider::Together] {
            match api::decode_metrics(p, &ok(&body)) {
                Ok(d) => { println!("   {}: recv {} unread {} nostep {} unus {} nofig {} left {:?}", p.slug(), d.value.summary.n_received, d.value.summary.n_unreadable, d.value.summary.n_without_step, d.value.summary.n_with_unusable_step, d.value.summary.n_without_figures, d.value.summary.left_out);
                    for r in &d.value.rows { println!("       {} {:?}", r.step, r.values.iter().map(|(k, v)| format!("{k}={v}")).collect::<Vec<_>>()) } }
                Err(e) => println!("   {}: ERR {}", p.slug(), e.message),
            }
        }
    }
    let ev = r#"[{"created_at":1785000000,"message":"x","data":{"step":5,"train_loss":"0.5","total_steps":3},"type":"metrics"},{"message":"y"},{"created_at":"2026-08-01T09:00:00","text":"z","level":"WARN","step":-3,"total_steps":-1},{"created_at":{"seconds":5},"message":["a","b"]}]"#;
    for body in [format!(r#"{{"data":{ev}}}"#), ev.to_owned(), format!(r#"{{"events":{ev}}}"#), format!(r#"{{"data":{{"events":{ev}}}}}"#)] {
        println!("EVENTS {body}");
        for p in [Provider::Together, Provider::OpenAi, Provider::ArchetypeV06] {
            match api::decode_events(p, &ok(&body)) {
                Ok(d) => { for e in &d.value.events { println!("   {} {:?}", p.slug(), e); } println!("   {} w {:?}", p.slug(), d.warnings.len()); }
                Err(e) => println!("   {}: ERR {}", p.slug(), e.message),
            }
        }
    }
    for body in [r#"{"data":[{"step":"5","path":null,"checkpoint_type":3,"created_at":5},{"step_number":5,"id":"c","metrics":{"train_loss":"0.5","full_valid_loss":-1}},{"step":-1},{"step":1e2}]}"#, r#"[{"step":5}]"#, r#"{"checkpoints":[{"step":5}]}"#] {
        println!("CKPT {body}");
        for p in [Provider::Together, Provider::OpenAi, Provider::ArchetypeV06] {
            match api::decode_checkpoints(p, &"x".into(), &ok(body)) {
                Ok(d) => println!("   {} {:?} w {:?}", p.slug(), d.value.checkpoints.iter().map(|c| (c.step, c.eval_loss, c.kind.clone(), c.reference.clone())).collect::<Vec<_>>(), d.warnings.iter().map(|w| w.message.clone()).collect::<Vec<_>>()),
                Err(e) => println!("   {}: ERR {}", p.slug(), e.message),
            }
        }
    }
}
