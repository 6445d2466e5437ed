"""What tools do to a disk: one that is full is said to be, also where the tool that filled it says nothing and ends
well; and nothing that a tool leaves behind stays.
"""

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
    said = "the temporary files of test cannot be written to .*No space left.* set TMPDIR"
    with pytest.raises(ToolError, match=said), work_folder("test") as folder:
        run_tool(command, folder, timeout=20.0)
    assert not folder.exists()


def test_what_a_tool_leaves_in_its_temporary_folder_goes_with_its_work_folder() -> None:
    leave = "import os, tempfile; print(tempfile.mkstemp()[1]); os.kill(os.getpid(), 9)"
    with work_folder("test") as folder:
        with pytest.raises(ToolError, match="crashed"):
            run_tool([sys.executable, "-S", "-c", leave], folder, timeout=20.0)
        assert len(list(folder.glob("tmp*"))) == 1
    assert not folder.exists()
