"""NESTML: the texts that NESTML's parser and checks accepted, and what is refused by name.

NESTML's side is stored: tests/reference/nestml_models.py made it.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

import kernels
from kernels.errors import ModelError

RECORD = json.loads((Path(__file__).parents[2] / "reference" / "nestml_models.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("slug", RECORD["models"])
def test_the_text_is_one_that_nestml_accepted(slug: str) -> None:
    # another text has to be checked by NESTML again: see the reference script
    text = kernels.generate_code(kernels.load(slug), target="nestml").text
    assert hashlib.sha256(text.encode()).hexdigest() == RECORD["models"][slug]


def test_a_model_line_by_line() -> None:
    model = kernels.parse(
        "dv/dt = (sqrt(I) - v)/tau : 1 (unless refractory)\ndw/dt = exprel(v) - w\ntau = 10\nI : 1\n"
        "# init: v = 2\n# threshold: v > 1 and w < 3\n# reset: v = 0; w += 0.5\n# refractory: 2*ms\n"
    )
    lines = kernels.generate_code(model, target="nestml", params={"tau": 12.0}).text.splitlines()
    assert lines[1:] == [
        "model model_neuron:",
        "    state:",
        "        v real = 2.0",
        "        w real = 0.0",
        "        refr_t ms = 0 ms",
        "",
        "    equations:",
        "        v' = ((pow(I, 0.5) - v) / tau) / (1 ms)",
        "        w' = (((abs(v) < 1e-12) ? 1.0 : expm1(v) / (v)) - w) / (1 ms)",
        "",
        "    parameters:",
        "        tau real = 12.0",
        "",
        "    input:",
        "        I real <- continuous",
        "",
        "    output:",
        "        spike",
        "",
        "    update:",
        "        if refr_t > 0 ms:",
        "            refr_t -= timestep()",
        "            integrate_odes(w)",
        "        else:",
        "            integrate_odes()",
        "",
        "    onCondition(refr_t <= 0 ms and (v > 1.0 and w < 3.0)):",
        "        v = 0.0",
        "        w = w + 0.5",
        "        refr_t = (2.0) * 1 ms",
        "        emit_spike()",
    ]


@pytest.mark.parametrize(
    ("text", "construct"),
    [
        ("x[n+1] = 0.5*x\n", "a map"),
        ("dv/dt = -v\n# on kick: v > 1 -> v = 0\n", "event 'kick'"),
        ("dv/dt = -v + xi\n", "xi in the equation of v"),
        ("dv/dt = acos(v)\n", "acos()"),
        ("dv/dt = 1 - v\n# threshold: v > 0.5\n# reset: v = rand()\n", "rand in the reset"),
    ],
)
def test_what_nestml_cannot_express_is_named(text: str, construct: str) -> None:
    with pytest.raises(ModelError) as caught:
        kernels.generate_code(kernels.parse(text), target="nestml")
    assert construct in str(caught.value)
    assert "\n" not in str(caught.value)
