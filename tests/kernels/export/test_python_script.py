"""Scripts and one-liners: run as files in a process of their own, they give the run they were made from."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from library_programs import library_programs, short_run

import kernels
from kernels.export.python_script import string_literal, text_literal, value_literal
from kernels.library import entries

ROOT = Path(kernels.__file__).parent.parent
STEPS = 100


def executed(texts: dict[str, str], folder: Path) -> dict[str, dict[str, Any]]:
    """What the files made, all of them run in one process."""
    for name, text in texts.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    files = [str(folder / f"{name}.py") for name in texts]
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("run_files.py")), *files],
        env=os.environ | {"PYTHONPATH": str(ROOT)}, cwd=folder, check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    answer: dict[str, dict[str, Any]] = json.loads(done.stdout)
    return answer


def assert_made(made: dict[str, Any], run: kernels.Run) -> None:
    assert made["spikes"] == run.spikes.tolist()
    assert made["ends"] == {name: float(values[-1]) for name, values in run.states.items()}


def test_every_model_of_the_library(tmp_path: Path) -> None:
    scripts, lines = library_programs("script", STEPS), library_programs("one-liner", STEPS)
    assert len(scripts) == len(lines) == len(entries())
    texts = {}
    for slug in scripts:  # side by side: the second finds the first one's kernel
        texts[slug], texts[f"{slug}_line"] = scripts[slug][1].text, lines[slug][1].text
        assert texts[f"{slug}_line"].count("\n") == 1
    made = executed(texts, tmp_path)
    for slug, (model, _) in scripts.items():
        run = kernels.simulate(model, **short_run(model, STEPS))
        assert_made(made[slug], run)
        assert_made(made[f"{slug}_line"], run)


OWN = '# title: "quotes" \\ and """three"""\ndv/dt = (I - v)/tau  # µ é \U0001f9e0\ntau = 10 # [1, 20]\n' \
      "# threshold: v > 1\n# reset: v = 0\n# run: 50 ms, dt = 0.1 ms\n"  # fmt: skip
SETTINGS: list[dict[str, Any]] = [
    {"current": 3.0, "params": {"tau": 7.5}, "init": {"v": 0.25}, "method": "rk4", "dt": 0.05},
    {"protocol": {"protocol": "ou", "mean": 2.0, "sigma": 1.0, "tau": 5.0}, "seed": 2**62, "duration": 123.4},
    {"protocol": [{"protocol": "step", "amplitude": 4}, {"protocol": "sine", "amplitude": 1, "frequency": 50}]},
    {"inputs": {"I": 2.5}},
    {"inputs": {"I": {"protocol": "pulses", "amplitude": 20.0}}},
]


def test_own_text_and_every_setting(tmp_path: Path) -> None:
    model = kernels.parse(OWN)
    texts, runs = {}, {}
    for i, settings in enumerate(SETTINGS):
        for target in ("script", "one-liner"):
            name = f"own_{i}_{target.replace('-', '_')}"
            texts[name] = kernels.generate_code(model, target=target, **settings).text
            runs[name] = kernels.simulate(model, **settings)
    made = executed(texts, tmp_path)
    assert sum(len(run.spikes) > 0 for run in runs.values()) >= 8
    for name, run in runs.items():
        assert_made(made[name], run)


def test_a_preset_stays_a_preset(tmp_path: Path) -> None:
    model = kernels.load("adex")
    text = kernels.generate_code(model, target="script", preset="initial_burst").text
    assert 'preset="initial_burst"' in text
    made = executed({"adex": text}, tmp_path)["adex"]
    run = kernels.simulate(model, preset="initial_burst")
    assert_made(made, run)
    assert made["printed"].splitlines()[1:] == [str(time) for time in run.spikes]


@given(st.text())
def test_any_text_survives_as_a_literal(text: str) -> None:
    assert ast.literal_eval(text_literal(text)) == text
    line = string_literal(text)
    assert ast.literal_eval(line) == text
    assert line.isascii()
    assert "\n" not in line


VALUES = st.recursive(
    st.floats(allow_nan=False, allow_infinity=False) | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@given(VALUES)
def test_any_setting_survives_as_a_literal(value: object) -> None:
    assert ast.literal_eval(value_literal(value)) == value
