"""What the studio's own process loads: numpy after the first frame, and never what the workers compute with."""

from __future__ import annotations

import json
import subprocess
import sys

HEAVY = {"numba", "llvmlite", "sympy", "scipy", "matplotlib", "PIL"}

# A studio in a process of its own: what is loaded when the first frame has been drawn, when the workspace stands, and
# after a session that has seen every view, moved a slider, written equations, and exported a picture
SESSION = """
import asyncio, json, sys, tempfile
from dataclasses import replace
from pathlib import Path

from sctui.session.state import Session
from sctui.studio.app import Studio
from sctui.studio.messages import Change
from sctui.views.table import VIEWS

loaded = {}

def note(when):
    loaded.setdefault(when, sorted({name.partition(".")[0] for name in sys.modules}))

class Watched(Studio):
    async def _begin(self):
        note("first frame")
        await super()._begin()
        note("workspace")

async def go():
    from tests.sctui.studio.waiting import screen_text, until

    studio = Watched(Session())
    async with studio.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "v (mV)" in screen_text(studio), "the first trace")
        for view in ("phase", "isi", "fi", "code", "trace"):
            studio.post_message(Change(replace(studio.session, view=view)))
            await until(pilot, lambda: studio.session.view == view, view)
            await until(pilot, lambda: not studio.desk.under_way(), view)
        await pilot.press("ctrl+p", *"next section", "enter", "right")
        await until(pilot, lambda: studio.session.setup.params, "the slider")
        folder = tempfile.mkdtemp()
        await pilot.press("e", "p", "ctrl+u", *f"{folder}/a.png", "enter")
        await until(pilot, lambda: Path(folder, "a.png").exists(), "the picture")
        await pilot.press("2")
        await until(pilot, lambda: studio.session.workspace == "equations", "the equations")
        await until(pilot, lambda: not studio.desk.under_way(), "everything")
    note("end")

asyncio.run(go())
print(json.dumps(loaded))
"""


def test_numpy_comes_after_the_first_frame_and_what_computes_never() -> None:
    process = subprocess.run([sys.executable, "-c", SESSION], capture_output=True, text=True, timeout=120)
    assert process.returncode == 0, process.stderr
    loaded = json.loads(process.stdout.splitlines()[-1])
    for when in ("first frame", "workspace"):
        assert not {"numpy", *HEAVY} & set(loaded[when]), when
    assert "numpy" in loaded["end"]
    assert not HEAVY & set(loaded["end"])
