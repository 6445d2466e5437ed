"""Files are written whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from sctui.atomic_write import whole_file, write_text


def test_the_text_is_written_as_given(tmp_path: Path) -> None:
    target = tmp_path / "a.ode"
    write_text(target, "one\r\ntwo\nµ")
    assert target.read_bytes() == "one\r\ntwo\nµ".encode()
    assert os.listdir(tmp_path) == ["a.ode"]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "a.ode"
    target.write_text("old")

    def write_half() -> None:
        with whole_file(target) as file:
            file.write("half of the new")
            file.flush()
            raise OSError(errno.ENOSPC, "disk full")

    with pytest.raises(OSError, match="disk full"):
        write_half()
    assert target.read_text() == "old"
    assert os.listdir(tmp_path) == ["a.ode"]


def test_permissions_and_links_are_kept(tmp_path: Path) -> None:
    target, link = tmp_path / "a.ode", tmp_path / "link.ode"
    target.write_text("old")
    target.chmod(0o640)
    link.symlink_to(target)
    write_text(link, "new")
    assert link.is_symlink()
    assert target.read_text() == "new"
    assert target.stat().st_mode & 0o777 == 0o640


def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_text(pipe, "through")
    assert os.read(reader, 100) == b"through"
    os.close(reader)
    assert pipe.is_fifo()
    assert os.listdir(tmp_path) == ["pipe"]


def test_an_error_names_the_target(tmp_path: Path) -> None:
    for target in (tmp_path, tmp_path / "no" / "such.ode"):
        with pytest.raises(OSError, match="director") as caught:
            write_text(target, "x")
        assert caught.value.filename == str(target)


def test_a_new_file_obeys_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_text(tmp_path / "a.ode", "new")
    finally:
        os.umask(before)
    assert (tmp_path / "a.ode").stat().st_mode & 0o777 == 0o640
