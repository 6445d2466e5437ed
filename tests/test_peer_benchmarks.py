"""The comparison with the peers, without the peers: adapters that start, a table that lists them, right ratios."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.against_peers import COMPARISONS, ROOT, Comparison, compare
from tests.benchmarks.our_turns import Turn
from tests.benchmarks.peers.environments import PEERS

FOLDER = ROOT / "tests" / "benchmarks" / "peers"
ADAPTERS = sorted(p.stem for peer in PEERS for p in FOLDER.glob(f"{peer.replace('-', '_')}_*.py"))


def adapter(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", f"tests.benchmarks.peers.{name}", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def a_peer(folder: Path, script: str) -> None:
    """An environment whose Python is a shell script."""
    python = folder / "nest" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f"#!/bin/sh\n{script}\n")
    python.chmod(0o755)


def an_answer(seconds: float, rate: float) -> str:
    return f'{{"seconds": {seconds}, "build_seconds": 3.0, "spikes": 7, "rate": {rate}, "version": "peer 1"}}'


@pytest.fixture
def comparison(monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a comparison in which our side takes half a second."""
    ours = Comparison("a network", "nest", "nest_brunel_network", lambda _: Turn(0.5, 0.1, 20.0), 2.0)
    monkeypatch.setitem(COMPARISONS, "ours", ours)
    return "ours"


def test_the_table_of_comparisons_has_every_adapter() -> None:
    assert len(ADAPTERS) >= 6
    assert {c.adapter for c in COMPARISONS.values()} == set(ADAPTERS)
    assert {c.peer for c in COMPARISONS.values()} == set(PEERS)


@pytest.mark.parametrize("name", ADAPTERS)
def test_an_adapter_says_what_it_computes_without_its_peer(name: str) -> None:
    done = adapter(name, "--help")
    assert done.returncode == 0
    assert "--turns" in done.stdout
    assert adapter(name, "--seed", "many").returncode == 2


def test_the_arguments_of_the_table_are_those_of_the_adapters() -> None:
    for chosen in COMPARISONS.values():
        if chosen.arguments:
            assert adapter(chosen.adapter, *chosen.arguments, "--help").returncode == 0
            assert all(word in adapter(chosen.adapter, "--help").stdout for word in chosen.arguments[::2])


def test_a_ratio_is_the_seconds_of_the_peer_over_ours_without_the_warm_up(tmp_path: Path, comparison: str) -> None:
    slow, usual = an_answer(50.0, 20.0), an_answer(2.0, 20.0)
    a_peer(tmp_path, f"while read seed; do if [ $seed = 0 ]; then echo '{slow}'; else echo '{usual}'; fi; done")
    result = compare(comparison, tmp_path, 7)
    assert (result["ratio"], result["ratio_low"], result["ratio_high"]) == (4.0, 4.0, 4.0)
    assert result["peer_rate"] == (20.0, 0.0)
    assert result["version"] == "peer 1"
    assert result["pairs_left_out"] == 0


def test_a_network_that_fell_silent_is_not_compared(tmp_path: Path, comparison: str) -> None:
    silent, usual = an_answer(0.1, 0.1), an_answer(2.0, 20.0)
    a_peer(tmp_path, f"while read seed; do if [ $seed = 3 ]; then echo '{silent}'; else echo '{usual}'; fi; done")
    result = compare(comparison, tmp_path, 7)
    assert result["pairs_left_out"] == 1
    assert result["ratio_low"] == 4.0


def test_a_network_that_is_always_silent_ends_the_comparison(tmp_path: Path, comparison: str) -> None:
    a_peer(tmp_path, f"while read seed; do echo '{an_answer(0.1, 0.0)}'; done")
    with pytest.raises(RuntimeError, match="silent"):
        compare(comparison, tmp_path, 2)


def test_a_peer_that_is_not_there_or_fails_is_named(tmp_path: Path, comparison: str) -> None:
    with pytest.raises(RuntimeError, match=r"no nest in .*peers\.environments"):
        compare(comparison, tmp_path, 2)
    a_peer(tmp_path, "echo 'ModuleNotFoundError: No module named nest' >&2; exit 1")
    with pytest.raises(RuntimeError, match=r"nest_brunel_network failed: .*No module named nest"):
        compare(comparison, tmp_path, 2)
