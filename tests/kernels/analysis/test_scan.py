"""The scan of the library: labels of well-known models, what is kept on disk, and what is told on the way."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

import kernels
from kernels.analysis.plain import plain
from kernels.errors import Cancelled, RequestError

MODELS = ("lif", "hodgkin_huxley", "reduced_wong_wang")


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCTUI_CACHE_DIR", str(tmp_path))


def test_models_are_classified_at_a_multiple_of_their_rheobase() -> None:
    told: list[tuple[float, Mapping[str, Any] | None]] = []
    found = kernels.scan(models=MODELS, progress=lambda share, values=None: told.append((share, values)))
    rows = {row.slug: row for row in found.models}
    assert rows["lif"].label == rows["hodgkin_huxley"].label == "tonic"
    assert rows["lif"].drive == pytest.approx(1.5 * rows["lif"].rheobase)
    assert rows["reduced_wong_wang"].label == ""
    assert "no spikes" in rows["reduced_wong_wang"].why_none
    assert found.labels == {"tonic": 2}
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    known = [values for _, values in told if values is not None]
    assert [len(values["models"]) for values in known] == sorted(len(values["models"]) for values in known)
    for values in known:
        assert values["models"] == tuple(row for row in found.models if row in values["models"])
        assert sum(values["labels"].values()) <= len(values["models"])
        json.dumps(plain(values), allow_nan=False)
    assert known[-1] == {item.name: getattr(found, item.name) for item in fields(found)}


def test_what_is_done_is_kept_when_it_is_cancelled() -> None:
    kernels.scan(models=("lif",))
    with pytest.raises(Cancelled) as caught:
        kernels.scan(models=("lif", "hodgkin_huxley"), cancelled=lambda: True)
    assert caught.value.partial is not None
    assert [row.slug for row in caught.value.partial["models"]] == ["lif"]


def test_a_second_scan_reads_what_the_first_kept(tmp_path: Path) -> None:
    first = kernels.scan(models=("lif",))
    second = kernels.scan(models=("lif",))
    assert (first.from_cache, second.from_cache) == (0, 1)
    assert second.models == first.models
    assert kernels.scan(models=("lif",), factor=2.0).from_cache == 0
    assert kernels.scan(models=("lif",), refresh=True).from_cache == 0


def test_a_torn_file_counts_as_none(tmp_path: Path) -> None:
    first = kernels.scan(models=("lif",))
    (kept,) = (tmp_path / "scan").glob("*.json")
    for content in ("", "{", "[1]", '{"slug": "lif"}'):
        kept.write_text(content)
        again = kernels.scan(models=("lif",))
        assert (again.from_cache, again.models) == (0, first.models)


def test_a_cache_that_cannot_be_written_costs_no_result(tmp_path: Path) -> None:
    (tmp_path / "scan").write_text("in the way")
    assert kernels.scan(models=("lif",)).models[0].label == "tonic"


def test_what_is_wrong_names_its_field() -> None:
    for asked, field in (({"models": ("liff",)}, "models"), ({"category": "maps"}, "category"),
                         ({"models": ("lif",), "category": "map"}, "models")):  # fmt: skip
        with pytest.raises(RequestError) as caught:
            kernels.scan(**asked)
        assert caught.value.field == field
    with pytest.raises(Cancelled):
        kernels.scan(models=("lif",), refresh=True, cancelled=lambda: True)
