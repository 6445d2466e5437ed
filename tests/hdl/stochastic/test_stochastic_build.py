"""From equations to a stochastic graph: what they say, how well it follows float64, and why others are refused."""

from __future__ import annotations

import numpy as np
import pytest

import kernels
from hdl.refusal import Refused
from hdl.stochastic.build import build_stochastic, stimulus_of
from hdl.stochastic.files import printed_graph
from hdl.stochastic.nodes import Encode, LifStep
from hdl.stochastic.simulate import run_graph
from hdl.stochastic.text import from_text, to_text
from hdl.stochastic.verify import verify
from kernels.errors import RequestError

TAIL = """tau = 10*ms : second
I : 1 # [0, 3]
J : 1 # [-1, 1]
# threshold: v > 1
# reset: v = 0
# input: I = sine(1.4, 50 Hz, offset=1.5)
# input: J = sine(0.9, 30 Hz)
# run: 60 ms, dt = 0.1 ms
"""


def neuron(drive: str, tail: str = TAIL) -> kernels.Model:
    return kernels.parse(f"dv/dt = ({drive} - v)/tau : 1\n{tail}")


def test_the_library_s_neurons_of_this_shape_are_built_and_follow_float64() -> None:
    for slug in ("lif", "plif", "lapicque"):
        for coding in ("unipolar", "bipolar"):
            made = build_stochastic(kernels.load(slug), coding=coding, length=1024, duration=None)
            assert made.rate_error < 0.01, slug
            assert made.coincidence > 0.95, slug
            assert made.warnings == ()


def test_the_lif_is_what_its_equations_say() -> None:
    graph = build_stochastic(kernels.load("lif"), compare=False).graph
    (step,) = (node for node in graph.nodes if isinstance(node, LifStep))
    assert step.leak * 2.0**-step.shift == pytest.approx(1.0 - np.exp(-0.05 / 10.0), rel=1e-5)
    assert [x * 2.0**-step.point for x in (step.threshold, step.reset, step.initial)] == [-50.0, -65.0, -65.0]
    assert (step.refractory, step.hold) == (40, 1)
    assert sum(isinstance(node, Encode) for node in graph.nodes) == 2


@pytest.mark.parametrize("drive", ["0.3*I", "0.9 - 0.3*I", "0.2*I*J + 0.4", "0.1*I*I", "0.2*I - 0.3*J + 0.1*I*J*J"])
@pytest.mark.parametrize("coding", ["unipolar", "bipolar"])
def test_the_potential_below_threshold_follows_float64(drive: str, coding: str) -> None:
    model = neuron(drive)
    made = build_stochastic(model, coding=coding, length=1024, compare=False)
    run = run_graph(made.graph, stimulus_of(made.graph, made.ports, made.run), made.run.n_steps)
    (step,) = (node for node in made.graph.nodes if isinstance(node, LifStep))
    potential = run.outputs["v"] * 2.0**-step.point
    exact = made.run.states["v"][1:]
    assert len(made.run.spikes) == 0
    assert not run.outputs["spike"].any()
    assert np.ptp(exact) > 0.1
    assert np.sqrt(np.mean((potential - exact) ** 2)) < 0.005


@pytest.mark.parametrize(
    ("flag", "old", "new"),
    [
        ("", "v > 1", "v > 1"),
        ("", "v > 1", "0 <= v - 0.8"),
        ("", "# run", "# refractory: 2.5*dt\n# run"),
        ("", "# run", "# refractory: 3 ms\n# run"),
        (" (unless refractory)", "# run", "# refractory: 3 ms\n# run"),
    ],
)
def test_spikes_follow_float64(flag: str, old: str, new: str) -> None:
    tail = TAIL.replace("sine(1.4, 50 Hz, offset=1.5)", "constant(2.9)").replace(old, new)
    model = kernels.parse(f"dv/dt = (0.7*I + 0.3*J - v)/tau : 1{flag}\n{tail}")
    made = build_stochastic(model, length=1024)
    assert len(made.run.spikes) > 3
    assert made.rate_error < 0.01
    assert made.coincidence > 0.95


def test_maps_of_the_shape_are_built() -> None:
    text = "v[n+1] = 0.9*v + 0.2*I\nI : 1 # [0, 2]\n# threshold: v > 1\n# reset: v = 0\n# input: I = constant(1.1)\n"
    made = build_stochastic(kernels.parse(text + "# run: 300\n"), length=1024)
    assert len(made.run.spikes) > 20
    assert made.rate_error < 0.02


def test_other_equations_give_another_graph() -> None:
    drives = ["0.3*I", "0.31*I", "0.3*J", "0.3*I + 0.1", "0.3*I + 0.1*J", "0.3*I*J", "0.3*I*I", "-0.3*I"]
    models = [neuron(d) for d in drives]
    models += [neuron("0.3*I", TAIL.replace(old, new)) for old, new in (
        ("10*ms", "20*ms"), ("v > 1", "v > 0.9"), ("v > 1", "v >= 1"), ("v = 0", "v = -0.1"), ("[0, 3]", "[0, 5]"),
        ("# run", "# refractory: 2 ms\n# run"),
    )]  # fmt: skip
    texts = [to_text(build_stochastic(model, compare=False).graph).split("%0", 1)[1] for model in models]
    assert len(set(texts)) == len(texts)


def test_text_and_files_survive_the_way_through_the_text() -> None:
    for encoder in ("lfsr", "sobol"):
        graph = build_stochastic(neuron("0.2*I*J + 0.4"), encoder=encoder, compare=False).graph
        text = to_text(graph)
        assert verify(text) == ()
        assert from_text(text) == graph
        assert printed_graph(from_text(text), 3).files == printed_graph(graph, 3).files


