"""Many runs of one model at once: any parameters, initial states and inputs, over lanes and threads."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kernels.analysis.spikes import SpikeStatistics, spike_statistics
from kernels.codegen.kernel import Kernel, compile_kernel
from kernels.errors import Cancelled, RequestError, unknown
from kernels.language.model import Model
from kernels.processors import cores
from kernels.request_values import choice, finite_array, flag, mapping, whole_number
from kernels.running.cluster import CHUNKS_A_THREAD, current_cluster, run_chunks, sweeping
from kernels.running.lanes import Array, Lanes
from kernels.running.parameters_at_fault import parameters_at_fault
from kernels.running.request import SPIKE_TIMES, RunRequest, read_request
from kernels.running.steady import steady_state
from kernels.running.trust import REFUSE, relative_errors, step_error_message
from kernels.stimulus.protocols import PER_SECOND

if TYPE_CHECKING:
    from distributed import Client

MOST_LANES = 4_000_000
MOST_THREADS = 1024
MOST_GROUP = 1024  # lanes that go through the steps together: their arrays stay in the cache


@dataclass(frozen=True, slots=True)
class Sweep:
    """The runs of a sweep in the order of its lanes; `shape` is that of the broadcast arrays it was asked with.

    `final[state][i]` is the last state of run i, `failed[i]` why it cannot be trusted: a run that leaves the finite
    numbers, or whose step is too long, does not stop the others. Runs that can be trusted are not in `failed`.
    """

    model: Model
    shape: tuple[int, ...]
    varied: Mapping[str, Array]  # each (n,)
    spike_times: Array  # of all runs, one after the other
    offsets: NDArray[np.int64]  # (n + 1,): those of run i are spike_times[offsets[i]:offsets[i + 1]]
    final: Mapping[str, Array]
    failed: Mapping[int, str]
    duration: float
    dt: float
    n_steps: int
    method: str
    seed: int

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def spikes(self, index: int) -> Array:
        """The spike times of one run."""
        return self.spike_times[self.offsets[index] : self.offsets[index + 1]]

    def counts(self, start: float = 0.0) -> NDArray[np.int64]:
        """Spike counts from `start` on, in `shape`."""
        late = np.concatenate([[0], np.cumsum(self.spike_times >= start)])
        return np.asarray(np.diff(late[self.offsets]), dtype=np.int64).reshape(self.shape)

    def rates(self, start: float = 0.0) -> Array:
        """Firing rates in Hz (for maps: spikes a step) from `start` on, NaN where a run failed, in `shape`."""
        window = (self.n_steps * self.dt - start) / PER_SECOND[self.model.time_unit]
        rates = self.counts(start).reshape(-1) / window
        rates[list(self.failed)] = np.nan
        return rates.reshape(self.shape)

    def statistics(self, index: int, start: float = 0.0) -> SpikeStatistics:
        """The spike statistics of one run from `start` on."""
        times = self.spikes(index)
        return spike_statistics(times[times >= start], start, self.n_steps * self.dt, self.model.time_unit)


@sweeping
def sweep(
    model: Model,
    varied: Mapping[str, Any] | None = None,
    *,
    grid: bool = False,
    current: Any = None,
    inputs: Mapping[str, Any] | None = None,
    protocol: Any = None,
    preset: str | None = None,
    params: Mapping[str, float] | None = None,
    init: Mapping[str, Any] | None = None,
    duration: float | None = None,
    dt: float | None = None,
    method: str | None = None,
    seed: int | None = None,
    spike_times: str = "step",
    strict: bool = False,
    threads: int | None = None,
    client: Client | None = None,
    folder: Path | None = None,
    allow_outside: bool = False,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Sweep:
    """Runs a model once for each entry of the arrays in `varied`, by name of a parameter, input or state.

    The arrays are broadcast against each other; with `grid` every combination is run, shape (len(first), len(second),
    ...). The other arguments are those of `simulate` and hold for all runs. Every run draws its own random numbers
    (its position is its lane), so results do not depend on `threads` or on how the runs are grouped. With `client`
    they run on a Dask cluster, see `kernels.cluster`.

    Raises as `simulate`, but a run that leaves the finite numbers is reported in `failed`.
    """
    interpolated = choice("spike_times", spike_times, SPIKE_TIMES) != "step"
    values, shape = _lanes_of(mapping("varied", varied), flag("grid", grid))
    count = math.prod(shape)
    parts = _sort_names(model, values, mapping("params", params), mapping("init", init), mapping("inputs", inputs))
    if model.inputs and current is None and model.inputs[0].name in values:
        current = parts["inputs"].pop(model.inputs[0].name)  # a level for the protocol that is asked for
    request = read_request(
        model, n_lanes=count, current=current, inputs=parts["inputs"], protocol=protocol, preset=preset,
        params=parts["params"], init=parts["init"], duration=duration, dt=dt, method=method, seed=seed,
        folder=folder, allow_outside=allow_outside,
    )  # fmt: skip
    start = dict(request.init)
    if model.init_steady:
        start = steady_state(model, request.parameters, count) | start
    kernel = compile_kernel(model, method, lanes=True, strict=flag("strict", strict), precise=spike_times == "precise")
    workers = cores() if threads is None else whole_number("threads", threads, 1, MOST_THREADS)
    place = current_cluster()
    if place is None:
        groups = _groups(count, kernel.width, workers)
        done = [_outcome(g, interpolated) for g in
                _run_groups(request, kernel, start, groups, workers, progress, cancelled)]  # fmt: skip
    else:
        groups = _groups(count, kernel.width, CHUNKS_A_THREAD * place.threads())
        options = (kernel.method, strict, spike_times)
        whole = replace(request, init=start)
        chunks = [_Chunk(_part(whole, lanes), lanes, *options) for lanes in groups]
        done = run_chunks(place, _run_chunk, chunks, [len(lanes) for lanes in groups], progress, cancelled)
    return Sweep(
        model=model,
        shape=shape or (1,),
        varied=values,
        spike_times=np.concatenate([part.spike_times for part in done]),
        offsets=np.concatenate([[0], np.cumsum(np.concatenate([part.counts for part in done]))]),
        final={s.name: np.concatenate([part.final[s.name] for part in done]) for s in model.states},
        failed={lane: why for part in done for lane, why in part.failed.items()},
        duration=request.duration,
        dt=request.dt,
        n_steps=request.n_steps,
        method=kernel.method,
        seed=request.seed,
    )


def _lanes_of(varied: Mapping[str, Any], grid: bool) -> tuple[dict[str, Array], tuple[int, ...]]:
    """Each name's value in every lane (n,), and the shape they come from."""
    arrays = {name: finite_array(f"varied.{name}", value) for name, value in varied.items()}
    if not arrays:
        return {}, ()
    if grid:
        for name, array in arrays.items():
            if array.ndim != 1:
                raise RequestError(
                    f"varied.{name}", f"a grid needs one list of numbers a name, not shape {array.shape}"
                )
        shape = tuple(len(array) for array in arrays.values())
        arrays = {name: a.reshape([-1 if j == k else 1 for k in range(len(shape))])
                  for j, (name, a) in enumerate(arrays.items())}  # fmt: skip
    else:
        try:
            shape = np.broadcast_shapes(*(array.shape for array in arrays.values()))
        except ValueError:
            shapes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
            raise RequestError(
                "varied", f"the arrays do not fit each other: {shapes}; use grid for all combinations"
            ) from None
    if 0 in shape:
        raise RequestError("varied", "is empty: give at least one number a name")
    if math.prod(shape) > MOST_LANES:
        raise RequestError("varied", f"{math.prod(shape):,} runs; at most {MOST_LANES:,} at once")
    return {name: np.array(np.broadcast_to(array, shape)).reshape(-1) for name, array in arrays.items()}, shape


