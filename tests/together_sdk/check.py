"""Runs Together's Python SDK and CLI against the simulator; see check.sh.

Usage: check.py PATH_OF_SIMULATE FOLDER_OF_TG
"""

import json
import os
import subprocess
import sys
from datetime import datetime, timezone

import together

SIMULATE, BIN = sys.argv[1:3]
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


def sdk(client):
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

    check("SDK list_events", lambda: [event.message for event in ft.list_events(done.id).data][0])

    def checkpoints():
        kinds = [checkpoint.checkpoint_type for checkpoint in ft.list_checkpoints(done.id).data]
        assert any("Final" in kind for kind in kinds), kinds

    check("SDK list_checkpoints", checkpoints)
    model = "meta-llama/Meta-Llama-3.1-8B-Instruct-Reference"
    check("SDK model_limits", lambda: ft.model_limits(model_name=model).lora_training.max_rank)
    files = check("SDK files.list", lambda: client.files.list().data)
    training, validation = files[0].id, files[1].id
    check("SDK files.retrieve", lambda: client.files.retrieve(training).filename)
    check("SDK estimate_price", lambda: ft.estimate_price(training_file=training, model=model).estimated_total_price)
    common = {"training_file": training, "model": model}
    new = check("SDK create", lambda: ft.create(**common))
    check("SDK create SFT, all settings", lambda: ft.create(
        **common, validation_file=validation, n_epochs=2, n_evals=5, n_checkpoints=2, batch_size=16, learning_rate=2e-4,
        lr_scheduler_type="linear", min_lr_ratio=0.1, warmup_ratio=0.05, max_grad_norm=0.5, weight_decay=0.01, lora=True,
        lora_r=16, lora_alpha=32, lora_dropout=0.05, suffix="sdk-sft", wandb_api_key="key", wandb_project_name="p",
        random_seed=7, early_stopping_enabled=True, train_on_inputs=True, max_seq_length=2048))
    check("SDK create DPO", lambda: ft.create(**common, training_method="dpo", dpo_beta=0.2, rpo_alpha=0.1, lora=True))
    check("SDK create Full", lambda: ft.create(**common, lora=False, batch_size="max", suffix="sdk-full"))
    check("SDK create from checkpoint", lambda: ft.create(training_file=training, from_checkpoint=f"{done.id}:1100"))

    def refused():
        try:
            ft.create(training_file="file-missing", model=model)
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
    check("SDK delete", lambda: ft.delete(done.id))
    return training, validation, model


def cli(base_url, training, validation, model):
    env = dict(os.environ, TOGETHER_BASE_URL=base_url, TOGETHER_API_KEY="check", COLUMNS="140", NO_COLOR="1", TOGETHER_TELEMETRY_DISABLED="1")
    tg = os.path.join(BIN, "tg")

    def run(*words, expect=""):
        done = subprocess.run([tg, *words], env=env, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)
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
        cli(base_url, *sdk(client))
    finally:
        server.kill()
    print("all ok" if failures == 0 else f"{failures} FAILED")
    return 1 if failures else 0


sys.exit(main())