def test_streams_that_meet_have_generators_of_their_own() -> None:
    for encoder in ("lfsr", "sobol"):
        graph = build_stochastic(neuron("0.2*I*I*J + 0.3*J*J"), encoder=encoder, compare=False, seed=5).graph
        drawn = [node.number for node in graph.nodes if isinstance(node, Encode)]
        assert len(drawn) == len(set(drawn)) >= 5


def test_a_seed_chooses_the_lfsrs() -> None:
    texts = {to_text(build_stochastic(neuron("0.3*I"), encoder="lfsr", seed=s, compare=False).graph) for s in (1, 2, 3)}
    assert len(texts) == 3


def test_short_streams_are_warned_of() -> None:
    made = build_stochastic(kernels.load("lapicque"), encoder="lfsr", length=4)
    assert made.coincidence < 0.95
    assert "streams of 4 bits" in made.warnings[0]
    assert "sobol" in made.warnings[0]


def test_names_that_are_taken_become_others() -> None:
    text = "dspike/dt = (0.3*wire + 0.2*_x - spike)/(10*ms) : 1\nwire : 1 # [0, 3]\n_x : 1 # [0, 3]\n"
    model = kernels.parse(text + "# threshold: spike > 1\n# reset: spike = 0\n# input: wire = constant(2)\n")
    made = build_stochastic(model, compare=False, duration=5.0)
    assert made.ports == {"wire": "wire", "_x": "x_x"}
    assert [o.name for o in made.graph.outputs] == ["spike_", "spike"]
    assert verify(to_text(made.graph)) == ()
    run = run_graph(made.graph, stimulus_of(made.graph, made.ports, made.run), made.run.n_steps)
    assert run.outputs["spike_"].any()
    assert "input wire signed [16:0] wire_," in printed_graph(made.graph, 2).module.text


REFUSED = {
    "izhikevich": ("shape", "it has 2 states"),
    "quadratic_if": ("shape", "not linear in v"),
    "exponential_if": ("shape", "holds exp of what changes"),
    "stochastic_lif": ("random", "draws random numbers"),
    "spike_response": ("time", "reads the time"),
    "ternary_spike": ("shape", "the event negative"),
}


@pytest.mark.parametrize("slug", REFUSED)
def test_models_of_another_shape_are_refused_with_the_reason(slug: str) -> None:
    reason, message = REFUSED[slug]
    with pytest.raises(Refused, match=message) as caught:
        build_stochastic(kernels.load(slug))
    assert caught.value.reason == reason


CHANGES = {
    "0.3": ("shape", "reads no input"),
    "0.3*I*v": ("shape", "multiplies v by I"),
    "0.3*I/(1 + J*J)": ("shape", "a division by what changes"),
    "max(I, J)": ("shape", "of what changes"),
    "3*v + I": ("shape", "keeps a share from 0 to 1"),
    "0.3*I*sin(t/tau)": ("time", "reads the time"),
}


@pytest.mark.parametrize("drive", CHANGES)
def test_terms_that_streams_cannot_make_are_refused(drive: str) -> None:
    reason, message = CHANGES[drive]
    with pytest.raises(Refused, match=message) as caught:
        build_stochastic(neuron(drive), duration=1.0)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("# threshold: v > 1\n# reset: v = 0\n", "# spike: v > 1\n", "no threshold with a reset"),
        ("v > 1", "v < -5", "where it falls"),
        ("v > 1", "v > 1 and I > 0", "no comparison of v with a constant"),
        ("v > 1", "v > I + 4", "no comparison of v with a constant"),
        ("v = 0", "v = v - 1", "not reset to a constant"),
        ("v = 0", "v = 2", "above its threshold"),
        ("I : 1 # [0, 3]", "I : 1", "has no range"),
        ("# reset", "# refractory: v > 0.5\n# reset", "refractory state is a condition"),
    ],
)
def test_other_thresholds_resets_and_inputs_are_refused(old: str, new: str, message: str) -> None:
    tail = TAIL.replace("# input: I = sine(1.4, 50 Hz, offset=1.5)\n", "").replace(old, new)
    with pytest.raises(Refused, match=message):
        build_stochastic(neuron("0.2*I + 0.1*J", tail), duration=1.0)


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"encoder": "dice"}, "encoder"), ({"coding": "ternary"}, "coding"), ({"length": 100}, "length"),
        ({"length": 1 << 17}, "length"), ({"length": 1024, "width": 8}, "length"), ({"width": 2}, "width"),
        ({"bits": 4}, "bits"), ({"bits": 8, "params": {"V_th": -64.99}}, "bits"),
    ],
)  # fmt: skip
def test_settings_that_do_not_fit_name_their_field(options: dict[str, object], field: str) -> None:
    with pytest.raises(RequestError) as caught:
        build_stochastic(kernels.load("lif"), **options)  # type: ignore[arg-type]
    assert caught.value.field == field


def test_more_streams_than_dimensions_are_refused() -> None:
    drive = " + ".join(f"0.0{k + 1}" + "*I" * (k % 4 + 1) + "*J" * (k // 4 + 1) for k in range(16))
    with pytest.raises(RequestError, match="take lfsr"):
        build_stochastic(neuron(drive), compare=False, duration=1.0)
    assert verify(to_text(build_stochastic(neuron(drive), encoder="lfsr", compare=False, duration=1.0).graph)) == ()
