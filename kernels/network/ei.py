"""The balanced network: an excitatory and an inhibitory population of one neuron model, wired at random."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, NamedTuple, Unpack

import numpy as np
from numpy.typing import NDArray

from kernels.analysis.options import Progress, Question, RunOptions, asked
from kernels.codegen.step import SAME_STEP
from kernels.errors import ModelError, RequestError, unknown
from kernels.language.model import Model
from kernels.library import load
from kernels.network.activity import Activity, activity
from kernels.network.neurons import check_target, network_kernel
from kernels.network.population import Population, Weights, blocks_of
from kernels.network.simulation import WORTH_A_THREAD, Delays, Network
from kernels.network.wiring import connect
from kernels.processors import cores
from kernels.request_values import finite_array, finite_number, mapping, whole_number
from kernels.running.request import RunRequest, read_request
from kernels.running.steady import steady_state
from kernels.stimulus.protocols import PER_SECOND

MOST_NEURONS = 1_000_000
MOST_SYNAPSES = 400_000_000
MOST_NEURON_STEPS = 10**12
MOST_ARRIVALS = 65_535  # from one population at one neuron in one step
MOST_EXTERNAL = 500.0  # events a step and neuron in the mean
MOST_THREADS = 1024
LARGEST = 1e15  # weight, in the target's unit
LONGEST_DELAY = 100_000  # steps
MOST_WAITING = 1 << 28  # neurons times steps of delay: what the ring holds
DEFAULT_MODEL = "lif"
# Brunel (2000): potentials counted from rest; they begin anywhere below the threshold, so not all together.
DEFAULT_PARAMETERS = {"tau_m": 20.0, "E_L": 0.0, "V_th": 20.0, "V_r": 10.0, "t_ref": 2.0}
DEFAULT_FIRST_VALUES = {"v": (0.0, 20.0)}
DEFAULT_STEP = 0.1
DEFAULT_DURATION = 1000.0


@dataclass(frozen=True, slots=True)
class EiRequest:
    """What a balanced network is asked with, beside the model and the settings of its run.

    The first letter of a weight is where the spike comes from. A target is where it arrives: a state that jumps by
    the weight, or an input that receives the weight as a charge (its unit times the time unit). Inhibition is a
    negative weight, or a positive one at a state that inhibits, such as a conductance. The defaults are an
    asynchronous irregular state of Brunel's (2000) network, g = 6, at twice the external rate that alone reaches the
    threshold; the weights are three times his, for neurons have a third of his connections.
    """

    n_excitatory: int = asked("excitatory neurons", 3200, low=1, high=MOST_NEURONS)
    n_inhibitory: int = asked("inhibitory neurons", 800, low=1, high=MOST_NEURONS)
    w_ee: float = asked("weight from excitatory to excitatory neurons", 0.3, low=-LARGEST, high=LARGEST)
    w_ei: float = asked("weight from excitatory to inhibitory neurons", 0.3, low=-LARGEST, high=LARGEST)
    w_ie: float = asked("weight from inhibitory to excitatory neurons", -1.8, low=-LARGEST, high=LARGEST)
    w_ii: float = asked("weight from inhibitory to inhibitory neurons", -1.8, low=-LARGEST, high=LARGEST)
    connection_probability: float = asked("of each ordered pair of different neurons", 0.1, low=0.0, high=1.0)
    external_rate: float = asked("external events a second at each neuron", 6700.0, low=0.0, high=1e9)
    external_weight: float = asked("weight of an external event", 0.3, low=-LARGEST, high=LARGEST)
    delay: float = asked("from a spike to its arrival, whole steps of dt", 1.5, low=0.0, high=1e6)
    excitatory_target: str = asked("state or input that excitatory spikes arrive at; the first state", "")
    inhibitory_target: str = asked("state or input that inhibitory spikes arrive at; the first state", "")
    external_target: str = asked("state or input that external events arrive at; as excitatory spikes", "")
    inhibitory_params: Mapping[str, float] | None = asked("parameters that inhibitory neurons have otherwise", None)
    first_values: Mapping[str, Any] | None = asked(
        "states whose initial value is drawn for each neuron, as [low, high]", None
    )
    transient: float | None = asked("time left out of the measures; a fifth of the run", None, low=0.0, high=1e15)
    bin_width: float | None = asked("of the population rate; 1 ms", None, low=0.0, high=1e15)


@dataclass(frozen=True, slots=True, eq=False)
class EiNetwork:
    """A run of a balanced network. Times in the model's time unit, rates in Hz.

    Neurons count from 0, excitatory ones first. A spike is stamped with the end of its step.
    """

    spike_times: NDArray[np.float64]  # in order of time, then neuron
    spike_neurons: NDArray[np.int64]
    rate_times: NDArray[np.float64]  # middles of the bins of the population rates
    excitatory: Activity
    inhibitory: Activity
    synapses: int
    targets: Mapping[str, str]
    model: Model
    method: str
    duration: float
    dt: float
    n_steps: int
    seed: int
    transient: float
    time_unit: str
    parameters: Mapping[str, float]
    inhibitory_parameters: Mapping[str, float]
    settings: Mapping[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """The fields by name, without the model."""
        return {name: getattr(self, name) for name in self.__slots__ if name != "model"}


def ei_network(
    model: Model | None = None,
    *,
    n_excitatory: int = 3200,
    n_inhibitory: int = 800,
    w_ee: float = 0.3,
    w_ei: float = 0.3,
    w_ie: float = -1.8,
    w_ii: float = -1.8,
    connection_probability: float = 0.1,
    external_rate: float = 6700.0,
    external_weight: float = 0.3,
    delay: float = 1.5,
    excitatory_target: str = "",
    inhibitory_target: str = "",
    external_target: str = "",
    inhibitory_params: Mapping[str, float] | None = None,
    first_values: Mapping[str, Any] | None = None,
    transient: float | None = None,
    bin_width: float | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    cancelled: Question | None = None,
    **run: Unpack[RunOptions],
) -> EiNetwork:
    """Runs a balanced network; the fields are those of `EiRequest`, `run` the common settings of a run.

    Without a model it is the library's LIF neuron with the constants of Brunel (2000), dt 0.1 ms, 1000 ms, v drawn
    between 0 and the threshold where neither `first_values` nor `init` says otherwise. A model's own stimulus, made for
    a single neuron, is not used: inputs that are not given are 0. The result depends on the request alone, not on
    `threads`.

    Raises RequestError naming the field, ModelError where the method does not fit, NumericalError where a neuron
    leaves the finite numbers, Cancelled.
    """
    request = EiRequest(
        n_excitatory, n_inhibitory, w_ee, w_ei, w_ie, w_ii, connection_probability, external_rate, external_weight,
        delay, excitatory_target, inhibitory_target, external_target, inhibitory_params, first_values, transient,
        bin_width,
    )  # fmt: skip
    if model is None and first_values is None and "init" not in run:
        first_values = DEFAULT_FIRST_VALUES
    model, options = _model(model, dict(run))
    n_e = whole_number("n_excitatory", n_excitatory, 1, MOST_NEURONS)
    n_i = whole_number("n_inhibitory", n_inhibitory, 1, MOST_NEURONS)
    runs = _runs(model, options, inhibitory_params, n_e, n_i)
    first = runs[0]
    per_second = PER_SECOND[model.time_unit]
    p = _number("connection_probability", connection_probability, 0.0, 1.0)
    _check_size(n_e, n_i, p, first.n_steps)
    targets = {
        "excitatory": check_target(model, "excitatory_target", excitatory_target),
        "inhibitory": check_target(model, "inhibitory_target", inhibitory_target),
    }
    targets["external"] = check_target(model, "external_target", external_target or targets["excitatory"])
    mean = _number("external_rate", external_rate, 0.0, LARGEST) / per_second * first.dt
    if mean > MOST_EXTERNAL:
        raise RequestError(
            "external_rate", f"{mean:g} events a step in the mean; at most {MOST_EXTERNAL:g}: shorten dt"
        )
    distinct = tuple(dict.fromkeys(targets.values()))
    measured = _measured(request, first)
    weights = _weights(model, request, targets, distinct, mean, first.dt)
    delays = _delays(delay, first.dt, targets, {s.name for s in model.states})
    network = network_kernel(model, first.method, distinct, mean > 0.0)
    blocks = blocks_of(n_e, network.kernel.width), blocks_of(n_i, network.kernel.width)
    first_inhibitory = blocks[0] * network.kernel.width
    lanes = sum(blocks) * network.kernel.width
    if lanes * max(delays) > MOST_WAITING:
        raise RequestError("delay", f"{max(delays):,} steps for {n_e + n_i:,} neurons is too long; lengthen dt")
    workers = _threads(threads, lanes, min(delays))
    wiring = connect(n_e + n_i, n_e, first_inhibitory - n_e, lanes, p, first.seed, workers)
    excitatory, inhibitory = (
        Population(network, one, _start(one, first_values), weights[j], number=j, count=count, first_lane=lane)
        for j, (one, count, lane) in enumerate(zip(runs, (n_e, n_i), (0, first_inhibitory), strict=True))
    )
    simulation = Network(excitatory, inhibitory, wiring, delays, workers)
    lane, step = simulation.run(first.n_steps, progress, cancelled)
    return _result(
        request, runs, network.kernel.method, measured, lane, step, first_inhibitory, targets, wiring.synapses
    )


def _model(model: Model | None, options: dict[str, Any]) -> tuple[Model, dict[str, Any]]:
    """The model without its stimulus, and the settings of its run with the defaults of the default model."""
    if model is None:
        model = load(DEFAULT_MODEL)
        options = {"dt": DEFAULT_STEP, "duration": DEFAULT_DURATION} | options
        options["params"] = DEFAULT_PARAMETERS | mapping("params", options.get("params"))
    if not isinstance(model, Model):
        raise RequestError("model", f"needs a model, as kernels.load gives, not a {type(model).__name__}")
    if model.time_unit == "step":
        raise RequestError("model", "is a map, whose steps have no duration; a network needs a model in ms or s")
    if model.threshold is None and model.spike is None:
        raise RequestError("model", "has no threshold and no spike condition, so it has no spikes")
    if not model.states:
        raise ModelError("this model has no state: write a line such as dv/dt = ...")
    return replace(model, stimuli={}), options


def _runs(
    model: Model, options: dict[str, Any], inhibitory_params: Mapping[str, float] | None, n_e: int, n_i: int
) -> tuple[RunRequest, RunRequest]:
    """The checked settings of both populations."""
    other = mapping("inhibitory_params", inhibitory_params)
    names = [p.name for p in model.parameters]
    for name in other:
        if name not in names:
            raise unknown(f"inhibitory_params.{name}", "parameter", name, names)
        _number(f"inhibitory_params.{name}", other[name], -math.inf, math.inf)
    together = dict(options) | {"params": mapping("params", options.get("params")) | other}
    runs = read_request(model, n_lanes=n_e, **options), read_request(model, n_lanes=n_i, **together)
    for one in runs:
        for field, values in (("params", one.parameters), ("init", one.init)):
            for name, value in values.items():
                if not isinstance(value, float):
                    raise RequestError(f"{field}.{name}", "needs one number for all neurons")
    return runs


def _number(field: str, value: Any, low: float, high: float) -> float:
    number = finite_number(field, value)
    if not low <= number <= high:
        raise RequestError(field, f"needs a number from {low:g} to {high:g}, not {number}")
    return number


def _check_size(n_e: int, n_i: int, p: float, n_steps: int) -> None:
    """RequestError naming the first field that makes the network too large."""
    neurons = n_e + n_i
    if neurons > MOST_NEURONS:
        raise RequestError("n_inhibitory", f"{neurons:,} neurons together; at most {MOST_NEURONS:,}")
    if neurons * (neurons - 1) * p > MOST_SYNAPSES:
        raise RequestError(
            "connection_probability", f"{neurons**2 * p:.3g} connections in the mean; at most {MOST_SYNAPSES:,}"
        )
    for count in (n_e, n_i):
        if count > MOST_ARRIVALS and count * p + 12.0 * math.sqrt(count * p) > MOST_ARRIVALS:
            raise RequestError(
                "connection_probability",
                f"{count * p:.3g} connections to a neuron from one population in the mean; at most {MOST_ARRIVALS:,}",
            )
    if neurons * n_steps > MOST_NEURON_STEPS:
        raise RequestError(
            "duration", f"{neurons:,} neurons for {n_steps:,} steps; at most {MOST_NEURON_STEPS:.0e} neuron-steps"
        )


def _weights(
    model: Model, request: EiRequest, targets: Mapping[str, str], distinct: tuple[str, ...], mean: float, dt: float
) -> tuple[Weights, Weights]:
    """What arrives at both populations. A charge that arrives at an input flows for one step."""
    inputs = {i.name for i in model.inputs}
    found = []
    for names in (("w_ee", "w_ie"), ("w_ei", "w_ii")):  # onto excitatory neurons, onto inhibitory ones
        values = np.zeros((len(distinct), 3))
        for column, (source, name) in enumerate(
            zip(("excitatory", "inhibitory", "external"), (*names, "external_weight"), strict=True)
        ):
            weight = _number(name, getattr(request, name), -LARGEST, LARGEST)
            target = targets[source]
            values[distinct.index(target), column] = weight / dt if target in inputs else weight
        found.append(Weights(values, mean))
    return found[0], found[1]


def _delays(delay: Any, dt: float, targets: Mapping[str, str], states: set[str]) -> Delays:
    """The delay in steps; a pulse at an input flows in the step after its arrival."""
    length = _number("delay", delay, 0.0, LONGEST_DELAY * dt)
    steps = round(length / dt)
    if steps < 1:
        raise RequestError("delay", f"has to be at least one step of dt = {dt:g}, not {length:g}")
    if abs(steps * dt - length) > SAME_STEP * dt:
        raise RequestError(
            "delay", f"{length:g} is no whole number of steps of dt = {dt:g}; take {steps * dt:g} or another dt"
        )
    excitatory, inhibitory = (steps if targets[name] in states else steps + 1 for name in ("excitatory", "inhibitory"))
    return Delays(excitatory, inhibitory)


def _start(run: RunRequest, first_values: Mapping[str, Any] | None) -> dict[str, float | tuple[float, float]]:
    """Initial values, those that are drawn as (low, high)."""
    start: dict[str, float | tuple[float, float]] = {}
    if run.model.init_steady:
        start |= {name: float(value) for name, value in steady_state(run.model, run.parameters).items()}
    start |= run.init
    states = [s.name for s in run.model.states]
    for name, value in mapping("first_values", first_values).items():
        field = f"first_values.{name}"
        if name not in states:
            raise unknown(field, "state", name, states)
        ends = finite_array(field, value)
        if ends.shape != (2,) or ends[0] > ends[1]:
            raise RequestError(field, "needs two numbers, the lowest and the highest value")
        start[name] = (float(ends[0]), float(ends[1]))
    return start


class Measured(NamedTuple):
    """What the measures look at: the steps from `first_step` on, in bins."""

    first_step: int
    steps_a_bin: int


def _measured(request: EiRequest, run: RunRequest) -> Measured:
    """The transient and the bins in steps; a bin is a millisecond, or the run where that is shorter."""
    span = run.n_steps * run.dt
    transient = 0.2 * span if request.transient is None else _number("transient", request.transient, 0.0, LARGEST)
    first_step = round(transient / run.dt)
    if first_step >= run.n_steps:
        raise RequestError("transient", f"{transient:g} leaves nothing of a run of {span:g}")
    width = min(PER_SECOND[run.model.time_unit] / 1000.0, span) if request.bin_width is None else request.bin_width
    return Measured(first_step, max(1, round(_number("bin_width", width, 0.0, span) / run.dt)))


def _threads(threads: int | None, lanes: int, window: int) -> int:
    """As many as asked for, else as many as have enough to do between two meetings."""
    if threads is not None:
        return whole_number("threads", threads, 1, MOST_THREADS)
    return max(1, min(cores(), int(lanes * window / WORTH_A_THREAD)))


def _result(
    request: EiRequest, runs: tuple[RunRequest, RunRequest], method: str, measured: Measured,
    lane: NDArray[np.uint32], step: NDArray[np.int64], first_inhibitory: int, targets: Mapping[str, str], synapses: int,
) -> EiNetwork:  # fmt: skip
    """Spikes and measures from the lanes and steps of the spikes."""
    run = runs[0]
    per_second = PER_SECOND[run.model.time_unit]
    steps_a_bin = measured.steps_a_bin
    inhibitory = lane >= first_inhibitory
    neuron = lane.astype(np.int64) - np.where(inhibitory, first_inhibitory, 0)
    populations = [
        activity(
            neuron[chosen], step[chosen], neurons=count, n_steps=run.n_steps, first_step=measured.first_step,
            steps_a_bin=steps_a_bin, dt=run.dt / per_second,
        )
        for chosen, count in ((~inhibitory, request.n_excitatory), (inhibitory, request.n_inhibitory))
    ]  # fmt: skip
    bins = run.n_steps // steps_a_bin
    return EiNetwork(
        spike_times=np.asarray((step + 1) * run.dt, dtype=np.float64),
        spike_neurons=neuron + np.where(inhibitory, request.n_excitatory, 0),
        rate_times=np.asarray((np.arange(bins) + 0.5) * steps_a_bin * run.dt, dtype=np.float64),
        excitatory=populations[0],
        inhibitory=populations[1],
        synapses=synapses,
        targets=dict(targets),
        model=run.model,
        method=method,
        duration=run.duration,
        dt=run.dt,
        n_steps=run.n_steps,
        seed=run.seed,
        transient=measured.first_step * run.dt,
        time_unit=run.model.time_unit,
        parameters=runs[0].parameters,
        inhibitory_parameters=runs[1].parameters,
        settings=asdict(request),
    )
