"""Recordings that the user drives a model with: read where the user says, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from kernels.errors import KernelsError
from kernels.worker import Worker
from sctui.session.setup import Setup
from sctui.studio.desk import QUICK
from sctui.studio.worker_operations import typed_paths


def test_paths_are_found_in_the_drives_of_every_setup_of_a_request() -> None:
    one = Setup(drives={"I": {"protocol": "file", "path": "/a.csv"}}).request()
    two = Setup(drives={"I": [{"protocol": "constant", "amplitude": 1.0}, {"protocol": "file", "path": "/b.csv"}]})
    assert list(typed_paths({"view": "multi", "request": one, "further": [["simulate", two.request()]]})) == [
        "/a.csv",
        "/b.csv",
    ]
    assert not list(typed_paths(Setup(source='# input: I = file("/c.csv")\n').request()))


async def test_a_run_is_driven_by_a_recording(workers: dict[str, Worker], tmp_path: Path) -> None:
    recorded = tmp_path / "current.csv"
    recorded.write_text("0,0\n20,0\n20.01,20\n100,20\n", encoding="utf-8")
    setup = Setup(drives={"I": {"protocol": "file", "path": str(recorded)}}, duration=100.0)
    result = await workers[QUICK].submit("test", "spikes", setup.request()).result()
    assert result.values["spikes"] > 3


async def test_a_models_text_reaches_no_file(workers: dict[str, Worker], tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("1\n", encoding="utf-8")
    source = f'dv/dt = (I - v)/tau : 1\nI : 1\ntau = 10*ms : second\n# input: I = file("{secret}")\n'
    with pytest.raises(KernelsError, match="comes from no file"):
        await workers[QUICK].submit("test", "spikes", Setup(source=source).request()).result()
