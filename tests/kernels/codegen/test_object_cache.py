"""The object cache: right or absent, whatever happens to the files."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from kernels.codegen import object_cache

RUN = (
    "import kernels; "
    "r = kernels.simulate(kernels.load('fitzhugh_nagumo'), duration=50); print(repr(float(r.states['v'][-1])))"
)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SCTUI_CACHE_DIR", str(tmp_path))
    return tmp_path / "kernels"


def fresh_process(code: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    variables = os.environ | {"SCTUI_CACHE_DIR": str(folder)} | environment
    return subprocess.run([sys.executable, "-c", code], env=variables, capture_output=True, text=True, timeout=60)


def test_what_is_stored_is_loaded(cache: Path) -> None:
    key = object_cache.key_of("text", "1.0")
    assert object_cache.load(key) is None
    object_cache.store(key, b"code")
    assert object_cache.load(key) == b"code"


def test_keys_keep_their_parts_apart() -> None:
    assert object_cache.key_of("ab", "c") != object_cache.key_of("a", "bc")


@pytest.mark.parametrize(
    "damage", [lambda d: d[:-1], lambda d: d[:20], lambda d: b"", lambda d: d[:-1] + b"\0", lambda d: d + b"x"]
)
def test_a_damaged_entry_counts_as_absent(cache: Path, damage) -> None:
    object_cache.store("k", b"some code\1")
    file = cache / "k.o"
    file.write_bytes(damage(file.read_bytes()))
    assert object_cache.load("k") is None
    object_cache.store("k", b"new")
    assert object_cache.load("k") == b"new"


def test_a_damaged_object_is_compiled_again(tmp_path: Path) -> None:
    first = fresh_process(RUN, tmp_path)
    assert first.returncode == 0, first.stderr
    for file in (tmp_path / "kernels").glob("*.o"):
        data = bytearray(file.read_bytes())
        data[len(data) // 2] ^= 0xFF
        file.write_bytes(data)
    assert fresh_process(RUN, tmp_path).stdout == first.stdout


def test_two_processes_that_warm_at_once_get_the_same_right_answer(tmp_path: Path) -> None:
    variables = os.environ | {"SCTUI_CACHE_DIR": str(tmp_path)}
    processes = [
        subprocess.Popen([sys.executable, "-c", RUN], env=variables, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    answers = {process.communicate(timeout=60)[0] for process in processes}
    assert len(answers) == 1
    assert answers != {""}
    assert not list((tmp_path / "kernels").glob("*.part"))


def test_a_process_killed_while_it_writes_leaves_no_wrong_entry(tmp_path: Path) -> None:
    code = textwrap.dedent("""
        import os
        from kernels.codegen import object_cache
        real = os.fsync
        def stop(handle):
            print("writing", flush=True)
            import time; time.sleep(60)
        os.fsync = stop
        object_cache.store("k", b"x" * 100_000)
    """)
    variables = os.environ | {"SCTUI_CACHE_DIR": str(tmp_path)}
    with subprocess.Popen([sys.executable, "-c", code], env=variables, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "writing\n"
        process.send_signal(signal.SIGKILL)
    check = fresh_process("from kernels.codegen import object_cache as c; print(c.load('k'))", tmp_path)
    assert check.stdout == "None\n"
    assert fresh_process(RUN, tmp_path).returncode == 0


def test_a_cache_that_cannot_be_written_costs_nothing_but_time(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way of the folder")
    done = fresh_process(RUN, blocked)
    assert done.returncode == 0, done.stderr
    assert done.stdout == fresh_process(RUN, tmp_path / "good").stdout
    why = fresh_process(f"{RUN}; from kernels.codegen import object_cache as c; print(c.problem())", blocked)
    assert "cannot be kept in" in why.stdout


def test_a_full_disk_costs_nothing_but_time(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    object_cache.store("k", b"code")
    assert object_cache.load("k") is None
    assert "No space left" in (object_cache.problem() or "")
    assert not list(cache.glob("*"))


def test_the_folder_is_pruned_oldest_first(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(object_cache, "MOST_BYTES", 3000)
    monkeypatch.setattr(object_cache, "PRUNE_EVERY", 1)
    for age, name in ((300, "old"), (200, "middle"), (100, "new")):
        object_cache.store(name, b"x" * 900)
        os.utime(cache / f"{name}.o", (time.time() - age,) * 2)
    object_cache.store("newest", b"x" * 500)  # 2,700 and 500 bytes and four heads: one has to go
    assert sorted(file.stem for file in cache.glob("*.o")) == ["middle", "new", "newest"]


def test_a_file_that_vanishes_while_the_folder_is_looked_through_is_no_problem(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process renames its temporary file just then: a link that leads nowhere stands for it."""
    monkeypatch.setattr(object_cache, "_problem", None)
    cache.mkdir(parents=True)
    (cache / "other.part").symlink_to(cache / "gone")
    object_cache.store("k", b"code")
    assert object_cache.load("k") == b"code"
    assert object_cache.problem() is None
