"""The last session is kept: written only when it has changed, with older versions, and without harm on a full disk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sctui.session import keeping
from sctui.session.keeping import Keeper
from sctui.session.state import Session
from sctui.session.store import LAST, load_file, load_last, save, versions


def cursors(folder: Path) -> list[float | None]:
    return [load_file(one.path).session.cursor for one in versions(LAST, folder)]


def test_it_is_written_when_it_has_changed(tmp_path: Path) -> None:
    keeper = Keeper(Session(cursor=1.0), tmp_path)
    assert keeper.write() == ""
    assert load_last(tmp_path).session.cursor == 1.0
    stamp = keeper.path.stat().st_mtime_ns
    assert keeper.write() == ""
    assert keeper.path.stat().st_mtime_ns == stamp


def test_what_stands_in_the_file_is_not_written_again(tmp_path: Path) -> None:
    save(Session(cursor=1.0), LAST, tmp_path)
    keeper = Keeper(Session(cursor=1.0), tmp_path, stands=True)
    keeper.write()
    assert versions(LAST, tmp_path) == []
    keeper.session = Session(cursor=2.0)
    keeper.write()
    assert cursors(tmp_path) == [1.0]


def test_versions_are_of_earlier_times_and_of_other_studios(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(Session(cursor=-1.0), LAST, tmp_path)  # yesterday
    keeper = Keeper(Session(), tmp_path)
    for number in range(5):
        keeper.session = Session(cursor=float(number))
        keeper.write()
    assert cursors(tmp_path) == [-1.0]
    save(Session(cursor=100.0), LAST, tmp_path, keep=False)  # another studio
    keeper.session = Session(cursor=5.0)
    keeper.write()
    assert sorted(map(float, filter(None, cursors(tmp_path)))) == [-1.0, 100.0]
    monkeypatch.setattr(keeping, "VERSION_EVERY", -1.0)
    keeper.session = Session(cursor=6.0)
    keeper.write()
    assert 5.0 in cursors(tmp_path)


def test_a_full_disk_is_one_line_and_then_it_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keeper = Keeper(Session(), tmp_path)
    keeper.write()

    def full(file: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as context:
        context.setattr(os, "fsync", full)
        keeper.session = Session(cursor=2.0)
        assert keeper.write() == f"the session cannot be kept in {keeper.path}: No space left on device"
        assert keeper.problem
        assert load_last(tmp_path).session == Session()
    assert keeper.write() == ""
    assert keeper.problem == ""
    assert load_last(tmp_path).session.cursor == 2.0


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    keeper = Keeper(Session(), tmp_path / "data")
    assert "cannot be kept" in keeper.write()
