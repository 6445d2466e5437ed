"""What Brian 2 makes of the scripts that `kernels.generate_code(..., target="brian2")` writes.

Run it with the project's own Python and name one that has Brian 2, for nothing of the project needs it:

    python -m venv brian && brian/bin/pip install brian2 "numpy<2.4"
    PYTHONPATH=. python tests/reference/brian2_programs.py brian/bin/python

It writes brian2_programs.json beside itself: for each case the settings, the SHA-256 of the script as it was run, and
the spike times that it printed. The test writes the scripts anew: the same text needs no second run of Brian 2.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import kernels

HERE = Path(__file__).parent

# Each method that both have, resets and crossings, refractoriness, drives as TimedArray, a preset, changed parameters.
CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "lif": ("lif", {"duration": 200.0}),
    "lif noise": ("lif", {"protocol": {"protocol": "ou", "mean": 2.0, "sigma": 1.0, "tau": 5.0}, "duration": 100.0}),
    "izhikevich": ("izhikevich", {"params": {"a": 0.03}, "init": {"v": -70.0}}),
    "adex preset": ("adex", {"preset": "initial_burst", "duration": 200.0}),
    "hodgkin_huxley": ("hodgkin_huxley", {"current": 10.0, "duration": 100.0}),
    "hodgkin_huxley exponential_euler": ("hodgkin_huxley", {"method": "exponential_euler", "duration": 100.0}),
    "fitzhugh_nagumo": ("fitzhugh_nagumo", {"current": 0.5}),
    "mihalas_niebur bursting": ("mihalas_niebur", {"preset": "tonic_bursting"}),
    "connor_stevens": ("connor_stevens", {"duration": 150.0}),
    "cuba_lif": ("cuba_lif", {}),
    "quadratic_if": ("quadratic_if", {}),
    "superspike": ("superspike", {}),
}

# numpy's own loops: the scripts do not compile anything while this file runs
RUNNER = "import runpy, sys, brian2; brian2.prefs.codegen.target = 'numpy'; runpy.run_path(sys.argv[1])"


def program_of(case: str) -> str:
    """The script of a case."""
    slug, settings = CASES[case]
    return kernels.generate_code(kernels.load(slug), target="brian2", **settings).text


def main() -> None:
    """Run every script and write the file."""
    python = sys.argv[1]
    asked = [python, "-c", "import brian2; print(brian2.__version__)"]
    version = subprocess.run(asked, capture_output=True, check=True, text=True).stdout.strip()
    record: dict[str, Any] = {"brian2": version, "cases": {}}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "script.py"
        for case in CASES:
            text = program_of(case)
            path.write_text(text, encoding="utf-8")
            done = subprocess.run([python, "-c", RUNNER, str(path)], capture_output=True, check=True, text=True)
            spikes = [float(line) for line in done.stdout.split()]
            digest = hashlib.sha256(text.encode()).hexdigest()
            record["cases"][case] = {"sha256": digest, "spikes": spikes}
            print(f"{case}: {len(spikes)} spikes")
    target = HERE / "brian2_programs.json"
    target.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
