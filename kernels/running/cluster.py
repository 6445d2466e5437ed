"""Where do the lanes of a sweep run? In this process, or in chunks on the workers of a Dask cluster.

    with kernels.cluster(client):        # or kernels.heatmap(..., client=client)
        kernels.heatmap(...)

A chunk is a model, numbers and the lanes' own numbers, so that it gives the same bits wherever and however often it
runs: what was on a worker that dies is run again on another one. Workers compile models themselves.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future as Answer
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from kernels.errors import Cancelled, KernelsError, RequestError, quoted
from kernels.request_values import whole_number

if TYPE_CHECKING:
    from distributed import Client, Future

CONNECT_SECONDS = 5  # for the scheduler to answer
WORKER_SECONDS = 60  # that a sweep waits while the cluster has no worker at all
LOOK_SECONDS = 0.01  # between looks at what is done and whether to stop
WATCH_SECONDS = 2.0  # between looks at whether there are workers
RETRIES = 3  # of a chunk
MOST_RETRIES = 1000
CHUNKS_A_THREAD = 4  # of the workers: then they end together, and a dead one costs little
CHUNKS_A_MESSAGE = 128
COMPARED = ("sctui", "numpy", "llvmlite")  # packages that have to be the same everywhere for the same bits
CODE = ("codegen/*.py", "running/*.py", "stimulus/*.py", "language/**/*.py", "random_numbers.py")  # and files of ours
MISSING = "sweeps on a cluster need Dask's package distributed: pip install 'sctui[cluster]'"

Chunk = TypeVar("Chunk")
Result = TypeVar("Result")
Function = TypeVar("Function", bound=Callable[..., Any])
Question = Callable[[], bool]


class ClusterError(KernelsError):
    """The cluster cannot be reached, is not fit for the work, or has lost it for good."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where sweeps run, and how often a chunk is given to another worker before the sweep fails."""

    client: Client
    retries: int

    def threads(self) -> int:
        """How many chunks run at once now; 1 while there is no worker."""
        try:
            return max(1, sum(int(threads) for threads in self.client.nthreads().values()))
        except OSError:
            raise _lost_scheduler() from None


_current: ContextVar[Cluster | None] = ContextVar("cluster", default=None)


def current_cluster() -> Cluster | None:
    """The cluster that sweeps run on here, None for this process."""
    return _current.get()


@contextmanager
def cluster(client: Client | None, *, retries: int = RETRIES) -> Iterator[None]:
    """Sweeps in the block run on the workers of this `distributed.Client`; None changes nothing.

    A chunk whose worker dies or fails is run again up to `retries` times beyond what Dask does by itself. Raises
    ClusterError where the packages on the cluster are not those of this process.
    """
    if client is None:
        yield
        return
    whole_number("retries", retries, 0, MOST_RETRIES)
    here = _current.get()
    if here is None or here.client is not client:
        _check(client)
    token = _current.set(Cluster(client, retries))
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def scheduler(address: str | None) -> Iterator[None]:
    """Sweeps in the block run on the cluster of the Dask scheduler at this address; None changes nothing.

    Raises RequestError for what is no address, ClusterError where nobody answers within 5 s.
    """
    if address is None:
        yield
        return
    with _connected(address) as client, cluster(client):
        yield


def sweeping(function: Function) -> Function:
    """For functions that make sweeps: their argument `client` is the cluster these run on."""

    @wraps(function)
    def with_client(*arguments: Any, client: Client | None = None, **named: Any) -> Any:
        with cluster(client):
            return function(*arguments, **named)

    return cast(Function, with_client)


