"""Reading model texts: files, folders, standard input, and everything that is no text."""

from __future__ import annotations

import io
from pathlib import Path
from types import SimpleNamespace

import pytest

from sctui.failure import UsageError
from sctui.sources import LARGEST, find_ode_files, read_source


def test_a_folder_stands_for_the_ode_files_below_it(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    for name in ("b.ode", "deep/a.ode", "notes.txt"):
        (tmp_path / name).touch()
    found = find_ode_files([str(tmp_path), "-", str(tmp_path / "b.ode"), str(tmp_path / "notes.txt")])
    assert [Path(name).name for name in found] == ["b.ode", "a.ode", "-", "notes.txt"]


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file or folder"):
        find_ode_files([str(tmp_path / "x.ode")])
    with pytest.raises(UsageError, match=r"no \.ode files in this folder"):
        find_ode_files([str(tmp_path)])


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"dv/dt = \0", "a binary file, not a text"),
        (b"# caf\xe9", "not UTF-8 text (byte 5 is 0xe9)"),
        (b"a" * (LARGEST + 1), "larger than 1024 KiB"),
    ],
)
def test_no_text(data: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "x.ode"
    path.write_bytes(data)
    with pytest.raises(UsageError) as caught:
        read_source(str(path))
    assert said in str(caught.value)


def test_texts_are_read_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "x.ode"
    path.write_bytes("\ufeffv = 1\r\nµ\r".encode())
    source = read_source(str(path))
    assert source.text == "v = 1\r\nµ\r"
    assert source.path == path
    with pytest.raises(UsageError, match="Is a directory"):
        read_source(str(tmp_path))


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b"x = 1")))
    assert read_source("-") == ("<stdin>", None, "x = 1")


def test_file_names_cannot_steer_the_terminal() -> None:
    with pytest.raises(UsageError) as caught:
        find_ode_files(["\x1b[31m.ode"])
    assert "\x1b" not in str(caught.value)
