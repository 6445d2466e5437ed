"""Sweeps on a Dask cluster: the bits of the same sweep in this process, whatever happens to the workers."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import dask
import numpy as np
import pytest
from distributed import Client, LocalCluster

import kernels
from kernels.errors import Cancelled, RequestError
from kernels.running import cluster as cluster_module
from kernels.running import sweep as sweep_module
from kernels.running.cluster import ClusterError, current_cluster, run_chunks, scheduler
from kernels.running.sweep import Sweep
from sctui import result_cache
from sctui.__main__ import main

NOISY = (
    "dv/dt = (I - v)/tau + s*xi + 0.1*rand()\ntau = 10\ns = 1\nI : 1\n"
    "# threshold: v > 2\n# reset: v = 0\n# run: 100, dt = 0.1\n"
)


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    """Two processes of one thread each; Dask itself gives a chunk up when its worker dies, the rest is ours."""
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            silence_logs=50,
        ) as workers,
        Client(workers, set_as_default=False) as client,
    ):
        yield client


@pytest.fixture(autouse=True)
def nothing_stays_behind(client: Client) -> Iterator[None]:
    yield
    assert current_cluster() is None
    assert within(10, lambda: not client.futures)  # they are let go of in the client's own thread
    assert within(10, lambda: client.run_on_scheduler(tasks) == 0)


def tasks(dask_scheduler: object) -> int:
    return len(dask_scheduler.tasks)  # type: ignore[attr-defined]


def within(seconds: float, question: Callable[[], bool]) -> bool:
    """Whether it becomes true."""
    end = time.monotonic() + seconds
    while not question():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def same(one: Sweep, other: Sweep) -> bool:
    """Bit for bit."""
    arrays = [(one.spike_times, other.spike_times), (one.offsets, other.offsets)]
    arrays += [(one.final[name], other.final[name]) for name in one.final]
    return all(a.tobytes() == b.tobytes() for a, b in arrays) and one.failed == other.failed


def side(parameter: str, low: float, high: float, steps: int) -> dict[str, object]:
    return {"parameter": parameter, "min": low, "max": high, "steps": steps}


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The number of chunks of every sweep that goes to a cluster."""
    numbers: list[int] = []

    def counted(place, function, chunks, *rest):
        numbers.append(len(chunks))
        return run_chunks(place, function, chunks, *rest)

    monkeypatch.setattr(sweep_module, "run_chunks", counted)
    return numbers


def test_a_heat_map_with_a_worker_killed_halfway_is_complete_and_identical(client: Client) -> None:
    draw = partial(
        kernels.heatmap, kernels.load("hodgkin_huxley"), x=side("I", 0, 20, 64), y=side("g_Na", 80, 160, 64),
        duration=60,
    )  # fmt: skip
    processes = client.run(os.getpid)
    killed: list[int] = []

    def kill(share: float, values: object = None) -> None:
        if killed or not 0.4 <= share < 0.9:
            return
        for address, keys in client.processing().items():
            if keys:  # it is at work
                killed.append(processes[address])
                os.kill(processes[address], signal.SIGKILL)
                return

    found = draw(client=client, progress=kill)
    own = draw()
    assert len(killed) == 1
    assert within(30, lambda: len(client.nthreads()) == 2)  # Dask has started another one
    assert killed[0] not in client.run(os.getpid).values()
    assert found.values.shape == (64, 64)
    assert found.values.tobytes() == own.values.tobytes()
    assert not np.isnan(found.values).any()
    assert len(np.unique(found.values)) > 2
    assert found.failed == own.failed


@pytest.mark.parametrize("chunks", [1, 64])
def test_noise_is_a_lanes_own_whatever_the_chunks(
    client: Client, sent: list[int], monkeypatch: pytest.MonkeyPatch, chunks: int
) -> None:
    monkeypatch.setattr(sweep_module, "CHUNKS_A_THREAD", chunks)
    model = kernels.parse(NOISY)
    run = partial(
        kernels.sweep, model, {"tau": np.linspace(5, 20, 150), "I": np.linspace(0, 1, 150)}, seed=7,
        protocol={"protocol": "ou", "sigma": 0.2, "tau": 5.0},
    )  # fmt: skip
    found = run(client=client)
    assert same(found, run())
    assert len(set(found.final["v"])) == 150
    assert sent[0] == (2 if chunks == 1 else 5)


def test_lanes_that_fail_keep_their_numbers_and_reasons(client: Client) -> None:
    model = kernels.parse("dv/dt = k*v**2 - v\nk = 1\n# init: v = 2\n# run: 20, dt = 0.01, method = euler")
    run = partial(kernels.sweep, model, {"k": np.where(np.arange(100) == 77, 5.0, 0.1)})
    found = run(client=client)
    assert list(found.failed) == [77]
    assert same(found, run())


