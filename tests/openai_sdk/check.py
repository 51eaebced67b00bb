"""Runs OpenAI's Python SDK against the simulator; see check.sh.

Usage: check.py PATH_OF_SIMULATE
"""

import subprocess
import sys

import openai

SIMULATE = sys.argv[1]
N_JOBS = 45
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


def refuses(run, kind, param=None):
    try:
        run()
    except kind as error:
        assert param is None or error.param == param, f"{error.param} is named, not {param}"
        return
    raise AssertionError("it was accepted")


def newest_first(entries):
    stamps = [entry.created_at for entry in entries]
    assert stamps == sorted(stamps, reverse=True), stamps[:5]


def lists(jobs):
    whole = check("list, all pages by themselves", lambda: list(jobs.list(limit=20)))
    assert whole, "no jobs, nothing more can be checked"
    assert len(whole) >= N_JOBS and len({job.id for job in whole}) == len(whole), len(whole)
    check("jobs are newest first", lambda: newest_first(whole))

    def pages():
        page, ids, n_pages = jobs.list(limit=10), [], 0
        while True:
            ids += [job.id for job in page.data]
            n_pages += 1
            assert len(page.data) == 10 or not page.has_next_page(), len(page.data)
            if not page.has_next_page():
                break
            page = page.get_next_page()
        assert ids == [job.id for job in whole], "the pages hold other jobs"
        assert n_pages == -(-len(whole) // 10), n_pages

    check("list, page by page", pages)
    check("list after a job", lambda: refuses_nothing(jobs.list(after=whole[2].id, limit=1).data[0].id == whole[3].id))
    check("list with a bad limit is refused", lambda: refuses(lambda: jobs.list(limit=1000), openai.BadRequestError, "limit"))
    check("list after an unknown job is refused", lambda: refuses(lambda: jobs.list(after="ftjob-none"), openai.BadRequestError, "after"))

    def statuses():
        seen = {job.status for job in whole}
        assert {"queued", "running", "succeeded", "failed", "cancelled"} <= seen, seen

    check("every usual status is there", statuses)
    return whole


def refuses_nothing(is_so):
    assert is_so


def retrieves(jobs, whole):
    def same():
        for job in whole:
            full = jobs.retrieve(job.id)
            assert (full.id, full.created_at, full.model) == (job.id, job.created_at, job.model)
            assert full.object == "fine_tuning.job", full.object

    check(f"retrieve, all {len(whole)}", same)

    def ended():
        job = next(job for job in whole if job.status == "succeeded")
        assert job.fine_tuned_model and job.trained_tokens and job.finished_at > job.created_at, job
        failed = next(job for job in whole if job.status == "failed")
        assert failed.error.message and failed.error.code, failed.error

    check("ends are told", ended)
    check("retrieve of an unknown job", lambda: refuses(lambda: jobs.retrieve("ftjob-none"), openai.NotFoundError))


def events(jobs, done):
    whole = check("list_events, all pages by themselves", lambda: list(jobs.list_events(done.id, limit=50))) or []
    check("events are newest first", lambda: newest_first(whole))
    check("events once each", lambda: refuses_nothing(len({event.id for event in whole}) == len(whole)))

    def kinds():
        metrics = [event for event in whole if event.type == "metrics"]
        assert len(metrics) > 100 and len(metrics) < len(whole), len(metrics)
        steps = [event.data["step"] for event in metrics if "train_loss" in event.data]
        assert steps == list(range(steps[0], 0, -1)), steps[:5]
        assert all(isinstance(event.data["train_mean_token_accuracy"], float) for event in metrics if "train_loss" in event.data)
        assert whole[0].message == "The job has successfully completed", whole[0].message

    check("events hold figures and words", kinds)

    def checkpoints():
        found = list(jobs.checkpoints.list(done.id))
        assert found and all(point.metrics.train_loss for point in found), found
        losses = {event.data["step"]: event.data["train_loss"] for event in whole if event.type == "metrics" and "train_loss" in event.data}
        for point in found:
            assert losses[point.step_number] == point.metrics.train_loss, point
        assert [point.step_number for point in found] == sorted((point.step_number for point in found), reverse=True)

    check("checkpoints.list agrees with the events", checkpoints)
    check("checkpoints.list, one to a page", lambda: refuses_nothing(
        len(list(jobs.checkpoints.list(done.id, limit=1))) == len(list(jobs.checkpoints.list(done.id)))))


def creates(jobs):
    common = {"model": "gpt-4.1-mini-2025-04-14", "training_file": "file-Ab12"}
    new = check("create", lambda: jobs.create(**common))

    def full():
        method = {"type": "supervised", "supervised": {"hyperparameters": {"n_epochs": 2, "batch_size": 8, "learning_rate_multiplier": 1.5}}}
        job = jobs.create(**common, validation_file="file-Ab13", suffix="sdk", seed=7, method=method)
        assert (job.user_provided_suffix, job.status) == ("sdk", "validating_files"), job
        assert job.method.supervised.hyperparameters.batch_size == 8, job.method

    check("create, all settings", full)
    check("create DPO", lambda: refuses_nothing(
        jobs.create(**common, method={"type": "dpo", "dpo": {"hyperparameters": {"beta": 0.1, "n_epochs": "auto"}}}).method.type == "dpo"))
    check("create in the old way", lambda: jobs.create(**common, hyperparameters={"n_epochs": 2}))
    check("create with a missing file is refused", lambda: refuses(
        lambda: jobs.create(model=common["model"], training_file="file-missing"), openai.BadRequestError, "training_file"))
    check("create with too many epochs is refused", lambda: refuses(
        lambda: jobs.create(**common, hyperparameters={"n_epochs": 51}), openai.BadRequestError, "n_epochs"))
    return new


def steers(jobs, new, done):
    check("pause", lambda: refuses_nothing(jobs.pause(new.id).status == "paused"))
    check("pause again is refused", lambda: refuses(lambda: jobs.pause(new.id), openai.BadRequestError))
    check("retrieve says paused", lambda: refuses_nothing(jobs.retrieve(new.id).status == "paused"))
    check("resume", lambda: refuses_nothing(jobs.resume(new.id).status != "paused"))
    check("cancel", lambda: refuses_nothing(jobs.cancel(new.id).status == "cancelled"))
    check("cancel of an ended job is refused", lambda: refuses(lambda: jobs.cancel(done.id), openai.BadRequestError))
    check("resume of an ended job is refused", lambda: refuses(lambda: jobs.resume(new.id), openai.BadRequestError))


def main():
    print(f"openai {openai.__version__}")
    server = subprocess.Popen([SIMULATE, "--port", "0", "--jobs", str(N_JOBS)], stdout=subprocess.PIPE, text=True)
    try:
        base_url = f"{server.stdout.readline().split()[-1]}/openai/v1"
        client = openai.OpenAI(api_key="check", base_url=base_url, max_retries=0)
        jobs = client.fine_tuning.jobs
        whole = lists(jobs)
        retrieves(jobs, whole)
        done = next(job for job in whole if job.user_provided_suffix == "support-tone")
        events(jobs, done)
        steers(jobs, creates(jobs), done)
        bad = openai.OpenAI(api_key="invalid", base_url=base_url, max_retries=0)
        check("a wrong key is refused", lambda: refuses(lambda: bad.fine_tuning.jobs.list(), openai.AuthenticationError))
    finally:
        server.kill()
    print("all ok" if failures == 0 else f"{failures} FAILED")
    return 1 if failures else 0


sys.exit(main())
