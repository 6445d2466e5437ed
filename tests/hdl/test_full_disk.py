"""A disk that is full is said to be, also where the tool that filled it says nothing and ends well."""

from __future__ import annotations

import shutil
import sys
from types import SimpleNamespace

import pytest

from hdl.judges.process import LEAST_FREE, NONE_FREE, ToolError, run_tool
from hdl.judges.work_folder import work_folder


@pytest.mark.parametrize(
    ("code", "free", "full"),
    [(0, NONE_FREE - 1, True), (0, NONE_FREE, False), (1, LEAST_FREE - 1, True), (1, LEAST_FREE, False)],
)
def test_a_tool_that_ends_without_room_has_run_out_of_it(
    code: int, free: int, full: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    command = [sys.executable, "-S", "-c", f"raise SystemExit({code})"]
    if not full:
        with work_folder("test") as folder:
            assert run_tool(command, folder, timeout=20.0).code == code
        return
    with (
        pytest.raises(ToolError, match=r"the temporary files of test cannot be written to .*No space left.* set TMPDIR"),
        work_folder("test") as folder,
    ):
        run_tool(command, folder, timeout=20.0)
    assert not folder.exists()