def test_a_steady_start_is_the_same(client: Client) -> None:
    run = partial(kernels.sweep, kernels.parse("dv/dt = -v/10 + k\nk = 1\n# init: steady\n# run: 5\n"))
    assert same(run({"k": np.linspace(0, 1, 70)}, client=client), run({"k": np.linspace(0, 1, 70)}))


def test_a_model_nested_as_deeply_as_can_be_reaches_the_workers(client: Client) -> None:
    deep = "abs(" * 60 + "x" + ")" * 60
    model = kernels.parse(f"f(x) = {deep}\ndv/dt = -v + f(f(f(v)))\n# run: 1, dt = 0.1, method = euler\n")
    run = partial(kernels.sweep, model, {"v": np.linspace(0, 1, 5)})
    assert same(run(client=client), run())


def test_functions_that_sweep_take_the_client(client: Client, sent: list[int]) -> None:
    model = kernels.load("lif")
    curve = partial(kernels.fi_curve, model, i_max=4.0, i_steps=9)
    found, own = curve(client=client), curve()
    assert np.array_equal(found.rates, own.rates)
    assert found.rheobase == own.rheobase
    assert len(sent) > 2
    before = len(sent)
    means = partial(
        kernels.heatmap, model, x=side("I", 0, 3, 5), y=side("tau_m", 5, 20, 4), measure="mean", duration=50
    )
    assert np.array_equal(means(client=client).values, means().values)
    assert len(sent) == before + 1


def test_the_sweeps_of_a_scan_run_there_though_its_threads_make_them(client: Client, sent: list[int]) -> None:
    with kernels.cluster(client):
        found = kernels.scan(models=("lif",), refresh=True)
    assert sent
    sent.clear()
    assert kernels.scan(models=("lif",), refresh=True) == found
    assert sent == []


