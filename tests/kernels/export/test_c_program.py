"""C programs: the same bits as strict mode, in every state and after every step, for the whole library."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from library_programs import GCC, build_and_run, library_programs, short_run

import kernels
from kernels.errors import RequestError
from kernels.library import entries

pytestmark = pytest.mark.skipif(GCC is None, reason="there is no gcc here")
STEPS = 60

# Whole runs as a user would build them: maps, resets, events, noise, random draws, refractoriness, the rest state,
# a preset, parameters, each kind of drive.
FULL: list[tuple[str, dict[str, Any]]] = [
    ("hodgkin_huxley", {}),
    ("izhikevich", {"params": {"a": 0.03}, "init": {"v": -70.0}}),
    ("adex", {"preset": "initial_burst"}),
    ("lif", {"protocol": {"protocol": "ou", "mean": 2.0, "sigma": 1.0, "tau": 5.0}, "duration": 500.0, "seed": 7}),
    ("mihalas_niebur", {"preset": "tonic_bursting"}),
    ("morris_lecar", {"protocol": {"protocol": "chirp", "f_start": 1, "f_stop": 30, "offset": 50}, "current": 60}),
    ("fitzhugh_nagumo", {"protocol": "ramp", "current": 1.0}),
    ("rulkov", {}),
    ("dendrify", {}),
    ("poisson", {"duration": 2000.0}),
    ("stochastic_lif", {"duration": 5000.0, "seed": 3}),
    ("lif_conductance", {"duration": 500.0}),
    ("mccormick_huguenard_tc", {"duration": 300.0}),
    ("prinz_ab_pd", {"duration": 500.0}),
]  # fmt: skip


def assert_same(run: kernels.Run, spikes: list[float], file: Path) -> None:
    np.testing.assert_array_equal(spikes, run.spikes)
    with file.open(encoding="utf-8") as lines:
        assert next(lines).strip().split(",") == ["time", *run.states]
        table = np.loadtxt(lines, delimiter=",", ndmin=2)
    np.testing.assert_array_equal(table[:, 0], run.time)
    for column, values in enumerate(run.states.values(), start=1):
        np.testing.assert_array_equal(table[:, column], values)


def test_every_model_of_the_library_keeps_its_bits(tmp_path: Path) -> None:
    programs = library_programs("c", STEPS)
    assert len(programs) == len(entries())
    results = build_and_run({slug: program.text for slug, (_, program) in programs.items()}, tmp_path, "-O0")
    for slug, (model, _) in programs.items():
        run = kernels.simulate(model, strict=True, record_every=1, **short_run(model, STEPS))
        assert_same(run, *results[slug])


def test_whole_runs_keep_their_bits_when_optimised(tmp_path: Path) -> None:
    programs = {
        f"{slug}_{i}": kernels.generate_code(kernels.load(slug), target="c", **options).text
        for i, (slug, options) in enumerate(FULL)
    }
    results = build_and_run(programs, tmp_path, "-O2")
    fired = 0
    for name, (slug, options) in zip(programs, FULL, strict=True):
        run = kernels.simulate(kernels.load(slug), strict=True, record_every=1, **options)
        assert_same(run, *results[name])
        fired += len(run.spikes) > 0
    assert fired >= len(FULL) - 1


def test_names_that_c_has_for_itself(tmp_path: Path) -> None:
    model = kernels.parse(
        "# title: a comment that ends */ #error ??/\n"
        "dint_/dt = (double - int_)/long + I*printf\n"
        "dy0/dt = x1 - y0\n"
        "x1 = 2*int_ + main : 1\n"
        "double = 3 # */ doc\nlong = 10\nprintf = 0.5\nmain = 1\n"
        "# threshold: y0 > 1.5\n# reset: y0 = 0\n# input: I = pulses(1, width=2, period=7, start=1, stop=40)\n"
        "# run: 50 ms, dt = 0.1 ms, method = rk4\n"
    )
    results = build_and_run({"hostile": kernels.generate_code(model, target="c").text}, tmp_path, "-O2")
    run = kernels.simulate(model, strict=True, record_every=1)
    assert len(run.spikes) > 0
    assert_same(run, *results["hostile"])


def test_states_that_exchange_their_values(tmp_path: Path) -> None:
    model = kernels.parse("x[n+1] = y\ny[n+1] = z\nz[n+1] = x\n# init: x = 1; y = 2; z = x + y\n# run: 7\n")
    results = build_and_run({"swap": kernels.generate_code(model, target="c").text}, tmp_path, "-O2")
    assert_same(kernels.simulate(model, strict=True, record_every=1), *results["swap"])


def test_a_run_that_leaves_the_finite_numbers_says_so(tmp_path: Path) -> None:
    model = kernels.parse("dx/dt = x**2\n# init: x = 1\n# run: 100 ms, dt = 0.1 ms, method = euler\n")
    with pytest.raises(subprocess.CalledProcessError) as caught:
        build_and_run({"away": kernels.generate_code(model, target="c").text}, tmp_path, "-O2")
    assert "x left the finite numbers at t = " in caught.value.stderr


def test_a_drive_too_long_for_a_table_is_refused() -> None:
    noise = {"protocol": "ou", "mean": 2.0, "sigma": 1.0, "tau": 5.0}
    with pytest.raises(RequestError, match="duration: the drive of I has to be tabulated"):
        kernels.generate_code(kernels.load("lif"), target="c", protocol=noise, duration=1e6)
