"""Runs each Python file named on the command line, and prints the runs they made as one JSON object."""

from __future__ import annotations

import contextlib
import io
import json
import runpy
import sys
from pathlib import Path

found = {}
for path in sys.argv[1:]:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        run = runpy.run_path(path)["run"]
    found[Path(path).stem] = {
        "printed": printed.getvalue(),
        "spikes": run.spikes.tolist(),
        "ends": {name: float(values[-1]) for name, values in run.states.items()},
    }
json.dump(found, sys.stdout)