def test_progress_rises_to_the_end(client: Client) -> None:
    seen: list[float] = []
    values = {"tau_m": np.linspace(5, 20, 200)}
    # long enough that the chunks do not all end in one moment
    kernels.sweep(kernels.load("lif"), values, duration=10_000.0, client=client, progress=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    assert any(0.0 < share < 1.0 for share in seen)


def test_cancelling_ends_what_the_workers_do(client: Client) -> None:
    def executing() -> bool:
        return any(client.run(lambda dask_worker: dask_worker.state.executing_count).values())

    asked: list[bool] = []

    def cancelled() -> bool:
        asked.append(executing())
        return asked[-1]

    with pytest.raises(Cancelled):
        kernels.sweep(
            kernels.load("lif"), {"tau_m": np.linspace(5, 20, 64)}, duration=1e8, client=client, cancelled=cancelled
        )
    assert asked[-1]  # hours of work had begun
    assert within(10, lambda: not executing())


def dies_once(flag: str, abandoned: Callable[[], bool]) -> str:
    """A chunk whose first worker is killed."""
    if not Path(flag).exists():
        Path(flag).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return flag


def test_a_chunk_whose_worker_dies_is_run_again_as_often_as_was_said(client: Client, tmp_path: Path) -> None:
    flags = [str(tmp_path / name) for name in "ab"]
    with kernels.cluster(client, retries=1):
        place = current_cluster()
    assert place is not None
    assert run_chunks(place, dies_once, flags[:1], [1], None, None) == flags[:1]
    with kernels.cluster(client, retries=0):
        place = current_cluster()
    assert place is not None
    with pytest.raises(ClusterError, match="workers of the cluster died again and again"):
        run_chunks(place, dies_once, flags[1:], [1], None, None)
    assert within(30, lambda: len(client.nthreads()) == 2)


def fails(message: str, abandoned: Callable[[], bool]) -> str:
    raise OSError(message)


def test_a_failure_on_a_worker_is_one_line(client: Client) -> None:
    with kernels.cluster(client, retries=1):
        place = current_cluster()
    assert place is not None
    with pytest.raises(ClusterError) as caught:
        run_chunks(place, fails, ["the disk is full"], [1], None, None)
    assert str(caught.value) == "a worker of the cluster failed: OSError: the disk is full"


def test_the_command_line_runs_there(client: Client, sent: list[int], capsys: pytest.CaptureFixture[str]) -> None:
    words = ["fi-curve", "lif", "--i-steps", "9", "--no-refine", "--json"]
    answers = []
    for place in ([], ["--scheduler", client.scheduler.address]):
        result_cache._kept.clear()
        assert main([*words, *place]) == 0
        answers.append(json.loads(capsys.readouterr().out))
    assert answers[0] == answers[1]
    assert len(sent) == 1


@pytest.mark.parametrize("address", ["nowhere", "tcp://127.0.0.1", "ftp://127.0.0.1:1", "tcp://127.0.0.1:port", ""])
def test_what_is_no_address_is_said(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fi-curve", "lif", "--scheduler", address]) == 2
    assert capsys.readouterr().err == f"sctui: error: --scheduler: {address!r} is no address such as tcp://host:8786\n"


@pytest.mark.parametrize("listening", [False, True])
def test_a_scheduler_that_does_not_answer_is_said(listening: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_module, "CONNECT_SECONDS", 0.3)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        if listening:  # but it says nothing
            other.listen()
        address = f"tcp://127.0.0.1:{other.getsockname()[1]}"
        said = f"no Dask scheduler answers at '{address}' within 0.3 s"
        with pytest.raises(ClusterError, match=said), scheduler(address):
            pass


def test_a_worker_is_no_scheduler(client: Client) -> None:
    worker = next(iter(client.nthreads()))
    with pytest.raises(ClusterError, match="is a Dask worker, not the scheduler"), scheduler(worker):
        pass


def test_an_operation_without_sweeps_has_no_cluster(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["isi", "lif", "--scheduler", "tcp://127.0.0.1:1"]) == 2
    assert "--scheduler" in capsys.readouterr().err


def test_without_the_extra_it_says_what_to_install(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterError, match=r"pip install 'sctui\[cluster\]'"), scheduler("tcp://127.0.0.1:1"):
        pass
    with pytest.raises(ClusterError, match=r"pip install 'sctui\[cluster\]'"), kernels.cluster(client):
        pass


def test_other_packages_on_the_cluster_are_named(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    versions = client.get_versions(packages=["llvmlite"])
    worker = next(iter(versions["workers"]))
    for there, said in (("0.1", f"worker {worker} has llvmlite 0.1, "), (None, f"worker {worker} has no llvmlite, ")):
        versions["workers"][worker]["packages"]["llvmlite"] = there
        monkeypatch.setattr(client, "get_versions", lambda packages: versions)
        monkeypatch.setattr(cluster_module, "COMPARED", ("numpy", "llvmlite"))
        with pytest.raises(ClusterError, match=said), kernels.cluster(client):
            pass


def test_other_code_on_a_worker_is_found_by_the_chunk(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_module, "code_digest", lambda: "of another version")
    with pytest.raises(ClusterError, match="another version of sctui"):
        kernels.sweep(kernels.load("lif"), {"tau_m": [5.0, 6.0]}, client=client)


def test_a_cluster_without_workers_is_not_waited_for_forever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_module, "WORKER_SECONDS", 0.2)
    monkeypatch.setattr(cluster_module, "WATCH_SECONDS", 0.05)
    with (
        LocalCluster(n_workers=0, host="127.0.0.1", dashboard_address="127.0.0.1:0") as empty,
        Client(empty, set_as_default=False) as client,
    ):
        with pytest.raises(ClusterError, match="has had no worker"):
            kernels.sweep(kernels.load("lif"), {"tau_m": [5.0, 6.0]}, client=client)
        assert within(5, lambda: client.run_on_scheduler(tasks) == 0)


def test_what_is_no_client_is_named(client: Client) -> None:
    with pytest.raises(RequestError, match=r"client: needs a distributed\.Client"):
        kernels.sweep(kernels.load("lif"), {"tau_m": [5.0]}, client="tcp://127.0.0.1:8786")  # type: ignore[arg-type]
    with pytest.raises(RequestError, match="retries: "), kernels.cluster(client, retries=-1):
        pass
    with Client(client.scheduler.address, set_as_default=False) as closed:
        pass
    with pytest.raises(ClusterError, match="the Dask client is closed"), kernels.cluster(closed):
        pass


def test_a_scheduler_that_dies_ends_the_sweep_with_one_line() -> None:
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0"]
    with (
        dask.config.set({"distributed.comm.timeouts.connect": "0.5s"}),
        subprocess.Popen(
            [*command, "--dashboard-address", "127.0.0.1:0"], stderr=subprocess.PIPE, text=True
        ) as process,
    ):
        assert process.stderr is not None
        place = next(line.split()[-1] for line in process.stderr if "Scheduler at:" in line)
        with Client(place, set_as_default=False) as client:

            def kill() -> bool:
                process.kill()
                return False

            with pytest.raises(ClusterError, match="connection to the Dask scheduler was lost"):
                kernels.sweep(kernels.load("lif"), {"tau_m": [5.0, 6.0]}, client=client, cancelled=kill)