def run_chunks(
    place: Cluster,
    function: Callable[[Chunk, Question], Result],
    chunks: Sequence[Chunk],
    sizes: Sequence[int],
    progress: Callable[[float], None] | None,
    cancelled: Question | None,
) -> list[Result]:
    """`function(chunk, abandoned)` of every chunk on the cluster, in order; `sizes` are their shares of the progress.

    The function has to be one of a module, and to end soon once `abandoned()` is true. Raises Cancelled, ClusterError,
    and KernelsErrors of the function.
    """
    client, code = place.client, code_digest()
    results: dict[int, Result] = {}
    tries: Counter[int] = Counter()
    waiting: dict[Future, int] = {}
    done = 0

    def report() -> None:
        if cancelled is not None and cancelled():
            raise Cancelled
        if progress is not None:
            progress(done / sum(sizes))

    def submit(indices: Sequence[int]) -> None:
        for first in range(0, len(indices), CHUNKS_A_MESSAGE):
            some = indices[first : first + CHUNKS_A_MESSAGE]
            sent = [(function, chunks[index], code) for index in some]
            futures = client.map(run_on_worker, sent, key="sctui-chunk", pure=False, retries=place.retries)
            waiting.update(zip(futures, some, strict=True))

    with ThreadPoolExecutor(2) as asking:  # answers may take their time, `cancelled` is asked all the while
        watch = _Watch(client)
        try:
            submit(range(len(chunks)))
            while waiting:
                report()
                ready = [future for future in waiting if future.status != "pending"]
                if not ready:
                    watch.look(asking)
                    time.sleep(LOOK_SECONDS)
                    continue
                answer = asking.submit(_outcomes, client, ready)
                while not wait_for([answer], LOOK_SECONDS).done:
                    report()
                    watch.look(asking)
                for future, outcome in zip(ready, answer.result(), strict=True):
                    index = waiting.pop(future)
                    future.release()  # an exception's traceback would keep it, and the cluster its result
                    if isinstance(outcome, BaseException):
                        tries[index] += 1
                        _check_lost(outcome, client, tries[index] > place.retries)
                        submit([index])
                    else:
                        results[index] = outcome
                        done += sizes[index]
            report()
        finally:
            if waiting and client.status == "running":
                client.cancel(list(waiting))
            for future in waiting:
                future.release()
    return [results[index] for index in range(len(chunks))]


def run_on_worker(sent: tuple[Callable[[Chunk, Question], Result], Chunk, str]) -> Result | KernelsError:
    """A task of the cluster: one chunk, if this worker has the code that the sweep was asked with.

    What is wrong is returned, for what is raised Dask would try again.
    """
    function, chunk, code = sent
    if code != code_digest():
        return ClusterError("a worker of the cluster has another version of sctui; install the same one everywhere")
    try:
        return function(chunk, _abandoned)
    except KernelsError as error:
        return error


def _abandoned() -> bool:
    """Whether nobody waits for the task of this thread any more: it was cancelled, or its client has gone."""
    from distributed import get_worker  # loaded on a worker already

    worker = get_worker()
    task = worker.state.tasks.get(worker.get_current_task())
    return task is None or task.state not in ("executing", "long-running")


