"""Faults made on purpose: the same ones for the same seed, each of them seen, or proven to change nothing."""

from __future__ import annotations

import pytest

from hdl.files import printed
from hdl.judges.mutants import KINDS, mutations
from hdl.judges.mutate import mutate_circuit
from hdl.judges.tools import has_tool
from tests.hdl.circuits import compiled


def test_faults_are_of_every_kind_and_repeat() -> None:
    text = printed(compiled("adex"), "shared", 1).module.text
    found = mutations(text, 60, 1)
    assert found == mutations(text, 60, 1)
    assert found != mutations(text, 60, 2)
    assert {one.kind for one in found} == set(KINDS)
    assert len({one.applied(text) for one in found}) == len(found) == 60
    before = text.splitlines()
    for one in found:
        after = one.applied(text).splitlines()
        assert [k for k, (a, b) in enumerate(zip(before, after, strict=True), 1) if a != b] == [one.line]
        assert not before[one.line - 1].lstrip().startswith(("//", "`"))


@pytest.mark.skipif(not has_tool("yosys"), reason="Yosys is not installed (Debian: yosys, extra synth)")
def test_every_fault_is_seen_or_proven_to_be_none() -> None:
    found = mutate_circuit(compiled("lif"), mutants=6, arch="shared", steps=200)
    assert found.passed, found.counts
    assert found.counts.get("caught", 0) >= 3
    assert sum(found.counts.values()) == len(found.mutants) == 6
    assert all(one.before != one.after and one.how for one in found.mutants)
