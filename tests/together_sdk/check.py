"""Runs Together's Python SDK and CLI against the simulator; see check.sh.

Usage: check.py PATH_OF_SIMULATE FOLDER_OF_TG
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timezone
from pathlib import Path

import together

SIMULATE, BIN = sys.argv[1:3]
MODEL = "meta-llama/Meta-Llama-3.1-8B-Instruct-Reference"
failures = 0


def check(name, run):
    """Prints whether `run` went through; what it asserts about the answer is part of that."""
    global failures
    try:
        result = run()
        print(f"ok      {name}", flush=True)
        return result
    except Exception as error:  # noqa: BLE001: any failure is to be reported
        failures += 1
        print(f"FAILED  {name}: {type(error).__name__}: {error}", flush=True)
        return None


def steps(rows, kind="train/loss"):
    return [row["train/global_step"] for row in rows if kind in row]


def when(row):
    return datetime.fromtimestamp(row["timestamp"] / 1e9, timezone.utc)


def write_dataset(folder, name, n_lines, word):
    """A file of conversations, or of pairs if its name says so."""
    path = Path(folder) / name
    with path.open("w") as file:
        for n in range(n_lines):
            ask = {"role": "user", "content": f"{word} {n}?"}
            said = {"role": "assistant", "content": f"{word} number {n}."}
            if "pairs" in name:
                row = {"input": {"messages": [ask]}, "preferred_output": [said],
                       "non_preferred_output": [{"role": "assistant", "content": "No."}]}
            else:
                row = {"messages": [ask, said]}
            file.write(json.dumps(row) + "\n")
    return path


def processed(read, secs=15):
    """What `read` gives once the service has looked at the file."""
    until = time.monotonic() + secs
    while True:
        file = read()
        if file.processing_status not in ("PENDING", "QUEUED", "RUNNING") or until < time.monotonic():
            return file
        time.sleep(0.2)


def uploads(client, folder):
    """Sends files as the SDK does: announced, put to the address it is told, then looked at."""
    files = client.files

    def upload(name, n_lines, word):
        path = write_dataset(folder, name, n_lines, word)
        sent = files.upload(path, purpose="fine-tune")
        assert sent.filename == name and sent.id, sent
        file = processed(lambda: files.retrieve(sent.id))
        assert file.processing_status == "COMPLETED", file.processing_status
        assert (file.bytes, file.to_dict()["LineCount"]) == (path.stat().st_size, n_lines), file
        assert file.validation_report.valid and file.validation_report.nlines == n_lines
        return sent.id

    training = check("SDK files.upload, processed", lambda: upload("sdk-train.jsonl", 40, "pump"))
    validation = check("SDK files.upload, evaluation file", lambda: upload("sdk-eval.jsonl", 8, "valve"))
    pairs = check("SDK files.upload, preferences", lambda: upload("sdk-pairs.jsonl", 12, "tank"))

    def listed():
        names = [file.filename for file in files.list().data]
        assert {"sdk-train.jsonl", "sdk-eval.jsonl", "sdk-pairs.jsonl", "triage.jsonl"} <= set(names), names

    check("SDK files.list has them", listed)

    def again():
        same = files.upload(Path(folder) / "sdk-train.jsonl", purpose="fine-tune")
        assert same.id == training, same.id
        assert len([file for file in files.list().data if file.filename == "sdk-train.jsonl"]) == 1

    check("SDK files.upload of the same content is the same file", again)

    def broken():
        path = write_dataset(folder, "sdk-invalid.jsonl", 5, "leak")
        sent = files.upload(path, purpose="fine-tune", check=False)
        file = processed(lambda: files.retrieve(sent.id))
        report = file.validation_report
        assert not report.valid and "line 3" in report.error and report.error_type == "INVALID_FORMAT", file
        try:
            client.fine_tuning.create(training_file=sent.id, model=MODEL)
        except together.BadRequestError:
            return
        raise AssertionError("an invalid file was accepted")

    check("SDK files.upload, an invalid file is said to be one and refused", broken)

    def missing():
        try:
            files.retrieve("file-none")
        except together.NotFoundError:
            return
        raise AssertionError("a missing file was found")

    check("SDK files.retrieve of a missing file", missing)
    return training, validation, pairs


def before_creation(client, training, validation):
    """What is asked before a job is created: models, limits, price."""
    ft = client.fine_tuning
    # The SDK has no method for this one.
    models = check("models/supported", lambda: client.get("/v1/fine-tunes/models/supported", cast_to=object)["models"])
    assert MODEL in models, models

    def limits():
        for name in models:
            limits = ft.model_limits(model_name=name)
            lora = limits.lora_training
            assert limits.model_name == name and 0 < lora.min_batch_size <= lora.max_batch_size, limits
            assert 0 < limits.min_learning_rate < limits.max_learning_rate, limits
            assert limits.supports_vision is not None and 0 < lora.max_rank and lora.target_modules, limits

    check(f"SDK model_limits, all {len(models)}", limits)

    def unknown():
        try:
            ft.model_limits(model_name="nobody/knows")
        except together.NotFoundError:
            return
        raise AssertionError("limits of an unknown model")

    check("SDK model_limits of an unknown model", unknown)

    def price(**settings):
        answer = ft.estimate_price(training_file=training, model=MODEL, **settings)
        assert 0 < answer.estimated_total_price and 0 < answer.estimated_train_token_count, answer
        assert answer.allowed_to_proceed and 0 < answer.user_limit, answer
        return answer

    check("SDK estimate_price", price)

    def with_evaluations():
        few, many = price(n_epochs=1), price(n_epochs=8, n_evals=4, validation_file=validation)
        assert few.estimated_total_price <= many.estimated_total_price, (few, many)
        assert 0 < many.estimated_eval_token_count, many

    check("SDK estimate_price, epochs and evaluations", with_evaluations)
    check("SDK estimate_price, DPO and Full", lambda: price(
        training_method={"method": "dpo"}, training_type={"type": "Full"}))


def sdk(client, folder):
    ft = client.fine_tuning
    jobs = check("SDK list", lambda: ft.list().data)
    assert jobs, "no jobs, nothing more can be checked"
    done = next(job for job in jobs if job.suffix == "triage-v1")

    def retrieve():
        for job in jobs:
            full = ft.retrieve(job.id)
            assert full.id == job.id and full.status, full

    check(f"SDK retrieve, all {len(jobs)}", retrieve)

    rows = check("SDK list_metrics", lambda: ft.list_metrics(done.id).metrics)
    train, evals = steps(rows), steps(rows, "eval/loss")

    def filtered(expect_train, **filters):
        got = ft.list_metrics(done.id, **filters).metrics
        assert expect_train(steps(got)), f"{steps(got)[:5]} ... {steps(got)[-5:]}"
        return got

    middle, late = rows[len(rows) // 3], rows[2 * len(rows) // 3]
    check("SDK list_metrics global_step_from", lambda: filtered(lambda s: s == [n for n in train if n >= 400], global_step_from=400))
    check("SDK list_metrics global_step_to", lambda: filtered(lambda s: s == [n for n in train if n <= 400], global_step_to=400))
    check("SDK list_metrics steps 0 to 0", lambda: filtered(lambda s: s == [], global_step_from=0, global_step_to=0))
    check("SDK list_metrics logged_at_from", lambda: filtered(lambda s: 0 < len(s) < len(train) and s[-1] == train[-1], logged_at_from=when(middle)))
    check("SDK list_metrics logged_at_to", lambda: filtered(lambda s: 0 < len(s) < len(train) and s[0] == 1, logged_at_to=when(middle)))
    check("SDK list_metrics naive datetime", lambda: filtered(lambda s: 0 < len(s) < len(train), logged_at_from=when(middle).replace(tzinfo=None)))
    check("SDK list_metrics as text", lambda: filtered(lambda s: 0 < len(s) < len(train), logged_at_from=when(middle).isoformat(), logged_at_to=when(late).isoformat()))

    def thinned():
        got = filtered(lambda s: len(s) == 50 and s[0] == train[0] and s[-1] == train[-1], resolution=50)
        assert steps(got, "eval/loss") == evals, "evaluation rows were thinned"

    check("SDK list_metrics resolution", thinned)
    check("SDK list_metrics all five", lambda: filtered(
        lambda s: len(s) == 10 and 100 <= s[0] and s[-1] <= 300, global_step_from=100, global_step_to=300,
        logged_at_from=when(rows[0]), logged_at_to=when(rows[-1]), resolution=10))

    def events():
        events = ft.list_events(done.id).data
        kinds = [event.type for event in events]
        assert kinds[0].lower() == "job_pending" and kinds[-1].lower() == "job_complete", kinds
        saves = [event for event in events if event.type.lower() == "checkpoint_save"]
        assert saves and all(0 < event.step and event.checkpoint_path for event in saves), saves

    check("SDK list_events", events)

    def checkpoints():
        checkpoints = ft.list_checkpoints(done.id).data
        kinds = [checkpoint.checkpoint_type for checkpoint in checkpoints]
        assert any("Final" in kind for kind in kinds), kinds
        assert all(0 < checkpoint.step and checkpoint.path for checkpoint in checkpoints), checkpoints

    check("SDK list_checkpoints", checkpoints)
    training, validation, pairs = uploads(client, folder)
    before_creation(client, training, validation)
    common = {"training_file": training, "model": MODEL}
    new = check("SDK create", lambda: ft.create(**common))
    check("SDK create SFT, all settings", lambda: ft.create(
        **common, validation_file=validation, n_epochs=2, n_evals=5, n_checkpoints=2, batch_size=16, learning_rate=2e-4,
        lr_scheduler_type="linear", min_lr_ratio=0.1, warmup_ratio=0.05, max_grad_norm=0.5, weight_decay=0.01, lora=True,
        lora_r=16, lora_alpha=32, lora_dropout=0.05, suffix="sdk-sft", wandb_api_key="key", wandb_project_name="p",
        random_seed=7, early_stopping_enabled=True, train_on_inputs=True, max_seq_length=2048))
    check("SDK create DPO", lambda: ft.create(
        training_file=pairs, model=MODEL, training_method="dpo", dpo_beta=0.2, rpo_alpha=0.1, lora=True))
    check("SDK create Full", lambda: ft.create(**common, lora=False, batch_size="max", suffix="sdk-full"))
    check("SDK create from checkpoint", lambda: ft.create(training_file=training, from_checkpoint=f"{done.id}:1100"))

    def refused():
        try:
            ft.create(training_file="file-missing", model=MODEL)
        except together.BadRequestError:
            return
        raise AssertionError("a missing file was accepted")

    check("SDK create with a missing file is refused", refused)

    def cancel():
        status = ft.cancel(new.id).status
        assert status == "cancel_requested", status
        try:
            ft.cancel(done.id)
        except together.BadRequestError:
            return
        raise AssertionError("a finished job was cancelled")

    check("SDK cancel", cancel)

    def content():
        with ft.with_streaming_response.content(ft_id=done.id, checkpoint="merged") as answer:
            assert b"".join(answer.iter_bytes()).startswith(b"weights of"), answer

    check("SDK content of the model", content)

    def delete():
        ft.delete(done.id)
        assert done.id not in [job.id for job in ft.list().data]
        try:
            ft.retrieve(done.id)
        except together.NotFoundError:
            return
        raise AssertionError("a deleted job is still there")

    check("SDK delete", delete)
    return training, validation, MODEL


def cli(base_url, folder, training, validation, model):
    env = dict(os.environ, TOGETHER_BASE_URL=base_url, TOGETHER_API_KEY="check", COLUMNS="140", NO_COLOR="1", TOGETHER_TELEMETRY_DISABLED="1")
    tg = os.path.join(BIN, "tg")

    def run(*words, expect=""):
        done = subprocess.run([tg, *words], env=env, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL, cwd=folder)
        assert done.returncode == 0, (done.stdout + done.stderr)[-600:]
        assert expect in done.stdout, f"{expect!r} is not in {done.stdout[-600:]}"
        return done.stdout

    ft = "fine-tuning"
    check("CLI list", lambda: run(ft, "list", expect="running"))
    jobs = check("CLI list --json", lambda: json.loads(run(ft, "list", "--json"))) or []
    if not jobs:
        return
    job = next(job for job in jobs if job.get("suffix") == "prefs-dpo-long")["id"]
    check("CLI retrieve", lambda: run(ft, "retrieve", job, expect=job))
    check("CLI list-events", lambda: run(ft, "list-events", job, expect="training_start"))
    check("CLI list-checkpoints", lambda: run(ft, "list-checkpoints", job))
    check("CLI list-metrics", lambda: run(ft, "list-metrics", job, expect="loss"))

    def thinned():
        rows = json.loads(run(ft, "list-metrics", job, "--json", "--global-step-from", "10", "--global-step-to", "200", "--resolution", "20",
                              "--logged-at-from", "2020-01-01T00:00:00", "--logged-at-to", "2100-01-01"))
        assert len(steps(rows)) == 20, len(steps(rows))

    check("CLI list-metrics, all five filters", thinned)
    check("CLI model-limits", lambda: run(ft, "model-limits", model))
    check("CLI create", lambda: run(ft, "create", "--training-file", training, "--validation-file", validation, "--n-evals", "4", "--model", model,
                                    "--suffix", "from-cli", "--lora", "--confirm"))
    created = check("CLI list has it", lambda: next(job["id"] for job in json.loads(run(ft, "list", "--json")) if job.get("suffix") == "from-cli"))
    check("CLI cancel", lambda: run(ft, "cancel", created, "--quiet"))

    write_dataset(folder, "cli-train.jsonl", 20, "gauge")

    def upload():
        sent = json.loads(run("files", "upload", "cli-train.jsonl", "--json"))
        file = processed_cli(sent["id"])
        assert (file["processing_status"], file["LineCount"]) == ("COMPLETED", 20), file
        return sent["id"]

    def processed_cli(file):
        until = time.monotonic() + 30
        while True:
            record = json.loads(run("files", "retrieve", file, "--json"))
            if record["processing_status"] in ("COMPLETED", "INVALID_FORMAT") or until < time.monotonic():
                return record

    uploaded = check("CLI files upload, processed", upload)
    check("CLI files list", lambda: run("files", "list", expect="cli-train.jsonl"))
    check("CLI files retrieve", lambda: run("files", "retrieve", uploaded, expect="cli-train.jsonl"))
    check("CLI files upload of the same content says so", lambda: run("files", "upload", "cli-train.jsonl", expect=uploaded))
    check("CLI create DPO from the uploaded file", lambda: run(
        ft, "create", "--training-file", uploaded, "--model", model, "--training-method", "dpo", "--dpo-beta", "0.2", "--lora", "--confirm"))

    def create_from_path():
        write_dataset(folder, "cli-path.jsonl", 10, "filter")
        run(ft, "create", "--training-file", "cli-path.jsonl", "--model", model, "--suffix", "from-path", "--no-lora", "--confirm")
        assert any(job.get("suffix") == "from-path" for job in json.loads(run(ft, "list", "--json")))

    check("CLI create from a local file", create_from_path)

    def download():
        run(ft, "download", finished, "--output-dir", "model.tar.gz")
        assert (Path(folder) / "model.tar.gz").read_bytes().startswith(b"weights of"), "other bytes"

    finished = next((job["id"] for job in jobs if job["status"] == "completed"), None)
    check("CLI download", download)
    check("CLI delete", lambda: run(ft, "delete", created, "--force"))
    check("CLI list has it no more", lambda: created not in run(ft, "list", "--json") or 1 / 0)


def main():
    print(f"together {together.__version__}")
    server = subprocess.Popen([SIMULATE, "--port", "0"], stdout=subprocess.PIPE, text=True)
    try:
        address = server.stdout.readline().split()[-1]
        base_url = f"{address}/together"
        for suffix in ("", "/v1"):
            # The SDK's paths begin with /v1 since version 3.
            client = together.Together(api_key="check", base_url=base_url + suffix, max_retries=0)
            try:
                client.fine_tuning.list()
                base_url += suffix
                break
            except together.NotFoundError:
                continue
        with tempfile.TemporaryDirectory() as folder:
            cli(base_url, folder, *sdk(client, folder))
    finally:
        server.kill()
    print("all ok" if failures == 0 else f"{failures} FAILED")
    return 1 if failures else 0


sys.exit(main())