class _Watch:
    """Ends a sweep that nobody can carry out: without a scheduler at once, without a worker after a minute."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.seen = self.looked = time.monotonic()  # a worker; at all
        self.answer: Answer[dict[str, int]] | None = None

    def look(self, asking: ThreadPoolExecutor) -> None:
        """To be called again and again; raises ClusterError."""
        if self.client.status not in ("running", "connecting"):
            raise _lost_scheduler()
        now = time.monotonic()
        if self.answer is None:
            if now - self.looked > WATCH_SECONDS:
                self.looked, self.answer = now, asking.submit(self.client.nthreads)
        elif self.answer.done():
            if self.answer.exception() is None and self.answer.result():
                self.seen = now
            self.answer = None
        if now - self.seen > WORKER_SECONDS:
            raise ClusterError(f"the cluster has had no worker for {WORKER_SECONDS} s; start one (dask worker ADDRESS)")


def _outcomes(client: Client, futures: list[Future]) -> list[Any]:
    """The results of futures that are done; an exception in the place of one that has none."""
    from distributed import CancelledError  # costs half a second, which only sweeps on a cluster pay

    try:
        return list(client.gather(futures))
    except (Exception, CancelledError):
        return [_outcome(future) for future in futures]


def _outcome(future: Future) -> Any:
    from distributed import CancelledError

    try:
        return future.result()
    except (Exception, CancelledError) as error:
        return error


def _check_lost(error: BaseException, client: Client, last: bool) -> None:
    """Raises what a failed chunk means; returns where it is only lost and can be run again."""
    from distributed import CancelledError, KilledWorker

    if isinstance(error, KernelsError) and not isinstance(error, Cancelled):
        raise error
    if client.status != "running":
        raise _lost_scheduler() from error
    if not isinstance(error, (KilledWorker, CancelledError, Cancelled)):  # Dask itself has tried it again
        raise ClusterError(f"a worker of the cluster failed: {type(error).__name__}: {error}") from error
    if last:
        raise ClusterError(
            "workers of the cluster died again and again on the same part of the sweep, which is then not the "
            "sweep's doing alone: look into their logs (out of memory?)"
        ) from error


def _lost_scheduler() -> ClusterError:
    return ClusterError("the connection to the Dask scheduler was lost; run again once it is back")


def _check(client: Client) -> None:
    """Raises for what is no usable client, and where the packages on the cluster differ from those here."""
    try:
        from distributed import Client as KnownClient
    except ModuleNotFoundError:
        raise ClusterError(MISSING) from None
    if not isinstance(client, KnownClient) or client.asynchronous:
        raise RequestError("client", f"needs a distributed.Client that is not asynchronous, not {quoted(repr(client))}")
    if client.status != "running":
        raise ClusterError(f"the Dask client is {client.status}, not connected to a scheduler")
    try:
        found: Any = client.get_versions(packages=list(COMPARED))
    except OSError:
        raise _lost_scheduler() from None
    own = found["client"]["packages"]
    others = {"the scheduler": found["scheduler"]} | {f"worker {name}": v for name, v in found["workers"].items()}
    for name in COMPARED:
        for place, versions in others.items():
            version = versions["packages"].get(name)
            if own[name] and version != own[name]:  # what is not installed but run from its folder has no version
                there = f"{name} {version}" if version else f"no {name}"
                raise ClusterError(f"{place} has {there}, this is {name} {own[name]}; install the same everywhere")


@contextmanager
def _connected(address: str) -> Iterator[Client]:
    try:
        from distributed import Client as NewClient
    except ModuleNotFoundError:
        raise ClusterError(MISSING) from None
    try:  # first, for a client that fails to connect leaves threads behind, which complain at the end
        kind = asyncio.run(asyncio.wait_for(_identity(address), CONNECT_SECONDS))
        if kind != "Scheduler":
            raise ClusterError(f"{quoted(address)} is a Dask {kind.lower()}, not the scheduler")
        client = NewClient(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (ValueError, TypeError):
        raise RequestError("scheduler", f"{quoted(address)} is no address such as tcp://host:8786") from None
    except OSError:  # TimeoutError is one
        raise ClusterError(
            f"no Dask scheduler answers at {quoted(address)} within {CONNECT_SECONDS} s; start one (dask scheduler), "
            "or run without"
        ) from None
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)  # what it would say our errors say
    with client:
        yield client


async def _identity(address: str) -> str:
    """What answers at an address, in Dask's words."""
    from distributed import Security
    from distributed.core import rpc

    security = Security().get_connection_args("client")
    async with rpc(address, timeout=CONNECT_SECONDS, connection_args=security) as remote:
        answer = await remote.identity()
    return str(answer["type"])


@cache
def code_digest() -> str:
    """A digest of the code that computes lanes."""
    digest = hashlib.sha256()
    folder = Path(__file__).parent.parent
    for path in sorted(path for part in CODE for path in folder.glob(part)):
        digest.update(path.read_bytes())
    return digest.hexdigest()