def _sort_names(
    model: Model, values: Mapping[str, Array], params: dict[str, Any], init: dict[str, Any], inputs: dict[str, Any]
) -> dict[str, dict[str, Any]]:
    """Puts the varied names where they belong; one that is set twice or unknown raises RequestError."""
    homes = {"params": params, "init": init, "inputs": inputs}
    kinds = {p.name: "params" for p in model.parameters} | {s.name: "init" for s in model.states}
    kinds |= {i.name: "inputs" for i in model.inputs}
    for name, value in values.items():
        if name not in kinds:
            raise unknown(f"varied.{name}", "parameter, input or state", name, kinds)
        if name in homes[kinds[name]]:
            raise RequestError(f"varied.{name}", f"is set a second time in {kinds[name]}")
        homes[kinds[name]][name] = value
    return homes


def _groups(count: int, width: int, workers: int) -> list[range]:
    """The lanes in groups of whole blocks: small enough for the cache, enough of them for the threads."""
    blocks = -(-count // width)
    share = -(-blocks // workers)
    size = width * max(1, min(MOST_GROUP // width, share))
    return [range(first, min(first + size, count)) for first in range(0, count, size)]


def _run_groups(
    request: RunRequest,
    kernel: Kernel,
    start: Mapping[str, Any],
    groups: list[range],
    workers: int,
    progress: Callable[[float], None] | None,
    cancelled: Callable[[], bool] | None,
) -> list[Lanes]:
    """All groups from the first step to the last; the calls release the GIL, so threads run side by side."""
    stop = Event()
    steps_done = [0] * len(groups)

    def work(index: int) -> Lanes:
        lanes = _group(request, kernel, start, groups[index])
        while lanes.step < request.n_steps and not stop.is_set():
            steps_done[index] = lanes.advance(request.n_steps) * lanes.count
        return lanes

    def report() -> None:
        if cancelled is not None and cancelled():
            stop.set()
            raise Cancelled
        if progress is not None:
            progress(sum(steps_done) / (request.n_steps * groups[-1].stop))

    if workers == 1 or len(groups) == 1:
        done = []
        for index in range(len(groups)):
            lanes = _group(request, kernel, start, groups[index])
            while lanes.step < request.n_steps:
                report()
                steps_done[index] = lanes.advance(request.n_steps) * lanes.count
            done.append(lanes)
        report()
        return done
    with ThreadPoolExecutor(workers) as pool:
        futures = [pool.submit(work, index) for index in range(len(groups))]
        try:
            pending = set(futures)
            while pending:
                report()
                pending = {f for f in pending if not f.done()}
                if pending:
                    _wait_a_moment(pending)
            return [future.result() for future in futures]
        except BaseException:
            stop.set()
            raise


def _wait_a_moment(pending: set[Any]) -> None:
    """Until one of the groups is done, at most 20 ms: often enough to report and to be cancelled."""
    try:
        next(as_completed(pending, timeout=0.02))
    except TimeoutError:
        return


def _group(request: RunRequest, kernel: Kernel, start: Mapping[str, Any], lanes: range) -> Lanes:
    return _lanes(_part(request, lanes), kernel, _cut(start, lanes), lanes)


def _lanes(request: RunRequest, kernel: Kernel, start: Mapping[str, Any], lanes: range) -> Lanes:
    """Lanes before their first step, from a request of these lanes alone."""
    return Lanes(
        kernel,
        count=len(lanes),
        first_lane=lanes.start,
        parameters=request.parameters,
        init=start,
        stimuli=request.stimuli,
        dt=request.dt,
        seed=request.seed,
    )


class _Outcome(NamedTuple):
    """What is kept of a group of lanes."""

    spike_times: Array
    counts: NDArray[np.int64]
    final: dict[str, Array]
    failed: dict[int, str]  # by the lane's number in the sweep


def _outcome(lanes: Lanes, interpolated: bool) -> _Outcome:
    spikes, counts = lanes.spikes(interpolated)
    kernel = lanes.kernel
    final = {s.name: _state(lanes, s.name) for s in kernel.model.states}
    return _Outcome(spikes, counts, final, _failures(lanes, kernel.model, kernel.method, lanes.dt))


class _Chunk(NamedTuple):
    """A group of lanes as it is sent to another process: the model, and the numbers of these lanes alone."""

    request: RunRequest
    lanes: range
    method: str
    strict: bool
    spike_times: str


def _run_chunk(chunk: _Chunk, abandoned: Callable[[], bool]) -> _Outcome:
    """The lanes of a chunk, which this process compiles the model for; they keep their numbers in the sweep."""
    request = chunk.request
    kernel = compile_kernel(
        request.model, chunk.method, lanes=True, strict=chunk.strict, precise=chunk.spike_times == "precise"
    )
    lanes = _lanes(request, kernel, request.init, chunk.lanes)
    while lanes.step < request.n_steps:
        if abandoned():
            raise Cancelled
        lanes.advance(request.n_steps)
    return _outcome(lanes, chunk.spike_times != "step")


def _part(request: RunRequest, lanes: range) -> RunRequest:
    """The request of some lanes alone."""
    stimuli = tuple(stimulus.part(lanes) for stimulus in request.stimuli)
    return replace(request, parameters=_cut(request.parameters, lanes), init=_cut(request.init, lanes), stimuli=stimuli)


def _cut(values: Mapping[str, Any], lanes: range) -> dict[str, Any]:
    """The numbers of some lanes, of those that have one a lane."""
    return {n: v[lanes.start : lanes.stop] if isinstance(v, np.ndarray) else v for n, v in values.items()}


def _state(lanes: Lanes, name: str) -> Array:
    values = lanes.slot_values("state", name)
    assert values is not None
    return values


def _failures(lanes: Lanes, model: Model, method: str, dt: float) -> dict[int, str]:
    """Why lanes of a group cannot be trusted, by their number in the sweep."""
    texts: dict[int, str] = {}
    shares, names = relative_errors(lanes)
    worst = np.where(np.isnan(shares), 0.0, shares).max(axis=0)
    for lane in np.flatnonzero(worst > REFUSE):
        row = int(np.nanargmax(shares[:, lane]))
        share, values = float(worst[lane]), lanes.parameter_values(int(lane))
        texts[lanes.first_lane + int(lane)] = step_error_message(model, method, dt, share, names[row], values)
    for gone in lanes.departures:
        why = parameters_at_fault(model, lanes.parameter_values(gone.lane - lanes.first_lane))
        texts[gone.lane] = f"{gone.state} left the finite numbers at step {gone.step}{why}"
    return texts
