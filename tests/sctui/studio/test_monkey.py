"""Whatever is pressed, clicked and resized, nothing breaks. A long run: python -m tests.sctui.studio.monkey."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.sctui.studio.monkey import Monkey


@pytest.mark.parametrize("seed", [1, 2])
async def test_random_keys_and_mouse_break_nothing(
    seed: int, tmp_path: Path, workers: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    await Monkey(seed, tmp_path / "data", workers).play(400)
