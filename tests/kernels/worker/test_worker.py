"""The worker process: latest request wins, cancelling, progress, results, and what happens when it dies."""

import asyncio
import gc
import os
import select
import signal
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from kernels.errors import Cancelled, NumericalError, RequestError, WorkerError
from kernels.worker import Worker
from kernels.worker_job import Progress, Result

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
TIMEOUT = 30.0  # seconds until a test gives up; none is meant to come near


@pytest.fixture
def environment(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(HERE))
    return monkeypatch


@pytest.fixture(scope="module")
def worker():
    """One worker for all tests that neither wear it out nor close it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(HERE))
        with Worker("operations_that_misbehave", restarts=1000) as worker:
            yield worker


def started(worker, channel="plot", operation="until_cancelled", request=None):
    """A job that has begun, and the number of the process that does it."""
    begun = threading.Event()
    seen = []

    def note(progress):
        seen.append(progress.values.get("pid"))
        begun.set()

    job = worker.submit(channel, operation, request or {}, on_progress=note)
    assert begun.wait(TIMEOUT)
    return job, seen[0]


def echo(worker, **request):
    return worker.submit("echo", "echo", request).wait(TIMEOUT).values


def test_a_result_comes_back_as_values_and_arrays(worker):
    result = worker.submit("plot", "arrays", {"n": 100_000}).wait(TIMEOUT)
    assert result.values == {"n": 100_000, "sum": 100_000.0}
    assert (result.arrays["ramp"] == np.arange(100_000.0)).all()
    assert result.arrays["matrix"].tolist() == [[0, 2], [4, 6], [8, 10]]
    assert result.arrays["matrix"].dtype == np.int32
    assert result.arrays["flags"].tolist() == [True, False]
    assert result.arrays["empty"].shape == (0,)
    assert result.arrays["scalar"] == 7.0
    assert not result.arrays["ramp"].flags.writeable


def test_a_request_arrives_as_it_was_sent_also_a_long_one(worker):
    request = {"params": {"g_Na": 120.0}, "text": "\u03b1\n" * 300_000, "none": None}
    assert echo(worker, **request)["request"] == request


def test_jobs_of_different_channels_are_all_done_by_one_process(worker):
    jobs = [worker.submit(f"channel {n}", "echo", {"n": n}) for n in range(20)]
    results = [job.wait(TIMEOUT).values for job in jobs]
    assert [result["request"]["n"] for result in results] == list(range(20))
    assert len({result["pid"] for result in results} | {worker.pid}) == 1


def test_the_latest_request_of_a_channel_wins(worker):
    running, pid = started(worker)
    waiting = worker.submit("plot", "echo", {"n": 1})
    other = worker.submit("table", "echo", {"n": 2})
    last = worker.submit("plot", "echo", {"n": 3})
    assert last.wait(TIMEOUT).values == {"request": {"n": 3}, "pid": pid}
    assert other.wait(TIMEOUT).values["request"] == {"n": 2}
    for job in (running, waiting):
        with pytest.raises(Cancelled, match="newer request"):
            job.wait(TIMEOUT)


def test_of_many_quick_requests_the_last_is_answered_and_every_other_ends(worker):
    jobs = [worker.submit("slider", "until_cancelled", {"n": n}) for n in range(300)]
    last = worker.submit("slider", "echo", {"n": 300})
    assert last.wait(TIMEOUT).values["request"] == {"n": 300}
    assert all(job.done() for job in jobs)
    numbers = [job.number for job in (*jobs, last)]
    assert numbers == sorted(set(numbers))


def test_cancelling_ends_a_running_and_a_waiting_job_and_keeps_the_process(worker):
    running, pid = started(worker)
    waiting = worker.submit("table", "until_cancelled", {})
    waiting.cancel()
    worker.cancel(running)
    for job in (running, waiting):
        assert job.done()
        with pytest.raises(Cancelled):
            job.wait(TIMEOUT)
    assert echo(worker)["pid"] == pid
    running.cancel()  # too late to do anything
    assert echo(worker)["pid"] == pid


def test_a_cancelled_job_that_does_not_stop_is_ended_with_its_process(environment):
    with Worker("operations_that_misbehave", patience=0.05, restarts=0) as worker:
        job, _ = started(worker, operation="deaf")
        before = worker.pid
        job.cancel()
        assert echo(worker)["pid"] != before


def test_progress_and_end_are_reported_in_order(worker):
    events = []
    done = threading.Event()

    def end(job):
        events.append(("done", job.wait(0).values))
        done.set()

    worker.submit("plot", "steps", {}, on_progress=lambda p: events.append((p.fraction, dict(p.values))), on_done=end)
    assert done.wait(TIMEOUT)
    assert events == [(n / 4, {"step": n}) for n in range(1, 5)] + [("done", {"steps": 4})]


def test_a_listener_that_fails_spoils_neither_job_nor_worker(worker, caplog):
    def fail(_):
        raise RuntimeError("listener")

    job = worker.submit("plot", "steps", {}, on_progress=fail, on_done=fail)
    assert job.wait(TIMEOUT).values == {"steps": 4}
    assert echo(worker, n=1)["request"] == {"n": 1}
    assert "listener" in caplog.text


@pytest.mark.parametrize(
    ("operation", "kind", "says"),
    [
        ("refuse", RequestError, "params.g_na: unknown parameter 'g_na'; did you mean 'g_Na'?"),
        ("blow_up", NumericalError, "v left the finite numbers at t = 3 ms"),
        ("out_of_memory", WorkerError, "out_of_memory needs more memory than there is"),
        ("bug", WorkerError, "internal error in bug: KeyError: 'missing'"),
        ("no_json", WorkerError, "internal error in no_json: TypeError"),
        ("no_numbers", WorkerError, "internal error in no_numbers: TypeError: objects holds object"),
        ("ehco", RequestError, "operation: unknown operation 'ehco'; did you mean 'echo'?"),
    ],
)
def test_an_error_of_a_job_is_one_line_and_the_process_lives(worker, operation, kind, says):
    pid = echo(worker)["pid"]
    with pytest.raises(kind) as caught:
        worker.submit("plot", operation, {}).wait(TIMEOUT)
    assert str(caught.value).startswith(says)
    assert "\n" not in str(caught.value)
    assert echo(worker)["pid"] == pid


def test_a_bug_carries_its_traceback_as_a_note(worker):
    with pytest.raises(WorkerError) as caught:
        worker.submit("plot", "bug", {}).wait(TIMEOUT)
    assert "operations_that_misbehave.py" in caught.value.__notes__[0]


def test_a_request_that_is_no_json_is_refused_at_once(worker):
    with pytest.raises(WorkerError, match="cannot be sent"):
        worker.submit("plot", "echo", {"x": object()}).wait(TIMEOUT)
    assert echo(worker, n=1)["request"] == {"n": 1}


@pytest.mark.parametrize(
    ("operation", "says"),
    [
        ("segfault", "the worker process crashed (SIGSEGV) during segfault; it has been restarted"),
        (
            "abort",
            "the worker process crashed (SIGABRT: LLVM ERROR: cannot select) during abort; it has been restarted",
        ),
        ("leave", "the worker process ended (exit code 3) during leave; it has been restarted"),
    ],
)
def test_a_crash_ends_its_job_with_one_line_and_a_new_process_does_the_rest(worker, operation, says):
    before = echo(worker)["pid"]
    job = worker.submit("plot", operation, {})
    waiting = worker.submit("table", "echo", {"n": 1})
    with pytest.raises(WorkerError) as caught:
        job.wait(TIMEOUT)
    assert str(caught.value) == says
    assert waiting.wait(TIMEOUT).values["request"] == {"n": 1}
    assert worker.pid != before


def test_a_process_that_is_killed_from_outside_is_replaced(worker):
    job, pid = started(worker)
    os.kill(pid, signal.SIGKILL)
    with pytest.raises(WorkerError, match="was killed"):
        job.wait(TIMEOUT)
    assert echo(worker)["pid"] != pid
    idle = echo(worker)["pid"]
    os.kill(idle, signal.SIGKILL)
    assert echo(worker)["pid"] != idle  # whether or not the death was known when it was sent


def test_a_process_that_dies_again_and_again_is_not_restarted_for_ever(environment):
    with Worker("operations_that_misbehave", restarts=2) as worker:
        ends = []
        for n in range(3):
            with pytest.raises(WorkerError) as caught:
                worker.submit("plot", "leave", {"n": n}).wait(TIMEOUT)
            ends.append(str(caught.value))
        assert [end.endswith("it has been restarted") for end in ends] == [True, True, False]
        assert "3 times in a minute; the next request starts it again" in ends[2]
        assert echo(worker, n=1)["request"] == {"n": 1}


@pytest.mark.parametrize(
    ("variable", "says"),
    [
        ("REFUSE_TO_WARM", "the worker process cannot start: ImportError: no module named 'llvmlite'"),
        ("DIE_WHILE_WARMING", "2 times in a minute"),
    ],
)
def test_a_process_that_cannot_start_says_why_and_a_later_request_tries_again(environment, variable, says):
    environment.setenv(variable, "1")
    with Worker("operations_that_misbehave", restarts=1) as worker:
        with pytest.raises(WorkerError, match=says):
            echo(worker)
        environment.delenv(variable)
        assert echo(worker, n=1)["request"] == {"n": 1}


def test_closing_cancels_what_is_left_and_leaves_no_process(environment):
    worker = Worker("operations_that_misbehave")
    job, pid = started(worker)
    waiting = worker.submit("table", "echo", {})
    worker.close()
    worker.close()
    for one in (job, waiting):
        with pytest.raises(Cancelled):
            one.wait(TIMEOUT)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    with pytest.raises(WorkerError, match="closed"):
        worker.submit("plot", "echo", {})


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="needs pidfd_open (Linux) to wait for a stranger's end")
@pytest.mark.parametrize("operation", ["echo", "deaf"])
def test_the_process_dies_with_its_parent_at_work_or_not(environment, operation):
    program = (
        "import sys\nfrom kernels.worker import Worker\n"
        "worker = Worker('operations_that_misbehave')\n"
        "worker.wait_ready()\n"
        f"worker.submit('plot', {operation!r}, {{}}, on_progress=lambda p: print(worker.pid, flush=True))\n"
        f"if {operation!r} == 'echo': print(worker.pid, flush=True)\n"
        "sys.stdin.read()\n"
    )
    environment.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), str(HERE)]))
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        child = os.pidfd_open(int(parent.stdout.readline()))
        parent.kill()
    ended, _, _ = select.select([child], [], [], TIMEOUT)
    os.close(child)
    assert ended


def test_a_front_end_imports_neither_numpy_nor_compiler(environment):
    program = (
        "import sys\nfrom kernels.worker import Worker\n"
        "with Worker('operations_that_misbehave') as worker:\n"
        "    worker.submit('plot', 'echo', {}).wait(30)\n"
        "print([name for name in ('numpy', 'numba', 'llvmlite', 'sympy', 'multiprocessing') if name in sys.modules])\n"
    )
    environment.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), str(HERE)]))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
    assert done.stderr == ""


def test_the_memory_of_results_goes_with_their_arrays(worker):
    descriptors = Path("/proc/self/fd") if Path("/proc/self/fd").exists() else Path("/dev/fd")
    worker.submit("plot", "arrays", {"n": 10}).wait(TIMEOUT)
    gc.collect()
    before = len(list(descriptors.iterdir()))
    for _ in range(20):
        result = worker.submit("plot", "arrays", {"n": 10_000}).wait(TIMEOUT)
        part = result.arrays["ramp"][-1:]
    assert part[0] == 9999.0
    del result, part
    gc.collect()
    assert len(list(descriptors.iterdir())) <= before


def test_an_asyncio_front_end_awaits_and_follows_jobs(worker):
    async def front_end():
        result = await worker.submit("plot", "echo", {"n": 1}).result()
        events = [event async for event in worker.submit("plot", "steps", {}).events()]
        with pytest.raises(RequestError):
            await worker.submit("plot", "refuse", {}).result()
        with pytest.raises(RequestError):
            async for _ in worker.submit("plot", "refuse", {}).events():
                pass
        return result, events

    result, events = asyncio.run(front_end())
    assert result.values["request"] == {"n": 1}
    assert isinstance(events[-1], Result)
    assert all(isinstance(event, Progress) for event in events[:-1])
    assert [event.values["step"] for event in events[:-1]] == [1, 2, 3, 4]


def test_cancelling_the_task_that_awaits_a_job_cancels_the_job(worker):
    async def front_end():
        job, _ = started(worker)
        task = asyncio.create_task(job.result())
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return job

    job = asyncio.run(front_end())
    with pytest.raises(Cancelled):
        job.wait(TIMEOUT)
    assert echo(worker, n=1)["request"] == {"n": 1}
