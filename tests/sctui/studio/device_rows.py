"""Results of a synthesis that needs no tool: put into the table of FPGAs as if a worker had sent them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.pilot import Pilot

from kernels.worker_job import Result
from sctui.studio.app import Studio
from sctui.widgets.devices_pane import DevicesPane
from tests.sctui.studio.waiting import until

CAPACITY = {"lut": 5280, "ff": 5280, "dsp": 8, "bram": 30}
NEEDS = {"ice40": (166, 228, 1, 0), "ecp5": (228, 240, 1, 0), "gowin": (190, 200, 1, 0), "xilinx": (120, 210, 1, 0)}
NAMES = {"ice40": "iCE40 UP5K", "ecp5": "ECP5 25K", "gowin": "GW1NR-9", "xilinx": "XC7A35T"}


def row(target: str, state: str = "measured") -> dict[str, Any]:
    """What a circuit needs of a device."""
    needs = dict(zip(CAPACITY, NEEDS[target], strict=True))
    return {
        "target": target, "device": NAMES[target], **needs, "capacity": CAPACITY,
        "percent": {kind: 100.0 * needs[kind] / most for kind, most in CAPACITY.items()},
        "fits": min(CAPACITY[kind] // needs[kind] for kind in CAPACITY if needs[kind]),
        "state": state, "note": "yosys, 1.0 s",
    }  # fmt: skip


async def waiting(studio: Studio, pilot: Pilot[Any]) -> DevicesPane:
    """Ends what the pane has asked for; it goes on waiting for all devices."""
    pane = studio.screen.query_one(DevicesPane)
    await until(pilot, lambda: studio.desk._jobs.get("main.0"), "the request")
    for channel in ("main.0", "main.0.estimate"):
        studio.desk.cancel(channel)
    await until(pilot, lambda: not any(job.channel.startswith("main") for job in studio.desk.under_way()), "the end")
    await pilot.pause()
    pane.clear()  # a real estimate may have been quicker
    pane.remove_class("refused")
    pane._waited = set(NEEDS)
    pane._draw()
    return pane


async def fill(studio: Studio, pilot: Pilot[Any], failed: dict[str, str] | None = None) -> DevicesPane:
    """Ends what the pane waits for, and puts the rows of all devices but those that failed into its table."""
    pane = await waiting(studio, pilot)
    pane.show_data(Result(0, "view", {"data": data([one for one in NEEDS if one not in (failed or {})], failed)}, {}))
    await pilot.pause()
    return pane


def data(targets: Sequence[str], failed: dict[str, str] | None = None) -> dict[str, Any]:
    """What a synthesis says of devices that are done."""
    return {"rows": [row(target) for target in targets], "failed": failed or {}}
