"""Exports as a worker process writes them: with matplotlib and without, whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kernels.errors import Cancelled, KernelsError
from sctui.session.setup import Setup
from sctui.session.state import Session
from sctui.studio import worker_exports
from sctui.studio.worker_exports import run_export
from sctui.views.request import view_request
from sctui.views.table import VIEWS

SESSION = Session(setup=Setup(model="lif"), a=Setup(model="lif"), b=Setup(model="lif", params={"tau_m": 20.0}))


class Job:
    """The side of a job that an operation sees."""

    def __init__(self) -> None:
        self.ended = False

    def cancelled(self) -> bool:
        return self.ended

    def progress(self, fraction: float, values: Any = None) -> None:
        assert 0.0 <= fraction <= 1.0


def export(view: str, form: str, path: Path, **more: Any) -> dict[str, Any]:
    shown = view_request(VIEWS[view], SESSION)
    values, _ = run_export({"shown": shown, "form": form, "path": str(path)} | more, Job())  # type: ignore[arg-type]
    return dict(values)


@pytest.mark.parametrize("matplotlib", [True, False])
@pytest.mark.parametrize(("form", "begins"), [("png", b"\x89PNG"), ("svg", b"<")])
def test_pictures_with_matplotlib_and_without(
    matplotlib: bool, form: str, begins: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_exports, "has_matplotlib", lambda: matplotlib)
    path = tmp_path / f"x.{form}"
    values = export("ab", form, path)
    content = path.read_bytes()
    assert content.startswith(begins)
    assert values == {"path": str(path), "bytes": len(content)}
    assert (b"matplotlib" in content.lower()) == matplotlib


def test_the_csv_of_a_view_is_what_it_draws(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    export("fi", "csv", path)
    assert path.read_text().startswith("drive (nA),steady (Hz),first interval (Hz)\n")
    export("trace", "csv", path)
    assert path.read_text().startswith("time (ms),v (mV),I (nA),spikes\n")


def test_the_program_is_a_text(tmp_path: Path) -> None:
    path = tmp_path / "x.py"
    export("code", "text", path)
    compile(path.read_text(), "x.py", "exec")
    with pytest.raises(KernelsError, match="Code has neither picture nor curves; its result can be exported as JSON"):
        export("code", "png", path)


def test_json_is_the_whole_result(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    export("isi", "json", path)
    assert "intervals" in json.loads(path.read_text())


@pytest.mark.parametrize("path", ["/no/such/folder/x.csv", "/", "/dev/full"])
def test_what_cannot_be_written_is_one_line(path: str) -> None:
    with pytest.raises(KernelsError, match=f"^not exported: {path}: ") as caught:
        export("trace", "csv", Path(path))
    assert "\n" not in str(caught.value)


def test_what_was_cancelled_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("before")
    job = Job()
    job.ended = True
    shown = view_request(VIEWS["trace"], SESSION)
    with pytest.raises(Cancelled):
        run_export({"shown": shown, "form": "csv", "path": str(path)}, job)  # type: ignore[arg-type]
    assert path.read_text() == "before"
    assert [one.name for one in tmp_path.iterdir()] == ["x.csv"]
